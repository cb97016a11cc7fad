import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { SubnetTier } from './tiers/subnet-tier';

/** A network around customers' data, made here (`SegmentedVpc`) or there already (`ExistingNetwork`). */
export interface CustomerNetwork {
  readonly vpc: IVpc;
  /** The tiers that stand. */
  readonly tiers: readonly SubnetTier[];
  /**
   * The subnets of a tier.
   *
   * @throws InvalidInputError for a tier that doesn't stand
   */
  tier(tier: SubnetTier): SubnetSelection;
}
