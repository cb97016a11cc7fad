import fc from 'fast-check';
import type { GatewayInWords, InterfaceInWords, NetworkInWords, SubnetInWords } from './network-in-words';

const V4_PEERS = [
  '0.0.0.0/0',
  '10.0.0.0/16',
  '10.0.1.0/24',
  '10.0.2.0/23',
  '10.1.0.0/16',
  '10.0.0.0/8',
  '198.51.100.0/24',
  '192.168.0.0/16',
];
const PEERS = [...V4_PEERS, 'any', 'any', '::/0', '2001:db8::/56'];
const SERVICES = ['any', 'any', 'tcp', 'tcp 443', 'tcp 1024-65535', 'tcp 2000-3000', 'udp', 'udp 53', 'icmp', 'tcp 22-443'];
const SUBNETS = ['a0', 'a1', 'a2', 'a3', 'b0'] as const;
const VPC_OF = { a0: 'a', a1: 'a', a2: 'a', a3: 'a', b0: 'b' } as const;
const PREFIXES = [
  '0.0.0.0/0',
  '0.0.0.0/0',
  '0.0.0.0/0',
  '::/0',
  '198.51.100.0/24',
  '10.1.0.0/16',
  '10.0.0.0/16',
  '10.0.0.0/8',
  '10.0.1.0/24',
  '64:ff9b::/96',
];

const some = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const unsure = fc.integer({ min: 0, max: 4 }).map((number) => (number === 0 ? '?' : ''));

/** What lets pass more than before, or less: an entry of a subnet's ACL. */
export function addition(action: 'allow' | 'deny'): fc.Arbitrary<{ readonly subnet: string; readonly entry: string }> {
  const words = fc.tuple(fc.integer({ min: 0, max: 98 }), some(...SERVICES), some('from', 'to'), some(...PEERS));
  return fc.record({
    subnet: some(...SUBNETS),
    entry: words.map(([number, ...rest]) => `${number} ${action} ${rest.join(' ')}`),
  });
}

/** Entries of an ACL: often all, else a few. */
function acl(): fc.Arbitrary<string[]> {
  const entry = (direction: 'from' | 'to'): fc.Arbitrary<string> =>
    fc
      .tuple(unsure, fc.integer({ min: 1, max: 90 }), some('allow', 'allow', 'deny'), some(...SERVICES), some(...PEERS))
      .filter(([, , , , peers]) => peers !== '')
      .map(([mark, number, action, service, peers]) => `${mark}${number} ${action} ${service} ${direction} ${peers}`);
  const side = (direction: 'from' | 'to'): fc.Arbitrary<string[]> =>
    fc
      .tuple(fc.array(entry(direction), { maxLength: 3 }), fc.integer({ min: 0, max: 3 }))
      .map(([entries, rest]) => [...entries, ...(rest > 0 ? [`99 allow any ${direction} any`] : [])]);
  return fc.tuple(side('from'), side('to')).map(([one, two]) => [...one, ...two]);
}

function groupRules(): fc.Arbitrary<string[]> {
  const peer = some(...PEERS, 'group g', 'group h');
  return fc.array(
    fc.tuple(some(...SERVICES), some('from', 'to'), peer).map((words) => words.join(' ')),
    { minLength: 1, maxLength: 5 },
  );
}

function subnet(name: keyof typeof VPC_OF, gateways: readonly string[]): fc.Arbitrary<SubnetInWords> {
  const number = name.slice(1);
  const isV6 = VPC_OF[name] === 'a';
  const local = isV6 ? ['10.0.0.0/16 local', '2001:db8::/56 local'] : ['10.1.0.0/16 local'];
  const route = fc
    .tuple(unsure, some(...PREFIXES), some(...gateways, ...gateways, 'nowhere', 'undecided'))
    .filter(([, prefix]) => isV6 || !prefix.includes(':'))
    .map(([mark, prefix, target]) => `${mark}${prefix} ${target}`);
  return fc.record({
    vpc: fc.constant(VPC_OF[name]),
    addresses: fc.constant(isV6 ? `10.0.${number}.0/24 2001:db8:0:${number}::/64` : `10.1.${number}.0/24`),
    acl: acl(),
    routes: fc
      .tuple(fc.array(route, { minLength: 1, maxLength: 4 }), fc.integer({ min: 0, max: 9 }))
      .map(([routes, without]) => (without === 0 ? routes : [...local, ...routes])),
    publicAccess: some('both-ways', 'both-ways', 'both-ways', 'outward-only', 'blocked'),
    routesUndecided: fc.integer({ min: 0, max: 19 }).map((number) => number === 0),
  });
}

