import { templateOf } from '../../../lib/network/existing/described-template';
import { parseNetworkDescription } from '../../../lib/network/existing/network-description';
import { description } from '../../support/network-description';

function resources(changes: Readonly<Record<string, unknown>> = {}, tierOf?: (id: string) => string | undefined) {
  return templateOf(parseNetworkDescription(description(changes), 'test'), tierOf).Resources;
}

test('names every resource by the id that AWS gave', () => {
  expect(Object.entries(resources()).map(([id, { Type }]) => `${id}: ${Type.replace('AWS::EC2::', '')}`)).toEqual([
    'vpc-1: VPC',
    'vpc-1/10.1.0.0/16: VPCCidrBlock',
    'subnet-public: Subnet',
    'subnet-app: Subnet',
    'subnet-data: Subnet',
    'rtb-main: RouteTable',
    'rtb-main/subnet-data: SubnetRouteTableAssociation',
    'rtb-public: RouteTable',
    'rtb-public/subnet-public: SubnetRouteTableAssociation',
    'rtb-public/1: Route',
    'rtb-app: RouteTable',
    'rtb-app/subnet-app: SubnetRouteTableAssociation',
    'rtb-app/1: Route',
    'acl-1: NetworkAcl',
    'acl-1/subnet-public: SubnetNetworkAclAssociation',
    'acl-1/subnet-app: SubnetNetworkAclAssociation',
    'acl-1/subnet-data: SubnetNetworkAclAssociation',
    'acl-1/inbound-100: NetworkAclEntry',
    'acl-1/outbound-100: NetworkAclEntry',
    'sg-db: SecurityGroup',
    'igw-1: InternetGateway',
    'igw-1/vpc-1: VPCGatewayAttachment',
    'nat-1: NatGateway',
    'eni-db/subnets: AWS::RDS::DBSubnetGroup',
    'eni-db: AWS::RDS::DBInstance',
    'eni-web: NetworkInterface',
    'eni-web/address: EIPAssociation',
  ]);
});

test('a subnet without a table of its own has the main one', () => {
  expect(resources()['rtb-main/subnet-data']?.Properties).toEqual({
    RouteTableId: { Ref: 'rtb-main' },
    SubnetId: { Ref: 'subnet-data' },
  });
});

test('routes name their targets; local ones and those to gateway endpoints are no routes of a template', () => {
  expect(resources()['rtb-app/1']?.Properties).toEqual({
    RouteTableId: { Ref: 'rtb-app' },
    DestinationCidrBlock: '0.0.0.0/0',
    NatGatewayId: { Ref: 'nat-1' },
  });
  expect(Object.keys(resources()).filter((id) => /^rtb-.*\/\d$/.test(id))).toEqual(['rtb-public/1', 'rtb-app/1']);
});

test('a group that lets nothing out is no group without rules, which would let everything out', () => {
  expect(resources()['sg-db']?.Properties).toEqual({
    GroupDescription: 'Databases',
    VpcId: { Ref: 'vpc-1' },
    SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: 'sg-app' }],
    SecurityGroupEgress: [
      { CidrIp: '255.255.255.255/32', IpProtocol: 'icmp', FromPort: 252, ToPort: 86, Description: 'Nothing' },
    ],
  });
});

test('the last entry of an ACL is no entry of a template', () => {
  expect(resources()['acl-1/inbound-100']?.Properties).toEqual({
    NetworkAclId: { Ref: 'acl-1' },
    RuleNumber: 100,
    RuleAction: 'allow',
    Egress: false,
    Protocol: -1,
    CidrBlock: '0.0.0.0/0',
  });
});

test('a tier that somebody declares prevails over the tag', () => {
  const tagged = { Key: 'strongroom:tier', Value: 'ingress' };
  expect(resources()['subnet-app']?.Properties['Tags']).toEqual([tagged]);
  expect(resources({}, () => 'application')['subnet-app']?.Properties['Tags']).toEqual([{ ...tagged, Value: 'application' }]);
});

