import { ALL_IPV4 } from '../model/addresses';
import type { GatewayModel, Id, Origin, RouteModel, SubnetModel } from '../model/network-model';
import { passAcl, passRoutes } from './filters';
import { type Flow, hop, narrow } from './flow';
import { Progress } from './progress';
import { type Gate, type GatewayOf, gatewayName, NAMES, type Topology, undecided } from './topology';
import { translated } from './translation';

/** Where a walk is to end: at something in a subnet, or outside. */
export type Target =
  | { readonly kind: 'subnet'; readonly subnet: SubnetModel; readonly isPublic: boolean }
  | { readonly kind: 'internet' }
  | { readonly kind: 'beyond' };

/** What packets are: the first of a connection, or its answer, which the other side's gateways know. */
export type Purpose = 'first' | 'answer';

/** A walk of packets through routes, ACLs and gateways to one target, with no regard to security groups. */
export class Walk {
  private readonly progress = new Progress();

  public constructor(
    private readonly topology: Topology,
    private readonly target: Target,
    private readonly purpose: Purpose,
  ) {}

  /** Starts at something in a subnet. */
  public from(subnet: SubnetModel, flow: Flow): this {
    this.progress.later(() => this.depart(subnet, flow));
    return this;
  }

  /** Starts outside, at a gate. */
  public fromGate(gate: Gate, flow: Flow): this {
    this.progress.later(() => this.enterBy(gate, { ...flow, gate }));
    return this;
  }

  /** The flows that arrive, in the order of their ways' lengths. */
  public run(): { arrived: readonly Flow[]; isCut: boolean } {
    this.progress.run();
    return this.progress;
  }

  /** Packets leave what stands in a subnet: to a neighbour with no ACL between, or over the ACL and by the routes of the subnet. */
  private depart(subnet: SubnetModel, flow: Flow, acl: 'acl' | 'no acl' = 'acl'): void {
    if (!this.progress.isNew(`${acl} ${subnet.id}`, flow)) return;
    if (this.target.kind === 'subnet' && this.target.subnet.id === subnet.id) {
      this.arrive(narrow(flow, { destinations: subnet.addresses }));
    }
    const leaving =
      acl === 'acl' ? passAcl(subnet.acl.outbound, flow.packets, 'destinations') : [{ packets: flow.packets, by: [] }];
    for (const part of leaving) {
      const left: Flow = { ...flow, packets: part.packets, by: [...flow.by, ...part.by] };
      for (const { packets, route } of passRoutes(this.topology.routes(subnet), part.packets).taken) {
        this.progress.later(() => this.follow(route, { ...left, packets, by: [...left.by, this.originOf(route)] }, subnet));
      }
    }
  }

  private follow(route: RouteModel, flow: Flow, from: SubnetModel): void {
    const { target } = route;
    if (target.kind === 'local') this.deliver(flow, from.vpc);
    if (target.kind === 'undecided') this.leaveUndecided(flow, route.origin);
    if (target.kind !== 'gateway') return;
    const gateway = this.topology.network.gateways.get(target.gateway);
    if (gateway === undefined) this.leaveUndecided(flow, route.origin);
    else this.pass(gateway, flow, from);
  }

  /** What opens a hop by a route: of one whose target nobody knows, it says so. */
  private originOf({ target, origin }: RouteModel): Origin {
    const isKnown = target.kind === 'gateway' ? this.topology.network.gateways.has(target.gateway) : target.kind !== 'undecided';
    return isKnown ? origin : undecided(origin);
  }

  private pass(gateway: GatewayModel, flow: Flow, from: SubnetModel): void {
    if (flow.passed.includes(gateway.id)) return;
    const on: Flow = { ...flow, passed: [...flow.passed, gateway.id] };
    if (gateway.kind === 'internet') this.leaveByInternet(gateway, on);
    if (gateway.kind === 'nat') this.translate(gateway, on, from);
    if (gateway.kind === 'firewall') this.inspect(gateway, on);
    if (gateway.kind === 'peering') this.peer(gateway, on, from);
    if (gateway.kind === 'transit') this.attach(gateway, on, from);
    if (gateway.kind === 'beyond') this.leaveBeyond({ kind: 'beyond', gateway }, hop(on, gatewayName(gateway), gateway.origin));
  }

