import { NOT_APPLICABLE, type Rule, type Verdict } from './rule';
import type { Resource } from './template/resource';
import type { TemplateIndex } from './template/template-index';

/** What a rule says of a resource of one of its types. */
export interface Judgement {
  readonly rule: Rule;
  readonly resource: Resource;
  readonly verdict: Verdict;
  /** Who provides what the rule asks for, where somebody else does; the verdict is that it is not applicable. */
  readonly providedBy?: string;
}

/** Judges every resource of an index by every rule of its type. What stands already is judged by proofs alone. */
export function judge(index: TemplateIndex, rules: readonly Rule[]): Judgement[] {
  return rules.flatMap((rule) =>
    index
      .ofType(...rule.resourceTypes)
      .filter((resource) => rule.judgesExisting || !index.describesExisting(resource))
      .map((resource) => judgementOf(rule, resource, index)),
  );
}

function judgementOf(rule: Rule, resource: Resource, index: TemplateIndex): Judgement {
  const verdict = verdictOf(rule, resource, index);
  const providedBy = verdict.outcome === 'violation' && rule.accountWide ? index.providerOf(resource, rule.id) : undefined;
  return providedBy === undefined ? { rule, resource, verdict } : { rule, resource, verdict: NOT_APPLICABLE, providedBy };
}

function verdictOf(rule: Rule, resource: Resource, index: TemplateIndex): Verdict {
  try {
    return rule.check(resource, index);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { outcome: 'violation', violations: [{ detail: `the rule could not judge this resource: ${message}` }] };
  }
}
