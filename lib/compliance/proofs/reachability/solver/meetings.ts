import { ALL_ADDRESSES } from '../model/addresses';
import { Intervals } from '../model/intervals';
import type { GroupRuleModel, Id, InterfaceModel, NetworkModel, SubnetModel } from '../model/network-model';
import { ALL_PACKETS } from '../model/traffic';
import { ConnectedVpcs } from './connected-vpcs';
import { passGroups, passRoutes } from './filters';
import type { Topology } from './topology';

/** Who might meet whom, so that nobody walks between all pairs: what is not here never meets, what is may yet not. */
export class Meetings {
  private readonly network: NetworkModel;
  private readonly connected: ConnectedVpcs;
  private readonly addresses = new Map<InterfaceModel, Intervals>();
  private readonly translated = new Map<string, Intervals>();
  private readonly destinations = new Map<SubnetModel, Intervals>();
  private readonly letOut = new Map<Id, string>();
  /** Destinations that routes take to NAT gateways, and the addresses that packets have behind these. */
  private readonly translations: readonly { readonly destinations: Intervals; readonly sources: Intervals }[];

  public constructor(private readonly topology: Topology) {
    this.network = topology.network;
    this.connected = new ConnectedVpcs(this.network);
    this.translations = [...this.network.subnets.values()].flatMap((subnet) =>
      passRoutes(topology.routes(subnet), ALL_PACKETS).taken.flatMap(({ packets, route: { target } }) => {
        const gateway = target.kind === 'gateway' ? this.network.gateways.get(target.gateway) : undefined;
        const sources = gateway?.kind === 'nat' ? this.network.subnets.get(gateway.subnet)?.addresses : undefined;
        return sources ? [{ destinations: packets.destinations, sources }] : [];
      }),
    );
  }

  /** @param clients others whose addresses the packets may have */
  public mayMeet(from: InterfaceModel, to: InterfaceModel, clients = Intervals.NONE): boolean {
    if (!this.areConnected(from, to)) return false;
    const { groups } = this.network;
    const sent = { ...ALL_PACKETS, destinations: this.addressesOf(to) };
    const taken = { ...ALL_PACKETS, sources: this.addressesOf(from).union(this.translatedTo(to)).union(clients) };
    return passGroups(groups, from, 'outbound', sent, to).length > 0 && passGroups(groups, to, 'inbound', taken, from).length > 0;
  }

  /** The same text for interfaces that stand in the same subnets and let out the same, whatever their groups are called. */
  public alikeness(end: InterfaceModel): string {
    const { subnets, groups, groupsUndecided, hasPublicAddress } = end;
    const letOut = groupsUndecided ? 'anything' : groups === undefined ? 'all' : groups.map((group) => this.letOutBy(group));
    return JSON.stringify([subnets, hasPublicAddress, letOut]);
  }

  private letOutBy(id: Id): string {
    const known = this.letOut.get(id);
    if (known !== undefined) return known;
    const rules = this.network.groups.get(id)?.outbound.map(({ service: { protocols, ports }, peers, origin }) => {
      const to = peers.kind === 'group' ? `group ${peers.group}` : peers.addresses;
      return `${protocols}:${ports} ${to} ${origin.undecided === undefined}`;
    });
    const text = rules === undefined ? id : [...new Set(rules)].sort().join('\n');
    this.letOut.set(id, text);
    return text;
  }

  private areConnected(from: InterfaceModel, to: InterfaceModel): boolean {
    const addresses = this.addressesOf(to);
    return this.subnetsOf(from).some((one) => {
      if (one === undefined) return true;
      if (!this.destinationsFrom(one).intersects(addresses)) return false;
      return this.subnetsOf(to).some((other) => other === undefined || this.connected.mayReach(one.vpc, other.vpc));
    });
  }

  /** Where the routes of a subnet lead at all within networks: by an internet gateway, to none. */
  private destinationsFrom(subnet: SubnetModel): Intervals {
    const known = this.destinations.get(subnet);
    if (known) return known;
    const { taken } = passRoutes(this.topology.routes(subnet), ALL_PACKETS);
    const within = taken.filter(({ route: { target } }) => {
      if (target.kind === 'nowhere') return false;
      return target.kind !== 'gateway' || this.network.gateways.get(target.gateway)?.kind !== 'internet';
    });
    const destinations = within.reduce((all, { packets }) => all.union(packets.destinations), subnet.addresses);
    this.destinations.set(subnet, destinations);
    return destinations;
  }

  /** The rules of an interface's groups in one direction; `undefined` where nothing filters. */
  public rulesOf(
    { groups, groupsUndecided }: InterfaceModel,
    direction: 'inbound' | 'outbound',
  ): readonly GroupRuleModel[] | undefined {
    if (groups === undefined || groupsUndecided || groups.some((id) => !this.network.groups.has(id))) return undefined;
    return groups.flatMap((id) => this.network.groups.get(id)?.[direction] ?? []);
  }

  public addressesOf(end: InterfaceModel): Intervals {
    const known = this.addresses.get(end);
    if (known) return known;
    const addresses = this.subnetsOf(end).reduce((all, subnet) => all.union(subnet?.addresses ?? ALL_ADDRESSES), Intervals.NONE);
    this.addresses.set(end, addresses);
    return addresses;
  }

  /** Addresses of NAT gateways that packets to an interface may have as their source. */
  public translatedTo(end: InterfaceModel): Intervals {
    const key = end.subnets.join('\n');
    const known = this.translated.get(key);
    if (known) return known;
    const addresses = this.addressesOf(end);
    const sources = this.translations.filter(({ destinations }) => destinations.intersects(addresses));
    const all = sources.reduce((union, translation) => union.union(translation.sources), Intervals.NONE);
    this.translated.set(key, all);
    return all;
  }

  private subnetsOf({ subnets }: InterfaceModel): (SubnetModel | undefined)[] {
    return subnets.map((id) => this.network.subnets.get(id));
  }
}
