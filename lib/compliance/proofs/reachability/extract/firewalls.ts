import { whyNotDropping, whyPolicyUnseen } from '../../../facts/network/firewall-policies';
import type { Resource } from '../../../template/resource';
import { resourcesIn } from '../../../template/text';
import { isAlways } from '../../../template/values';
import type { Id } from '../model/network-model';
import type { NetworkBuilder } from './network-builder';
import { idOf, originOf, type Thing, thingsAt } from './things';

const FIREWALL = 'AWS::NetworkFirewall::Firewall';
const ASSOCIATION = 'AWS::NetworkFirewall::VpcEndpointAssociation';
const ENDPOINT = 'AWS::EC2::VPCEndpoint';

/** What an endpoint is of: its association, or a firewall, of whose endpoints nobody can say which is which. */
export function holderOfEndpoint(endpoint: Id): string {
  return endpoint.slice(0, endpoint.lastIndexOf('@'));
}

/**
 * The endpoints that a route leads to, as gateways: of a network firewall, by its own attribute, by its association, or by whatever
 * looks it up; or of a gateway load balancer, whose appliances no template shows. Endpoints of a firewall with several subnets come in
 * no certain order, so that a route leads to any of them. Nothing where nobody knows the endpoint.
 */
export function endpointsOfRoute(network: NetworkBuilder, route: Resource): readonly Id[] {
  const { index } = network;
  const direct = thingsAt(index, route, 'VpcEndpointId').flatMap((thing) => (thing.kind === 'made' ? [thing.resource] : []));
  const named = [...new Set([...direct, ...resourcesIn(index, route, route.properties['VpcEndpointId'])])];
  const lookups = named.filter(isLookup).flatMap((lookup) => resourcesIn(index, lookup, lookup.properties));
  const all = [...new Set([...named, ...lookups])];
  const ofAssociations = all.filter(({ type }) => type === ASSOCIATION).flatMap((each) => endpointsOfAssociation(network, each));
  if (ofAssociations.length > 0) return ofAssociations;
  return all.flatMap((each) => {
    if (each.type === FIREWALL) return endpointsOf(network, each, each, thingsAt(index, each, 'SubnetMappings.*.SubnetId'));
    return each.type === ENDPOINT ? endpointsOfBalancer(network, each) : [];
  });
}

function isLookup({ type }: Resource): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}

function endpointsOfAssociation(network: NetworkBuilder, association: Resource): readonly Id[] {
  const { index } = network;
  const firewalls = thingsAt(index, association, 'FirewallArn');
  const firewall = firewalls.length === 1 && firewalls[0]?.kind === 'made' ? firewalls[0].resource : undefined;
  const subnets = thingsAt(index, association, 'SubnetMapping.SubnetId');
  return endpointsOf(network, association, firewall?.type === FIREWALL ? firewall : undefined, subnets);
}

function endpointsOf(
  network: NetworkBuilder,
  at: Resource,
  firewall: Resource | undefined,
  things: readonly Thing[],
): readonly Id[] {
  const { index } = network;
  const unseen = firewall === undefined ? 'no template here shows the firewall' : whyPolicyUnseen(firewall, index);
  const letsPass = firewall === undefined ? unseen : whyNotDropping(firewall, index);
  return network.subnetsAmong(things, at).map((subnet) =>
    network.gateway({
      kind: 'firewall',
      id: `${idOf(at)}@${subnet}`,
      origin: originOf(firewall ?? at, 'endpoint of the network firewall', unseen),
      subnet,
      ...(letsPass !== undefined && { letsPass }),
    }),
  );
}

function endpointsOfBalancer(network: NetworkBuilder, endpoint: Resource): readonly Id[] {
  const { index } = network;
  if (!isAlways(index, endpoint, 'VpcEndpointType', (type) => type === 'GatewayLoadBalancer')) return [];
  return network.subnetsAmong(thingsAt(index, endpoint, 'SubnetIds.*'), endpoint).map((subnet) =>
    network.gateway({
      kind: 'firewall',
      id: `${idOf(endpoint)}@${subnet}`,
      origin: originOf(endpoint, 'endpoint of a gateway load balancer', APPLIANCES),
      subnet,
      letsPass: APPLIANCES,
    }),
  );
}

const APPLIANCES = 'no template shows what the appliances behind the gateway load balancer let pass';
