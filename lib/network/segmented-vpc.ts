import {
  InterfaceVpcEndpointAwsService,
  type ISubnet,
  type IVpc,
  type SubnetConfiguration,
  type SubnetSelection,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Fn, Stack, Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { CidrPlan } from './cidr-plan';
import { DnsFirewall } from './dns-firewall';
import { FlowLogs } from './flow-logs';
import { validateNetwork } from './network-input';
import { ServiceEndpoints } from './service-endpoints';
import { SubnetTier, TIER_TAG } from './subnet-tier';
import { tierAclRules } from './tier-acl-rules';
import { TierAcls } from './tier-acls';

export { SubnetTier } from './subnet-tier';

/** Properties of a `SegmentedVpc`. */
export interface SegmentedVpcProps {
  /**
   * Range of the network: private (RFC 1918), /16 to /20.
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;
  /**
   * Number of availability zones, 2 to 6, at most as many as the account has in the region. Adding one moves no subnet.
   * @default 3
   */
  readonly zones?: number;
  /**
   * Name of the environment, which becomes the VPC's `Name` tag.
   * @default - the construct's path
   */
  readonly environment?: string;
  /**
   * Organisation whose identities and resources the endpoints admit: `o-` and 10 to 32 lower-case letters or digits.
   * @default - this account alone
   */
  readonly organizationId?: string;
  /**
   * TCP ports that clients on the internet may connect to, at most five. Port 80 is closed: what a client sends in clear to be
   * redirected has been sent in clear.
   * @default [443]
   */
  readonly ingressPorts?: readonly number[];
  /**
   * TCP ports of the applications that load balancers may connect to, at most five.
   * @default [443, 8443]
   */
  readonly applicationPorts?: readonly number[];
  /**
   * TCP ports of the databases that applications may connect to, at most five, 1024 to 65535.
   * @default - 3306 (MySQL), 5432 (PostgreSQL), 6379 (Valkey)
   */
  readonly databasePorts?: readonly number[];
  /**
   * Services that applications reach through an interface endpoint. Each costs by the hour and zone; S3 and DynamoDB have gateway
   * endpoints, which cost nothing.
   * @default - KMS, SSM and EventBridge: what the baseline's own functions call
   */
  readonly interfaceEndpoints?: readonly InterfaceVpcEndpointAwsService[];
}

const SUBNET_TYPES: Readonly<Record<SubnetTier, SubnetConfiguration['subnetType']>> = {
  [SubnetTier.INGRESS]: SubnetType.PUBLIC,
  [SubnetTier.APPLICATION]: SubnetType.PRIVATE_ISOLATED,
  [SubnetTier.DATA]: SubnetType.PRIVATE_ISOLATED,
};

/**
 * A network in tiers, with no route out of the data tier: ingress for load balancers, application, data. Only the ingress tier has a
 * route to the internet, there is no NAT gateway, and applications reach AWS services through endpoints that admit this account or
 * organisation alone. Each tier has network ACLs; the default security group and the default network ACL are emptied; all
 * traffic is logged to the log archive. How addresses are planned: `CidrPlan`.
 *
 * One way out is open to every tier: the VPC's resolver answers, and forwards, DNS queries, past network ACLs and security groups, so
 * that data can leave in names that are looked up. Routes and endpoints don't stop that, and flow logs don't show it. A DNS firewall
 * refuses what it is sure is a tunnel, and logs every query: that makes the way narrow, and shows who takes it, and does not close it.
 *
 * Zones are taken by their number at deployment, so that no look-up, and no account, is needed to synthesize.
 *
 * @throws InvalidInputError naming every fault at once
 */
export class SegmentedVpc extends Construct {
  public readonly vpc: IVpc;
  /** Which addresses belong to what. */
  public readonly plan: CidrPlan;

  public constructor(scope: Construct, id: string, props: SegmentedVpcProps = {}) {
    super(scope, id);
    const input = validateNetwork(this.node.path, {
      ...props,
      interfaceEndpoints: props.interfaceEndpoints ?? [
        InterfaceVpcEndpointAwsService.KMS,
        InterfaceVpcEndpointAwsService.SSM,
        InterfaceVpcEndpointAwsService.EVENTBRIDGE,
      ],
    });
    this.plan = new CidrPlan(input.cidr);
    const made = this.makeVpc(input.zones, props.environment);
    // Vpc declares `vpnGatewayId: string | undefined` where IVpc has it optional, which exactOptionalPropertyTypes tells apart.
    this.vpc = made as IVpc;
    this.tagTiers();
    new TierAcls(this, 'NetworkAcls', {
      vpc: this.vpc,
      defaultAclId: made.vpcDefaultNetworkAcl,
      rules: tierAclRules(this.plan, input.ports),
    });
    new ServiceEndpoints(this, 'Endpoints', {
      vpc: this.vpc,
      subnets: this.tier(SubnetTier.APPLICATION),
      clients: this.plan.tier(SubnetTier.APPLICATION),
      interfaces: input.interfaceEndpoints,
      ...(props.organizationId !== undefined && { organizationId: props.organizationId }),
    });
    new FlowLogs(this, 'FlowLogs', { vpc: this.vpc });
    new DnsFirewall(this, 'DnsFirewall', { vpc: this.vpc });
  }

  /** The subnets of a tier. */
  public tier(tier: SubnetTier): SubnetSelection {
    return { subnetGroupName: tier };
  }

  private makeVpc(zones: number, environment: string | undefined): Vpc {
    const availabilityZones = Array.from({ length: zones }, (_, zone) => Fn.select(zone, Fn.getAzs()));
    return withZones(Stack.of(this), availabilityZones, () => {
      return new Vpc(this, 'Resource', {
        ipAddresses: this.plan,
        availabilityZones,
        natGateways: 0,
        restrictDefaultSecurityGroup: true,
        subnetConfiguration: Object.values(SubnetTier).map((tier) => ({
          name: tier,
          subnetType: SUBNET_TYPES[tier],
          ...(tier === SubnetTier.INGRESS && { mapPublicIpOnLaunch: false }),
        })),
        ...(environment !== undefined && { vpcName: environment }),
      });
    });
  }

  private subnetsOf(tier: SubnetTier): ISubnet[] {
    return this.vpc.selectSubnets(this.tier(tier)).subnets;
  }

  private tagTiers(): void {
    for (const tier of Object.values(SubnetTier)) {
      for (const subnet of this.subnetsOf(tier)) Tags.of(subnet).add(TIER_TAG, tier);
    }
  }
}

/**
 * The VPC construct compares its zones with those of the stack, and asking a stack with a known region for them records a look-up
 * in the account. `Stack.availabilityZones` is made to be overridden; here it is, in whatever stack, only while `make` runs.
 */
function withZones<T>(stack: Stack, availabilityZones: string[], make: () => T): T {
  const own = Object.getOwnPropertyDescriptor(stack, 'availabilityZones');
  Object.defineProperty(stack, 'availabilityZones', { value: availabilityZones, configurable: true });
  try {
    return make();
  } finally {
    Reflect.deleteProperty(stack, 'availabilityZones');
    if (own !== undefined) Object.defineProperty(stack, 'availabilityZones', own);
  }
}
