import { CfnRoute, CfnSubnet, CfnVPCCidrBlock, type ISubnet, type Vpc } from 'aws-cdk-lib/aws-ec2';
import { Fn } from 'aws-cdk-lib/core';
import { Construct, type IDependable } from 'constructs';
import { SubnetTier } from '../tiers/subnet-tier';
import { Ipv6Plan } from './ipv6-plan';

/** Properties of `Ipv6Addresses`. */
export interface Ipv6AddressesProps {
  readonly vpc: Vpc;
  /** The subnets of every tier that stands, in the order of the zones. */
  readonly subnets: ReadonlyMap<SubnetTier, readonly ISubnet[]>;
}

/**
 * IPv6 beside IPv4: a /56 of Amazon's, a /64 in every subnet, and a route to the internet for load balancers alone. No interface gets an
 * address that it doesn't ask for.
 *
 * Nothing else leaves by IPv6. Its addresses are public, so that there is no NAT to stand behind; and an egress-only internet gateway takes
 * no route table, so that answers would come past the firewall.
 */
export class Ipv6Addresses extends Construct {
  public readonly plan: Ipv6Plan;
  /** What names an address of the plan must wait for this: before, the network has none. */
  public readonly assigned: IDependable;

  public constructor(scope: Construct, id: string, { vpc, subnets }: Ipv6AddressesProps) {
    super(scope, id);
    const block = new CfnVPCCidrBlock(this, 'Block', { vpcId: vpc.vpcId, amazonProvidedIpv6CidrBlock: true });
    this.assigned = block;
    this.plan = new Ipv6Plan(Fn.select(0, vpc.vpcIpv6CidrBlocks));
    for (const [tier, ofTier] of subnets) {
      for (const [zone, subnet] of ofTier.entries()) this.address(subnet, this.plan.subnet(tier, zone), block);
    }
    for (const [zone, subnet] of (subnets.get(SubnetTier.INGRESS) ?? []).entries()) {
      const route = new CfnRoute(this, `Internet${zone + 1}`, {
        routeTableId: subnet.routeTable.routeTableId,
        destinationIpv6CidrBlock: '::/0',
        ...(vpc.internetGatewayId !== undefined && { gatewayId: vpc.internetGatewayId }),
      });
      route.node.addDependency(vpc.internetConnectivityEstablished);
    }
  }

  private address(subnet: ISubnet, cidr: string, block: CfnVPCCidrBlock): void {
    const resource = subnet.node.defaultChild;
    if (!(resource instanceof CfnSubnet)) throw new Error(`the subnet '${subnet.node.path}' is not made here`);
    resource.ipv6CidrBlock = cidr;
    resource.assignIpv6AddressOnCreation = false;
    resource.addResourceDependency(block);
  }
}
