import { AclCidr, AclTraffic, Action, CfnNetworkAclEntry, type IVpc, NetworkAcl, TrafficDirection } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { SubnetTier } from './subnet-tier';
import type { AclRule, AclRules } from './tier-acl-rules';

/** Properties of `TierAcls`. */
export interface TierAclsProps {
  /** The VPC, its subnet groups named like the tiers. */
  readonly vpc: IVpc;
  /** The ACL that came with the VPC. */
  readonly defaultAclId: string;
  /** The entries of the ACL of each tier that stands. */
  readonly rules: ReadonlyMap<SubnetTier, AclRules>;
  /** Whether the network has addresses of IPv6, so that the ACL that came with it lets them through as well. */
  readonly ipv6: boolean;
}

const ALL_PROTOCOLS = -1;

/**
 * A network ACL for every tier, and the VPC's default ACL emptied, so that a subnet that someone adds without an ACL of its own
 * reaches nothing.
 */
export class TierAcls extends Construct {
  public constructor(scope: Construct, id: string, props: TierAclsProps) {
    super(scope, id);
    for (const [tier, { inbound, outbound }] of props.rules) {
      const acl = new NetworkAcl(this, tier, { vpc: props.vpc, subnetSelection: { subnetGroupName: tier } });
      for (const rule of inbound) addEntry(acl, TrafficDirection.INGRESS, rule);
      for (const rule of outbound) addEntry(acl, TrafficDirection.EGRESS, rule);
    }
    this.emptyDefaultAcl(props.defaultAclId, props.ipv6);
  }

  /** The default ACL's own entries, 100 and 101, can't be removed by CloudFormation, so they are overruled. */
  private emptyDefaultAcl(networkAclId: string, ipv6: boolean): void {
    const scope = new Construct(this, 'default');
    const families = [{ cidrBlock: '0.0.0.0/0' }, ...(ipv6 ? [{ ipv6CidrBlock: '::/0' }] : [])];
    for (const [index, family] of families.entries()) {
      for (const egress of [false, true]) {
        const ruleNumber = index + 1;
        new CfnNetworkAclEntry(scope, `${egress ? 'Out' : 'In'}${ruleNumber}`, {
          networkAclId,
          ruleNumber,
          ruleAction: Action.DENY,
          protocol: ALL_PROTOCOLS,
          egress,
          ...family,
        });
      }
    }
  }
}

function addEntry(acl: NetworkAcl, direction: TrafficDirection, rule: AclRule): void {
  acl.addEntry(`${direction === TrafficDirection.INGRESS ? 'In' : 'Out'}${rule.number}`, {
    direction,
    ruleNumber: rule.number,
    ruleAction: rule.action === 'allow' ? Action.ALLOW : Action.DENY,
    traffic: trafficOf(rule),
    cidr: rule.ipv6 ? AclCidr.ipv6(rule.cidr) : AclCidr.ipv4(rule.cidr),
  });
}

function trafficOf({ traffic, ipv6 }: AclRule): AclTraffic {
  if (traffic === 'all') return AclTraffic.allTraffic();
  if (traffic === 'fragmentation-needed') {
    // RFC 4443: packet too big. RFC 792: destination unreachable, fragmentation needed.
    return ipv6 ? AclTraffic.icmpv6({ type: 2, code: 0 }) : AclTraffic.icmp({ type: 3, code: 4 });
  }
  const [from, to] = traffic;
  return AclTraffic.tcpPortRange(from, to);
}
