import { attribute, either, Network, ref, resource, subnet, UNKNOWN } from '../../../rules/network/fixtures';
import { entry } from '../../../rules/reachability/fixtures';
import { Extracted } from './extracted';

const NETWORK = { Network, Subnet: subnet({ CidrBlock: '10.0.1.0/24' }) };
const ACL = {
  ...NETWORK,
  Acl: resource('AWS::EC2::NetworkAcl', { VpcId: ref('Network') }),
  Association: resource('AWS::EC2::SubnetNetworkAclAssociation', { NetworkAclId: ref('Acl'), SubnetId: ref('Subnet') }),
};
const DEFAULT = 'the default network ACL allows all';

describe('the network ACL of a subnet', () => {
  test('without one of its own it is the default one, which allows all', () => {
    expect(new Extracted(NETWORK).acl('Subnet')).toEqual({ inbound: [DEFAULT], outbound: [DEFAULT] });
  });

  test('entries with a lower number come before those of the default one', () => {
    const Denial = entry(attribute('Network', 'DefaultNetworkAcl'), 1, { RuleAction: 'deny' });
    expect(new Extracted({ ...NETWORK, Denial }).acl('Subnet').inbound).toEqual([
      'entry 1 denies all traffic from 0.0.0.0/0',
      DEFAULT,
    ]);
  });

  test('its own entries, by their numbers', () => {
    const found = new Extracted({
      ...ACL,
      Last: entry(ref('Acl'), 200, { Protocol: '6', PortRange: { From: '443', To: 443 }, CidrBlock: '10.0.0.0/8' }),
      First: entry(ref('Acl'), 100, { Protocol: 1, Icmp: { Type: 3, Code: 4 }, RuleAction: 'DENY' }),
      Out: entry(ref('Acl'), 100, { Egress: 'true', Protocol: 17, PortRange: { From: 53, To: 53 } }),
    }).acl('Subnet');
    expect(found).toEqual({
      // Not every message of the type is denied.
      inbound: ['(entry 100 denies ICMP 3 from 0.0.0.0/0)', 'entry 200 allows TCP 443 from 10.0.0.0/8'],
      outbound: ['entry 100 allows UDP 53 to 0.0.0.0/0'],
    });
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['under a condition', { Condition: 'C' }],
    ['with a number that only the deployment knows', { RuleNumber: UNKNOWN }],
    ['with a protocol that only the deployment knows', { Protocol: UNKNOWN }],
    ['for ports that only the deployment knows', { Protocol: 6, PortRange: { From: UNKNOWN, To: 443 } }],
    ['from addresses that only the deployment knows', { CidrBlock: UNKNOWN }],
    ['that may be an allowance', { RuleAction: either('deny', 'allow') }],
    ['of one direction or the other', { Egress: UNKNOWN }],
  ])('a denial closes nothing %s', (_, { Condition, ...properties }) => {
    const Denial = entry(ref('Acl'), 1, { RuleAction: 'deny', ...properties });
    const found = new Extracted({ ...ACL, Denial: Condition === undefined ? Denial : { ...Denial, Condition } });
    const { inbound } = found.subnet('Subnet').acl;
    expect(inbound.filter(({ allows, isSure }) => !allows && isSure)).toEqual([]);
    expect(inbound).toHaveLength(1);
  });

  test('an association under a condition: what it or the default one allows', () => {
    const Association = { ...ACL.Association, Condition: 'C' };
    const { inbound } = new Extracted({ ...ACL, Association, Allowed: entry(ref('Acl'), 50) }).acl('Subnet');
    expect(inbound).toEqual(['entry 50 allows all traffic from 0.0.0.0/0', DEFAULT]);
  });

  test('an entry of an ACL that only the deployment knows may be one of any, if it allows', () => {
    const found = new Extracted({
      ...ACL,
      Allowed: entry(UNKNOWN, 50),
      Denied: entry(UNKNOWN, 1, { RuleAction: 'deny' }),
      OfAnother: entry('acl-1', 60),
    });
    expect(found.subnet('Subnet').acl.inbound).toMatchObject([
      {
        number: 50,
        allows: true,
        origin: { undecided: 'only the deployment knows the network ACL, or its subnet, so that it may be any' },
      },
    ]);
  });

  test('one that no template makes may allow all', () => {
    const Association = resource('AWS::EC2::SubnetNetworkAclAssociation', { NetworkAclId: 'acl-1', SubnetId: ref('Subnet') });
    const { acl } = new Extracted({ ...NETWORK, Association }).subnet('Subnet');
    expect(acl.inbound).toMatchObject([
      { allows: true, origin: { undecided: "no template here makes the network ACL 'acl-1'" } },
    ]);
  });
});

const group = (properties: Readonly<Record<string, unknown>> = {}) => {
  return resource('AWS::EC2::SecurityGroup', { VpcId: ref('Network'), ...properties });
};
const HTTPS = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };

