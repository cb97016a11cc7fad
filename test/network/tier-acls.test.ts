import { CidrPlan } from '../../lib/network/cidr-plan';
import { SegmentedVpc, SubnetTier } from '../../lib/network/segmented-vpc';
import { type AclRule, type AclRules, tierAclRules } from '../../lib/network/tier-acl-rules';
import { testStack } from '../support/app';
import { resourcesOf } from './support';

const TABLES = {
  ingress: [
    'in 10 deny all 10.0.32.0/19',
    'in 100 allow tcp 443-443 0.0.0.0/0',
    'in 200 allow tcp 1024-65535 10.0.128.0/18',
    'in 900 allow icmp 3/4 0.0.0.0/0',
    'out 10 deny all 10.0.32.0/19',
    'out 100 allow tcp 443-443 10.0.128.0/18',
    'out 101 allow tcp 8443-8443 10.0.128.0/18',
    'out 900 allow tcp 1024-65535 0.0.0.0/0',
  ],
  application: [
    'in 100 allow tcp 443-443 10.0.0.0/19',
    'in 101 allow tcp 8443-8443 10.0.0.0/19',
    'in 200 allow tcp 1024-65535 10.0.32.0/19',
    'in 300 allow tcp 443-443 10.0.128.0/18',
    'in 310 allow tcp 1024-65535 10.0.128.0/18',
    'in 900 deny all 10.0.0.0/16',
    'in 910 allow tcp 1024-65535 0.0.0.0/0',
    'out 100 allow tcp 1024-65535 10.0.0.0/19',
    'out 200 allow tcp 3306-3306 10.0.32.0/19',
    'out 201 allow tcp 5432-5432 10.0.32.0/19',
    'out 202 allow tcp 6379-6379 10.0.32.0/19',
    'out 300 allow tcp 443-443 10.0.128.0/18',
    'out 310 allow tcp 1024-65535 10.0.128.0/18',
    'out 900 deny all 10.0.0.0/16',
    'out 910 allow tcp 443-443 0.0.0.0/0',
  ],
  data: [
    'in 100 allow tcp 3306-3306 10.0.128.0/18',
    'in 101 allow tcp 5432-5432 10.0.128.0/18',
    'in 102 allow tcp 6379-6379 10.0.128.0/18',
    'in 200 allow tcp 1024-65535 10.0.32.0/19',
    'out 100 allow tcp 1024-65535 10.0.128.0/18',
    'out 200 allow tcp 1024-65535 10.0.32.0/19',
  ],
  // The default ACL comes with an entry 100 that allows everything; these overrule it.
  default: ['in 1 deny all 0.0.0.0/0', 'out 1 deny all 0.0.0.0/0'],
};

describe('the network ACLs in the template', () => {
  const stack = testStack();
  new SegmentedVpc(stack, 'Network');

  test.each(Object.entries(TABLES))('%s has these entries and no other', (tier, table) => {
    const entries = resourcesOf(stack, 'AWS::EC2::NetworkAclEntry')
      .filter(({ path }) => path.startsWith(`Test/Network/NetworkAcls/${tier}/`))
      .map(({ properties }) => line(properties));
    expect(entries.sort(byDirectionAndNumber)).toEqual(table);
  });

  test('there is no entry but those', () => {
    expect(resourcesOf(stack, 'AWS::EC2::NetworkAclEntry')).toHaveLength(Object.values(TABLES).flat().length);
  });

  test('the entries of the default ACL are on the default ACL', () => {
    const entries = resourcesOf(stack, 'AWS::EC2::NetworkAclEntry').filter(({ path }) => path.includes('/NetworkAcls/default/'));
    const [vpc] = resourcesOf(stack, 'AWS::EC2::VPC');
    expect(entries.map(({ properties }) => properties.NetworkAclId)).toEqual([
      { 'Fn::GetAtt': [vpc?.id, 'DefaultNetworkAcl'] },
      { 'Fn::GetAtt': [vpc?.id, 'DefaultNetworkAcl'] },
    ]);
  });

  test('every subnet has the ACL of its tier', () => {
    const byId = new Map(resourcesOf(stack).map((resource) => [resource.id, resource]));
    const pairs = resourcesOf(stack, 'AWS::EC2::SubnetNetworkAclAssociation').map(({ properties }) => [
      byId.get(properties.SubnetId.Ref)?.path,
      byId.get(properties.NetworkAclId.Ref)?.path,
    ]);
    expect(pairs.sort()).toEqual(
      ['application', 'data', 'ingress'].flatMap((tier) =>
        [1, 2, 3].map((zone) => [
          `Test/Network/Resource/${tier}Subnet${zone}/Subnet`,
          `Test/Network/NetworkAcls/${tier}/Resource`,
        ]),
      ),
    );
  });
});

