import type { Target } from '../../template/references';
import { isNoValue, isObject, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { isPrivatePrefix } from './private-prefix';

/** Properties of a route that name its target, where that is known to lead to the internet for any destination. */
const TO_INTERNET: Readonly<Record<string, string>> = {
  NatGatewayId: 'a NAT gateway',
  EgressOnlyInternetGatewayId: 'an egress-only internet gateway',
  CarrierGatewayId: 'a carrier gateway',
};

/** Targets that lead wherever something else decides: to the internet, unless the route is for private addresses alone. */
const ONWARD: Readonly<Record<string, string>> = {
  CoreNetworkArn: 'a core network',
  GatewayId: 'a gateway',
  InstanceId: 'an instance',
  LocalGatewayId: 'a local gateway',
  NetworkInterfaceId: 'a network interface',
  OdbNetworkArn: 'a network of databases',
  TransitGatewayId: 'a transit gateway',
  VpcEndpointId: 'a VPC endpoint',
  VpcPeeringConnectionId: 'a peering connection',
};

const DESTINATIONS = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId'];
const NO_TARGETS: ReadonlySet<string> = new Set([...DESTINATIONS, 'RouteTableId']);

/**
 * What a route leads to, if that is a way out of the network. A property that is not known here is taken for a target.
 *
 * The gateway endpoints of S3 and DynamoDB are no way out and never stand in a route of a template: AWS adds theirs.
 */
export function wayOutOf(route: Resource, index: TemplateIndex): string | undefined {
  for (const [property, value] of Object.entries(route.properties)) {
    if (NO_TARGETS.has(property) || isNoValue(value)) continue;
    const targets = index.resolve(route, value);
    const toInternet = TO_INTERNET[property];
    if (toInternet !== undefined) return `${toInternet} (${targets.map(nameOf).join(' or ')})`;
    const gateway = property === 'GatewayId' ? targets.map(internetGateway).find((found) => found !== undefined) : undefined;
    if (gateway !== undefined) return gateway;
    const onward = targets.filter((target) => !(target.kind === 'literal' && target.value === 'local'));
    const open = onward.length === 0 ? undefined : publicDestination(route, index);
    if (open !== undefined) return `${ONWARD[property] ?? property} (${onward.map(nameOf).join(' or ')}) for ${open}`;
  }
  return undefined;
}

/** A gateway that is not known to be another kind is taken for an internet gateway. */
function internetGateway(target: Target): string | undefined {
  if (target.kind === 'unknown') return `a gateway that is only known at deployment (${nameOf(target)})`;
  if (target.kind === 'literal') {
    return /^(vgw-|vpce-|local$)/.test(String(target.value)) ? undefined : `an internet gateway (${nameOf(target)})`;
  }
  return target.resource.type === 'AWS::EC2::VPNGateway' ? undefined : `an internet gateway (${nameOf(target)})`;
}

/** Where a route is for, unless that is private addresses alone. What only the deployment knows is not. */
function publicDestination(route: Resource, index: TemplateIndex): string | undefined {
  const targets = DESTINATIONS.map((property) => route.properties[property])
    .filter((value) => value !== undefined && !isNoValue(value))
    .flatMap((value) => index.resolve(route, value));
  if (targets.length === 0) return 'a destination that it does not name';
  const open = targets.find((target) => !isPrivate(target, index));
  return open && nameOf(open);
}

function isPrivate(target: Target, index: TemplateIndex): boolean {
  if (target.kind === 'literal') return isPrivatePrefix(String(target.value));
  if (target.kind === 'unknown') return false;
  const { resource, attribute } = target;
  const prefixes = resource.type === 'AWS::EC2::PrefixList' ? entriesOf(resource) : [];
  if (attribute === 'CidrBlock') prefixes.push(resource.properties['CidrBlock']);
  const known = prefixes.flatMap((prefix) => index.resolve(resource, prefix));
  return known.length > 0 && known.every((prefix) => prefix.kind === 'literal' && isPrivatePrefix(String(prefix.value)));
}

/** The prefixes of a list; one that only the deployment knows is `undefined`. */
function entriesOf({ properties }: Resource): unknown[] {
  const entries = properties['Entries'];
  return Array.isArray(entries) ? entries.map((entry) => (isObject(entry) ? entry['Cidr'] : undefined)) : [undefined];
}

function nameOf(target: Target): string {
  if (target.kind === 'resource') return target.resource.path;
  return target.kind === 'literal' ? String(target.value) : JSON.stringify(target.expression);
}
