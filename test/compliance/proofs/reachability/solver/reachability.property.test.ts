import fc from 'fast-check';
import type { NetworkModel, Path } from '../../../../../lib/compliance/proofs/reachability/model/network-model';
import { Reachability } from '../../../../../lib/compliance/proofs/reachability/solver/reachability';
import { interfaceOf, networkOf } from './network-in-words';
import { networks } from './random-network';
import { type Delivery, keyOf, Simulation, type Universe } from './simulation';
import { isPublicAddress, universeOf } from './universe';

const RUNS = Number(process.env['RUNS'] ?? 60);

describe('the solver says what single packets do', () => {
  test.each(['fromInternet', 'toInternet', 'between', 'fromBeyond', 'toBeyond'] as const)('%s', (question) => {
    let opened = 0;
    fc.assert(
      fc.property(networks(), (words) => {
        const network = networkOf(words);
        const universe = universeOf(network);
        const paths = solved(network, question);
        const delivered = simulated(network, universe, question);
        if (delivered.length > 0) opened += 1;
        expect(kinds(paths.flatMap((path) => packetsOf(path, universe)))).toEqual(kinds(delivered));
        const keys = new Set(delivered.map(keyOf));
        expect(paths.flatMap((path) => packetsOf(path, universe)).filter((one) => !keys.has(keyOf(one)))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    if (process.env['RUNS']) console.log(question, opened, RUNS);
    expect(opened).toBeGreaterThan(RUNS / 10);
  });
});

type Question = 'fromInternet' | 'toInternet' | 'between' | 'fromBeyond' | 'toBeyond';

function solved(network: NetworkModel, question: Question): readonly Path[] {
  const reachability = new Reachability(network);
  const [one, two] = [interfaceOf(network, 'one'), interfaceOf(network, 'two')];
  return question === 'between' ? reachability.between(one, two) : reachability[question](one);
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
