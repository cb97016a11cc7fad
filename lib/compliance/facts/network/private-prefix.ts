import { BlockList, isIP } from 'node:net';
import { PRIVATE_RANGES } from '../../../network/addresses/cidr-plan';

/** Ranges that no one announces on the internet, besides RFC 1918: between carriers (RFC 6598), unique local (RFC 4193). */
const PRIVATE = [...PRIVATE_RANGES, '100.64.0.0/10', 'fc00::/7'].map((cidr) => {
  const { address, length, family } = parse(cidr);
  const range = new BlockList();
  if (family) range.addSubnet(address, length, family);
  return { range, length };
});

/** Whether every address of a prefix is private. What is no prefix is not. */
export function isPrivatePrefix(cidr: string): boolean {
  const { address, length, family } = parse(cidr);
  return family !== undefined && PRIVATE.some((known) => length >= known.length && known.range.check(address, family));
}

function parse(cidr: string) {
  const [address = '', length = ''] = cidr.split('/');
  const version = /^\d{1,3}$/.test(length) ? isIP(address) : 0;
  const family = version === 0 ? undefined : version === 4 ? ('ipv4' as const) : ('ipv6' as const);
  return { address, length: Number(length), family };
}
