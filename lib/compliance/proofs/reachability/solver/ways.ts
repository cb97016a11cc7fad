import { ALL_ADDRESSES } from '../model/addresses';
import { Intervals } from '../model/intervals';
import type { Hop, Id, Origin, SubnetModel } from '../model/network-model';
import {
  ALL_PACKETS,
  ALL_PROTOCOLS,
  ANY_SERVICE,
  common,
  EPHEMERAL_PORTS,
  type Packets,
  PROTOCOL,
  type Service,
} from '../model/traffic';
import { type Part, passAcl } from './filters';
import { type Flow, hop, legPackets, startOf } from './flow';
import { areOfOneNetwork, FAMILIES, type Gate, gateKey, gatewayName, type Topology } from './topology';
import { type Target, Walk } from './walk';

/** Where a connection starts or ends: at something in a subnet, on the internet, or in a network that no template here makes. */
export type Place = Target;

type SubnetPlace = Place & { readonly kind: 'subnet' };

/** A way, up to the place that it leads to; what opens the step into a subnet's interface is `by`. */
export interface Steps {
  readonly hops: readonly Hop[];
  readonly by: readonly Origin[];
  readonly firewalls: readonly Id[];
}

/** A way from one place to another, before any security group is asked. */
export interface Way extends Steps {
  /** The packets that arrive. */
  readonly packets: Packets;
  readonly legs: Flow['legs'];
  /** Of TCP: the way of its answers. */
  readonly back?: Steps;
}

type Answered = Pick<Way, 'packets'> & { readonly back: Steps };

const TCP = Intervals.of([PROTOCOL.tcp, PROTOCOL.tcp]);
const NOT_TCP = ALL_PROTOCOLS.subtract(TCP);
const ANSWER: Service = { protocols: TCP, ports: EPHEMERAL_PORTS };

const TOO_MANY: Origin = {
  path: 'the network',
  says: 'has more ways than the proof follows',
  undecided: 'the proof does not know whether one of the ways that it did not follow leads here',
};

/**
 * The ways between places of a network; what two interfaces of one subnet share is walked once. A way of TCP needs one for its answers,
 * from where it arrived to where it came from: there the port is that which the client chose, and each NAT gateway gets the answer of
 * what it sent, by its own address. Source: "Ephemeral ports", Amazon VPC.
 */
export class Ways {
  private readonly ways = new Map<string, readonly Way[]>();
  private readonly walks = new Map<string, readonly Flow[]>();

  public constructor(private readonly topology: Topology) {}

  public between(from: Place, to: Place): readonly Way[] {
    const key = `${placeKey(from)}\n${placeKey(to)}`;
    const known = this.ways.get(key);
    if (known) return known;
    const ways = this.find(from, to);
    this.ways.set(key, ways);
    return ways;
  }

  /**
   * The ways that a relay's packets take that have the addresses of its clients. Answers come to the relay, whatever routes say of the
   * clients, by the ACLs of both subnets. Source: "Client IP preservation" and "Network ACLs" in "Network Load Balancers".
   */
  public forClients(from: SubnetPlace, to: SubnetPlace, clients: Intervals): readonly Way[] {
    const key = `${placeKey(from)} for ${clients}\n${placeKey(to)}`;
    const known = this.ways.get(key);
    if (known) return known;
    const walk = new Walk(this.topology, to, 'first');
    const packets = { ...ANY_SERVICE, sources: clients, destinations: to.subnet.addresses };
    for (const part of byFamily(packets)) walk.from(from.subnet, startOf(part, { ...from, isForOthers: true }));
    const ways = finished(walk)
      .filter(({ legs }) => legs.length === 0)
      .flatMap((flow) => answeredBy(flow, (answer) => answersTo(from.subnet, to.subnet, answer)));
    this.ways.set(key, ways);
    return ways;
  }

  /**
   * The ways by an accelerator, which delivers what it gets within the VPC, and takes answers there: by the ACLs of the subnet, and no
   * route. Block Public Access stops it. Sources: "Best practices for ENIs and security groups with client IP address preservation", AWS
   * Global Accelerator; "VPC BPA basics", Amazon VPC.
   */
  public accelerated({ subnet }: SubnetPlace, accelerator: Origin): readonly Way[] {
    if (subnet.publicAccess !== 'both-ways') return [];
    const packets = { ...ANY_SERVICE, sources: this.topology.internet, destinations: subnet.addresses };
    return byFamily(packets)
      .flatMap((part) => passAcl(subnet.acl.inbound, part, 'sources'))
      .flatMap(({ packets: entered, by }) => {
        const flow = hop(startOf(entered, { isPublic: false }), `accelerator '${accelerator.path}'`, accelerator);
        return answeredBy({ ...flow, by }, (answer) => passAcl(subnet.acl.outbound, answer, 'destinations'));
      });
  }

