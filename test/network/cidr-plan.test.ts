import fc from 'fast-check';
import { FaultCollector, InvalidInputError } from '../../lib/errors';
import { CidrPlan, checkCidr, ZONES } from '../../lib/network/cidr-plan';
import { SubnetTier } from '../../lib/network/subnet-tier';

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
    ]);
  });

  test('in the smallest network', () => {
    const plan = new CidrPlan('192.168.48.0/20');
    expect(TIERS.map((tier) => [tier, plan.tier(tier), plan.subnet(tier, 2)])).toEqual([
      ['ingress', '192.168.48.0/23', '192.168.48.128/26'],
      ['application', '192.168.56.0/22', '192.168.57.0/25'],
      ['data', '192.168.50.0/23', '192.168.50.128/26'],
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

  test('half of the network stays free, and the application tier can double where it stands', () => {
    fc.assert(
      fc.property(networks(), (cidr) => {
        const plan = new CidrPlan(cidr);
        const whole = rangeOf(cidr);
        const used = TIERS.map((tier) => rangeOf(plan.tier(tier)));
        expect(used.reduce((sum, { first, last }) => sum + last - first + 1, 0) / (whole.last - whole.first + 1)).toBe(0.5);
        const application = rangeOf(plan.tier(SubnetTier.APPLICATION));
        const doubled = { first: application.first, last: application.last + (application.last - application.first + 1) };
        expect(doubled.last).toBe(whole.last);
        expect(doubled.first % (doubled.last - doubled.first + 1)).toBe(0);
        expect(overlaps([doubled, ...used.filter(({ first }) => first !== application.first)])).toBe(false);
      }),
    );
  });

  test('a zone more moves no subnet', () => {
    const names = TIERS.map((name) => ({ name, subnetType: 'any' }));
    const allocate = (zones: number): string[] =>
      new CidrPlan('10.0.0.0/16')
        .allocateSubnetsCidr({
          vpcCidr: '10.0.0.0/16',
          requestedSubnets: names.flatMap((configuration) =>
            ZONE_NUMBERS.slice(0, zones).map((zone) => ({
              availabilityZone: `${zone}`,
              subnetConstructId: `${configuration.name}${zone}`,
              configuration: configuration as never,
            })),
          ),
        })
        .allocatedSubnets.map(({ cidr }) => cidr);
    expect(allocate(6)).toEqual(expect.arrayContaining(allocate(2)));
    expect(allocate(2)).toEqual(['10.0.0.0/22', '10.0.4.0/22', '10.0.128.0/21', '10.0.136.0/21', '10.0.32.0/22', '10.0.36.0/22']);
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
        `the first address of the range: '8.8.8.0/24'`,
        'a private range, within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 (RFC 1918)',
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
