import { prefixes } from '../../../../../lib/compliance/proofs/reachability/model/addresses';
import type { Path } from '../../../../../lib/compliance/proofs/reachability/model/network-model';
import { Reachability } from '../../../../../lib/compliance/proofs/reachability/solver/reachability';
import { arrival, interfaceOf, inWords, type NetworkInWords, networkOf } from './network-in-words';

type Question = 'fromInternet' | 'toInternet' | 'fromBeyond' | 'toBeyond' | 'fromInternetByRelays';

function ask(words: NetworkInWords, question: Question, id: string): readonly Path[] {
  const network = networkOf(words);
  return new Reachability(network)[question](interfaceOf(network, id));
}

function between(words: NetworkInWords, from: string, to: string): readonly Path[] {
  const network = networkOf(words);
  return new Reachability(network).between(interfaceOf(network, from), interfaceOf(network, to));
}

/** Which packets arrive, and every hop with all that opens it. */
const told = (paths: readonly Path[]): string[][] => paths.map((path) => [arrival(path), ...inWords(path)]);

/** A network with some of its parts in other words. */
function but(
  words: NetworkInWords,
  changes: { readonly [Kind in keyof NetworkInWords]?: Readonly<Record<string, object>> },
): NetworkInWords {
  const result: Record<string, unknown> = { ...words };
  for (const [kind, parts] of Object.entries(changes)) {
    const before: Record<string, object> = { ...(words[kind as keyof NetworkInWords] as Record<string, object>) };
    for (const [id, part] of Object.entries(parts)) before[id] = Array.isArray(part) ? part : { ...before[id], ...part };
    result[kind] = before;
  }
  return result as unknown as NetworkInWords;
}

const LOCAL = '10.0.0.0/16 local';

