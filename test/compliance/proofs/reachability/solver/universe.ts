import {
  ALL_IPV4,
  ALL_IPV6,
  NAT64_TO_IPV4,
  PUBLIC_ADDRESSES,
} from '../../../../../lib/compliance/proofs/reachability/model/addresses';
import type { Intervals } from '../../../../../lib/compliance/proofs/reachability/model/intervals';
import type { NetworkModel } from '../../../../../lib/compliance/proofs/reachability/model/network-model';
import type { Service } from '../../../../../lib/compliance/proofs/reachability/model/traffic';
import type { Universe } from './simulation';

/** One number of each set that a network treats alike: the first of each interval between two borders that it names. */
export function universeOf(network: NetworkModel): Universe {
  const subnets = [...network.subnets.values()];
  const entries = subnets.flatMap(({ acl }) => [...acl.inbound, ...acl.outbound]);
  const rules = [...network.groups.values()].flatMap(({ inbound, outbound }) => [...inbound, ...outbound]);
  const tables = [...network.gateways.values()].map((gateway) => ('routes' in gateway ? (gateway.routes ?? []) : []));
  const routes: { readonly destinations: Intervals }[] = [...subnets.flatMap((subnet) => subnet.routes), ...tables.flat()];
  const sets = [
    ...[...network.vpcs.values(), ...subnets].map(({ addresses }) => addresses),
    ...entries.map(({ peers }) => peers),
    ...rules.flatMap(({ peers }) => (peers.kind === 'addresses' ? [peers.addresses] : [])),
    ...routes.map(({ destinations }) => destinations),
  ];
  const services: Service[] = [
    ...[...entries, ...rules].map(({ service }) => service),
    ...network.interfaces.flatMap(({ listens }) => listens ?? []),
  ];
  const addresses = [...firsts(sets), PUBLIC, PRIVATE, PUBLIC6, ULA];
  const mapped = addresses.filter((one) => ALL_IPV4.has(one)).map((one) => one - NAT64_TO_IPV4);
  return {
    addresses: distinct([...addresses, ...(sets.some((set) => set.intersects(ALL_IPV6)) ? mapped : [])]),
    ports: distinct([0n, 1024n, ...firsts(services.map(({ ports }) => ports))]).filter((port) => port <= 65535n),
    protocols: distinct([1n, 6n, 17n, 47n]),
  };
}

const PUBLIC = 0xffff_0000_0000n + 0xcb00_7109n; // 203.0.113.9
const PRIVATE = 0xffff_0000_0000n + 0xc0a8_0909n; // 192.168.9.9
const PUBLIC6 = 0x2600_0000_0000_0000_0000_0000_0000_0001n;
const ULA = 0xfd00_0000_0000_0000_0000_0000_0000_0001n;

function firsts(sets: readonly Intervals[]): bigint[] {
  return distinct(sets.flatMap(({ intervals }) => intervals.flatMap(([first, last]) => [first, last + 1n])));
}

function distinct(numbers: readonly bigint[]): bigint[] {
  return [...new Set(numbers)].sort((one, other) => (one < other ? -1 : 1));
}

export const isPublicAddress = (address: bigint): boolean => PUBLIC_ADDRESSES.has(address);
