import { Framework } from '../../citation';
import { countingRules } from '../../facts/network/counting-rules';
import { alertingRules } from '../../facts/network/dns-rules';
import { leaksOfPolicy } from '../../facts/network/firewall-policies';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';

/** What of a firewall only watches, by its type. */
const WATCHING: Readonly<Record<string, (firewall: Resource, index: TemplateIndex) => readonly Violation[]>> = {
  'AWS::NetworkFirewall::FirewallPolicy': leaksOfPolicy,
  'AWS::Route53Resolver::FirewallRuleGroup': alertingRules,
  'AWS::WAFv2::RuleGroup': countingRules,
  'AWS::WAFv2::WebACL': countingRules,
};

/**
 * What a firewall finds, it stops. Web ACLs that count, groups of rules for the resolver that alert, and policies of network firewalls that drop
 * nothing by default, or that let AWS's groups alert in place of dropping, look like protection and let everything through. Whether a
 * firewall is there at all is asked by `WebProtected`, `DnsFiltered` and `EgressInspected`.
 *
 * Watching for a while before blocking is sane, and has an end: it is an exception with an owner and a last day.
 *
 * Groups of a network firewall's own rules may alert: what they don't refuse, the policy's default does.
 */
export const firewallsBlock: Rule = {
  id: 'FirewallsBlock',
  severity: 'error',
  resourceTypes: Object.keys(WATCHING),
  why: 'A firewall that counts or alerts lets every attack through, and is taken for protection by whoever sees that it is there.',
  fix: "Let it block: 'Action' Block or 'OverrideAction' None in a web ACL, 'Action' BLOCK for the resolver, 'StatefulDefaultActions' 'aws:drop_established_app_layer_to_server' and no 'Override' in a firewall policy; or say until when it only watches, by the construct's 'watching' or by except().",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.20'],
    [Framework.NIST80053]: ['SC-7', 'SC-7(5)'],
    [Framework.MLPS3]: ['8.1.3.2', '8.1.3.3'],
  },
  exceptable: true,
  check: (firewall, index) => {
    const find = WATCHING[firewall.type];
    return find === undefined ? NOT_APPLICABLE : violationsOrCompliant(find(firewall, index));
  },
};
