import { CidrPlan } from '../../../lib/network/addresses/cidr-plan';
import { SegmentedVpc, type SegmentedVpcProps, SubnetTier } from '../../../lib/network/segmented-vpc';
import { type AclRule, type AclRules, tierAclRules } from '../../../lib/network/tiers/tier-acl-rules';
import { MOST_ENTRIES, tierEntries } from '../../../lib/network/tiers/tier-entries';
import { testStack } from '../../support/app';
import { resourcesOf } from '../support';

/** Without a way out, and without a management tier. */
const SMALL = {
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
    'in 320 allow tcp 1024-65535 10.0.64.0/20',
    'in 900 deny all 10.0.0.0/16',
    'in 910 allow tcp 1024-65535 0.0.0.0/0',
    'out 100 allow tcp 1024-65535 10.0.0.0/19',
    'out 200 allow tcp 3306-3306 10.0.32.0/19',
    'out 201 allow tcp 5432-5432 10.0.32.0/19',
    'out 202 allow tcp 6379-6379 10.0.32.0/19',
    'out 300 allow tcp 443-443 10.0.128.0/18',
    'out 310 allow tcp 1024-65535 10.0.128.0/18',
    'out 320 allow tcp 443-443 10.0.64.0/20',
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
  endpoints: ['in 100 allow tcp 443-443 10.0.128.0/18', 'out 100 allow tcp 1024-65535 10.0.128.0/18'],
  // The default ACL comes with an entry 100 that allows everything; these overrule it.
  default: ['in 1 deny all 0.0.0.0/0', 'out 1 deny all 0.0.0.0/0'],
};

const WAY_OUT = [
  'in 100 allow tcp 443-443 10.0.128.0/18',
  'in 120 allow tcp 443-443 10.0.96.0/20',
  'in 900 deny all 10.0.0.0/16',
  'in 910 allow tcp 1024-65535 0.0.0.0/0',
  'out 100 allow tcp 1024-65535 10.0.128.0/18',
  'out 120 allow tcp 1024-65535 10.0.96.0/20',
  'out 900 deny all 10.0.0.0/16',
  'out 910 allow tcp 443-443 0.0.0.0/0',
];

/** With all tiers: what they add. */
const ADDED = {
  ingress: [],
  application: [
    'in 120 allow tcp 443-443 10.0.96.0/20',
    'in 121 allow tcp 8443-8443 10.0.96.0/20',
    'out 120 allow tcp 1024-65535 10.0.96.0/20',
  ],
  data: [
    'in 120 allow tcp 3306-3306 10.0.96.0/20',
    'in 121 allow tcp 5432-5432 10.0.96.0/20',
    'in 122 allow tcp 6379-6379 10.0.96.0/20',
    'out 120 allow tcp 1024-65535 10.0.96.0/20',
  ],
  endpoints: ['in 120 allow tcp 443-443 10.0.96.0/20', 'out 120 allow tcp 1024-65535 10.0.96.0/20'],
  firewall: WAY_OUT,
  egress: WAY_OUT,
  management: [
    'in 100 allow tcp 1024-65535 10.0.128.0/18',
    'in 200 allow tcp 1024-65535 10.0.32.0/19',
    'in 300 allow tcp 443-443 10.0.96.0/20',
    'in 310 allow tcp 1024-65535 10.0.96.0/20',
    'in 320 allow tcp 1024-65535 10.0.64.0/20',
    'in 900 deny all 10.0.0.0/16',
    'in 910 allow tcp 1024-65535 0.0.0.0/0',
    'out 100 allow tcp 443-443 10.0.128.0/18',
    'out 101 allow tcp 8443-8443 10.0.128.0/18',
    'out 200 allow tcp 3306-3306 10.0.32.0/19',
    'out 201 allow tcp 5432-5432 10.0.32.0/19',
    'out 202 allow tcp 6379-6379 10.0.32.0/19',
    'out 300 allow tcp 443-443 10.0.96.0/20',
    'out 310 allow tcp 1024-65535 10.0.96.0/20',
    'out 320 allow tcp 443-443 10.0.64.0/20',
    'out 900 deny all 10.0.0.0/16',
    'out 910 allow tcp 443-443 0.0.0.0/0',
  ],
  default: [],
};

const ALL: Record<string, readonly string[]> = Object.fromEntries(
  Object.entries(ADDED).map(([tier, added]) => [tier, [...(SMALL[tier as keyof typeof SMALL] ?? []), ...added]]),
);