test('a firewall has an endpoint by the id that routes name', () => {
  const firewall = {
    Firewall: { FirewallArn: 'arn:fw', FirewallPolicyArn: 'arn:policy', VpcId: 'vpc-1' },
    FirewallStatus: {
      SyncStates: { 'eu-central-1a': { Attachment: { EndpointId: 'vpce-fw', SubnetId: 'subnet-public', Status: 'READY' } } },
    },
  };
  const policy = {
    FirewallPolicy: { StatelessDefaultActions: ['aws:drop'] },
    FirewallPolicyResponse: { FirewallPolicyArn: 'arn:policy' },
  };
  const routes = [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'vpce-fw', State: 'active' }];
  const found = resources({
    Firewalls: [firewall],
    FirewallPolicies: [policy],
    RouteTables: [{ RouteTableId: 'rtb-1', VpcId: 'vpc-1', Associations: [], Routes: routes }],
  });
  expect(found['rtb-1/0']?.Properties['VpcEndpointId']).toEqual({ Ref: 'vpce-fw' });
  expect(found['vpce-fw']).toEqual({
    Type: 'AWS::NetworkFirewall::VpcEndpointAssociation',
    Properties: {
      FirewallArn: { Ref: 'arn:fw' },
      VpcId: { Ref: 'vpc-1' },
      SubnetMapping: { SubnetId: { Ref: 'subnet-public' } },
    },
  });
  expect(found['arn:fw']?.Properties['FirewallPolicyArn']).toEqual({ Ref: 'arn:policy' });
  expect(found['arn:policy']?.Properties['FirewallPolicy']).toEqual({ StatelessDefaultActions: ['aws:drop'] });
});

