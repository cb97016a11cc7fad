import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import {
  ALL_ADDRESSES,
  ALL_IPV4,
  ALL_IPV6,
  formatAddress,
  NAT64_ADDRESSES,
  NAT64_TO_IPV4,
  PRIVATE_ADDRESSES,
  PUBLIC_ADDRESSES,
  prefixes,
  prefixOf,
} from '../../../../../lib/compliance/proofs/reachability/model/addresses';

describe('the addresses of a prefix', () => {
  test.each([
    ['10.0.0.0/16', '10.0.0.0', '10.0.255.255'],
    ['10.0.3.7/16', '10.0.0.0', '10.0.255.255'],
    ['198.51.100.7', '198.51.100.7', '198.51.100.7'],
    ['0.0.0.0/0', '0.0.0.0', '255.255.255.255'],
    ['2001:db8::/32', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
    [' 2001:DB8:0:0:1::1/128 ', '2001:db8::1:0:0:1', '2001:db8::1:0:0:1'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221', '64:ff9b::c000:221'],
  ])('%s', (text, first, last) => {
    const [interval, ...more] = prefixOf(text)?.intervals ?? [];
    expect([interval?.map(formatAddress), more]).toEqual([[first, last], []]);
  });

  test.each([
    '',
    'any',
    '10.0.0.0/33',
    '10.0.0/16',
    '10.0.0.0/',
    '10.0.0.0/16/1',
    '10.0.0.0/-1',
    '2001:db8::/129',
    '2001:db8',
    '{}/16',
  ])('not of %j', (text) => {
    expect(prefixOf(text)).toBeUndefined();
  });

  test('of ::/0 are all of IPv6, and none of IPv4', () => {
    expect(prefixOf('::/0')?.equals(ALL_IPV6)).toBe(true);
    expect(ALL_IPV4.intersects(ALL_IPV6)).toBe(false);
    expect(ALL_IPV4.union(ALL_IPV6).equals(ALL_ADDRESSES)).toBe(true);
  });

  test('hold what has the same first bits', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (one, other, length) => {
        const [mine, theirs] = [bitsOf(one), bitsOf(other)].map((bits) => bits.slice(0, length));
        const address = prefixOf(other)?.first ?? -1n;
        expect(prefixOf(`${one}/${length}`)?.has(address)).toBe(mine === theirs);
      }),
    );
  });
});

describe('an address in words', () => {
  test('of IPv4 is read as it was written', () => {
    fc.assert(fc.property(fc.ipV4(), (text) => expect(formatAddress(prefixOf(text)?.first ?? -1n)).toBe(text)));
  });

  test('of IPv6 is what was read, in its one short form (RFC 5952)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), { minLength: 8, maxLength: 8 }),
        (groups) => {
          const address = groups.reduce((value, group) => value * 0x10000n + BigInt(group), 0n);
          fc.pre(!ALL_IPV4.has(address));
          const text = formatAddress(address);
          expect(isIPv6(text)).toBe(true);
          expect(prefixOf(text)?.intervals).toEqual([[address, address]]);
          expect(text).toBe(new URL(`http://[${text}]`).hostname.slice(1, -1));
        },
      ),
    );
  });

  test.each(['::', '::1', '1::', '2001:db8::1:0:0:1', '2001:0:0:1::1', 'fe80::1:2:3:4'])('%s', (text) => {
    expect(formatAddress(prefixOf(text)?.first ?? -1n)).toBe(text);
  });
});

describe('addresses of the internet', () => {
  test.each(['8.8.8.8', '52.95.110.1', '172.32.0.1', '100.128.0.1', '2600:1f18::1', '2a05:d014::1'])('%s is one', (text) => {
    expect(PUBLIC_ADDRESSES.covers(prefixes(text))).toBe(true);
  });

  test.each([
    ...[
      '10.1.2.3',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.0.1',
      '100.64.0.1',
      '169.254.169.254',
      '127.0.0.1',
      '224.0.0.1',
      '255.255.255.255',
    ],
    ...['fd00::1', 'fe80::1', '::1', 'ff02::1', '64:ff9b::808:808'],
  ])('%s is none', (text) => {
    expect(PRIVATE_ADDRESSES.covers(prefixes(text))).toBe(true);
  });

  test('NAT64 has one for each of IPv4', () => {
    expect(NAT64_ADDRESSES.shift(NAT64_TO_IPV4).equals(ALL_IPV4)).toBe(true);
    const mapped = (prefixes('64:ff9b::8.8.4.4').first ?? 0n) + NAT64_TO_IPV4;
    expect(formatAddress(mapped)).toBe('8.8.4.4');
  });
});

function bitsOf(address: string): string {
  return address
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
}
