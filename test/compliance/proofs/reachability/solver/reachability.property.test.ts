import fc from 'fast-check';
import type { InterfaceModel, NetworkModel, Path } from '../../../../../lib/compliance/proofs/reachability/model/network-model';
import { Reachability } from '../../../../../lib/compliance/proofs/reachability/solver/reachability';
import { interfaceOf, networkOf } from './network-in-words';
import { addition, networks } from './random-network';
import { type Delivery, keyOf, Simulation, type Universe } from './simulation';
import { isPublicAddress, universeOf } from './universe';

/** Enough to find what breaks the solver in most of its parts; `RUNS` asks for more. */
const RUNS = Number(process.env['RUNS'] ?? 60);
/** The same networks in each run, but where more are asked for: then others. */
const SAMPLE = { numRuns: RUNS, ...(process.env['RUNS'] === undefined && { seed: 2026 }) };

const QUESTIONS = ['fromInternet', 'toInternet', 'between', 'fromBeyond', 'toBeyond'] as const;

describe('the solver says what single packets do', () => {
  test.each(QUESTIONS)('%s: of random networks, some lead somewhere and some do not', (question) => {
    const sampled = fc.sample(networks(), { seed: 4, numRuns: 100 }).map(networkOf);
    const leading = sampled.filter((network) => solved(network, question).length > 0);
    expect([leading.length > 10, leading.length < 90]).toEqual([true, true]);
  });

  test.each(QUESTIONS)('%s', (question) => {
    fc.assert(
      fc.property(networks(), (words) => {
        const network = networkOf(words);
        const universe = universeOf(network);
        const paths = solved(network, question);
        const delivered = simulated(network, universe, question);
        expect(kinds(paths.flatMap((path) => packetsOf(path, universe)))).toEqual(kinds(delivered));
        const keys = new Set(delivered.map(keyOf));
        expect(paths.flatMap((path) => packetsOf(path, universe)).filter((one) => !keys.has(keyOf(one)))).toEqual([]);
      }),
      SAMPLE,
    );
  });
});

test('relays lead on what reaches them', () => {
  fc.assert(
    fc.property(networks(), (words) => {
      const network = networkOf(words);
      const reachability = new Reachability(network);
      const simulation = new Simulation(network, universeOf(network), isPublicAddress);
      const to = interfaceOf(network, 'one');
      const relays = network.interfaces.filter(({ relays }) => relays);
      const reached = reachedFromInternet(relays, simulation);
      const into = [...reached].flatMap(([relay, clients]) => (relay === to ? [] : sentOn(simulation, relay, to, clients)));
      const universe = universeOf(network);
      const found = (paths: readonly Path[]) => services(paths.flatMap((path) => packetsOf(path, universe)));
      expect(found(reachability.fromInternetByRelays(to))).toEqual(services(into));
    }),
    SAMPLE,
  );
});

/** Relays that the internet reaches, over others too, and those whose packets they send on with their sources kept. */
function reachedFromInternet(relays: readonly InterfaceModel[], simulation: Simulation) {
  const reached = new Map<InterfaceModel, Set<bigint>>();
  const note = (relay: InterfaceModel, found: readonly Delivery[]): boolean => {
    const clients = reached.get(relay);
    const added = relay.keepsSources ? found.map(({ packet }) => packet.source).filter((source) => !clients?.has(source)) : [];
    if (found.length > 0) reached.set(relay, new Set([...(clients ?? []), ...added]));
    return found.length > 0 && (clients === undefined || added.length > 0);
  };
  for (const relay of relays) note(relay, simulation.deliveries('internet', relay));
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (const [relay, clients] of [...reached]) {
      for (const next of relays) if (next !== relay && note(next, sentOn(simulation, relay, next, clients))) isNew = true;
    }
  }
  return reached;
}

function sentOn(simulation: Simulation, relay: InterfaceModel, to: InterfaceModel, clients: ReadonlySet<bigint>): Delivery[] {
  return [...simulation.deliveries(relay, to), ...simulation.forwarded(relay, to, clients)];
}

describe('whatever the network', () => {
  test.each([
    ['a denial opens nothing', 'deny'],
    ['an allowance closes nothing', 'allow'],
  ] as const)('%s', (_, action) => {
    fc.assert(
      fc.property(networks(), addition(action), (words, { subnet, entry }) => {
        const known = words.subnets[subnet];
        const acl = [...(known?.acl ?? []), entry];
        const network = networkOf(words);
        const more = networkOf({ ...words, subnets: { ...words.subnets, ...(known && { [subnet]: { ...known, acl } }) } });
        const universe = universeOf(more);
        for (const question of QUESTIONS) {
          const [before, after] = [network, more].map((each) =>
            kinds(solved(each, question).flatMap((path) => packetsOf(path, universe))),
          );
          const [fewer, all] = action === 'deny' ? [after, before] : [before, after];
          expect(fewer?.filter((kind) => !all?.includes(kind))).toEqual([]);
        }
      }),
      SAMPLE,
    );
  });

  test('it is said in the same order each time', () => {
    fc.assert(
      fc.property(networks(), (words) => {
        for (const question of QUESTIONS) expect(solved(networkOf(words), question)).toEqual(solved(networkOf(words), question));
      }),
      SAMPLE,
    );
  });
});

type Question = (typeof QUESTIONS)[number];

function solved(network: NetworkModel, question: Question): readonly Path[] {
  const reachability = new Reachability(network);
  const [one, two] = [interfaceOf(network, 'one'), interfaceOf(network, 'two')];
  // What one that keeps sources sends for others is another question.
  const { keepsSources: _, ...sender } = one;
  return question === 'between' ? reachability.between(sender, two) : reachability[question](one);
}

function simulated(network: NetworkModel, universe: Universe, question: Question): Delivery[] {
  const simulation = new Simulation(network, universe, isPublicAddress);
  const [one, two] = [interfaceOf(network, 'one'), interfaceOf(network, 'two')];
  switch (question) {
    case 'fromInternet':
      return simulation.deliveries('internet', one);
    case 'toInternet':
      return simulation.deliveries(one, 'internet');
    case 'fromBeyond':
      return simulation.deliveries('beyond', one);
    case 'toBeyond':
      return simulation.deliveries(one, 'beyond');
    case 'between':
      return simulation.deliveries(one, two);
  }
}

/** The packets of a universe that are among those of a path. */
function packetsOf({ packets, firewalls, firewallsBack }: Path, { addresses, ports, protocols }: Universe): Delivery[] {
  const rest = firewallsBack ? { firewalls, firewallsBack } : { firewalls };
  return addresses
    .filter((source) => packets.sources.has(source))
    .flatMap((source) =>
      addresses
        .filter((destination) => packets.destinations.has(destination))
        .flatMap((destination) =>
          protocols
            .filter((protocol) => packets.protocols.has(protocol))
            .flatMap((protocol) =>
              ports
                .filter((port) => packets.ports.has(port))
                .map((port) => ({ packet: { protocol, port, source, destination }, ...rest })),
            ),
        ),
    );
}

/** The kinds of deliveries: whoever sent them to whom. */
function kinds(deliveries: readonly Delivery[]): string[] {
  return [
    ...new Set(
      deliveries.map(
        ({ packet, firewalls, firewallsBack }) => `${packet.protocol}:${packet.port} [${firewalls}] [${firewallsBack ?? '-'}]`,
      ),
    ),
  ].sort();
}

/** Protocols and ports alone. */
function services(deliveries: readonly Delivery[]): string[] {
  return [...new Set(deliveries.map(({ packet }) => `${packet.protocol}:${packet.port}`))].sort();
}
