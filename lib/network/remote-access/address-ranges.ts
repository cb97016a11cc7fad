import { BlockList, isIPv4 } from 'node:net';

/** Whether a text is a range of IPv4 addresses that begins at its first: `10.0.0.0/16`. */
export function isRange(cidr: string): boolean {
  const [address = '', length = ''] = cidr.split('/');
  if (!isIPv4(address) || !/^\d{1,2}$/.test(length) || Number(length) > 32) return false;
  return numberOf(address) % 2 ** (32 - Number(length)) === 0;
}

/** Length of the prefix of a range. */
export function prefixOf(cidr: string): number {
  return Number(cidr.split('/')[1]);
}

/** Whether a range lies in another, or is it. */
export function isWithin(inner: string, outer: string): boolean {
  return isRange(inner) && isRange(outer) && prefixOf(inner) >= prefixOf(outer) && holds(outer, inner);
}

/** Whether two ranges have an address in common. */
export function overlap(one: string, other: string): boolean {
  return isWithin(one, other) || isWithin(other, one);
}

function holds(outer: string, inner: string): boolean {
  const range = new BlockList();
  range.addSubnet(outer.split('/')[0] ?? '', prefixOf(outer));
  return range.check(inner.split('/')[0] ?? '');
}

function numberOf(address: string): number {
  return address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}
