import type {
  AclEntryModel,
  GatewayModel,
  InterfaceModel,
  NetworkModel,
  RouteModel,
  SubnetModel,
} from '../../../../../lib/compliance/proofs/reachability/model/network-model';

// What the solver says, said again the slow way: single packets go hop by hop through the network, each in every way that is not surely
// closed. It shares nothing with the solver but the model.

export interface Packet {
  readonly protocol: bigint;
  readonly port: bigint;
  readonly source: bigint;
  readonly destination: bigint;
}

/** A packet that arrived, as it was then, with the firewalls that it passed, and its answer. */
export interface Delivery {
  readonly packet: Packet;
  readonly firewalls: readonly string[];
  readonly firewallsBack?: readonly string[];
}

type Network = 'internet' | 'beyond';
type Side = InterfaceModel | Network;

/** Atoms: from each set of numbers that the network treats alike, one. */
export interface Universe {
  readonly addresses: readonly bigint[];
  readonly ports: readonly bigint[];
  readonly protocols: readonly bigint[];
}

interface Translation {
  readonly nat: string;
  readonly before: Packet;
}

interface Trip {
  readonly packet: Packet;
  readonly isAnswer: boolean;
  /** The subnet of whoever has the packet's source address here, and whether the internet knows that address. */
  readonly owner?: { readonly subnet: SubnetModel; readonly isPublic: boolean; readonly isForOthers?: boolean };
  readonly translations: readonly Translation[];
  readonly firewalls: readonly string[];
  readonly passed: readonly string[];
  /** Whether it ends outside, so that a network beyond need not lead on. */
  readonly endsOutside: boolean;
}

type Gate = { readonly kind: 'internet' | 'beyond' | 'undecided'; readonly id: string };
type Arrival = Trip & ({ readonly at: 'subnet'; readonly subnet: string } | { readonly at: 'outside'; readonly gate: Gate });

const V4_FIRST = 0xffff_0000_0000n;
const V4_LAST = 0xffff_ffff_ffffn;
const NAT64_FIRST = 0x64_ff9b_0000_0000_0000_0000_0000_0000n;
const isV4 = (address: bigint): boolean => address >= V4_FIRST && address <= V4_LAST;
const isNat64 = (address: bigint): boolean => address >= NAT64_FIRST && address <= NAT64_FIRST + 0xffff_ffffn;
const TCP = 6n;

export class Simulation {
  public constructor(
    private readonly network: NetworkModel,
    private readonly universe: Universe,
    private readonly isPublicAddress: (address: bigint) => boolean,
  ) {}

  /** Every packet of the universe that is delivered from one side to another. */
  public deliveries(from: Side, to: Side): Delivery[] {
    const found = new Map<string, Delivery>();
    for (const source of this.universe.addresses.filter((address) => this.isOf(from, address, to))) {
      for (const destination of this.universe.addresses.filter((address) => this.isOf(to, address, from))) {
        if (isV4(source) !== isV4(destination)) continue;
        for (const protocol of this.universe.protocols) {
          for (const port of this.universe.ports) {
            for (const delivery of this.send({ protocol, port, source, destination }, from, to))
              found.set(keyOf(delivery), delivery);
          }
        }
      }
    }
    return [...found.values()];
  }

  /** Every packet that a relay sends on to an interface from one of its clients' addresses. */
  public forwarded(relay: InterfaceModel, to: InterfaceModel, clients: ReadonlySet<bigint>): Delivery[] {
    const found = new Map<string, Delivery>();
    for (const source of clients) {
      for (const destination of this.universe.addresses.filter((address) => this.isOf(to, address, relay))) {
        for (const protocol of isV4(source) === isV4(destination) ? this.universe.protocols : []) {
          for (const port of this.universe.ports) {
            const packet = { protocol, port, source, destination };
            if (this.isForwarded(packet, relay, to)) found.set(keyOf({ packet, firewalls: [] }), { packet, firewalls: [] });
          }
        }
      }
    }
    return [...found.values()];
  }