describe('from the internet to an address that it knows', () => {
  const PUBLIC: NetworkInWords = {
    vpcs: { vpc: '10.0.0.0/16 2001:db8::/56' },
    gateways: { igw: { kind: 'internet', vpc: 'vpc', outwardOnly: false }, fw: { kind: 'firewall', subnet: 'inspection' } },
    subnets: {
      web: {
        addresses: '10.0.0.0/24',
        acl: ['100 allow tcp 443 from 0.0.0.0/0', '100 allow tcp 1024-65535 to 0.0.0.0/0'],
        routes: [LOCAL, '0.0.0.0/0 igw'],
      },
      inspection: { addresses: '10.0.1.0/24', acl: [], routes: [LOCAL, '0.0.0.0/0 igw'] },
    },
    groups: { web: ['tcp 443 from 0.0.0.0/0'] },
    interfaces: { web: { subnets: 'web', groups: 'web', hasPublicAddress: true } },
  };

  test('over the gateway, the ACL and the group, and back by the route', () => {
    expect(told(ask(PUBLIC, 'fromInternet', 'web'))).toEqual([
      [
        '6:443',
        "internet gateway 'igw' <- igw is a gateway",
        "workload 'web' <- web 100 allow tcp 443 from 0.0.0.0/0; web tcp 443 from 0.0.0.0/0",
        "back: internet gateway 'igw' <- web 100 allow tcp 1024-65535 to 0.0.0.0/0; web 0.0.0.0/0 igw",
        'back: the internet <- igw is a gateway',
      ],
    ]);
  });

  test.each<[string, Parameters<typeof but>[1]]>([
    ['it has no address that the internet knows', { interfaces: { web: { hasPublicAddress: false } } }],
    ['no route leads back', { subnets: { web: { routes: [LOCAL] } } }],
    [
      'the route back leads nowhere',
      { subnets: { web: { routes: [LOCAL, '0.0.0.0/0 igw', '0.0.0.0/1 nowhere', '128.0.0.0/1 nowhere'] } } },
    ],
    ['no entry lets it in', { subnets: { web: { acl: ['100 allow tcp 22 from 0.0.0.0/0', '100 allow any to 0.0.0.0/0'] } } }],
    [
      'an entry before denies it',
      { subnets: { web: { acl: ['90 deny tcp 443 from 0.0.0.0/0', '100 allow any from 0.0.0.0/0', '100 allow any to any'] } } },
    ],
    ['no entry lets answers out', { subnets: { web: { acl: ['100 allow any from any', '100 allow tcp 443 to 0.0.0.0/0'] } } }],
    [
      'an entry denies answers',
      { subnets: { web: { acl: ['100 allow any from any', '90 deny tcp 1024-65535 to any', '100 allow any to any'] } } },
    ],
    ['no rule lets it in', { groups: { web: ['tcp 443 from 10.0.0.0/8', 'tcp 443 to 0.0.0.0/0'] } }],
    ['a rule lets others in', { groups: { web: ['tcp 443 from group web'] } }],
    ['it has no group with a rule', { interfaces: { web: { groups: '' } } }],
    ['public access is blocked', { subnets: { web: { publicAccess: 'blocked' } } }],
    ['public access is outward only', { subnets: { web: { publicAccess: 'outward-only' } } }],
    ['the gateway is of another VPC', { vpcs: { other: [] }, gateways: { igw: { vpc: 'other' } } }],
    ['the gateway is egress-only', { gateways: { igw: { outwardOnly: true } } }],
    ["the gateway's own route leads nowhere", { gateways: { igw: { routes: ['10.0.0.0/24 nowhere'] } } }],
    ['it does not listen there', { interfaces: { web: { listens: [] } } }],
  ])('closed if %s', (_, changes) => {
    const words = but(PUBLIC, changes);
    expect(
      told(ask(words.vpcs['other'] ? { ...words, vpcs: { ...words.vpcs, other: '10.9.0.0/16' } } : words, 'fromInternet', 'web')),
    ).toEqual([]);
  });

  test('what a route that nobody knows lets in is not answered past Block Public Access', () => {
    const words = but(PUBLIC, { subnets: { web: { publicAccess: 'outward-only' }, inspection: { routesUndecided: true } } });
    expect(ask(words, 'fromInternet', 'web')).toEqual([]);
    expect(ask(but(words, { subnets: { web: { publicAccess: 'both-ways' } } }), 'fromInternet', 'web').map(arrival)).toEqual([
      '6:443',
    ]);
  });

  test('the answer leaves by the gateway that the connection came in by', () => {
    const routes = [LOCAL, '0.0.0.0/0 igw', '8.0.0.0/8 vpn'];
    const words = but(PUBLIC, { gateways: { vpn: { kind: 'beyond' } }, subnets: { web: { routes } } });
    const [path] = ask(words, 'fromInternet', 'web');
    expect(path?.hops[0]?.to).toBe("internet gateway 'igw'");
    expect(path?.packets.sources.intersects(prefixes('8.0.0.0/8'))).toBe(false);
  });

  test('a route in a table that nobody knows may be before all others', () => {
    const words = but(PUBLIC, {
      subnets: { web: { routes: ['0.0.0.0/1 nowhere', '128.0.0.0/1 nowhere'], routesUndecided: true } },
    });
    expect(ask(words, 'fromInternet', 'web').map(arrival)).toEqual(['6:443']);
  });

  test('UDP needs no way back', () => {
    const words = but(PUBLIC, {
      subnets: { web: { routes: [], acl: ['100 allow udp 53 from any'] } },
      groups: { web: ['udp from 0.0.0.0/0', 'tcp from 0.0.0.0/0'] },
    });
    expect(told(ask(words, 'fromInternet', 'web'))).toEqual([
      [
        '17:53',
        "internet gateway 'igw' <- igw is a gateway",
        "workload 'web' <- web 100 allow udp 53 from any; web udp from 0.0.0.0/0",
      ],
    ]);
  });

  test('what is not sure opens, and names itself; a denial that is not sure closes nothing', () => {
    const words = but(PUBLIC, {
      subnets: {
        web: {
          acl: [
            '?90 deny tcp 443 from 0.0.0.0/0',
            '?100 allow tcp 443 from 0.0.0.0/0',
            '110 deny any from any',
            '100 allow any to any',
          ],
          routes: [LOCAL, '?0.0.0.0/0 igw', '?0.0.0.0/1 nowhere'],
        },
      },
    });
    expect(told(ask(words, 'fromInternet', 'web'))).toEqual([
      [
        '6:443',
        "internet gateway 'igw' <- igw is a gateway",
        "workload 'web' <- web ?100 allow tcp 443 from 0.0.0.0/0; web tcp 443 from 0.0.0.0/0",
        "back: internet gateway 'igw' <- web 100 allow any to any; web ?0.0.0.0/0 igw",
        'back: the internet <- igw is a gateway',
      ],
    ]);
  });

  test('of the first entry that matches and decides', () => {
    const words = but(PUBLIC, {
      subnets: {
        web: {
          acl: ['90 deny tcp 22 from 0.0.0.0/0', '100 allow tcp from 0.0.0.0/0', '110 deny tcp from any', '100 allow any to any'],
        },
      },
      groups: { web: ['any from any'] },
    });
    expect(ask(words, 'fromInternet', 'web').map(arrival)).toEqual(['6:0-21,23-65535']);
  });

  test('by the firewall that the gateway sends it to, and back past it', () => {
    const words = but(PUBLIC, { gateways: { igw: { routes: ['10.0.0.0/16 local', '10.0.0.0/24 fw'] } } });
    const [path, ...more] = ask(words, 'fromInternet', 'web');
    expect([path?.firewalls, path?.firewallsBack, more]).toEqual([['fw'], [], []]);
    expect(path && inWords(path)).toEqual([
      "internet gateway 'igw' <- igw is a gateway",
      "firewall endpoint 'fw' <- igw 10.0.0.0/24 fw",
      "workload 'web' <- inspection 10.0.0.0/16 local; web 100 allow tcp 443 from 0.0.0.0/0; web tcp 443 from 0.0.0.0/0",
      "back: internet gateway 'igw' <- web 100 allow tcp 1024-65535 to 0.0.0.0/0; web 0.0.0.0/0 igw",
      'back: the internet <- igw is a gateway',
    ]);
    const closed = but(words, { subnets: { inspection: { routes: ['0.0.0.0/0 igw'] } } });
    expect(ask(closed, 'fromInternet', 'web')).toEqual([]);
  });

  test('to any address of IPv6, if a route leads back by a gateway that lets in too', () => {
    const six = but(PUBLIC, {
      gateways: { eigw: { kind: 'internet', vpc: 'vpc', outwardOnly: true } },
      subnets: {
        web: {
          addresses: '10.0.0.0/24 2001:db8::/64',
          acl: ['100 allow any from any', '100 allow any to any'],
          routes: ['::/0 igw'],
        },
      },
      groups: { web: ['tcp 443 from ::/0'] },
      interfaces: { web: { hasPublicAddress: false } },
    });
    expect(told(ask(six, 'fromInternet', 'web'))).toEqual([
      [
        '6:443',
        "internet gateway 'igw' <- igw is a gateway",
        "workload 'web' <- web 100 allow any from any; web tcp 443 from ::/0",
        "back: internet gateway 'igw' <- web 100 allow any to any; web ::/0 igw",
        'back: the internet <- igw is a gateway',
      ],
    ]);
    expect(ask(but(six, { subnets: { web: { routes: ['::/0 eigw'] } } }), 'fromInternet', 'web')).toEqual([]);
    expect(ask(but(six, { groups: { web: ['tcp 443 from 0.0.0.0/0'] } }), 'fromInternet', 'web')).toEqual([]);
  });

  test('by a route table that nobody knows here, with whatever address', () => {
    const words = but(PUBLIC, {
      interfaces: { web: { hasPublicAddress: false } },
      subnets: { web: { routes: [LOCAL], routesUndecided: true } },
    });
    expect(told(ask(words, 'fromInternet', 'web'))).toEqual([
      [
        '6:443',
        'wherever it leads <- web has a route table (made elsewhere)',
        "workload 'web' <- web 100 allow tcp 443 from 0.0.0.0/0; web tcp 443 from 0.0.0.0/0",
        'back: wherever it leads <- web 100 allow tcp 1024-65535 to 0.0.0.0/0; web has a route table (made elsewhere)',
        'back: the internet <- ',
      ],
    ]);
  });

  test.each([
    ['a subnet', { interfaces: { web: { subnets: 'elsewhere' } } }, 'no template here makes subnet elsewhere'],
    ['a group', { interfaces: { web: { groups: 'elsewhere' } } }, 'no template here makes the security group elsewhere'],
    [
      'a group among those that only the deployment knows',
      { interfaces: { web: { groupsUndecided: { path: 'web', says: 'has groups', undecided: 'imported' } } } },
      'imported',
    ],
    [
      'a gateway',
      { subnets: { web: { routes: ['0.0.0.0/0 elsewhere'] } }, gateways: { igw: { vpc: 'none' } } },
      'only the deployment knows where it leads',
    ],
  ])('%s that no template makes is no pass', (_, changes, why) => {
    const paths = ask(but(PUBLIC, changes), 'fromInternet', 'web');
    expect(paths.length).toBeGreaterThan(0);
    for (const { hops } of paths) expect(hops.flatMap(({ by }) => by.flatMap(({ undecided }) => undecided ?? []))).toContain(why);
  });
});

