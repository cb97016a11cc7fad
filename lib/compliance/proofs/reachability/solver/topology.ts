import { ALL_ADDRESSES, ALL_IPV4, ALL_IPV6, NAT64_ADDRESSES, PRIVATE_ADDRESSES, PUBLIC_ADDRESSES } from '../model/addresses';
import { Intervals } from '../model/intervals';
import type { GatewayModel, Id, InterfaceModel, NetworkModel, Origin, RouteModel, SubnetModel } from '../model/network-model';

/** A gateway of one of some kinds. */
export type GatewayOf<Kind extends GatewayModel['kind']> = GatewayModel & { readonly kind: Kind };

/** Where packets come in from networks that no template here makes, or go out to them. */
export type Gate =
  | { readonly kind: 'internet'; readonly gateway: GatewayOf<'internet'> }
  | { readonly kind: 'beyond'; readonly gateway: GatewayOf<'peering' | 'transit' | 'beyond'> }
  | { readonly kind: 'undecided'; readonly origin: Origin };

/** A gate of a VPC, and what of the internet routes of the VPC say is behind it. */
export interface VpcGate {
  readonly gate: Gate;
  readonly internet: Intervals;
}

/** The network, and what every walk asks of it; made in one pass over it. */
export class Topology {
  /**
   * Addresses of hosts on the internet. Those of IPv6 are of nobody else, while a VPC may have addresses of IPv4 that others have on the
   * internet.
   */
  public readonly internet: Intervals;
  /** What hosts on the internet have, and what stands for them behind NAT64. */
  public readonly internetDestinations: Intervals;
  private readonly gatesOf = new Map<Id, Map<Id | undefined, VpcGate>>();
  private readonly routesOf = new Map<Id, readonly RouteModel[]>();
  private readonly joinedBy = new Map<Id, Set<Id>>();

  public constructor(public readonly network: NetworkModel) {
    const own = Intervals.of(...[...network.vpcs.values()].flatMap(({ addresses }) => addresses.intervals));
    this.internet = PUBLIC_ADDRESSES.subtract(own.intersect(ALL_IPV6));
    this.internetDestinations = this.internet.union(NAT64_ADDRESSES);
    for (const gateway of network.gateways.values()) this.noteGateway(gateway);
    for (const subnet of network.subnets.values()) for (const route of this.routes(subnet)) this.noteRoute(subnet, route);
  }

  /** All routes of a subnet, with one to nobody knows where if its table may have more than the template says. */
  public routes(subnet: SubnetModel): readonly RouteModel[] {
    const known = this.routesOf.get(subnet.id);
    if (known) return known;
    const routes = subnet.routesUndecided ? [undecidedRoute(subnet.routesUndecided), ...subnet.routes] : subnet.routes;
    this.routesOf.set(subnet.id, routes);
    return routes;
  }

  /** The VPCs that a transit gateway joins: those that templates attach, and those that have a route to it, which needs an attachment. */
  public joined(gateway: GatewayOf<'transit'>): ReadonlySet<Id> {
    return this.joinedBy.get(gateway.id) ?? new Set();
  }

  /** The gates of a VPC, in the order of the network. */
  public gates(vpc: Id): readonly VpcGate[] {
    return [...(this.gatesOf.get(vpc)?.values() ?? [])];
  }

  /** Addresses that networks beyond a VPC may have: all but its own, where these are known. */
  public beyond(vpc: Id): Intervals {
    const own = this.network.vpcs.get(vpc)?.addresses ?? Intervals.NONE;
    return isUndecided(own) ? ALL_ADDRESSES : ALL_ADDRESSES.subtract(own);
  }

  public vpcAddresses(vpc: Id): Intervals {
    return this.network.vpcs.get(vpc)?.addresses ?? Intervals.NONE;
  }

  private noteGateway(gateway: GatewayModel): void {
    if (gateway.kind === 'internet') this.noteGate(gateway.vpc, { kind: 'internet', gateway }, gateway.id, this.internet);
    if (gateway.kind === 'peering' && gateway.vpcs.includes(undefined)) {
      for (const vpc of gateway.vpcs) if (vpc !== undefined) this.noteGate(vpc, { kind: 'beyond', gateway }, gateway.id);
    }
    if (gateway.kind !== 'transit') return;
    for (const { vpc } of gateway.attachments) {
      this.noteJoined(gateway, vpc);
      if (leadsBeyond(gateway)) this.noteGate(vpc, { kind: 'beyond', gateway }, gateway.id);
    }
  }

