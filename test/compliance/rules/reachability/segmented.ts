import {
  CfnInternetGateway,
  CfnNetworkAcl,
  CfnNetworkAclEntry,
  CfnRoute,
  CfnVPCBlockPublicAccessExclusion,
  type ISubnet,
} from 'aws-cdk-lib/aws-ec2';
import type { CfnResource, Stack } from 'aws-cdk-lib/core';
import { SegmentedVpc, type SegmentedVpcProps, type SubnetTier } from '../../../../lib/network/segmented-vpc';

/** A SegmentedVpc `Network` of two zones, and what somebody may add to it. */
export class Tampered {
  private readonly network: SegmentedVpc;

  public constructor(
    private readonly stack: Stack,
    props: SegmentedVpcProps = {},
  ) {
    this.network = new SegmentedVpc(stack, 'Network', { zones: 2, ...props });
  }

  /** A default route of a tier's first subnet to the internet gateway. */
  public addRoute(tier: SubnetTier): this {
    new CfnRoute(this.stack, 'Route', {
      routeTableId: this.subnet(tier).routeTable.routeTableId,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: this.found(CfnInternetGateway, '').ref,
    });
    return this;
  }

  /** Entries of a tier's network ACL that allow everything, before all others. */
  public openAcl(tier: SubnetTier): this {
    for (const egress of [true, false]) {
      new CfnNetworkAclEntry(this.stack, `${tier}${egress ? 'Out' : 'In'}`, {
        networkAclId: this.found(CfnNetworkAcl, `NetworkAcls/${tier}/`).ref,
        ruleNumber: 1,
        protocol: -1,
        ruleAction: 'allow',
        cidrBlock: '0.0.0.0/0',
        egress,
      });
    }
    return this;
  }

  /** An exclusion of a tier's first subnet from Block Public Access. */
  public exclude(tier: SubnetTier): this {
    new CfnVPCBlockPublicAccessExclusion(this.stack, 'Exclusion', {
      internetGatewayExclusionMode: 'allow-bidirectional',
      subnetId: this.subnet(tier).subnetId,
    });
    return this;
  }

  private subnet(tier: SubnetTier): ISubnet {
    const [subnet] = this.network.vpc.selectSubnets({ subnetGroupName: tier }).subnets;
    if (subnet === undefined) throw new Error(`no subnet of the tier ${tier}`);
    return subnet;
  }

  private found<T extends CfnResource>(type: new (...args: never[]) => T, within: string): T {
    const all = this.network.node.findAll().filter((each): each is T => each instanceof type);
    const [resource] = all.filter(({ node }) => node.path.includes(within));
    if (resource === undefined) throw new Error(`no ${type.name} in ${within}`);
    return resource;
  }
}
