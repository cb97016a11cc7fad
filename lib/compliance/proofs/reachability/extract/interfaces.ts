import { DATABASE_PLACES } from '../../../facts/network/database-places';
import { givesPublicAddresses } from '../../../facts/network/subnets';
import type { Resource } from '../../../template/resource';
import { isAlways, isFalse } from '../../../template/values';
import type { Id, SubnetModel } from '../model/network-model';
import { BALANCER, balancers, CLASSIC } from './balancers';
import { clusterGroupOf } from './groups';
import { INTERFACE_TYPES, type InterfaceType } from './interface-types';
import { LAUNCHER_TYPES, launched, withElasticAddress } from './launched';
import type { NetworkBuilder } from './network-builder';
import { allAt, type Subject, subjectOf, subnetsGiveAddresses, subnetsOfGroup } from './subjects';
import { SUBNET } from './subnets';
import { idOf, thingsAt } from './things';

const ENDPOINT = 'AWS::EC2::VPCEndpoint';
const VPN_ASSOCIATION = 'AWS::EC2::ClientVpnTargetNetworkAssociation';
const EKS_CLUSTER = 'AWS::EKS::Cluster';
const EKS_FARGATE = 'AWS::EKS::FargateProfile';
/** Caches, and searches by a service's own interfaces, open no connections. */
const ANSWERS_ONLY: ReadonlySet<string> = new Set([
  ...['AWS::DAX::Cluster', 'AWS::ElastiCache::CacheCluster', 'AWS::ElastiCache::ReplicationGroup'],
  ...['AWS::ElastiCache::ServerlessCache', 'AWS::MemoryDB::Cluster'],
]);

/** Every type of resource that has network interfaces, as far as a proof sees them. */
export const SUBJECT_TYPES: readonly string[] = [
  ...[SUBNET, BALANCER, CLASSIC, ENDPOINT, VPN_ASSOCIATION, EKS_CLUSTER, EKS_FARGATE],
  ...LAUNCHER_TYPES,
  ...Object.keys(INTERFACE_TYPES),
  ...Object.keys(DATABASE_PLACES),
];

/** Everything with network interfaces that a template makes. */
export function subjectsOf(network: NetworkBuilder): readonly Subject[] {
  const { index } = network;
  return [
    ...Object.entries(INTERFACE_TYPES).flatMap(([type, how]) => index.ofType(type).flatMap((each) => plain(network, each, how))),
    ...Object.keys(DATABASE_PLACES).flatMap((type) => index.ofType(type).flatMap((each) => database(network, each))),
    ...balancers(network),
    ...launched(network),
    ...index.ofType(ENDPOINT).flatMap((each) => endpoint(network, each)),
    ...index.ofType(VPN_ASSOCIATION).flatMap((each) => clientVpn(network, each)),
    ...index.ofType(EKS_CLUSTER, EKS_FARGATE).flatMap((each) => cluster(network, each)),
  ];
}

function plain(network: NetworkBuilder, resource: Resource, how: InterfaceType): readonly Subject[] {
  const { index } = network;
  const paths = how.grouped === undefined ? (how.subnets ?? []) : [how.grouped];
  // Most functions stand in no network.
  if (paths.every((path) => resource.properties[path.split('.')[0] ?? ''] === undefined)) return [];
  const things = how.grouped === undefined ? allAt(network, resource, paths) : subnetsOfGroup(network, resource, how.grouped);
  if (things.length === 0) return [];
  const subnets = network.subnetsAmong(things, resource);
  return subjectOf(network, resource, {
    role: how.role,
    subnets,
    groups: allAt(network, resource, how.groups),
    hasPublicAddress: index.derive(withElasticAddress)(resource) || isPublic(network, resource, how, subnets),
    ...(how.listensNever && { listens: [] }),
    ...(how.relays && { relays: true }),
    ...(how.isEntrance && { isEntrance: true }),
    ...(how.answersOnly && { initiates: false }),
  });
}

function isPublic(network: NetworkBuilder, resource: Resource, { public: how }: InterfaceType, subnets: readonly Id[]): boolean {
  if (how === undefined) return false;
  if (how === 'as subnets give') return subnetsGiveAddresses(network, subnets);
  return !isAlways(network.index, resource, how.path, (value) => !how.is(value));
}