  private isForwarded(packet: Packet, relay: InterfaceModel, to: InterfaceModel): boolean {
    const isOpen = this.groupsAllow(relay, 'outbound', packet, to) && this.groupsAllow(to, 'inbound', packet, relay);
    if (!isOpen || !listens(to, packet)) return false;
    return this.subnetsOf(relay).some((subnet) => {
      const owner = { subnet, isPublic: relay.hasPublicAddress, isForOthers: true };
      const base = { packet, isAnswer: false, translations: [], firewalls: [], passed: [], endsOutside: false, owner };
      return [...this.leave(subnet, base, true)].some((arrival) => {
        if (!this.isThere(arrival, to) || arrival.at !== 'subnet' || arrival.translations.length > 0) return false;
        return packet.protocol !== TCP || this.isAnsweredTo(subnet, packet, arrival.subnet);
      });
    });
  }

  /** Answers to clients come to the relay's subnet, whatever routes there are. */
  private isAnsweredTo(relay: SubnetModel, { source, destination }: Packet, id: string): boolean {
    const subnet = this.subnet(id);
    if (subnet === undefined || subnet.id === relay.id) return subnet !== undefined;
    return this.universe.ports.some((port) => {
      const answer = { protocol: TCP, port, source: destination, destination: source };
      const isLetOut = port >= 1024n && aclAllows(subnet.acl.outbound, answer, source);
      return isLetOut && aclAllows(relay.acl.inbound, answer, destination);
    });
  }

  private *send(packet: Packet, from: Side, to: Side): Generator<Delivery> {
    if (typeof from !== 'string' && !this.groupsAllow(from, 'outbound', packet, typeof to === 'string' ? undefined : to)) return;
    for (const { trip, gate } of this.starts(packet, from, to)) {
      for (const arrival of trip) {
        const arrivedBy = gate ?? (arrival.at === 'outside' ? arrival.gate : undefined);
        if (!this.isThere(arrival, to)) continue;
        if (typeof to !== 'string') {
          const peer = typeof from === 'string' || arrival.translations.length > 0 ? undefined : from;
          if (!this.groupsAllow(to, 'inbound', arrival.packet, peer) || !listens(to, arrival.packet)) continue;
        }
        const { firewalls } = arrival;
        if (packet.protocol !== TCP) yield { packet: arrival.packet, firewalls };
        else
          for (const firewallsBack of this.answers(arrival, from, to, arrivedBy))
            yield { packet: arrival.packet, firewalls, firewallsBack };
      }
    }
  }

  private *starts(packet: Packet, from: Side, to: Side): Generator<{ trip: Iterable<Arrival>; gate?: Gate }> {
    const base = { packet, isAnswer: false, translations: [], firewalls: [], passed: [], endsOutside: typeof to === 'string' };
    if (typeof from === 'string') {
      for (const subnet of typeof to === 'string' ? [] : this.subnetsOf(to)) {
        if (!subnet.addresses.has(packet.destination)) continue;
        for (const gate of this.gatesInto(subnet.vpc)) {
          if (from === 'beyond' && gate.kind === 'internet') continue;
          if (
            from === 'internet' &&
            !(this.isOnInternet(packet.source) && this.internetIsBehind(gate, subnet.vpc, packet.source))
          )
            continue;
          if (from === 'beyond' && this.vpcHas(subnet.vpc, packet.source)) continue;
          yield { trip: this.comeIn(gate, base, subnet, typeof to !== 'string' && to.hasPublicAddress), gate };
        }
      }
      return;
    }
    for (const subnet of this.subnetsOf(from)) {
      if (!subnet.addresses.has(packet.source) || (to === 'beyond' && this.vpcHas(subnet.vpc, packet.destination))) continue;
      yield { trip: this.leave(subnet, { ...base, owner: { subnet, isPublic: from.hasPublicAddress } }, true) };
    }
  }

  private isThere(arrival: Arrival, to: Side): boolean {
    if (typeof to !== 'string') return arrival.at === 'subnet' && to.subnets.includes(arrival.subnet);
    if (arrival.at !== 'outside') return false;
    if (to === 'beyond') return arrival.gate.kind !== 'internet';
    const peering = this.network.gateways.get(arrival.gate.id)?.kind === 'peering';
    const destination = arrival.packet.destination;
    if (arrival.gate.kind === 'internet') return this.isOnInternet(destination);
    return !peering && (this.isOnInternet(destination) || isNat64(destination));
  }

  /** The firewalls on each way by which an answer to what arrived gets back. */
  private *answers(arrival: Arrival, from: Side, to: Side, gate: Gate | undefined): Generator<readonly string[]> {
    yield* this.answerLeg(arrival.packet, arrival.translations, [], { arrival, from, to, gate });
  }

