import type { AllocateCidrRequest, IIpAddresses, SubnetIpamOptions, VpcIpamOptions } from 'aws-cdk-lib/aws-ec2';
import type { FaultCollector } from '../../errors';
import { SubnetTier } from '../tiers/subnet-tier';
import { alignedRange, formatRange, type Ipv4Range, isWithin, overlap, parseRange, sizeOf } from './ipv4-range';
import { SIXTEENTHS, TIER_BLOCKS, ZONE_SLOTS } from './tier-blocks';

/** Fewest and most zones that a network spans. */
export const ZONES = { min: 2, max: 6 } as const;

/** What a network has unless somebody says otherwise. */
export const USUAL_CIDR = '10.0.0.0/16';

/** Shortest and longest prefix of a network: AWS allows no VPC above /16; below /20 a zone's subnets have no room to grow. */
const PREFIX = { min: 16, max: 20 } as const;

/** The ranges of RFC 1918. */
export const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] as const;

/**
 * Which addresses belong to what, so that neither a new zone nor a new tier ever moves a subnet that stands.
 *
 * | sixteenth of the VPC | in 10.0.0.0/16 | for | subnet of a zone: /16 .. /20 |
 * | --- | --- | --- | --- |
 * | 0-1 | 10.0.0.0/19 | ingress | /22 .. /26 |
 * | 2-3 | 10.0.32.0/19 | data | /22 .. /26 |
 * | 4 | 10.0.64.0/20 | endpoints | /23 .. /27 |
 * | 5 | 10.0.80.0/20 | firewall | /23 .. /27 |
 * | 6 | 10.0.96.0/20 | management | /23 .. /27 |
 * | 7 | 10.0.112.0/20 | egress | /23 .. /27 |
 * | 8-11 | 10.0.128.0/18 | application | /21 .. /25 |
 * | 12-15 | 10.0.192.0/18 | free: application can double | |
 *
 * Each tier is one CIDR, which network ACLs and security groups name, cut into eight zones, of which at most six are used.
 * The CIDR must have passed `checkCidr`.
 */
export class CidrPlan implements IIpAddresses {
  private readonly range: Ipv4Range;

  public constructor(public readonly cidr: string) {
    this.range = parseRange(cidr) ?? { address: 0, prefix: 32 };
  }

  /** The CIDR of a whole tier, whether it stands or not. */
  public tier(tier: SubnetTier): string {
    return formatRange(this.tierRange(tier));
  }

  /** The CIDR of a tier's subnet in a zone, counted from 0. */
  public subnet(tier: SubnetTier, zone: number): string {
    const block = this.tierRange(tier);
    const prefix = block.prefix + Math.log2(ZONE_SLOTS);
    return formatRange({ address: block.address + zone * sizeOf(prefix), prefix });
  }

  /** For the VPC construct. */
  public allocateVpcCidr(): VpcIpamOptions {
    return { cidrBlock: this.cidr };
  }

  /** For the VPC construct, which asks for every zone of a tier in order. */
  public allocateSubnetsCidr(request: AllocateCidrRequest): SubnetIpamOptions {
    const zones = new Map<string, number>();
    const allocatedSubnets = request.requestedSubnets.map(({ configuration }) => {
      const tier = tierNamed(configuration.name);
      const zone = zones.get(tier) ?? 0;
      zones.set(tier, zone + 1);
      return { cidr: this.subnet(tier, zone) };
    });
    return { allocatedSubnets };
  }

  private tierRange(tier: SubnetTier): Ipv4Range {
    const { first, sixteenths } = TIER_BLOCKS[tier];
    const prefix = this.range.prefix + Math.log2(SIXTEENTHS);
    return { address: this.range.address + first * sizeOf(prefix), prefix: prefix - Math.log2(sixteenths) };
  }
}

/** Notes every fault of a CIDR that is to be a network's. Returns whether it has none. */
export function checkCidr(faults: FaultCollector, property: string, cidr: string): boolean {
  const range = typeof cidr === 'string' ? parseRange(cidr) : undefined;
  if (!faults.check(range !== undefined, property, cidr, `an IPv4 CIDR, such as '${USUAL_CIDR}'`) || range === undefined)
    return false;
  const sized = faults.check(
    range.prefix >= PREFIX.min && range.prefix <= PREFIX.max,
    property,
    cidr,
    `a prefix of /${PREFIX.min} to /${PREFIX.max}: AWS allows none shorter, and a longer one leaves the zones no room to grow`,
  );
  const isPrivate = faults.check(
    PRIVATE_RANGES.some((known) => isWithin(range, parseRange(known) ?? range)),
    property,
    cidr,
    `a private range, within ${PRIVATE_RANGES.join(', ')} (RFC 1918)`,
  );
  return checkAligned(faults, property, cidr, range) && sized && isPrivate;
}

/** Notes every fault of the ranges of networks that one is connected to: each must be a CIDR apart from the network's own. */
export function checkPeers(faults: FaultCollector, property: string, peers: readonly string[], cidr: string): void {
  if (!faults.check(Array.isArray(peers), property, peers, 'a list of IPv4 CIDRs')) return;
  peers.forEach((peer, index) => {
    const at = `${property}[${index}]`;
    const range = typeof peer === 'string' ? parseRange(peer) : undefined;
    if (!faults.check(range !== undefined, at, peer, `an IPv4 CIDR, such as '${USUAL_CIDR}'`) || range === undefined) return;
    checkAligned(faults, at, peer, range);
    faults.check(!overlap(peer, cidr), at, peer, `a range apart from the network's own, ${cidr}: no route leads to both`);
    const before = peers.slice(0, index).find((other) => typeof other === 'string' && overlap(peer, other));
    faults.check(before === undefined, at, peer, `a range apart from '${before}', which is in the list as well`);
  });
}

function checkAligned(faults: FaultCollector, property: string, cidr: string, range: Ipv4Range): boolean {
  const aligned = alignedRange(range);
  const allowed = `the first address of the range: '${formatRange(aligned)}'`;
  return faults.check(aligned.address === range.address, property, cidr, allowed);
}

function tierNamed(name: string): SubnetTier {
  const tier = Object.values(SubnetTier).find((value) => value === name);
  if (tier === undefined) throw new Error(`the CIDR plan has no tier '${name}'; it has ${Object.values(SubnetTier).join(', ')}`);
  return tier;
}
