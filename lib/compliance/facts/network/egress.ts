import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { resourcesIn } from '../../template/text';
import { read } from '../../template/values';
import { givesIpv6Addresses, givesPublicAddresses, resourcesAmong, subnetsOf } from './subnets';
import { wayOutOf } from './way-out';

const FIREWALL = 'AWS::NetworkFirewall::Firewall';
const NAT = 'AWS::EC2::NatGateway';
/** What takes traffic of public addresses only, in the words of `wayOutOf`. */
const DIRECT = /^(an internet gateway|a gateway that is only known)/;

/** How traffic leaves a subnet for the internet. */
export interface Egress {
  readonly subnet: Resource;
  /** The firewalls on its way; none where it passes none. */
  readonly firewalls: readonly Resource[];
  /** What it leaves by: `a NAT gateway (Shop/Nat)`. */
  readonly by: string;
}

/**
 * The ways out of a VPC's subnets. A route to an internet gateway is one for what has a public address: not for a subnet that gives
 * none, such as load balancers stand in, unless NAT gateways send others' traffic on from there. What leaves from a firewall's own
 * subnet has passed it.
 */
export function egressOf(vpc: Resource, index: TemplateIndex): readonly Egress[] {
  const subnets = index.derive(subnetsOf);
  const own = index.derive(subnetsOfFirewalls);
  return subnets
    .ofVpc(vpc)
    .filter((subnet) => !own.has(subnet))
    .flatMap((subnet) => subnets.routesOf(subnet).flatMap((route) => egressBy(route, subnet, index) ?? []));
}

function egressBy(route: Resource, subnet: Resource, index: TemplateIndex): Egress | undefined {
  const by = wayOutOf(route, index);
  if (by === undefined) return undefined;
  const firewalls = firewallsOf(route, index);
  if (firewalls.length > 0) return { subnet, firewalls, by };
  if (DIRECT.test(by) && !hasAddresses(route, subnet, index)) return undefined;
  return { subnet, firewalls: behindNat(route, index), by };
}

/** The firewalls whose endpoint a route leads to: by their own attribute, or by what looks it up. */
function firewallsOf(route: Resource, index: TemplateIndex): readonly Resource[] {
  const named = resourcesIn(index, route, route.properties['VpcEndpointId']);
  const lookups = named.filter(({ type }) => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource');
  const looked = lookups.flatMap((lookup) => resourcesIn(index, lookup, lookup.properties));
  const associated = [...named, ...looked].filter(({ type }) => type === 'AWS::NetworkFirewall::VpcEndpointAssociation');
  const found = [...named, ...looked, ...associated.flatMap((each) => resourcesAmong(read(index, each, 'FirewallArn')))];
  return found.filter(({ type }) => type === FIREWALL);
}

function hasAddresses(route: Resource, subnet: Resource, index: TemplateIndex): boolean {
  const forIpv6 = route.properties['DestinationIpv6CidrBlock'] !== undefined;
  return forIpv6 ? givesIpv6Addresses(subnet, index) : givesPublicAddresses(subnet, index);
}

/** The firewalls that traffic passes on the far side of a NAT gateway: all of its subnet's ways out must have one. */
function behindNat(route: Resource, index: TemplateIndex): readonly Resource[] {
  const gateways = read(index, route, 'NatGatewayId').flatMap((target) => (target.kind === 'resource' ? [target.resource] : []));
  const beyond = gateways.flatMap((gateway) => (gateway.type === NAT ? resourcesAmong(read(index, gateway, 'SubnetId')) : []));
  const routes = beyond.flatMap((subnet) => index.derive(subnetsOf).routesOf(subnet));
  const found = routes.filter((each) => wayOutOf(each, index) !== undefined).map((each) => firewallsOf(each, index));
  return found.every((firewalls) => firewalls.length > 0) ? found.flat() : [];
}

function subnetsOfFirewalls(index: TemplateIndex): ReadonlySet<Resource> {
  const ofFirewalls = index.ofType(FIREWALL).flatMap((each) => resourcesAmong(read(index, each, 'SubnetMappings.*.SubnetId')));
  const ofOthers = index
    .ofType('AWS::NetworkFirewall::VpcEndpointAssociation')
    .flatMap((each) => resourcesAmong(read(index, each, 'SubnetMapping.SubnetId')));
  return new Set([...ofFirewalls, ...ofOthers]);
}
