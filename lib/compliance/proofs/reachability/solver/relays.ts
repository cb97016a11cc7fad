import type { InterfaceModel, Path } from '../model/network-model';
import type { Meetings } from './meetings';
import { RelayIndex } from './relay-index';

/** Finds the paths between two sides. */
type Find = (from: InterfaceModel | 'internet', to: InterfaceModel | 'internet') => readonly Path[];

/**
 * Ways over interfaces that open connections to others for whoever connects to them. A relay connects from its own interfaces to whatever
 * its own groups, ACLs and routes let it reach; that somebody reaches it by any packet is enough. Each relay is passed once.
 */
export class Relays {
  private readonly all: RelayIndex;
  private reachedFrom?: { readonly paths: ReadonlyMap<InterfaceModel, Path>; readonly relays: RelayIndex };
  private leadingTo?: RelayIndex;

  public constructor(
    private readonly relays: readonly InterfaceModel[],
    private readonly meetings: Meetings,
    private readonly find: Find,
  ) {
    this.all = new RelayIndex(relays, meetings);
  }

  /** From the internet over relays to an interface: by each relay that somebody on the internet reaches, directly or over others. */
  public fromInternet(to: InterfaceModel): readonly Path[] {
    this.reachedFrom ??= this.fromOutside();
    const { paths, relays } = this.reachedFrom;
    return relays.peersOf(to, 'inbound').flatMap((relay) => {
      const before = relay === to ? undefined : paths.get(relay);
      return before ? this.find(relay, to).map((after) => joined(before, after)) : [];
    });
  }

  /** From an interface over relays to the internet: by each relay that it reaches, directly or over others. */
  public toInternet(from: InterfaceModel): readonly Path[] {
    this.leadingTo ??= this.toOutside();
    const direct = new Map<InterfaceModel, Path>();
    for (const relay of this.leadingTo.peersOf(from, 'outbound')) {
      const [path] = relay === from ? [] : this.find(from, relay);
      if (path) direct.set(relay, path);
    }
    return [...this.closure(direct, this.leadingTo)].flatMap(([relay, before]) =>
      relay === from ? [] : this.find(relay, 'internet').map((after) => joined(before, after)),
    );
  }

  private fromOutside(): { paths: ReadonlyMap<InterfaceModel, Path>; relays: RelayIndex } {
    const direct = new Map<InterfaceModel, Path>();
    for (const relay of this.relays) {
      const [path] = this.find('internet', relay);
      if (path) direct.set(relay, path);
    }
    const paths = this.closure(direct, this.all);
    const relays = this.relays.filter((relay) => paths.has(relay));
    return { paths, relays: new RelayIndex(relays, this.meetings) };
  }

  /** The relays that the internet is reached from, over each other too. */
  private toOutside(): RelayIndex {
    const leading = new Set(this.relays.filter((relay) => this.find(relay, 'internet').length > 0));
    for (const next of leading) {
      for (const relay of this.all.peersOf(next, 'inbound')) {
        if (!leading.has(relay) && this.find(relay, next).length > 0) leading.add(relay);
      }
    }
    const relays = this.relays.filter((relay) => leading.has(relay));
    return new RelayIndex(relays, this.meetings);
  }

  /** The relays that some relays reach, each by the first way that leads to it. */
  private closure(start: ReadonlyMap<InterfaceModel, Path>, among: RelayIndex): ReadonlyMap<InterfaceModel, Path> {
    const reached = new Map(start);
    for (const [relay, before] of reached) {
      for (const next of among.peersOf(relay, 'outbound')) {
        const [after] = reached.has(next) ? [] : this.find(relay, next);
        if (after) reached.set(next, joined(before, after));
      }
    }
    return reached;
  }
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
