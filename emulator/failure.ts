/** What a command's exit code says: 1 findings or a failed deployment, 2 input or surroundings that the user has to mend. */
export type FailureCode = 1 | 2;

/**
 * Something expected that went wrong. The message says what, and what to do about it; programs print it without a stack trace.
 */
export class CommandFailure extends Error {
  public override readonly name = 'CommandFailure';

  public constructor(
    message: string,
    public readonly exitCode: FailureCode,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A signal ended the command: its children are stopped, and it exits as a shell expects (128 + the signal's number). */
export class Interrupted extends Error {
  public override readonly name = 'Interrupted';

  public constructor(public readonly signal: NodeJS.Signals) {
    super(`stopped by ${signal}`);
  }
}
