import {
  attribute,
  either,
  INTERNET,
  Network,
  NO_VALUE,
  ref,
  resource,
  routes,
  subnet,
  UNKNOWN,
} from '../../../rules/network/fixtures';
import { describeAddresses, Extracted } from './extracted';

const Subnet = subnet({ CidrBlock: '10.0.1.0/24' });
const NETWORK = { Network, ...INTERNET, Subnet, Other: subnet({ CidrBlock: '10.0.2.0/24' }) };
const LOCAL = '10.0.0.0-10.0.255.255 /16 local';
const EVERYWHERE = '0.0.0.0-255.255.255.255 /0';

describe('the routes of a subnet', () => {
  test("the VPC's own main table has the local one alone", () => {
    const extracted = new Extracted(NETWORK);
    expect(extracted.routes('Subnet')).toEqual([LOCAL]);
    expect(extracted.subnet('Subnet').routesUndecided).toBeUndefined();
  });

  test('the main table of a VPC that no template makes may have any', () => {
    const { routesUndecided } = new Extracted({ Subnet: subnet({ VpcId: 'vpc-1' }) }).subnet('Subnet');
    expect(routesUndecided?.undecided).toBe("no template here makes its VPC's main route table");
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['an internet gateway', { GatewayId: ref('Internet') }, 'Internet'],
    ['an internet gateway by its id', { GatewayId: 'igw-1' }, '["123456789012/eu-central-1","igw-1"]'],
    ['a NAT gateway', { NatGatewayId: ref('Nat') }, 'Nat'],
    ['an egress-only gateway', { EgressOnlyInternetGatewayId: ref('Outward') }, 'Outward'],
    ['a peering connection', { VpcPeeringConnectionId: ref('Peering') }, 'Peering'],
    ['a transit gateway, at its default table', { TransitGatewayId: ref('Transit') }, 'Transit default table'],
    ['an instance', { InstanceId: ref('Instance') }, 'beyond Instance'],
    ['a virtual private gateway', { GatewayId: ref('Vpn') }, 'beyond Vpn'],
    ['the VPC itself', { GatewayId: 'local' }, 'local'],
    ['an endpoint of S3', { GatewayId: 'vpce-1' }, 'nowhere'],
    ['a gateway that only the deployment knows', { GatewayId: UNKNOWN }, 'undecided'],
    ['a target that is not known yet', { QuantumGatewayId: 'qgw-1' }, 'undecided'],
  ])('one to %s', (_, target, expected) => {
    const resources = {
      ...NETWORK,
      Nat: resource('AWS::EC2::NatGateway', { SubnetId: ref('Other') }),
      Outward: resource('AWS::EC2::EgressOnlyInternetGateway', { VpcId: ref('Network') }),
      Peering: resource('AWS::EC2::VPCPeeringConnection', { VpcId: ref('Network'), PeerVpcId: 'vpc-2' }),
      Transit: resource('AWS::EC2::TransitGateway'),
      Instance: resource('AWS::EC2::Instance', { SubnetId: ref('Other') }),
      Vpn: resource('AWS::EC2::VPNGateway'),
      ...routes('T', ['Subnet'], target),
    };
    expect(new Extracted(resources).routes('Subnet')).toEqual([LOCAL, `${EVERYWHERE} ${expected}`]);
  });

  test('each prefix of a list is one', () => {
    const Prefixes = resource('AWS::EC2::PrefixList', { Entries: [{ Cidr: '10.8.0.0/16' }, { Cidr: '10.9.0.0/24' }] });
    const target = {
      InstanceId: 'i-1',
      DestinationCidrBlock: undefined,
      DestinationPrefixListId: attribute('Prefixes', 'PrefixListId'),
    };
    const found = new Extracted({ ...NETWORK, Prefixes, ...routes('T', ['Subnet'], target) }).routes('Subnet');
    expect(found.slice(1)).toEqual([
      expect.stringMatching(/^10\.8\.0\.0-10\.8\.255\.255 \/16 beyond/),
      expect.stringMatching(/^10\.9\.0\.0-10\.9\.0\.255 \/24 beyond/),
    ]);
  });

  test('a prefix that is shorter than that of the VPC leads nothing in it elsewhere', () => {
    const Small = resource('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/20' });
    const More = resource('AWS::EC2::VPCCidrBlock', { VpcId: ref('Network'), CidrBlock: '10.7.0.0/24' });
    const target = { InstanceId: 'i-1', DestinationCidrBlock: '10.0.0.0/18' };
    const found = new Extracted({ ...NETWORK, Network: Small, More, ...routes('T', ['Subnet'], target) }).routes('Subnet');
    expect(found).toEqual([
      '10.0.0.0-10.0.15.255 /20 local',
      '10.7.0.0-10.7.0.255 /24 local',
      expect.stringMatching(/^10\.0\.0\.0-10\.0\.63\.255 \/18 beyond/),
    ]);
  });

  test('an internet gateway that one VPC or another has', () => {
    const { network } = new Extracted({
      ...NETWORK,
      Elsewhere: resource('AWS::EC2::VPC', { CidrBlock: '10.9.0.0/16' }),
      Attachment: {
        ...resource('AWS::EC2::VPCGatewayAttachment', { VpcId: ref('Elsewhere'), InternetGatewayId: ref('Internet') }),
        Condition: 'C',
      },
      ...routes('T', ['Subnet'], { GatewayId: ref('Internet') }),
    });
    const vpcs = [...network.gateways.values()].flatMap((each) => (each.kind === 'internet' ? [each.vpc] : []));
    expect(vpcs).toEqual(['Test#Elsewhere', 'Test#Network']);
  });

  test('one under a condition, and one to what a condition decides', () => {
    const conditional = new Extracted({
      ...NETWORK,
      ...routes('T', ['Subnet']),
      Route: {
        ...resource('AWS::EC2::Route', { RouteTableId: ref('T'), DestinationCidrBlock: '0.0.0.0/0', InstanceId: 'i-1' }),
        Condition: 'C',
      },
    });
    expect(conditional.routes('Subnet')).toEqual([LOCAL, expect.stringMatching(/, perhaps$/)]);
    const choosing = new Extracted({
      ...NETWORK,
      Nat: resource('AWS::EC2::NatGateway', { SubnetId: ref('Other') }),
      ...routes('T', ['Subnet'], {
        GatewayId: either(ref('Internet'), NO_VALUE),
        NatGatewayId: either(NO_VALUE, ref('Nat')),
      }),
    });
    expect(choosing.routes('Subnet')).toEqual([LOCAL, `${EVERYWHERE} Internet`, `${EVERYWHERE} Nat`]);
  });

  test('the tables that it may have', () => {
    const found = new Extracted({
      ...NETWORK,
      ...routes('T', [], { GatewayId: ref('Internet') }),
      Association: {
        ...resource('AWS::EC2::SubnetRouteTableAssociation', { RouteTableId: ref('T'), SubnetId: ref('Subnet') }),
        Condition: 'C',
      },
    });
    expect(found.routes('Subnet')).toEqual([LOCAL, `${EVERYWHERE} Internet, perhaps`]);
  });
});

