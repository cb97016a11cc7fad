import type { Rule, Verdict } from './rule';
import type { Resource } from './template/resource';
import type { TemplateIndex } from './template/template-index';

/** What a rule says of a resource of one of its types. */
export interface Judgement {
  readonly rule: Rule;
  readonly resource: Resource;
  readonly verdict: Verdict;
}

/** Judges every resource of an index by every rule of its type. */
export function judge(index: TemplateIndex, rules: readonly Rule[]): Judgement[] {
  return rules.flatMap((rule) => {
    return index.ofType(...rule.resourceTypes).map((resource) => ({ rule, resource, verdict: verdictOf(rule, resource, index) }));
  });
}

function verdictOf(rule: Rule, resource: Resource, index: TemplateIndex): Verdict {
  try {
    return rule.check(resource, index);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { outcome: 'violation', violations: [{ detail: `the rule could not judge this resource: ${message}` }] };
  }
}
