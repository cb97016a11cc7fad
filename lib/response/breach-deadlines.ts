import { FaultCollector } from '../errors';

/** A time within which a law wants to hear of a breach. */
export interface BreachDeadline {
  /** Where it stands: `GDPR Art. 33(1)`. */
  readonly law: string;
  /** Whole hours from becoming aware of the breach. */
  readonly hours: number;
  /** Whole hours before it at which the clock reminds of it. */
  readonly reminderHours: number;
}

/**
 * Deadlines for telling an authority. PIPL Art. 57 has no hours: it says at once, as the clock's first notice does.
 *
 * Sources: Regulation (EU) 2016/679, Art. 33(1); Measures for the Administration of National Cybersecurity Incident Reporting (in
 * force since 2025-11-01), Art. 4, for operators of networks in mainland China. Those of critical infrastructure have one hour there.
 */
export const BREACH_DEADLINES = {
  gdpr: { law: 'GDPR Art. 33(1)', hours: 72, reminderHours: 24 },
  china: { law: 'PRC National Cybersecurity Incident Reporting Measures Art. 4', hours: 4, reminderHours: 1 },
} as const satisfies Readonly<Record<string, BreachDeadline>>;

/** What the clock says, and when. */
export interface Notice {
  /** Hours since the clock started. */
  readonly atHours: number;
  /** What is said of the deadlines: text of States.Format, without braces. */
  readonly text: string;
}

/** Text that an Amazon States Language function takes as it is, and an SNS subject: no quotes, braces, backslashes or line breaks. */
const LAW = /^[A-Za-z][A-Za-z0-9 .,()/-]{1,79}$/;
/** Below the year that an execution lasts at most ("Service quotas for Step Functions"). */
const LONGEST_HOURS = 720;

/**
 * The notices after the first one, in their order: one before each deadline, one when it is over. Those of one hour are one.
 *
 * @throws InvalidInputError naming every fault
 */
export function noticesOf(path: string, deadlines: readonly BreachDeadline[]): readonly Notice[] {
  validate(path, deadlines);
  const texts = new Map<number, string[]>();
  const say = (at: number, text: string) => texts.set(at, [...(texts.get(at) ?? []), text]);
  for (const { law, hours, reminderHours } of deadlines) {
    say(hours - reminderHours, `${duration(reminderHours)} left of the ${duration(hours)} of ${law}.`);
    say(hours, `The ${duration(hours)} of ${law} are over.`);
  }
  return [...texts].sort(([a], [b]) => a - b).map(([atHours, said]) => ({ atHours, text: said.join(' ') }));
}

/** Hours in words: `1 hour`, `72 hours`. */
export function duration(hours: number): string {
  return `${hours} hour${hours === 1 ? '' : 's'}`;
}

function validate(path: string, deadlines: readonly BreachDeadline[]): void {
  const faults = new FaultCollector(`breach clock '${path}'`);
  faults.check(deadlines.length > 0, 'deadlines', deadlines, 'at least one');
  for (const [index, { law, hours, reminderHours }] of deadlines.entries()) {
    const at = `deadlines[${index}]`;
    faults.check(
      LAW.test(law),
      `${at}.law`,
      law,
      '2 to 80 letters, digits, spaces and characters of .,()/- , such as GDPR Art. 33(1)',
    );
    const known = faults.check(
      Number.isInteger(hours) && hours >= 1 && hours <= LONGEST_HOURS,
      `${at}.hours`,
      hours,
      `whole hours, 1 to ${LONGEST_HOURS}`,
    );
    if (!known) continue;
    faults.check(
      Number.isInteger(reminderHours) && reminderHours > 0 && reminderHours < hours,
      `${at}.reminderHours`,
      reminderHours,
      `whole hours, more than 0 and less than the deadline's ${hours}`,
    );
  }
  faults.throwIfAny();
}
