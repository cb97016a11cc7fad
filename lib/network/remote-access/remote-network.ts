import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { SubnetTier } from '../tiers/subnet-tier';

/** What remote access asks of a network: a `SegmentedVpc` with a management tier. */
export interface RemoteNetwork {
  readonly vpc: IVpc;
  /** Which addresses belong to what. */
  readonly plan: RemoteNetworkPlan;
  /** The subnets of a tier. */
  tier(tier: SubnetTier): SubnetSelection;
}

/** The addresses of a network. */
interface RemoteNetworkPlan {
  /** The CIDR of all of it. */
  readonly cidr: string;
  /** The CIDR of a tier. */
  tier(tier: SubnetTier): string;
}
