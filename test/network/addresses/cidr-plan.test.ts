import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import fc from 'fast-check';
import { FaultCollector, InvalidInputError } from '../../../lib/errors';
import { CidrPlan, checkCidr, checkPeers, ZONES } from '../../../lib/network/addresses/cidr-plan';
import { overlap } from '../../../lib/network/addresses/ipv4-range';
import { SubnetTier } from '../../../lib/network/tiers/subnet-tier';

interface Range {
  readonly first: number;
  readonly last: number;
}

const TIERS = Object.values(SubnetTier);
const ZONE_NUMBERS = Array.from({ length: ZONES.max }, (_, zone) => zone);

describe('a plan of addresses', () => {
  test('in 10.0.0.0/16', () => {
    const plan = new CidrPlan('10.0.0.0/16');
    expect(TIERS.map((tier) => [tier, plan.tier(tier), plan.subnet(tier, 0), plan.subnet(tier, 5)])).toEqual([
      ['ingress', '10.0.0.0/19', '10.0.0.0/22', '10.0.20.0/22'],
      ['application', '10.0.128.0/18', '10.0.128.0/21', '10.0.168.0/21'],
      ['data', '10.0.32.0/19', '10.0.32.0/22', '10.0.52.0/22'],
      ['endpoints', '10.0.64.0/20', '10.0.64.0/23', '10.0.74.0/23'],
      ['firewall', '10.0.80.0/20', '10.0.80.0/23', '10.0.90.0/23'],
      ['egress', '10.0.112.0/20', '10.0.112.0/23', '10.0.122.0/23'],
      ['management', '10.0.96.0/20', '10.0.96.0/23', '10.0.106.0/23'],
    ]);
  });

  test('in the smallest network', () => {
    const plan = new CidrPlan('192.168.48.0/20');
    expect(TIERS.map((tier) => [tier, plan.tier(tier), plan.subnet(tier, 2)])).toEqual([
      ['ingress', '192.168.48.0/23', '192.168.48.128/26'],
      ['application', '192.168.56.0/22', '192.168.57.0/25'],
      ['data', '192.168.50.0/23', '192.168.50.128/26'],
      ['endpoints', '192.168.52.0/24', '192.168.52.64/27'],
      ['firewall', '192.168.53.0/24', '192.168.53.64/27'],
      ['egress', '192.168.55.0/24', '192.168.55.64/27'],
      ['management', '192.168.54.0/24', '192.168.54.64/27'],
    ]);
  });

  test('subnets never overlap, lie in their tier, and tiers in the network', () => {
    fc.assert(
      fc.property(networks(), (cidr) => {
        const plan = new CidrPlan(cidr);
        const subnets = TIERS.flatMap((tier) => ZONE_NUMBERS.map((zone) => ({ tier, range: rangeOf(plan.subnet(tier, zone)) })));
        for (const { tier, range } of subnets) expect(within(range, rangeOf(plan.tier(tier)))).toBe(true);
        for (const tier of TIERS) expect(within(rangeOf(plan.tier(tier)), rangeOf(cidr))).toBe(true);
        expect(overlaps(subnets.map(({ range }) => range))).toBe(false);
        expect(overlaps(TIERS.map((tier) => rangeOf(plan.tier(tier))))).toBe(false);
      }),
    );
  });

  test('every subnet has an address that AWS can use, and begins at a multiple of its size', () => {
    fc.assert(
      fc.property(networks(), fc.constantFrom(...TIERS), fc.constantFrom(...ZONE_NUMBERS), (cidr, tier, zone) => {
        const { first, last } = rangeOf(new CidrPlan(cidr).subnet(tier, zone));
        // A load balancer wants a /27 at least, and eight free addresses; AWS keeps five of each subnet.
        expect(last - first + 1).toBeGreaterThanOrEqual(32);
        expect(first % (last - first + 1)).toBe(0);
      }),
    );
  });

  test('a quarter of the network stays free, and the application tier can double where it stands', () => {
    fc.assert(
      fc.property(networks(), (cidr) => {
        const plan = new CidrPlan(cidr);
        const whole = rangeOf(cidr);
        const used = TIERS.map((tier) => rangeOf(plan.tier(tier)));
        expect(used.reduce((sum, { first, last }) => sum + last - first + 1, 0) / (whole.last - whole.first + 1)).toBe(0.75);
        const application = rangeOf(plan.tier(SubnetTier.APPLICATION));
        const doubled = { first: application.first, last: application.last + (application.last - application.first + 1) };
        expect(doubled.last).toBe(whole.last);
        expect(doubled.first % (doubled.last - doubled.first + 1)).toBe(0);
        expect(overlaps([doubled, ...used.filter(({ first }) => first !== application.first)])).toBe(false);
      }),
    );
  });

  test('neither a zone more nor a tier more moves a subnet', () => {
    const sizes = fc.record({ zones: fc.integer({ min: 2, max: 6 }), tiers: fc.subarray(TIERS, { minLength: 1 }) });
    fc.assert(
      fc.property(networks(), sizes, (cidr, { zones, tiers }) => {
        const all = allocated(cidr, TIERS, ZONES.max);
        for (const [name, subnet] of allocated(cidr, tiers, zones)) expect([name, all.get(name)]).toEqual([name, subnet]);
      }),
    );
  });

  test('what the first networks were given is what they have', () => {
    const three = [SubnetTier.INGRESS, SubnetTier.APPLICATION, SubnetTier.DATA];
    expect([...allocated('10.0.0.0/16', three, 2).values()]).toEqual([
      ...['10.0.0.0/22', '10.0.4.0/22', '10.0.128.0/21', '10.0.136.0/21', '10.0.32.0/22', '10.0.36.0/22'],
    ]);
  });

  test('a tier that it does not know is refused', () => {
    expect(() => allocated('10.0.0.0/16', ['lobby' as SubnetTier], 1)).toThrow(/has no tier 'lobby'; it has ingress, /);
  });
});

