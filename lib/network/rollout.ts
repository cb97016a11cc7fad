import type { IConstruct } from 'constructs';
import { FaultCollector } from '../errors';
import { checkException, except } from '../exceptions';

/** A firewall that only watches for a while, so that it can be seen what it would refuse: why, whose decision, until when. */
export interface Rollout {
  /** Why it doesn't block yet, and what is watched: a sentence that an auditor accepts. */
  readonly reason: string;
  /** The team or role that answers for it. */
  readonly owner: string;
  /** The last day on which it may only watch, in UTC: `YYYY-MM-DD`. After it the gate fails until it blocks. */
  readonly expires: string;
  /**
   * Where it was decided: a ticket, a decision record.
   * @default - none
   */
  readonly ticket?: string;
}

/** The rule that finds whatever only counts or alerts. */
const RULE = 'Strongroom::FirewallsBlock';

/**
 * Lets a firewall that counts or alerts pass the gate, until the rollout expires: it is an exception like any other.
 *
 * @throws InvalidInputError naming every fault of the rollout
 */
export function exceptWatching(construct: IConstruct, rollout: Rollout): void {
  except(construct, { rule: RULE, ...rollout });
}

/** Notes every fault of a rollout, before there is a construct to except. */
export function checkRollout(faults: FaultCollector, property: string, { reason, owner, expires, ticket }: Rollout): void {
  faults.attempt(property, () => {
    const own = new FaultCollector('rollout');
    checkException(own, { rule: RULE, reason, owner, expires, ...(ticket !== undefined && { ticket }) });
    own.throwIfAny();
  });
}
