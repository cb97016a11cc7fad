import type { Citations, PRACTICE } from './citation';
import type { Resource } from './template/resource';
import type { TemplateIndex } from './template/template-index';

/** What a violation of a rule does: an error fails the build, a warning is reported. */
type Severity = 'error' | 'warning';

/** One thing that a rule found wrong with a resource. */
export interface Violation {
  /** What is wrong, with the values that are, in words that need no other context. */
  readonly detail: string;
  /**
   * How it comes about, a line each, such as the hops of a path; two spaces before a line put it below the one before.
   * @default - the detail says it all
   */
  readonly steps?: readonly string[];
  /**
   * Where in the resource: `Properties.Tags`. With it the report also names the source line that assigned the property.
   * @default 'Properties'
   */
  readonly location?: string;
  /**
   * `warning` for what is not wrong yet, and will be on a known day: it is reported, and does not fail the build.
   * @default the rule's severity
   */
  readonly severity?: 'warning';
}

/** What a rule says of a resource. */
export type Verdict =
  | { readonly outcome: 'compliant' }
  | { readonly outcome: 'not-applicable' }
  | { readonly outcome: 'violation'; readonly violations: readonly [Violation, ...Violation[]] };

/**
 * A rule about plain CloudFormation. It sees the resource as the template has it, whoever made it, and it never sees a construct.
 *
 * One rule is one exported object in one file of `rules/`, listed in `rules/index.ts`.
 */
export interface Rule {
  /** Name of the rule within its pack, for ever: exceptions and reports refer to it. */
  readonly id: string;
  readonly severity: Severity;
  /** Types of CloudFormation that the rule judges, or `EVERY_TYPE`, `TEMPLATE_TYPE`, `ENVIRONMENT_TYPE`, `ACCOUNT_TYPE`. It meets no other. */
  readonly resourceTypes: readonly string[];
  /** Why the rule exists, in one sentence. */
  readonly why: string;
  /** What to do about a violation, in one sentence. */
  readonly fix: string;
  /** Where laws and standards demand it; `PRACTICE` for what none of them says, and the field's good practice does. */
  readonly cites: Citations | typeof PRACTICE;
  /** Whether `except()` may let a resource off. */
  readonly exceptable: boolean;
  /**
   * Whether what the rule asks for may stand in another app of the same account: a trail, a backup plan that selects by tag. An app
   * that declares so is not judged by it.
   * @default false
   */
  readonly accountWide?: true;
  /**
   * Whether it also judges what stands already and is described beside the templates: only a proof does, since nobody here can change
   * how that was made.
   * @default false
   */
  readonly judgesExisting?: true;
  /** Judges a resource. What a template leaves open until deployment is a violation, never compliant. An error that it throws is a violation too. */
  readonly check: (resource: Resource, index: TemplateIndex) => Verdict;
}

export const COMPLIANT: Verdict = { outcome: 'compliant' };
export const NOT_APPLICABLE: Verdict = { outcome: 'not-applicable' };

/** A violation for each; compliant when there is none. */
export function violationsOrCompliant(violations: readonly Violation[]): Verdict {
  const [first, ...rest] = violations;
  return first === undefined ? COMPLIANT : { outcome: 'violation', violations: [first, ...rest] };
}
