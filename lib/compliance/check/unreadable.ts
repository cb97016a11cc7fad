import type { Fault } from '../../errors';
import type { TextPlace } from './template-input';

/** A text that is no template, and why. */
export class Unreadable extends Error {
  public override readonly name = 'Unreadable';

  /**
   * @param got what was found: `a tab as indentation`
   * @param allowed what is allowed, or what to do
   * @param place where it was found
   */
  public constructor(
    public readonly got: string,
    public readonly allowed: string,
    public readonly place?: TextPlace,
  ) {
    super(`${got}; ${allowed}`);
  }

  public asFault(file: string): Fault {
    const at = this.place === undefined ? '' : `:${this.place.line}:${this.place.column}`;
    return { property: `${file}${at}`, got: this.got, allowed: this.allowed };
  }
}

/** What `read` gives; `undefined` for a file that cannot be read, which becomes a fault. */
export function readOrFault<T>(faults: Fault[], file: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    faults.push(error.asFault(file));
    return undefined;
  }
}

/** Deeper than any template that CloudFormation takes, and shallow enough for every walk over it. */
export const DEEPEST = 200;

export const TOO_DEEP = `values nested more than ${DEEPEST} levels deep`;
