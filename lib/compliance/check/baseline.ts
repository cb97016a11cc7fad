import { InvalidInputError } from '../../errors';
import { isObject } from '../template/resource';
import { CHECK_SCHEMA, type CheckFinding, type CheckReport } from './check-report';
import { readJson } from './json-text';
import { Unreadable } from './unreadable';

/** Findings of an earlier check, by fingerprint, that a later one passes over. */
export class Baseline {
  /**
   * Reads a report in JSON.
   *
   * @param file its name, for what is wrong with it
   * @throws InvalidInputError when it is none
   */
  public static parse(text: string, file: string): Baseline {
    try {
      const { value } = readJson(text.replace(/^\uFEFF/, ''));
      const schema = isObject(value) ? value['schema'] : undefined;
      if (schema !== CHECK_SCHEMA) throw new Unreadable(`schema ${JSON.stringify(schema) ?? 'nothing'}`, REPORT);
      const findings = isObject(value) ? value['findings'] : undefined;
      if (!Array.isArray(findings) || !findings.every(isKnown)) throw new Unreadable('findings that are none', REPORT);
      return new Baseline(findings);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      throw new InvalidInputError('baseline', [error.asFault(file)]);
    }
  }

  private constructor(private readonly findings: readonly Known[]) {}

  /**
   * Tells the findings that the baseline knows. It knows each as often as it has it, and what was a warning is not known as an error.
   */
  public apply(findings: readonly CheckFinding[]): {
    readonly findings: readonly CheckFinding[];
    readonly counts: NonNullable<CheckReport['baseline']>;
  } {
    const left = new Map<string, number>();
    for (const known of this.findings) left.set(keyOf(known), (left.get(keyOf(known)) ?? 0) + 1);
    const take = (finding: Known): boolean => {
      const count = left.get(keyOf(finding)) ?? 0;
      if (count > 0) left.set(keyOf(finding), count - 1);
      return count > 0;
    };
    const told = findings.map((finding) => ({
      ...finding,
      // What was an error is known as a warning, too.
      known: take(finding) || take({ ...finding, severity: 'error' }),
    }));
    const known = told.filter((finding) => finding.known).length;
    return { findings: told, counts: { known, gone: this.findings.length - known } };
  }
}

type Known = Pick<CheckFinding, 'fingerprint' | 'severity'>;

const REPORT = `a report of 'strongroom check --format json', of schema '${CHECK_SCHEMA}'`;

function isKnown(finding: unknown): finding is Known {
  return (
    isObject(finding) &&
    typeof finding['fingerprint'] === 'string' &&
    (finding['severity'] === 'error' || finding['severity'] === 'warning')
  );
}

function keyOf({ fingerprint, severity }: Known): string {
  return `${severity} ${fingerprint}`;
}
