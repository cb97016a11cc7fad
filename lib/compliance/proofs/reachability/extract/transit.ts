import { grouped } from '../../../template/grouped';
import type { Resource } from '../../../template/resource';
import type { TemplateIndex } from '../../../template/template-index';
import { resourcesIn } from '../../../template/text';
import { isAlways, isTrue } from '../../../template/values';
import type { GatewayModel, Id, Origin } from '../model/network-model';
import { type NetworkBuilder, rangesOf } from './network-builder';
import { addressesAt, type Named } from './prefixes';
import { idOf, madeAmong, originOf, placeOf, type Thing, thingsAt } from './things';

const GATEWAY = 'AWS::EC2::TransitGateway';
const TABLE = 'AWS::EC2::TransitGatewayRouteTable';
const ATTACHMENTS = ['AWS::EC2::TransitGatewayAttachment', 'AWS::EC2::TransitGatewayVpcAttachment'];
/** What joins a transit gateway with networks of others. */
const BEYOND = [
  ['AWS::DirectConnect::DirectConnectGatewayAssociation', 'AssociatedGatewayId'],
  ['AWS::EC2::TransitGatewayPeeringAttachment', 'TransitGatewayId'],
  ['AWS::EC2::VPNConnection', 'TransitGatewayId'],
  ['AWS::NetworkManager::TransitGatewayPeering', 'TransitGatewayArn'],
] as const;
/** What goes over an attachment to somebody else's appliances. */
const CONNECT = 'AWS::EC2::TransitGatewayConnect';
/** What says more of route tables, and of which only the deployment may know the table or the attachment. */
const OF_TABLES = [
  'AWS::EC2::TransitGatewayRoute',
  'AWS::EC2::TransitGatewayRouteTableAssociation',
  'AWS::EC2::TransitGatewayRouteTablePropagation',
];

const ATTACHMENT_ID = 'TransitGatewayAttachmentId';
const TABLE_ID = 'TransitGatewayRouteTableId';

type Transit = Extract<GatewayModel, { readonly kind: 'transit' }>;

/** What templates say of transit gateways: which networks are attached, to which route table of theirs, and what leads beyond. */
interface Transits {
  readonly attachments: ReadonlyMap<string, readonly Resource[]>;
  readonly beyond: ReadonlyMap<string, readonly Resource[]>;
  readonly tables: ReadonlyMap<Resource, readonly Thing[]>;
  /** What is propagated to each route table. */
  readonly propagations: ReadonlyMap<Resource, readonly Thing[]>;
  readonly routes: ReadonlyMap<Resource, readonly Resource[]>;
  readonly shared: ReadonlySet<Resource>;
  /** Of each account and region, a route, association or propagation of a table, or an attachment, that no template here shows. */
  readonly unplaced: ReadonlyMap<string, readonly Resource[]>;
}

function transitsOf(index: TemplateIndex): Transits {
  const byGateway = (places: readonly (readonly [string, string])[], others: readonly (readonly [string, Resource])[] = []) =>
    grouped([
      ...others,
      ...places.flatMap(([type, path]) =>
        index.ofType(type).flatMap((each) => thingsAt(index, each, path).map((thing) => [keyOf(thing), each] as const)),
      ),
    ]);
  const pairs = (type: string, key: string, value: string) =>
    grouped(
      index.ofType(type).flatMap((each) => {
        const keys = thingsAt(index, each, key).flatMap((thing) => (thing.kind === 'made' ? [thing.resource] : []));
        const values = thingsAt(index, each, value);
        return keys.flatMap((one) => values.map((other) => [one, other] as const));
      }),
    );
  return {
    attachments: byGateway(ATTACHMENTS.map((type) => [type, 'TransitGatewayId'])),
    beyond: byGateway(BEYOND, [
      ...index.ofType(CONNECT).flatMap((connect) => {
        const under = attachmentsAmong(thingsAt(index, connect, 'TransportTransitGatewayAttachmentId'));
        const gateways = under.flatMap((attachment) => thingsAt(index, attachment, 'TransitGatewayId'));
        return gateways.map((thing) => [keyOf(thing), connect] as const);
      }),
    ]),
    tables: pairs('AWS::EC2::TransitGatewayRouteTableAssociation', ATTACHMENT_ID, TABLE_ID),
    propagations: pairs('AWS::EC2::TransitGatewayRouteTablePropagation', TABLE_ID, ATTACHMENT_ID),
    routes: grouped(
      index.ofType('AWS::EC2::TransitGatewayRoute').flatMap((route) => {
        return madeAmong(thingsAt(index, route, TABLE_ID), TABLE).map((table) => [table, route] as const);
      }),
    ),
    unplaced: grouped(
      index
        .ofType(...OF_TABLES)
        .filter((each) => isUnplaced(index, each))
        .map((each) => [placeOf(index, each), each] as const),
    ),
    shared: new Set(
      index.ofType('AWS::RAM::ResourceShare').flatMap((share) => resourcesIn(index, share, share.properties['ResourceArns'])),
    ),
  };
}

/**
 * Whether only the deployment knows the table or the attachment. The default table has no name in templates: what is added to it names
 * it by its physical id.
 */
function isUnplaced(index: TemplateIndex, each: Resource): boolean {
  const tables = thingsAt(index, each, TABLE_ID);
  const isOfTable = madeAmong(tables, TABLE).length === tables.length;
  const attachments = thingsAt(index, each, ATTACHMENT_ID);
  const isOfAttachment = each.type === OF_TABLES[0] || attachmentsAmong(attachments).length === attachments.length;
  return !(isOfTable && isOfAttachment) && !isAlways(index, each, 'Blackhole', isTrue);
}

