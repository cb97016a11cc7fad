import { TemplateIndex } from '../../../../lib/compliance/template/template-index';

export type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>;

/** The index of one template. */
export function indexOf(Resources: Resources): TemplateIndex {
  return new TemplateIndex([{ name: 'net.yaml', template: { Resources }, environment: { region: 'eu-central-1' } }]);
}

const ref = (Ref: string) => ({ Ref });
const tag = (Key: string, Value: string) => ({ Key, Value });

/** A VPC with an internet gateway. */
export const VPC: Resources = {
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
  Gateway: { Type: 'AWS::EC2::InternetGateway' },
  Attachment: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') } },
};

interface SubnetOptions {
  readonly cidr: string;
  readonly zone?: unknown;
  readonly tier?: string;
  /** Target of each route, by its destination. */
  readonly routes?: Readonly<Record<string, object>>;
}

/** A subnet with a route table of its own. */
export function subnet(name: string, { cidr, zone = 'eu-central-1a', tier, routes = {} }: SubnetOptions): Resources {
  const Tags = tier === undefined ? [] : [tag('strongroom:tier', tier)];
  return {
    [name]: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc'), CidrBlock: cidr, AvailabilityZone: zone, Tags } },
    [`${name}Table`]: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
    [`${name}Association`]: {
      Type: 'AWS::EC2::SubnetRouteTableAssociation',
      Properties: { SubnetId: ref(name), RouteTableId: ref(`${name}Table`) },
    },
    ...Object.fromEntries(
      Object.entries(routes).map(([destination, target], at) => [
        `${name}Route${at}`,
        {
          Type: 'AWS::EC2::Route',
          Properties: { RouteTableId: ref(`${name}Table`), DestinationCidrBlock: destination, ...target },
        },
      ]),
    ),
  };
}

export const TO_INTERNET = { '0.0.0.0/0': { GatewayId: ref('Gateway') } };

/** Load balancer, firewall and NAT gateway in every zone, applications behind, data without a way out. */
export function tiered(zones: number): Resources {
  const all: Record<string, Resources[string]> = { ...VPC };
  const add = (resources: Resources) => Object.assign(all, resources);
  for (let at = 0; at < zones; at++) {
    const zone = { 'Fn::Select': [at, { 'Fn::GetAZs': '' }] };
    const endpoint = {
      'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::Select': [0, { 'Fn::GetAtt': [`Firewall${at}`, 'EndpointIds'] }] }] }],
    };
    add(subnet(`Ingress${at}`, { cidr: `10.0.${at}.0/24`, zone, tier: 'ingress', routes: TO_INTERNET }));
    add(
      subnet(`Egress${at}`, {
        cidr: `10.0.${10 + at}.0/24`,
        zone,
        tier: 'egress',
        routes: { ...TO_INTERNET, [`10.0.${30 + at}.0/24`]: { VpcEndpointId: endpoint } },
      }),
    );
    add(
      subnet(`Inspection${at}`, {
        cidr: `10.0.${20 + at}.0/24`,
        zone,
        tier: 'firewall',
        routes: { '0.0.0.0/0': { NatGatewayId: ref(`Nat${at}`) } },
      }),
    );
    add(
      subnet(`Application${at}`, {
        cidr: `10.0.${30 + at}.0/24`,
        zone,
        tier: 'application',
        routes: { '0.0.0.0/0': { VpcEndpointId: endpoint } },
      }),
    );
    add(subnet(`Data${at}`, { cidr: `10.0.${40 + at}.0/24`, zone, tier: 'data' }));
    add({
      [`Nat${at}`]: { Type: 'AWS::EC2::NatGateway', Properties: { SubnetId: ref(`Egress${at}`), AllocationId: 'eipalloc-1' } },
      [`Firewall${at}`]: {
        Type: 'AWS::NetworkFirewall::Firewall',
        Properties: {
          VpcId: ref('Vpc'),
          FirewallPolicyArn: ref('Policy'),
          SubnetMappings: [{ SubnetId: ref(`Inspection${at}`) }],
        },
      },
    });
  }
  const ingress = Array.from({ length: zones }, (_, at) => ref(`Ingress${at}`));
  add({
    Policy: {
      Type: 'AWS::NetworkFirewall::FirewallPolicy',
      Properties: {
        FirewallPolicy: {
          StatelessDefaultActions: ['aws:forward_to_sfe'],
          StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
          StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER' },
          StatefulDefaultActions: ['aws:drop_established'],
        },
      },
    },
    Group: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        VpcId: ref('Vpc'),
        GroupDescription: 'web',
        SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }],
      },
    },
    Web: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: { Scheme: 'internet-facing', Subnets: ingress, SecurityGroups: [ref('Group')] },
    },
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: { LoadBalancerArn: ref('Web'), Port: 443, Protocol: 'HTTPS' },
    },
  });
  return all;
}

/** Many subnets that declare no tier, half of them public, the others behind one NAT gateway. */
export function crowd(number: number): Resources {
  const all: Record<string, Resources[string]> = { ...VPC };
  for (let at = 0; at < number; at++) {
    const out = at % 2 === 0 ? TO_INTERNET : { '0.0.0.0/0': { NatGatewayId: ref('Nat') } };
    Object.assign(all, subnet(`Subnet${at}`, { cidr: `10.0.${at}.0/24`, zone: `eu-central-1${'abc'[at % 3]}`, routes: out }));
  }
  all['Nat'] = { Type: 'AWS::EC2::NatGateway', Properties: { SubnetId: ref('Subnet0'), AllocationId: 'eipalloc-1' } };
  return all;
}
