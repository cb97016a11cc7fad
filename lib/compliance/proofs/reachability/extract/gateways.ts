import { isNoValue, type Resource } from '../../../template/resource';
import { isAlways, isPresent, read } from '../../../template/values';
import { ALL_IPV4, PRIVATE_ADDRESSES } from '../model/addresses';
import type { GatewayModel, Id, RouteTarget } from '../model/network-model';
import { endpointsOfRoute } from './firewalls';
import { localRoutes, type NetworkBuilder, openAcl } from './network-builder';
import { idOf, originOf, type Thing, thingOf, thingsAt } from './things';
import { transitOf } from './transit';

/** What a route leads to, in the model and in words; more than one where conditions decide. */
export interface TargetOfRoute {
  readonly target: RouteTarget;
  readonly words: string;
  readonly undecided?: string;
}

type Make = (network: NetworkBuilder, thing: Thing, vpc: Id, route: Resource) => readonly RouteTarget[];

/** What each property of a route that names a target stands for, in words and in the model. */
const TARGETS: Readonly<Record<string, { readonly words: string; readonly make: Make }>> = {
  CarrierGatewayId: {
    words: 'carrier gateway',
    make: (network, thing, vpc, route) => [internet(network, thing, vpc, route, false)],
  },
  CoreNetworkArn: { words: 'core network', make: beyond },
  EgressOnlyInternetGatewayId: {
    words: 'egress-only internet gateway',
    make: (network, thing, vpc, route) => [internet(network, thing, vpc, route, true)],
  },
  GatewayId: { words: 'gateway', make: gateway },
  InstanceId: { words: 'instance', make: beyond },
  LocalGatewayId: { words: 'local gateway', make: beyond },
  NatGatewayId: { words: 'NAT gateway', make: nat },
  NetworkInterfaceId: { words: 'network interface', make: beyond },
  OdbNetworkArn: { words: 'network of databases', make: beyond },
  TransitGatewayId: {
    words: 'transit gateway',
    make: (network, thing, vpc, route) => [through(transitOf(network, thing, vpc, route))],
  },
  VpcEndpointId: { words: 'VPC endpoint', make: endpoint },
  VpcPeeringConnectionId: { words: 'peering connection', make: peering },
};
const NO_TARGETS: ReadonlySet<string> = new Set([
  ...['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId', 'RouteTableId'],
]);

/** Everything that a route of a VPC may lead to. A property that is not known here is taken for a target. */
export function targetsOf(network: NetworkBuilder, route: Resource, vpc: Id): readonly TargetOfRoute[] {
  const { index } = network;
  return Object.entries(route.properties).flatMap(([property, value]): readonly TargetOfRoute[] => {
    if (NO_TARGETS.has(property) || isNoValue(value)) return [];
    const known = TARGETS[property];
    return thingsAt(index, route, property).flatMap((thing) => {
      const name = thing.kind === 'made' ? `'${thing.resource.path}'` : thing.words;
      const words = `${known?.words ?? property} ${name}`;
      return (known?.make(network, thing, vpc, route) ?? [UNDECIDED]).map((target): TargetOfRoute => {
        if (target.kind === 'local') return { target, words: 'the VPC itself' };
        return target.kind === 'undecided'
          ? { target, words, undecided: `nobody knows here where the ${words} leads` }
          : { target, words };
      });
    });
  });
}

const UNDECIDED: RouteTarget = { kind: 'undecided' };

function through(gatewayId: Id): RouteTarget {
  return { kind: 'gateway', gateway: gatewayId };
}

/** Internet gateways are made before any route is read, so that those are known which no route leads to. */
export function addInternetGateways(network: NetworkBuilder): void {
  const { index } = network;
  for (const attachment of index.ofType('AWS::EC2::VPCGatewayAttachment')) {
    const vpc = network.vpcAmong(thingsAt(index, attachment, 'VpcId'), attachment);
    for (const thing of thingsAt(index, attachment, 'InternetGatewayId')) internet(network, thing, vpc, attachment, false);
  }
}

/** The internet gateways that are known under what a property names: of several VPCs, where conditions decide. */
export function internetGatewaysOf({ gateways }: NetworkBuilder, thing: Thing) {
  const key = keyOf(thing);
  return [...gateways.values()].flatMap((each) => {
    return each.kind === 'internet' && (each.id === key || each.id.startsWith(`${key} of `)) ? [each] : [];
  });
}

function keyOf(thing: Thing): Id {
  return thing.kind === 'made' ? idOf(thing.resource) : thing.key;
}

function internet(network: NetworkBuilder, thing: Thing, vpc: Id, from: Resource, outwardOnly: boolean): RouteTarget {
  const says = outwardOnly ? 'egress-only internet gateway' : 'internet gateway';
  const origin = thing.kind === 'made' ? originOf(thing.resource, says) : originOf(from, `${says} ${thing.words}`);
  const known = network.gateways.get(keyOf(thing));
  const isOfAnother = known?.kind === 'internet' && known.vpc !== vpc;
  const id = isOfAnother ? `${keyOf(thing)} of ${vpc}` : keyOf(thing);
  return through(network.gateway({ kind: 'internet', id, origin, vpc, outwardOnly, routes: [] }));
}

