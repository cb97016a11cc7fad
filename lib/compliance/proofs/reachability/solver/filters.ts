import { grouped } from '../../../template/grouped';
import type { AclEntryModel, GroupModel, Id, InterfaceModel, Origin, RouteModel } from '../model/network-model';
import { ALL_PACKETS, common, contains, type Packets, without } from '../model/traffic';

/** A part of some packets, and what lets it pass. */
export interface Part {
  readonly packets: Packets;
  readonly by: readonly Origin[];
}

/**
 * What the entries of a network ACL let pass: the first that matches decides, and what none matches is denied. An entry that is not sure
 * decides nothing for those after it, so that a denial which may not be there closes nothing. Source: "Network ACL rules", Amazon VPC.
 */
export function passAcl(entries: readonly AclEntryModel[], packets: Packets, peers: 'sources' | 'destinations'): Part[] {
  const passed: Part[] = [];
  let undecided = [packets];
  for (const entry of entries) {
    if (undecided.length === 0) break;
    const matched: Packets = { ...ALL_PACKETS, ...entry.service, [peers]: entry.peers };
    const rest: Packets[] = [];
    for (const part of undecided) {
      const both = common(part, matched);
      if (both && entry.allows) passed.push({ packets: both, by: [entry.origin] });
      if (both && entry.isSure) rest.push(...without(part, matched));
      else rest.push(part);
    }
    undecided = rest;
  }
  return passed;
}

/** A part of some packets, and the route that takes it. */
export interface RoutedPart<Route extends RouteModel> {
  readonly packets: Packets;
  readonly route: Route;
}

/** Which route takes which packets: that of the longest prefix, and of a longer one that may not be there also the next shorter. */
export function passRoutes<Route extends RouteModel>(
  routes: readonly Route[],
  packets: Packets,
): { taken: RoutedPart<Route>[]; untaken: Packets | undefined } {
  const taken: RoutedPart<Route>[] = [];
  let untaken: Packets | undefined = packets;
  for (const sameLength of byLength(routes)) {
    if (untaken === undefined) break;
    const left: Packets = untaken;
    for (const route of sameLength) {
      const part = common(left, { destinations: route.destinations });
      if (part) taken.push({ packets: part, route });
    }
    for (const route of sameLength) {
      if (!route.isSure || untaken === undefined) continue;
      const destinations: Packets['destinations'] = untaken.destinations.subtract(route.destinations);
      untaken = destinations.isEmpty ? undefined : { ...untaken, destinations };
    }
  }
  return { taken, untaken };
}

function byLength<Route extends RouteModel>(routes: readonly Route[]): readonly (readonly Route[])[] {
  return [...grouped(routes.map((route) => [route.length, route] as const))]
    .sort(([one], [other]) => other - one)
    .map(([, same]) => same);
}

/** Who is at the other side of an interface: another interface, or nobody that has a group. */
export type Peer = InterfaceModel | undefined;

/**
 * What the security groups of an interface let pass: what any rule of any of them allows. A rule whose peer is a group means whoever
 * has that group. Sources: "Security group rules" and "Security group referencing", Amazon VPC.
 */
export function passGroups(
  groups: ReadonlyMap<Id, GroupModel>,
  holder: InterfaceModel,
  direction: 'inbound' | 'outbound',
  packets: Packets,
  peer: Peer,
): Part[] {
  if (holder.groupsUndecided) return [{ packets, by: [holder.groupsUndecided] }];
  if (holder.groups === undefined) return [{ packets, by: [] }];
  const peers = direction === 'inbound' ? 'sources' : 'destinations';
  const passed: Part[] = [];
  for (const id of holder.groups) {
    const group = groups.get(id);
    if (group === undefined) return [{ packets, by: [unknownGroup(holder, id)] }];
    for (const rule of group[direction]) {
      const opened = rule.peers.kind === 'group' && !hasGroup(peer, rule.peers.group) ? undefined : common(packets, rule.service);
      const part = opened && (rule.peers.kind === 'addresses' ? common(opened, { [peers]: rule.peers.addresses }) : opened);
      if (part && !passed.some((other) => contains(other.packets, part))) passed.push({ packets: part, by: [rule.origin] });
    }
  }
  return passed;
}

function hasGroup(peer: Peer, group: Id): boolean {
  return peer !== undefined && (peer.groupsUndecided !== undefined || (peer.groups?.includes(group) ?? false));
}

function unknownGroup(holder: InterfaceModel, group: Id): Origin {
  return {
    path: holder.origin.path,
    says: `has the security group ${group}`,
    undecided: `no template here makes the security group ${group}`,
  };
}
