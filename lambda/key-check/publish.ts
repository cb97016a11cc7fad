import type { Finding } from './finding';

/** An event on a bus, as `PutEvents` takes it. */
export interface FindingEvent {
  readonly Source: string;
  readonly DetailType: string;
  readonly Resources: string[];
  readonly EventBusName: string;
  readonly Time: Date;
  readonly Detail: string;
}

/** Where events go: returns those that the bus did not take. */
export type PutEvents = (events: readonly FindingEvent[]) => Promise<readonly FindingEvent[]>;

/** Who sends findings, and what they are called on the bus: a contract with whoever has a rule for them. */
const SOURCE = 'strongroom.keys';
const DETAIL_TYPE = 'Key Check Finding';

/** Most entries that `PutEvents` takes. */
const BATCH = 10;
const ATTEMPTS = 3;

/** A finding as an event. Its detail: `version` (1), `environment`, `severity`, `purpose`, `keyId`, `rule`, `got`, `declared`. */
export function toEvent(finding: Finding, environment: string, bus: string, time: Date): FindingEvent {
  const { severity, purpose, keyId, rule, got, declared } = finding;
  return {
    Source: SOURCE,
    DetailType: DETAIL_TYPE,
    Resources: [keyId],
    EventBusName: bus,
    Time: time,
    Detail: JSON.stringify({ version: 1, environment, severity, purpose, keyId, rule, got, declared }),
  };
}

/**
 * Puts every event, ten at a time, and again those that the bus did not take.
 *
 * @param wait waits before attempt 2, 3, ... which it is given
 * @throws Error when the bus still refuses some; the others are on it
 */
export async function publish(
  events: readonly FindingEvent[],
  put: PutEvents,
  wait: (attempt: number) => Promise<void>,
): Promise<void> {
  let left = events;
  for (let attempt = 1; left.length > 0 && attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) await wait(attempt);
    const refused: FindingEvent[] = [];
    for (let first = 0; first < left.length; first += BATCH) refused.push(...(await put(left.slice(first, first + BATCH))));
    left = refused;
  }
  if (left.length > 0) throw new Error(`the event bus refused ${left.length} of ${events.length} findings, ${ATTEMPTS} times`);
}
