import { SubnetTier } from '../../../../network/tiers/subnet-tier';
import { Framework } from '../../../citation';
import type { Subject } from '../extract/subjects';
import { ALL_ADDRESSES } from '../model/addresses';
import { Intervals } from '../model/intervals';
import { ALL_PROTOCOLS, common, type Packets, PROTOCOL, without } from '../model/traffic';
import { type Breach, isAnyData, provenRule, tierOfSubject } from './claim';
import { describePackets } from './path-text';
import type { Proof } from './reachability-of';

const number = (protocol: bigint) => Intervals.of([protocol, protocol]);
/** Messages about packets, such as that one was too large, open no connection. */
const NOT_ICMP = { protocols: ALL_PROTOCOLS.subtract(number(PROTOCOL.icmp)).subtract(number(PROTOCOL.icmpv6)) };
const TCP = number(PROTOCOL.tcp);
/** Tiers that hold gateways of AWS and nothing else: to a NAT gateway the internet opens no connection. */
const OF_GATEWAYS: ReadonlySet<string | undefined> = new Set([SubnetTier.EGRESS, SubnetTier.FIREWALL]);

/**
 * The internet reaches load balancers only, on the ports that the VPC's tag `strongroom:ingress-ports` names, 443 by default, and where
 * tiers are declared, in the ingress tier. Whatever is put into that tier is reached on no other port, and into another not at all. Data
 * is judged by `DataUnreachableFromInternet`.
 */
export const onlyListenersFaceInternet = provenRule({
  id: 'OnlyListenersFaceInternet',
  severity: 'error',
  why: 'Every port that the internet reaches is tried by everyone, and only a load balancer with a web ACL is made to withstand that.',
  fix: "Put it behind a load balancer in the ingress tier, without an address of its own; close the port by the security group or the network ACL; or name the port among the 'ingressPorts' of the SegmentedVpc (the VPC's tag 'strongroom:ingress-ports').",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.20', '8.22'],
    [Framework.NIST80053]: ['SC-7', 'SC-7(5)'],
    [Framework.MLPS3]: ['8.1.2.1', '8.1.3.2'],
  },
  exceptable: true,
  about: (subject, proof) => {
    const { role } = subject.interface;
    if (role === 'store' || isAnyData(subject, proof)) return false;
    return role !== 'anything' || !OF_GATEWAYS.has(tierOfSubject(subject, proof));
  },
  breaches: (subject, proof) =>
    proof.reachability.fromInternet(subject.interface).flatMap((path): Breach[] => {
      const connections = common(path.packets, NOT_ICMP);
      const [left] = connections === undefined ? [] : beyondAllowed(connections, subject, proof);
      return left === undefined
        ? []
        : [{ says: `the internet reaches ${wordsFor(subject, proof)} by ${describePackets(left)}`, path }];
    }),
});

/** The packets that no listener is there for on purpose. */
function beyondAllowed(packets: Packets, subject: Subject, proof: Proof): readonly Packets[] {
  if (!mayListen(subject, proof)) return [packets];
  const [subnet] = subject.interface.subnets;
  const vpc = proof.network.vpcs.get(proof.network.subnets.get(subnet ?? '')?.vpc ?? '');
  const ports = vpc?.ingressPorts ?? Intervals.NONE;
  return without(packets, { protocols: TCP, ports, sources: ALL_ADDRESSES, destinations: ALL_ADDRESSES });
}

/** A load balancer, and whatever stands for one in the ingress tier; where a VPC declares no tiers, anywhere. */
function mayListen(subject: Subject, proof: Proof): boolean {
  const { role } = subject.interface;
  if (role !== 'load-balancer' && role !== 'anything') return false;
  return tierOfSubject(subject, proof) === SubnetTier.INGRESS || (role === 'load-balancer' && !hasTiers(subject, proof));
}

function hasTiers({ interface: { subnets } }: Subject, { network, tiered }: Proof): boolean {
  return subnets.some((subnet) => tiered.has(network.subnets.get(subnet)?.vpc ?? ''));
}

function wordsFor(subject: Subject, proof: Proof): string {
  const { role } = subject.interface;
  const tier = tierOfSubject(subject, proof);
  if (role === 'anything') return `whatever is put into the subnet of the tier '${tier}'`;
  if (role !== 'load-balancer') return 'what is no load balancer';
  return mayListen(subject, proof)
    ? 'the load balancer on a port that is not among those for the internet'
    : 'a load balancer outside of the ingress tier';
}
