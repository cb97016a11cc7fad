import { RouterType, InterfaceVpcEndpointAwsService as Service, Subnet } from 'aws-cdk-lib/aws-ec2';
import { Stack } from 'aws-cdk-lib/core';
import { InvalidInputError } from '../../lib/errors';
import { SegmentedVpc, type SegmentedVpcProps, SubnetTier } from '../../lib/network/segmented-vpc';
import { ENVIRONMENT, testApp, testStack } from '../support/app';
import { findings, resourcesOf } from './support';

describe('a segmented VPC', () => {
  const stack = testStack();
  const network = new SegmentedVpc(stack, 'Network');

  test('is the network of its plan, with names that endpoints need', () => {
    expect(
      resourcesOf(stack, 'AWS::EC2::VPC').map(({ path, properties: { Tags, ...properties } }) => ({ path, properties })),
    ).toEqual([
      {
        path: 'Test/Network/Resource/Resource',
        properties: { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true, EnableDnsSupport: true, InstanceTenancy: 'default' },
      },
    ]);
  });

  test('has a subnet of every tier in every zone, none of which gives public addresses', () => {
    expect(subnetTable(stack)).toEqual([
      'application 10.0.128.0/21 zone 0 public false',
      'application 10.0.136.0/21 zone 1 public false',
      'application 10.0.144.0/21 zone 2 public false',
      'data 10.0.32.0/22 zone 0 public false',
      'data 10.0.36.0/22 zone 1 public false',
      'data 10.0.40.0/22 zone 2 public false',
      'ingress 10.0.0.0/22 zone 0 public false',
      'ingress 10.0.4.0/22 zone 1 public false',
      'ingress 10.0.8.0/22 zone 2 public false',
    ]);
  });

  test('has a route to the internet in the ingress tier, and no other route', () => {
    const gateways = resourcesOf(stack, 'AWS::EC2::InternetGateway');
    expect(gateways).toHaveLength(1);
    expect(routes(stack)).toEqual(
      [1, 2, 3].map((zone) => ({
        path: `Test/Network/Resource/ingressSubnet${zone}/DefaultRoute`,
        tier: 'ingress',
        properties: { DestinationCidrBlock: '0.0.0.0/0', GatewayId: { Ref: gateways[0]?.id } },
      })),
    );
  });

  test('a route out of the data tier would be seen', () => {
    const broken = testStack();
    leak(new SegmentedVpc(broken, 'Network'), SubnetTier.DATA);
    expect(routes(broken).map(({ tier }) => tier)).toEqual(['data', 'ingress', 'ingress', 'ingress']);
  });

  test('has no way out but the internet gateway', () => {
    const others = ['NatGateway', 'EgressOnlyInternetGateway', 'VPNGateway', 'VPCPeeringConnection', 'TransitGatewayAttachment'];
    for (const type of others) expect(resourcesOf(stack, `AWS::EC2::${type}`)).toEqual([]);
  });

  test('empties its default security group', () => {
    const [vpc] = resourcesOf(stack, 'AWS::EC2::VPC');
    expect(resourcesOf(stack, 'Custom::VpcRestrictDefaultSG').map(({ properties }) => properties.DefaultSecurityGroupId)).toEqual(
      [{ 'Fn::GetAtt': [vpc?.id, 'DefaultSecurityGroup'] }],
    );
  });

  test('gives the subnets of a tier', () => {
    const subnets = network.vpc.selectSubnets(network.tier(SubnetTier.DATA)).subnets;
    expect(subnets.map(({ node }) => node.path)).toEqual([1, 2, 3].map((zone) => `Test/Network/Resource/dataSubnet${zone}`));
  });

  test('breaks no rule that is not excepted', () => {
    expect(findings(network)).toEqual([]);
  });

  test('another route to the internet would be found', () => {
    const broken = testStack();
    const other = new SegmentedVpc(broken, 'Network');
    leak(other, SubnetTier.APPLICATION);
    expect(findings(other)).toEqual([
      'Test/Network/Resource/applicationSubnet1/Leak: NIST.800.53.R5-VPCNoUnrestrictedRouteToIGW',
    ]);
  });

  test('carries the name of its environment', () => {
    const named = testStack();
    new SegmentedVpc(named, 'Network', { environment: 'prod' });
    expect(resourcesOf(named, 'AWS::EC2::VPC')[0]?.properties.Tags).toEqual([{ Key: 'Name', Value: 'prod' }]);
  });
});