  /** Into the target's subnet, over its ACL, if it is of this VPC. */
  private deliver(flow: Flow | undefined, vpc: Id): void {
    if (this.target.kind === 'subnet' && this.target.subnet.vpc === vpc) this.enter(flow, this.target.subnet);
  }

  private enter(flow: Flow | undefined, subnet: SubnetModel): void {
    const within = flow && narrow(flow, { destinations: subnet.addresses });
    if (!within) return;
    for (const { packets, by } of passAcl(subnet.acl.inbound, within.packets, 'sources')) {
      this.arrive({ ...within, packets, by: [...within.by, ...by] });
    }
  }

  private arrive(flow: Flow | undefined): void {
    if (flow) this.progress.arrive(flow);
  }

  /**
   * Out to the internet: for IPv4 from an address that it knows; by an egress-only gateway IPv6, and no answers to what came in
   * elsewhere. Block Public Access is asked of the subnet of whose addresses the packets are, as "VPC BPA basics" says of firewalls.
   */
  private leaveByInternet(gateway: GatewayOf<'internet'>, flow: Flow): void {
    const { subnet, isPublic } = flow.sender;
    if (this.target.kind !== 'internet' || subnet?.vpc !== gateway.vpc || subnet.publicAccess === 'blocked') return;
    if (this.purpose === 'answer' && (gateway.outwardOnly || subnet.publicAccess === 'outward-only')) return;
    const v4 = isPublic && !gateway.outwardOnly ? this.topology.internet : this.topology.internet.subtract(ALL_IPV4);
    const out = narrow(flow, { destinations: v4 });
    this.arrive(
      out && { ...hop(hop(out, gatewayName(gateway)), NAMES.internet, gateway.origin), gate: { kind: 'internet', gateway } },
    );
  }

  /** Into a NAT gateway, over its subnet's ACL, and out over it again with an address of its own. */
  private translate(gateway: GatewayOf<'nat'>, flow: Flow, from: SubnetModel): void {
    const subnet = this.topology.network.subnets.get(gateway.subnet);
    if (this.purpose === 'answer') return;
    if (subnet === undefined) {
      this.leaveUndecided(hop(flow, gatewayName(gateway), undecided(gateway.origin)), gateway.origin);
      return;
    }
    const entering =
      subnet.id === from.id ? [{ packets: flow.packets, by: [] }] : passAcl(subnet.acl.inbound, flow.packets, 'sources');
    for (const { packets, by } of entering) {
      const entered = { ...hop(flow, gatewayName(gateway), ...by), packets };
      for (const out of translated(gateway, subnet, entered)) this.progress.later(() => this.depart(subnet, out));
    }
  }

  /**
   * Through a firewall endpoint, and on by its subnet's routes. AWS does not say that the ACL of the endpoint's subnet filters what
   * passes it, so that ACL closes nothing here.
   */
  private inspect(gateway: GatewayOf<'firewall'>, flow: Flow): void {
    const subnet = this.topology.network.subnets.get(gateway.subnet);
    const by = subnet === undefined ? [undecided(gateway.origin)] : [];
    const on: Flow = { ...hop(flow, gatewayName(gateway), ...by), firewalls: [...flow.firewalls, gateway.id] };
    if (subnet) this.progress.later(() => this.depart(subnet, on, 'no acl'));
    else this.leaveUndecided(on, gateway.origin);
  }