/** Added by IPv6: the block of a tier by its place in the network's. */
const IPV6: Record<string, readonly string[]> = {
  ingress: [
    'in 1100 allow tcp 443-443 ::/0',
    'in 1200 allow tcp 1024-65535 2/4',
    'in 1900 allow icmp6 2/0 ::/0',
    'out 1100 allow tcp 443-443 2/4',
    'out 1101 allow tcp 8443-8443 2/4',
    'out 1900 allow tcp 1024-65535 ::/0',
  ],
  application: [
    'in 1100 allow tcp 443-443 0/8',
    'in 1101 allow tcp 8443-8443 0/8',
    'in 1120 allow tcp 443-443 6/16',
    'in 1121 allow tcp 8443-8443 6/16',
    'in 1300 allow tcp 443-443 2/4',
    'in 1310 allow tcp 1024-65535 2/4',
    'out 1100 allow tcp 1024-65535 0/8',
    'out 1120 allow tcp 1024-65535 6/16',
    'out 1300 allow tcp 443-443 2/4',
    'out 1310 allow tcp 1024-65535 2/4',
  ],
  management: [
    'in 1100 allow tcp 1024-65535 2/4',
    'in 1300 allow tcp 443-443 6/16',
    'in 1310 allow tcp 1024-65535 6/16',
    'out 1100 allow tcp 443-443 2/4',
    'out 1101 allow tcp 8443-8443 2/4',
    'out 1300 allow tcp 443-443 6/16',
    'out 1310 allow tcp 1024-65535 6/16',
  ],
  default: ['in 2 deny all ::/0', 'out 2 deny all ::/0'],
};

const EVERYTHING = { management: true, allowedDomains: ['api.example.com'] };

describe.each([
  ['of a small network', {}, SMALL],
  ['of all tiers', EVERYTHING, ALL],
  ['with IPv6', { ...EVERYTHING, ipv6: true }, both(ALL, IPV6)],
])('the network ACLs in the template, %s', (_, props: SegmentedVpcProps, tables: Record<string, readonly string[]>) => {
  const stack = testStack();
  const { tiers } = new SegmentedVpc(stack, 'Network', props);

  test.each(Object.entries(tables))('%s has these entries and no other', (tier, table) => {
    const entries = resourcesOf(stack, 'AWS::EC2::NetworkAclEntry')
      .filter(({ path }) => path.startsWith(`Test/Network/NetworkAcls/${tier}/`))
      .map(({ properties }) => line(properties));
    expect(entries.sort(byDirectionAndNumber)).toEqual([...table].sort(byDirectionAndNumber));
  });

  test('there is no entry but those', () => {
    expect(Object.keys(tables).filter((tier) => tier !== 'default')).toEqual(tiers);
    expect(resourcesOf(stack, 'AWS::EC2::NetworkAclEntry')).toHaveLength(Object.values(tables).flat().length);
  });

  test('the entries of the default ACL are on the default ACL', () => {
    const entries = resourcesOf(stack, 'AWS::EC2::NetworkAclEntry').filter(({ path }) => path.includes('/NetworkAcls/default/'));
    const [vpc] = resourcesOf(stack, 'AWS::EC2::VPC');
    for (const { properties } of entries)
      expect(properties.NetworkAclId).toEqual({ 'Fn::GetAtt': [vpc?.id, 'DefaultNetworkAcl'] });
  });

  test('every subnet has the ACL of its tier', () => {
    const byId = new Map(resourcesOf(stack).map((resource) => [resource.id, resource]));
    const pairs = resourcesOf(stack, 'AWS::EC2::SubnetNetworkAclAssociation').map(({ properties }) => [
      byId.get(properties.SubnetId.Ref)?.path,
      byId.get(properties.NetworkAclId.Ref)?.path,
    ]);
    expect(pairs.sort()).toEqual(
      [...tiers]
        .sort()
        .flatMap((tier) =>
          [1, 2, 3].map((zone) => [
            `Test/Network/Resource/${tier}Subnet${zone}/Subnet`,
            `Test/Network/NetworkAcls/${tier}/Resource`,
          ]),
        ),
    );
  });
});