  private *answerLeg(
    sent: Packet,
    translations: readonly Translation[],
    firewalls: readonly string[],
    end: { arrival: Arrival; from: Side; to: Side; gate: Gate | undefined },
    at?: string,
  ): Generator<readonly string[]> {
    const last = translations.at(-1);
    const nat = last === undefined ? undefined : this.natOf(last.nat);
    for (const port of this.universe.ports.filter((one) => one >= 1024n)) {
      const packet: Packet = { protocol: TCP, port, source: sent.destination, destination: sent.source };
      const endsOutside = typeof end.from === 'string';
      const trip: Trip = { packet, isAnswer: true, translations: [], firewalls: [], passed: [], endsOutside };
      for (const back of this.answerTrips(trip, end, nat, at)) {
        const passed = [...firewalls, ...back.firewalls];
        if (last === undefined || nat === undefined) {
          if (this.isBack(back, end)) yield passed;
        } else if (back.at === 'subnet' && back.subnet === nat.subnet) {
          yield* this.answerLeg(last.before, translations.slice(0, -1), passed, end, nat.subnet);
        }
      }
    }
  }

  private *answerTrips(
    trip: Trip,
    { arrival, from, to, gate }: { arrival: Arrival; from: Side; to: Side; gate: Gate | undefined },
    nat: (GatewayModel & { kind: 'nat' }) | undefined,
    at: string | undefined,
  ): Generator<Arrival> {
    const here = at ?? (arrival.at === 'subnet' ? arrival.subnet : undefined);
    if (here !== undefined) {
      const subnet = this.subnet(here);
      const isPublic = typeof to !== 'string' && to.hasPublicAddress;
      if (subnet) yield* this.leave(subnet, { ...trip, ...(at === undefined && { owner: { subnet, isPublic } }) }, true);
      return;
    }
    const receivers = nat ? [nat.subnet] : typeof from === 'string' ? [] : from.subnets;
    for (const id of receivers) {
      const subnet = this.subnet(id);
      if (!subnet?.addresses.has(trip.packet.destination) || gate === undefined) continue;
      const others = this.gatesInto(subnet.vpc).filter((other) => isSameNetwork(other, gate));
      const isPublic = nat ? nat.isPublic : typeof from !== 'string' && from.hasPublicAddress;
      for (const one of [...others, gate]) yield* this.comeIn(one, trip, subnet, isPublic);
    }
  }

  private isBack(back: Arrival, { from, gate }: { from: Side; gate: Gate | undefined }): boolean {
    if (typeof from !== 'string') return back.at === 'subnet' && from.subnets.includes(back.subnet);
    return this.isThere(back, from) && back.at === 'outside' && gate !== undefined && isSameNetwork(back.gate, gate);
  }

  // ---- one hop after another

  private *leave(subnet: SubnetModel, trip: Trip, isFiltered: boolean): Generator<Arrival> {
    const { destination } = trip.packet;
    if (subnet.addresses.has(destination)) yield { ...trip, at: 'subnet', subnet: subnet.id };
    if (isFiltered && !aclAllows(subnet.acl.outbound, trip.packet, destination)) return;
    if (subnet.routesUndecided) yield* this.anywhere(trip);
    for (const route of longest(subnet.routes, destination)) {
      const { target } = route;
      if (target.kind === 'local') yield* this.into(this.holders(destination, subnet.vpc, subnet.id), trip);
      if (target.kind === 'undecided') yield* this.anywhere(trip);
      if (target.kind !== 'gateway') continue;
      const gateway = this.network.gateways.get(target.gateway);
      if (!gateway) yield* this.anywhere(trip);
      else if (!trip.passed.includes(gateway.id)) {
        yield* this.through(gateway, { ...trip, passed: [...trip.passed, gateway.id] }, subnet);
      }
    }
  }

