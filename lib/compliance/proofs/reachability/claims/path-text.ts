import type { Violation } from '../../../rule';
import { Intervals } from '../model/intervals';
import type { Hop, Origin, Path } from '../model/network-model';
import { ALL_PORTS, ALL_PROTOCOLS, type Packets, PROTOCOL } from '../model/traffic';
import type { Breach } from './claim';

/** Most paths that a finding shows. */
const MOST_SHOWN = 3;

/** What breaks a claim: the shortest paths hop by hop, what is known before what nobody can decide. */
export function describeBreaches(breaches: readonly Breach[]): Violation | undefined {
  const [first, ...others] = distinct(breaches);
  if (first === undefined) return undefined;
  const shown = others.slice(0, MOST_SHOWN - 1).flatMap(({ says, path }) => [`and ${says}:`, ...stepsOf(path)]);
  const more = others.length + 1 - MOST_SHOWN;
  return { detail: first.says, steps: [...stepsOf(first.path), ...shown, ...(more > 0 ? [`and by ${more} more`] : [])] };
}

/** Of the same way for several kinds of packets, that of connections: it says how answers get back. */
function distinct(breaches: readonly Breach[]): readonly Breach[] {
  const ways = new Map<string, Breach>();
  for (const breach of [...breaches].sort((one, other) => weight(one) - weight(other))) {
    const { from, hops } = breach.path;
    const way = stepsOf({ from, hops }).join('\n');
    if (!ways.has(way) || (ways.get(way)?.path.hopsBack === undefined && breach.path.hopsBack !== undefined))
      ways.set(way, breach);
  }
  return [...ways.values()];
}

function weight({ path }: Breach): number {
  return path.hops.length + (isUndecided(path) ? UNDECIDED : 0);
}

/** More than any path has hops. */
const UNDECIDED = 1000;

/** A path, there and back: a line for each hop, with what opens it. */
function stepsOf({ from, hops, hopsBack = [] }: Pick<Path, 'from' | 'hops' | 'hopsBack'>): string[] {
  return [
    from,
    ...hops.map(describeHop),
    ...(hopsBack.length === 0 ? [] : ['and answers go back', ...hopsBack.map(describeHop)]),
  ];
}

function describeHop({ to, by }: Hop): string {
  return `-> ${to}${by.length === 0 ? '' : ` (${[...new Set(by.map(describeOrigin))].join('; ')})`}`;
}

function describeOrigin({ path, says, undecided }: Origin): string {
  return `'${path}': ${says}${undecided === undefined ? '' : `, taken for the worst since ${undecided}`}`;
}

/** Whether a path has a hop that nobody can decide here. */
export function isUndecided({ hops, hopsBack = [] }: Path): boolean {
  return [...hops, ...hopsBack].some(({ by }) => by.some(({ undecided }) => undecided !== undefined));
}

/** Which packets: `TCP 443`, `UDP 53 and 123`, `any traffic`. */
export function describePackets({ protocols, ports }: Pick<Packets, 'protocols' | 'ports'>): string {
  if (protocols.equals(ALL_PROTOCOLS)) return ports.equals(ALL_PORTS) ? 'any traffic' : `any protocol, port ${ports}`;
  const names = Object.entries(PROTOCOL)
    .filter(([, number]) => protocols.has(number))
    .map(([name]) => name.toUpperCase());
  if (protocols.equals(NOT_TCP) && ports.equals(ALL_PORTS)) return 'UDP, ICMP and the like';
  const single = protocols.intervals.length === 1 && protocols.intervals[0]?.[0] === protocols.intervals[0]?.[1];
  const name = single ? (names[0] ?? `protocol ${protocols}`) : `protocols such as ${names.join(', ') || protocols.toString()}`;
  return ports.equals(ALL_PORTS) ? name : `${name} ${ports}`;
}

const NOT_TCP = ALL_PROTOCOLS.subtract(Intervals.of([PROTOCOL.tcp, PROTOCOL.tcp]));
