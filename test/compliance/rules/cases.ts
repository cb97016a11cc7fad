import { Stack } from 'aws-cdk-lib/core';
import { indexOf } from '../../../lib/compliance/gate/app-templates';
import { judge } from '../../../lib/compliance/judge';
import type { Rule, Violation } from '../../../lib/compliance/rule';
import { TemplateIndex, type TemplateSource } from '../../../lib/compliance/template/template-index';
import { ENVIRONMENT, testApp } from '../../support/app';

/** What a rule is shown: one of the three. */
interface Shown {
  /** Resources of a plain template `Test`, in a known account and region. The path of one is `Test/LogicalId`. */
  readonly resources?: Readonly<Record<string, unknown>>;
  /** Constructs that are added to a stack `Test`, in a known account and region. */
  readonly build?: (stack: Stack) => void;
  /** Templates of several stacks. */
  readonly sources?: readonly TemplateSource[];
  /**
   * The day of the judgement.
   * @default '2026-11-24'
   */
  readonly today?: string;
}

/** The cases of a rule, by what each is about. Every rule has at least one that complies and one that does not. */
export interface RuleCases {
  readonly rule: Rule;
  /** `at`: the paths that are judged, and comply; no other path has a violation. */
  readonly compliant: Readonly<Record<string, Shown & { readonly at: readonly string[] }>>;
  /** `at`: every path that has violations, and what they say. */
  readonly violations: Readonly<Record<string, Shown & { readonly at: Readonly<Record<string, RegExp | readonly RegExp[]>> }>>;
  /** `at`: the paths that the rule is not about. */
  readonly notApplicable?: Readonly<Record<string, Shown & { readonly at: readonly string[] }>>;
}

/** What the rule says of each path: the outcome, and the details of violations; those of a warning begin with `warning: `. */
export function judged(
  rule: Rule,
  shown: Shown,
): ReadonlyMap<string, { readonly outcome: string; readonly details: readonly string[] }> {
  return new Map(
    judge(indexOfShown(shown), [rule]).map(({ resource, verdict }) => [
      resource.path,
      {
        outcome: verdict.outcome,
        details: verdict.outcome === 'violation' ? verdict.violations.map(asText) : [],
      },
    ]),
  );
}

function asText({ detail, steps, severity }: Violation): string {
  const all = steps === undefined ? detail : `${detail}: ${steps.join(' ')}`;
  return severity === undefined ? all : `${severity}: ${all}`;
}

function indexOfShown({ resources, build, sources, today = '2026-11-24' }: Shown): TemplateIndex {
  if (build === undefined) {
    const plain = { name: 'Test', template: { Resources: resources ?? {} }, environment: ENVIRONMENT };
    return new TemplateIndex(sources ?? [plain], today);
  }
  const app = testApp();
  build(new Stack(app, 'Test', { env: ENVIRONMENT }));
  app.synth();
  return indexOf(app, today);
}
