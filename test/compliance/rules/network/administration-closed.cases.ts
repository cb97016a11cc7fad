import { Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { administrationClosed } from '../../../../lib/compliance/rules/network/administration-closed';
import { SegmentedVpc } from '../../../../lib/network/segmented-vpc';
import type { RuleCases } from '../cases';
import { addVpc, attribute, either, Network, NO_VALUE, ref, resource, UNKNOWN } from './fixtures';

const ANYONE = { CidrIp: '0.0.0.0/0' };
const SSH = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };
const group = (...SecurityGroupIngress: unknown[]) => ({ Group: resource('AWS::EC2::SecurityGroup', { SecurityGroupIngress }) });
const rule = (properties = {}) => ({ Rule: resource('AWS::EC2::SecurityGroupIngress', { ...SSH, ...properties }) });
const entry = (properties = {}) => {
  const open = { RuleAction: 'allow', Protocol: 6, CidrBlock: '0.0.0.0/0' };
  return { Entry: resource('AWS::EC2::NetworkAclEntry', { ...open, ...properties }) };
};
const range = (From: unknown, To: unknown) => ({ PortRange: { From, To } });
const prefixes = (...cidrs: unknown[]) => resource('AWS::EC2::PrefixList', { Entries: cidrs.map((Cidr) => ({ Cidr })) });

/** Ports of one kind each, with what a finding says of them. */
const PORTS: Readonly<Record<number, RegExp>> = {
  22: /port 22 \(SSH\)/,
  1433: /1433 \(SQL Server\)/,
  1521: /1521 \(Oracle\)/,
  2375: /2375 \(Docker\)/,
  3306: /3306 \(MySQL\)/,
  3389: /3389 \(RDP\)/,
  5432: /5432 \(PostgreSQL\)/,
  5439: /5439 \(Redshift\)/,
  5985: /5985 \(WinRM\)/,
  6379: /6379 \(Redis\)/,
  9200: /9200 \(OpenSearch\)/,
  11211: /11211 \(Memcached\)/,
  27017: /27017 \(MongoDB\)/,
};

