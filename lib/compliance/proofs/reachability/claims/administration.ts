import { Intervals } from '../model/intervals';
import { PROTOCOL, type Service } from '../model/traffic';

/** TCP ports by which a host is taken over: SSH, Telnet, RPC of Windows, Docker, RDP, WinRM, VNC. */
const TCP_PORTS = [22, 23, 135, 2375, 2376, 3389, 5900, 5985, 5986];
/** The same of UDP: IPMI, RDP. */
const UDP_PORTS = [623, 3389];

/** Services by which hosts are administered. Databases, which applications talk to, are not among them. */
export const ADMINISTRATION: readonly Service[] = [serviceOf(PROTOCOL.tcp, TCP_PORTS), serviceOf(PROTOCOL.udp, UDP_PORTS)];

function serviceOf(protocol: bigint, ports: readonly number[]): Service {
  return {
    protocols: Intervals.of([protocol, protocol]),
    ports: Intervals.of(...ports.map((port) => [BigInt(port), BigInt(port)] as const)),
  };
}
