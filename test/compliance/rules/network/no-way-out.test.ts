import {
  CfnEgressOnlyInternetGateway,
  CfnInternetGateway,
  CfnRoute,
  CfnRouteTable,
  CfnSubnet,
  CfnSubnetRouteTableAssociation,
  CfnVPC,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { CfnResource, NestedStack, Stack } from 'aws-cdk-lib/core';
import { noWayOut } from '../../../../lib/compliance/rules/network/no-way-out';
import { ENVIRONMENT, testApp, testStack } from '../../../support/app';
import { outcomes, pathsWithFindings, violationsOf } from '../../verdicts';

const TIER_DATA = [{ Key: 'strongroom:tier', Value: 'data' }];

/** A data subnet and its route table, with one route. */
function network(route: Record<string, unknown>, subnet: Record<string, unknown> = {}, tableId: unknown = { Ref: 'Table' }) {
  return {
    Subnet: { Type: 'AWS::EC2::Subnet', Properties: { Tags: TIER_DATA, ...subnet } },
    Table: { Type: 'AWS::EC2::RouteTable' },
    Association: {
      Type: 'AWS::EC2::SubnetRouteTableAssociation',
      Properties: { SubnetId: { Ref: 'Subnet' }, RouteTableId: tableId },
    },
    Route: { Type: 'AWS::EC2::Route', Properties: { RouteTableId: { 'Fn::GetAtt': ['Table', 'RouteTableId'] }, ...route } },
    Internet: { Type: 'AWS::EC2::InternetGateway' },
    Vpn: { Type: 'AWS::EC2::VPNGateway' },
    Nat: { Type: 'AWS::EC2::NatGateway' },
    Peer: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.9.0.0/16' } },
    PrivateList: { Type: 'AWS::EC2::PrefixList', Properties: { Entries: [{ Cidr: '10.0.0.0/8' }, { Cidr: '192.168.0.0/16' }] } },
    PublicList: { Type: 'AWS::EC2::PrefixList', Properties: { Entries: [{ Cidr: '10.0.0.0/8' }, { Cidr: '8.8.8.0/24' }] } },
  };
}

test.each([
  ['an internet gateway', { GatewayId: { Ref: 'Internet' } }],
  ['an internet gateway by its id', { GatewayId: 'igw-0123' }],
  ['a gateway that is a parameter', { GatewayId: { Ref: 'Parameter' } }],
  ['a gateway by a condition', { GatewayId: { 'Fn::If': ['Open', { Ref: 'Internet' }, { Ref: 'Vpn' }] } }],
  ['a NAT gateway', { NatGatewayId: { Ref: 'Nat' } }],
  ['a NAT gateway that is imported', { NatGatewayId: { 'Fn::ImportValue': 'elsewhere' } }],
  ['an egress-only gateway', { EgressOnlyInternetGatewayId: 'eigw-0123' }],
  ['a carrier gateway', { CarrierGatewayId: 'cagw-0123' }],
])('a route of a data subnet to %s is a violation', (_, target) => {
  expect(outcomes(noWayOut, network({ DestinationCidrBlock: '0.0.0.0/0', ...target }))).toEqual({
    Route: 'violation',
    Subnet: 'compliant',
    Association: 'compliant',
  });
});

const ONWARD: [string, Record<string, unknown>][] = [
  ['a VPN gateway', { GatewayId: { Ref: 'Vpn' } }],
  ['a VPN gateway by its id', { GatewayId: 'vgw-0123' }],
  ['a peering connection', { VpcPeeringConnectionId: 'pcx-0123' }],
  ['a transit gateway', { TransitGatewayId: 'tgw-0123' }],
  ['a network interface', { NetworkInterfaceId: { Ref: 'Interface' } }],
  ['an instance', { InstanceId: 'i-0123' }],
  ['a VPC endpoint', { VpcEndpointId: 'vpce-0123' }],
  ['a core network', { CoreNetworkArn: { Ref: 'Core' } }],
  ['a local gateway', { LocalGatewayId: 'lgw-0123' }],
  ['a target that is new to CloudFormation', { WormholeId: 'wh-0123' }],
];

describe.each(ONWARD)('a route of a data subnet to %s', (_, target) => {
  test.each([
    [{ DestinationCidrBlock: '0.0.0.0/0' }],
    [{ DestinationIpv6CidrBlock: '::/0' }],
    [{ DestinationCidrBlock: '0.0.0.0/1' }],
    [{ DestinationCidrBlock: '10.0.0.0/7' }],
    [{ DestinationCidrBlock: '52.94.0.0/16' }],
    [{ DestinationIpv6CidrBlock: '2001:db8::/32' }],
    [{ DestinationCidrBlock: { Ref: 'Parameter' } }],
    [{ DestinationPrefixListId: 'pl-0123' }],
    [{ DestinationPrefixListId: { Ref: 'PublicList' } }],
    [{ DestinationCidrBlock: { 'Fn::If': ['Open', '0.0.0.0/0', '10.1.0.0/16'] } }],
    [{}],
  ])('for %j is a violation', (destination) => {
    expect(outcomes(noWayOut, network({ ...destination, ...target }))['Route']).toBe('violation');
  });

  test.each([
    [{ DestinationCidrBlock: '10.1.0.0/16' }],
    [{ DestinationCidrBlock: '172.31.0.0/16' }],
    [{ DestinationCidrBlock: '100.64.0.0/10' }],
    [{ DestinationIpv6CidrBlock: 'fd00:1::/32' }],
    [{ DestinationPrefixListId: { Ref: 'PrivateList' } }],
    [{ DestinationCidrBlock: { 'Fn::GetAtt': ['Peer', 'CidrBlock'] } }],
  ])('for %j is none out of the network', (destination) => {
    expect(outcomes(noWayOut, network({ ...destination, ...target }))['Route']).toBe('not-applicable');
  });
});

test.each([
  ['the VPC itself', { GatewayId: 'local' }],
  ['nothing, by a deleted property', { NatGatewayId: { Ref: 'AWS::NoValue' } }],
])('a default route to %s is none out of the network', (_, target) => {
  expect(outcomes(noWayOut, network({ DestinationCidrBlock: '0.0.0.0/0', ...target }))['Route']).toBe('not-applicable');
});

test.each([
  [{ NetworkInterfaceId: 'eni-0123' }, 'a network interface (eni-0123)'],
  [{ WormholeId: 'wh-0123' }, 'WormholeId (wh-0123)'],
])('a violation names what the default route %j leads to', (target, named) => {
  const route = { DestinationCidrBlock: '0.0.0.0/0', ...target };
  expect(violationsOf(noWayOut, network(route)).map(({ detail }) => detail)).toEqual([
    `a route leads from the data subnet 'Test/Subnet' to ${named} for 0.0.0.0/0`,
  ]);
});

test('a violation says which subnet leads where', () => {
  expect(violationsOf(noWayOut, network({ NatGatewayId: { Ref: 'Nat' } }))).toEqual([
    { location: 'Properties', detail: "a route leads from the data subnet 'Test/Subnet' to a NAT gateway (Test/Nat)" },
  ]);
});

test('other tiers may have a way out', () => {
  const application = { Tags: [{ Key: 'strongroom:tier', Value: 'application' }] };
  expect(outcomes(noWayOut, network({ NatGatewayId: { Ref: 'Nat' } }, application))).toEqual({
    Route: 'not-applicable',
    Subnet: 'not-applicable',
    Association: 'not-applicable',
  });
});

test.each([
  ["the CDK's name of its group", [{ Key: 'aws-cdk:subnet-name', Value: 'Data' }], 'violation'],
  ['a tier that only the deployment knows', [{ Key: 'strongroom:tier', Value: { Ref: 'Tier' } }], 'violation'],
  [
    "Strongroom's tag before the CDK's",
    [
      { Key: 'aws-cdk:subnet-name', Value: 'data' },
      { Key: 'strongroom:tier', Value: 'ingress' },
    ],
    'compliant',
  ],
  ['the name database', [{ Key: 'aws-cdk:subnet-name', Value: 'Database' }], 'violation'],
  ['the name db', [{ Key: 'aws-cdk:subnet-name', Value: 'DB' }], 'violation'],
  [
    "the CDK's name beside a tier that is none",
    [
      { Key: 'aws-cdk:subnet-name', Value: 'data' },
      { Key: 'strongroom:tier', Value: 'banana' },
    ],
    'violation',
  ],
  ['tags that only the deployment knows', { 'Fn::If': ['Data', TIER_DATA, []] }, 'violation'],
  ['another name', [{ Key: 'aws-cdk:subnet-name', Value: 'apps' }], 'not-applicable'],
  ['no tags', [], 'not-applicable'],
])('a data subnet is known by %s', (_, Tags, outcome) => {
  expect(outcomes(noWayOut, network({ NatGatewayId: 'nat-0123' }, { Tags }))['Route']).toBe(outcome);
});

test.each(['data', 'database', 'databases', 'datastore', 'db', 'persistence', 'rds', 'storage'])(
  "a data subnet is known by the CDK's name '%s' of its group",
  (Value) => {
    const subnet = { Tags: [{ Key: 'aws-cdk:subnet-name', Value }] };
    expect(outcomes(noWayOut, network({ NatGatewayId: 'nat-0123' }, subnet))['Route']).toBe('violation');
  },
);

const PEERING = { VpcPeeringConnectionId: 'pcx-0123', DestinationCidrBlock: '10.1.0.0/16' };

test('a way out in a route table that cannot be resolved is a violation', () => {
  const resources = network({ RouteTableId: { Ref: 'Parameter' }, NatGatewayId: { Ref: 'Nat' } });
  expect(outcomes(noWayOut, resources)['Route']).toBe('violation');
  expect(outcomes(noWayOut, network({ RouteTableId: { Ref: 'Parameter' }, ...PEERING }))['Route']).toBe('not-applicable');
});

test.each([['rtb-0123'], [{ Ref: 'Parameter' }]])('a data subnet whose route table is %j is a violation', (tableId) => {
  const resources = network({ NatGatewayId: { Ref: 'Nat' } }, {}, tableId);
  expect(outcomes(noWayOut, resources)).toEqual({ Route: 'not-applicable', Subnet: 'compliant', Association: 'violation' });
});

describe('a subnet that a store uses', () => {
  test.each([
    'AWS::DAX::SubnetGroup',
    'AWS::DocDB::DBSubnetGroup',
    'AWS::ElastiCache::SubnetGroup',
    'AWS::MemoryDB::SubnetGroup',
    'AWS::Neptune::DBSubnetGroup',
    'AWS::RDS::DBSubnetGroup',
    'AWS::Redshift::ClusterSubnetGroup',
  ])('by an %s is a data subnet, whatever its tags say', (type) => {
    const application = { Tags: [{ Key: 'strongroom:tier', Value: 'application' }] };
    const group = { Type: type, Properties: { SubnetIds: ['subnet-elsewhere', { Ref: 'Subnet' }] } };
    expect(outcomes(noWayOut, { ...network({ NatGatewayId: 'nat-0123' }, application), Group: group })).toEqual({
      Route: 'violation',
      Subnet: 'compliant',
      Association: 'compliant',
    });
  });

  test('by a condition is one too', () => {
    const SubnetIds = { 'Fn::If': ['Here', [{ Ref: 'Subnet' }], []] };
    const resources = {
      ...network({ NatGatewayId: 'nat-0123' }, { Tags: [] }),
      Group: { Type: 'AWS::RDS::DBSubnetGroup', Properties: { SubnetIds } },
    };
    expect(outcomes(noWayOut, resources)['Route']).toBe('violation');
  });
});

describe("a data subnet in its VPC's main route table", () => {
  const subnetIn = (VpcId: unknown) =>
    violationsOf(noWayOut, {
      Subnet: { Type: 'AWS::EC2::Subnet', Properties: { Tags: TIER_DATA, VpcId } },
      Vpc: { Type: 'AWS::EC2::VPC' },
    }).map(({ detail }) => detail);

  test('has no routes where the VPC is made in the app', () => {
    expect(subnetIn({ Ref: 'Vpc' })).toEqual([]);
  });

  test.each([['vpc-0123'], [{ Ref: 'Parameter' }], [undefined]])('has routes that nobody knows in the VPC %j', (vpc) => {
    expect(subnetIn(vpc)).toEqual([
      'the data subnet has no route table of its own, and nobody knows the routes of the main one of its VPC',
    ]);
  });
});

test('there is no exception', () => {
  expect(noWayOut.exceptable).toBe(false);
});

test.each([
  [undefined, 'compliant'],
  [false, 'compliant'],
  ['false', 'compliant'],
  [true, 'violation'],
  ['true', 'violation'],
  [{ Ref: 'Parameter' }, 'violation'],
])('a data subnet with MapPublicIpOnLaunch %j is %s', (MapPublicIpOnLaunch, outcome) => {
  expect(outcomes(noWayOut, network({}, { MapPublicIpOnLaunch }))['Subnet']).toBe(outcome);
});

test("the CDK's VPC: a data group with egress is found at its routes, an isolated one is not", () => {
  const stack = testStack();
  vpc(stack, 'Open', SubnetType.PRIVATE_WITH_EGRESS);
  vpc(stack, 'Closed', SubnetType.PRIVATE_ISOLATED);
  expect(pathsWithFindings(stack, noWayOut)).toEqual([
    'Test/Open/dataSubnet1/DefaultRoute',
    'Test/Open/dataSubnet2/DefaultRoute',
  ]);
});

test('a NAT route that is added later, in raw CloudFormation, is found at its construct', () => {
  const stack = testStack();
  const closed = vpc(stack, 'Closed', SubnetType.PRIVATE_ISOLATED);
  const route = new CfnResource(stack, 'Sneaky', { type: 'AWS::EC2::Route', properties: { DestinationCidrBlock: '0.0.0.0/0' } });
  route.addPropertyOverride('RouteTableId', closed.isolatedSubnets[0]?.routeTable.routeTableId);
  route.addPropertyOverride('NatGatewayId', 'nat-0123');
  expect(pathsWithFindings(stack, noWayOut)).toEqual(['Test/Sneaky']);
});

test('a public address given by an override is found at the subnet', () => {
  const stack = testStack();
  const subnet = vpc(stack, 'Closed', SubnetType.PRIVATE_ISOLATED).isolatedSubnets[0]?.node.findChild('Subnet');
  if (!(subnet instanceof CfnSubnet)) throw new Error('the VPC has no data subnet');
  subnet.addPropertyOverride('MapPublicIpOnLaunch', true);
  expect(pathsWithFindings(stack, noWayOut)).toEqual(['Test/Closed/dataSubnet1/Subnet']);
});

test('a route across stacks, from a nested one to a table and a gateway of others, is found', () => {
  const app = testApp();
  const base = new Stack(app, 'Base', { env: ENVIRONMENT });
  const { ref: vpcId } = new CfnVPC(base, 'Vpc', { cidrBlock: '10.0.0.0/16' });
  const table = new CfnRouteTable(base, 'Table', { vpcId });
  const gateway = new CfnEgressOnlyInternetGateway(base, 'Egress', { vpcId });
  const internet = new CfnInternetGateway(base, 'Internet');
  const routes = new Stack(app, 'Routes', { env: ENVIRONMENT });
  const subnet = new CfnSubnet(routes, 'Subnet', {
    vpcId,
    cidrBlock: '10.0.0.0/24',
    tags: [{ key: 'strongroom:tier', value: 'data' }],
  });
  new CfnSubnetRouteTableAssociation(routes, 'Association', { subnetId: subnet.ref, routeTableId: table.ref });
  new CfnRoute(new NestedStack(routes, 'Nested'), 'Route', {
    routeTableId: table.ref,
    destinationIpv6CidrBlock: '::/0',
    egressOnlyInternetGatewayId: gateway.attrId,
  });
  const other = new CfnRouteTable(routes, 'Other', { vpcId });
  new CfnRoute(routes, 'Ingress', { routeTableId: other.ref, destinationCidrBlock: '0.0.0.0/0', gatewayId: internet.ref });
  expect(pathsWithFindings(app, noWayOut)).toEqual(['Routes/Nested/Route']);
});

function vpc(stack: Stack, id: string, data: SubnetType): Vpc {
  return new Vpc(stack, id, {
    maxAzs: 2,
    natGateways: data === SubnetType.PRIVATE_WITH_EGRESS ? 1 : 0,
    subnetConfiguration: [
      { name: 'ingress', subnetType: SubnetType.PUBLIC },
      { name: 'data', subnetType: data },
    ],
  });
}
