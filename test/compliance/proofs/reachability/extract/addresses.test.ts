import { attribute, Network, ref, resource, subnet, UNKNOWN } from '../../../rules/network/fixtures';
import { describeAddresses, Extracted } from './extracted';

const IPV6 = { Block: resource('AWS::EC2::VPCCidrBlock', { VpcId: ref('Network'), AmazonProvidedIpv6CidrBlock: true }) };
const select = (at: number | string, list: unknown) => ({ 'Fn::Select': [at, list] });
const cidr = (...argument: readonly unknown[]) => ({ 'Fn::Cidr': argument });
const IPV6_OF_VPC = select(0, attribute('Network', 'Ipv6CidrBlocks'));

function addressesOf(properties: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}): string {
  return describeAddresses(new Extracted({ Network, ...more, Subnet: subnet(properties) }).subnet('Subnet').addresses);
}

describe('the addresses of a subnet', () => {
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['a prefix', { CidrBlock: '10.0.3.0/24' }, '10.0.3.0-10.0.3.255'],
    ['a part of the VPC', { CidrBlock: select(2, cidr(attribute('Network', 'CidrBlock'), 4, 8)) }, '10.0.2.0-10.0.2.255'],
    ['a part, in texts', { CidrBlock: select('1', cidr('10.0.0.0/16', '4', '8')) }, '10.0.1.0-10.0.1.255'],
    ['what only the deployment knows: all of the VPC', { CidrBlock: UNKNOWN }, '10.0.0.0-10.0.255.255'],
    ['a part that only the deployment knows', { CidrBlock: select(0, cidr(UNKNOWN, 4, 8)) }, '10.0.0.0-10.0.255.255'],
    ['what an address manager chooses', { Ipv4IpamPoolId: 'ipam-pool-1', Ipv4NetmaskLength: 24 }, '10.0.0.0-10.0.255.255'],
  ])('%s', (_, properties, expected) => {
    expect(addressesOf(properties)).toBe(expected);
  });

  test("a part of the IPv6 block that Amazon chooses, of the VPC's own in the space for documentation", () => {
    const properties = { CidrBlock: '10.0.3.0/24', Ipv6CidrBlock: select(3, cidr(IPV6_OF_VPC, 8, '64')) };
    expect(addressesOf(properties, IPV6)).toBe('10.0.3.0-10.0.3.255 2001:db8:0:3::-2001:db8:0:3:ffff:ffff:ffff:ffff');
  });

  test('a block of IPv6 that is added to it', () => {
    const added = { Added: resource('AWS::EC2::SubnetCidrBlock', { SubnetId: ref('Subnet'), Ipv6CidrBlock: '2001:db8:1::/64' }) };
    expect(addressesOf({ CidrBlock: '10.0.3.0/24' }, added)).toContain('2001:db8:1::-2001:db8:1:0:ffff:ffff:ffff:ffff');
  });
});

describe('the addresses of a VPC', () => {
  const addresses = (resources: Readonly<Record<string, unknown>>, id = 'Network') => {
    const vpc = new Extracted({ Subnet: subnet(), ...resources }).network.vpcs.get(`Test#${id}`);
    return { addresses: vpc && describeAddresses(vpc.addresses), undecided: vpc?.origin.undecided };
  };

  test('its prefix, and others that are added', () => {
    const Block = resource('AWS::EC2::VPCCidrBlock', { VpcId: ref('Network'), CidrBlock: '10.2.0.0/16' });
    expect(addresses({ Network, Block })).toEqual({
      addresses: '10.0.0.0-10.0.255.255 10.2.0.0-10.2.255.255',
      undecided: undefined,
    });
  });

  test('two VPCs have two blocks of IPv6', () => {
    const Other = resource('AWS::EC2::VPC', { CidrBlock: '10.1.0.0/16' });
    const OtherBlock = resource('AWS::EC2::VPCCidrBlock', { VpcId: ref('Other'), AmazonProvidedIpv6CidrBlock: true });
    expect(addresses({ Network, ...IPV6, Other, OtherBlock }, 'Other').addresses).toBe(
      '10.1.0.0-10.1.255.255 2001:db8:0:100::-2001:db8:0:1ff:ffff:ffff:ffff:ffff',
    );
  });

  test('all private ones, where an address manager chooses', () => {
    const chosen = resource('AWS::EC2::VPC', { Ipv4IpamPoolId: 'ipam-pool-1', Ipv4NetmaskLength: 16 });
    const { addresses: found, undecided } = addresses({ Network: chosen });
    expect(found).toContain('10.0.0.0-10.255.255.255');
    expect(found).toContain('172.16.0.0-172.31.255.255');
    expect(undecided).toBe('an address manager chooses the range of the VPC');
  });

  test.each([
    ['8443 443', [443n, 8443n]],
    ['443,444', [443n, 444n]],
    ['', []],
  ])('the ports of its tag %j', (Value, ports) => {
    const tagged = { ...Network, Properties: { ...Network.Properties, Tags: [{ Key: 'strongroom:ingress-ports', Value }] } };
    const { network } = new Extracted({ Network: tagged, Subnet: subnet() });
    const found = network.vpcs.get('Test#Network')?.ingressPorts;
    expect(ports.every((port) => found?.has(port))).toBe(true);
    expect(found?.has(80n)).toBe(false);
    expect(found?.isEmpty).toBe(ports.length === 0);
  });
});