  /**
   * Only from addresses of the one VPC to those of the other: peering is not transitive. A Network Load Balancer takes the addresses of
   * its clients with it. Sources: "VPC peering limitations", "Client IP preservation".
   */
  private peer(gateway: GatewayOf<'peering'>, flow: Flow, from: SubnetModel): void {
    const at = gateway.vpcs.indexOf(gateway.vpcs.includes(from.vpc) ? from.vpc : undefined);
    if (at < 0) return;
    const sources = flow.sender.isForOthers ? flow.packets.sources : this.topology.vpcAddresses(from.vpc);
    const sent = narrow(hop(flow, gatewayName(gateway), gateway.origin), { sources });
    if (!sent) return;
    for (const other of gateway.vpcs.filter((_, index) => index !== at)) {
      if (other !== undefined) this.deliver(narrow(sent, { destinations: this.topology.vpcAddresses(other) }), other);
      else if (this.target.kind === 'beyond') this.arrive({ ...sent, gate: { kind: 'beyond', gateway } });
    }
  }

  /**
   * Into a transit gateway by the ACL of a subnet that it is attached to. Of the instances' own subnet both directions are asked, as
   * "How network ACLs work with transit gateways" says; a VPC that no template here attaches is, since its route stands.
   */
  private attach(gateway: GatewayOf<'transit'>, flow: Flow, from: SubnetModel): void {
    const { subnets, isWhole } = this.attached(gateway, from.vpc);
    if (!isWhole) this.switchOn(gateway, hop(flow, gatewayName(gateway), gateway.origin));
    for (const subnet of subnets) {
      for (const { packets, by } of passAcl(subnet.acl.inbound, flow.packets, 'sources')) {
        const entered: Flow = { ...flow, packets, by: [...flow.by, ...by] };
        this.switchOn(gateway, hop(entered, gatewayName(gateway), gateway.origin));
      }
    }
  }

  private switchOn(gateway: GatewayOf<'transit'>, flow: Flow): void {
    if (!this.progress.isNew(`transit ${gateway.id}`, flow)) return;
    const gate: Gate = { kind: 'beyond', gateway };
    if (gateway.routes === undefined) {
      for (const vpc of this.topology.joined(gateway)) {
        this.switchTo(gateway, vpc, narrow(flow, { destinations: this.topology.vpcAddresses(vpc) }));
      }
      if (gateway.beyond) this.leaveBeyond(gate, { ...flow, by: [...flow.by, gateway.beyond] });
      return;
    }
    const routes = transitRoutes(gateway);
    for (const { packets, route } of passRoutes(routes, flow.packets).taken) {
      const on: Flow = { ...flow, packets, by: [...flow.by, route.origin] };
      if (route.vpc === 'beyond') this.leaveBeyond(gate, on);
      else this.switchTo(gateway, route.vpc, on);
    }
  }

  private switchTo(gateway: GatewayOf<'transit'>, vpc: Id, flow: Flow | undefined): void {
    const { subnets, isWhole } = this.attached(gateway, vpc);
    if (flow && !isWhole) this.deliver(flow, vpc);
    if (flow) for (const subnet of subnets) this.progress.later(() => this.depart(subnet, flow));
  }

  /** The subnets of a VPC that a transit gateway is attached to, and whether these are all: there is one, and templates make each. */
  private attached({ attachments }: GatewayOf<'transit'>, of: Id): { subnets: SubnetModel[]; isWhole: boolean } {
    const ids = attachments.filter(({ vpc }) => vpc === of).flatMap(({ subnets }) => subnets);
    const subnets = ids.flatMap((id) => this.topology.network.subnets.get(id) ?? []);
    return { subnets, isWhole: ids.length > 0 && subnets.length === ids.length };
  }

  private leaveBeyond(gate: Gate & { kind: 'beyond' }, flow: Flow): void {
    if (this.target.kind === 'beyond') this.arrive({ ...flow, gate });
    if (this.target.kind === 'internet') this.arrive(this.toInternet({ ...flow, gate }));
    if (this.target.kind !== 'subnet') return;
    for (const { gate: other } of this.topology.gates(this.target.subnet.vpc)) {
      const isTransitive = other.kind === 'undecided' || (other.kind === 'beyond' && other.gateway.kind !== 'peering');
      if (isTransitive) this.enterBy(other, flow);
    }
  }

