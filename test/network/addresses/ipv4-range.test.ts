import fc from 'fast-check';
import { isRange, isWithinCidr, overlap, parseRange } from '../../../lib/network/addresses/ipv4-range';

test.each(['10.0.0.0/16', '0.0.0.0/0', '10.1.2.3/32', '172.20.0.0/20'])('%s is a range', (cidr) => {
  expect(isRange(cidr)).toBe(true);
});

test.each(['', '10.0.0.0', '10.0.0.1/16', '10.0.0.0/33', '10.0.0/16', '010.0.0.0/16', '::/0', '10.0.0.0/16 ', '10.0.0.0/1e1'])(
  '%j is none',
  (cidr) => {
    expect(isRange(cidr)).toBe(false);
  },
);

describe('ranges within a byte, against every address of it', () => {
  const range = fc.integer({ min: 24, max: 32 }).chain((prefix) =>
    fc.integer({ min: 0, max: 2 ** (prefix - 24) - 1 }).map((block) => ({
      cidr: `10.0.0.${block * 2 ** (32 - prefix)}/${prefix}`,
      addresses: new Set(Array.from({ length: 2 ** (32 - prefix) }, (_, each) => block * 2 ** (32 - prefix) + each)),
    })),
  );

  test('one lies in another where all its addresses do', () => {
    fc.assert(
      fc.property(range, range, (inner, outer) => {
        expect(isWithinCidr(inner.cidr, outer.cidr)).toBe([...inner.addresses].every((address) => outer.addresses.has(address)));
      }),
    );
  });

  test('two overlap where they share one', () => {
    fc.assert(
      fc.property(range, range, (one, other) => {
        expect(overlap(one.cidr, other.cidr)).toBe([...one.addresses].some((address) => other.addresses.has(address)));
      }),
    );
  });
});

test('the length of a prefix', () => {
  expect(parseRange('172.20.0.0/20')?.prefix).toBe(20);
});