test('no ACL has more entries of a family and direction than AWS allows, however many ports there are', () => {
  const ports = [1443, 2443, 3443, 4443, 5443];
  const entries = tierEntries({ ingress: ports, application: ports, database: ports });
  for (const { inbound, outbound } of Object.values(entries)) {
    expect(Math.max(inbound.length, outbound.length)).toBeLessThanOrEqual(MOST_ENTRIES);
    for (const direction of [inbound, outbound])
      expect(new Set(direction.map(({ number }) => number)).size).toBe(direction.length);
  }
});

describe('what the network ACLs let through', () => {
  const INTERNET = { tier: undefined, address: '203.0.113.7' };
  const S3 = { tier: undefined, address: '52.95.170.1' };
  const LOAD_BALANCER = { tier: SubnetTier.INGRESS, address: '10.0.4.10' };
  const APPLICATION = { tier: SubnetTier.APPLICATION, address: '10.0.136.10' };
  const OTHER_APPLICATION = { tier: SubnetTier.APPLICATION, address: '10.0.144.20' };
  const ENDPOINT = { tier: SubnetTier.ENDPOINTS, address: '10.0.66.20' };
  const DATABASE = { tier: SubnetTier.DATA, address: '10.0.36.10' };
  const REPLICA = { tier: SubnetTier.DATA, address: '10.0.40.10' };
  const VPN = { tier: SubnetTier.MANAGEMENT, address: '10.0.98.10' };
  const INSTANCE = { tier: SubnetTier.MANAGEMENT, address: '10.0.96.10' };
  const FIREWALL = { tier: SubnetTier.FIREWALL, address: '10.0.80.10' };
  const NAT = { tier: SubnetTier.EGRESS, address: '10.0.112.10' };
  const RESERVED = { tier: undefined, address: '10.0.192.10' };
  const rules = tierAclRules({
    plan: new CidrPlan('10.0.0.0/16'),
    ports: { ingress: [443], application: [443, 8443], database: [3306, 5432, 6379] },
    tiers: Object.values(SubnetTier),
  });

  const allowed: [string, Host, Host, number][] = [
    ['a client to a load balancer', INTERNET, LOAD_BALANCER, 443],
    ['a load balancer to an application', LOAD_BALANCER, APPLICATION, 443],
    ['a load balancer to an application on a high port', LOAD_BALANCER, APPLICATION, 8443],
    ['an application to a database', APPLICATION, DATABASE, 5432],
    ['an application to an endpoint in another zone', APPLICATION, ENDPOINT, 443],
    ['an application to S3 through the gateway endpoint', APPLICATION, S3, 443],
    ['an application to another one', APPLICATION, OTHER_APPLICATION, 443],
    ['a database to its replica', DATABASE, REPLICA, 3306],
    ['an application to the internet, by TLS', APPLICATION, INTERNET, 443],
    ['an instance to an endpoint', INSTANCE, ENDPOINT, 443],
    ['an instance to S3 through the gateway endpoint', INSTANCE, S3, 443],
    ['a person to an application', VPN, APPLICATION, 8443],
    ['a person to a database', VPN, DATABASE, 5432],
    ['a person to an instance', VPN, INSTANCE, 443],
    ['a NAT gateway to the internet, by TLS', NAT, INTERNET, 443],
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
    ['a database to a person', DATABASE, VPN, 443],
    ['an application to a person', APPLICATION, VPN, 443],
    ['a load balancer to a person', LOAD_BALANCER, VPN, 443],
    ['a load balancer to an endpoint', LOAD_BALANCER, ENDPOINT, 443],
    ['a client to an endpoint', INTERNET, ENDPOINT, 443],
    ['a client to an instance', INTERNET, INSTANCE, 443],
    ['a client to the firewall', INTERNET, FIREWALL, 443],
    ['a client to a NAT gateway', INTERNET, NAT, 443],
    ['a person to an instance by SSH', VPN, INSTANCE, 22],
    ['a person to an application by SSH', VPN, APPLICATION, 22],
    ['a person to the internet in clear', VPN, INTERNET, 80],
    ['a load balancer to the firewall', LOAD_BALANCER, FIREWALL, 443],
    ['a database to the firewall', DATABASE, FIREWALL, 443],
    ['a database to a NAT gateway', DATABASE, NAT, 443],
    ['an endpoint to an application', ENDPOINT, APPLICATION, 443],
    ['a NAT gateway to an application', NAT, APPLICATION, 443],
    ['a NAT gateway to a database', NAT, DATABASE, 5432],
    ['a NAT gateway to the internet in clear', NAT, INTERNET, 80],
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
    const stateful = new Map([...rules].map(([tier, ofTier]) => [tier, withoutAnswers(ofTier)]));
    expect(allowed.filter(([, from, to, port]) => connects(stateful, from, to, port, 32768))).toEqual([]);
  });

  describe('of what only passes', () => {
    const passing: [string, Host, Host][] = [
      ['an application', APPLICATION, INTERNET],
      ['an instance', INSTANCE, INTERNET],
    ];

    test.each(passing)('%s to the internet, and the answer, through the firewall and the NAT gateway', (_, from, to) => {
      for (const tier of [SubnetTier.FIREWALL, SubnetTier.EGRESS]) {
        expect([tier, passes(rules, tier, from, to, 443), passes(rules, tier, to, from, 32768)]).toEqual([tier, true, true]);
      }
    });

    test.each([
      ['a database to the internet', DATABASE, INTERNET, 443],
      ['an application to the internet in clear', APPLICATION, INTERNET, 80],
      ['an application to a database', APPLICATION, DATABASE, 443],
      ['a client to an application', INTERNET, APPLICATION, 443],
      ['a client to a database', INTERNET, DATABASE, 32768],
    ])('not %s', (_, from, to, port) => {
      for (const tier of [SubnetTier.FIREWALL, SubnetTier.EGRESS]) expect(passes(rules, tier, from, to, port)).toBe(false);
    });
  });
});