  private leaveUndecided(flow: Flow, origin: Origin): void {
    const on = hop(flow, NAMES.undecided);
    const gate: Gate = { kind: 'undecided', origin: undecided(origin) };
    if (this.target.kind === 'subnet') this.enter(on, this.target.subnet);
    else if (this.target.kind === 'internet') this.arrive(this.toInternet({ ...on, gate }));
    else this.arrive({ ...on, gate });
  }

  private toInternet(flow: Flow): Flow | undefined {
    const out = narrow(flow, { destinations: this.topology.internetDestinations });
    return out && hop(out, NAMES.internet);
  }

  /** In from outside, to the target's subnet. */
  private enterBy(gate: Gate, flow: Flow): void {
    if (this.target.kind !== 'subnet') return;
    const { subnet } = this.target;
    if (gate.kind === 'undecided') this.enter(hop(flow, NAMES.undecided, gate.origin), subnet);
    else if (gate.kind === 'internet') this.enterByInternet(gate.gateway, flow, subnet, this.target.isPublic);
    else if (gate.gateway.kind !== 'transit') this.enter(hop(flow, gatewayName(gate.gateway), gate.gateway.origin), subnet);
    else if (!flow.passed.includes(gate.gateway.id)) {
      const on = hop({ ...flow, passed: [...flow.passed, gate.gateway.id] }, gatewayName(gate.gateway), gate.gateway.origin);
      this.switchOn(gate.gateway, on);
    }
  }

  /** In from the internet: for IPv4 to an address that it knows; where the gateway has a route table, by that. */
  private enterByInternet(gateway: GatewayOf<'internet'>, flow: Flow, subnet: SubnetModel, isPublic: boolean): void {
    if (gateway.vpc !== subnet.vpc || subnet.publicAccess === 'blocked') return;
    if (this.purpose === 'first' && (gateway.outwardOnly || subnet.publicAccess === 'outward-only')) return;
    const v4 = isPublic && !gateway.outwardOnly;
    const destinations = v4 ? subnet.addresses : subnet.addresses.subtract(ALL_IPV4);
    const within = narrow({ ...flow, passed: [...flow.passed, gateway.id] }, { destinations });
    if (!within) return;
    const on = hop(within, gatewayName(gateway), gateway.origin);
    const { taken, untaken } = passRoutes(gateway.routes, on.packets);
    if (untaken) this.enter({ ...on, packets: untaken }, subnet);
    for (const { packets, route } of taken) this.enterAt(route, { ...on, packets, by: [...on.by, route.origin] }, subnet);
  }

  /** By a route of a gateway's table: to a firewall endpoint, or to the target; what else may be there leads to it at worst. */
  private enterAt({ target, origin }: RouteModel, flow: Flow, subnet: SubnetModel): void {
    if (target.kind === 'nowhere') return;
    const gateway = target.kind === 'gateway' ? this.topology.network.gateways.get(target.gateway) : undefined;
    if (gateway?.kind === 'firewall' && !flow.passed.includes(gateway.id)) {
      this.inspect(gateway, { ...flow, passed: [...flow.passed, gateway.id] });
    } else if (target.kind === 'local') this.enter(flow, subnet);
    else this.enter(hop(flow, NAMES.undecided, undecided(origin)), subnet);
  }
}

type TransitRoute = RouteModel & { readonly vpc: Id | 'beyond' };
const TRANSIT_ROUTES = new WeakMap<GatewayModel, readonly TransitRoute[]>();

function transitRoutes(gateway: GatewayOf<'transit'>): readonly TransitRoute[] {
  const known = TRANSIT_ROUTES.get(gateway);
  if (known) return known;
  const routes = (gateway.routes ?? []).map((route): TransitRoute => ({ ...route, target: { kind: 'local' }, isSure: true }));
  TRANSIT_ROUTES.set(gateway, routes);
  return routes;
}
