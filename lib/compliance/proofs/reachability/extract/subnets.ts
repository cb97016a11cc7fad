import { routingOf } from '../../../facts/network/routing';
import { tierOf } from '../../../facts/network/subnets';
import type { Resource } from '../../../template/resource';
import { isAlways, isTrue } from '../../../template/values';
import { ALL_IPV4 } from '../model/addresses';
import { Acls } from './acls';
import type { NetworkBuilder } from './network-builder';
import { addressesAt, ipv6OfSubnet } from './prefixes';
import { PublicAccesses } from './public-access';
import { RouteTables } from './routes';
import { idOf, originOf, thingsAt } from './things';
import { union } from './vpcs';

export const SUBNET = 'AWS::EC2::Subnet';

/** Adds the subnets of templates, and the gateways that their routes lead to. */
export function addSubnets(network: NetworkBuilder): void {
  const { index } = network;
  const routing = index.derive(routingOf);
  const resources = index.ofType(SUBNET);
  // Gateways stand in subnets, and subnets have routes to gateways.
  for (const subnet of resources) network.subnets.set(idOf(subnet), placeholder(network, subnet));
  const acls = new Acls(network);
  const tables = new RouteTables(network);
  const access = new PublicAccesses(index);
  for (const subnet of resources) {
    const model = network.subnets.get(idOf(subnet));
    if (model === undefined) continue;
    const vpc = vpcResourceOf(network, subnet);
    network.subnets.set(model.id, {
      ...model,
      isForData: routing.isDataSubnet(subnet),
      acl: acls.of(subnet, vpc),
      ...tables.of(subnet, model.vpc, vpc),
      publicAccess: access.of(subnet, vpc),
    });
  }
  tables.addEdgeRoutes();
}

function placeholder(network: NetworkBuilder, subnet: Resource) {
  const { index } = network;
  const vpc = network.vpcAmong(thingsAt(index, subnet, 'VpcId'), subnet);
  const ofVpc = network.vpcs.get(vpc)?.addresses;
  const ipv4 = addressesAt(index, subnet, subnet.properties, 'CidrBlock');
  const ipv6 = ipv6OfSubnet(subnet, index);
  const isUndecided = ipv4.length === 0 || ipv4.some(({ undecided }) => undecided !== undefined);
  const isIpv6Only = ipv4.length === 0 && isAlways(index, subnet, 'Ipv6Native', isTrue);
  const range = isUndecided && !isIpv6Only && ofVpc !== undefined ? ofVpc.intersect(ALL_IPV4) : union(ipv4);
  const tier = tierOf(subnet);
  const zone = subnet.properties['AvailabilityZone'] ?? subnet.properties['AvailabilityZoneId'];
  const origin = originOf(subnet, 'subnet');
  return {
    id: idOf(subnet),
    vpc,
    origin,
    addresses: range.union(union(ipv6)),
    ...(zone !== undefined && { zone: typeof zone === 'string' ? zone : JSON.stringify(zone) }),
    ...(tier !== undefined && { tier }),
    isForData: false,
    acl: { origin, inbound: [], outbound: [] },
    routes: [],
    publicAccess: 'both-ways' as const,
  };
}

/** The VPC of a subnet, if a template surely makes it. */
function vpcResourceOf({ index }: NetworkBuilder, subnet: Resource): Resource | undefined {
  const [thing, ...others] = thingsAt(index, subnet, 'VpcId');
  return thing?.kind === 'made' && others.length === 0 && thing.resource.type === 'AWS::EC2::VPC' ? thing.resource : undefined;
}
