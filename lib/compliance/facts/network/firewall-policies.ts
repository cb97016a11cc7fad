import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { describe, isAlways, read } from '../../template/values';

/** Actions of the stateful engine that refuse what no rule lets through. */
const DROPS: readonly unknown[] = ['aws:drop_strict', 'aws:drop_established', 'aws:drop_established_app_layer'];
/** Actions of the stateless engine that let nothing past the stateful one. */
const KEPT: readonly unknown[] = ['aws:drop', 'aws:forward_to_sfe'];

/** Why a network firewall does not drop by default; `undefined` for one that does. */
export function whyNotDropping(firewall: Resource, index: TemplateIndex): string | undefined {
  const policies = read(index, firewall, 'FirewallPolicyArn');
  return policies
    .map((target) => {
      if (target.kind === 'resource' && target.resource.type === 'AWS::NetworkFirewall::FirewallPolicy') {
        return whyPolicyLetsThrough(target.resource, index);
      }
      return `no template here shows the policy ${describe([target])}`;
    })
    .find((why) => why !== undefined);
}

function whyPolicyLetsThrough(policy: Resource, index: TemplateIndex): string | undefined {
  for (const property of ['StatelessDefaultActions', 'StatelessFragmentDefaultActions']) {
    const path = `FirewallPolicy.${property}`;
    const actions = read(index, policy, `${path}.*`);
    const kept = actions.length > 0 && actions.every((action) => action.kind === 'literal' && isKept(action.value));
    if (!kept) return `'${path}' of '${policy.path}' is ${describe(actions)}, not 'aws:forward_to_sfe'`;
  }
  const dropsAll = read(index, policy, 'FirewallPolicy.StatelessDefaultActions.*').every(
    (action) => action.kind === 'literal' && action.value !== 'aws:forward_to_sfe',
  );
  if (dropsAll) return undefined;
  const order = 'FirewallPolicy.StatefulEngineOptions.RuleOrder';
  if (!isAlways(index, policy, order, (value) => value === 'STRICT_ORDER')) {
    return `'${order}' of '${policy.path}' is ${describe(read(index, policy, order))}, by which it passes what no rule matches`;
  }
  const actions = read(index, policy, 'FirewallPolicy.StatefulDefaultActions.*');
  const drops = actions.some((action) => action.kind === 'literal' && DROPS.includes(action.value));
  if (drops && actions.every(({ kind }) => kind === 'literal')) return undefined;
  return `'FirewallPolicy.StatefulDefaultActions' of '${policy.path}' is ${describe(actions)}, which drops nothing`;
}

/** Custom actions, which stand beside one of AWS's, have no colon. */
function isKept(action: unknown): boolean {
  return KEPT.includes(action) || (typeof action === 'string' && !action.includes(':'));
}
