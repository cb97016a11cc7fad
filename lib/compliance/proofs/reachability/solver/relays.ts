import { Intervals } from '../model/intervals';
import type { InterfaceModel, Path } from '../model/network-model';
import { ALL_PACKETS } from '../model/traffic';
import type { Meetings } from './meetings';
import { RelayIndex } from './relay-index';
import { interfaceName, NAMES } from './topology';

/** What relays ask of a network. */
interface Finder {
  /** The paths between two sides. `clients`: those whose addresses the packets of a relay may have. */
  readonly find: (from: InterfaceModel | 'internet', to: InterfaceModel, clients?: Intervals) => readonly Path[];
  /** The sources of all packets that arrive by such paths. */
  readonly sources: (from: InterfaceModel | 'internet', to: InterfaceModel, clients?: Intervals) => Intervals;
}

/** A relay that the internet reaches: by which way first, and whose addresses the packets that it sends on may have. */
interface Reached {
  readonly path: Path;
  readonly clients: Intervals;
}

/**
 * Ways over interfaces that open connections to others for whoever connects to them. A relay connects from its own interfaces to whatever
 * its own groups, ACLs and routes let it reach; that somebody reaches it by any packet is enough. One that keeps sources sends on what
 * reached it, from whoever sent that, too.
 */
export class Relays {
  private reached?: { readonly by: ReadonlyMap<InterfaceModel, Reached>; readonly index: RelayIndex };

  public constructor(
    private readonly relays: readonly InterfaceModel[],
    private readonly meetings: Meetings,
    private readonly finder: Finder,
  ) {}

  /** From the internet over relays to an interface: by each relay that somebody on the internet reaches; of those that are alike, by one. */
  public fromInternet(to: InterfaceModel): readonly Path[] {
    this.reached ??= this.fromOutside();
    const { by, index } = this.reached;
    return [...index.thoseThatMayReach(to)].flatMap((relay) => {
      const before = relay === to ? undefined : by.get(relay);
      return before ? this.finder.find(relay, to, before.clients).map((after) => joined(before.path, after)) : [];
    });
  }

  /** The relays that the internet reaches, each by the first way that leads to it: directly, over one other, over two, and so on. */
  private fromOutside(): { by: ReadonlyMap<InterfaceModel, Reached>; index: RelayIndex } {
    const by = new Map<InterfaceModel, Reached>();
    for (const relay of this.relays) {
      const [path = entering(relay)] = this.finder.find('internet', relay);
      if (path) by.set(relay, { path, clients: this.clientsOf(relay, 'internet') });
    }
    for (let last: readonly InterfaceModel[] = [...by.keys()]; last.length > 0; ) last = this.reachedFrom(last, by);
    return { by, index: this.indexOf(by.keys(), by) };
  }

  /** What some relays reach that was not reached before, or not from as many clients. */
  private reachedFrom(some: readonly InterfaceModel[], by: Map<InterfaceModel, Reached>): readonly InterfaceModel[] {
    const index = this.indexOf(some, by);
    return this.relays.filter((next) => {
      const known = by.get(next);
      if (known !== undefined && !next.keepsSources) return false;
      let now = known;
      for (const relay of index.thoseThatMayReach(next)) {
        const before = relay === next ? undefined : by.get(relay);
        const [after] = before === undefined ? [] : this.finder.find(relay, next, before.clients);
        if (before === undefined || after === undefined) continue;
        const clients = this.clientsOf(next, relay, before.clients).union(now?.clients ?? Intervals.NONE);
        now = { path: now?.path ?? joined(before.path, after), clients };
        if (!next.keepsSources) break;
      }
      if (now === undefined || known?.clients.covers(now.clients)) return false;
      by.set(next, now);
      return true;
    });
  }

  /** Of a relay that keeps sources: those of what reaches it from somewhere. */
  private clientsOf(relay: InterfaceModel, from: InterfaceModel | 'internet', clients?: Intervals): Intervals {
    return relay.keepsSources ? this.finder.sources(from, relay, clients) : Intervals.NONE;
  }

  private indexOf(some: Iterable<InterfaceModel>, by: ReadonlyMap<InterfaceModel, Reached>): RelayIndex {
    return new RelayIndex(some, this.meetings, (relay) => `${this.meetings.alikeness(relay)} ${by.get(relay)?.clients}`);
  }
}

/** From the internet over a service of AWS to a relay that it connects to. */
function entering(relay: InterfaceModel): Path | undefined {
  if (relay.entrance === undefined) return undefined;
  const hops = [{ to: interfaceName(relay), by: [relay.entrance] }];
  return { from: NAMES.internet, hops, packets: ALL_PACKETS, firewalls: [], firewallsBack: [], hopsBack: [] };
}

/** A path, and another that starts where it ends. */
function joined(before: Path, after: Path): Path {
  const back = before.firewallsBack && after.firewallsBack && [...after.firewallsBack, ...before.firewallsBack];
  return {
    from: before.from,
    hops: [...before.hops, ...after.hops],
    packets: after.packets,
    firewalls: [...before.firewalls, ...after.firewalls],
    ...(back && { firewallsBack: back }),
    ...(before.hopsBack && after.hopsBack && { hopsBack: [...after.hopsBack, ...before.hopsBack] }),
  };
}
