/** A tier of the network. The value is the name of the subnet group, and stands in the tag `strongroom:tier`. */
export enum SubnetTier {
  /** Load balancers only: the one tier that the internet reaches. */
  INGRESS = 'ingress',
  /** The applications: AWS services through endpoints; the internet, where domains are allowed, through the firewall. */
  APPLICATION = 'application',
  /** The databases: no route out of the VPC at all; DNS is still answered. */
  DATA = 'data',
  /** Interface endpoints of AWS services, and nothing else. */
  ENDPOINTS = 'endpoints',
  /** Endpoints of the network firewall, and nothing else: what leaves the applications for the internet passes here. */
  FIREWALL = 'firewall',
  /** NAT gateways, and nothing else: they see only what the firewall let pass. */
  EGRESS = 'egress',
  /** Where people come in, by Verified Access or a client VPN, and instances that are administered by Session Manager. */
  MANAGEMENT = 'management',
}

/** Key of the tag that says which tier a subnet, and its route table, belong to. */
export const TIER_TAG = 'strongroom:tier';

/** Key of the VPC's tag that says which TCP ports clients on the internet may connect to: `443 8443`. */
export const INGRESS_PORTS_TAG = 'strongroom:ingress-ports';
