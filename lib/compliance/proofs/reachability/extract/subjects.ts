import type { Target } from '../../../template/references';
import type { Resource } from '../../../template/resource';
import type { TemplateIndex } from '../../../template/template-index';
import { resourcesIn } from '../../../template/text';
import { isAbsent, isFalse, isPresent, read } from '../../../template/values';
import type { Id, InterfaceModel, InterfaceRole } from '../model/network-model';
import type { Service } from '../model/traffic';
import { defaultGroupOf, groupsAmong } from './groups';
import type { NetworkBuilder } from './network-builder';
import { idOf, originOf, type Thing, thingOf, thingsAt } from './things';

/** What a proof judges: an interface of the model, and the resource that a report says it of. */
export interface Subject {
  readonly interface: InterfaceModel;
  readonly resource: Resource;
  /** Whether it opens connections by itself. */
  readonly initiates: boolean;
}

/** What is known of an interface before its groups are looked up. */
export interface Draft {
  readonly role: InterfaceRole;
  readonly subnets: readonly Id[];
  readonly groups: readonly Thing[];
  readonly hasPublicAddress: boolean;
  /** Set for what has no security groups by nature, rather than its VPC's default one. */
  readonly unfiltered?: true;
  /** Groups that AWS makes, besides. */
  readonly implied?: readonly Id[];
  readonly listens?: Service[];
  readonly relays?: boolean;
  readonly keepsSources?: true;
  /** Set where a service of AWS lets the internet in by it. */
  readonly isEntrance?: true;
  readonly initiates?: boolean;
}

const SAYS: Readonly<Record<InterfaceRole, string>> = {
  'load-balancer': 'load balancer',
  store: 'store',
  endpoint: 'endpoint',
  'verified-access': 'Verified Access endpoint',
  'client-vpn': 'Client VPN endpoint',
  workload: 'workload',
  anything: 'whatever is put into the subnet',
};

/** Makes a subject of a resource: nothing where it stands in no network. */
export function subjectOf(network: NetworkBuilder, resource: Resource, draft: Draft, part = ''): readonly Subject[] {
  const { role, subnets, hasPublicAddress, listens, relays = false, keepsSources, initiates = true } = draft;
  if (subnets.length === 0) return [];
  const model: InterfaceModel = {
    id: `${idOf(resource)}${part}`,
    origin: originOf(resource, SAYS[role]),
    role,
    subnets,
    ...groupsOf(network, resource, draft),
    hasPublicAddress,
    ...(listens !== undefined && { listens }),
    relays,
    ...(keepsSources && { keepsSources }),
    ...(relays && entranceOf(network, resource, draft)),
    ...acceleratorOf(network, resource),
  };
  return [{ interface: model, resource, initiates }];
}

function entranceOf({ index }: NetworkBuilder, resource: Resource, { isEntrance }: Draft): Pick<InterfaceModel, 'entrance'> {
  const entrance = isEntrance ? resource : index.derive(entrances).get(resource);
  return entrance === undefined ? {} : { entrance: originOf(entrance, 'connects to it for whoever is on the internet') };
}

function acceleratorOf({ index }: NetworkBuilder, resource: Resource): Pick<InterfaceModel, 'accelerator'> {
  const group = index.derive(accelerators).get(resource);
  return group === undefined ? {} : { accelerator: originOf(group, 'takes packets from the internet to it') };
}

/** By what a service of AWS connects to load balancers that may face no internet themselves. */
const ENTRANCES = [
  ['AWS::ApiGateway::VpcLink', 'TargetArns'],
  ['AWS::CloudFront::VpcOrigin', 'VpcOriginEndpointConfig'],
] as const;

function entrances(index: TemplateIndex): ReadonlyMap<Resource, Resource> {
  return new Map(ENTRANCES.flatMap(([type, property]) => referredTo(index, type, property)));
}

function accelerators(index: TemplateIndex): ReadonlyMap<Resource, Resource> {
  return new Map(referredTo(index, 'AWS::GlobalAccelerator::EndpointGroup', 'EndpointConfigurations'));
}

function referredTo(index: TemplateIndex, type: string, property: string): readonly (readonly [Resource, Resource])[] {
  return index.ofType(type).flatMap((each) => {
    return resourcesIn(index, each, each.properties[property]).map((resource) => [resource, each] as const);
  });
}

/** Without any named, an interface has the default group of its VPC. A group that nobody can name here may be any. */
function groupsOf(network: NetworkBuilder, resource: Resource, { groups, implied = [], subnets, unfiltered }: Draft) {
  const open = groups.find((thing) => thing.kind === 'unseen' && thing.literal === undefined);
  const named = [
    ...implied,
    ...groupsAmong(
      network,
      groups.filter((thing) => thing !== open),
    ),
  ];
  if (open?.kind === 'unseen') {
    const groupsUndecided = originOf(
      resource,
      'has security groups that only the deployment knows',
      `its security group is ${open.words}`,
    );
    return { groups: named, groupsUndecided };
  }
  if (named.length > 0) return { groups: named };
  if (unfiltered) return {};
  const vpcs = [...new Set(subnets.flatMap((subnet) => network.subnets.get(subnet)?.vpc ?? []))];
  const defaults = vpcs.map(defaultGroupOf);
  if (defaults.every((group) => network.groups.has(group))) return { groups: defaults };
  const undecided = 'it names no security group, and no template here shows the default one of its network';
  return { groupsUndecided: originOf(resource, 'has the default security group of its network', undecided) };
}

/** Subnets, and groups, that several properties name. */
export function allAt(network: NetworkBuilder, resource: Resource, paths: readonly string[]): readonly Thing[] {
  return paths.flatMap((path) => thingsAt(network.index, resource, path));
}

/** The subnets of a group of subnets that a property names. */
export function subnetsOfGroup(network: NetworkBuilder, resource: Resource, path: string): readonly Thing[] {
  const { index } = network;
  return read(index, resource, path)
    .filter(isPresent)
    .flatMap((target) => {
      if (target.kind !== 'resource') return [thingOf(index, resource, target)];
      return thingsAt(index, target.resource, 'SubnetIds.*');
    });
}

/** Whether what is launched in some subnets gets, or may get, a public address of IPv4. */
export function subnetsGiveAddresses(network: NetworkBuilder, subnets: readonly Id[]): boolean {
  return subnets.some((subnet) => network.publicSubnets.has(subnet));
}

/** Whether a property surely keeps public addresses away, may give one, or leaves it to the subnets. */
export function addressBy(targets: readonly Target[], subnetsGive: boolean): boolean {
  const given = targets.filter(isPresent);
  if (given.some((target) => target.kind !== 'literal' || !isFalse(target.value))) return true;
  return (given.length === 0 || targets.some(isAbsent)) && subnetsGive;
}
