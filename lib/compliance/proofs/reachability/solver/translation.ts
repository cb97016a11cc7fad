import { ALL_IPV4, NAT64_ADDRESSES, NAT64_TO_IPV4 } from '../model/addresses';
import { Intervals } from '../model/intervals';
import type { SubnetModel } from '../model/network-model';
import { common, type Packets, PROTOCOL } from '../model/traffic';
import type { Flow } from './flow';
import type { GatewayOf } from './topology';

const TCP_AND_UDP = Intervals.of([PROTOCOL.tcp, PROTOCOL.tcp], [PROTOCOL.udp, PROTOCOL.udp]);
const WITH_ICMP = TCP_AND_UDP.union(Intervals.of([PROTOCOL.icmp, PROTOCOL.icmp]));

/**
 * What a NAT gateway makes of packets: those of IPv4, and those of IPv6 to an address that stands for one of IPv4, with an address of its
 * own as their source; of NAT64 only what has ports. Sources: "NAT gateway basics", "DNS64 and NAT64", Amazon VPC.
 */
export function translated({ id: nat, isPublic }: GatewayOf<'nat'>, subnet: SubnetModel, flow: Flow): Flow[] {
  const sources = subnet.addresses.intersect(ALL_IPV4);
  if (sources.isEmpty) return [];
  const kinds: { packets: Packets | undefined; shift: bigint }[] = [
    { packets: common(flow.packets, { protocols: WITH_ICMP, destinations: ALL_IPV4 }), shift: 0n },
    { packets: common(flow.packets, { protocols: TCP_AND_UDP, destinations: NAT64_ADDRESSES }), shift: NAT64_TO_IPV4 },
  ];
  return kinds.flatMap(({ packets, shift }): Flow[] => {
    if (packets === undefined) return [];
    const before = flow.legs.map((leg) => ({ ...leg, shift: leg.shift - shift }));
    const leg = { nat, subnet, isPublic, sources: packets.sources, shift: -shift };
    const behind = { ...packets, sources, destinations: packets.destinations.shift(shift) };
    return [{ ...flow, packets: behind, legs: [...before, leg], sender: { subnet, isPublic } }];
  });
}