/** A database. An instance of a cluster stands where that does, and counts where it has an address of its own. */
function database(network: NetworkBuilder, resource: Resource): readonly Subject[] {
  const { index } = network;
  const { publicly, publicByDefault, securityGroups } = DATABASE_PLACES[resource.type] ?? {};
  const isOpen =
    publicly !== undefined &&
    !isAlways(index, resource, publicly, (value) => isFalse(value) || (value === undefined && !publicByDefault));
  const [behind, ...others] = thingsAt(index, resource, 'DBClusterIdentifier');
  const holder = behind?.kind === 'made' && others.length === 0 && behind.resource !== resource ? behind.resource : resource;
  if (holder !== resource && !isOpen) return [];
  const paths = DATABASE_PLACES[holder.type]?.securityGroups ?? securityGroups;
  const { subnets: where } = DATABASE_PLACES[holder.type] ?? {};
  const things =
    where === undefined
      ? []
      : where.grouped
        ? subnetsOfGroup(network, holder, where.path)
        : allAt(network, holder, [`${where.path}.*`]);
  return subjectOf(network, resource, {
    role: 'store',
    subnets: network.subnetsAmong(things, resource),
    groups: paths === undefined ? [] : allAt(network, holder, [`${paths}.*`]),
    hasPublicAddress: isOpen,
    initiates: !ANSWERS_ONLY.has(resource.type),
  });
}

/** Gateway endpoints have no interfaces, and those of gateway load balancers are gateways. */
function endpoint(network: NetworkBuilder, resource: Resource): readonly Subject[] {
  const { index } = network;
  const isGateway = (type: unknown) => type === undefined || type === 'Gateway' || type === 'GatewayLoadBalancer';
  if (isAlways(index, resource, 'VpcEndpointType', isGateway)) return [];
  return subjectOf(network, resource, {
    role: 'endpoint',
    subnets: network.subnetsAmong(allAt(network, resource, ['SubnetIds.*']), resource),
    groups: allAt(network, resource, ['SecurityGroupIds.*']),
    hasPublicAddress: false,
    initiates: false,
  });
}

/** Clients of a VPN have the address of its interface in the subnet, and its groups. */
function clientVpn(network: NetworkBuilder, association: Resource): readonly Subject[] {
  const { index } = network;
  const vpns = thingsAt(index, association, 'ClientVpnEndpointId');
  const groups = vpns.flatMap((vpn) => (vpn.kind === 'made' ? allAt(network, vpn.resource, ['SecurityGroupIds.*']) : [vpn]));
  return subjectOf(network, association, {
    role: 'client-vpn',
    subnets: network.subnetsAmong(allAt(network, association, ['SubnetId']), association),
    groups,
    hasPublicAddress: false,
    listens: [],
  });
}

/** The control plane of a cluster, and what runs in it without nodes of one's own, have the group that AWS makes for the cluster. */
function cluster(network: NetworkBuilder, resource: Resource): readonly Subject[] {
  const { index } = network;
  const isCluster = resource.type === EKS_CLUSTER;
  const clusters = isCluster ? [{ kind: 'made' as const, resource }] : thingsAt(index, resource, 'ClusterName');
  return subjectOf(network, resource, {
    role: isCluster ? 'endpoint' : 'workload',
    subnets: network.subnetsAmong(
      allAt(network, resource, [isCluster ? 'ResourcesVpcConfig.SubnetIds.*' : 'Subnets.*']),
      resource,
    ),
    groups: isCluster ? allAt(network, resource, ['ResourcesVpcConfig.SecurityGroupIds.*']) : [],
    implied: clusters.map((each) => clusterGroupOf(network, each, resource)),
    hasPublicAddress: false,
  });
}

/**
 * What somebody may put into a subnet: with groups that filter nothing, and an address that the internet knows where it can have one.
 * A tier, and a subnet for data, promise something whatever is put there.
 */
export function anythingIn(network: NetworkBuilder, subnet: Resource): readonly Subject[] {
  const model = network.subnets.get(idOf(subnet));
  if (model === undefined || (model.tier === undefined && !model.isForData)) return [];
  const draft = {
    role: 'anything' as const,
    subnets: [model.id],
    groups: [],
    unfiltered: true as const,
    hasPublicAddress: givesPublicAddresses(subnet, network.index) || hasInternetGateway(network, model),
  };
  return subjectOf(network, subnet, draft, '/anything');
}

function hasInternetGateway(network: NetworkBuilder, { routes, routesUndecided }: SubnetModel): boolean {
  return (
    routesUndecided !== undefined ||
    routes.some(({ target }) => {
      const gateway = target.kind === 'gateway' ? network.gateways.get(target.gateway) : undefined;
      return target.kind === 'undecided' || (gateway?.kind === 'internet' && !gateway.outwardOnly);
    })
  );
}