  private *through(gateway: GatewayModel, trip: Trip, from: SubnetModel): Generator<Arrival> {
    const { packet, owner } = trip;
    switch (gateway.kind) {
      case 'internet': {
        if (owner?.subnet.vpc !== gateway.vpc || owner.subnet.publicAccess === 'blocked') return;
        if (trip.isAnswer && (gateway.outwardOnly || owner.subnet.publicAccess !== 'both-ways')) return;
        if (isV4(packet.destination) && (gateway.outwardOnly || !owner.isPublic)) return;
        yield { ...trip, at: 'outside', gate: { kind: 'internet', id: gateway.id } };
        return;
      }
      case 'nat': {
        const subnet = this.subnet(gateway.subnet);
        if (trip.isAnswer || !subnet) return;
        if (subnet.id !== from.id && !aclAllows(subnet.acl.inbound, packet, packet.source)) return;
        const from64 = isNat64(packet.destination);
        if (!isV4(packet.destination) && !from64) return;
        if (![...(from64 ? [] : [1n]), 6n, 17n].includes(packet.protocol)) return;
        const destination = from64 ? packet.destination - NAT64_FIRST + V4_FIRST : packet.destination;
        for (const source of this.universe.addresses.filter((address) => isV4(address) && subnet.addresses.has(address))) {
          const translations = [...trip.translations, { nat: gateway.id, before: packet }];
          const owned = { subnet, isPublic: gateway.isPublic };
          yield* this.leave(subnet, { ...trip, packet: { ...packet, source, destination }, translations, owner: owned }, true);
        }
        return;
      }
      case 'firewall':
        yield* this.inspected(gateway, trip);
        return;
      case 'peering': {
        const [one, two] = gateway.vpcs;
        const isMine = one === from.vpc || (two !== from.vpc && one === undefined);
        if (!isMine && two !== from.vpc && two !== undefined) return;
        const other = isMine ? two : one;
        if (!this.vpcHas(from.vpc, packet.source) && !owner?.isForOthers) return;
        if (other === undefined) yield { ...trip, at: 'outside', gate: { kind: 'beyond', id: gateway.id } };
        else if (this.vpcHas(other, packet.destination)) yield* this.into(this.holders(packet.destination, other), trip);
        return;
      }
      case 'transit': {
        const attached = gateway.attachments.filter(({ vpc }) => vpc === from.vpc).flatMap(({ subnets }) => subnets);
        const mayEnter =
          attached.length === 0 || attached.some((id) => aclAllows(this.subnet(id)?.acl.inbound ?? [], packet, packet.source));
        if (mayEnter) yield* this.switched(gateway, trip);
        return;
      }
      case 'beyond':
        yield* this.beyond({ kind: 'beyond', id: gateway.id }, trip);
    }
  }

  private *inspected(gateway: GatewayModel & { kind: 'firewall' }, trip: Trip): Generator<Arrival> {
    const subnet = this.subnet(gateway.subnet);
    const on = { ...trip, firewalls: [...trip.firewalls, gateway.id] };
    if (subnet) yield* this.leave(subnet, on, false);
    else yield* this.anywhere(on);
  }

  private *switched(gateway: GatewayModel & { kind: 'transit' }, trip: Trip): Generator<Arrival> {
    const { destination } = trip.packet;
    const gate: Gate = { kind: 'beyond', id: gateway.id };
    const targets: string[] = [];
    if (gateway.routes) {
      const matching = gateway.routes.filter(({ destinations }) => destinations.has(destination));
      const length = Math.max(...matching.map((route) => route.length));
      targets.push(...matching.filter((route) => route.length === length).map(({ vpc }) => vpc));
    } else {
      const isTarget = ({ target }: RouteModel) => target.kind === 'gateway' && target.gateway === gateway.id;
      const routed = [...this.network.vpcs.keys()].filter((vpc) => this.routesIn(vpc).some(([route]) => isTarget(route)));
      const joined = [...gateway.attachments.map(({ vpc }) => vpc), ...routed];
      targets.push(...joined.filter((vpc) => this.vpcHas(vpc, destination)));
      if (gateway.beyond) targets.push('beyond');
    }
    for (const vpc of new Set(targets)) {
      if (vpc === 'beyond') yield* this.beyond(gate, trip);
      else {
        const attached = gateway.attachments.filter((one) => one.vpc === vpc).flatMap(({ subnets }) => subnets);
        if (attached.length === 0) yield* this.into(this.holders(destination, vpc), trip);
        for (const id of attached) {
          const subnet = this.subnet(id);
          if (subnet) yield* this.leave(subnet, trip, true);
        }
      }
    }
  }

  /** Networks beyond connect those that touch them. */
  private *beyond(gate: Gate, trip: Trip): Generator<Arrival> {
    yield { ...trip, at: 'outside', gate };
    for (const subnet of trip.endsOutside ? [] : this.holders(trip.packet.destination)) {
      for (const other of this.gatesInto(subnet.vpc)) {
        const kind = this.network.gateways.get(other.id)?.kind;
        if (other.kind === 'internet' || kind === 'peering') continue;
        yield* this.comeIn(other, trip, subnet, false);
      }
    }
  }

