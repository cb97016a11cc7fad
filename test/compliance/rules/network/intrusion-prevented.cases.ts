import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { intrusionPrevented } from '../../../../lib/compliance/rules/network/intrusion-prevented';
import { SegmentedVpc } from '../../../../lib/network/segmented-vpc';
import type { RuleCases } from '../cases';
import { addVpc, either, INTERNET, Network, ref, resource, routes, subnet, UNKNOWN } from './fixtures';

const policy = (properties = {}) => {
  const FirewallPolicy = {
    StatelessDefaultActions: ['aws:forward_to_sfe'],
    StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
    StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER' },
    StatefulDefaultActions: ['aws:drop_established', 'aws:alert_established'],
    ...properties,
  };
  return resource('AWS::NetworkFirewall::FirewallPolicy', { FirewallPolicyName: 'drop', FirewallPolicy });
};
const Firewall = resource('AWS::NetworkFirewall::Firewall', {
  FirewallPolicyArn: ref('Policy'),
  VpcId: ref('Network'),
  SubnetMappings: [{ SubnetId: ref('Inspected') }],
});
const ENDPOINT = {
  VpcEndpointId: {
    'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::Select': [0, { 'Fn::GetAtt': ['Firewall', 'EndpointIds'] }] }] }],
  },
};
const TO_NAT = { NatGatewayId: ref('Nat') };
const TO_INTERNET = { GatewayId: ref('Internet') };
const NETWORK = {
  Network,
  ...INTERNET,
  Applications: subnet(),
  Public: subnet(),
  Inspected: subnet(),
  Nat: resource('AWS::EC2::NatGateway', { SubnetId: ref('Public') }),
};
const FIREWALL = { ...NETWORK, Firewall, Policy: policy() };
/** Applications -> firewall -> NAT gateway -> internet. */
const BEFORE_NAT = {
  ...routes('A', ['Applications'], ENDPOINT),
  ...routes('B', ['Inspected'], TO_NAT),
  ...routes('C', ['Public'], TO_INTERNET),
};
/** Applications -> NAT gateway -> firewall -> internet. */
const BEHIND_NAT = {
  ...routes('A', ['Applications'], TO_NAT),
  ...routes('B', ['Public'], ENDPOINT),
  ...routes('C', ['Inspected'], TO_INTERNET),
};
const UNINSPECTED = { ...NETWORK, ...routes('A', ['Applications'], TO_NAT), ...routes('C', ['Public'], TO_INTERNET) };
const at = ['Test/Network'];

