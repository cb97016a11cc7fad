import { SubnetTier, TIER_TAG } from '../../../network/tiers/subnet-tier';
import { append } from '../../template/grouped';
import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import { tagSetsOf } from '../../template/tags';
import type { TemplateIndex } from '../../template/template-index';
import { resourcesAmong, tierOf } from './subnets';

/** The tag in which the CDK's VPC keeps the name of a subnet's group. */
const CDK_SUBNET_NAME_TAG = 'aws-cdk:subnet-name';
const TIERS: readonly string[] = Object.values(SubnetTier);

/** Names that people give to a group of subnets for stores of data. */
const NAMES_OF_DATA: ReadonlySet<string> = new Set([
  SubnetTier.DATA,
  'database',
  'databases',
  'datastore',
  'db',
  'persistence',
  'rds',
  'storage',
]);

/** Types that place stores into the subnets of their `SubnetIds`. */
const SUBNET_GROUPS = [
  'AWS::DAX::SubnetGroup',
  'AWS::DocDB::DBSubnetGroup',
  'AWS::ElastiCache::SubnetGroup',
  'AWS::MemoryDB::SubnetGroup',
  'AWS::Neptune::DBSubnetGroup',
  'AWS::RDS::DBSubnetGroup',
  'AWS::Redshift::ClusterSubnetGroup',
];

/** Which subnets are for data, and which of them each route table serves. */
export class Routing {
  private readonly dataSubnets: ReadonlySet<Resource>;
  private readonly served = new Map<Resource, Resource[]>();
  private readonly associated = new Set<Resource>();
  private readonly facing = new Map<Resource, boolean>();

  public constructor(index: TemplateIndex) {
    this.dataSubnets = new Set([...index.ofType('AWS::EC2::Subnet').filter(isTaggedForData), ...subnetsOfStores(index)]);
    for (const association of index.ofType('AWS::EC2::SubnetRouteTableAssociation')) {
      const targets = index.resolve(association, association.properties['SubnetId']);
      const facing = targets.every((target) => target.kind === 'resource' && tierOf(target.resource) === SubnetTier.INGRESS);
      const subnets = this.dataSubnetsAmong(targets);
      for (const subnet of subnets) this.associated.add(subnet);
      for (const table of resourcesAmong(index.resolve(association, association.properties['RouteTableId']))) {
        this.facing.set(table, facing && (this.facing.get(table) ?? true));
        append(this.served, table, ...subnets);
      }
    }
  }

  /** The data subnets that a route table serves. */
  public dataSubnetsOf(table: Resource): readonly Resource[] {
    return this.served.get(table) ?? [];
  }

  /** Whether a route table serves subnets of the ingress tier, and no others: what the internet reaches on purpose. */
  public facesInternet(table: Resource): boolean {
    return this.facing.get(table) ?? false;
  }

  /** The data subnets among what a value may be. */
  public dataSubnetsAmong(targets: readonly Target[]): readonly Resource[] {
    return resourcesAmong(targets).filter((resource) => this.isDataSubnet(resource));
  }

  /**
   * Whether a subnet holds stores of data: because a store's subnet group has it, by Strongroom's tag, or else by the name that the
   * CDK gives the group of a VPC's subnets. A subnet whose tier only the deployment knows is taken for one.
   */
  public isDataSubnet(subnet: Resource): boolean {
    return this.dataSubnets.has(subnet);
  }

  /** Whether a data subnet has a route table of its own, rather than its VPC's main one. */
  public hasRouteTable(dataSubnet: Resource): boolean {
    return this.associated.has(dataSubnet);
  }
}

/** The routing of an index. Made once by `index.derive(routingOf)`. */
export function routingOf(index: TemplateIndex): Routing {
  return new Routing(index);
}

function isTaggedForData(subnet: Resource): boolean {
  const [{ values, open }] = tagSetsOf(subnet);
  if (values.has(TIER_TAG)) {
    const tier = values.get(TIER_TAG)?.toLowerCase();
    if (tier === undefined || TIERS.includes(tier)) return tier === undefined || tier === SubnetTier.DATA;
  }
  if (!values.has(CDK_SUBNET_NAME_TAG)) return open;
  return NAMES_OF_DATA.has(values.get(CDK_SUBNET_NAME_TAG)?.toLowerCase() ?? SubnetTier.DATA);
}

function subnetsOfStores(index: TemplateIndex): Resource[] {
  return index.ofType(...SUBNET_GROUPS).flatMap((group) => {
    const lists = index.resolve(group, group.properties['SubnetIds']);
    const ids = lists.flatMap((list) => (list.kind === 'literal' && Array.isArray(list.value) ? list.value : []));
    return ids.flatMap((id) => resourcesAmong(index.resolve(group, id))).filter(({ type }) => type === 'AWS::EC2::Subnet');
  });
}