  private find(from: Place, to: Place): Way[] {
    const walk = new Walk(this.topology, to, 'first');
    if (from.kind === 'subnet') {
      send(
        walk,
        from.subnet,
        { ...ANY_SERVICE, sources: from.subnet.addresses, destinations: this.addresses(to, from) },
        from.isPublic,
      );
    } else if (to.kind === 'subnet') {
      for (const { gate, internet } of this.topology.gates(to.subnet.vpc)) {
        const sources = from.kind === 'internet' ? internet : this.addresses(from, to);
        const packets = { ...ANY_SERVICE, sources, destinations: to.subnet.addresses };
        if (from.kind === 'internet' || gate.kind !== 'internet') receive(walk, gate, packets);
      }
    }
    return finished(walk).flatMap((flow) => this.withAnswers(flow, from, to));
  }

  /** A flow that arrived, of TCP only what is answered. */
  private withAnswers(flow: Flow, from: Place, to: Place): Way[] {
    const { hops, by, legs, firewalls } = flow;
    if (by.includes(TOO_MANY)) return [{ packets: flow.packets, hops, by, legs, firewalls, back: { hops, by, firewalls } }];
    const unanswered = common(flow.packets, { protocols: NOT_TCP });
    const tcp = common(flow.packets, { protocols: TCP });
    const answered = tcp ? this.answers({ ...flow, packets: tcp }, from, to) : [];
    return [
      ...(unanswered ? [{ packets: unanswered, hops, by, legs, firewalls }] : []),
      ...answered.map(({ packets, back }) => ({ packets, hops, by, legs, firewalls, back })),
    ];
  }

  /** The parts of some packets whose answers get back: from where they arrived to the last NAT gateway, and from each to that before. */
  private answers({ packets, legs, gate }: Flow, from: Place, to: Place): Answered[] {
    let parts: Answered[] = [{ packets, back: { hops: [], by: [], firewalls: [] } }];
    for (let at = legs.length; at >= 0; at -= 1) {
      const next = legs[at];
      const before = legs[at - 1];
      const receiver: Place = before ? { kind: 'subnet', subnet: before.subnet, isPublic: before.isPublic } : from;
      const answers = next ? this.walkOn(next.subnet, receiver) : this.walkBack(to, receiver, gate);
      parts = parts.flatMap(({ packets: sent, back }) =>
        answers.flatMap((answer): Answered[] => {
          const passed = answeredPart(next ? legPackets(sent, next) : sent, answer);
          if (!passed) return [];
          const destinations = next ? passed.destinations.shift(-next.shift) : passed.destinations;
          const arrived = next ? { ...sent, destinations } : passed;
          return [{ packets: arrived, back: this.onward(back, answer, before?.nat) }];
        }),
      );
    }
    return parts;
  }

  /** Answers that leave a NAT gateway, from whoever it sent to, for whose packets it sent. */
  private walkOn(nat: SubnetModel, receiver: Place): readonly Flow[] {
    return this.walked(`on ${nat.id}`, receiver, (walk) => {
      send(walk, nat, { ...ANSWER, sources: ALL_ADDRESSES, destinations: this.addresses(receiver) }, false);
    });
  }

  /** Answers from where a connection arrived. Of those that leave here: by a gate of the network that the connection came from. */
  private walkBack(from: Place, receiver: Place, gate: Gate | undefined): readonly Flow[] {
    if (from.kind === 'subnet') {
      const packets = { ...ANSWER, sources: from.subnet.addresses, destinations: this.addresses(receiver, from) };
      return this.walked(placeKey(from), receiver, (walk) => send(walk, from.subnet, packets, from.isPublic)).filter(
        (answer) => gate === undefined || answer.gate === undefined || areOfOneNetwork(gate, answer.gate),
      );
    }
    if (receiver.kind !== 'subnet' || gate === undefined) return [];
    return this.walked(`${from.kind} ${gateKey(gate)}`, receiver, (walk) => {
      const packets = { ...ANSWER, sources: this.addresses(from), destinations: receiver.subnet.addresses };
      const gates = this.topology.gates(receiver.subnet.vpc).map((other) => other.gate);
      const others = gates.filter((other) => gateKey(other) !== gateKey(gate) && areOfOneNetwork(gate, other));
      for (const other of [gate, ...others]) receive(walk, other, packets);
    });
  }

