import type { CidrPlan } from './cidr-plan';
import { SubnetTier } from './subnet-tier';

/** Ports that the tiers listen on. */
export interface TierPorts {
  /** Ports of the load balancers that clients connect to. */
  readonly ingress: readonly number[];
  /** Ports of the applications that load balancers connect to. */
  readonly application: readonly number[];
  /** Ports of the databases that applications connect to, all within `EPHEMERAL`. */
  readonly database: readonly number[];
}

/** One entry of a network ACL, without its direction. */
export interface AclRule {
  /** The lowest number that matches decides. It never moves when a list of ports grows: moving one replaces the entry. */
  readonly number: number;
  readonly action: 'allow' | 'deny';
  /** TCP ports from and to, `all` traffic, or the ICMP message that path MTU discovery needs. */
  readonly traffic: readonly [number, number] | 'all' | 'fragmentation-needed';
  /** The other side. */
  readonly cidr: string;
}

/** The entries of a tier's network ACL. What none of them allows is denied. */
export interface AclRules {
  readonly inbound: readonly AclRule[];
  readonly outbound: readonly AclRule[];
}

/** Source ports of clients: load balancers, functions and gateway endpoints use all of these, Linux a part of them. */
export const EPHEMERAL: readonly [number, number] = [1024, 65535];

const ANYWHERE = '0.0.0.0/0';
const HTTPS: readonly [number, number] = [443, 443];

/**
 * The network ACLs of every tier. ACLs keep no state, so each allowed connection has two entries a side: one for its port, one
 * for the ephemeral ports that answers go to.
 *
 * Three consequences that the numbers don't show:
 * - Names are resolved, and time is kept, by addresses of AWS that ACLs don't filter. No entry is needed for DNS.
 * - S3 and DynamoDB answer through gateway endpoints from public addresses of AWS, and an ACL can't name a prefix list. So the
 *   application tier takes answers from anywhere, but from the VPC only those that earlier entries name, and no route leads from
 *   the internet to it.
 * - A database answers to ephemeral ports of an application, so it could open a connection there. Security groups, which do keep
 *   state, refuse it.
 *
 * Source: "Control subnet traffic with network access control lists", "Application Load Balancer security groups" (path MTU).
 */
export function tierAclRules(plan: CidrPlan, ports: TierPorts): Readonly<Record<SubnetTier, AclRules>> {
  const ingress = plan.tier(SubnetTier.INGRESS);
  const application = plan.tier(SubnetTier.APPLICATION);
  const data = plan.tier(SubnetTier.DATA);
  return {
    [SubnetTier.INGRESS]: {
      inbound: [
        deny(10, data),
        ...listeners(100, ports.ingress, ANYWHERE),
        allow(200, EPHEMERAL, application),
        { number: 900, action: 'allow', traffic: 'fragmentation-needed', cidr: ANYWHERE },
      ],
      outbound: [deny(10, data), ...listeners(100, ports.application, application), allow(900, EPHEMERAL, ANYWHERE)],
    },
    [SubnetTier.APPLICATION]: {
      inbound: [
        ...listeners(100, ports.application, ingress),
        allow(200, EPHEMERAL, data),
        ...betweenApplicationsAndEndpoints(application),
        deny(900, plan.cidr),
        allow(910, EPHEMERAL, ANYWHERE),
      ],
      outbound: [
        allow(100, EPHEMERAL, ingress),
        ...listeners(200, ports.database, data),
        ...betweenApplicationsAndEndpoints(application),
        deny(900, plan.cidr),
        allow(910, HTTPS, ANYWHERE),
      ],
    },
    [SubnetTier.DATA]: {
      inbound: [...listeners(100, ports.database, application), allow(200, EPHEMERAL, data)],
      outbound: [allow(100, EPHEMERAL, application), allow(200, EPHEMERAL, data)],
    },
  };
}

/** Interface endpoints stand in the application tier, and a name resolves to their addresses in every zone. */
function betweenApplicationsAndEndpoints(application: string): AclRule[] {
  return [allow(300, HTTPS, application), allow(310, EPHEMERAL, application)];
}

function listeners(first: number, ports: readonly number[], cidr: string): AclRule[] {
  return ports.map((port, index) => allow(first + index, [port, port], cidr));
}

function allow(number: number, traffic: readonly [number, number], cidr: string): AclRule {
  return { number, action: 'allow', traffic, cidr };
}

function deny(number: number, cidr: string): AclRule {
  return { number, action: 'deny', traffic: 'all', cidr };
}