describe('to the internet', () => {
  const EGRESS: NetworkInWords = {
    vpcs: { vpc: '10.0.0.0/16 2001:db8::/56' },
    gateways: {
      igw: { kind: 'internet', vpc: 'vpc', outwardOnly: false },
      eigw: { kind: 'internet', vpc: 'vpc', outwardOnly: true },
      nat: { kind: 'nat', subnet: 'egress', isPublic: true },
      fw: { kind: 'firewall', subnet: 'inspection' },
    },
    subnets: {
      app: {
        addresses: '10.0.0.0/24 2001:db8::/64',
        acl: ['100 allow tcp 443 to any', '100 allow tcp 1024-65535 from any'],
        routes: [LOCAL, '0.0.0.0/0 fw'],
      },
      inspection: { addresses: '10.0.1.0/24', acl: [], routes: [LOCAL, '0.0.0.0/0 nat'] },
      egress: {
        addresses: '10.0.2.0/24',
        acl: [
          '100 allow tcp 443 from 10.0.0.0/24',
          '110 allow tcp 1024-65535 from 0.0.0.0/0',
          '100 allow tcp 443 to 0.0.0.0/0',
          '110 allow tcp 1024-65535 to 10.0.0.0/24',
        ],
        routes: [LOCAL, '10.0.0.0/24 fw', '0.0.0.0/0 igw'],
      },
    },
    groups: { app: ['tcp 443 to any'] },
    interfaces: { app: { subnets: 'app', groups: 'app' }, free: { subnets: 'app', groups: 'app', hasPublicAddress: true } },
  };

  test('over the firewall and the NAT gateway, and back over both', () => {
    const paths = ask(EGRESS, 'toInternet', 'app');
    expect(paths.map(({ firewalls, firewallsBack }) => [firewalls, firewallsBack])).toEqual([[['fw'], ['fw']]]);
    expect(told(paths)).toEqual([
      [
        '6:443',
        "firewall endpoint 'fw' <- app tcp 443 to any; app 100 allow tcp 443 to any; app 0.0.0.0/0 fw",
        "NAT gateway 'nat' <- inspection 0.0.0.0/0 nat; egress 100 allow tcp 443 from 10.0.0.0/24",
        "internet gateway 'igw' <- egress 100 allow tcp 443 to 0.0.0.0/0; egress 0.0.0.0/0 igw",
        'the internet <- igw is a gateway',
        "back: internet gateway 'igw' <- igw is a gateway",
        "back: NAT gateway 'nat' <- egress 110 allow tcp 1024-65535 from 0.0.0.0/0",
        "back: firewall endpoint 'fw' <- egress 110 allow tcp 1024-65535 to 10.0.0.0/24; egress 10.0.0.0/24 fw",
        "back: workload 'app' <- inspection 10.0.0.0/16 local; app 100 allow tcp 1024-65535 from any",
      ],
    ]);
    expect(
      paths[0]?.packets.sources.equals(networkOf(EGRESS).subnets.get('egress')?.addresses ?? paths[0].packets.destinations),
    ).toBe(true);
  });

  test('back past the firewall, where only one way leads over it', () => {
    const words = but(EGRESS, { subnets: { egress: { routes: [LOCAL, '0.0.0.0/0 igw'] } } });
    expect(ask(words, 'toInternet', 'app').map(({ firewalls, firewallsBack }) => [firewalls, firewallsBack])).toEqual([
      [['fw'], []],
    ]);
  });

  const EGRESS_ACL = EGRESS.subnets['egress']?.acl ?? [];
  test.each<[string, Parameters<typeof but>[1]]>([
    ['no route leads out', { subnets: { app: { routes: [LOCAL] } } }],
    ['no route leads on', { subnets: { inspection: { routes: [LOCAL] } } }],
    ['no route leads on from the NAT gateway', { subnets: { egress: { routes: [LOCAL] } } }],
    ['no rule lets it out', { groups: { app: ['tcp 443 to 10.0.0.0/8', 'tcp 443 from any'] } }],
    ['a rule lets it out to a group', { groups: { app: ['tcp 443 to group app'] } }],
    ['no entry lets it out', { subnets: { app: { acl: ['100 allow tcp 443 to 10.0.0.0/8', '100 allow any from any'] } } }],
    ['no entry lets answers in', { subnets: { app: { acl: ['100 allow any to any', '100 allow tcp 443 from any'] } } }],
    ...EGRESS_ACL.map((entry): [string, Parameters<typeof but>[1]] => [
      `the NAT gateway's subnet has no entry '${entry}'`,
      { subnets: { egress: { acl: EGRESS_ACL.filter((other) => other !== entry) } } },
    ]),
    ['the NAT gateway is private', { gateways: { nat: { isPublic: false } } }],
    ["public access is blocked in the NAT gateway's subnet", { subnets: { egress: { publicAccess: 'blocked' } } }],
    ['no route leads back from the firewall', { subnets: { inspection: { routes: ['0.0.0.0/0 nat'] } } }],
    ['the internet gateway sends answers nowhere', { gateways: { igw: { routes: ['10.0.2.0/24 nowhere'] } } }],
    ['the address has no way without NAT', { subnets: { app: { routes: [LOCAL, '0.0.0.0/0 igw'] } } }],
  ])('closed if %s', (_, changes) => {
    expect(told(ask(but(EGRESS, changes), 'toInternet', 'app'))).toEqual([]);
  });

  test.each(['both-ways', 'outward-only'] as const)('open where public access is %s', (publicAccess) => {
    const words = but(EGRESS, { subnets: { egress: { publicAccess }, app: { publicAccess: 'blocked' } } });
    expect(ask(words, 'toInternet', 'app').map(arrival)).toEqual(['6:443']);
  });

  test('straight from an address that the internet knows', () => {
    const words = but(EGRESS, { subnets: { app: { routes: ['0.0.0.0/0 igw'] } } });
    expect(told(ask(words, 'toInternet', 'free'))).toEqual([
      [
        '6:443',
        "internet gateway 'igw' <- app tcp 443 to any; app 100 allow tcp 443 to any; app 0.0.0.0/0 igw",
        'the internet <- igw is a gateway',
        "back: internet gateway 'igw' <- igw is a gateway",
        "back: workload 'free' <- app 100 allow tcp 1024-65535 from any",
      ],
    ]);
  });

  test('of IPv6, by an egress-only gateway; of IPv4, never', () => {
    const words = but(EGRESS, { subnets: { app: { routes: ['0.0.0.0/0 eigw', '::/0 eigw'] } } });
    expect(told(ask(words, 'toInternet', 'free'))).toEqual([
      [
        '6:443',
        "egress-only internet gateway 'eigw' <- app tcp 443 to any; app 100 allow tcp 443 to any; app ::/0 eigw",
        'the internet <- eigw is a gateway',
        "back: egress-only internet gateway 'eigw' <- eigw is a gateway",
        "back: workload 'free' <- app 100 allow tcp 1024-65535 from any",
      ],
    ]);
  });

  test('not even UDP of IPv4 leaves by an egress-only gateway', () => {
    const words = but(EGRESS, {
      subnets: { app: { addresses: '10.0.0.0/24', acl: ['1 allow any to any'], routes: ['0.0.0.0/0 eigw'] } },
      groups: { app: ['udp to any'] },
    });
    expect(ask(words, 'toInternet', 'free')).toEqual([]);
    expect(ask(but(words, { subnets: { app: { routes: ['0.0.0.0/0 igw'] } } }), 'toInternet', 'free').map(arrival)).toEqual([
      '17:0-65535',
    ]);
  });

  test('from IPv6 to IPv4, by the NAT gateway', () => {
    const words = but(EGRESS, {
      subnets: {
        app: { routes: ['64:ff9b::/96 nat', '2001:db8::/56 local'] },
        egress: {
          addresses: '10.0.2.0/24 2001:db8:0:2::/64',
          acl: ['1 allow any from any', '1 allow any to any'],
          routes: ['0.0.0.0/0 igw', '2001:db8::/56 local'],
        },
      },
      groups: { app: ['tcp 443 to 64:ff9b::/96'] },
    });
    const paths = ask(words, 'toInternet', 'app');
    expect(told(paths)).toEqual([
      [
        '6:443',
        "NAT gateway 'nat' <- app tcp 443 to 64:ff9b::/96; app 100 allow tcp 443 to any; app 64:ff9b::/96 nat; egress 1 allow any from any",
        "internet gateway 'igw' <- egress 1 allow any to any; egress 0.0.0.0/0 igw",
        'the internet <- igw is a gateway',
        "back: internet gateway 'igw' <- igw is a gateway",
        "back: NAT gateway 'nat' <- egress 1 allow any from any",
        "back: workload 'app' <- egress 1 allow any to any; egress 2001:db8::/56 local; app 100 allow tcp 1024-65535 from any",
      ],
    ]);
    expect(ask(but(words, { groups: { app: ['tcp 443 to 64:ff9b::10.0.0.0/104'] } }), 'toInternet', 'app')).toEqual([]);
  });

  test('nobody gets in by the NAT gateway', () => {
    const open = but(EGRESS, {
      groups: { app: ['any from any'] },
      subnets: {
        app: { addresses: '10.0.0.0/24', acl: ['1 allow any from any', '1 allow any to any'] },
        egress: { acl: ['1 allow any from any', '1 allow any to any'] },
      },
    });
    expect(ask(open, 'fromInternet', 'app')).toEqual([]);
  });

  test('of those whom the NAT gateway takes in, the answer needs to reach one only', () => {
    const inbound = ['100 allow tcp 443 from 10.0.0.0/25', '101 allow tcp 443 from 10.0.0.128/25', '110 allow tcp from any'];
    const outbound = ['100 allow tcp 443 to 0.0.0.0/0', '110 allow tcp 1024-65535 to 10.0.0.128/25'];
    const words = but(EGRESS, { subnets: { egress: { acl: [...inbound, ...outbound] } } });
    expect(ask(words, 'toInternet', 'app').map(arrival)).toEqual(['6:443']);
  });

  test('a NAT gateway in a subnet that no template makes may be anywhere', () => {
    const words = but(EGRESS, { gateways: { nat: { subnet: 'elsewhere' } } });
    expect(ask(words, 'toInternet', 'app').map(({ hops }) => hops.map(({ to }) => to))).toEqual([
      ["firewall endpoint 'fw'", "NAT gateway 'nat'", 'wherever it leads', 'the internet'],
    ]);
  });

  test('the longest prefix decides, and one that may be there also lets the next decide', () => {
    const words = but(EGRESS, {
      subnets: { app: { routes: [LOCAL, '0.0.0.0/0 fw', '0.0.0.0/1 nowhere', '128.0.0.0/1 nowhere'] } },
    });
    expect(ask(words, 'toInternet', 'app')).toEqual([]);
    const unsure = but(words, {
      subnets: { app: { routes: [LOCAL, '0.0.0.0/0 fw', '?0.0.0.0/1 nowhere', '128.0.0.0/1 nowhere'] } },
    });
    expect(ask(unsure, 'toInternet', 'app').map(arrival)).toEqual(['6:443']);
  });

  test('two firewalls that route to each other are a dead end', () => {
    const words = but(EGRESS, {
      gateways: { second: { kind: 'firewall', subnet: 'second' } },
      subnets: { inspection: { routes: ['0.0.0.0/0 second'] }, second: { addresses: '10.0.3.0/24', routes: ['0.0.0.0/0 fw'] } },
    });
    expect(ask(words, 'toInternet', 'app')).toEqual([]);
  });

  test('more ways than the proof follows are no pass', () => {
    const count = 12;
    const ring = Array.from({ length: count }, (_, at) => `f${at}`);
    const words = but(EGRESS, {
      gateways: Object.fromEntries(ring.map((id) => [id, { kind: 'firewall', subnet: id }])),
      subnets: {
        ...Object.fromEntries(
          ring.map((id, at) => [id, { addresses: `10.0.${100 + at}.0/24`, routes: ring.map((other) => `?0.0.0.0/0 ${other}`) }]),
        ),
        app: { routes: ['0.0.0.0/0 f0'] },
      },
    });
    const paths = ask(words, 'toInternet', 'app');
    expect(told(paths)).toEqual([
      [
        '6:443',
        'the internet <- app tcp 443 to any; the network has more ways than the proof follows (the proof does not know whether one of the ways that it did not follow leads here)',
        "back: workload 'app' <- the network has more ways than the proof follows (the proof does not know whether one of the ways that it did not follow leads here)",
      ],
    ]);
  });
});

