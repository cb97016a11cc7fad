/** A network as EC2 describes it: a public subnet with a NAT gateway, an application subnet behind it, a data subnet without a way out. */
export function description(changes: Readonly<Record<string, unknown>> = {}) {
  const subnet = (id: string, cidr: string, more: object = {}) => ({
    SubnetId: id,
    VpcId: 'vpc-1',
    CidrBlock: cidr,
    AvailabilityZone: 'eu-central-1a',
    MapPublicIpOnLaunch: false,
    AssignIpv6AddressOnCreation: false,
    Tags: [{ Key: 'Name', Value: id }],
    ...more,
  });
  const table = (id: string, subnets: readonly string[], routes: readonly object[], main = false) => ({
    RouteTableId: id,
    VpcId: 'vpc-1',
    Associations: [...(main ? [{ Main: true }] : []), ...subnets.map((SubnetId) => ({ Main: false, SubnetId }))],
    Routes: [{ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' }, ...routes],
  });
  return {
    Vpcs: [
      {
        VpcId: 'vpc-1',
        CidrBlock: '10.0.0.0/16',
        CidrBlockAssociationSet: [{ CidrBlock: '10.0.0.0/16' }, { CidrBlock: '10.1.0.0/16' }],
        Tags: [{ Key: 'Name', Value: 'shop' }],
      },
    ],
    Subnets: [
      subnet('subnet-public', '10.0.0.0/24'),
      subnet('subnet-app', '10.0.1.0/24', { Tags: [{ Key: 'strongroom:tier', Value: 'ingress' }] }),
      subnet('subnet-data', '10.0.2.0/24'),
    ],
    RouteTables: [
      table('rtb-main', [], [], true),
      table('rtb-public', ['subnet-public'], [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', State: 'active' }]),
      table(
        'rtb-app',
        ['subnet-app'],
        [
          { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'active' },
          { DestinationPrefixListId: 'pl-s3', GatewayId: 'vpce-s3', State: 'active' },
        ],
      ),
    ],
    NetworkAcls: [
      {
        NetworkAclId: 'acl-1',
        VpcId: 'vpc-1',
        IsDefault: true,
        Associations: ['subnet-public', 'subnet-app', 'subnet-data'].map((SubnetId) => ({ SubnetId })),
        Entries: [false, true].flatMap((Egress) => [
          { RuleNumber: 100, RuleAction: 'allow', Egress, Protocol: '-1', CidrBlock: '0.0.0.0/0' },
          { RuleNumber: 32767, RuleAction: 'deny', Egress, Protocol: '-1', CidrBlock: '0.0.0.0/0' },
        ]),
      },
    ],
    SecurityGroups: [
      {
        GroupId: 'sg-db',
        GroupName: 'db',
        Description: 'Databases',
        VpcId: 'vpc-1',
        IpPermissions: [
          { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, IpRanges: [], UserIdGroupPairs: [{ GroupId: 'sg-app' }] },
        ],
        IpPermissionsEgress: [],
      },
    ],
    InternetGateways: [{ InternetGatewayId: 'igw-1', Attachments: [{ VpcId: 'vpc-1', State: 'available' }] }],
    NatGateways: [
      { NatGatewayId: 'nat-1', SubnetId: 'subnet-public', State: 'available', ConnectivityType: 'public' },
      { NatGatewayId: 'nat-0', SubnetId: 'subnet-public', State: 'deleted' },
    ],
    NetworkInterfaces: [
      {
        NetworkInterfaceId: 'eni-db',
        SubnetId: 'subnet-data',
        InterfaceType: 'interface',
        Description: 'RDSNetworkInterface',
        Groups: [{ GroupId: 'sg-db' }],
      },
      {
        NetworkInterfaceId: 'eni-web',
        SubnetId: 'subnet-public',
        InterfaceType: 'interface',
        Description: '',
        Groups: [{ GroupId: 'sg-db' }],
        Association: { PublicIp: '203.0.113.7' },
      },
      { NetworkInterfaceId: 'eni-nat', SubnetId: 'subnet-public', InterfaceType: 'nat_gateway', Groups: [] },
    ],
    ...changes,
  };
}
