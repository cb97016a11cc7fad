import { dnsFiltered } from '../../../../lib/compliance/rules/network/dns-filtered';
import { DnsFirewall } from '../../../../lib/network/dns/dns-firewall';
import { SegmentedVpc } from '../../../../lib/network/segmented-vpc';
import { ENVIRONMENT } from '../../../support/app';
import type { RuleCases } from '../cases';
import { addVpc, attribute, either, Network, ref, resource, UNKNOWN } from './fixtures';

const rule = (Action: unknown) => ({ Action, Priority: 1, DnsThreatProtection: 'DNS_TUNNELING', ConfidenceThreshold: 'HIGH' });
const group = (...actions: unknown[]) =>
  resource('AWS::Route53Resolver::FirewallRuleGroup', { FirewallRules: actions.map(rule) });
const association = (properties = {}, rest = {}) => {
  const whole = { VpcId: ref('Network'), FirewallRuleGroupId: attribute('Group', 'Id'), Priority: 101 };
  return resource('AWS::Route53Resolver::FirewallRuleGroupAssociation', { ...whole, ...properties }, rest);
};
const FILTERED = { Network, Group: group('ALERT', 'BLOCK'), Association: association() };
const at = ['Test/Network'];

export const CASES: RuleCases = {
  rule: dnsFiltered,
  compliant: {
    'a group that blocks': { resources: FILTERED, at },
    'a group by its own id': { resources: { ...FILTERED, Association: association({ FirewallRuleGroupId: ref('Group') }) }, at },
    'a second group that only lets through': {
      resources: { ...FILTERED, Allows: group('ALLOW'), More: association({ FirewallRuleGroupId: ref('Allows') }) },
      at,
    },
    "a group that alerts, or that may, which is another rule's to say": {
      resources: { ...FILTERED, Group: group('ALLOW', either('BLOCK', 'ALERT')) },
      at,
    },
    'a group of another stack': {
      sources: [
        {
          name: 'Security',
          template: {
            Resources: { Group: group('BLOCK') },
            Outputs: { Group: { Value: attribute('Group', 'Id'), Export: { Name: 'DnsGroup' } } },
          },
          environment: ENVIRONMENT,
        },
        {
          name: 'Test',
          template: {
            Resources: { Network, Association: association({ FirewallRuleGroupId: { 'Fn::ImportValue': 'DnsGroup' } }) },
          },
          environment: ENVIRONMENT,
        },
      ],
      at,
    },
    'a SegmentedVpc': { build: (stack) => void new SegmentedVpc(stack, 'Network'), at: ['Test/Network/Resource/Resource'] },
    "a VPC of the CDK's with a DnsFirewall": {
      build: (stack) => void new DnsFirewall(stack, 'DnsFirewall', { vpc: addVpc(stack, 'Vpc') }),
      at: ['Test/Vpc/Resource'],
    },
  },
  violations: {
    'no association': { resources: { Network, Group: group('BLOCK') }, at: { 'Test/Network': /no DNS firewall is associated/ } },
    'an association of another VPC': {
      resources: { ...FILTERED, Other: Network, Association: association({ VpcId: ref('Other') }) },
      at: { 'Test/Network': /no DNS firewall is associated/ },
    },
    'an association that may be of another VPC': {
      resources: { ...FILTERED, Association: association({ VpcId: either(ref('Network'), UNKNOWN) }) },
      at: { 'Test/Network': /no DNS firewall is associated/ },
    },
    'an association in production only': {
      resources: { ...FILTERED, Association: association({}, { Condition: 'IsProduction' }) },
      at: { 'Test/Network': /'Test\/Association' is made under the condition 'IsProduction' only/ },
    },
    'a group that only lets through': {
      resources: { ...FILTERED, Group: group('ALLOW', 'ALLOW') },
      at: {
        'Test/Network':
          /no DNS firewall of the VPC is sure to look at names: 'Test\/Group' has no rule, or only such as let through/,
      },
    },
    'a group without rules': {
      resources: { ...FILTERED, Group: group() },
      at: { 'Test/Network': /'Test\/Group' has no rule/ },
    },
    'a group that no template shows': {
      resources: { ...FILTERED, Association: association({ FirewallRuleGroupId: 'rslvr-frg-0123' }) },
      at: { 'Test/Network': /no template here shows the rules of 'rslvr-frg-0123'/ },
    },
    'a VPC of the CDK as it comes': {
      build: (stack) => void addVpc(stack, 'Vpc'),
      at: { 'Test/Vpc/Resource': /no DNS firewall is associated/ },
    },
  },
  notApplicable: {
    'a VPC without a resolver': {
      resources: { Network: resource('AWS::EC2::VPC', { EnableDnsSupport: 'false' }) },
      at,
    },
  },
};
