import { type ISubnet, type IVpc, type SubnetSelection, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Fn, Stack, Tags, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { InvalidInputError } from '../errors';
import type { Existing } from '../existing';
import { CidrPlan } from './addresses/cidr-plan';
import { Ipv6Addresses } from './addresses/ipv6-addresses';
import type { CustomerNetwork } from './customer-network';
import { DnsFirewall } from './dns/dns-firewall';
import { ServiceEndpoints } from './endpoints/service-endpoints';
import { BlockPublicAccess } from './guards/block-public-access';
import { EncryptionControl } from './guards/encryption-control';
import { FlowLogs } from './logs/flow-logs';
import type { NetworkDeclaration } from './network-declaration';
import { type ValidNetwork, validateNetwork } from './network-input';
import { INGRESS_PORTS_TAG, SubnetTier, TIER_TAG } from './tiers/subnet-tier';
import { tierAclRules } from './tiers/tier-acl-rules';
import { TierAcls } from './tiers/tier-acls';
import { WayOut } from './tiers/way-out';

export { SubnetTier } from './tiers/subnet-tier';

/** Properties of a `SegmentedVpc`. */
export interface SegmentedVpcProps extends NetworkDeclaration {
  /**
   * Name of the environment, which becomes the VPC's `Name` tag.
   * @default - the construct's path
   */
  readonly environment?: string;
  /**
   * What the account has already: public access is blocked once an account and region.
   * @default - nothing: it is blocked here
   */
  readonly existing?: { readonly publicAccess?: Existing };
}

/** Tiers whose traffic may leave, where anything may. */
const CLIENT_TIERS: readonly SubnetTier[] = [SubnetTier.APPLICATION, SubnetTier.MANAGEMENT];

/**
 * A network in tiers, with no route out of the data tier: ingress for load balancers, application, data, endpoints of AWS services; and, as
 * they are asked for, management, and a firewall before NAT gateways. Only load balancers face the internet. Applications reach AWS services
 * through endpoints that admit this account or organisation alone, and the internet by the firewall, or not at all. Each tier has network
 * ACLs; the default security group and the default network ACL are emptied; public access is blocked for the whole account and region, but
 * for load balancers and NAT gateways; all traffic is logged to the log archive. How addresses are planned: `CidrPlan`.
 *
 * One way out is open to every tier: the VPC's resolver answers, and forwards, DNS queries, past network ACLs and security groups, so
 * that data can leave in names that are looked up. Routes and endpoints don't stop that, and flow logs don't show it. A DNS firewall
 * refuses what it is sure is a tunnel, and logs every query: that makes the way narrow, and shows who takes it; `dns.onlyDomains` closes it.
 *
 * What else no network closes: an application can tell anything to whoever it answers, through the load balancer and past the firewall.
 * Endpoints tell accounts apart, not what is done in one: a role that may share, copy or replicate carries data out by AWS's hands. What
 * stands in the ingress tier, and has a public address, reaches any address at ports of 1024 and above, past the firewall, since answers to
 * clients go there and network ACLs keep no state: groups of load balancers must let out to applications alone. Port 443 is closed there,
 * so that no load balancer can sign people in at a provider (`authenticate-oidc`).
 *
 * Zones are taken by their number at deployment, so that no look-up, and no account, is needed to synthesize.
 *
 * @throws InvalidInputError naming every fault at once
 */
export class SegmentedVpc extends Construct implements CustomerNetwork {
  public readonly vpc: IVpc;
  /** Which addresses belong to what. */
  public readonly plan: CidrPlan;
  /** The tiers that stand. */
  public readonly tiers: readonly SubnetTier[];
  /** Where what leaves passes the firewall, and then a NAT gateway; none where nothing may leave. */
  public readonly wayOut: WayOut | undefined;

  public constructor(scope: Construct, id: string, props: SegmentedVpcProps = {}) {
    super(scope, id);
    const { region } = Stack.of(this);
    const input = validateNetwork(this.node.path, props, Token.isUnresolved(region) ? undefined : region);
    this.plan = new CidrPlan(input.cidr);
    this.tiers = tiersOf(input);
    const made = this.makeVpc(input, props.environment);
    // Vpc declares `vpnGatewayId: string | undefined` where IVpc has it optional, which exactOptionalPropertyTypes tells apart.
    this.vpc = made as IVpc;
    this.tag(input);
    this.addAcls(made, input, props.ipv6 ?? false);
    new ServiceEndpoints(this, 'Endpoints', {
      vpc: this.vpc,
      subnets: { subnets: this.subnetsOf(SubnetTier.ENDPOINTS).slice(0, input.parts.endpointZones) },
      clients: this.clientTiers().map((tier) => ({ name: `${tier} tier`, subnets: this.tier(tier), cidr: this.plan.tier(tier) })),
      interfaces: input.interfaceEndpoints,
      ...(props.organizationId !== undefined && { organizationId: props.organizationId }),
    });
    this.wayOut = input.parts.wayOutZones > 0 ? this.makeWayOut(made, input) : undefined;
    const publicAccess = props.existing?.publicAccess;
    new BlockPublicAccess(this, 'PublicAccess', {
      ingress: this.subnetsOf(SubnetTier.INGRESS),
      egress: this.exits(input).map(({ egress }) => egress),
      ...(publicAccess !== undefined && { existing: publicAccess }),
    });
    new EncryptionControl(this, 'Encryption', { vpc: this.vpc, mode: input.encryption });
    new FlowLogs(this, 'FlowLogs', { vpc: this.vpc });
    new DnsFirewall(this, 'DnsFirewall', { ...props.dns, vpc: this.vpc });
  }

  /** Whether a tier stands. */
  public has(tier: SubnetTier): boolean {
    return this.tiers.includes(tier);
  }

  /**
   * The subnets of a tier.
   *
   * @throws InvalidInputError for a tier that doesn't stand
   */
  public tier(tier: SubnetTier): SubnetSelection {
    if (!this.has(tier)) {
      const fault = { property: 'tier', got: `'${tier}'`, allowed: `one that stands: ${this.tiers.join(', ')}. ${HOW_TO_HAVE}` };
      throw new InvalidInputError(`network '${this.node.path}'`, [fault]);
    }
    return { subnetGroupName: tier };
  }

  private makeVpc({ zones, parts }: ValidNetwork, environment: string | undefined): Vpc {
    const availabilityZones = Array.from({ length: zones }, (_, zone) => Fn.select(zone, Fn.getAzs()));
    return withZones(Stack.of(this), availabilityZones, () => {
      return new Vpc(this, 'Resource', {
        ipAddresses: this.plan,
        availabilityZones,
        natGateways: 0,
        restrictDefaultSecurityGroup: true,
        subnetConfiguration: this.tiers.map((tier) => ({
          name: tier,
          subnetType: typeOf(tier, parts.wayOutZones > 0),
          ...(tier === SubnetTier.INGRESS && { mapPublicIpOnLaunch: false }),
        })),
        ...(environment !== undefined && { vpcName: environment }),
      });
    });
  }

  private tag({ ports }: ValidNetwork): void {
    Tags.of(this.vpc).add(INGRESS_PORTS_TAG, ports.ingress.join(' '), { includeResourceTypes: ['AWS::EC2::VPC'] });
    for (const tier of this.tiers) {
      for (const subnet of this.subnetsOf(tier)) Tags.of(subnet).add(TIER_TAG, tier);
    }
  }

  private addAcls(vpc: Vpc, { ports }: ValidNetwork, hasIpv6: boolean): void {
    const subnets = new Map(this.tiers.map((tier) => [tier, this.subnetsOf(tier)]));
    const ipv6 = hasIpv6 ? new Ipv6Addresses(this, 'Ipv6', { vpc, subnets }) : undefined;
    const acls = new TierAcls(this, 'NetworkAcls', {
      vpc: this.vpc,
      defaultAclId: vpc.vpcDefaultNetworkAcl,
      rules: tierAclRules({ plan: this.plan, ports, tiers: this.tiers, ...(ipv6 && { ipv6: ipv6.plan }) }),
      ipv6: hasIpv6,
    });
    if (ipv6 !== undefined) acls.node.addDependency(ipv6.assigned);
  }

  private makeWayOut({ internetGatewayId }: Vpc, input: ValidNetwork): WayOut {
    if (internetGatewayId === undefined) throw new Error(`'${this.node.path}' has no internet gateway`);
    return new WayOut(this, 'WayOut', {
      vpc: this.vpc,
      internetGatewayId,
      clients: this.clientTiers().flatMap((tier) =>
        this.subnetsOf(tier).map((subnet, zone) => ({ subnet, cidr: this.plan.subnet(tier, zone), zone })),
      ),
      clientRanges: this.clientTiers().map((tier) => this.plan.tier(tier)),
      exits: this.exits(input),
      rules: input.rules,
    });
  }

  private exits({ parts }: ValidNetwork): { firewall: ISubnet; egress: ISubnet }[] {
    if (parts.wayOutZones === 0) return [];
    const egress = this.subnetsOf(SubnetTier.EGRESS);
    const pairs = this.subnetsOf(SubnetTier.FIREWALL).flatMap((firewall, zone) => {
      const beside = egress[zone];
      return beside === undefined ? [] : [{ firewall, egress: beside }];
    });
    return pairs.slice(0, parts.wayOutZones);
  }

  private clientTiers(): SubnetTier[] {
    return CLIENT_TIERS.filter((tier) => this.has(tier));
  }

  private subnetsOf(tier: SubnetTier): ISubnet[] {
    return this.vpc.selectSubnets(this.tier(tier)).subnets;
  }
}

const HOW_TO_HAVE = "'allowedDomains' makes the firewall's, 'management' that for people, and the profile 'regulated' both";

function tiersOf({ parts }: ValidNetwork): SubnetTier[] {
  return Object.values(SubnetTier).filter((tier) => {
    if (tier === SubnetTier.FIREWALL || tier === SubnetTier.EGRESS) return parts.wayOutZones > 0;
    return tier !== SubnetTier.MANAGEMENT || parts.management;
  });
}

/** Of NAT gateways' subnets, the CDK is not told that they are public, so that it puts no load balancer there. */
function typeOf(tier: SubnetTier, leaves: boolean): SubnetType {
  if (tier === SubnetTier.INGRESS) return SubnetType.PUBLIC;
  return leaves && CLIENT_TIERS.includes(tier) ? SubnetType.PRIVATE_WITH_EGRESS : SubnetType.PRIVATE_ISOLATED;
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
