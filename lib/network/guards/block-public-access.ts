import {
  CfnSnapshotBlockPublicAccess,
  CfnVPCBlockPublicAccessExclusion,
  CfnVPCBlockPublicAccessOptions,
  type ISubnet,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { Existing } from '../../existing';

/** Properties of `BlockPublicAccess`. */
export interface BlockPublicAccessProps {
  /** Subnets of load balancers: the internet and they reach each other. */
  readonly ingress: readonly ISubnet[];
  /** Subnets of NAT gateways: they reach the internet, and it does not reach them. */
  readonly egress: readonly ISubnet[];
  /**
   * Who blocks public access of the account and region already: it can be done once.
   * @default - it is done here
   */
  readonly existing?: Existing;
}

/**
 * Closes the whole account and region to the internet, whatever its routes, groups and ACLs say, but for the subnets named here; and lets
 * nobody share snapshots of volumes with everyone. **It is the account's: VPCs that others made lose their internet access, too, until
 * somebody excludes them.** At most 50 subnets and VPCs of an account can be.
 *
 * What is blocked is traffic between a subnet and an internet gateway. So a firewall's subnet before a NAT gateway is no exclusion, which AWS
 * says would not help it either, and neither are those behind it. Source: "VPC BPA basics" in the "Amazon VPC User Guide".
 */
export class BlockPublicAccess extends Construct {
  public constructor(scope: Construct, id: string, { ingress, egress, existing }: BlockPublicAccessProps) {
    super(scope, id);
    const exclusions = [
      ...ingress.map((subnet) => exclude(this, subnet, 'allow-bidirectional')),
      ...egress.map((subnet) => exclude(this, subnet, 'allow-egress')),
    ];
    if (existing !== undefined) {
      existing.record(this, 'block public access of VPCs and snapshots', ['NoPublicSnapshots']);
      return;
    }
    const options = new CfnVPCBlockPublicAccessOptions(this, 'Resource', { internetGatewayBlockMode: 'block-bidirectional' });
    // In this order nothing that is excluded is ever cut off.
    for (const exclusion of exclusions) options.addResourceDependency(exclusion);
    new CfnSnapshotBlockPublicAccess(this, 'Snapshots', { state: 'block-all-sharing' });
  }
}

function exclude(
  scope: Construct,
  { node, subnetId }: ISubnet,
  internetGatewayExclusionMode: string,
): CfnVPCBlockPublicAccessExclusion {
  return new CfnVPCBlockPublicAccessExclusion(scope, node.id, { subnetId, internetGatewayExclusionMode });
}