describe('between interfaces', () => {
  const TIERS: NetworkInWords = {
    vpcs: { vpc: '10.0.0.0/16', other: '10.1.0.0/16' },
    gateways: {
      peer: { kind: 'peering', vpcs: ['vpc', 'other'] },
      tgw: {
        kind: 'transit',
        attachments: [
          { vpc: 'vpc', subnets: ['links'] },
          { vpc: 'other', subnets: ['far'] },
        ],
      },
    },
    subnets: {
      app: {
        addresses: '10.0.0.0/24',
        acl: ['1 allow tcp 5432 to 10.0.1.0/24', '1 allow tcp 1024-65535 from 10.0.1.0/24'],
        routes: [LOCAL],
      },
      data: {
        addresses: '10.0.1.0/24',
        acl: ['1 allow tcp 5432 from 10.0.0.0/24', '1 allow tcp 1024-65535 to 10.0.0.0/24'],
        routes: [LOCAL],
      },
      links: { addresses: '10.0.2.0/24', acl: ['1 allow any from any'], routes: [LOCAL] },
      far: { vpc: 'other', addresses: '10.1.0.0/24', routes: ['10.1.0.0/16 local'] },
    },
    groups: { app: ['tcp 5432 to group data'], data: ['tcp 5432 from group app'], open: ['any from any', 'any to any'] },
    interfaces: {
      app: { subnets: 'app', groups: 'app' },
      db: { subnets: 'data', groups: 'data', role: 'store' },
      near: { subnets: 'data', groups: 'open' },
      here: { subnets: 'app', groups: 'open' },
      far: { subnets: 'far', groups: 'open' },
      bare: { subnets: 'app' },
    },
  };

  test('in two subnets, by references of groups', () => {
    expect(told(between(TIERS, 'app', 'db'))).toEqual([
      [
        '6:5432',
        "store 'db' <- app tcp 5432 to group data; app 1 allow tcp 5432 to 10.0.1.0/24; app 10.0.0.0/16 local; data 1 allow tcp 5432 from 10.0.0.0/24; data tcp 5432 from group app",
        "back: workload 'app' <- data 1 allow tcp 1024-65535 to 10.0.0.0/24; data 10.0.0.0/16 local; app 1 allow tcp 1024-65535 from 10.0.1.0/24",
      ],
    ]);
  });

  test.each<[string, string, string, Parameters<typeof but>[1]]>([
    ['another group', 'app', 'db', { groups: { data: ['tcp 5432 from group other'] } }],
    ['another port', 'app', 'db', { groups: { data: ['tcp 5433 from group app'] } }],
    ['no group to name', 'bare', 'db', {}],
    ['another group on the way out', 'app', 'db', { groups: { app: ['tcp 5432 to group app'] } }],
    ['no route', 'app', 'db', { subnets: { app: { routes: [] } } }],
    ['no route back', 'app', 'db', { subnets: { data: { routes: [] } } }],
    ['no entry out', 'app', 'db', { subnets: { app: { acl: ['1 allow any from any'] } } }],
    ['no entry in', 'app', 'db', { subnets: { data: { acl: ['1 allow any to any'] } } }],
    ['no entry for answers out', 'app', 'db', { subnets: { data: { acl: ['1 allow any from any', '1 allow tcp 443 to any'] } } }],
    ['no entry for answers in', 'app', 'db', { subnets: { app: { acl: ['1 allow any to any', '1 allow tcp 443 from any'] } } }],
    ['no rule of whom it reaches', 'here', 'db', {}],
  ])('closed by %s', (_, from, to, changes) => {
    expect(between(but(TIERS, changes), from, to)).toEqual([]);
  });

  test('of a group that nobody knows here, any may be meant', () => {
    const words = but(TIERS, {
      interfaces: { bare: { groupsUndecided: { path: 'bare', says: 'has groups', undecided: 'imported' } } },
    });
    expect(told(between(words, 'bare', 'db'))[0]?.[1]).toBe(
      "store 'db' <- bare has groups (imported); app 1 allow tcp 5432 to 10.0.1.0/24; app 10.0.0.0/16 local; data 1 allow tcp 5432 from 10.0.0.0/24; data tcp 5432 from group app",
    );
  });

  test('in one subnet, past ACLs and routes', () => {
    const words = but(TIERS, { subnets: { app: { acl: [], routes: [] } } });
    expect(told(between(words, 'here', 'bare'))).toEqual([
      ['0-5,7-255:0-65535', "workload 'bare' <- here any to any".replace('here any', 'open any')],
      ['6:0-65535', "workload 'bare' <- open any to any", "back: workload 'here' <- "],
    ]);
  });

  test('over a firewall between subnets, groups still mean who sent it', () => {
    const words = but(TIERS, {
      gateways: { fw: { kind: 'firewall', subnet: 'links' } },
      subnets: { app: { routes: [LOCAL, '10.0.1.0/24 fw'] }, data: { routes: [LOCAL, '10.0.0.0/24 fw'] } },
    });
    expect(between(words, 'app', 'db').map(({ firewalls, firewallsBack }) => [firewalls, firewallsBack])).toEqual([
      [['fw'], ['fw']],
    ]);
  });

  test('behind NAT, groups do not mean who sent it', () => {
    const words = but(TIERS, {
      gateways: { nat: { kind: 'nat', subnet: 'links', isPublic: false } },
      subnets: {
        app: { routes: [LOCAL, '10.0.1.0/24 nat'] },
        data: { acl: ['1 allow any from any', '1 allow any to any'] },
        links: { acl: ['1 allow any from any', '1 allow any to any'] },
      },
    });
    expect(between(words, 'app', 'db')).toEqual([]);
    const byAddress = but(words, { groups: { data: ['tcp 5432 from 10.0.2.0/24'] } });
    expect(between(byAddress, 'app', 'db').map(arrival)).toEqual(['6:5432']);
    expect(between(but(byAddress, { groups: { data: ['tcp 5432 from 10.0.0.0/24'] } }), 'app', 'db')).toEqual([]);
  });

  test('an answer that a NAT gateway would send is none', () => {
    const words = but(TIERS, {
      gateways: { nat: { kind: 'nat', subnet: 'data', isPublic: false } },
      groups: { data: ['tcp 5432 from group app'] },
      subnets: { data: { routes: ['10.0.0.0/24 nat', LOCAL] } },
    });
    expect(between(words, 'app', 'db')).toEqual([]);
  });

  test.each<[string, Parameters<typeof but>[1]]>([
    [
      'two VPNs',
      { subnets: { app: { acl: ['1 allow any to any'], routes: ['10.0.0.0/8 vpn'] }, far: { routes: ['10.0.0.0/8 line'] } } },
    ],
    ['a route that leads wherever', { subnets: { app: { acl: ['1 allow any to any'], routes: ['10.0.0.0/8 undecided'] } } }],
    ['a gateway that no template makes', { subnets: { app: { acl: ['1 allow any to any'], routes: ['10.0.0.0/8 elsewhere'] } } }],
    ['a table that no template makes', { subnets: { app: { acl: ['1 allow any to any'], routesUndecided: true } } }],
  ])('between VPCs that only %s may connect', (_, changes) => {
    const words = but({ ...TIERS, gateways: { vpn: { kind: 'beyond' }, line: { kind: 'beyond' } } }, changes);
    expect(between(words, 'here', 'far').map(arrival)).toContain('0-5,7-255:0-65535');
    expect(between({ ...TIERS, gateways: {} }, 'here', 'far')).toEqual([]);
  });

  test('over peering, not from a third network', () => {
    const open = { acl: ['1 allow any from any', '1 allow any to any'] };
    const words = but(TIERS, {
      gateways: { onward: { kind: 'peering', vpcs: ['other', 'third'] } },
      subnets: {
        app: { ...open, routes: ['10.2.0.0/16 tgw'] },
        links: open,
        far: { ...open, routes: ['10.2.0.0/16 onward'] },
        third: { vpc: 'third', addresses: '10.2.0.0/24', ...open, routes: [] },
      },
      interfaces: { third: { subnets: 'third', groups: 'open' } },
    });
    const three = { ...words, vpcs: { ...words.vpcs, third: '10.2.0.0/16' } };
    const transit = but(three, { gateways: { tgw: { routes: ['10.2.0.0/16 other'] } } });
    expect(between(transit, 'here', 'third')).toEqual([]);
    expect(between(transit, 'far', 'third').map(arrival)).toEqual(['0-5,7-255:0-65535']);
  });

  test('over networks beyond to a network whose route table nobody knows', () => {
    const words = but(TIERS, {
      gateways: { vpn: { kind: 'beyond' } },
      subnets: { app: { acl: ['1 allow any to any'], routes: ['10.0.0.0/8 vpn'] }, far: { routes: [], routesUndecided: true } },
    });
    expect(between(words, 'here', 'far').map(({ hops }) => hops.map(({ to }) => to))).toEqual([
      ["network beyond 'vpn'", 'wherever it leads', "workload 'far'"],
    ]);
  });

  test('over peering, with a route on both sides, from and to local addresses only', () => {
    const open = { acl: ['1 allow any from any', '1 allow any to any'] };
    const words = but(TIERS, {
      subnets: { app: { ...open, routes: ['10.1.0.0/16 peer'] }, far: { routes: ['10.0.0.0/16 peer'] } },
    });
    const [udp, tcp] = between(words, 'here', 'far');
    expect(udp && inWords(udp)).toEqual([
      "peering connection 'peer' <- open any to any; app 1 allow any to any; app 10.1.0.0/16 peer; peer is a gateway",
      "workload 'far' <- far 1 allow any from any; open any from any",
    ]);
    expect(tcp && inWords(tcp).slice(2)).toEqual([
      "back: peering connection 'peer' <- far 1 allow any to any; far 10.0.0.0/16 peer; peer is a gateway",
      "back: workload 'here' <- app 1 allow any from any",
    ]);
    expect(between(but(words, { subnets: { far: { routes: [] } } }), 'here', 'far').map(arrival)).toEqual(['0-5,7-255:0-65535']);
    const through = but(words, {
      gateways: { igw: { kind: 'internet', vpc: 'other', outwardOnly: false } },
      subnets: { app: { routes: ['0.0.0.0/0 peer'] }, far: { routes: ['0.0.0.0/0 igw'] } },
    });
    expect(ask(through, 'toInternet', 'here')).toEqual([]);
  });

  test('over a transit gateway, by the ACLs of the subnets that it is attached to', () => {
    const open = { acl: ['1 allow any from any', '1 allow any to any'] };
    const words = but(TIERS, {
      subnets: { app: { ...open, routes: ['10.1.0.0/16 tgw'] }, far: { routes: ['10.0.0.0/16 tgw'] } },
    });
    expect(told(between(words, 'here', 'far')).map((path) => path.slice(0, 3))).toEqual([
      [
        '0-5,7-255:0-65535',
        "transit gateway 'tgw' <- open any to any; app 1 allow any to any; app 10.1.0.0/16 tgw; links 1 allow any from any; tgw is a gateway",
        "workload 'far' <- open any from any",
      ],
    ]);
    const back = but(words, { subnets: { links: { acl: ['1 allow any from any', '1 allow any to 10.0.0.0/24'] } } });
    expect(between(back, 'here', 'far').map(arrival)).toEqual(['0-5,7-255:0-65535', '6:0-65535']);
    expect(between(but(back, { subnets: { links: { acl: ['1 allow any to any'] } } }), 'here', 'far')).toEqual([]);
    expect(between(but(back, { gateways: { tgw: { routes: ['10.0.0.0/16 vpc'] } } }), 'here', 'far')).toEqual([]);
    expect(
      between(but(back, { gateways: { tgw: { routes: ['10.1.0.0/16 other', '10.0.0.0/16 vpc'] } } }), 'here', 'far').map(arrival),
    ).toEqual(['0-5,7-255:0-65535', '6:0-65535']);
  });

  test('over networks beyond, and targets that nobody knows', () => {
    const open = { acl: ['1 allow any from any', '1 allow any to any'] };
    const words = but(TIERS, {
      gateways: { vpn: { kind: 'beyond' } },
      subnets: { app: { ...open, routes: ['10.0.0.0/8 vpn'] }, far: { routes: ['10.0.0.0/8 vpn'] } },
    });
    expect(told(between(words, 'here', 'far')).map((path) => path.slice(0, 4))[0]).toEqual([
      '0-5,7-255:0-65535',
      "network beyond 'vpn' <- open any to any; app 1 allow any to any; app 10.0.0.0/8 vpn; vpn is a gateway",
      "network beyond 'vpn' <- vpn is a gateway",
      "workload 'far' <- far 1 allow any from any; open any from any",
    ]);
    expect(between(but(words, { subnets: { far: { routes: [] } } }), 'here', 'far')).toEqual([]);
    const unknown = but(words, { subnets: { app: { routes: ['10.1.0.0/16 undecided'] }, far: { routes: [] } } });
    expect(told(between(unknown, 'here', 'far'))).toEqual([
      [
        '0-5,7-255:0-65535',
        'wherever it leads <- open any to any; app 1 allow any to any; app 10.1.0.0/16 undecided (only the deployment knows where it leads)',
        "workload 'far' <- far 1 allow any from any; open any from any",
      ],
    ]);
  });
});