export const CASES: RuleCases = {
  rule: administrationClosed,
  compliant: {
    'HTTPS from anyone': {
      resources: group({ ...ANYONE, IpProtocol: 'tcp', FromPort: 443, ToPort: '443' }),
      at: ['Test/Group'],
    },
    'no rule': { resources: { Group: resource('AWS::EC2::SecurityGroup') }, at: ['Test/Group'] },
    'a rule that a condition leaves out': { resources: group(NO_VALUE), at: ['Test/Group'] },
    'SSH from private ranges, an office, a group and the VPC': {
      resources: {
        Network,
        ...group(
          { ...SSH, CidrIp: '10.0.0.0/8' },
          { ...SSH, CidrIp: '198.51.100.0/24' },
          { ...SSH, CidrIpv6: '2001:db8:1::/48' },
          { ...SSH, SourceSecurityGroupId: ref('Bastion') },
          { ...SSH, CidrIp: attribute('Network', 'CidrBlock') },
        ),
      },
      at: ['Test/Group'],
    },
    'SSH from a list of offices': {
      resources: { Offices: prefixes('198.51.100.0/24', '203.0.113.7/32'), ...rule({ SourcePrefixListId: ref('Offices') }) },
      at: ['Test/Rule'],
    },
    'pings from anyone': { resources: rule({ ...ANYONE, IpProtocol: 'icmp', FromPort: -1, ToPort: -1 }), at: ['Test/Rule'] },
    'everything from a security group': {
      resources: rule({ SourceSecurityGroupId: ref('Group'), IpProtocol: '-1', FromPort: undefined, ToPort: undefined }),
      at: ['Test/Rule'],
    },
    'an ACL that takes answers on ephemeral ports': { resources: entry(range(1024, 65535)), at: ['Test/Entry'] },
    'an ACL that takes all, beside the security groups': { resources: entry({ Protocol: -1 }), at: ['Test/Entry'] },
    'an ACL that takes HTTPS': { resources: entry(range(443, 443)), at: ['Test/Entry'] },
    'an ACL that denies': { resources: entry({ RuleAction: 'deny', ...range(22, 22) }), at: ['Test/Entry'] },
    'an ACL for what goes out': { resources: entry({ Egress: true, ...range(22, 22) }), at: ['Test/Entry'] },
    'a SegmentedVpc': {
      build: (stack) => void new SegmentedVpc(stack, 'Network'),
      at: [
        'Test/Network/NetworkAcls/application/Resource',
        'Test/Network/NetworkAcls/data/Resource',
        'Test/Network/NetworkAcls/default/In1',
        'Test/Network/NetworkAcls/application/In910/Resource',
        'Test/Network/Endpoints/SecurityGroup/Resource',
      ],
    },
  },
  violations: {
    ...Object.fromEntries(
      Object.entries(PORTS).map(([port, says]) => [
        `port ${port} from anyone`,
        { resources: rule({ ...ANYONE, FromPort: port, ToPort: Number(port) }), at: { 'Test/Rule': says } },
      ]),
    ),
    'the second rule of a group': {
      resources: group({ ...SSH, CidrIp: '10.0.0.0/8' }, { ...SSH, ...ANYONE }),
      at: { 'Test/Group': /from '0\.0\.0\.0\/0' to port 22 \(SSH\)/ },
    },
    'any IPv6 address': { resources: rule({ CidrIpv6: '::/0' }), at: { 'Test/Rule': /'::\/0'/ } },
    'one half of the internet, and the other': {
      resources: group({ ...SSH, CidrIp: '0.0.0.0/1' }, { ...SSH, CidrIp: '128.0.0.0/1' }),
      at: { 'Test/Group': [/'0\.0\.0\.0\/1'/, /'128\.0\.0\.0\/1'/] },
    },
    'a private range and what lies around it': {
      resources: rule({ CidrIp: '10.0.0.0/7' }),
      at: { 'Test/Rule': /10\.0\.0\.0\/7/ },
    },
    'all protocols': {
      resources: rule({ ...ANYONE, IpProtocol: '-1', FromPort: undefined, ToPort: undefined }),
      at: { 'Test/Rule': /port 22 \(SSH\), 23 \(Telnet\), 69 \(TFTP\)|and \d+ others/ },
    },
    'all protocols, with ports that do not count': {
      resources: rule({ ...ANYONE, IpProtocol: -1, FromPort: 443, ToPort: 443 }),
      at: { 'Test/Rule': /others/ },
    },
    'all ports': { resources: rule({ ...ANYONE, FromPort: 0, ToPort: 65535 }), at: { 'Test/Rule': /others/ } },
    'TCP by its number, without ports': {
      resources: rule({ ...ANYONE, IpProtocol: 6, FromPort: undefined, ToPort: undefined }),
      at: { 'Test/Rule': /others/ },
    },
    'a range with such a port in it': {
      resources: rule({ ...ANYONE, FromPort: 5000, ToPort: 6000 }),
      at: { 'Test/Rule': /5432 \(PostgreSQL\)/ },
    },
    'RDP by UDP': { resources: rule({ ...ANYONE, IpProtocol: 'udp', FromPort: 3389, ToPort: 3389 }), at: { 'Test/Rule': /RDP/ } },
    'anyone in production': {
      resources: rule({ CidrIp: either('0.0.0.0/0', '10.0.0.0/8') }),
      at: { 'Test/Rule': /'0\.0\.0\.0\/0'/ },
    },
    'a source that only the deployment knows': {
      resources: rule({ CidrIp: UNKNOWN }),
      at: { 'Test/Rule': /from a value that only the deployment knows/ },
    },
    'ports that only the deployment knows': {
      resources: rule({ ...ANYONE, FromPort: UNKNOWN, ToPort: UNKNOWN }),
      at: { 'Test/Rule': /ports that only the deployment knows/ },
    },
    'a protocol that only the deployment knows': {
      resources: rule({ ...ANYONE, IpProtocol: UNKNOWN }),
      at: { 'Test/Rule': /port 22/ },
    },
    'rules that only the deployment knows': {
      resources: { Group: resource('AWS::EC2::SecurityGroup', { SecurityGroupIngress: UNKNOWN }) },
      at: { 'Test/Group': /whom the security group lets in is a value that only the deployment knows/ },
    },
    'a list of prefixes with the internet in it': {
      resources: { Offices: prefixes('198.51.100.0/24', '0.0.0.0/0'), ...rule({ SourcePrefixListId: ref('Offices') }) },
      at: { 'Test/Rule': /'0\.0\.0\.0\/0' in the prefix list 'Test\/Offices'/ },
    },
    'a list of prefixes from elsewhere': {
      resources: rule({ SourcePrefixListId: 'pl-0123' }),
      at: { 'Test/Rule': /'pl-0123', a list that no template here shows/ },
    },
    'an ACL for SSH, at its entry': {
      resources: { Acl: resource('AWS::EC2::NetworkAcl'), ...entry({ NetworkAclId: ref('Acl'), ...range(22, 22) }) },
      at: { 'Test/Entry': /SSH/ },
    },
    'an ACL for databases, in IPv6': {
      resources: entry({ CidrBlock: undefined, Ipv6CidrBlock: '::/0', ...range(27017, 27019), Egress: 'false' }),
      at: { 'Test/Entry': /27017 \(MongoDB\), 27018/ },
    },
    "the CDK's security group": {
      build: (stack) => {
        const open = new SecurityGroup(stack, 'Bastion', { vpc: addVpc(stack, 'Vpc') });
        open.addIngressRule(Peer.anyIpv4(), Port.SSH);
        open.addIngressRule(Peer.anyIpv4(), Port.HTTPS);
      },
      at: { 'Test/Bastion/Resource': /SSH/ },
    },
  },
  notApplicable: {
    'a rule for what goes out': {
      resources: { Rule: resource('AWS::EC2::SecurityGroupEgress', { ...SSH, ...ANYONE }) },
      at: ['Test/Rule'],
    },
  },
};