export const CASES: RuleCases = {
  rule: intrusionPrevented,
  compliant: {
    'a firewall before the NAT gateway': { resources: { ...FIREWALL, ...BEFORE_NAT }, at },
    'a firewall behind the NAT gateway': { resources: { ...FIREWALL, ...BEHIND_NAT }, at },
    'a firewall whose stateless rules drop': {
      resources: {
        ...FIREWALL,
        ...BEFORE_NAT,
        Policy: policy({
          StatelessDefaultActions: ['aws:drop'],
          StatelessFragmentDefaultActions: ['aws:drop', 'count'],
          StatefulEngineOptions: undefined,
          StatefulDefaultActions: undefined,
        }),
      },
      at,
    },
    'an endpoint that a custom resource looks up': {
      resources: {
        ...FIREWALL,
        ...BEFORE_NAT,
        ...routes('A', ['Applications'], { VpcEndpointId: { 'Fn::GetAtt': ['Lookup', 'EndpointId'] } }),
        Lookup: resource('Custom::FirewallEndpoint', { FirewallArn: ref('Firewall') }),
      },
      at,
    },
  },
  violations: {
    'a NAT gateway and no firewall': {
      resources: UNINSPECTED,
      at: {
        'Test/Network':
          /what leaves 'Test\/Applications' goes to a NAT gateway \(Test\/Nat\), and no network firewall of a template here is on its way/,
      },
    },
    'a firewall that no route leads to': {
      resources: { ...UNINSPECTED, Firewall, Policy: policy() },
      at: { 'Test/Network': /a NAT gateway/ },
    },
    'one subnet of two past the firewall': {
      resources: { ...FIREWALL, ...BEFORE_NAT, Other: subnet(), ...routes('D', ['Other'], TO_NAT) },
      at: { 'Test/Network': /what leaves 'Test\/Other'/ },
    },
    'a subnet that gives public addresses': {
      resources: { ...NETWORK, Public: subnet({ MapPublicIpOnLaunch: true }), ...routes('C', ['Public'], TO_INTERNET) },
      at: { 'Test/Network': /what leaves 'Test\/Public' goes to an internet gateway/ },
    },
    'a subnet that gives IPv6 addresses': {
      resources: {
        ...NETWORK,
        Public: subnet({ AssignIpv6AddressOnCreation: true }),
        ...routes('C', ['Public'], { ...TO_INTERNET, DestinationCidrBlock: undefined, DestinationIpv6CidrBlock: '::/0' }),
      },
      at: { 'Test/Network': /an internet gateway/ },
    },
    'an egress-only gateway': {
      resources: { ...NETWORK, ...routes('A', ['Applications'], { EgressOnlyInternetGatewayId: 'eigw-1' }) },
      at: { 'Test/Network': /an egress-only internet gateway/ },
    },
    'a NAT instance': {
      resources: { ...NETWORK, ...routes('A', ['Applications'], { InstanceId: ref('Instance') }) },
      at: { 'Test/Network': /an instance/ },
    },
    "a transit gateway, behind which may be someone's firewall": {
      resources: { ...NETWORK, ...routes('A', ['Applications'], { TransitGatewayId: 'tgw-1' }) },
      at: { 'Test/Network': /a transit gateway \(tgw-1\) for 0\.0\.0\.0\/0/ },
    },
    'an endpoint that only the deployment knows': {
      resources: { ...FIREWALL, ...BEFORE_NAT, ...routes('A', ['Applications'], { VpcEndpointId: UNKNOWN }) },
      at: { 'Test/Network': /a VPC endpoint/ },
    },
    'a policy that passes what no rule matches, by its order': {
      resources: { ...FIREWALL, ...BEFORE_NAT, Policy: policy({ StatefulEngineOptions: undefined }) },
      at: { 'Test/Network': /'Test\/Firewall' does not drop by default: .*RuleOrder' of 'Test\/Policy' is nothing/ },
    },
    'a policy that only alerts': {
      resources: { ...FIREWALL, ...BEFORE_NAT, Policy: policy({ StatefulDefaultActions: ['aws:alert_strict'] }) },
      at: { 'Test/Network': /StatefulDefaultActions' of 'Test\/Policy' is 'aws:alert_strict', which drops nothing/ },
    },
    'a policy that passes before its stateful rules': {
      resources: { ...FIREWALL, ...BEHIND_NAT, Policy: policy({ StatelessDefaultActions: ['aws:pass'] }) },
      at: { 'Test/Network': /StatelessDefaultActions' of 'Test\/Policy' is 'aws:pass'/ },
    },
    'a policy that passes fragments, under a condition': {
      resources: {
        ...FIREWALL,
        ...BEHIND_NAT,
        Policy: policy({ StatelessFragmentDefaultActions: either(['aws:pass'], ['aws:drop']) }),
      },
      at: { 'Test/Network': /StatelessFragmentDefaultActions' of 'Test\/Policy' is 'aws:pass' or 'aws:drop'/ },
    },
    'a policy that no template shows': {
      resources: {
        ...FIREWALL,
        ...BEFORE_NAT,
        Firewall: { ...Firewall, Properties: { ...Firewall.Properties, FirewallPolicyArn: UNKNOWN } },
      },
      at: { 'Test/Network': /no template here shows the policy/ },
    },
    'a VPC of the CDK as it comes': {
      build: (stack) => void addVpc(stack, 'Vpc'),
      at: { 'Test/Vpc/Resource': [/'Test\/Vpc\/PrivateSubnet1\/Subnet'.* a NAT gateway/, /'Test\/Vpc\/PublicSubnet1\/Subnet'/] },
    },
  },
  notApplicable: {
    'no route': { resources: { Network, Applications: subnet() }, at },
    'load balancers that answer to the internet': { resources: { ...NETWORK, ...routes('C', ['Public'], TO_INTERNET) }, at },
    'a peer': {
      resources: {
        ...NETWORK,
        ...routes('A', ['Applications'], { VpcPeeringConnectionId: 'pcx-1', DestinationCidrBlock: '10.1.0.0/16' }),
      },
      at,
    },
    'a VPC of isolated subnets': {
      build: (stack) =>
        void addVpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'apps', subnetType: SubnetType.PRIVATE_ISOLATED }] }),
      at: ['Test/Vpc/Resource'],
    },
    'a SegmentedVpc': { build: (stack) => void new SegmentedVpc(stack, 'Network'), at: ['Test/Network/Resource/Resource'] },
  },
};
