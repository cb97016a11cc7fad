import { Fn } from 'aws-cdk-lib/core';
import type { SubnetTier } from '../tiers/subnet-tier';
import { SIXTEENTHS, TIER_BLOCKS, ZONE_SLOTS } from './tier-blocks';

/** Subnets of /64 in a /56: as many as `Fn::Cidr` can make. */
const SUBNETS = 256;
const SUBNET_BITS = 64;
const SUBNETS_A_SIXTEENTH = SUBNETS / SIXTEENTHS;

/**
 * Which addresses of IPv6 belong to what: the same blocks as `CidrPlan`'s, in the /56 that Amazon gives a network. Every subnet of every
 * tier and zone has a /64 at a place of its own, so that none ever moves.
 */
export class Ipv6Plan {
  /** @param block the network's /56, which only the deployment knows */
  public constructor(private readonly block: string) {}

  /** The CIDR of a whole tier. */
  public tier(tier: SubnetTier): string {
    const { first, sixteenths } = TIER_BLOCKS[tier];
    const bits = SUBNET_BITS + Math.log2(sixteenths * SUBNETS_A_SIXTEENTH);
    return Fn.select(first / sixteenths, Fn.cidr(this.block, SIXTEENTHS / sixteenths, String(bits)));
  }

  /** The CIDR of a tier's subnet in a zone, counted from 0. */
  public subnet(tier: SubnetTier, zone: number): string {
    return Fn.select(slotOf(tier, zone), Fn.cidr(this.block, SUBNETS, String(SUBNET_BITS)));
  }
}

/** The place of a subnet among the network's 256. */
export function slotOf(tier: SubnetTier, zone: number): number {
  const { first, sixteenths } = TIER_BLOCKS[tier];
  return first * SUBNETS_A_SIXTEENTH + zone * sixteenths * (SUBNETS_A_SIXTEENTH / ZONE_SLOTS);
}