  private *anywhere(trip: Trip): Generator<Arrival> {
    yield { ...trip, at: 'outside', gate: { kind: 'undecided', id: '?' } };
    yield* this.into(this.holders(trip.packet.destination), trip);
  }

  private *into(subnets: readonly SubnetModel[], trip: Trip): Generator<Arrival> {
    for (const subnet of subnets) {
      if (aclAllows(subnet.acl.inbound, trip.packet, trip.packet.source)) yield { ...trip, at: 'subnet', subnet: subnet.id };
    }
  }

  private *comeIn(gate: Gate, trip: Trip, subnet: SubnetModel, isPublic: boolean): Generator<Arrival> {
    const gateway = this.network.gateways.get(gate.id);
    if (gateway?.kind === 'transit') {
      if (!trip.passed.includes(gateway.id)) yield* this.switched(gateway, { ...trip, passed: [...trip.passed, gateway.id] });
      return;
    }
    if (gateway?.kind !== 'internet') {
      yield* this.into([subnet], trip);
      return;
    }
    const access = subnet.publicAccess;
    if (gateway.vpc !== subnet.vpc || access === 'blocked' || (!trip.isAnswer && access !== 'both-ways')) return;
    if (gateway.outwardOnly && (!trip.isAnswer || isV4(trip.packet.destination))) return;
    if (isV4(trip.packet.destination) && !isPublic) return;
    const routes = longest(gateway.routes, trip.packet.destination);
    if (!routes.some(({ isSure }) => isSure)) yield* this.into([subnet], trip);
    for (const { target } of routes) {
      const next = target.kind === 'gateway' ? this.network.gateways.get(target.gateway) : undefined;
      if (next?.kind === 'firewall') yield* this.inspected(next, { ...trip, passed: [gateway.id, next.id] });
      else if (target.kind !== 'nowhere') yield* this.into([subnet], trip);
    }
  }

  // ---- what the network says

  private gatesInto(vpc: string): Gate[] {
    const gates = new Map<string, Gate>();
    for (const gateway of this.network.gateways.values()) {
      if (gateway.kind === 'internet' && gateway.vpc === vpc) gates.set(gateway.id, { kind: 'internet', id: gateway.id });
      if (gateway.kind === 'peering' && gateway.vpcs.includes(vpc) && gateway.vpcs.includes(undefined)) {
        gates.set(gateway.id, { kind: 'beyond', id: gateway.id });
      }
      const isAttached = gateway.kind === 'transit' && gateway.attachments.some((one) => one.vpc === vpc);
      if (isAttached && this.reachesBeyond(gateway)) gates.set(gateway.id, { kind: 'beyond', id: gateway.id });
    }
    for (const [route] of this.routesIn(vpc)) {
      const gateway = route.target.kind === 'gateway' ? this.network.gateways.get(route.target.gateway) : undefined;
      if (route.target.kind === 'undecided' || (route.target.kind === 'gateway' && !gateway))
        gates.set('?', { kind: 'undecided', id: '?' });
      if (gateway?.kind === 'beyond' || (gateway && this.reachesBeyond(gateway)))
        gates.set(gateway.id, { kind: 'beyond', id: gateway.id });
    }
    const hasUnknownTable = [...this.network.subnets.values()].some((subnet) => subnet.vpc === vpc && subnet.routesUndecided);
    if (hasUnknownTable) gates.set('?', { kind: 'undecided', id: '?' });
    return [...gates.values()];
  }

  private internetIsBehind(gate: Gate, vpc: string, address: bigint): boolean {
    if (gate.kind === 'internet') return true;
    if (this.network.gateways.get(gate.id)?.kind === 'peering') return false;
    if (gate.kind === 'undecided') {
      const unknownTable = [...this.network.subnets.values()].some((subnet) => subnet.vpc === vpc && subnet.routesUndecided);
      if (unknownTable) return true;
    }
    return this.routesIn(vpc).some(([{ target, destinations }]) => {
      const id = target.kind === 'gateway' ? target.gateway : undefined;
      const isIt =
        gate.kind === 'undecided'
          ? target.kind === 'undecided' || (id !== undefined && !this.network.gateways.has(id))
          : id === gate.id;
      return isIt && destinations.has(address);
    });
  }

