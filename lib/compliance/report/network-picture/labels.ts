import { printable } from '../../printable';
import { ALL_IPV4, formatAddress } from '../../proofs/reachability/model/addresses';
import type { Intervals } from '../../proofs/reachability/model/intervals';

/** Segments of a construct path that say nothing. */
const SILENT: ReadonlySet<string> = new Set([
  'Resource',
  'Default',
  'Subnet',
  'VPC',
  'IGW',
  'NATGateway',
  'Firewall',
  'Endpoint',
]);
/** Segments that say what a thing is, and not which. */
const GENERIC: ReadonlySet<string> = new Set(['Alb', 'Cluster', 'Function', 'Instance', 'LB', 'LoadBalancer', 'Nlb', 'Service']);
const LONGEST = 34;

/** The telling end of a construct path: `ingressSubnet1` of `dev/Network/Network/ingressSubnet1/Subnet`. */
export function shortName(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '');
  const telling = segments.filter((segment) => !SILENT.has(segment));
  const [before, last] = [telling.at(-2), telling.at(-1)];
  if (before !== undefined && last !== undefined && GENERIC.has(last)) return shortened(`${before} ${last}`);
  return shortened(last ?? segments.at(-1) ?? path);
}

/** A text of one line, with an ellipsis where it is long. */
export function shortened(text: string, longest = LONGEST): string {
  const letters = [...printable(text)];
  return letters.length <= longest ? letters.join('') : `${letters.slice(0, longest - 1).join('')}\u2026`;
}

/** A zone as people call it: `zone 1` of the first that the region names at deployment. */
export function zoneName(zone: string): string {
  const [, number] = /^\{"Fn::Select":\["?(\d)"?,\{"Fn::GetAZs":/.exec(zone) ?? [];
  if (number !== undefined) return `zone ${Number(number) + 1}`;
  return shortened(zone.startsWith('{') ? 'zone by deployment' : zone, 20);
}

/** Most ranges that a label has room for. */
const MOST_RANGES = 3;

/** Addresses as prefixes: `10.0.0.0/24, 2001:db8::/56`. */
export function addressesText(addresses: Intervals): string {
  const texts = addresses.intervals.map(([first, last]) => rangeText(first, last));
  if (texts.length === 0) return 'addresses by deployment';
  return texts.length <= MOST_RANGES ? texts.join(', ') : 'addresses by deployment';
}

function rangeText(first: bigint, last: bigint): string {
  const size = last - first + 1n;
  const isPrefix = (size & (size - 1n)) === 0n && first % size === 0n;
  if (!isPrefix) return `${formatAddress(first)}-${formatAddress(last)}`;
  const bits = ALL_IPV4.has(first) ? 32 : 128;
  return `${formatAddress(first)}/${bits - (size.toString(2).length - 1)}`;
}