  private walked(from: string, to: Place, start: (walk: Walk) => void): readonly Flow[] {
    const key = `${from}\n${placeKey(to)}`;
    const known = this.walks.get(key);
    if (known) return known;
    const walk = new Walk(this.topology, to, 'answer');
    start(walk);
    const flows = finished(walk);
    this.walks.set(key, flows);
    return flows;
  }

  private onward(back: Steps, answer: Flow, nat: Id | undefined): Steps {
    const gateway = nat === undefined ? undefined : this.topology.network.gateways.get(nat);
    const firewalls = [...back.firewalls, ...answer.firewalls];
    const hops = [...back.hops, ...answer.hops];
    if (gateway === undefined) return { hops, by: answer.by, firewalls };
    return { hops: [...hops, { to: gatewayName(gateway), by: answer.by }], by: [], firewalls };
  }

  /** The addresses of a place, as something in a subnet sees it. */
  private addresses(place: Place, other?: Place): Intervals {
    if (place.kind === 'subnet') return place.subnet.addresses;
    if (place.kind === 'internet') return this.topology.internetDestinations;
    return other?.kind === 'subnet' ? this.topology.beyond(other.subnet.vpc) : ALL_ADDRESSES;
  }
}

/** The ACLs that let answers pass to a relay, whoever its client is. */
function answersTo(relay: SubnetModel, from: SubnetModel, answer: Packets): readonly Part[] {
  if (relay.id === from.id) return [{ packets: answer, by: [] }];
  return passAcl(from.acl.outbound, answer, 'destinations').flatMap(({ packets, by }) =>
    passAcl(relay.acl.inbound, packets, 'sources').map((part) => ({ ...part, by: [...by, ...part.by] })),
  );
}

/** A flow that arrived, of TCP only what is answered by no route. */
function answeredBy({ packets, hops, by, legs, firewalls }: Flow, pass: (answer: Packets) => readonly Part[]): Way[] {
  const way = { hops, by, legs, firewalls };
  const unanswered = common(packets, { protocols: NOT_TCP });
  const tcp = common(packets, { protocols: TCP });
  const back = tcp ? pass({ ...ANSWER, sources: tcp.destinations, destinations: tcp.sources }) : [];
  return [
    ...(unanswered ? [{ ...way, packets: unanswered }] : []),
    ...back.flatMap((part): Way[] => {
      const { sources: destinations, destinations: sources } = part.packets;
      const answered = tcp && common(tcp, { sources, destinations });
      return answered ? [{ ...way, packets: answered, back: { hops: [], by: part.by, firewalls: [] } }] : [];
    }),
  ];
}

/** The part of what was sent that an answer answers: an answer's source is the destination of what it answers. */
function answeredPart(sent: Packets, { packets }: Flow): Packets | undefined {
  return common(sent, { sources: packets.destinations, destinations: packets.sources });
}

function send(walk: Walk, subnet: SubnetModel, packets: Packets, isPublic: boolean): void {
  for (const part of byFamily(packets)) walk.from(subnet, startOf(part, { subnet, isPublic }));
}

function receive(walk: Walk, gate: Gate, packets: Packets): void {
  for (const part of byFamily(packets)) walk.fromGate(gate, startOf(part, { isPublic: false }));
}

function byFamily(packets: Packets): Packets[] {
  return FAMILIES.flatMap((family) => common(packets, { sources: family, destinations: family }) ?? []);
}

/** What a walk found; where it had to end early, also that anything may arrive. */
function finished(walk: Walk): readonly Flow[] {
  const { arrived, isCut } = walk.run();
  if (!isCut) return arrived;
  return [...arrived, { ...startOf(ALL_PACKETS, { isPublic: false }), by: [TOO_MANY] }];
}

function placeKey(place: Place): string {
  return place.kind === 'subnet' ? `subnet ${place.subnet.id} ${place.isPublic}` : place.kind;
}
