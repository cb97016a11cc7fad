import type { Violation } from '../../rule';
import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { describe, elements, readFrom } from '../../template/values';

const RULES = 'FirewallRules';

/** Whether a group of rules for the resolver looks for anything, be it to refuse it: one that only lets through is no firewall. */
export function looksForSomething(group: Resource, index: TemplateIndex): boolean {
  return elements(index, group, RULES).some((rule) => {
    const actions = rule.kind === 'literal' ? readFrom(index, group, rule.value, 'Action') : [rule];
    return actions.some((action) => action.kind !== 'literal' || action.value !== 'ALLOW');
  });
}

/**
 * The rules of such a group that answer what they find, and only say so. One that alerts of a threat which another one blocks, where that
 * is surer, is none of them.
 */
export function alertingRules(group: Resource, index: TemplateIndex): readonly Violation[] {
  const rules = elements(index, group, RULES);
  const blocked = new Set(rules.flatMap((rule) => (blocks(rule, group, index) ? threatOf(rule, group, index) : [])));
  return rules.flatMap((rule, position) => {
    const location = `Properties.${RULES}`;
    if (rule.kind !== 'literal') return [{ location, detail: `${describe([rule])} may be a rule that only alerts` }];
    const threats = threatOf(rule, group, index);
    if (isSurely('ALLOW', rule, group, index) || blocks(rule, group, index)) return [];
    if (threats.some((threat) => blocked.has(threat))) return [];
    const about = threats.length === 0 ? '' : `, about '${threats[0]}',`;
    const action = describe(readFrom(index, group, rule.value, 'Action'));
    return [{ location: `${location}.${position}`, detail: `rule ${position + 1}${about} has the action ${action}` }];
  });
}

function blocks(rule: Target, group: Resource, index: TemplateIndex): boolean {
  return isSurely('BLOCK', rule, group, index);
}

function isSurely(wanted: string, rule: Target, group: Resource, index: TemplateIndex): boolean {
  if (rule.kind !== 'literal') return false;
  const actions = readFrom(index, group, rule.value, 'Action');
  return actions.every((action) => action.kind === 'literal' && action.value === wanted);
}

/** The threat that a rule is about, where it is about one for sure. */
function threatOf(rule: Target, group: Resource, index: TemplateIndex): string[] {
  if (rule.kind !== 'literal') return [];
  const [threat, ...others] = readFrom(index, group, rule.value, 'DnsThreatProtection');
  return threat?.kind === 'literal' && typeof threat.value === 'string' && others.length === 0 ? [threat.value] : [];
}
