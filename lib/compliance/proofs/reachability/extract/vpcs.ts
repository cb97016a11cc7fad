import { INGRESS_PORTS_TAG } from '../../../../network/tiers/subnet-tier';
import type { Resource } from '../../../template/resource';
import { tagSetsOf } from '../../../template/tags';
import { isPresent, read } from '../../../template/values';
import { Intervals } from '../model/intervals';
import { DEFAULT_INGRESS_PORTS, type NetworkBuilder } from './network-builder';
import { addressesAt, ipv6BlocksOf, type Named, PRIVATE_IPV4 } from './prefixes';
import { idOf, originOf, thingsAt } from './things';

const VPC = 'AWS::EC2::VPC';
const BLOCK = 'AWS::EC2::VPCCidrBlock';

/** Adds the VPCs of templates: their ranges, those that are added to them, and the ports that they open on purpose. */
export function addVpcs(network: NetworkBuilder): void {
  const { index } = network;
  const added = new Map<Resource, Named[]>();
  for (const block of index.ofType(BLOCK)) {
    const given = addressesAt(index, block, block.properties, 'CidrBlock').map(ofVpc);
    const chosen = read(index, block, 'Ipv4IpamPoolId').some(isPresent) ? [CHOSEN] : [];
    for (const thing of thingsAt(index, block, 'VpcId')) {
      if (thing.kind === 'made') added.set(thing.resource, [...(added.get(thing.resource) ?? []), ...given, ...chosen]);
    }
  }
  for (const vpc of index.ofType(VPC)) {
    const own = addressesAt(index, vpc, vpc.properties, 'CidrBlock').map(ofVpc);
    const blocks = [...(own.length > 0 ? own : [CHOSEN]), ...(added.get(vpc) ?? [])];
    const undecided = blocks.find((block) => block.undecided !== undefined)?.undecided;
    const ipv4 = undecided === undefined ? union(blocks) : PRIVATE_IPV4;
    const ipv6 = ipv6BlocksOf(vpc, index);
    if (undecided === undefined) network.ranges.set(idOf(vpc), [...blocks, ...ipv6]);
    network.vpcs.set(idOf(vpc), {
      id: idOf(vpc),
      origin: originOf(vpc, 'VPC', undecided),
      addresses: ipv4.union(union(ipv6)),
      ingressPorts: portsOf(vpc),
    });
  }
}

const CHOSEN: Named = {
  text: 'a range',
  addresses: PRIVATE_IPV4,
  length: 0,
  undecided: 'an address manager chooses the range of the VPC',
};

/** A range that no VPC can have is not what it has: a larger one would take addresses from everyone else. */
function ofVpc(range: Named): Named {
  if (range.undecided !== undefined || range.length >= SHORTEST_PREFIX) return range;
  return { ...CHOSEN, text: range.text, undecided: `no VPC can have the range ${range.text}` };
}

/** Source: "VPC CIDR blocks", Amazon VPC. */
const SHORTEST_PREFIX = 16;

export function union(named: readonly Named[]): Intervals {
  return named.reduce((all, { addresses }) => all.union(addresses), Intervals.NONE);
}

/** The ports in Strongroom's tag; 443 where there is none, and none where nobody can read it. */
function portsOf(vpc: Resource): Intervals {
  const [{ values }] = tagSetsOf(vpc);
  if (!values.has(INGRESS_PORTS_TAG)) return DEFAULT_INGRESS_PORTS;
  const ports = (values.get(INGRESS_PORTS_TAG) ?? '').split(/[\s,]+/).filter((port) => /^\d{1,5}$/.test(port));
  return Intervals.of(...ports.map((port) => [BigInt(port), BigInt(port)] as const));
}
