import type { CustomerNetwork } from '../customer-network';
import type { SubnetTier } from '../tiers/subnet-tier';

/** What remote access asks of a network: a `SegmentedVpc` with a management tier. */
export interface RemoteNetwork extends Pick<CustomerNetwork, 'vpc' | 'tier'> {
  /** Which addresses belong to what. */
  readonly plan: RemoteNetworkPlan;
}

/** The addresses of a network. */
interface RemoteNetworkPlan {
  /** The CIDR of all of it. */
  readonly cidr: string;
  /** The CIDR of a tier. */
  tier(tier: SubnetTier): string;
}