/** A gateway that is not known to be another kind is taken for an internet gateway. */
function gateway(network: NetworkBuilder, thing: Thing, vpc: Id, route: Resource): readonly RouteTarget[] {
  if (thing.kind === 'made') {
    switch (thing.resource.type) {
      case 'AWS::EC2::VPNGateway':
        return beyond(network, thing, vpc, route);
      case 'AWS::EC2::VPCEndpoint':
        return endpoint(network, thing, vpc, route);
      default:
        return [internet(network, thing, vpc, route, false)];
    }
  }
  const { literal } = thing;
  if (literal === 'local') return [{ kind: 'local' }];
  if (literal?.startsWith('vgw-')) return beyond(network, thing, vpc, route);
  if (literal?.startsWith('vpce-')) return [{ kind: 'nowhere' }];
  return literal?.startsWith('igw-') ? [internet(network, thing, vpc, route, false)] : [UNDECIDED];
}

function beyond(network: NetworkBuilder, thing: Thing, _vpc: Id, route: Resource): readonly RouteTarget[] {
  const id = `beyond ${keyOf(thing)}`;
  const says = 'leads to a network that no template here makes';
  return [
    through(
      network.gateway({
        kind: 'beyond',
        id,
        origin: thing.kind === 'made' ? originOf(thing.resource, says) : originOf(route, says),
      }),
    ),
  ];
}

function nat(network: NetworkBuilder, thing: Thing, vpc: Id, route: Resource): readonly RouteTarget[] {
  const { index } = network;
  if (thing.kind === 'unseen' || thing.resource.type !== 'AWS::EC2::NatGateway') {
    const words = thing.kind === 'unseen' ? thing.words : `'${thing.resource.path}'`;
    const subnet = network.unseenSubnet(route, `of NAT gateway ${keyOf(thing)}`, `of the NAT gateway ${words}`);
    const origin = originOf(route, `NAT gateway ${words}`);
    return [through(network.gateway({ kind: 'nat', id: keyOf(thing), origin, subnet, isPublic: true }))];
  }
  const { resource } = thing;
  const isPublic = !isAlways(index, resource, 'ConnectivityType', (type) => type === 'private');
  const origin = originOf(resource, 'NAT gateway');
  const subnets = network.subnetsAmong(thingsAt(index, resource, 'SubnetId'), resource);
  // A regional one stands in no subnet, and has a way to the internet gateway by itself.
  const stands = subnets.length > 0 ? subnets : [regionalSubnet(network, resource, vpc)];
  return stands.map((subnet, at): RouteTarget => {
    const id = at === 0 ? idOf(resource) : `${idOf(resource)}@${subnet}`;
    return through(network.gateway({ kind: 'nat', id, origin, subnet, isPublic }));
  });
}

/** What stands for the subnets of a regional NAT gateway: it has the routes of none of ours. */
function regionalSubnet(network: NetworkBuilder, nat: Resource, vpc: Id): Id {
  const id = `${idOf(nat)}.subnet`;
  const origin = originOf(nat, 'regional NAT gateway');
  const gateways = [...network.gateways.values()].filter(
    (each) => each.kind === 'internet' && each.vpc === vpc && !each.outwardOnly,
  );
  const routes = gateways.map(({ id: to }) => {
    return { origin, destinations: ALL_IPV4, length: 0, target: through(to), isSure: true };
  });
  const addresses = network.vpcs.get(vpc)?.addresses ?? PRIVATE_ADDRESSES;
  const acl = openAcl(origin);
  const all = { id, vpc, origin, addresses, isForData: false, acl, publicAccess: 'both-ways' as const };
  network.subnets.set(id, { ...all, routes: [...localRoutes(vpc, network), ...routes] });
  return id;
}

/** Endpoints of firewalls pass packets on; those of S3 and DynamoDB lead to AWS's services alone. */
function endpoint(network: NetworkBuilder, thing: Thing, _vpc: Id, route: Resource): readonly RouteTarget[] {
  if (
    thing.kind === 'made' &&
    isAlways(network.index, thing.resource, 'VpcEndpointType', (type) => type === undefined || type === 'Gateway')
  ) {
    if (thing.resource.type === 'AWS::EC2::VPCEndpoint') return [{ kind: 'nowhere' }];
  }
  const endpoints = endpointsOfRoute(network, route);
  return endpoints.length === 0 ? [UNDECIDED] : endpoints.map(through);
}

function peering(network: NetworkBuilder, thing: Thing, vpc: Id, route: Resource): readonly RouteTarget[] {
  const { index } = network;
  const model = (origin: GatewayModel['origin'], vpcs: readonly (Id | undefined)[]) =>
    through(network.gateway({ kind: 'peering', id: keyOf(thing), origin, vpcs }));
  if (thing.kind === 'unseen') {
    return [
      model(originOf(route, `peering connection ${thing.words}`, 'no template here makes the peering connection'), [
        vpc,
        undefined,
      ]),
    ];
  }
  const { resource } = thing;
  const sides = ['VpcId', 'PeerVpcId'].map((path) => {
    const [target, ...others] = read(index, resource, path).filter(isPresent);
    const side = target === undefined || others.length > 0 ? undefined : thingOf(index, resource, target);
    const id = side?.kind === 'made' ? idOf(side.resource) : undefined;
    return id !== undefined && network.vpcs.has(id) ? id : undefined;
  });
  // The side of the route is known, even where the connection names it by an id.
  const known = sides.includes(vpc) ? sides : [vpc, sides.find((side) => side !== undefined)];
  return [model(originOf(resource, 'peering connection'), known)];
}