describe('networks that no template makes', () => {
  const JOINED: NetworkInWords = {
    vpcs: { vpc: '10.0.0.0/16' },
    gateways: { vpn: { kind: 'beyond' } },
    subnets: { app: { addresses: '10.0.0.0/24', routes: [LOCAL, '192.168.0.0/16 vpn'] } },
    groups: { app: ['tcp 443 from 0.0.0.0/0', 'tcp 443 to 0.0.0.0/0'] },
    interfaces: { app: { subnets: 'app', groups: 'app', hasPublicAddress: true } },
  };

  test('both ways by a VPN, but not from the internet or to it, unless a route says so', () => {
    expect(told(ask(JOINED, 'fromBeyond', 'app'))).toEqual([
      [
        '6:443',
        "network beyond 'vpn' <- vpn is a gateway",
        "workload 'app' <- app 1 allow any from any; app tcp 443 from 0.0.0.0/0",
        "back: network beyond 'vpn' <- app 1 allow any to any; app 192.168.0.0/16 vpn; vpn is a gateway",
      ],
    ]);
    expect(ask(JOINED, 'toBeyond', 'app').map(arrival)).toEqual(['6:443']);
    expect([...ask(JOINED, 'fromInternet', 'app'), ...ask(JOINED, 'toInternet', 'app')]).toEqual([]);
    const all = but(JOINED, { subnets: { app: { routes: [LOCAL, '0.0.0.0/0 vpn'] } } });
    expect([...ask(all, 'fromInternet', 'app'), ...ask(all, 'toInternet', 'app')].map(({ hops }) => hops.at(0)?.to)).toEqual([
      "network beyond 'vpn'",
      "network beyond 'vpn'",
    ]);
  });

  test.each<[string, Parameters<typeof but>[1]]>([
    ['a peer of somebody else', { gateways: { vpn: { kind: 'peering', vpcs: [undefined, 'vpc'] } } }],
    [
      'a transit gateway with routes that lead beyond',
      {
        gateways: {
          vpn: {
            kind: 'transit',
            attachments: [{ vpc: 'vpc', subnets: ['app'] }],
            routes: ['192.168.0.0/16 beyond', '10.0.0.0/16 vpc'],
          },
        },
      },
    ],
    [
      'a transit gateway that others share',
      { gateways: { vpn: { kind: 'transit', attachments: [], beyond: { path: 'vpn', says: 'is shared' } } } },
    ],
  ])('by %s', (_, changes) => {
    const words = but(JOINED, changes);
    expect([ask(words, 'fromBeyond', 'app'), ask(words, 'toBeyond', 'app')].map((paths) => paths.map(arrival))).toEqual([
      ['6:443'],
      ['6:443'],
    ]);
    expect(ask(words, 'fromInternet', 'app')).toEqual([]);
  });

  test('not where a transit gateway has no route to them', () => {
    const words = but(JOINED, {
      gateways: {
        vpn: {
          kind: 'transit',
          attachments: [{ vpc: 'vpc', subnets: ['app'] }],
          routes: ['10.0.0.0/16 vpc'],
          beyond: { path: 'vpn', says: 'is shared' },
        },
      },
    });
    expect([...ask(words, 'fromBeyond', 'app'), ...ask(words, 'toBeyond', 'app')]).toEqual([]);
  });
});

