import { readFileSync } from 'node:fs';
import { type ISubnet, type IVpc, Subnet, type SubnetSelection, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { FaultCollector, InvalidInputError } from '../../errors';
import type { CustomerNetwork } from '../customer-network';
import { SubnetTier } from '../tiers/subnet-tier';
import { type DescribedTemplate, templateOf } from './described-template';
import { type Described, HOW_DESCRIBED, type NetworkDescription, parseNetworkDescription } from './network-description';

/** Properties of an `ExistingNetwork`. */
export interface ExistingNetworkProps {
  /**
   * File with the network's description: what EC2's `describe` commands answer, in one JSON object. Make it anew whenever the network
   * changes, best in the pipeline that synthesizes: what is proven is the network as it was described.
   */
  readonly description: string;
  /** Id of the VPC: `vpc-0123456789abcdef0`. */
  readonly vpcId: string;
  /** Ids of the subnets of each tier. The applications' and the data's are needed; a subnet of no tier is judged by what stands in it. */
  readonly tiers: Readonly<Partial<Record<SubnetTier, readonly string[]>>>;
}

/** Type of the metadata entry with the template of a described network, which the proof of reachability reads. */
export const DESCRIBED_NETWORK_METADATA = 'strongroom:described-network';

/** Tiers that a network around customers' data has. */
const NEEDED = [SubnetTier.APPLICATION, SubnetTier.DATA] as const;

/**
 * A VPC that stands already, in the place of a `SegmentedVpc`. Nothing of it is changed; the gate proves of it what it proves of
 * ours: no path from the internet to the data, none back, no way out past a firewall. Whatever its description leaves out is a
 * finding, not a pass.
 *
 * @throws InvalidInputError naming every fault of the description and of the tiers at once
 */
export class ExistingNetwork extends Construct implements CustomerNetwork {
  public readonly vpc: IVpc;
  /** The tiers that it has. */
  public readonly tiers: readonly SubnetTier[];
  private readonly subnets: ReadonlyMap<SubnetTier, readonly ISubnet[]>;

  public constructor(scope: Construct, id: string, props: ExistingNetworkProps) {
    super(scope, id);
    const description = readDescription(props.description);
    const vpc = validate(`network '${this.node.path}'`, props, description);
    const tiers = Object.values(SubnetTier).map((tier) => [tier, props.tiers[tier] ?? []] as const);
    const tierOf = new Map(tiers.flatMap(([tier, ids]) => ids.map((subnet) => [subnet, tier] as const)));
    const template = templateOf(description, (subnet) => tierOf.get(subnet));
    this.node.addMetadata(DESCRIBED_NETWORK_METADATA, { template });
    this.subnets = new Map(tiers.map(([tier, ids]) => [tier, ids.map((subnet) => this.subnet(subnet, description, template))]));
    this.tiers = tiers.flatMap(([tier, ids]) => (ids.length > 0 ? [tier] : []));
    this.vpc = Vpc.fromVpcAttributes(this, 'Resource', {
      vpcId: props.vpcId,
      vpcCidrBlock: String(vpc['CidrBlock']),
      availabilityZones: [...new Set([...this.subnets.values()].flat().map(({ availabilityZone }) => availabilityZone))].sort(),
    });
  }

  /**
   * The subnets of a tier.
   *
   * @throws InvalidInputError for a tier that doesn't stand
   */
  public tier(tier: SubnetTier): SubnetSelection {
    if (!this.tiers.includes(tier)) {
      const fault = { property: 'tier', got: `'${tier}'`, allowed: `one that is declared: ${this.tiers.join(', ')}` };
      throw new InvalidInputError(`network '${this.node.path}'`, [fault]);
    }
    return { subnets: [...(this.subnets.get(tier) ?? [])] };
  }

  private subnet(subnetId: string, description: NetworkDescription, { Resources }: DescribedTemplate): ISubnet {
    const described = find(description, 'Subnets', 'SubnetId', subnetId);
    const association = Object.values(Resources).find(
      ({ Type, Properties }) => Type === 'AWS::EC2::SubnetRouteTableAssociation' && refOf(Properties['SubnetId']) === subnetId,
    );
    const routeTableId = refOf(association?.Properties['RouteTableId']);
    return Subnet.fromSubnetAttributes(this, subnetId, {
      subnetId,
      availabilityZone: String(described?.['AvailabilityZone']),
      ipv4CidrBlock: String(described?.['CidrBlock']),
      ...(routeTableId !== undefined && { routeTableId }),
    });
  }
}

/** @throws InvalidInputError naming every fault of the description and of the tiers at once */
export function validateExistingNetwork(name: string, props: ExistingNetworkProps): void {
  validate(`network of '${name}'`, props, readDescription(props.description));
}

function validate(subject: string, { vpcId, tiers }: ExistingNetworkProps, description: NetworkDescription): Described {
  const faults = new FaultCollector(subject);
  const known = description.list('Vpcs').map((each) => String(each['VpcId']));
  const vpc = find(description, 'Vpcs', 'VpcId', vpcId);
  faults.check(vpc !== undefined, 'vpcId', vpcId, `a VPC of the description: ${known.join(', ') || 'it has none'}`);
  for (const tier of NEEDED) {
    faults.check((tiers[tier] ?? []).length > 0, `tiers.${tier}`, tiers[tier], 'the ids of its subnets, at least one');
  }
  const own = description.list('Subnets').filter((each) => each['VpcId'] === vpcId);
  const ids = own.map((each) => String(each['SubnetId']));
  const seen = new Set<string>();
  for (const [tier, subnets] of Object.entries(tiers)) {
    faults.check(isTier(tier), 'tiers', tier, `of ${Object.values(SubnetTier).join(', ')}`);
    for (const [index, subnet] of (subnets ?? []).entries()) {
      faults.check(
        ids.includes(subnet) && !seen.has(subnet),
        `tiers.${tier}[${index}]`,
        subnet,
        `a subnet of the VPC in the description, in one tier only: ${ids.join(', ') || 'it has none'}`,
      );
      seen.add(subnet);
    }
  }
  faults.throwIfAny();
  return vpc ?? {};
}

function readDescription(file: string): NetworkDescription {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const got = `'${file}', which cannot be read (${cause instanceof Error ? cause.message : String(cause)})`;
    const fault = { property: 'description', got, allowed: `a file with JSON. To make one: ${HOW_DESCRIBED}` };
    throw new InvalidInputError('description of a network', [fault], { cause });
  }
  return parseNetworkDescription(value, `description of a network in '${file}'`);
}

function isTier(name: string): boolean {
  return (Object.values(SubnetTier) as readonly string[]).includes(name);
}

function find(description: NetworkDescription, list: 'Vpcs' | 'Subnets', property: string, id: string): Described | undefined {
  return description.list(list).find((each) => each[property] === id);
}

function refOf(value: unknown): string | undefined {
  const name = typeof value === 'object' && value !== null && 'Ref' in value ? value.Ref : undefined;
  return typeof name === 'string' ? name : undefined;
}
