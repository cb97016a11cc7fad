import type { Violation } from '../../rule';
import type { Target } from '../../template/references';
import { isObject, type JsonObject, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { describe, elements, isPresent, readFrom } from '../../template/values';

/** Statements that stand for the rules of a group. */
const GROUPS = ['ManagedRuleGroupStatement', 'RuleGroupReferenceStatement'];

/**
 * Rules of a web ACL, or of a group of its rules, that count what they find, and let it through. A rule that counts to label requests, by
 * which another rule of the same ACL decides, is none of them: it is how AWS narrows a group.
 *
 * Sources: "Rule actions", "Web request labels", "Overriding rule group actions" in the "AWS WAF Developer Guide".
 */
export function countingRules(acl: Resource, index: TemplateIndex): readonly Violation[] {
  const rules = elements(index, acl, 'Rules');
  const decisive = labelsRefused(rules, acl, index);
  return rules.flatMap((rule, position) => {
    const location = `Properties.Rules.${position}`;
    if (rule.kind !== 'literal' || !isObject(rule.value)) {
      return [{ location: 'Properties.Rules', detail: `${describe([rule])} may be a rule that only counts` }];
    }
    const name = describe(readFrom(index, acl, rule.value, 'Name'));
    return [...ownAction(rule.value, acl, index, decisive), ...overridden(rule.value, acl, index, decisive)].map((detail) => ({
      location,
      detail: `the rule ${name} ${detail}`,
    }));
  });
}

function ownAction(rule: JsonObject, acl: Resource, index: TemplateIndex, decisive: Decisive): string[] {
  const given = (path: string) => readFrom(index, acl, rule, path);
  const labels = given('RuleLabels.*');
  const isLabel = labels.some((label) => label.kind === 'literal' && decisive(readFrom(index, acl, label.value, 'Name')));
  const isUnknown = [...given('Action'), ...given('OverrideAction')].some(({ kind }) => kind !== 'literal');
  if (isUnknown) return ['has an action that only the deployment knows'];
  return [
    ...(given('Action.Count').some(isPresent) && !isLabel ? ["has the action 'Count'"] : []),
    ...(given('OverrideAction.Count').some(isPresent) ? ["overrides its group's actions by 'Count'"] : []),
  ];
}

function overridden(rule: JsonObject, acl: Resource, index: TemplateIndex, decisive: Decisive): string[] {
  const named = (override: Target) => (override.kind === 'literal' ? readFrom(index, acl, override.value, 'Name') : [override]);
  const counts = (override: Target) => {
    if (override.kind !== 'literal') return true;
    const action = readFrom(index, acl, override.value, 'ActionToUse');
    return (
      action.some(({ kind }) => kind !== 'literal') || readFrom(index, acl, override.value, 'ActionToUse.Count').some(isPresent)
    );
  };
  return GROUPS.flatMap((group) => [
    ...readFrom(index, acl, rule, `Statement.${group}.RuleActionOverrides.*`).filter(counts),
    ...readFrom(index, acl, rule, `Statement.${group}.ExcludedRules.*`),
  ])
    .map(named)
    .filter((names) => !decisive(names))
    .map((names) => `lets the rule ${describe(names)} of its group only count`);
}

/** Whether another rule refuses what has the label of this name. */
type Decisive = (names: readonly Target[]) => boolean;

/** By AWS's custom, the label of a managed rule ends in its name, with other capitals. */
function labelsRefused(rules: readonly Target[], acl: Resource, index: TemplateIndex): Decisive {
  const keys = rules.flatMap((rule) => {
    const refuses = REFUSALS.some((action) => rule.kind === 'literal' && isSurely(rule.value, action, acl, index));
    return rule.kind === 'literal' && refuses ? keysIn(rule.value) : [];
  });
  return (names) =>
    names.every((name) => {
      const text = name.kind === 'literal' && typeof name.value === 'string' ? name.value.toLowerCase() : undefined;
      return text !== undefined && keys.some((key) => key === text || key.endsWith(`:${text}`) || text.endsWith(`:${key}`));
    });
}

const REFUSALS = ['Block', 'Captcha', 'Challenge'];

function isSurely(rule: unknown, action: string, acl: Resource, index: TemplateIndex): boolean {
  return readFrom(index, acl, rule, `Action.${action}`).every((target) => target.kind === 'literal' && isPresent(target));
}

/** Keys of the label-match statements in a rule, however deep. */
function keysIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysIn);
  if (!isObject(value)) return [];
  const match = value['LabelMatchStatement'];
  const key = isObject(match) && typeof match['Key'] === 'string' ? [match['Key'].toLowerCase()] : [];
  return [...key, ...Object.values(value).flatMap(keysIn)];
}