describe('the ranges of connected networks', () => {
  test('are taken, apart from the network and each other', () => {
    expect(faultsOfPeers(['10.1.0.0/16', '172.16.0.0/12', '10.2.0.0/24'])).toEqual([]);
  });

  test('are refused with every fault', () => {
    expect(faultsOfPeers(['10.0.0.0/8', 'office', '192.168.1.7/24', '192.168.0.0/16'])).toEqual([
      {
        property: 'peers[0]',
        got: "'10.0.0.0/8'",
        allowed: "a range apart from the network's own, 10.0.0.0/16: no route leads to both",
      },
      { property: 'peers[1]', got: "'office'", allowed: "an IPv4 CIDR, such as '10.0.0.0/16'" },
      { property: 'peers[2]', got: "'192.168.1.7/24'", allowed: "the first address of the range: '192.168.1.0/24'" },
      {
        property: 'peers[3]',
        got: "'192.168.0.0/16'",
        allowed: "a range apart from '192.168.1.7/24', which is in the list as well",
      },
    ]);
  });

  test('overlap where they share an address, and only there', () => {
    fc.assert(
      fc.property(networks(), networks(), (one, other) => {
        const [first, second] = [rangeOf(one), rangeOf(other)];
        expect(overlap(one, other)).toBe(first.first <= second.last && second.first <= first.last);
      }),
    );
  });
});

