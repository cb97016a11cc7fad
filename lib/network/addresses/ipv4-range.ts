import { isIPv4 } from 'node:net';

/** A range of IPv4 addresses: its first address as a number, and the length of its prefix. */
export interface Ipv4Range {
  readonly address: number;
  readonly prefix: number;
}

/** The range that a CIDR names; `undefined` for a text that is none. The address need not be the range's first. */
export function parseRange(cidr: string): Ipv4Range | undefined {
  const [address = '', length = '', ...more] = String(cidr).split('/');
  if (!isIPv4(address) || !/^\d{1,2}$/.test(length) || Number(length) > 32 || more.length > 0) return undefined;
  return { address: address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0), prefix: Number(length) };
}

/** Whether a text is a range from its first address on: `10.0.0.0/16`. */
export function isRange(cidr: string): boolean {
  const range = parseRange(cidr);
  return range !== undefined && alignedRange(range).address === range.address;
}

export function formatRange({ address, prefix }: Ipv4Range): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);
  return `${octets.join('.')}/${prefix}`;
}

/** Number of addresses behind a prefix. */
export function sizeOf(prefix: number): number {
  return 2 ** (32 - prefix);
}

/** The range that an address lies in, from its first address on. */
export function alignedRange({ address, prefix }: Ipv4Range): Ipv4Range {
  return { address: address - (address % sizeOf(prefix)), prefix };
}

/** Whether a range lies in another. */
export function isWithin(inner: Ipv4Range, outer: Ipv4Range): boolean {
  return inner.address >= outer.address && inner.address + sizeOf(inner.prefix) <= outer.address + sizeOf(outer.prefix);
}

/** Whether a CIDR lies in another, or is it; never where one of the texts is none. */
export function isWithinCidr(inner: string, outer: string): boolean {
  const [first, second] = [parseRange(inner), parseRange(outer)];
  return first !== undefined && second !== undefined && isWithin(alignedRange(first), alignedRange(second));
}

/** Whether two CIDRs have an address in common; never where one of the texts is none. */
export function overlap(one: string, other: string): boolean {
  return isWithinCidr(one, other) || isWithinCidr(other, one);
}