function gateways(): fc.Arbitrary<Record<string, GatewayInWords>> {
  const place = some('a0', 'a1', 'a2', 'a3', 'b0');
  const edge = fc.array(
    some(
      '10.0.1.0/24 fw',
      '10.0.0.0/16 local',
      '?10.0.0.0/16 fw2',
      '10.0.2.0/24 vpn',
      '2001:db8:0:1::/64 fw2',
      '10.0.3.0/24 nowhere',
    ),
    { maxLength: 2 },
  );
  const origin = { path: 'tgw', says: 'leads to others' };
  const attachments = [
    { vpc: 'a', subnets: ['a2', 'a3'] },
    { vpc: 'b', subnets: ['b0'] },
  ];
  const transitRoutes = fc.array(
    some('10.0.0.0/16 a', '10.1.0.0/16 b', '0.0.0.0/0 a', '0.0.0.0/0 b', '0.0.0.0/0 beyond', '10.0.1.0/24 b'),
    { maxLength: 3 },
  );
  return fc.record(
    {
      igw: edge.map((routes): GatewayInWords => ({ kind: 'internet', vpc: 'a', outwardOnly: false, routes })),
      eigw: fc.constant<GatewayInWords>({ kind: 'internet', vpc: 'a', outwardOnly: true, routes: [] }),
      nat: fc.tuple(place, fc.boolean()).map(([at, isPublic]): GatewayInWords => ({ kind: 'nat', subnet: at, isPublic })),
      nat2: fc.tuple(place, fc.boolean()).map(([at, isPublic]): GatewayInWords => ({ kind: 'nat', subnet: at, isPublic })),
      fw: place.map((at): GatewayInWords => ({ kind: 'firewall', subnet: at })),
      fw2: place.map((at): GatewayInWords => ({ kind: 'firewall', subnet: at })),
      peer: some<GatewayInWords>(
        { kind: 'peering', vpcs: ['a', 'b'] },
        { kind: 'peering', vpcs: ['b', 'a'] },
        { kind: 'peering', vpcs: ['a', undefined] },
      ),
      tgw: fc
        .tuple(
          fc.option(transitRoutes, { nil: undefined }),
          fc.boolean(),
          some(attachments, attachments, attachments.slice(0, 1), []),
        )
        .map(
          ([routes, isBeyond, attached]): GatewayInWords => ({
            kind: 'transit',
            attachments: attached,
            ...(routes && { routes }),
            ...(isBeyond && { beyond: origin }),
          }),
        ),
      vpn: fc.constant<GatewayInWords>({ kind: 'beyond' }),
    },
    { requiredKeys: ['igw', 'nat'] },
  );
}

function networkInterface(): fc.Arbitrary<InterfaceInWords> {
  return fc.record(
    {
      subnets: fc.uniqueArray(some(...SUBNETS), { minLength: 1, maxLength: 2 }).map((names) => names.join(' ')),
      groups: some('g', 'h', 'g h', 'g', 'h', 'twin', 'open', 'open'),
      hasPublicAddress: fc.boolean(),
      relays: fc.boolean(),
      keepsSources: fc.constant(true as const),
    },
    { requiredKeys: ['subnets', 'hasPublicAddress', 'relays'] },
  );
}

/** Small networks, of which about half lead somewhere. */
export function networks(): fc.Arbitrary<NetworkInWords> {
  return gateways().chain((made) => {
    const names = Object.keys(made);
    const subnets = fc.record({
      a0: subnet('a0', names),
      a1: subnet('a1', names),
      a2: subnet('a2', names),
      a3: subnet('a3', names),
      b0: subnet('b0', names),
    });
    return fc.record({
      vpcs: fc.constant({ a: '10.0.0.0/16 2001:db8::/56', b: '10.1.0.0/16' }),
      subnets,
      gateways: fc.constant(made),
      // Two groups say the same, and only one of them is named.
      groups: fc.tuple(groupRules(), groupRules()).map(([g, h]) => ({ g, h, twin: g, open: ['any from any', 'any to any'] })),
      interfaces: fc.record({
        one: networkInterface(),
        two: networkInterface(),
        three: networkInterface(),
        four: networkInterface(),
      }),
    });
  });
}
