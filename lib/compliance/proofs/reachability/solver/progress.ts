import { contains } from '../model/traffic';
import type { Flow } from './flow';
import { gateKey } from './topology';

/** More flows than any network needs: beyond it, a walk ends, and whoever asked is told. */
const MOST_FLOWS = 20_000;

/**
 * How far a walk is. Breadth first, so that of several ways the shortest is found; packets that were at a place already, by the same
 * firewalls, are not followed from there again: where they go on depends on nothing else. So a walk ends, and costs no more than the
 * routes and entries that it meets.
 */
export class Progress {
  public readonly arrived: Flow[] = [];
  private readonly seen = new Map<string, Flow[]>();
  private readonly steps: (() => void)[] = [];
  private flows = 0;

  public later(step: () => void): void {
    this.steps.push(step);
  }

  public run(): void {
    for (let at = 0; at < this.steps.length && !this.isCut; at += 1) this.steps[at]?.();
  }

  /** Whether it ended before all was followed. */
  public get isCut(): boolean {
    return this.flows > MOST_FLOWS;
  }

  public arrive(flow: Flow): void {
    if (this.isNew('arrived', flow)) this.arrived.push(flow);
  }

  /** Whether packets have not been at a place before, by the same firewalls and NAT gateways. */
  public isNew(place: string, flow: Flow): boolean {
    const gate = flow.gate ? gateKey(flow.gate) : '';
    const key = [place, gate, flow.legs.map(({ nat }) => nat).join(), flow.firewalls.join()].join('\n');
    const before = this.seen.get(key) ?? [];
    this.seen.set(key, before);
    if (before.some((other) => covers(other, flow))) return false;
    before.push(flow);
    this.flows += 1;
    return !this.isCut;
  }
}

/** Whether all packets of one flow are in another, as they were on each leg. */
function covers(one: Flow, other: Flow): boolean {
  return (
    contains(one.packets, other.packets) &&
    one.legs.every((leg, at) => {
      const same = other.legs[at];
      return same !== undefined && leg.sources.covers(same.sources) && leg.shift === same.shift;
    })
  );
}
