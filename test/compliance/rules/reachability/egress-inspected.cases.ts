import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { egressInspected } from '../../../../lib/compliance/proofs/reachability/claims/egress-inspected';
import { SegmentedVpc } from '../../../../lib/network/segmented-vpc';
import type { RuleCases } from '../cases';
import { addVpc, attribute, INTERNET, Network, ref, resource, routes, tier, UNKNOWN } from '../network/fixtures';
import { group, NOBODY, service, zone } from './fixtures';

const Policy = resource('AWS::NetworkFirewall::FirewallPolicy', {
  FirewallPolicyName: 'drop',
  FirewallPolicy: {
    StatelessDefaultActions: ['aws:forward_to_sfe'],
    StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
    StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER' },
    StatefulDefaultActions: ['aws:drop_established'],
  },
});
const Firewall = resource('AWS::NetworkFirewall::Firewall', {
  FirewallPolicyArn: ref('Policy'),
  VpcId: ref('Network'),
  SubnetMappings: [{ SubnetId: ref('Inspected') }],
});
const endpoint = (firewall = 'Firewall') => ({
  VpcEndpointId: {
    'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::Select': [0, attribute(firewall, 'EndpointIds')] }] }],
  },
});
const TO_NAT = { NatGatewayId: ref('Nat') };
const TO_INTERNET = { GatewayId: ref('Internet') };
const BACK = (DestinationCidrBlock = '10.0.1.0/24') => ({ ...endpoint(), DestinationCidrBlock });

const NETWORK = {
  Network,
  ...INTERNET,
  Applications: zone('10.0.1.0/24', { Tags: tier('application') }),
  Public: zone('10.0.0.0/24'),
  Inspected: zone('10.0.3.0/24'),
  Nat: resource('AWS::EC2::NatGateway', { SubnetId: ref('Public') }),
};
const FIREWALL = { ...NETWORK, Firewall, Policy };
/** Applications -> firewall -> NAT gateway -> internet, and back. */
const BEFORE_NAT = {
  ...routes('A', ['Applications'], endpoint()),
  ...routes('B', ['Inspected'], TO_NAT),
  ...routes('C', ['Public'], TO_INTERNET, BACK()),
};
/** Applications -> NAT gateway -> firewall -> internet, and back by the route table of the internet gateway. */
const BEHIND_NAT = {
  ...routes('A', ['Applications'], TO_NAT),
  ...routes('B', ['Public'], endpoint()),
  ...routes('C', ['Inspected'], TO_INTERNET),
  ...routes('G', [], BACK('10.0.0.0/24')),
  Edge: resource('AWS::EC2::GatewayRouteTableAssociation', { RouteTableId: ref('G'), GatewayId: ref('Internet') }),
};
const UNINSPECTED = { ...NETWORK, ...routes('A', ['Applications'], TO_NAT), ...routes('C', ['Public'], TO_INTERNET) };
const UNTIERED = { ...UNINSPECTED, Applications: zone('10.0.1.0/24') };
const at = ['Test/Applications'];
const AT = (says: RegExp) => ({ 'Test/Applications': says });