describe('over relays', () => {
  const BALANCED: NetworkInWords = {
    vpcs: { vpc: '10.0.0.0/16' },
    gateways: { igw: { kind: 'internet', vpc: 'vpc', outwardOnly: false } },
    subnets: {
      web: { addresses: '10.0.0.0/24', routes: [LOCAL, '0.0.0.0/0 igw'] },
      data: { addresses: '10.0.1.0/24', routes: [LOCAL] },
    },
    groups: {
      lb: ['tcp 443 from 0.0.0.0/0', 'tcp 8080 to group proxy'],
      proxy: ['tcp 8080 from group lb', 'tcp 5432 to group db', 'tcp 3128 from group db', 'tcp 443 to 0.0.0.0/0'],
      db: ['tcp 5432 from group proxy', 'tcp 3128 to group proxy'],
    },
    interfaces: {
      lb: { subnets: 'web', groups: 'lb', hasPublicAddress: true, relays: true, role: 'load-balancer' },
      proxy: { subnets: 'web', groups: 'proxy', hasPublicAddress: true, relays: true },
      db: { subnets: 'data', groups: 'db', role: 'store' },
    },
  };

  test('from the internet, each by a connection of its own', () => {
    expect(ask(BALANCED, 'fromInternet', 'db')).toEqual([]);
    expect(told(ask(BALANCED, 'fromInternetByRelays', 'db'))).toEqual([
      [
        '6:5432',
        "internet gateway 'igw' <- igw is a gateway",
        "load balancer 'lb' <- web 1 allow any from any; lb tcp 443 from 0.0.0.0/0",
        "workload 'proxy' <- lb tcp 8080 to group proxy; proxy tcp 8080 from group lb",
        "store 'db' <- proxy tcp 5432 to group db; web 1 allow any to any; web 10.0.0.0/16 local; data 1 allow any from any; db tcp 5432 from group proxy",
        "back: workload 'proxy' <- data 1 allow any to any; data 10.0.0.0/16 local; web 1 allow any from any",
        "back: load balancer 'lb' <- ",
        "back: internet gateway 'igw' <- web 1 allow any to any; web 0.0.0.0/0 igw",
        'back: the internet <- igw is a gateway',
      ],
    ]);
  });

  test.each<[string, Parameters<typeof but>[1]]>([
    ['nobody reaches the first', { groups: { lb: ['tcp 8080 to group proxy'] } }],
    ['the first does not reach the second', { groups: { lb: ['tcp 443 from 0.0.0.0/0'] } }],
    ['the second does not reach it', { groups: { proxy: ['tcp 8080 from group lb'] } }],
    ['the second opens no connections for others', { interfaces: { proxy: { relays: false } } }],
  ])('closed if %s', (_, changes) => {
    expect(ask(but(BALANCED, changes), 'fromInternetByRelays', 'db')).toEqual([]);
  });

  test('that reach each other, once each', () => {
    const words = but(BALANCED, { groups: { lb: ['any from any', 'any to any'], proxy: ['any from any', 'any to any'] } });
    expect(ask(words, 'fromInternetByRelays', 'db').map(({ hops }) => hops.map(({ to }) => to))).toEqual([
      ["internet gateway 'igw'", "workload 'proxy'", "store 'db'"],
    ]);
  });
});
