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

/** Collects faults, so that the user meets all of them at once. */
export class FaultCollector {
  private readonly faults: Fault[] = [];

  public constructor(private readonly subject: string) {}

  /** Notes a fault when `fine` is false. Returns `fine`, so that a later check can depend on it. */
  public check(fine: boolean, property: string, got: unknown, allowed: string): boolean {
    if (!fine) this.faults.push({ property, got: display(got), allowed });
    return fine;
  }

  /** Takes over the faults of a part, their properties prefixed by where the part stands. */
  public adopt(prefix: string, error: InvalidInputError): void {
    for (const fault of error.faults) this.faults.push({ ...fault, property: `${prefix}.${fault.property}` });
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