export const CASES: RuleCases = {
  rule: egressInspected.rule,
  compliant: {
    'no way out': { resources: { ...NETWORK, ...routes('A', ['Applications']) }, at },
    'a firewall before the NAT gateway': { resources: { ...FIREWALL, ...BEFORE_NAT }, at },
    'a firewall behind the NAT gateway': { resources: { ...FIREWALL, ...BEHIND_NAT }, at },
    "a firewall whose policy only alerts, which is another rule's to say": {
      resources: {
        ...FIREWALL,
        ...BEFORE_NAT,
        Policy: resource('AWS::NetworkFirewall::FirewallPolicy', {
          FirewallPolicy: { StatefulDefaultActions: ['aws:alert_strict'] },
        }),
      },
      at,
    },
    'an endpoint that a custom resource looks up': {
      resources: {
        ...FIREWALL,
        ...BEFORE_NAT,
        ...routes('A', ['Applications'], { VpcEndpointId: attribute('Lookup', 'EndpointId') }),
        ...routes('C', ['Public'], TO_INTERNET, {
          VpcEndpointId: attribute('Lookup', 'EndpointId'),
          DestinationCidrBlock: '10.0.1.0/24',
        }),
        Lookup: resource('Custom::FirewallEndpoint', { FirewallArn: ref('Firewall') }),
      },
      at,
    },
    'the association of an endpoint': {
      resources: {
        ...FIREWALL,
        ...BEFORE_NAT,
        Association: resource('AWS::NetworkFirewall::VpcEndpointAssociation', {
          FirewallArn: attribute('Firewall', 'FirewallArn'),
          VpcId: ref('Network'),
          SubnetMapping: { SubnetId: ref('Inspected') },
        }),
        ...routes('A', ['Applications'], { VpcEndpointId: attribute('Association', 'EndpointId') }),
        ...routes('C', ['Public'], TO_INTERNET, {
          VpcEndpointId: attribute('Association', 'EndpointId'),
          DestinationCidrBlock: '10.0.1.0/24',
        }),
      },
      at,
    },
    'a firewall with several endpoints, of which nobody can say which is which': {
      resources: {
        ...FIREWALL,
        ...BEFORE_NAT,
        Other: zone('10.0.4.0/24'),
        BOther: resource('AWS::EC2::SubnetRouteTableAssociation', { RouteTableId: ref('B'), SubnetId: ref('Other') }),
        Firewall: {
          ...Firewall,
          Properties: { ...Firewall.Properties, SubnetMappings: [{ SubnetId: ref('Inspected') }, { SubnetId: ref('Other') }] },
        },
      },
      at,
    },
    'a task of no tier whose group lets nothing out': {
      resources: {
        ...UNTIERED,
        ...service(['Applications'], []),
        Services: group([], NOBODY),
      },
      at: ['Test/Service'],
    },
    'a SegmentedVpc without a way out': {
      build: (stack) => void new SegmentedVpc(stack, 'Network', { zones: 2 }),
      at: ['Test/Network/Resource/applicationSubnet1/Subnet'],
    },
    'a SegmentedVpc with allowed domains': {
      build: (stack) => void new SegmentedVpc(stack, 'Network', { zones: 2, allowedDomains: ['example.com'] }),
      at: ['Test/Network/Resource/applicationSubnet1/Subnet', 'Test/Network/Resource/applicationSubnet2/Subnet'],
    },
    'a function in isolated subnets': {
      build: (stack) => {
        const vpc = addVpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'apps', subnetType: SubnetType.PRIVATE_ISOLATED }] });
        const vpcSubnets = { subnetType: SubnetType.PRIVATE_ISOLATED };
        new LambdaFunction(stack, 'Function', { vpc, vpcSubnets, ...code() });
      },
      at: ['Test/Function/Resource'],
    },
  },
  violations: {
    'a NAT gateway and no firewall': {
      resources: UNINSPECTED,
      at: AT(
        /what leaves by TCP passes no network firewall: anything in 'Test\/Applications' -> NAT gateway 'Test\/Nat' \(.*'Test\/ARoute0': route 0\.0\.0\.0\/0 to NAT gateway 'Test\/Nat'.*-> internet gateway 'Test\/Internet' .*-> the internet/,
      ),
    },
    'a firewall that no route leads to': {
      resources: { ...UNINSPECTED, Firewall, Policy },
      at: AT(/passes no network firewall/),
    },
    'a longer prefix past the firewall': {
      resources: {
        ...FIREWALL,
        ...BEFORE_NAT,
        ...routes('A', ['Applications'], endpoint(), { ...TO_NAT, DestinationCidrBlock: '8.8.8.0/24' }),
      },
      at: AT(/passes no network firewall: .*route 8\.8\.8\.0\/24 to NAT gateway/),
    },
    'answers that go past the firewall': {
      resources: { ...FIREWALL, ...BEFORE_NAT, ...routes('C', ['Public'], TO_INTERNET), CRoute1: undefined },
      at: AT(/what leaves by TCP passes the firewall endpoint of 'Test\/Firewall', and its answers pass none/),
    },
    'answers by the firewall of another zone': {
      resources: {
        ...FIREWALL,
        ...BEFORE_NAT,
        Other: zone('10.0.4.0/24'),
        OtherFirewall: { ...Firewall, Properties: { ...Firewall.Properties, SubnetMappings: [{ SubnetId: ref('Other') }] } },
        ...routes('C', ['Public'], TO_INTERNET, { ...endpoint('OtherFirewall'), DestinationCidrBlock: '10.0.1.0/24' }),
      },
      at: AT(/passes the firewall endpoint of 'Test\/Firewall', and its answers pass that of 'Test\/OtherFirewall'/),
    },
    'an egress-only gateway': {
      resources: {
        ...NETWORK,
        Block: resource('AWS::EC2::VPCCidrBlock', { VpcId: ref('Network'), AmazonProvidedIpv6CidrBlock: true }),
        Applications: zone('10.0.1.0/24', {
          Tags: tier('application'),
          Ipv6CidrBlock: {
            'Fn::Select': [0, { 'Fn::Cidr': [{ 'Fn::Select': [0, attribute('Network', 'Ipv6CidrBlocks')] }, 4, '64'] }],
          },
        }),
        ...routes('A', ['Applications'], {
          EgressOnlyInternetGatewayId: 'eigw-1',
          DestinationCidrBlock: undefined,
          DestinationIpv6CidrBlock: '::/0',
        }),
      },
      at: AT(/passes no network firewall: .*route ::\/0 to egress-only internet gateway 'eigw-1'/),
    },
    'a NAT instance': {
      resources: { ...NETWORK, ...routes('A', ['Applications'], { InstanceId: 'i-1' }) },
      at: AT(/route 0\.0\.0\.0\/0 to instance 'i-1'/),
    },
    "a transit gateway, behind which may be someone's firewall": {
      resources: { ...NETWORK, ...routes('A', ['Applications'], { TransitGatewayId: 'tgw-1' }) },
      at: AT(/transit gateway 'tgw-1', taken for the worst since no template here makes the transit gateway/),
    },
    'an endpoint that only the deployment knows': {
      resources: { ...FIREWALL, ...BEFORE_NAT, ...routes('A', ['Applications'], { VpcEndpointId: UNKNOWN }) },
      at: AT(/taken for the worst since nobody knows here where the VPC endpoint .* leads/),
    },
    'a policy that no template shows': {
      resources: {
        ...FIREWALL,
        ...BEFORE_NAT,
        Firewall: { ...Firewall, Properties: { ...Firewall.Properties, FirewallPolicyArn: UNKNOWN } },
      },
      at: AT(/passes 'Test\/Firewall', and nobody can say what that drops: no template here shows the policy/),
    },
    'appliances behind a gateway load balancer': {
      resources: {
        ...NETWORK,
        Appliances: resource('AWS::EC2::VPCEndpoint', {
          VpcEndpointType: 'GatewayLoadBalancer',
          VpcId: ref('Network'),
          SubnetIds: [ref('Inspected')],
        }),
        ...routes('A', ['Applications'], { VpcEndpointId: ref('Appliances') }),
        ...routes('B', ['Inspected'], TO_NAT),
        ...routes('C', ['Public'], TO_INTERNET, { VpcEndpointId: ref('Appliances'), DestinationCidrBlock: '10.0.1.0/24' }),
      },
      at: AT(/nobody can say what that drops: no template shows what the appliances/),
    },
    'a task of no tier': {
      resources: { ...UNTIERED, ...service(['Applications'], []) },
      at: { 'Test/Service': /passes no network firewall: workload 'Test\/Service' -> NAT gateway 'Test\/Nat'/ },
    },
    'a function in subnets that no template makes': {
      resources: {
        Function: resource('AWS::Lambda::Function', { VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] } }),
      },
      at: { 'Test/Function': /no template here makes the subnet 'subnet-1'/ },
    },
    "a function in the CDK's VPC as it comes": {
      build: (stack) => void new LambdaFunction(stack, 'Function', { vpc: addVpc(stack, 'Vpc'), ...code() }),
      at: { 'Test/Function/Resource': /-> NAT gateway 'Test\/Vpc\/PublicSubnet1\/NATGateway'/ },
    },
  },
  notApplicable: {
    'what answers only': {
      resources: {
        ...UNTIERED,
        Balancer: resource('AWS::ElasticLoadBalancingV2::LoadBalancer', { Subnets: [ref('Public')] }),
        Endpoint: resource('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface', SubnetIds: [ref('Applications')] }),
      },
      at: ['Test/Balancer', 'Test/Endpoint', 'Test/Public'],
    },
    'a function in no network': { resources: { Function: resource('AWS::Lambda::Function') }, at: ['Test/Function'] },
  },
};

function code() {
  return { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = () => {}') };
}