describe('what the network ACLs let through', () => {
  const INTERNET = { tier: undefined, address: '203.0.113.7' };
  const S3 = { tier: undefined, address: '52.95.170.1' };
  const LOAD_BALANCER = { tier: SubnetTier.INGRESS, address: '10.0.4.10' };
  const APPLICATION = { tier: SubnetTier.APPLICATION, address: '10.0.136.10' };
  const ENDPOINT = { tier: SubnetTier.APPLICATION, address: '10.0.144.20' };
  const DATABASE = { tier: SubnetTier.DATA, address: '10.0.36.10' };
  const REPLICA = { tier: SubnetTier.DATA, address: '10.0.40.10' };
  const RESERVED = { tier: undefined, address: '10.0.64.10' };
  const rules = tierAclRules(new CidrPlan('10.0.0.0/16'), {
    ingress: [443],
    application: [443, 8443],
    database: [3306, 5432, 6379],
  });

  const allowed: [string, Host, Host, number][] = [
    ['a client to a load balancer', INTERNET, LOAD_BALANCER, 443],
    ['a load balancer to an application', LOAD_BALANCER, APPLICATION, 443],
    ['a load balancer to an application on a high port', LOAD_BALANCER, APPLICATION, 8443],
    ['an application to a database', APPLICATION, DATABASE, 5432],
    ['an application to an endpoint in another zone', APPLICATION, ENDPOINT, 443],
    ['an application to S3 through the gateway endpoint', APPLICATION, S3, 443],
    ['a database to its replica', DATABASE, REPLICA, 3306],
  ];
  const refused: [string, Host, Host, number][] = [
    ['a client to a load balancer in clear', INTERNET, LOAD_BALANCER, 80],
    ['a client to a load balancer by SSH', INTERNET, LOAD_BALANCER, 22],
    ['a client to an application', INTERNET, APPLICATION, 443],
    ['a client to a database', INTERNET, DATABASE, 5432],
    ['a load balancer to a database', LOAD_BALANCER, DATABASE, 5432],
    ['a load balancer to an application on another port', LOAD_BALANCER, APPLICATION, 9000],
    ['an application to a database by SSH', APPLICATION, DATABASE, 22],
    ['an application to the internet in clear', APPLICATION, INTERNET, 80],
    ['an application to addresses of no tier', APPLICATION, RESERVED, 443],
    ['a database to the internet', DATABASE, INTERNET, 443],
    ['a database to S3', DATABASE, S3, 443],
    ['a database to an endpoint', DATABASE, ENDPOINT, 443],
    ['a database to a load balancer', DATABASE, LOAD_BALANCER, 8443],
    ['addresses of no tier to an application', RESERVED, APPLICATION, 8443],
    ['addresses of no tier to a database', RESERVED, DATABASE, 5432],
  ];

  test.each(allowed)('%s, and the answer', (_, from, to, port) => {
    for (const ephemeral of [1024, 32768, 65535]) expect(connects(rules, from, to, port, ephemeral)).toBe(true);
  });

  test.each(refused)('not %s', (_, from, to, port) => {
    for (const ephemeral of [1024, 32768, 65535]) expect(connects(rules, from, to, port, ephemeral)).toBe(false);
  });

  test('without the entries for answers, nothing connects', () => {
    const stateful = {
      [SubnetTier.INGRESS]: withoutAnswers(rules[SubnetTier.INGRESS]),
      [SubnetTier.APPLICATION]: withoutAnswers(rules[SubnetTier.APPLICATION]),
      [SubnetTier.DATA]: withoutAnswers(rules[SubnetTier.DATA]),
    };
    expect(allowed.filter(([, from, to, port]) => connects(stateful, from, to, port, 32768))).toEqual([]);
  });
});

interface Host {
  readonly tier: SubnetTier | undefined;
  readonly address: string;
}

/** Evaluates ACLs as AWS does: statelessly, the lowest number that matches decides, and none at all denies. */
function connects(rules: Readonly<Record<SubnetTier, AclRules>>, from: Host, to: Host, port: number, ephemeral: number): boolean {
  const passes = (source: Host, target: Host, targetPort: number): boolean =>
    (source.tier === undefined || decides(rules[source.tier].outbound, target.address, targetPort)) &&
    (target.tier === undefined || decides(rules[target.tier].inbound, source.address, targetPort));
  return passes(from, to, port) && passes(to, from, ephemeral);
}

function decides(rules: readonly AclRule[], other: string, port: number): boolean {
  const match = [...rules]
    .sort((a, b) => a.number - b.number)
    .find(({ cidr, traffic }) => {
      const ofPort = traffic === 'all' || (traffic !== 'fragmentation-needed' && port >= traffic[0] && port <= traffic[1]);
      return ofPort && inCidr(other, cidr);
    });
  return match?.action === 'allow';
}

function withoutAnswers({ inbound, outbound }: AclRules): AclRules {
  return { inbound: inbound.filter(notEphemeral), outbound: outbound.filter(notEphemeral) };
}

function notEphemeral({ traffic }: AclRule): boolean {
  return typeof traffic === 'string' || traffic[0] !== 1024 || traffic[1] !== 65535;
}

function inCidr(address: string, cidr: string): boolean {
  const [base = '', prefix = '0'] = cidr.split('/');
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(base) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

interface EntryProperties {
  readonly Egress: boolean;
  readonly RuleNumber: number;
  readonly RuleAction: string;
  readonly Protocol: number;
  readonly CidrBlock: string;
  readonly PortRange?: { readonly From: number; readonly To: number };
  readonly Icmp?: { readonly Type: number; readonly Code: number };
}

function line(entry: EntryProperties): string {
  const traffic = {
    '-1': 'all',
    '1': `icmp ${entry.Icmp?.Type}/${entry.Icmp?.Code}`,
    '6': `tcp ${entry.PortRange?.From}-${entry.PortRange?.To}`,
  }[String(entry.Protocol)];
  return [entry.Egress ? 'out' : 'in', entry.RuleNumber, entry.RuleAction, traffic, entry.CidrBlock].join(' ');
}

function byDirectionAndNumber(a: string, b: string): number {
  const key = (text: string): string => text.replace(/ (\d+) /, (_, number: string) => ` ${number.padStart(5, '0')} `);
  return key(a).localeCompare(key(b));
}