describe('the rules of a security group', () => {
  test('without outbound rules of its own it lets everything out, whatever stands beside it', () => {
    const Beside = resource('AWS::EC2::SecurityGroupEgress', { GroupId: ref('Group'), ...HTTPS, CidrIp: '10.0.0.0/8' });
    expect(new Extracted({ ...NETWORK, Group: group(), Beside }).group('Group')).toEqual({
      inbound: [],
      outbound: ['has no outbound rules of its own, so that all is let out', 'lets out TCP 443 to 10.0.0.0/8'],
    });
  });

  test('inline, beside it, in lists under conditions', () => {
    const Beside = resource('AWS::EC2::SecurityGroupIngress', {
      GroupId: attribute('Group', 'GroupId'),
      IpProtocol: '-1',
      SourceSecurityGroupId: attribute('Group', 'GroupId'),
    });
    const Group = group({
      SecurityGroupIngress: either(
        [{ ...HTTPS, CidrIp: '0.0.0.0/0' }],
        [{ IpProtocol: 'icmp', FromPort: 8, ToPort: -1, CidrIpv6: '::/0' }],
      ),
      SecurityGroupEgress: [{ IpProtocol: 'udp', FromPort: 53, ToPort: 53, CidrIp: '10.0.0.2/32' }],
    });
    expect(new Extracted({ ...NETWORK, Group, Beside }).group('Group')).toEqual({
      inbound: ['lets in TCP 443 from 0.0.0.0/0', 'lets in ICMP 8 from ::/0', "lets in all traffic from the group 'Test/Group'"],
      outbound: ['lets out UDP 53 to 10.0.0.2/32'],
    });
  });

  test('a group that no template makes is known by its id; one that only the deployment knows is of private addresses', () => {
    const Group = group({
      SecurityGroupIngress: [
        { ...HTTPS, SourceSecurityGroupId: 'sg-1' },
        { ...HTTPS, SourceSecurityGroupId: UNKNOWN },
        { ...HTTPS, SourcePrefixListId: 'pl-1' },
      ],
    });
    const { network } = new Extracted({ ...NETWORK, Group });
    const [named, unknown, list] = network.groups.get('Test#Group')?.inbound ?? [];
    expect(named?.peers.kind).toBe('group');
    expect(named?.origin.undecided).toBeUndefined();
    expect(unknown?.peers.kind === 'addresses' && unknown.peers.addresses.first).toBe(0n);
    expect(unknown?.origin.undecided).toBe('no template here shows whose the security group is');
    expect(list?.origin.undecided).toBe("no template here shows the prefix list 'pl-1'");
  });

  test('rules that only the deployment knows may let everything in', () => {
    const { network } = new Extracted({ ...NETWORK, Group: group({ SecurityGroupIngress: UNKNOWN }) });
    expect(network.groups.get('Test#Group')?.inbound).toMatchObject([
      { origin: { undecided: expect.stringContaining('its rules are') } },
    ]);
  });

  test('an Elastic IP address is nobody on the internet', () => {
    const Group = group({ SecurityGroupIngress: [{ ...HTTPS, CidrIp: { 'Fn::Join': ['', [ref('Address'), '/32']] } }] });
    const { network } = new Extracted({ ...NETWORK, Group, Address: resource('AWS::EC2::EIP') });
    const [rule] = network.groups.get('Test#Group')?.inbound ?? [];
    expect(rule?.peers.kind === 'addresses' && rule.peers.addresses.isEmpty).toBe(true);
  });

  test('the default one of a VPC lets in whoever has it, unless it is emptied', () => {
    const id = 'Network.DefaultSecurityGroup';
    expect(new Extracted(NETWORK).group(id).inbound).toEqual(['the security group that AWS makes lets in whoever has it']);
    const Restriction = resource('Custom::VpcRestrictDefaultSG', {
      DefaultSecurityGroupId: attribute('Network', 'DefaultSecurityGroup'),
    });
    expect(new Extracted({ ...NETWORK, Restriction }).group(id)).toEqual({ inbound: [], outbound: [] });
  });
});

describe('what Block Public Access lets pass', () => {
  const options = (InternetGatewayBlockMode: unknown) => ({
    Options: resource('AWS::EC2::VPCBlockPublicAccessOptions', { InternetGatewayBlockMode }),
  });
  const exclusion = (InternetGatewayExclusionMode: unknown, at: unknown = ref('Subnet')) => ({
    Exclusion: resource('AWS::EC2::VPCBlockPublicAccessExclusion', { InternetGatewayExclusionMode, SubnetId: at }),
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['nothing is said', {}, 'both-ways'],
    ['both ways are blocked', options('block-bidirectional'), 'blocked'],
    ['the way in is blocked', options('block-ingress'), 'outward-only'],
    ['only the deployment knows the mode', options(UNKNOWN), 'both-ways'],
    ['it is there under a condition', { Options: { ...options('block-bidirectional').Options, Condition: 'C' } }, 'both-ways'],
    ['the subnet is excluded', { ...options('block-bidirectional'), ...exclusion('allow-bidirectional') }, 'both-ways'],
    ['the subnet may go out', { ...options('block-bidirectional'), ...exclusion('allow-egress') }, 'outward-only'],
    ['its VPC is excluded', { ...options('block-ingress'), ...exclusion('allow-bidirectional', ref('Network')) }, 'both-ways'],
    [
      'another subnet is excluded',
      { ...options('block-bidirectional'), ...exclusion('allow-bidirectional', 'subnet-1') },
      'blocked',
    ],
    [
      'nobody knows what is excluded',
      { ...options('block-bidirectional'), ...exclusion('allow-bidirectional', UNKNOWN) },
      'both-ways',
    ],
  ])('where %s', (_, resources, expected) => {
    expect(new Extracted({ ...NETWORK, ...resources }).subnet('Subnet').publicAccess).toBe(expected);
  });
});