type Rules = ReadonlyMap<SubnetTier, AclRules>;

interface Host {
  readonly tier: SubnetTier | undefined;
  readonly address: string;
}

/** Evaluates ACLs as AWS does: statelessly, the lowest number that matches decides, and none at all denies. */
function connects(rules: Rules, from: Host, to: Host, port: number, ephemeral: number): boolean {
  const goes = (source: Host, target: Host, targetPort: number): boolean =>
    (source.tier === undefined || decides(rules.get(source.tier)?.outbound, target.address, targetPort)) &&
    (target.tier === undefined || decides(rules.get(target.tier)?.inbound, source.address, targetPort));
  return goes(from, to, port) && goes(to, from, ephemeral);
}

/** Whether a packet comes into a subnet on its way, and leaves it. */
function passes(rules: Rules, tier: SubnetTier, from: Host, to: Host, port: number): boolean {
  return decides(rules.get(tier)?.inbound, from.address, port) && decides(rules.get(tier)?.outbound, to.address, port);
}

function decides(rules: readonly AclRule[] = [], other: string, port: number): boolean {
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

function both(
  one: Record<string, readonly string[]>,
  other: Record<string, readonly string[]>,
): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(one).map(([tier, table]) => [tier, [...table, ...(other[tier] ?? [])]]));
}

interface EntryProperties {
  readonly Egress: boolean;
  readonly RuleNumber: number;
  readonly RuleAction: string;
  readonly Protocol: number;
  readonly CidrBlock?: string;
  readonly Ipv6CidrBlock?:
    | string
    | { readonly 'Fn::Select': readonly [number, { readonly 'Fn::Cidr': readonly [unknown, number] }] };
  readonly PortRange?: { readonly From: number; readonly To: number };
  readonly Icmp?: { readonly Type: number; readonly Code: number };
}

function line(entry: EntryProperties): string {
  const icmp = `${entry.Icmp?.Type}/${entry.Icmp?.Code}`;
  const traffic = {
    '-1': 'all',
    '1': `icmp ${icmp}`,
    '6': `tcp ${entry.PortRange?.From}-${entry.PortRange?.To}`,
    '58': `icmp6 ${icmp}`,
  }[String(entry.Protocol)];
  return [entry.Egress ? 'out' : 'in', entry.RuleNumber, entry.RuleAction, traffic, addresses(entry)].join(' ');
}

/** The block of a tier of IPv6 as its place among how many. */
function addresses({ CidrBlock, Ipv6CidrBlock = '' }: EntryProperties): string {
  if (CidrBlock !== undefined || typeof Ipv6CidrBlock === 'string') return CidrBlock ?? String(Ipv6CidrBlock);
  const [place, { 'Fn::Cidr': blocks }] = Ipv6CidrBlock['Fn::Select'];
  return `${place}/${blocks[1]}`;
}

function byDirectionAndNumber(a: string, b: string): number {
  const key = (text: string): string => text.replace(/ (\d+) /, (_, number: string) => ` ${number.padStart(5, '0')} `);
  return key(a).localeCompare(key(b));
}
