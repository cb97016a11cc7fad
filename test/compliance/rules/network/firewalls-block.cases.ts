import { firewallsBlock } from '../../../../lib/compliance/rules/network/firewalls-block';
import { DnsFirewall } from '../../../../lib/network/dns/dns-firewall';
import { EgressFirewall } from '../../../../lib/network/firewall/egress-firewall';
import type { Rollout } from '../../../../lib/network/rollout';
import { WebAcl } from '../../../../lib/network/web-acl/web-acl';
import type { RuleCases } from '../cases';
import { addVpc, either, NO_VALUE, ref, resource, UNKNOWN } from './fixtures';

/** A policy of a network firewall that drops, but for what is said otherwise. */
const policy = (properties = {}) => {
  const FirewallPolicy = {
    StatelessDefaultActions: ['aws:forward_to_sfe'],
    StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
    StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER' },
    StatefulDefaultActions: ['aws:drop_established_app_layer_to_server', 'aws:alert_established_app_layer_to_server'],
    StatefulRuleGroupReferences: [{ ResourceArn: MALWARE, Priority: 1 }],
    ...properties,
  };
  return resource('AWS::NetworkFirewall::FirewallPolicy', { FirewallPolicyName: 'drop', FirewallPolicy });
};
const MALWARE = 'arn:aws:network-firewall:eu-central-1:aws-managed:stateful-rulegroup/MalwareDomainsStrictOrder';
const group = (...FirewallRules: unknown[]) => resource('AWS::Route53Resolver::FirewallRuleGroup', { FirewallRules });
const tunnels = (Action: unknown, ConfidenceThreshold = 'HIGH') => {
  return { Action, DnsThreatProtection: 'DNS_TUNNELING', ConfidenceThreshold };
};
const listed = (Action: unknown) => ({ Action, FirewallDomainListId: ref('List') });
const acl = (...Rules: unknown[]) => resource('AWS::WAFv2::WebACL', { Scope: 'REGIONAL', DefaultAction: { Allow: {} }, Rules });
const own = (Action: unknown, rest = {}) => ({ Name: 'Own', Action, Statement: { GeoMatchStatement: {} }, ...rest });
const managed = (properties = {}, OverrideAction: unknown = { None: {} }) => {
  const ManagedRuleGroupStatement = { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet', ...properties };
  return { Name: 'Common', OverrideAction, Statement: { ManagedRuleGroupStatement } };
};
const counted = (Name: string) => ({ RuleActionOverrides: [{ Name, ActionToUse: { Count: {} } }] });
/** Refuses what a counting rule labelled, but for one path. */
const byLabel = (Key: string, Action: unknown = { Block: {} }) => ({
  Name: 'ByLabel',
  Action,
  Statement: {
    AndStatement: {
      Statements: [
        { LabelMatchStatement: { Scope: 'LABEL', Key } },
        { NotStatement: { Statement: { ByteMatchStatement: { SearchString: '/upload' } } } },
      ],
    },
  },
});
const watching: Rollout = { reason: 'We look at what it would refuse first.', owner: 'shop-team', expires: '2026-12-31' };
const only = (firewall: unknown) => ({ resources: { Firewall: firewall } });
const at = ['Test/Firewall'];

export const CASES: RuleCases = {
  rule: firewallsBlock,
  compliant: {
    'a policy that drops': { ...only(policy()), at },
    'a policy whose stateless rules drop everything': {
      ...only(
        policy({
          StatelessDefaultActions: ['aws:drop'],
          StatelessFragmentDefaultActions: ['aws:drop', 'count'],
          StatefulEngineOptions: undefined,
          StatefulDefaultActions: undefined,
        }),
      ),
      at,
    },
    'policies with other drops': {
      resources: {
        Strict: policy({ StatefulDefaultActions: ['aws:drop_strict'] }),
        Established: policy({ StatefulDefaultActions: ['aws:alert_established', 'aws:drop_established'] }),
        Application: policy({ StatefulDefaultActions: ['aws:drop_established_app_layer'] }),
      },
      at: ['Test/Strict', 'Test/Established', 'Test/Application'],
    },
    "a resolver's group that blocks some names, and lets others through": {
      ...only(group(listed('ALLOW'), tunnels('BLOCK'))),
      at,
    },
    'an alert of a threat that is blocked where it is sure': { ...only(group(tunnels('BLOCK'), tunnels('ALERT', 'LOW'))), at },
    'a web ACL that blocks, allows and challenges': {
      ...only(acl(own({ Block: {} }), own({ Allow: {} }), own({ Challenge: {} }), managed())),
      at,
    },
    'a web ACL without rules, and an override that blocks': {
      resources: {
        Empty: acl(),
        Firewall: acl(managed({ RuleActionOverrides: [{ Name: 'AWSManagedIPDDoSList', ActionToUse: { Block: {} } }] })),
      },
      at: ['Test/Empty', 'Test/Firewall'],
    },
    "a managed group's rule that only labels, for a rule that blocks": {
      ...only(acl(managed(counted('SizeRestrictions_BODY')), byLabel('awswaf:managed:aws:core-rule-set:SizeRestrictions_Body'))),
      at,
    },
    'a rule of its own that only labels, for a rule that challenges': {
      ...only(acl(own({ Count: {} }, { RuleLabels: [{ Name: 'partner:slow' }] }), byLabel('partner:slow', { Challenge: {} }))),
      at,
    },
    'our own, as they come': {
      build: (stack) => {
        const vpc = addVpc(stack, 'Vpc');
        new WebAcl(stack, 'WebAcl');
        new DnsFirewall(stack, 'Dns', { vpc, onlyDomains: ['example.com'] });
        new EgressFirewall(stack, 'Egress', { vpc, subnets: vpc.privateSubnets, clients: ['10.0.0.0/16'], allowedDomains: [] });
      },
      at: ['Test/WebAcl/Resource', 'Test/Dns/Resource', 'Test/Egress/Policy'],
    },
  },
  violations: {
    'a policy that passes what no rule matches, by its order': {
      ...only(policy({ StatefulEngineOptions: undefined })),
      at: { 'Test/Firewall': /^'RuleOrder' is nothing, by which it passes what no rule matches$/ },
    },
    'a policy that only alerts': {
      ...only(policy({ StatefulDefaultActions: ['aws:alert_strict'] })),
      at: { 'Test/Firewall': /^'StatefulDefaultActions' is 'aws:alert_strict', which drops nothing that no rule matches$/ },
    },
    'a policy without a default': {
      ...only(policy({ StatefulDefaultActions: undefined })),
      at: { 'Test/Firewall': /'StatefulDefaultActions' is nothing/ },
    },
    'a policy that drops in production only': {
      ...only(policy({ StatefulDefaultActions: ['aws:alert_strict', UNKNOWN] })),
      at: { 'Test/Firewall': /'StatefulDefaultActions' is 'aws:alert_strict' or a value that only the deployment knows/ },
    },
    'a policy that passes before its stateful rules': {
      ...only(policy({ StatelessDefaultActions: ['aws:pass'] })),
      at: { 'Test/Firewall': /^'StatelessDefaultActions' is 'aws:pass', which passes by its stateful rules$/ },
    },
    'a policy that passes fragments, under a condition': {
      ...only(policy({ StatelessFragmentDefaultActions: either(['aws:pass'], ['aws:drop']) })),
      at: { 'Test/Firewall': /'StatelessFragmentDefaultActions' is 'aws:pass' or 'aws:drop'/ },
    },
    "a policy that lets AWS's groups alert": {
      ...only(policy({ StatefulRuleGroupReferences: [{ ResourceArn: MALWARE, Override: { Action: 'DROP_TO_ALERT' } }] })),
      at: { 'Test/Firewall': /the action of the group '.*MalwareDomainsStrictOrder' is overridden by 'DROP_TO_ALERT'/ },
    },
    "a policy that lets AWS's groups alert outside of production": {
      ...only(
        policy({
          StatefulRuleGroupReferences: [{ ResourceArn: MALWARE, Override: either(NO_VALUE, { Action: 'DROP_TO_ALERT' }) }],
        }),
      ),
      at: { 'Test/Firewall': /is overridden by nothing or 'DROP_TO_ALERT'/ },
    },
    "a resolver's group that only alerts": {
      ...only(group(tunnels('ALERT'), listed('BLOCK'))),
      at: { 'Test/Firewall': /^rule 1, about 'DNS_TUNNELING', has the action 'ALERT'$/ },
    },
    "a resolver's group that may alert": {
      ...only(group(listed(either('BLOCK', 'ALERT')), listed(UNKNOWN), UNKNOWN)),
      at: {
        'Test/Firewall': [/rule 1 has the action 'BLOCK' or 'ALERT'/, /rule 2 has the action a value that/, /may be a rule/],
      },
    },
    'a rule of its own that counts': {
      ...only(acl(own({ Count: {} }))),
      at: { 'Test/Firewall': /^the rule 'Own' has the action 'Count'$/ },
    },
    'a rule that counts under a condition, and one that only the deployment knows': {
      ...only(acl(own(either({ Count: {} }, { Block: {} })), own(UNKNOWN), UNKNOWN)),
      at: { 'Test/Firewall': [/has the action 'Count'/, /has an action that only the deployment knows/, /may be a rule that/] },
    },
    'a managed group that counts': {
      ...only(acl(managed({}, { Count: {} }))),
      at: { 'Test/Firewall': /^the rule 'Common' overrides its group's actions by 'Count'$/ },
    },
    'a rule of a managed group that counts, or is excluded': {
      ...only(acl(managed(counted('NoUserAgent_HEADER')), managed({ ExcludedRules: [{ Name: 'SizeRestrictions_BODY' }] }))),
      at: { 'Test/Firewall': [/the rule 'NoUserAgent_HEADER' of its group only count/, /'SizeRestrictions_BODY' of its group/] },
    },
    'a rule that labels for one that counts, or that lets through': {
      ...only(
        acl(
          managed(counted('SizeRestrictions_BODY')),
          byLabel('awswaf:managed:aws:core-rule-set:SizeRestrictions_Body', { Count: {} }),
          byLabel('awswaf:managed:aws:core-rule-set:SizeRestrictions_Body', { Allow: {} }),
        ),
      ),
      at: { 'Test/Firewall': [/'SizeRestrictions_BODY' of its group only count/, /the rule 'ByLabel' has the action 'Count'/] },
    },
    'a group of rules that counts': {
      resources: { Group: resource('AWS::WAFv2::RuleGroup', { Capacity: 10, Rules: [own({ Count: {} })] }) },
      at: { 'Test/Group': /the rule 'Own' has the action 'Count'/ },
    },
    'our own that watch: an exception lets them, as long as it lasts': {
      build: (stack) => {
        const vpc = addVpc(stack, 'Vpc');
        new DnsFirewall(stack, 'Dns', { vpc, watching });
        const [subnet] = vpc.privateSubnets;
        const subnets = subnet === undefined ? [] : [subnet];
        new EgressFirewall(stack, 'Egress', { vpc, subnets, clients: ['10.0.0.0/16'], allowedDomains: [], watching });
      },
      at: {
        'Test/Dns/Resource': [/about 'DNS_TUNNELING', has the action 'ALERT'/, /about 'DGA'/, /about 'DICTIONARY_DGA'/],
        'Test/Egress/Policy': [
          /'StatefulDefaultActions' is 'aws:alert_established_app_layer_to_server'/,
          /AttackInfrastructureStrictOrder.* is overridden by 'DROP_TO_ALERT'/,
        ],
      },
    },
  },
};
