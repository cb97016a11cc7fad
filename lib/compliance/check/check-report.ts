import type { Citations, Framework, PRACTICE } from '../citation';
import type { ExceptionInForce } from '../gate/exception-audit';
import type { ProofName } from '../proofs/proofs';

/**
 * What a check found: the contents of a report in JSON. Whoever reads it should look at `schema` first. It holds no time of day, so
 * that two runs on the same templates can be compared line by line.
 */
export interface CheckReport {
  readonly schema: typeof CHECK_SCHEMA;
  /** The day of the judgement, `YYYY-MM-DD`, in UTC. */
  readonly date: string;
  /** What the templates were judged by. */
  readonly frameworks: readonly Framework[];
  /** What was to be proven, where that was all that was asked. */
  readonly proofs?: readonly ProofName[];
  readonly templates: readonly CheckedTemplate[];
  /** Every rule that was asked, whether it found something or not; then what was wrong with exceptions. */
  readonly rules: readonly CheckedRule[];
  /** What no exception in force covers: errors and warnings, new ones and those that the baseline knows. */
  readonly findings: readonly CheckFinding[];
  readonly exceptions: readonly ExceptionInForce[];
  /** What became of the baseline; `undefined` without one. */
  readonly baseline?: {
    /** How many findings it knows. */
    readonly known: number;
    /** How many of its findings no longer occur. */
    readonly gone: number;
  };
}

/** Version of the report: the number changes when something that was in it no longer is, or means something else. */
export const CHECK_SCHEMA = 'strongroom-check/1';

/** A template that was judged. */
export interface CheckedTemplate {
  /** The stack's construct path, or the file's name. */
  readonly name: string;
  readonly file: string;
  readonly resources: number;
  /** Rules that are about something in it, and how often each passed there. */
  readonly results: readonly RuleResult[];
}

/** How often a rule passed and failed in a template, by resources. */
export interface RuleResult {
  readonly rule: string;
  readonly passed: number;
  readonly failed: number;
  /** Failed, and let off by an exception. */
  readonly excepted: number;
}

/** A rule, as a report tells it. */
export interface CheckedRule {
  /** The rule's id, qualified by its pack: `Strongroom::CustomerDataDeclared`. */
  readonly id: string;
  readonly severity: 'error' | 'warning';
  readonly exceptable: boolean;
  readonly why: string;
  readonly fix: string;
  readonly cites: Citations | typeof PRACTICE;
}

/** One thing that is wrong. */
export interface CheckFinding {
  /** The rule's id, qualified by its pack. */
  readonly rule: string;
  /** An error fails the check, unless the baseline knows it. */
  readonly severity: 'error' | 'warning';
  /** Name of the template. */
  readonly template: string;
  /** The line of source that made it, or its place in the template. */
  readonly where: Where;
  /** The construct path of the resource, or the template's name and the logical id. */
  readonly path: string;
  /** Empty for what is about a template, an account or an environment as a whole. */
  readonly logicalId: string;
  readonly type: string;
  /** Where in the resource: `Properties.Tags`. */
  readonly location: string;
  /** What is wrong, with the values that are. */
  readonly detail: string;
  /** How it comes about, a line each, where the rule says so: the hops of a path. */
  readonly steps?: readonly string[];
  readonly why: string;
  readonly fix: string;
  readonly cites: Citations | typeof PRACTICE;
  /** The same for the same finding in the next run, wherever its lines have moved to. */
  readonly fingerprint: string;
  /** Whether the baseline has it. */
  readonly known: boolean;
}

/** A file, and a line and column where they are known: both from 1. */
export interface Where {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** Findings that fail a check: errors that the baseline does not know. */
export function failuresOf({ findings }: CheckReport): readonly CheckFinding[] {
  return findings.filter(({ severity, known }) => severity === 'error' && !known);
}
