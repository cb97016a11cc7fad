import { isIP } from 'node:net';
import { type Interval, Intervals } from './intervals';

/**
 * Addresses of IPv4 and IPv6 in one space of 128 bits: those of IPv4 stand where IPv6 maps them (RFC 4291, 2.5.5.2), which no packet
 * of IPv6 on a network has.
 */
const IPV4_AT = 0xffff_0000_0000n;
const LAST = (1n << 128n) - 1n;

export const ALL_IPV4 = Intervals.of([IPV4_AT, IPV4_AT + 0xffff_ffffn]);
export const ALL_IPV6 = Intervals.of([0n, LAST]).subtract(ALL_IPV4);
export const ALL_ADDRESSES = Intervals.of([0n, LAST]);

/** Ranges of IPv4 that no host on the internet has. Source: RFC 6890 and its registry. */
const SPECIAL_IPV4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4'],
];

/** The addresses of a prefix, `10.0.0.0/16`, `2001:db8::/32`, or of a single address; `undefined` for what is neither. */
export function prefixOf(text: string): Intervals | undefined {
  const [address = '', length, ...more] = text.trim().split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const bits = version === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : Number(length);
  if (prefix > bits) return undefined;
  const size = 1n << BigInt(bits - prefix);
  const value = version === 4 ? ipv4(address) : ipv6(address);
  if (value === undefined) return undefined;
  const first = value - (value % size);
  const interval: Interval = version === 4 ? [IPV4_AT + first, IPV4_AT + first + size - 1n] : [first, first + size - 1n];
  return version === 4 ? Intervals.of(interval) : Intervals.of(interval).intersect(ALL_IPV6);
}

/** The addresses of several prefixes, each known to be one. */
export function prefixes(...texts: readonly string[]): Intervals {
  return Intervals.of(...texts.flatMap((text) => prefixOf(text)?.intervals ?? []));
}

/** Addresses of IPv6 that stand for those of IPv4, in their last 32 bits (RFC 6052): a NAT gateway takes packets to them there. */
export const NAT64_ADDRESSES = prefixes('64:ff9b::/96');
/** What to add to an address of NAT64 for the address of IPv4 that it stands for. */
export const NAT64_TO_IPV4 = IPV4_AT - (NAT64_ADDRESSES.first ?? 0n);

/** What hosts on the internet have. */
export const PUBLIC_ADDRESSES = ALL_IPV4.subtract(prefixes(...SPECIAL_IPV4)).union(prefixes('2000::/3'));

/** Addresses that nobody on the internet answers at: of private networks, of AWS's own services in a VPC, and the like. */
export const PRIVATE_ADDRESSES = ALL_ADDRESSES.subtract(PUBLIC_ADDRESSES);

/** An address in words. */
export function formatAddress(address: bigint): string {
  if (ALL_IPV4.has(address)) {
    const value = address - IPV4_AT;
    return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
  }
  const groups = Array.from({ length: 8 }, (_, at) => ((address >> BigInt(16 * (7 - at))) & 0xffffn).toString(16));
  const [at, length] = longestZeros(groups);
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, at).join(':')}::${groups.slice(at + length).join(':')}`;
}

/** Where the longest run of zeros starts, the first of several, and how long it is (RFC 5952, 4.2). */
function longestZeros(groups: readonly string[]): readonly [number, number] {
  let longest: readonly [number, number] = [0, 0];
  for (let at = 0; at < groups.length; at += 1) {
    const end = groups.findIndex((group, index) => index >= at && group !== '0');
    const length = (end < 0 ? groups.length : end) - at;
    if (length > longest[1]) longest = [at, length];
  }
  return longest;
}

function ipv4(address: string): bigint {
  return address.split('.').reduce((value, octet) => value * 256n + BigInt(octet), 0n);
}

function ipv6(address: string): bigint | undefined {
  const withoutZone = address.split('%')[0] ?? '';
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(withoutZone);
  const end = dotted?.[2] === undefined ? undefined : ipv4(dotted[2]);
  const text = end === undefined ? withoutZone : `${dotted?.[1]}${(end >> 16n).toString(16)}:${(end & 0xffffn).toString(16)}`;
  const [head = '', tail] = text.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return groups.length === 8 ? groups.reduce((value, group) => value * 0x10000n + BigInt(`0x${group}`), 0n) : undefined;
}