describe('what AWS answers of for a while, and is there no more', () => {
  const table = (Routes: readonly object[], Associations: readonly object[] = []) => ({
    RouteTables: [{ RouteTableId: 'rtb-1', VpcId: 'vpc-1', Associations, Routes }],
  });
  const everywhere = { DestinationCidrBlock: '0.0.0.0/0' };

  test('a route to what is gone drops what takes it', () => {
    const routes = [
      { ...everywhere, NatGatewayId: 'nat-0', State: 'blackhole' },
      { ...everywhere, NatGatewayId: 'nat-9', State: 'blackhole' },
      { ...everywhere, GatewayId: 'igw-9', State: 'blackhole' },
      { ...everywhere, NetworkInterfaceId: 'eni-9', State: 'blackhole' },
    ];
    expect(Object.keys(resources(table(routes)))).not.toContainEqual(expect.stringMatching(/^rtb-1\//));
  });

  test.each([
    ['to an instance that is stopped', { InstanceId: 'i-1', NetworkInterfaceId: 'eni-web' }],
    ['to a gateway that is detached', { GatewayId: 'igw-1' }],
    ['to a peer that has not accepted yet', { VpcPeeringConnectionId: 'pcx-1' }],
    ['to what no list of the description would have', { TransitGatewayId: 'tgw-1' }],
    ['that is no black hole', { NatGatewayId: 'nat-9', State: 'active' }],
  ])('a route is one %s', (_, target) => {
    const peering = { VpcPeeringConnectionId: 'pcx-1', Status: { Code: 'pending-acceptance' } };
    const routes = [{ ...everywhere, State: 'blackhole', ...target }];
    expect(resources({ ...table(routes), VpcPeeringConnections: [peering] })).toHaveProperty(['rtb-1/0']);
  });

  test('peering connections, attachments, endpoints and egress-only gateways', () => {
    const found = resources({
      VpcPeeringConnections: [{ VpcPeeringConnectionId: 'pcx-1', Status: { Code: 'deleted' } }],
      TransitGatewayVpcAttachments: [{ TransitGatewayAttachmentId: 'tgw-attach-1', State: 'deleted' }],
      VpcEndpoints: [{ VpcEndpointId: 'vpce-1', VpcEndpointType: 'Interface', State: 'Rejected' }],
      EgressOnlyInternetGateways: [{ EgressOnlyInternetGatewayId: 'eigw-1', Attachments: [] }],
      InternetGateways: [{ InternetGatewayId: 'igw-1', Attachments: [{ VpcId: 'vpc-1', State: 'detached' }] }],
    });
    const gone = ['pcx-1', 'tgw-attach-1', 'vpce-1', 'eigw-1', 'igw-1/vpc-1'];
    expect(Object.keys(found).filter((id) => gone.includes(id))).toEqual([]);
  });

  test('ranges of VPCs and subnets, and route tables of subnets', () => {
    const range = (Ipv6CidrBlock: string, State: string) => ({ Ipv6CidrBlock, Ipv6CidrBlockState: { State } });
    const [vpc] = description().Vpcs;
    const [subnet] = description().Subnets;
    const found = resources({
      Vpcs: [{ ...vpc, CidrBlockAssociationSet: [{ CidrBlock: '10.1.0.0/16', CidrBlockState: { State: 'disassociated' } }] }],
      Subnets: [
        {
          ...subnet,
          Ipv6CidrBlockAssociationSet: [range('2001:db8::/64', 'disassociated'), range('2001:db8:1::/64', 'associated')],
        },
      ],
      ...table([], [{ Main: false, SubnetId: 'subnet-public', AssociationState: { State: 'disassociated' } }]),
    });
    expect(found['subnet-public']?.Properties['Ipv6CidrBlock']).toBe('2001:db8:1::/64');
    expect(found).not.toHaveProperty(['vpc-1/10.1.0.0/16']);
    expect(found).not.toHaveProperty(['rtb-1/subnet-public']);
  });
});

test('a regional NAT gateway stands in no subnet', () => {
  const gateway = { NatGatewayId: 'nat-1', VpcId: 'vpc-1', State: 'available', AvailabilityMode: 'regional' };
  expect(resources({ NatGateways: [gateway] })['nat-1']?.Properties).toEqual({
    VpcId: { Ref: 'vpc-1' },
    ConnectivityType: 'public',
  });
});

describe('an interface is what AWS says has it', () => {
  const eni = (Description: string, more: object = {}) => ({
    NetworkInterfaceId: 'eni-1',
    SubnetId: 'subnet-app',
    InterfaceType: 'interface',
    RequesterManaged: true,
    Groups: [{ GroupId: 'sg-1' }],
    Description,
    ...more,
  });
  const typesOf = (...interfaces: readonly object[]) =>
    Object.entries(resources({ NetworkInterfaces: interfaces })).flatMap(([id, { Type }]) =>
      /^(eni-|app|net|shop)/.test(id) ? [Type] : [],
    );

  test.each([
    ['RDSNetworkInterface', ['AWS::RDS::DBSubnetGroup', 'AWS::RDS::DBInstance']],
    ['RedshiftNetworkInterface', ['AWS::Redshift::ClusterSubnetGroup', 'AWS::Redshift::Cluster']],
    ['ElastiCache orders-001', ['AWS::ElastiCache::SubnetGroup', 'AWS::ElastiCache::CacheCluster']],
    ['Network interface for DBProxy orders', ['AWS::RDS::DBProxy']],
    ['EFS mount target for fs-1 (fsmt-1)', ['AWS::EFS::MountTarget']],
    ['AWS Lambda VPC ENI-orders-1a2b', ['AWS::Lambda::Function']],
    ['ELB app/shop/50dc6c495c0c9188', ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancingV2::Listener']],
    ['ELB shop', ['AWS::ElasticLoadBalancing::LoadBalancer']],
    ['Primary network interface', ['AWS::EC2::NetworkInterface']],
  ])('%s', (words, types) => expect(typesOf(eni(words))).toEqual(types));

  test('not what a user says', () => {
    expect(typesOf(eni('AWS Lambda VPC ENI', { RequesterManaged: false }))).toEqual(['AWS::EC2::NetworkInterface']);
  });

  test.each(['transit_gateway', 'natGateway', 'gateway_load_balancer_endpoint'])('one of type %s is no end of a path', (type) => {
    expect(typesOf(eni('', { InterfaceType: type }))).toEqual([]);
  });

  test('a database is public by any of its addresses', () => {
    const more = { PrivateIpAddresses: [{ Primary: true }, { Primary: false, Association: { PublicIp: '203.0.113.9' } }] };
    const its = (words: string) => resources({ NetworkInterfaces: [eni(words, more)] });
    expect(its('RDSNetworkInterface')['eni-1']?.Properties).toEqual({
      DBSubnetGroupName: { Ref: 'eni-1/subnets' },
      VPCSecurityGroups: ['sg-1'],
      PubliclyAccessible: true,
    });
    expect(its('')).toHaveProperty(['eni-1/address']);
  });
});

describe('load balancers', () => {
  const arn = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop/50dc6c495c0c9188';
  const balancer = {
    LoadBalancerName: 'shop',
    LoadBalancerArn: arn,
    Type: 'application',
    Scheme: 'internet-facing',
    AvailabilityZones: [{ SubnetId: 'subnet-public' }],
    SecurityGroups: ['sg-1'],
  };
  const eni = (Description: string) => ({ NetworkInterfaceId: 'eni-1', SubnetId: 'subnet-public', Groups: [], Description });

  test('without its listeners, one listens on whatever port its groups open', () => {
    expect(resources({ LoadBalancers: [balancer] })['shop/listener-0']?.Properties).toEqual({ LoadBalancerArn: { Ref: 'shop' } });
  });

  test('with them, on their ports', () => {
    const Listeners = [
      { LoadBalancerArn: arn, Port: 443, Protocol: 'HTTPS' },
      { LoadBalancerArn: 'arn:other', Port: 22, Protocol: 'TCP' },
    ];
    const found = resources({ LoadBalancers: [balancer], Listeners });
    expect(Object.keys(found).filter((id) => id.startsWith('shop/'))).toEqual(['shop/listener-0']);
    expect(found['shop/listener-0']?.Properties).toMatchObject({ Port: 443, Protocol: 'HTTPS' });
  });

  test('interfaces of one that is listed say nothing more; a classic one of the same name is another', () => {
    const NetworkInterfaces = [eni('ELB app/shop/50dc6c495c0c9188'), eni('ELB shop')];
    const found = resources({ LoadBalancers: [balancer], NetworkInterfaces });
    expect(Object.values(found).flatMap(({ Type }) => (Type.endsWith('LoadBalancer') ? [Type] : []))).toEqual([
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      'AWS::ElasticLoadBalancing::LoadBalancer',
    ]);
  });
});

describe('a description that nothing could be proven by is refused', () => {
  const refused = (changes: Readonly<Record<string, unknown>>) => () =>
    parseNetworkDescription(description(changes), 'network.json');

  test('every list that is missing, at once', () => {
    expect(refused({ NetworkAcls: undefined, SecurityGroups: undefined })).toThrow(
      /^network\.json is not valid:\n {2}- NetworkAcls: got nothing; what 'aws ec2 describe-network-acls' answers.*\n {2}- SecurityGroups: got nothing/,
    );
  });

  test('a page of a longer answer', () => {
    expect(refused({ NextToken: 'abc' })).toThrow(/NextToken: got a page of a longer answer; all pages/);
  });

  test('what is no list of objects', () => {
    expect(refused({ Subnets: ['subnet-1'] })).toThrow(/Subnets: got something else than a list of objects/);
  });

  test('firewalls as they are listed, which says nothing of their endpoints', () => {
    expect(refused({ Firewalls: [{ FirewallName: 'shop', FirewallArn: 'arn:fw' }] })).toThrow(
      /Firewalls: got one without FirewallStatus; of each, all that 'aws network-firewall describe-firewall' answers/,
    );
  });

  test('Block Public Access without its exclusions', () => {
    const options = { InternetGatewayBlockMode: 'block-bidirectional' };
    expect(refused({ VpcBlockPublicAccessOptions: options })).toThrow(/VpcBlockPublicAccessExclusions: got nothing/);
    expect(refused({ VpcBlockPublicAccessOptions: options, VpcBlockPublicAccessExclusions: [] })).not.toThrow();
  });
});
