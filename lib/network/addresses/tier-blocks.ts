import { SubnetTier } from '../tiers/subnet-tier';

/** A block of the plan, in sixteenths of the network. It begins at a multiple of its size, so that it is a CIDR. */
export interface Block {
  readonly first: number;
  readonly sixteenths: number;
}

/** The block of every tier, whether the tier stands or not. 12 to 15 are free. */
export const TIER_BLOCKS: Readonly<Record<SubnetTier, Block>> = {
  [SubnetTier.INGRESS]: { first: 0, sixteenths: 2 },
  [SubnetTier.DATA]: { first: 2, sixteenths: 2 },
  [SubnetTier.ENDPOINTS]: { first: 4, sixteenths: 1 },
  [SubnetTier.FIREWALL]: { first: 5, sixteenths: 1 },
  [SubnetTier.MANAGEMENT]: { first: 6, sixteenths: 1 },
  [SubnetTier.EGRESS]: { first: 7, sixteenths: 1 },
  [SubnetTier.APPLICATION]: { first: 8, sixteenths: 4 },
};

/** Sixteenths of the network. */
export const SIXTEENTHS = 16;

/** Zones that each tier's block is cut for: a power of two, so that every subnet is a CIDR. Two more than a network spans. */
export const ZONE_SLOTS = 8;
