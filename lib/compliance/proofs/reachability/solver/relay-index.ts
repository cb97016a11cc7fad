import type { Id, InterfaceModel } from '../model/network-model';
import type { Meetings } from './meetings';

/** Of interfaces that are alike, the first two, by what they are alike in: the second stands for all where the first is what is to be reached. */
type FirstOfAlike = Map<string, readonly InterfaceModel[]>;

/**
 * Some relays, found by what may let them reach an interface. Relays that stand in the same subnets and let out the same differ in the
 * names of their security groups, which only rules that name these tell apart. So of those that are alike the first stands for all, and
 * each interface meets few, however many there are.
 */
export class RelayIndex {
  private readonly all: FirstOfAlike = new Map();
  /** By each group that relays have. */
  private readonly byGroup = new Map<Id, FirstOfAlike>();
  /** By each group that an outbound rule of theirs means. */
  private readonly meaning = new Map<Id, FirstOfAlike>();
  /** Those of which an outbound rule means addresses, or nothing filters. */
  private readonly open: FirstOfAlike = new Map();
  /** Those that any group may mean. */
  private readonly undecided: FirstOfAlike = new Map();

  /** @param alikeness the same text for relays that send the same */
  public constructor(
    relays: Iterable<InterfaceModel>,
    private readonly meetings: Meetings,
    alikeness: (relay: InterfaceModel) => string,
  ) {
    for (const relay of relays) this.add(relay, alikeness(relay));
  }

  /** Those that may reach an interface: whether they do, a walk says. */
  public thoseThatMayReach(end: InterfaceModel): ReadonlySet<InterfaceModel> {
    const rules = this.meetings.rulesOf(end, 'inbound');
    const firstsOf = (firsts: FirstOfAlike | undefined) => [...(firsts?.values() ?? [])].flatMap((alike) => firstBut(end, alike));
    const named = (rules ?? []).flatMap(({ peers }) => (peers.kind === 'group' ? firstsOf(this.byGroup.get(peers.group)) : []));
    const any = rules === undefined || rules.length > 0 ? firstsOf(this.undecided) : [];
    if (rules?.every(({ peers }) => peers.kind === 'group')) return new Set([...named, ...any]);
    if (end.groupsUndecided) return new Set(firstsOf(this.all));
    const meaning = (end.groups ?? []).flatMap((group) => firstsOf(this.meaning.get(group)));
    return new Set([...named, ...any, ...firstsOf(this.open), ...meaning]);
  }

  private add(relay: InterfaceModel, alike: string): void {
    const rules = this.meetings.rulesOf(relay, 'outbound');
    note(this.all, alike, relay);
    if (relay.groupsUndecided) note(this.undecided, alike, relay);
    if (rules === undefined || rules.some(({ peers }) => peers.kind === 'addresses')) note(this.open, alike, relay);
    for (const group of relay.groups ?? []) note(within(this.byGroup, group), alike, relay);
    for (const { peers } of rules ?? []) if (peers.kind === 'group') note(within(this.meaning, peers.group), alike, relay);
  }
}

function note(firsts: FirstOfAlike, alike: string, relay: InterfaceModel): void {
  const known = firsts.get(alike) ?? [];
  if (known.length < 2 && !known.includes(relay)) firsts.set(alike, [...known, relay]);
}

function within(map: Map<Id, FirstOfAlike>, group: Id): FirstOfAlike {
  const known: FirstOfAlike = map.get(group) ?? new Map();
  map.set(group, known);
  return known;
}

function firstBut(end: InterfaceModel, alike: readonly InterfaceModel[]): readonly InterfaceModel[] {
  return alike.filter((relay) => relay !== end).slice(0, 1);
}
