import { estimate } from '../../lib/cost/estimate';

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown; readonly Condition?: string }>>;

/** Units of each driver of templates of these resources. */
function unitsOf(...templates: readonly Resources[]): Readonly<Record<string, number>> {
  const sources = templates.map((Resources, at) => ({ name: `t${at}`, template: { Resources } }));
  return Object.fromEntries(estimate('x', sources).rows.map(({ driver, units }) => [driver, units]));
}

const of = (Type: string, Properties: unknown = {}): Resources => ({ It: { Type, Properties } });
const three = [{ Ref: 'A' }, { Ref: 'B' }, { Ref: 'C' }];
const ruled = (...statements: readonly unknown[]) => ({ Rules: statements.map((Statement) => ({ Statement })) });
const managed = (Name: string) => ({ ManagedRuleGroupStatement: { VendorName: 'AWS', Name } });

test.each([
  ['a NAT gateway', of('AWS::EC2::NatGateway'), { 'nat-gateway': 1 }],
  ['a NAT gateway of two zones', of('AWS::EC2::NatGateway', { AvailabilityZoneAddresses: [{}, {}] }), { 'nat-gateway': 2 }],
  [
    'a firewall, by its subnets',
    of('AWS::NetworkFirewall::Firewall', { SubnetMappings: [{ SubnetId: 'a' }, { SubnetId: 'b' }] }),
    { 'firewall-endpoint': 2 },
  ],
  [
    'an interface endpoint, by its zones',
    of('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface', SubnetIds: three }),
    { 'interface-endpoint': 3 },
  ],
  [
    'an interface endpoint in a list that only the deployment knows',
    of('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface', SubnetIds: { Ref: 'Subnets' } }),
    { 'interface-endpoint': 1 },
  ],
  ['a gateway endpoint', of('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway', RouteTableIds: three }), {}],
  ['a gateway endpoint by default', of('AWS::EC2::VPCEndpoint', { SubnetIds: three }), {}],
  ['an address', of('AWS::EC2::EIP'), { 'public-ipv4': 1 }],
  [
    'a load balancer of the internet, and its addresses',
    of('AWS::ElasticLoadBalancingV2::LoadBalancer', { Subnets: three }),
    { 'public-ipv4': 3, 'load-balancer': 1 },
  ],
  [
    'a load balancer within',
    of('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal', Subnets: three }),
    { 'load-balancer': 1 },
  ],
  ['encryption control', of('AWS::EC2::VPCEncryptionControl'), { 'encryption-control': 1 }],
  ['Verified Access', of('AWS::EC2::VerifiedAccessEndpoint'), { 'verified-access': 1 }],
  [
    'a Client VPN, by its subnets',
    { ...of('AWS::EC2::ClientVpnEndpoint'), A: { Type: 'AWS::EC2::ClientVpnTargetNetworkAssociation' } },
    { 'client-vpn': 1 },
  ],
  [
    'keys and replicas',
    { A: { Type: 'AWS::KMS::Key' }, B: { Type: 'AWS::KMS::ReplicaKey' }, C: { Type: 'AWS::KMS::Alias' } },
    { 'kms-key': 2 },
  ],
  [
    'a web ACL and its rules',
    of('AWS::WAFv2::WebACL', ruled({}, managed('AWSManagedRulesCommonRuleSet'))),
    { 'web-acl': 1, 'web-acl-rule': 2 },
  ],
  [
    'anti-DDoS and bot control',
    of('AWS::WAFv2::WebACL', ruled(managed('AWSManagedRulesAntiDDoSRuleSet'), managed('AWSManagedRulesBotControlRuleSet'))),
    { 'web-acl': 1, 'web-acl-rule': 2, 'anti-ddos': 1, 'intelligent-threat-group': 1 },
  ],
  ["rules of a group of one's own", of('AWS::WAFv2::RuleGroup', ruled({}, {}, {})), { 'web-acl-rule': 3 }],
  ['an alarm', of('AWS::CloudWatch::Alarm', { Period: 60 }), { alarm: 1 }],
  ['an alarm finer than a minute', of('AWS::CloudWatch::Alarm', { Period: 10 }), { alarm: 3 }],
  [
    'an alarm on two metrics',
    of('AWS::CloudWatch::Alarm', {
      Metrics: [
        { Id: 'e', Expression: 'a+b' },
        { Id: 'a', MetricStat: { Period: 60 } },
        { Id: 'b', MetricStat: { Period: 60 } },
      ],
    }),
    { alarm: 2 },
  ],
  [
    'an alarm whose band is learned',
    of('AWS::CloudWatch::Alarm', {
      ThresholdMetricId: 'b',
      Metrics: [
        { Id: 'b', Expression: 'ANOMALY_DETECTION_BAND(a)' },
        { Id: 'a', MetricStat: { Period: 60 } },
      ],
    }),
    { alarm: 3 },
  ],
  ['a metric filter', of('AWS::Logs::MetricFilter', { MetricTransformations: [{}] }), { 'metric-filter': 1 }],
  [
    "domains of one's own",
    of('AWS::Route53Resolver::FirewallDomainList', { Domains: ['a.', 'b.'] }),
    { 'dns-firewall-domain': 2 },
  ],
  ['what is free', { A: { Type: 'AWS::EC2::VPC' }, B: { Type: 'AWS::IAM::Role' } }, {}],
  ['a type of the name of what every object has', of('constructor'), {}],
])('%s', (_, resources, expected) => expect(unitsOf(resources)).toEqual(expected));