  private noteRoute({ vpc }: SubnetModel, { target, destinations, origin }: RouteModel): void {
    if (target.kind === 'local' || target.kind === 'nowhere') return;
    const gateway = target.kind === 'gateway' ? this.network.gateways.get(target.gateway) : undefined;
    const internet = destinations.intersect(this.internet);
    if (gateway?.kind === 'transit') this.noteJoined(gateway, vpc);
    if (gateway === undefined) this.noteGate(vpc, { kind: 'undecided', origin: undecided(origin) }, undefined, internet);
    else if (gateway.kind === 'beyond' || (gateway.kind === 'transit' && leadsBeyond(gateway))) {
      this.noteGate(vpc, { kind: 'beyond', gateway }, gateway.id, internet);
    }
  }

  private noteJoined({ id }: GatewayOf<'transit'>, vpc: Id): void {
    this.joinedBy.set(id, (this.joinedBy.get(id) ?? new Set<Id>()).add(vpc));
  }

  private noteGate(vpc: Id, gate: Gate, id: Id | undefined, internet = Intervals.NONE): void {
    const gates = this.gatesOf.get(vpc) ?? new Map<Id | undefined, VpcGate>();
    this.gatesOf.set(vpc, gates);
    const known = gates.get(id);
    gates.set(id, known ? { gate: known.gate, internet: known.internet.union(internet) } : { gate, internet });
  }
}

/** Whether a transit gateway reaches networks that no template here makes. */
export function leadsBeyond(gateway: GatewayOf<'transit'>): boolean {
  return gateway.routes ? gateway.routes.some(({ vpc }) => vpc === 'beyond') : gateway.beyond !== undefined;
}

/** Whether two gates may be the same, or lead to the same network: what comes in by one may be answered by the other. */
export function areOfOneNetwork(one: Gate, other: Gate): boolean {
  if (one.kind === 'undecided' || other.kind === 'undecided') return true;
  return one.kind === other.kind && (one.kind === 'beyond' || one.gateway.id === other.gateway.id);
}

export function gateKey(gate: Gate): string {
  return gate.kind === 'undecided' ? 'undecided' : `${gate.kind} ${gate.gateway.id}`;
}

/** Addresses of one family: packets never lead from one to the other, but by NAT64. */
export const FAMILIES = [ALL_IPV4, ALL_IPV6] as const;

function isUndecided(addresses: Intervals): boolean {
  return addresses.covers(PRIVATE_ADDRESSES.intersect(ALL_IPV4));
}

/** An origin that says that nobody knows here where a route leads. */
export function undecided(origin: Origin): Origin {
  return origin.undecided === undefined ? { ...origin, undecided: 'only the deployment knows where it leads' } : origin;
}

/** A table that may have more routes has, at worst, one before all others, to anywhere. */
function undecidedRoute(origin: Origin): RouteModel {
  return { origin, destinations: ALL_ADDRESSES, length: 129, target: { kind: 'undecided' }, isSure: false };
}

const GATEWAY_NAMES: Record<GatewayModel['kind'], string> = {
  internet: 'internet gateway',
  nat: 'NAT gateway',
  firewall: 'firewall endpoint',
  peering: 'peering connection',
  transit: 'transit gateway',
  beyond: 'network beyond',
};

export function gatewayName(gateway: GatewayModel): string {
  const name = gateway.kind === 'internet' && gateway.outwardOnly ? 'egress-only internet gateway' : GATEWAY_NAMES[gateway.kind];
  return `${name} '${gateway.origin.path}'`;
}

const ROLE_NAMES: Record<InterfaceModel['role'], string> = {
  'load-balancer': 'load balancer',
  store: 'store',
  endpoint: 'endpoint',
  'verified-access': 'Verified Access endpoint',
  'client-vpn': 'Client VPN endpoint',
  workload: 'workload',
  anything: 'anything in',
};

export function interfaceName({ role, origin }: InterfaceModel): string {
  return `${ROLE_NAMES[role]} '${origin.path}'`;
}

export const NAMES = { internet: 'the internet', beyond: 'networks beyond', undecided: 'wherever it leads' } as const;