  private routesIn(vpc: string): [RouteModel][] {
    return [...this.network.subnets.values()]
      .filter((subnet) => subnet.vpc === vpc)
      .flatMap(({ routes }) => routes.map((route): [RouteModel] => [route]));
  }

  private reachesBeyond(gateway: GatewayModel): boolean {
    if (gateway.kind !== 'transit') return false;
    return gateway.routes ? gateway.routes.some(({ vpc }) => vpc === 'beyond') : gateway.beyond !== undefined;
  }

  private holders(address: bigint, vpc?: string, except?: string): SubnetModel[] {
    return [...this.network.subnets.values()].filter(
      (subnet) => subnet.addresses.has(address) && (vpc === undefined || subnet.vpc === vpc) && subnet.id !== except,
    );
  }

  private vpcHas(vpc: string, address: bigint): boolean {
    return this.network.vpcs.get(vpc)?.addresses.has(address) ?? false;
  }

  private isOnInternet(address: bigint): boolean {
    if (!this.isPublicAddress(address)) return false;
    return isV4(address) || [...this.network.vpcs.keys()].every((vpc) => !this.vpcHas(vpc, address));
  }

  private isOf(side: Side, address: bigint, other: Side): boolean {
    if (typeof side !== 'string') return this.subnetsOf(side).some(({ addresses }) => addresses.has(address));
    if (side === 'internet') return this.isOnInternet(address) || isNat64(address);
    return typeof other === 'string' || this.subnetsOf(other).some(({ vpc }) => !this.vpcHas(vpc, address));
  }

  private subnetsOf({ subnets }: InterfaceModel): SubnetModel[] {
    return subnets.flatMap((id) => this.subnet(id) ?? []);
  }

  private subnet(id: string): SubnetModel | undefined {
    return this.network.subnets.get(id);
  }

  private natOf(id: string): (GatewayModel & { kind: 'nat' }) | undefined {
    const gateway = this.network.gateways.get(id);
    return gateway?.kind === 'nat' ? gateway : undefined;
  }

  private groupsAllow(
    holder: InterfaceModel,
    direction: 'inbound' | 'outbound',
    packet: Packet,
    peer: InterfaceModel | undefined,
  ): boolean {
    if (holder.groups === undefined || holder.groupsUndecided) return true;
    const address = direction === 'inbound' ? packet.source : packet.destination;
    return holder.groups.some((id) =>
      this.network.groups.get(id)?.[direction].some(({ service, peers }) => {
        if (!service.protocols.has(packet.protocol) || !service.ports.has(packet.port)) return false;
        if (peers.kind === 'addresses') return peers.addresses.has(address);
        return peer !== undefined && (peer.groupsUndecided !== undefined || (peer.groups ?? []).includes(peers.group));
      }),
    );
  }
}

export function keyOf({ packet, firewalls, firewallsBack }: Delivery): string {
  const { protocol, port, source, destination } = packet;
  return `${protocol}:${port} ${source.toString(16)} ${destination.toString(16)} [${firewalls}] [${firewallsBack ?? '-'}]`;
}

function listens({ listens: services }: InterfaceModel, { protocol, port }: Packet): boolean {
  return services === undefined || services.some(({ protocols, ports }) => protocols.has(protocol) && ports.has(port));
}

/** Whether a packet may be let pass: by the first entry that matches for sure, or by one before it that may be there. */
function aclAllows(entries: readonly AclEntryModel[], { protocol, port }: Packet, address: bigint): boolean {
  for (const { service, peers, allows, isSure } of entries) {
    if (!service.protocols.has(protocol) || !service.ports.has(port) || !peers.has(address)) continue;
    if (allows) return true;
    if (isSure) return false;
  }
  return false;
}

/** The routes that may take a packet: those of the longest prefix that is there for sure, and longer ones that may be there. */
function longest(routes: readonly RouteModel[], address: bigint): RouteModel[] {
  const matching = routes.filter(({ destinations }) => destinations.has(address));
  const sure = Math.max(-1, ...matching.filter(({ isSure }) => isSure).map(({ length }) => length));
  return matching.filter(({ length }) => length >= sure);
}

function isSameNetwork(one: Gate, other: Gate): boolean {
  if (one.kind === 'undecided' || other.kind === 'undecided') return true;
  return one.kind === 'beyond' ? other.kind === 'beyond' : one.id === other.id;
}
