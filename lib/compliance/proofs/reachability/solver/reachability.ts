import { Intervals } from '../model/intervals';
import type { Hop, Id, InterfaceModel, NetworkModel, Origin, Path, SubnetModel } from '../model/network-model';
import { ALL_PACKETS, common, type Packets } from '../model/traffic';
import { type Part, passGroups } from './filters';
import { asSent } from './flow';
import { Meetings } from './meetings';
import { Relays } from './relays';
import { interfaceName, NAMES, Topology } from './topology';
import { type Place, type Steps, type Way, Ways } from './ways';

/** A side of a connection: an interface, or what no interface of the network is. */
type Side = InterfaceModel | 'internet' | 'beyond';

/**
 * Who can reach whom in a network, and by which way. A connection opens if its first packet gets there and, for TCP, an answer gets back;
 * of UDP, ICMP and all else the first packet is enough, since it carries data already.
 *
 * The first packet leaves an interface by an outbound rule of one of its security groups and an outbound entry of its subnet's network
 * ACL, goes on by the route of the longest prefix from gateway to gateway, each with its own conditions, and enters by an inbound entry
 * and an inbound rule. Within a subnet no ACL and no route is asked. The answer needs no rule of a group, since these keep state, but
 * entries and routes all the way back, to a port that the client chose among 1024-65535.
 *
 * Whatever is not sure opens and never closes: a route that may be there is taken as well as what stands without it, a denial that may
 * be there denies nothing, a target that nobody knows is the internet, any other network, and any subnet. A path by such a thing names
 * it with `Origin.undecided`, and so does one that stands for ways that were too many to follow.
 *
 * Not asked: whether a firewall drops what passes it (its endpoints are in `Path.firewalls`), policies of endpoints, targets of a load
 * balancer, and ways from one VPC's public addresses over the internet to another's: these are two paths, to the internet and from it.
 */
export class Reachability {
  private readonly ways: Ways;
  private readonly relays: Relays;
  private readonly meetings: Meetings;
  private readonly found = new Map<string, readonly Path[]>();
  private readonly keys = new Map<InterfaceModel, string>();
  private readonly clients = new Map<InterfaceModel, Intervals>();

  public constructor(private readonly network: NetworkModel) {
    const topology = new Topology(network);
    this.ways = new Ways(topology);
    this.meetings = new Meetings(topology);
    const relays = network.interfaces.filter((one) => one.relays);
    this.relays = new Relays(relays, this.meetings, {
      find: (from, to, clients) => this.find(from, to, clients),
      sources: (from, to, clients) => union(this.walked(from, to, clients).map(({ packets }) => packets.sources)),
    });
  }

  /** Every way from the internet to an interface: one for each kind of arrival (protocols, ports, firewalls passed both ways). */
  public fromInternet(to: InterfaceModel): readonly Path[] {
    return this.find('internet', to);
  }

  /** Every way from an interface to the internet, likewise. */
  public toInternet(from: InterfaceModel): readonly Path[] {
    return this.find(from, 'internet');
  }

  /** Every way from networks that no template makes (peers, transit gateways, VPNs) to an interface. */
  public fromBeyond(to: InterfaceModel): readonly Path[] {
    return this.find('beyond', to);
  }

  /** Every way from an interface to networks that no template makes. */
  public toBeyond(from: InterfaceModel): readonly Path[] {
    return this.find(from, 'beyond');
  }

  /** Every way from one interface to another; of one that keeps sources, also of what whoever is outside sends by it. */
  public between(from: InterfaceModel, to: InterfaceModel): readonly Path[] {
    return this.find(from, to, from.keepsSources ? this.clientsOf(from) : undefined);
  }

  private clientsOf(relay: InterfaceModel): Intervals {
    const known = this.clients.get(relay);
    if (known) return known;
    const paths = OUTSIDE.flatMap((from) => this.walked(from, relay));
    const clients = union(paths.map(({ packets }) => packets.sources));
    this.clients.set(relay, clients);
    return clients;
  }

  /**
   * Ways from the internet that one or more interfaces lead on, each by a connection of its own: a load balancer, a proxy. Of interfaces
   * that stand in the same subnets and let out the same, one is told.
   */
  public fromInternetByRelays(to: InterfaceModel): readonly Path[] {
    return this.relays.fromInternet(to);
  }

  /** @param clients those whose addresses the packets may have, if they may have others than those of the side that sends them */
  private find(from: Side, to: Side, clients = Intervals.NONE): readonly Path[] {
    const key = `${this.keyOf(from)}\n${this.keyOf(to)}\n${clients}`;
    const known = this.found.get(key);
    if (known) return known.map((path) => renamed(path, from, to));
    const mayMeet = isOutside(from) || isOutside(to) || this.meetings.mayMeet(from, to, clients);
    const paths = mayMeet ? this.walked(from, to, clients) : [];
    const distinct = onePerKind(paths);
    this.found.set(key, distinct);
    return distinct;
  }

  private walked(from: Side, to: Side, clients = Intervals.NONE): readonly Path[] {
    return places(this.network, from).flatMap((start) =>
      places(this.network, to).flatMap((end) => {
        if ('unknown' in start) return [unknownPath(from, to, start.unknown)];
        if ('unknown' in end) return [unknownPath(from, to, end.unknown)];
        const forClients =
          clients.isEmpty || start.kind !== 'subnet' || end.kind !== 'subnet' ? [] : this.ways.forClients(start, end, clients);
        const accelerator = from === 'internet' && !isOutside(to) ? to.accelerator : undefined;
        const accelerated = accelerator && end.kind === 'subnet' ? this.ways.accelerated(end, accelerator) : [];
        return [...this.ways.between(start, end), ...forClients, ...accelerated].flatMap((way) => this.paths(way, from, to));
      }),
    );
  }

