import { append, grouped } from '../../../template/grouped';
import type { Id, InterfaceModel } from '../model/network-model';
import type { Meetings } from './meetings';

type Direction = 'inbound' | 'outbound';
const OTHER = { inbound: 'outbound', outbound: 'inbound' } as const;

/** Interfaces by the groups that their rules of one direction mean. */
interface Meaning {
  readonly byGroup: ReadonlyMap<Id, readonly InterfaceModel[]>;
  /** Those of which a rule means addresses, or nothing filters. */
  readonly open: readonly InterfaceModel[];
}

/**
 * Some relays, found by the groups that their rules mean, or that the rules of another interface do. So each interface meets few of them,
 * but where both sides let in or out whole networks.
 */
export class RelayIndex {
  private readonly order: ReadonlyMap<InterfaceModel, number>;
  private readonly byGroup: ReadonlyMap<Id, readonly InterfaceModel[]>;
  /** Those that any group may mean. */
  private readonly undecided: readonly InterfaceModel[];
  private readonly meaning: Readonly<Record<Direction, Meaning>>;

  public constructor(
    private readonly relays: readonly InterfaceModel[],
    private readonly meetings: Meetings,
  ) {
    this.order = new Map(relays.map((relay, at) => [relay, at]));
    this.byGroup = grouped(relays.flatMap((relay) => (relay.groups ?? []).map((group) => [group, relay] as const)));
    this.undecided = relays.filter(({ groupsUndecided }) => groupsUndecided !== undefined);
    this.meaning = { inbound: this.meaningOf('inbound'), outbound: this.meaningOf('outbound') };
  }

  /** Those that may reach an interface (inbound), or that it may reach, in the order of the network: whether they do, a walk says. */
  public peersOf(end: InterfaceModel, direction: Direction): readonly InterfaceModel[] {
    const candidates = this.meantBy(end, direction) ?? this.meaningIt(end, direction);
    return [...candidates]
      .sort((one, other) => (this.order.get(one) ?? 0) - (this.order.get(other) ?? 0))
      .filter((relay) => (direction === 'inbound' ? this.meetings.mayMeet(relay, end) : this.meetings.mayMeet(end, relay)));
  }

  /** Relays that an interface's rules mean, if they mean groups only. */
  private meantBy(end: InterfaceModel, direction: Direction): ReadonlySet<InterfaceModel> | undefined {
    const meant = new Set<InterfaceModel>();
    const rules = this.meetings.rulesOf(end, direction);
    if (rules === undefined) return undefined;
    for (const { peers } of rules) {
      if (peers.kind === 'addresses') return undefined;
      for (const relay of this.byGroup.get(peers.group) ?? []) meant.add(relay);
    }
    if (rules.length > 0) for (const relay of this.undecided) meant.add(relay);
    return meant;
  }

  /** Relays of which a rule means an interface. */
  private meaningIt(end: InterfaceModel, direction: Direction): ReadonlySet<InterfaceModel> {
    const { byGroup, open } = this.meaning[OTHER[direction]];
    if (end.groupsUndecided) return new Set(this.relays);
    return new Set([...open, ...(end.groups ?? []).flatMap((group) => byGroup.get(group) ?? [])]);
  }

  private meaningOf(direction: Direction): Meaning {
    const byGroup = new Map<Id, InterfaceModel[]>();
    const open: InterfaceModel[] = [];
    for (const relay of this.relays) {
      const rules = this.meetings.rulesOf(relay, direction);
      if (rules === undefined || rules.some(({ peers }) => peers.kind === 'addresses')) open.push(relay);
      for (const { peers } of rules ?? []) if (peers.kind === 'group') append(byGroup, peers.group, relay);
    }
    return { byGroup, open };
  }
}
