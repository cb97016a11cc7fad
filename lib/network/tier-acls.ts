import { AclCidr, AclTraffic, Action, CfnNetworkAclEntry, type IVpc, NetworkAcl, TrafficDirection } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { SubnetTier } from './subnet-tier';
import type { AclRule, AclRules } from './tier-acl-rules';

/** Properties of `TierAcls`. */
export interface TierAclsProps {
  /** The VPC, its subnet groups named like the tiers. */
  readonly vpc: IVpc;
  /** The ACL that came with the VPC. */
  readonly defaultAclId: string;
  /** The entries of each tier's ACL. */
  readonly rules: Readonly<Record<SubnetTier, AclRules>>;
}

const ALL_PROTOCOLS = -1;

/**
 * A network ACL for every tier, and the VPC's default ACL emptied, so that a subnet that someone adds without an ACL of its own
 * reaches nothing.
 */
export class TierAcls extends Construct {
  public constructor(scope: Construct, id: string, props: TierAclsProps) {
    super(scope, id);
    for (const tier of Object.values(SubnetTier)) {
      const acl = new NetworkAcl(this, tier, { vpc: props.vpc, subnetSelection: { subnetGroupName: tier } });
      const { inbound, outbound } = props.rules[tier];
      for (const rule of inbound) addEntry(acl, TrafficDirection.INGRESS, rule);
      for (const rule of outbound) addEntry(acl, TrafficDirection.EGRESS, rule);
    }
    this.emptyDefaultAcl(props.defaultAclId);
  }

  /** The default ACL's own entries, number 100, can't be removed by CloudFormation, so they are overruled. */
  private emptyDefaultAcl(networkAclId: string): void {
    const scope = new Construct(this, 'default');
    for (const egress of [false, true]) {
      new CfnNetworkAclEntry(scope, egress ? 'Out1' : 'In1', {
        networkAclId,
        ruleNumber: 1,
        ruleAction: Action.DENY,
        protocol: ALL_PROTOCOLS,
        egress,
        cidrBlock: '0.0.0.0/0',
      });
    }
  }
}

function addEntry(acl: NetworkAcl, direction: TrafficDirection, rule: AclRule): void {
  acl.addEntry(`${direction === TrafficDirection.INGRESS ? 'In' : 'Out'}${rule.number}`, {
    direction,
    ruleNumber: rule.number,
    ruleAction: rule.action === 'allow' ? Action.ALLOW : Action.DENY,
    traffic: trafficOf(rule.traffic),
    cidr: AclCidr.ipv4(rule.cidr),
  });
}

function trafficOf(traffic: AclRule['traffic']): AclTraffic {
  if (traffic === 'all') return AclTraffic.allTraffic();
  // RFC 792: destination unreachable, fragmentation needed.
  if (traffic === 'fragmentation-needed') return AclTraffic.icmp({ type: 3, code: 4 });
  const [from, to] = traffic;
  return AclTraffic.tcpPortRange(from, to);
}
