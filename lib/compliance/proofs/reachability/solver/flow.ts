import type { Intervals } from '../model/intervals';
import type { Hop, Id, Origin, SubnetModel } from '../model/network-model';
import { common, type Packets } from '../model/traffic';
import type { Gate } from './topology';

/** Whose address packets have as their source, and where it stands: a gateway of its VPC lets only its own addresses pass. */
export interface Sender {
  /** That of an interface, or of a NAT gateway; `undefined`: it is outside. */
  readonly subnet?: SubnetModel;
  /** Whether it has an address of IPv4 that the internet knows. */
  readonly isPublic: boolean;
  /** Whether its packets have the addresses of others as their sources. */
  readonly isForOthers?: true;
}

/** A part of a way up to a NAT gateway, from which on packets have its address. */
export interface Leg {
  readonly nat: Id;
  readonly subnet: SubnetModel;
  /** Whether the NAT gateway has an address that the internet knows. */
  readonly isPublic: boolean;
  /** The sources that packets had on it. */
  readonly sources: Intervals;
  /** What to add to the destinations that packets have now for those that they had on it: they differ after NAT64. */
  readonly shift: bigint;
}

/** Packets on their way, with all that they passed. It never changes. */
export interface Flow {
  readonly packets: Packets;
  readonly sender: Sender;
  readonly legs: readonly Leg[];
  readonly hops: readonly Hop[];
  /** What opens the hop that it is about to take. */
  readonly by: readonly Origin[];
  readonly firewalls: readonly Id[];
  /** Ids of gateways that it passed, none twice. */
  readonly passed: readonly Id[];
  /** Where it came in from outside, or went out. */
  readonly gate?: Gate;
}

export function startOf(packets: Packets, sender: Sender): Flow {
  return { packets, sender, legs: [], hops: [], by: [], firewalls: [], passed: [] };
}

/** The part of a flow that something lets pass; `undefined` where that is none. */
export function narrow(flow: Flow, to: Partial<Packets>, ...by: readonly Origin[]): Flow | undefined {
  const packets = common(flow.packets, to);
  return packets && { ...flow, packets, by: [...flow.by, ...by] };
}

export function hop(flow: Flow, to: string, ...by: readonly Origin[]): Flow {
  return { ...flow, hops: [...flow.hops, { to, by: [...flow.by, ...by] }], by: [] };
}

/** What a flow's packets were like when they were sent, before any NAT. */
export function asSent({ packets, legs }: Pick<Flow, 'packets' | 'legs'>): Packets {
  const [first] = legs;
  return first ? legPackets(packets, first) : packets;
}

/** What packets were like on an earlier leg. */
export function legPackets(packets: Packets, leg: Leg): Packets {
  return { ...packets, sources: leg.sources, destinations: packets.destinations.shift(leg.shift) };
}