test('routes of an edge association are those of its internet gateway', () => {
  const { network } = new Extracted({
    ...NETWORK,
    ...routes('E', [], { InstanceId: 'i-1', DestinationCidrBlock: '10.0.1.0/24' }),
    Edge: resource('AWS::EC2::GatewayRouteTableAssociation', { RouteTableId: ref('E'), GatewayId: ref('Internet') }),
  });
  const gateway = network.gateways.get('Test#Internet');
  expect(gateway?.kind === 'internet' && gateway.routes.map(({ origin }) => origin.says)).toEqual([
    "route 10.0.1.0/24 to instance 'i-1'",
  ]);
});

test('a transit gateway drops what its route table drops', () => {
  const { network } = new Extracted({
    ...NETWORK,
    Transit: resource('AWS::EC2::TransitGateway'),
    Attachment: resource('AWS::EC2::TransitGatewayAttachment', {
      TransitGatewayId: ref('Transit'),
      VpcId: ref('Network'),
      SubnetIds: [ref('Subnet')],
    }),
    Table: resource('AWS::EC2::TransitGatewayRouteTable', { TransitGatewayId: ref('Transit') }),
    Association: resource('AWS::EC2::TransitGatewayRouteTableAssociation', {
      TransitGatewayAttachmentId: ref('Attachment'),
      TransitGatewayRouteTableId: ref('Table'),
    }),
    ...Object.fromEntries(
      [
        { DestinationCidrBlock: '10.8.0.0/15', TransitGatewayAttachmentId: 'tgw-attach-1' },
        { DestinationCidrBlock: '10.9.0.0/16', Blackhole: true },
      ].map((route, at) => [
        `TransitRoute${at}`,
        resource('AWS::EC2::TransitGatewayRoute', { TransitGatewayRouteTableId: ref('Table'), ...route }),
      ]),
    ),
    ...routes('T', ['Subnet'], { TransitGatewayId: ref('Transit') }),
  });
  const transit = network.gateways.get('Test#Transit Test#Table');
  const known = transit?.kind === 'transit' ? transit.routes : undefined;
  expect(known?.map(({ vpc, destinations }) => `${describeAddresses(destinations)} ${vpc}`)).toEqual([
    '10.8.0.0-10.8.255.255 beyond',
  ]);
});