test('what stands under a condition counts as if it existed, and of two lists both', () => {
  const subnets = { 'Fn::If': ['IsLarge', three, [{ Ref: 'A' }]] };
  const endpoint = {
    Type: 'AWS::EC2::VPCEndpoint',
    Condition: 'C',
    Properties: { VpcEndpointType: 'Interface', SubnetIds: subnets },
  };
  expect(unitsOf({ Nat: { Type: 'AWS::EC2::NatGateway', Condition: 'C' }, Endpoint: endpoint })).toEqual({
    'nat-gateway': 1,
    'interface-endpoint': 4,
  });
});

describe('what a reference decides', () => {
  const group = (rule: unknown): Resources =>
    of('AWS::Route53Resolver::FirewallRuleGroup', { FirewallRules: [{ Action: 'BLOCK' }, rule] });
  const association = (FirewallRuleGroupId: unknown): Resources => ({
    Association: { Type: 'AWS::Route53Resolver::FirewallRuleGroupAssociation', Properties: { FirewallRuleGroupId } },
  });

  test.each([
    [
      'a group that looks for threats',
      { ...group({ DnsThreatProtection: 'DGA' }), ...association({ 'Fn::GetAtt': ['It', 'Id'] }) },
      { 'dns-firewall-advanced': 1 },
    ],
    ['a group of lists', { ...group({ FirewallDomainListId: 'x' }), ...association({ 'Fn::GetAtt': ['It', 'Id'] }) }, {}],
    ['a group that no template shows', association('rslvr-frg-1'), {}],
  ])('an association with %s', (_, resources, expected) => expect(unitsOf(resources)).toEqual(expected));

  test('a firewall whose policy, in another template, looks into TLS', () => {
    const policy = {
      Policy: {
        Type: 'AWS::NetworkFirewall::FirewallPolicy',
        Properties: { FirewallPolicy: { TLSInspectionConfigurationArn: 'arn' } },
      },
    };
    const firewall = of('AWS::NetworkFirewall::Firewall', {
      SubnetMappings: [{}, {}],
      FirewallPolicyArn: { 'Fn::ImportValue': 'Policy' },
    });
    const sources = [
      { name: 'a', template: { Resources: policy, Outputs: { P: { Value: { Ref: 'Policy' }, Export: { Name: 'Policy' } } } } },
      { name: 'b', template: { Resources: firewall } },
    ];
    const { rows, monthly } = estimate('x', sources);
    expect(rows).toEqual([
      expect.objectContaining({ driver: 'firewall-endpoint', units: 2, monthly: 576.7 }),
      { driver: 'tls-inspection', what: expect.any(String), unit: expect.any(String), region: 'us-east-1', units: 2 },
    ]);
    expect(monthly).toBe(576.7);
  });
});

describe('prices', () => {
  const nat = {
    name: 'a',
    template: { Resources: { A: { Type: 'AWS::EC2::NatGateway' }, B: { Type: 'AWS::EC2::NatGateway' } } },
  };

  test('are those of the region that a template is for, by 730 hours', () => {
    const { rows } = estimate('x', [{ ...nat, environment: { region: 'eu-central-1' } }], 'us-east-1');
    expect(rows).toEqual([expect.objectContaining({ region: 'eu-central-1', units: 2, each: 37.96, monthly: 75.92 })]);
    expect(rows[0]).not.toHaveProperty('priceOf');
  });

  test('of a region that nobody read say whose they are', () => {
    expect(estimate('x', [nat], 'ap-south-1').rows).toEqual([
      expect.objectContaining({ region: 'ap-south-1', each: 32.85, monthly: 65.7, priceOf: 'us-east-1' }),
    ]);
  });

  test('of two regions stand in two rows, and in one sum', () => {
    const both = estimate('x', [
      { ...nat, environment: { region: 'us-east-1' } },
      { ...nat, name: 'b', environment: { region: 'eu-central-1' } },
    ]);
    expect(both.rows.map(({ region, monthly }) => [region, monthly])).toEqual([
      ['eu-central-1', 75.92],
      ['us-east-1', 65.7],
    ]);
    expect(both.monthly).toBe(141.62);
  });

  test('of NAT gateways beside firewall endpoints are said to be less, one for one', () => {
    const firewall = { name: 'b', template: { Resources: of('AWS::NetworkFirewall::Firewall', { SubnetMappings: [{}] }) } };
    expect(estimate('x', [nat]).notes).toEqual([]);
    expect(estimate('x', [nat, firewall]).notes).toEqual([expect.stringMatching(/up to \$32\.85 less\.$/)]);
  });

  test('of China, that its prices are none of these', () => {
    const nat = { name: 't', template: { Resources: of('AWS::EC2::NatGateway') } };
    expect(estimate('x', [nat], 'cn-north-1').notes).toEqual([expect.stringMatching(/^In the regions of China/)]);
  });
});

test('what is billed by the hour and has no price is named with its number, and what is used, too', () => {
  const { unpriced, leftOut, resources } = estimate('x', [
    {
      name: 'a',
      template: {
        Resources: { A: { Type: 'AWS::RDS::DBInstance' }, B: { Type: 'AWS::RDS::DBInstance' }, C: { Type: 'AWS::KMS::Key' } },
      },
    },
  ]);
  expect({ unpriced, resources }).toEqual({ unpriced: { 'AWS::RDS::DBInstance': 2 }, resources: 3 });
  expect(leftOut.map(({ what, unit, each }) => [what, unit, each])).toEqual([
    ['KMS keys', '10,000 requests', 0.03],
    ['rotations of KMS keys, the first two of each', 'key-month', 1],
  ]);
});

test('what only describes a network that stands is nobody’s new cost', () => {
  const template = { Resources: { A: { Type: 'AWS::EC2::NatGateway' } } };
  expect(estimate('x', [{ name: 'a', template, describesExisting: true }])).toMatchObject({ rows: [], resources: 0, monthly: 0 });
});
