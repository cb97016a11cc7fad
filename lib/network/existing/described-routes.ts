import { type Entry, entry, isThere, items, pick, ref, text } from './described-resource';
import type { Described, ListName, NetworkDescription } from './network-description';

/** A route table, with the subnets and gateways that have it, and its routes. */
export function routeTable(described: Described, description: NetworkDescription): readonly Entry[] {
  const id = text(described, 'RouteTableId');
  const associations = associationsOf(described);
  const isMain = associations.some((each) => each['Main'] === true);
  const taken = new Set(
    description.list('RouteTables').flatMap((table) => associationsOf(table).map((each) => each['SubnetId'])),
  );
  const implied = isMain
    ? description
        .list('Subnets')
        .filter((subnet) => subnet['VpcId'] === described['VpcId'] && !taken.has(subnet['SubnetId']))
        .map((subnet) => text(subnet, 'SubnetId'))
    : [];
  const named = associations.flatMap((each) => (typeof each['SubnetId'] === 'string' ? [each['SubnetId']] : []));
  const gateways = associations.flatMap((each) => (typeof each['GatewayId'] === 'string' ? [each['GatewayId']] : []));
  return [
    entry(id, 'AWS::EC2::RouteTable', { VpcId: ref(text(described, 'VpcId')) }),
    ...[...named, ...implied].map((subnet) =>
      entry(`${id}/${subnet}`, 'AWS::EC2::SubnetRouteTableAssociation', { RouteTableId: ref(id), SubnetId: ref(subnet) }),
    ),
    ...gateways.map((gateway) =>
      entry(`${id}/${gateway}`, 'AWS::EC2::GatewayRouteTableAssociation', { RouteTableId: ref(id), GatewayId: ref(gateway) }),
    ),
    ...items(described, 'Routes').flatMap((route, number) =>
      isGone(route, description) ? [] : routeResource(id, route, number),
    ),
  ];
}

const DESTINATIONS = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId'];
const TARGETS = [
  ...['CarrierGatewayId', 'CoreNetworkArn', 'EgressOnlyInternetGatewayId', 'GatewayId', 'InstanceId', 'LocalGatewayId'],
  ...['NatGatewayId', 'NetworkInterfaceId', 'OdbNetworkArn', 'TransitGatewayId', 'VpcPeeringConnectionId'],
];

function associationsOf(table: Described): readonly Described[] {
  return items(table, 'Associations').filter((each) => isThere(each, 'AssociationState'));
}

/** Where the description has what a route may lead to, by the beginning of its id. */
const STANDING: Readonly<Record<string, { readonly list: ListName; readonly id: string; readonly state?: string }>> = {
  eigw: { list: 'EgressOnlyInternetGateways', id: 'EgressOnlyInternetGatewayId' },
  eni: { list: 'NetworkInterfaces', id: 'NetworkInterfaceId' },
  igw: { list: 'InternetGateways', id: 'InternetGatewayId' },
  nat: { list: 'NatGateways', id: 'NatGatewayId' },
  pcx: { list: 'VpcPeeringConnections', id: 'VpcPeeringConnectionId', state: 'Status' },
  vpce: { list: 'VpcEndpoints', id: 'VpcEndpointId' },
};

/**
 * Whether a route leads to what is gone for good, so that it drops what takes it. One to an instance that is stopped, or to a peer that
 * has not accepted yet, is a black hole today and a way tomorrow, with nobody changing the table.
 */
function isGone(route: Described, { list, has }: NetworkDescription): boolean {
  if (text(route, 'State') !== 'blackhole') return false;
  return Object.values(pick(route, TARGETS)).every((target) => {
    const kind = Object.hasOwn(STANDING, prefixOf(target)) ? STANDING[prefixOf(target)] : undefined;
    return (
      kind !== undefined &&
      has(kind.list) &&
      !list(kind.list).some((each) => each[kind.id] === target && isThere(each, kind.state))
    );
  });
}

function prefixOf(id: unknown): string {
  return String(id).replace(/-.*$/s, '');
}

/** The local route is every table's own; those to gateway endpoints lead to AWS's services alone. */
function routeResource(table: string, described: Described, number: number) {
  const gateway = text(described, 'GatewayId');
  const toService = gateway.startsWith('vpce-') && described['DestinationPrefixListId'] !== undefined;
  if (gateway === 'local' || toService) return [];
  const destination = pick(described, DESTINATIONS);
  const target = Object.entries(pick(described, TARGETS)).map(([name, value]) =>
    name === 'GatewayId' && gateway.startsWith('vpce-') ? ['VpcEndpointId', refOrText(value)] : [name, refOrText(value)],
  );
  return [
    entry(`${table}/${number}`, 'AWS::EC2::Route', { RouteTableId: ref(table), ...destination, ...Object.fromEntries(target) }),
  ];
}

/** What another account or a service owns is a name that nothing here explains. */
function refOrText(value: unknown): unknown {
  return typeof value === 'string' && /^(igw|eigw|nat|eni|pcx|vpce)-/.test(value) ? ref(value) : value;
}