function keyOf(thing: Thing): string {
  return thing.kind === 'made' ? idOf(thing.resource) : thing.key;
}

/**
 * The transit gateway that a route of a VPC leads to, as one of its route tables: that of the VPC's attachment. Without one of its own,
 * an attachment has the default table, to which all others are propagated.
 */
export function transitOf(network: NetworkBuilder, thing: Thing, vpc: Id, from: Resource): Id {
  const { index } = network;
  const transits = index.derive(transitsOf);
  const all = transits.attachments.get(keyOf(thing)) ?? [];
  const [attachment] = all.filter((each) => vpcOf(network, each) === vpc);
  const [table, ...others] = attachment === undefined ? [] : (transits.tables.get(attachment) ?? []);
  const own = table?.kind === 'made' && table.resource.type === TABLE && others.length === 0 ? table.resource : undefined;
  const id = `${keyOf(thing)} ${own === undefined ? 'default table' : idOf(own)}`;
  const known = network.gateways.get(id);
  if (known !== undefined) return id;
  const attachments = all.map((each) => ({
    vpc: vpcOf(network, each),
    subnets: network.subnetsAmong(thingsAt(index, each, 'SubnetIds.*'), each),
  }));
  const beyond = beyondOf(index, transits, thing, from);
  const isWhole = (transits.unplaced.get(placeOf(index, from)) ?? []).length === 0;
  const routes = own === undefined || !isWhole ? undefined : routesOf(network, own);
  return network.gateway({
    kind: 'transit',
    id,
    origin:
      thing.kind === 'made' ? originOf(thing.resource, 'transit gateway') : originOf(from, `transit gateway ${thing.words}`),
    attachments,
    ...(routes !== undefined && { routes }),
    ...(beyond !== undefined && { beyond }),
  });
}

function vpcOf(network: NetworkBuilder, attachment: Resource): Id {
  return network.vpcAmong(thingsAt(network.index, attachment, 'VpcId'), attachment);
}

/** Whether a transit gateway joins networks that no template here makes: by a VPN, by another one, or since others share it. */
function beyondOf(index: TemplateIndex, transits: Transits, thing: Thing, from: Resource): Origin | undefined {
  const { beyond, shared } = transits;
  if (thing.kind === 'unseen' || thing.resource.type !== GATEWAY) {
    const words = thing.kind === 'unseen' ? thing.words : `'${thing.resource.path}'`;
    return originOf(
      from,
      `transit gateway ${words}`,
      'no template here makes the transit gateway, so that nobody sees what is attached to it',
    );
  }
  const { resource } = thing;
  const [unplaced] = transits.unplaced.get(placeOf(index, resource)) ?? [];
  if (unplaced !== undefined) {
    const says = 'may be about any attachment and any route table of a transit gateway';
    return originOf(unplaced, says, 'only the deployment knows the route table, or the attachment');
  }
  if (shared.has(resource)) {
    return originOf(resource, 'transit gateway that others share', 'nobody sees here what others attach to the transit gateway');
  }
  const [connection] = beyond.get(idOf(resource)) ?? [];
  return connection && originOf(connection, 'joins the transit gateway with a network of somebody else');
}

/** The routes of a table, if all are known: what it drops is taken from those that a longer prefix would have to shadow. */
function routesOf(network: NetworkBuilder, table: Resource): Transit['routes'] {
  const { index } = network;
  const { routes, propagations } = index.derive(transitsOf);
  const propagated = propagations.get(table) ?? [];
  const attached = attachmentsAmong(propagated);
  if (attached.length < propagated.length) return undefined;
  const ofAttached = attached.flatMap((each) => {
    const vpc = vpcOf(network, each);
    const origin = originOf(each, 'is propagated to the route table of the transit gateway');
    return rangesOf(vpc, network).map(({ addresses, length }) => ({ destinations: addresses, length, vpc, origin }));
  });
  const all = routes.get(table) ?? [];
  const dropping = all.filter((route) => isAlways(index, route, 'Blackhole', isTrue));
  const dropped = dropping.filter(isUnconditional).flatMap((route) => destinationsOf(network, route));
  const own = all
    .filter((route) => !dropping.includes(route))
    .flatMap((route) => {
      const things = thingsAt(index, route, ATTACHMENT_ID);
      const [attachment, ...others] = attachmentsAmong(things);
      const isKnown = attachment !== undefined && others.length === 0 && things.length === 1;
      const vpc = isKnown ? vpcOf(network, attachment) : ('beyond' as const);
      return destinationsOf(network, route).map(({ text, addresses, length, undecided }) => {
        const origin = originOf(route, `route ${text} of the transit gateway`, undecided);
        return { destinations: addresses, length, vpc, origin };
      });
    });
  return [...ofAttached, ...own].map((route) => {
    const shadows = dropped.filter(({ length, undecided }) => length >= route.length && undecided === undefined);
    return { ...route, destinations: shadows.reduce((left, { addresses }) => left.subtract(addresses), route.destinations) };
  });
}

function destinationsOf({ index }: NetworkBuilder, route: Resource): readonly Named[] {
  return addressesAt(index, route, route.properties, 'DestinationCidrBlock');
}

function attachmentsAmong(things: readonly Thing[]): readonly Resource[] {
  return ATTACHMENTS.flatMap((type) => madeAmong(things, type));
}

function isUnconditional({ definition }: Resource): boolean {
  return definition['Condition'] === undefined;
}