  /** The paths of a way that the security groups of both sides open, one for each pair of rules. */
  private paths(way: Way, from: Side, to: Side): Path[] {
    const sent = this.pass(from, 'outbound', asSent(way), to);
    return sent.flatMap((out): Path[] => {
      const destinations = way.packets.destinations.intersect(out.packets.destinations.shift(-(way.legs[0]?.shift ?? 0n)));
      const { protocols, ports } = out.packets;
      const left = common(way.packets, { protocols, ports, destinations });
      if (!left) return [];
      const peer = way.legs.length > 0 ? 'internet' : from;
      return this.pass(to, 'inbound', left, peer).flatMap((into) =>
        listened(to, into.packets).map((packets) => path(from, to, way, packets, out.by, into.by)),
      );
    });
  }

  /** What tells sides apart: interfaces of one key have the same ways. */
  private keyOf(side: Side): string {
    if (isOutside(side)) return side;
    const known = this.keys.get(side);
    if (known !== undefined) return known;
    const { subnets, groups = null, groupsUndecided = null, hasPublicAddress, accelerator = null } = side;
    const listens = side.listens?.map(({ protocols, ports }) => `${protocols}:${ports}`) ?? null;
    const key = JSON.stringify([subnets, groups, groupsUndecided, hasPublicAddress, listens, accelerator]);
    this.keys.set(side, key);
    return key;
  }

  private pass(side: Side, direction: 'inbound' | 'outbound', packets: Packets, other: Side): Part[] {
    if (isOutside(side)) return [{ packets, by: [] }];
    return passGroups(this.network.groups, side, direction, packets, isOutside(other) ? undefined : other);
  }
}

const OUTSIDE = ['internet', 'beyond'] as const;

function union(sets: readonly Intervals[]): Intervals {
  return Intervals.of(...sets.flatMap(({ intervals }) => intervals));
}

function isOutside(side: Side): side is 'internet' | 'beyond' {
  return side === 'internet' || side === 'beyond';
}

/** Where a side is: in each of its subnets, one that no template makes among them. */
function places({ subnets }: NetworkModel, side: Side): (Place | { readonly unknown: Id })[] {
  if (isOutside(side)) return [{ kind: side }];
  return side.subnets.map((id) => {
    const subnet: SubnetModel | undefined = subnets.get(id);
    return subnet ? { kind: 'subnet', subnet, isPublic: side.hasPublicAddress } : { unknown: id };
  });
}

function nameOf(side: Side): string {
  return isOutside(side) ? NAMES[side] : interfaceName(side);
}

/** The packets among some that an interface listens for. */
function listened(side: Side, packets: Packets): Packets[] {
  if (isOutside(side) || side.listens === undefined) return [packets];
  return side.listens.flatMap((service) => common(packets, service) ?? []);
}

function path(from: Side, to: Side, way: Way, packets: Packets, sentBy: readonly Origin[], takenBy: readonly Origin[]): Path {
  const { back } = way;
  return {
    from: nameOf(from),
    hops: opening(hopsTo(to, way, takenBy), sentBy),
    packets,
    firewalls: way.firewalls,
    ...(back && { firewallsBack: back.firewalls, hopsBack: hopsTo(from, back, []) }),
  };
}

/** The hops of a way, with the last into an interface. */
function hopsTo(side: Side, { hops, by }: Steps, takenBy: readonly Origin[]): readonly Hop[] {
  const last = [...by, ...takenBy];
  return isOutside(side) && last.length === 0 ? hops : [...hops, { to: nameOf(side), by: last }];
}

/** The hops, of which the first is also opened by something. */
function opening(hops: readonly Hop[], by: readonly Origin[]): readonly Hop[] {
  return hops.map((hop, at) => (at === 0 ? { ...hop, by: [...by, ...hop.by] } : hop));
}

function renamed(known: Path, from: Side, to: Side): Path {
  const rename = (hops: readonly Hop[], side: Side): readonly Hop[] =>
    isOutside(side) ? hops : hops.map((hop, at) => (at === hops.length - 1 ? { ...hop, to: nameOf(side) } : hop));
  return {
    ...known,
    from: nameOf(from),
    hops: rename(known.hops, to),
    ...(known.hopsBack && { hopsBack: rename(known.hopsBack, from) }),
  };
}

function onePerKind(paths: readonly Path[]): readonly Path[] {
  const kinds = new Map<string, Path>();
  for (const known of paths) {
    const { packets, firewalls, firewallsBack } = known;
    const key = JSON.stringify([`${packets.protocols}`, `${packets.ports}`, firewalls, firewallsBack ?? null]);
    if (!kinds.has(key)) kinds.set(key, known);
  }
  return [...kinds.values()];
}

function unknownPath(from: Side, to: Side, subnet: Id): Path {
  const side = isOutside(to) ? from : to;
  const path = isOutside(side) ? 'the network' : side.origin.path;
  const by: Origin = { path, says: `stands in subnet ${subnet}`, undecided: `no template here makes subnet ${subnet}` };
  return { from: nameOf(from), hops: [{ to: nameOf(to), by: [by] }], packets: ALL_PACKETS, firewalls: [], firewallsBack: [] };
}
