import { SubnetTier, TIER_TAG } from '../network/subnet-tier';
import type { Target } from './references';
import { intrinsic, type Resource } from './resource';
import { tagSetsOf } from './tags';
import type { TemplateIndex } from './template-index';

/** The tag in which the CDK's VPC keeps the name of a subnet's group. */
const CDK_SUBNET_NAME_TAG = 'aws-cdk:subnet-name';

/** Which data subnets each route table serves. */
export class Routing {
  private readonly dataSubnets = new Map<Resource, Resource[]>();

  public constructor(index: TemplateIndex) {
    for (const association of index.ofType('AWS::EC2::SubnetRouteTableAssociation')) {
      const subnets = resourcesIn(index.resolve(association, association.properties['SubnetId'])).filter(isDataSubnet);
      if (subnets.length === 0) continue;
      for (const table of resourcesIn(index.resolve(association, association.properties['RouteTableId']))) {
        const served = this.dataSubnets.get(table);
        if (served === undefined) this.dataSubnets.set(table, subnets);
        else served.push(...subnets);
      }
    }
  }

  /** The data subnets that a route table serves. */
  public dataSubnetsOf(table: Resource): readonly Resource[] {
    return this.dataSubnets.get(table) ?? [];
  }
}

/** The routing of an index. Made once by `index.derive(routingOf)`. */
export function routingOf(index: TemplateIndex): Routing {
  return new Routing(index);
}

/**
 * Whether a subnet holds stores of data: by Strongroom's tag, or by the name that the CDK gives the group of a VPC's subnets. A
 * subnet whose tier only the deployment knows is taken for one.
 */
export function isDataSubnet(subnet: Resource): boolean {
  if (subnet.type !== 'AWS::EC2::Subnet') return false;
  const tags = tagSetsOf(subnet)[0]?.values;
  const key = [TIER_TAG, CDK_SUBNET_NAME_TAG].find((candidate) => tags?.has(candidate));
  if (tags === undefined || key === undefined) return false;
  return (tags.get(key) ?? SubnetTier.DATA).toLowerCase() === SubnetTier.DATA;
}

/** What a route leads to, if that is a way out of the network. */
export function wayOutOf(route: Resource, index: TemplateIndex): string | undefined {
  const { properties } = route;
  if (given(properties['NatGatewayId'])) return `a NAT gateway (${name(index, route, properties['NatGatewayId'])})`;
  if (given(properties['EgressOnlyInternetGatewayId'])) {
    return `an egress-only internet gateway (${name(index, route, properties['EgressOnlyInternetGatewayId'])})`;
  }
  if (given(properties['CarrierGatewayId'])) return `a carrier gateway (${name(index, route, properties['CarrierGatewayId'])})`;
  for (const target of given(properties['GatewayId']) ? index.resolve(route, properties['GatewayId']) : []) {
    const found = internetGateway(target);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A gateway that is not known to be another kind is taken for an internet gateway. */
function internetGateway(target: Target): string | undefined {
  if (target.kind === 'unknown') return `a gateway that is only known at deployment (${JSON.stringify(target.expression)})`;
  if (target.kind === 'literal') {
    return /^(vgw-|vpce-|local$)/.test(String(target.value)) ? undefined : `an internet gateway (${String(target.value)})`;
  }
  return target.resource.type === 'AWS::EC2::VPNGateway' ? undefined : `an internet gateway (${target.resource.path})`;
}

function given(value: unknown): boolean {
  const call = intrinsic(value);
  return value !== undefined && !(call?.name === 'Ref' && call.argument === 'AWS::NoValue');
}

function name(index: TemplateIndex, from: Resource, value: unknown): string {
  return index
    .resolve(from, value)
    .map((target) => {
      if (target.kind === 'resource') return target.resource.path;
      return target.kind === 'literal' ? String(target.value) : JSON.stringify(target.expression);
    })
    .join(' or ');
}

function resourcesIn(targets: readonly Target[]): Resource[] {
  return targets.flatMap((target) => (target.kind === 'resource' ? [target.resource] : []));
}
