/**
 * What `Fn::Cidr` gives: the first blocks of a range, each with this many bits for hosts.
 *
 * Source: "Fn::Cidr" in the "AWS CloudFormation Template Reference Guide".
 */
export function cidrs(range: string, count: number, hostBits: number): readonly string[] {
  const [address = '', prefix = ''] = range.split('/');
  const isIpv6 = address.includes(':');
  const bits = isIpv6 ? 128 : 32;
  const first = isIpv6 ? parseIpv6(address) : parseIpv4(address);
  const room = 2 ** (bits - hostBits - Number(prefix));
  if (count > room) throw new Error(`${range} has room for ${room} blocks of ${hostBits} bits, not for ${count}`);
  const size = 1n << BigInt(hostBits);
  return Array.from({ length: count }, (_, index) => {
    const block = first + BigInt(index) * size;
    return `${isIpv6 ? formatIpv6(block) : formatIpv4(block)}/${bits - hostBits}`;
  });
}

function parseIpv4(address: string): bigint {
  return address.split('.').reduce((value, part) => (value << 8n) + BigInt(part), 0n);
}

function formatIpv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
}

function parseIpv6(address: string): bigint {
  const [head = '', tail = ''] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const groups = [...before, ...(address.includes('::') ? zeros : []), ...after];
  return groups.reduce((value, group) => (value << 16n) + BigInt(`0x${group}`), 0n);
}

/** As RFC 5952 has it: the first of the longest runs of zeros is left out, if it is longer than one. */
function formatIpv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  let longest = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    const end = groups.findIndex((group, index) => index >= start && group !== '0');
    const length = (end < 0 ? groups.length : end) - start;
    if (length > longest.length) longest = { start, length };
  }
  if (longest.length < 2) return groups.join(':');
  const { start, length } = longest;
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}