describe('a CIDR', () => {
  test.each(['10.0.0.0/16', '10.255.240.0/20', '172.16.0.0/16', '172.31.0.0/18', '192.168.0.0/16', '192.168.240.0/20'])(
    '%s is taken',
    (cidr) => expect(faultsOf(cidr)).toEqual([]),
  );

  test.each([
    ['10.0.0.0', [`an IPv4 CIDR, such as '10.0.0.0/16'`]],
    ['10.0.0.256/16', [`an IPv4 CIDR, such as '10.0.0.0/16'`]],
    ['10.0.0.0/33', [`an IPv4 CIDR, such as '10.0.0.0/16'`]],
    ['fd00::/56', [`an IPv4 CIDR, such as '10.0.0.0/16'`]],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a token looks.
    ['${Token[TOKEN.1]}', [`an IPv4 CIDR, such as '10.0.0.0/16'`]],
    ['10.0.0.0/15', ['a prefix of /16 to /20: AWS allows none shorter, and a longer one leaves the zones no room to grow']],
    ['10.0.0.0/21', ['a prefix of /16 to /20: AWS allows none shorter, and a longer one leaves the zones no room to grow']],
    ['10.0.8.0/20', [`the first address of the range: '10.0.0.0/20'`]],
    ['100.64.0.0/16', ['a private range, within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 (RFC 1918)']],
    ['172.32.0.0/16', ['a private range, within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 (RFC 1918)']],
    [
      '8.8.8.8/24',
      [
        'a prefix of /16 to /20: AWS allows none shorter, and a longer one leaves the zones no room to grow',
        'a private range, within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 (RFC 1918)',
        `the first address of the range: '8.8.8.0/24'`,
      ],
    ],
  ])('%s is refused with every fault', (cidr, allowed) => {
    expect(faultsOf(cidr)).toEqual(allowed.map((text) => ({ property: 'cidr', got: `'${cidr}'`, allowed: text })));
  });
});

function faultsOf(cidr: string): unknown {
  const faults = new FaultCollector('network');
  const fine = checkCidr(faults, 'cidr', cidr);
  try {
    faults.throwIfAny();
  } catch (error) {
    expect(fine).toBe(false);
    return error instanceof InvalidInputError ? error.faults : error;
  }
  expect(fine).toBe(true);
  return [];
}

function faultsOfPeers(peers: readonly string[]): unknown {
  const faults = new FaultCollector('network');
  checkPeers(faults, 'peers', peers, '10.0.0.0/16');
  try {
    faults.throwIfAny();
  } catch (error) {
    return error instanceof InvalidInputError ? error.faults : error;
  }
  return [];
}

/** What the VPC construct would be given, by tier and zone. */
function allocated(cidr: string, tiers: readonly SubnetTier[], zones: number): Map<string, string> {
  const names = tiers.flatMap((tier) => ZONE_NUMBERS.slice(0, zones).map((zone) => ({ tier, name: `${tier} ${zone}` })));
  const { allocatedSubnets } = new CidrPlan(cidr).allocateSubnetsCidr({
    vpcCidr: cidr,
    requestedSubnets: names.map(({ tier, name }) => ({
      availabilityZone: name,
      subnetConstructId: name,
      configuration: { name: tier, subnetType: SubnetType.PRIVATE_ISOLATED },
    })),
  });
  return new Map(names.map(({ name }, index) => [name, allocatedSubnets[index]?.cidr ?? '']));
}

function networks(): fc.Arbitrary<string> {
  return fc
    .record({ prefix: fc.integer({ min: 16, max: 20 }), second: fc.nat(255), third: fc.nat(15), home: fc.boolean() })
    .map(({ prefix, second, third, home }) => {
      const aligned = Math.floor((third * 16) / 2 ** (24 - prefix)) * 2 ** (24 - prefix);
      return home ? `192.168.${aligned}.0/${prefix}` : `10.${second}.${aligned}.0/${prefix}`;
    });
}

function rangeOf(cidr: string): Range {
  const [address = '', prefix = ''] = cidr.split('/');
  const first = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return { first, last: first + 2 ** (32 - Number(prefix)) - 1 };
}

function within(inner: Range, outer: Range): boolean {
  return inner.first >= outer.first && inner.last <= outer.last;
}

function overlaps(ranges: readonly Range[]): boolean {
  const sorted = [...ranges].sort((a, b) => a.first - b.first);
  return sorted.some((range, index) => index > 0 && range.first <= (sorted[index - 1]?.last ?? -1));
}
