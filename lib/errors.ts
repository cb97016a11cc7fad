import type { Duration } from 'aws-cdk-lib/core';

/** One thing wrong with an input: which property, what it was, and what would be right. */
export interface Fault {
  /** Path of the property, as the user wrote it: `environments[0].region`. */
  readonly property: string;
  /** What was found there, in words. Never a secret or a customer's value. */
  readonly got: string;
  /** What is allowed there, or what to do. */
  readonly allowed: string;
}

/**
 * Bad input from the user of Strongroom: the message names every fault, each with its cure.
 *
 * Programs print the message without a stack trace and exit with code 2 (1 is for findings of the gate).
 */
export class InvalidInputError extends Error {
  public override readonly name = 'InvalidInputError';

  /**
   * @param subject what was wrong as a whole: `data asset 'orders'`
   * @param faults everything that is wrong with it, at least one
   */
  public constructor(
    subject: string,
    public readonly faults: readonly Fault[],
    options?: ErrorOptions,
  ) {
    super([`${subject} is not valid:`, ...faults.map(describe)].join('\n'), options);
  }
}

/** Whole days that are allowed, and why. */
export interface DayRange {
  readonly from: number;
  /** @default - no end */
  readonly to?: number;
  readonly why: string;
}

/** Collects faults, so that the user meets all of them at once. */
export class FaultCollector {
  private readonly faults: Fault[] = [];

  public constructor(private readonly subject: string) {}

  /** Notes a fault when `fine` is false. Returns `fine`, so that a later check can depend on it. */
  public check(fine: boolean, property: string, got: unknown, allowed: string): boolean {
    if (!fine) this.faults.push({ property, got: display(got), allowed });
    return fine;
  }

  /** Notes a fault when a duration is not whole days of a range, as where a caller without types gave a number. */
  public checkDays(property: string, duration: Duration | undefined, { from, to, why }: DayRange): boolean {
    const days = typeof duration?.toDays === 'function' ? duration.toDays({ integral: false }) : undefined;
    const fine = days !== undefined && Number.isInteger(days) && days >= from && days <= (to ?? Number.POSITIVE_INFINITY);
    const range = to === undefined ? `at least ${from}` : `${from} to ${to}`;
    return this.check(
      fine,
      property,
      days === undefined ? duration : `${days} days`,
      `whole days, ${range}, as Duration.days(...): ${why}`,
    );
  }

  /** The items of a list; none, and a fault, where a caller without types gave something else. */
  public items<T>(property: string, value: readonly T[] | undefined, allowed: string): readonly T[] {
    const isList = Array.isArray(value);
    this.check(isList && value.length > 0, property, value, `a list: ${allowed}`);
    return isList ? value : [];
  }

  /**
   * Makes a part, and takes over its faults where it is not valid, their properties prefixed by where the part stands.
   *
   * @returns the part; `undefined` where it is not valid
   */
  public attempt<T>(prefix: string, make: () => T): T | undefined {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      for (const fault of error.faults) this.faults.push({ ...fault, property: `${prefix}.${fault.property}` });
      return undefined;
    }
  }

  /** @throws InvalidInputError when any fault was noted */
  public throwIfAny(): void {
    if (this.faults.length > 0) throw new InvalidInputError(this.subject, this.faults);
  }
}

function describe(fault: Fault): string {
  return `  - ${fault.property}: got ${fault.got}; ${fault.allowed}`;
}

function display(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `'${value}'`;
  return JSON.stringify(value) ?? String(value);
}
