/** A tier of the network. The value is the name of the subnet group, and stands in the tag `strongroom:tier`. */
export enum SubnetTier {
  /** Load balancers only: the one tier with a route to and from the internet. */
  INGRESS = 'ingress',
  /** The applications: no route to the internet; AWS services through endpoints. */
  APPLICATION = 'application',
  /** The databases: no route out of the VPC at all; DNS is still answered. */
  DATA = 'data',
}

/** Key of the tag that says which tier a subnet, and its route table, belong to. */
export const TIER_TAG = 'strongroom:tier';
