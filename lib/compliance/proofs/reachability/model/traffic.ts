import { ALL_ADDRESSES } from './addresses';
import { Intervals } from './intervals';

/** Numbers of protocols that have ports, or kinds of messages. */
export const PROTOCOL = { icmp: 1n, tcp: 6n, udp: 17n, icmpv6: 58n } as const;

export const ALL_PROTOCOLS = Intervals.of([0n, 255n]);
export const ALL_PORTS = Intervals.of([0n, 65535n]);
/** Ports that a client may answer at: which one it takes is its own choice, and some take any of these. */
export const EPHEMERAL_PORTS = Intervals.of([1024n, 65535n]);

/** A set of packets: those with one of these protocols, to one of these ports, from one of these addresses to one of those. */
export interface Packets {
  readonly protocols: Intervals;
  /** Destination ports; of ICMP, types of messages. Of a protocol without ports: all. */
  readonly ports: Intervals;
  readonly sources: Intervals;
  readonly destinations: Intervals;
}

/** Which packets an entry of an ACL or a group's rule speaks of, whoever is at the other side. */
export type Service = Pick<Packets, 'protocols' | 'ports'>;

export const ANY_SERVICE: Service = { protocols: ALL_PROTOCOLS, ports: ALL_PORTS };
export const ALL_PACKETS: Packets = { ...ANY_SERVICE, sources: ALL_ADDRESSES, destinations: ALL_ADDRESSES };

/** The packets that are in both; `undefined` where there are none. */
export function common(one: Packets, other: Partial<Packets>): Packets | undefined {
  const both: Packets = {
    protocols: other.protocols ? one.protocols.intersect(other.protocols) : one.protocols,
    ports: other.ports ? one.ports.intersect(other.ports) : one.ports,
    sources: other.sources ? one.sources.intersect(other.sources) : one.sources,
    destinations: other.destinations ? one.destinations.intersect(other.destinations) : one.destinations,
  };
  const isEmpty = both.protocols.isEmpty || both.ports.isEmpty || both.sources.isEmpty || both.destinations.isEmpty;
  return isEmpty ? undefined : both;
}

/** The packets of one that are not in the other, as disjoint sets. */
export function without(one: Packets, other: Packets): Packets[] {
  const rest: Packets[] = [];
  let left: Packets | undefined = one;
  for (const dimension of ['protocols', 'ports', 'sources', 'destinations'] as const) {
    if (left === undefined) break;
    const outside: Packets | undefined = nonEmpty(
      { ...left, [dimension]: left[dimension].subtract(other[dimension]) },
      dimension,
    );
    if (outside) rest.push(outside);
    left = nonEmpty({ ...left, [dimension]: left[dimension].intersect(other[dimension]) }, dimension);
  }
  return rest;
}

/** Whether all packets of one are in the other. */
export function contains(one: Packets, other: Packets): boolean {
  return (
    one.protocols.covers(other.protocols) &&
    one.ports.covers(other.ports) &&
    one.sources.covers(other.sources) &&
    one.destinations.covers(other.destinations)
  );
}

function nonEmpty(packets: Packets, dimension: keyof Packets): Packets | undefined {
  return packets[dimension].isEmpty ? undefined : packets;
}
