import type { Violation } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { areAbsent, describe, elements, isAlways, read, readFrom } from '../../template/values';

const POLICY = 'AWS::NetworkFirewall::FirewallPolicy';
/** Actions of the stateful engine that refuse what no rule lets through. */
const DROPS: readonly unknown[] = [
  'aws:drop_strict',
  'aws:drop_established',
  'aws:drop_established_app_layer',
  'aws:drop_established_app_layer_to_server',
];
/** Actions of the stateless engine that let nothing past the stateful one. */
const KEPT: readonly unknown[] = ['aws:drop', 'aws:forward_to_sfe'];

/** Why nobody can say what a network firewall does; `undefined` for one whose policy the templates show. */
export function whyPolicyUnseen(firewall: Resource, index: TemplateIndex): string | undefined {
  const unseen = read(index, firewall, 'FirewallPolicyArn').find(
    (target) => target.kind !== 'resource' || target.resource.type !== POLICY,
  );
  return unseen && `no template here shows the policy ${describe([unseen])}`;
}

/** Why a network firewall may let through what no rule lets; `undefined` for one that drops it for sure. */
export function whyNotDropping(firewall: Resource, index: TemplateIndex): string | undefined {
  const policies = read(index, firewall, 'FirewallPolicyArn').flatMap((target) =>
    target.kind === 'resource' ? [target.resource] : [],
  );
  return whyPolicyUnseen(firewall, index) ?? policies.flatMap((policy) => leaksOfPolicy(policy, index))[0]?.detail;
}

/** Everything by which the policy of a network firewall lets through what it is there to stop. */
export function leaksOfPolicy(policy: Resource, index: TemplateIndex): readonly Violation[] {
  return [...statelessLeaks(policy, index), ...(dropsAll(policy, index) ? [] : statefulLeaks(policy, index))];
}

function statelessLeaks(policy: Resource, index: TemplateIndex): Violation[] {
  return ['StatelessDefaultActions', 'StatelessFragmentDefaultActions'].flatMap((property) => {
    const path = `FirewallPolicy.${property}`;
    const actions = read(index, policy, `${path}.*`);
    const kept = actions.length > 0 && actions.every((action) => action.kind === 'literal' && isKept(action.value));
    return kept ? [] : [at(path, `'${property}' is ${describe(actions)}, which passes by its stateful rules`)];
  });
}

/** Custom actions, which stand beside one of AWS's, have no colon. */
function isKept(action: unknown): boolean {
  return KEPT.includes(action) || (typeof action === 'string' && !action.includes(':'));
}

/** Whether nothing comes to the stateful rules at all. */
function dropsAll(policy: Resource, index: TemplateIndex): boolean {
  const actions = read(index, policy, 'FirewallPolicy.StatelessDefaultActions.*');
  return actions.every((action) => action.kind === 'literal' && action.value !== 'aws:forward_to_sfe');
}

function statefulLeaks(policy: Resource, index: TemplateIndex): Violation[] {
  const order = 'FirewallPolicy.StatefulEngineOptions.RuleOrder';
  if (!isAlways(index, policy, order, (value) => value === 'STRICT_ORDER')) {
    const detail = `'RuleOrder' is ${describe(read(index, policy, order))}, by which it passes what no rule matches`;
    return [at(order, detail), ...overridden(policy, index)];
  }
  const path = 'FirewallPolicy.StatefulDefaultActions';
  const actions = read(index, policy, `${path}.*`);
  const drops = actions.some((action) => action.kind === 'literal' && DROPS.includes(action.value));
  const known = actions.every(({ kind }) => kind === 'literal');
  const leak = at(path, `'StatefulDefaultActions' is ${describe(actions)}, which drops nothing that no rule matches`);
  return [...(drops && known ? [] : [leak]), ...overridden(policy, index)];
}

/** Groups of AWS's that are told to alert of what they would drop. */
function overridden(policy: Resource, index: TemplateIndex): Violation[] {
  const path = 'FirewallPolicy.StatefulRuleGroupReferences';
  return elements(index, policy, path).flatMap((group) => {
    if (group.kind !== 'literal') return [at(path, `${describe([group])} may be a group that only alerts`)];
    const action = readFrom(index, policy, group.value, 'Override.Action');
    if (areAbsent(action)) return [];
    const name = describe(readFrom(index, policy, group.value, 'ResourceArn'));
    return [at(path, `the action of the group ${name} is overridden by ${describe(action)}, so that it only alerts`)];
  });
}

function at(path: string, detail: string): Violation {
  return { location: `Properties.${path}`, detail };
}
