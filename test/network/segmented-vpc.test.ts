import { Template } from 'aws-cdk-lib/assertions';
import { type ISubnet, RouterType, InterfaceVpcEndpointAwsService as Service, Subnet } from 'aws-cdk-lib/aws-ec2';
import { Stack } from 'aws-cdk-lib/core';
import { InvalidInputError } from '../../lib/errors';
import { SegmentedVpc, type SegmentedVpcProps, SubnetTier } from '../../lib/network/segmented-vpc';
import { ENVIRONMENT, testApp, testStack } from '../support/app';
import { findings, resourcesOf } from './support';

describe('a segmented VPC', () => {
  const stack = testStack();
  const network = new SegmentedVpc(stack, 'Network');

  test('is the network of its plan, with names that endpoints need', () => {
    expect(resourcesOf(stack, 'AWS::EC2::VPC').map(({ path, properties }) => ({ path, properties }))).toEqual([
      {
        path: 'Test/Network/Resource/Resource',
        properties: {
          CidrBlock: '10.0.0.0/16',
          EnableDnsHostnames: true,
          EnableDnsSupport: true,
          InstanceTenancy: 'default',
          Tags: [
            { Key: 'Name', Value: 'Test/Network/Resource' },
            { Key: 'strongroom:ingress-ports', Value: '443' },
          ],
        },
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
      'endpoints 10.0.64.0/23 zone 0 public false',
      'endpoints 10.0.66.0/23 zone 1 public false',
      'endpoints 10.0.68.0/23 zone 2 public false',
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
    expect(resourcesOf(named, 'AWS::EC2::VPC')[0]?.properties.Tags).toContainEqual({ Key: 'Name', Value: 'prod' });
  });

  test('says on the VPC, and nowhere else, which ports clients may connect to', () => {
    const other = testStack();
    new SegmentedVpc(other, 'Network', { ingressPorts: [443, 8443] });
    const said = resourcesOf(other).flatMap(({ type, properties: { Tags } }) =>
      (Array.isArray(Tags) ? Tags : []).filter(({ Key }) => Key === 'strongroom:ingress-ports').map(({ Value }) => [type, Value]),
    );
    expect(said).toEqual([['AWS::EC2::VPC', '443 8443']]);
  });
});

describe('the tiers', () => {
  const SMALL = ['ingress', 'application', 'data', 'endpoints'];
  test.each<[string, SegmentedVpcProps, string[]]>([
    ['of a small network', {}, SMALL],
    ['of one with people', { management: true }, [...SMALL, 'management']],
    ['of one with a way out', { allowedDomains: ['api.example.com'] }, [...SMALL, 'firewall', 'egress']],
    ['of a regulated one', { profile: 'regulated' }, [...SMALL, 'firewall', 'egress', 'management']],
  ])('%s', (_, props, tiers) => {
    const network = new SegmentedVpc(testStack(), 'Network', props);
    expect(network.tiers).toEqual(tiers);
    for (const tier of Object.values(SubnetTier)) {
      expect(network.has(tier)).toBe(tiers.includes(tier));
      if (tiers.includes(tier)) expect(network.vpc.selectSubnets(network.tier(tier)).subnets).toHaveLength(3);
      else expect(() => network.tier(tier)).toThrow(InvalidInputError);
    }
  });

  test('one that does not stand is refused with what makes it stand', () => {
    const network = new SegmentedVpc(testStack(), 'Network');
    expect(() => network.tier(SubnetTier.MANAGEMENT)).toThrow(
      "tier: got 'management'; one that stands: ingress, application, data, endpoints. 'allowedDomains' makes the firewall's, 'management' that for people",
    );
  });

  test('of load balancers alone are public to the CDK, and applications with a way out are not isolated', () => {
    const { vpc } = new SegmentedVpc(testStack(), 'Network', { profile: 'regulated', zones: 2 });
    const names = (subnets: readonly ISubnet[]) => subnets.map(({ node }) => node.id);
    expect(names(vpc.publicSubnets)).toEqual(['ingressSubnet1', 'ingressSubnet2']);
    expect(names(vpc.privateSubnets)).toEqual([
      'applicationSubnet1',
      'applicationSubnet2',
      'managementSubnet1',
      'managementSubnet2',
    ]);
  });

  test('neither move nor are made anew as others are added', () => {
    const subnets = (props: SegmentedVpcProps) => {
      const stack = testStack();
      new SegmentedVpc(stack, 'Network', props);
      return resourcesOf(stack, 'AWS::EC2::Subnet').map(({ id, properties }) => `${id} ${properties.CidrBlock}`);
    };
    const all = subnets({ profile: 'regulated', zones: 6, ipv6: true });
    expect(all).toHaveLength(42);
    expect(all).toEqual(expect.arrayContaining(subnets({ zones: 2 })));
    expect(all).toEqual(expect.arrayContaining(subnets({ management: true })));
  });
});

test.each([
  ['in China', { account: '123456789012', region: 'cn-north-1' }],
  ['where region and account are known at deployment only', {}],
])('a regulated network %s synthesizes, and breaks no rule', (_, env) => {
  const stack = testStack(env);
  const network = new SegmentedVpc(stack, 'Network', { profile: 'regulated', allowedDomains: ['api.example.com'], ipv6: true });
  expect(findings(network)).toEqual([]);
  expect(resourcesOf(stack, 'AWS::NetworkFirewall::Firewall')).toHaveLength(3);
  expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('arn:aws:');
});

describe('zones', () => {
  test.each([2, 6])('%i have a subnet of each tier each, and stay far below what a stack may hold', (zones) => {
    const stack = testStack();
    new SegmentedVpc(stack, 'Network', { zones });
    expect(subnetTable(stack)).toHaveLength(4 * zones);
    expect(resourcesOf(stack).length).toBeLessThan(200);
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
        profile: 'huge' as 'minimal',
        cidr: '8.8.8.0/16',
        zones: 1,
        peers: ['8.8.0.0/14'],
        organizationId: 'acme',
        ingressPorts: [],
        applicationPorts: [443, 443],
        databasePorts: [22, 5432],
        interfaceEndpoints: [Service.KMS, Service.KMS],
        allowedDomains: ['*.com'],
        watching: { reason: 'later', owner: '', expires: 'never' },
        tlsInspection: { certificateAuthorityArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/abc' },
        dns: {
          onlyDomains: ['https://example.com'],
          watching: { reason: 'later', owner: 'network-team', expires: '2027-01-31' },
        },
        encryption: 'none' as 'monitor',
      }).map((fault) => fault.replace(/; .*$/, '')),
    ).toEqual([
      "profile: got 'huge'",
      "cidr: got '8.8.8.0/16'",
      "cidr: got '8.8.8.0/16'",
      'zones: got 1',
      "peers[0]: got '8.8.0.0/14'",
      'ingressPorts: got []',
      'applicationPorts: got [443,443]',
      'databasePorts[0]: got 22',
      "organizationId: got 'acme'",
      "interfaceEndpoints[1]: got 'kms'",
      "allowedDomains[0]: got '*.com'",
      "watching.reason: got 'later'",
      "watching.owner: got ''",
      "watching.expires: got 'never'",
      "tlsInspection.certificateAuthorityArn: got 'arn:aws:acm:eu-west-1:123456789012:certificate/abc'",
      "dns.onlyDomains[0]: got 'https://example.com'",
      "dns.watching.reason: got 'later'",
      "encryption: got 'none'",
    ]);
  });

  test('says what would be right', () => {
    expect(
      faultsOf({ cidr: '8.8.8.0/16', zones: 1, organizationId: 'acme', databasePorts: [22], profile: 'huge' as 'minimal' }),
    ).toEqual([
      "profile: got 'huge'; one of minimal, standard, regulated",
      `cidr: got '8.8.8.0/16'; a private range, within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 (RFC 1918)`,
      `cidr: got '8.8.8.0/16'; the first address of the range: '8.8.0.0/16'`,
      'zones: got 1; a whole number, 2 to 6: one zone alone fails with it',
      'databasePorts[0]: got 22; a TCP port, 1024 to 65535',
      `organizationId: got 'acme'; the id of an organisation: 'o-' and 10 to 32 lower-case letters or digits`,
    ]);
  });

  // tsx checks no types, so that whoever writes a declaration may say anything.
  test('is what is no list', () => {
    const untyped = { peers: '10.1.0.0/16', ingressPorts: 443, interfaceEndpoints: 'kms', allowedDomains: 'example.com' };
    expect(faultsOf(untyped as unknown as SegmentedVpcProps).map((fault) => fault.replace(/;.*$/, ''))).toEqual([
      "peers: got '10.1.0.0/16'",
      'ingressPorts: got 443',
      "interfaceEndpoints: got 'kms'",
      "allowedDomains: got 'example.com'",
    ]);
  });

  test('is what is said of a firewall that is not there', () => {
    const watching = { reason: 'Traffic is watched for two weeks.', owner: 'network-team', expires: '2027-01-31' };
    const tlsInspection = { certificateAuthorityArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/abc' };
    const without = "left out: without 'allowedDomains' nothing leaves, and no firewall is there";
    expect(faultsOf({ watching, tlsInspection })).toEqual([
      `watching: got ${JSON.stringify(watching)}; ${without}`,
      `tlsInspection: got ${JSON.stringify(tlsInspection)}; ${without}`,
    ]);
    expect(faultsOf({ watching, tlsInspection, allowedDomains: ['api.example.com'] })).toEqual([]);
    expect(faultsOf({ watching, profile: 'regulated' })).toEqual([]);
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
