import { TIER_TAG } from '../../../network/tiers/subnet-tier';
import { append } from '../../template/grouped';
import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import { tagSetsOf } from '../../template/tags';
import type { TemplateIndex } from '../../template/template-index';
import { describe, isAlways, isFalse, read } from '../../template/values';
import { wayOutOf } from './way-out';

const SUBNET = 'AWS::EC2::Subnet';

/** Which routes the traffic of each subnet takes. */
export class Subnets {
  private readonly tables = new Map<Resource, Target[]>();
  private readonly routes = new Map<Resource, Resource[]>();

  public constructor(private readonly index: TemplateIndex) {
    for (const association of index.ofType('AWS::EC2::SubnetRouteTableAssociation')) {
      const tables = read(index, association, 'RouteTableId');
      for (const subnet of resourcesAmong(read(index, association, 'SubnetId'))) append(this.tables, subnet, ...tables);
    }
    for (const route of index.ofType('AWS::EC2::Route')) {
      for (const table of resourcesAmong(read(index, route, 'RouteTableId'))) append(this.routes, table, route);
    }
  }

  /** The routes of a subnet, in the tables that it is associated with. */
  public routesOf(subnet: Resource): readonly Resource[] {
    return resourcesAmong(this.tables.get(subnet) ?? []).flatMap((table) => this.routes.get(table) ?? []);
  }

  /**
   * Whether all routes of a subnet are in the index. Without a table of its own a subnet has its VPC's main one, to which no template
   * adds routes where it makes the VPC.
   */
  public knowsRoutesOf(subnet: Resource): boolean {
    const tables = this.tables.get(subnet) ?? [];
    if (tables.length > 0) return tables.every(({ kind }) => kind === 'resource');
    return read(this.index, subnet, 'VpcId').every((vpc) => vpc.kind === 'resource' && vpc.resource.type === 'AWS::EC2::VPC');
  }

  /** Why a subnet is no place for stores of data; `undefined` for one without a way out, public addresses, or another tier's name. */
  public whyNotForData(target: Target): string | undefined {
    if (target.kind !== 'resource' || target.resource.type !== SUBNET) {
      return `only the deployment knows the routes of the subnet ${describe([target])}, which no template here makes`;
    }
    const subnet = target.resource;
    const tier = tierOf(subnet);
    if (tier !== undefined && tier !== 'data') return `the subnet '${subnet.path}' is of the tier '${tier}'`;
    if (givesPublicAddresses(subnet, this.index)) return `the subnet '${subnet.path}' gives public addresses`;
    if (!this.knowsRoutesOf(subnet)) return `only the deployment knows the routes of the subnet '${subnet.path}'`;
    const out = this.routesOf(subnet).flatMap((route) => wayOutOf(route, this.index) ?? []);
    return out[0] && `the subnet '${subnet.path}' has a route to ${out[0]}`;
  }
}

/** Made once by `index.derive(subnetsOf)`. */
export function subnetsOf(index: TemplateIndex): Subnets {
  return new Subnets(index);
}

/** The tier that Strongroom's tag gives a subnet, in lower case. */
export function tierOf(subnet: Resource): string | undefined {
  const [{ values }] = tagSetsOf(subnet);
  return values.get(TIER_TAG)?.toLowerCase();
}

/** Whether what starts in a subnet gets, or may get, a public IPv4 address. */
export function givesPublicAddresses(subnet: Resource, index: TemplateIndex): boolean {
  return !isAlways(index, subnet, 'MapPublicIpOnLaunch', (value) => value === undefined || isFalse(value));
}

/** The resources among what a value may be. */
export function resourcesAmong(targets: readonly Target[]): Resource[] {
  return targets.flatMap((target) => (target.kind === 'resource' ? [target.resource] : []));
}
