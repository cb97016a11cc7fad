/** A range of IPv4 addresses: its first address as a number, and the length of its prefix. */
export interface Ipv4Range {
  readonly address: number;
  readonly prefix: number;
}

/** The range that a CIDR names; `undefined` for a text that is none. The address need not be the range's first. */
export function parseRange(cidr: string): Ipv4Range | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (match === null) return undefined;
  const numbers = match.slice(1).map(Number);
  const octets = numbers.slice(0, 4);
  const prefix = numbers[4] ?? 33;
  if (prefix > 32 || octets.some((octet) => octet > 255)) return undefined;
  return { address: octets.reduce((address, octet) => address * 256 + octet, 0), prefix };
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

/** Whether two CIDRs have an address in common; never where one of the texts is none. */
export function overlap(one: string, other: string): boolean {
  const [first, second] = [parseRange(one), parseRange(other)].map((range) => range && alignedRange(range));
  return first !== undefined && second !== undefined && (isWithin(first, second) || isWithin(second, first));
}