describe('zones', () => {
  test.each([2, 6])('%i have a subnet of each tier each, and stay far below what a stack may hold', (zones) => {
    const stack = testStack();
    new SegmentedVpc(stack, 'Network', { zones });
    expect(subnetTable(stack)).toHaveLength(3 * zones);
    expect(resourcesOf(stack).length).toBeLessThan(150);
  });

  test('need no look-up, and the stack keeps its own', () => {
    const app = testApp();
    const stack = new Stack(app, 'Test', { env: ENVIRONMENT });
    new SegmentedVpc(stack, 'Network');
    expect(app.synth().manifest.missing).toBeUndefined();
    expect(stack.availabilityZones).toEqual(['dummy1a', 'dummy1b', 'dummy1c']);
  });

  test('keep the answer of a stack that has its own', () => {
    const stack = testStack();
    Object.defineProperty(stack, 'availabilityZones', { value: ['eu-central-1a'], configurable: true });
    new SegmentedVpc(stack, 'Network');
    expect(stack.availabilityZones).toEqual(['eu-central-1a']);
  });

  test('are the same where account and region are known at deployment only', () => {
    const stack = testStack({});
    new SegmentedVpc(stack, 'Network', { zones: 4 });
    expect(subnetTable(stack)).toContain('data 10.0.44.0/22 zone 3 public false');
    expect(resourcesOf(stack, 'AWS::EC2::VPCEndpoint').map(({ properties }) => properties.ServiceName)).toContainEqual({
      'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.kms']],
    });
  });
});

describe('bad input', () => {
  test('is refused with every fault at once', () => {
    expect(
      faultsOf({
        cidr: '8.8.8.0/16',
        zones: 1,
        organizationId: 'acme',
        ingressPorts: [],
        applicationPorts: [443, 443],
        databasePorts: [22, 5432],
        interfaceEndpoints: [Service.KMS, Service.KMS],
      }),
    ).toEqual([
      `cidr: got '8.8.8.0/16'; the first address of the range: '8.8.0.0/16'`,
      `cidr: got '8.8.8.0/16'; a private range, within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 (RFC 1918)`,
      'zones: got 1; a whole number, 2 to 6: one zone alone fails with it',
      'ingressPorts: got []; one to 5 ports, each once: a network ACL has room for 20 entries',
      'applicationPorts: got [443,443]; one to 5 ports, each once: a network ACL has room for 20 entries',
      'databasePorts[0]: got 22; a TCP port, 1024 to 65535',
      `organizationId: got 'acme'; the id of an organisation: 'o-' and 10 to 32 lower-case letters or digits`,
      `interfaceEndpoints[1]: got 'kms'; each service once`,
    ]);
  });

  test.each([1, 7, 2.5, Number.NaN])('%d zones are refused', (zones) => {
    expect(faultsOf({ zones })).toHaveLength(1);
  });

  test.each([[0], [65536], [443.5]])('port %d is refused', (port) => {
    expect(faultsOf({ ingressPorts: [port] })).toEqual([`ingressPorts[0]: got ${port}; a TCP port, 1 to 65535`]);
  });

  test('the message names the construct', () => {
    expect(() => new SegmentedVpc(testStack(), 'Network', { zones: 9 })).toThrow(/^network 'Test\/Network' is not valid:\n/);
  });
});

function faultsOf(props: SegmentedVpcProps): string[] {
  try {
    new SegmentedVpc(testStack(), 'Network', props);
  } catch (error) {
    if (error instanceof InvalidInputError)
      return error.faults.map(({ property, got, allowed }) => `${property}: got ${got}; ${allowed}`);
    throw error;
  }
  return [];
}

/** Adds a route to the internet to the first subnet of a tier. */
function leak(network: SegmentedVpc, tier: SubnetTier): void {
  const [subnet] = network.vpc.selectSubnets(network.tier(tier)).subnets;
  if (!(subnet instanceof Subnet)) throw new Error(`the tier ${tier} has no subnet of its own`);
  subnet.addRoute('Leak', { routerType: RouterType.GATEWAY, routerId: 'igw-0123456789abcdef0' });
}

function tierOf(properties: { Tags?: { Key: string; Value: string }[] }): string | undefined {
  return properties.Tags?.find(({ Key }) => Key === 'strongroom:tier')?.Value;
}

function subnetTable(stack: Stack): string[] {
  return resourcesOf(stack, 'AWS::EC2::Subnet')
    .map(({ properties }) => {
      const [zone, all] = properties.AvailabilityZone['Fn::Select'];
      expect(all).toEqual({ 'Fn::GetAZs': '' });
      return `${tierOf(properties)} ${properties.CidrBlock} zone ${zone} public ${properties.MapPublicIpOnLaunch}`;
    })
    .sort();
}

/** Every route, with the tier of the subnets whose table it is in. */
function routes(stack: Stack): { path: string; tier: string | undefined; properties: object }[] {
  const tables = new Map(resourcesOf(stack, 'AWS::EC2::RouteTable').map(({ id, properties }) => [id, tierOf(properties)]));
  return resourcesOf(stack, 'AWS::EC2::Route')
    .map(({ path, properties: { RouteTableId, ...properties } }) => ({ path, tier: tables.get(RouteTableId.Ref), properties }))
    .sort((a, b) => a.path.localeCompare(b.path));
}
