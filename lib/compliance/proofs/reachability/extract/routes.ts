import { existsWith } from '../../../template/existence';
import { append, grouped } from '../../../template/grouped';
import type { Resource } from '../../../template/resource';
import { ALL_IPV4, PUBLIC_ADDRESSES } from '../model/addresses';
import type { Id, Origin, RouteModel } from '../model/network-model';
import { internetGatewaysOf, targetsOf } from './gateways';
import { localRoutes, type NetworkBuilder } from './network-builder';
import { addressesAt, type Named, prefixListAt } from './prefixes';
import { mayBeAny, originOf, placeOf, type Thing, thingsAt } from './things';

const TABLE = 'AWS::EC2::RouteTable';
const SUBNET = 'AWS::EC2::Subnet';
const DESTINATIONS: Readonly<Record<string, typeof addressesAt>> = {
  DestinationCidrBlock: addressesAt,
  DestinationIpv6CidrBlock: addressesAt,
  DestinationPrefixListId: prefixListAt,
};

/** By what, and where, a table gets routes that somebody else announces. */
const PROPAGATIONS = [
  ['AWS::EC2::VPNGatewayRoutePropagation', 'RouteTableIds.*'],
  ['AWS::EC2::RouteServerPropagation', 'RouteTableId'],
] as const;

/** Routes of a subnet, and why it may have others. */
export interface RoutesOfSubnet {
  readonly routes: readonly RouteModel[];
  readonly routesUndecided?: Origin;
}

/** The route tables of a set of templates, by the subnets and gateways that have them. */
export class RouteTables {
  private readonly associations: ReadonlyMap<Resource, readonly { readonly table: Thing; readonly isSure: boolean }[]>;
  private readonly routes = new Map<Resource, Resource[]>();
  private readonly propagations = new Map<Resource, Resource[]>();
  /** Of each account and region, a route to the internet in a table that only the deployment knows. */
  private readonly anywhere = new Map<string, Resource>();
  /** Associations with subnets that only the deployment knows. */
  private readonly unplaced: { readonly association: Resource; readonly tables: readonly Thing[] }[] = [];

  public constructor(private readonly network: NetworkBuilder) {
    const { index } = network;
    this.associations = grouped(
      index.ofType('AWS::EC2::SubnetRouteTableAssociation').flatMap((association) => {
        const tables = thingsAt(index, association, 'RouteTableId');
        const subnets = thingsAt(index, association, 'SubnetId');
        return subnets.flatMap((subnet) => {
          if (mayBeAny(subnet, [SUBNET])) this.unplaced.push({ association, tables });
          if (subnet.kind !== 'made') return [];
          const isSure = tables.length === 1 && subnets.length === 1 && existsWith(association, subnet.resource);
          return tables.map((table) => [subnet.resource, { table, isSure }] as const);
        });
      }),
    );
    for (const route of index.ofType('AWS::EC2::Route')) {
      for (const table of thingsAt(index, route, 'RouteTableId')) this.addRoute(route, table);
    }
    for (const [type, path] of PROPAGATIONS) {
      for (const propagation of index.ofType(type)) {
        for (const table of thingsAt(index, propagation, path)) {
          if (mayBeAny(table, [TABLE])) this.anywhere.set(placeOf(index, propagation), propagation);
          else if (table.kind === 'made') append(this.propagations, table.resource, propagation);
        }
      }
    }
    for (const { association, tables } of this.unplaced) {
      if (tables.some((table) => this.mayLeadOut(table))) this.anywhere.set(placeOf(index, association), association);
    }
  }

  /** Whether a table may lead to the internet. */
  private mayLeadOut(table: Thing): boolean {
    if (table.kind === 'unseen' || table.resource.type !== TABLE || this.propagations.has(table.resource)) return true;
    return (this.routes.get(table.resource) ?? []).some((route) => this.isForInternet(route));
  }

  private isForInternet(route: Resource): boolean {
    return this.destinationsOf(route).some(({ addresses }) => addresses.intersects(PUBLIC_ADDRESSES));
  }

  /** The routes of a subnet: those of its tables, where conditions decide, or of its VPC's main one, which has none but the local. */
  public of(subnet: Resource, vpc: Id, vpcResource: Resource | undefined): RoutesOfSubnet {
    const associated = this.associations.get(subnet) ?? [];
    const isSure = associated.some((each) => each.isSure);
    const [only, ...others] = associated;
    const isOnly = isSure && only !== undefined && others.length === 0;
    const found = associated.map(({ table }) => this.ofTable(table, vpc, subnet));
    const routes = found.flatMap((each) => each.routes).map((route) => (isOnly ? route : { ...route, isSure: false }));
    const unseenMain = isSure || vpcResource !== undefined ? undefined : this.unseenTable(subnet, "its VPC's main route table");
    const undecided = [...found.flatMap((each) => each.routesUndecided ?? []), ...(unseenMain ?? []), ...this.elsewhere(subnet)];
    const [routesUndecided] = undecided;
    return {
      routes: [...localRoutes(vpc, this.network), ...routes],
      ...(routesUndecided !== undefined && { routesUndecided }),
    };
  }

  /** Puts routes of edge associations to the internet gateways that have them: what comes in takes these. */
  public addEdgeRoutes(): void {
    const { index, gateways } = this.network;
    for (const association of index.ofType('AWS::EC2::GatewayRouteTableAssociation')) {
      const tables = thingsAt(index, association, 'RouteTableId');
      const isSure = tables.length === 1 && association.definition['Condition'] === undefined;
      for (const gateway of thingsAt(index, association, 'GatewayId').flatMap((thing) =>
        internetGatewaysOf(this.network, thing),
      )) {
        const routes = tables.flatMap((table) => this.ofTable(table, gateway.vpc, association).routes);
        const own = routes.map((route) => ({ ...route, isSure: route.isSure && isSure }));
        gateways.set(gateway.id, { ...gateway, routes: [...gateway.routes, ...own] });
      }
    }
  }

  private ofTable(table: Thing, vpc: Id, from: Resource): RoutesOfSubnet {
    if (table.kind === 'unseen' || table.resource.type !== TABLE) {
      const [routesUndecided] = this.unseenTable(from, table.kind === 'unseen' ? table.words : `'${table.resource.path}'`);
      return { routes: [], ...(routesUndecided !== undefined && { routesUndecided }) };
    }
    const { resource } = table;
    const routes = (this.routes.get(resource) ?? []).flatMap((route) => this.modelsOf(route, vpc, resource));
    const propagated = (this.propagations.get(resource) ?? []).map((each) => this.propagated(each));
    return { routes: [...routes, ...propagated] };
  }

  private unseenTable(from: Resource, words: string): readonly Origin[] {
    const says = `may have any route: it has ${words}`;
    return [originOf(from, says, `no template here makes ${words.startsWith('its') ? words : `the route table ${words}`}`)];
  }

  private elsewhere(subnet: Resource): readonly Origin[] {
    const route = this.anywhere.get(placeOf(this.network.index, subnet));
    if (route === undefined) return [];
    return [
      originOf(
        route,
        'may be about any subnet',
        'only the deployment knows the subnet, or the route table, so that it may be any',
      ),
    ];
  }

  private addRoute(route: Resource, table: Thing): void {
    const { index } = this.network;
    if (table.kind === 'made') append(this.routes, table.resource, route);
    if (mayBeAny(table, [TABLE]) && this.destinationsOf(route).some(({ addresses }) => addresses.intersects(PUBLIC_ADDRESSES))) {
      this.anywhere.set(placeOf(index, route), route);
    }
  }

  private modelsOf(route: Resource, vpc: Id, table: Resource): readonly RouteModel[] {
    const targets = targetsOf(this.network, route, vpc);
    const destinations = this.destinationsOf(route);
    // Of several targets it has one for sure, and each is followed.
    const isSure = existsWith(route, table) && destinations.length === 1;
    return destinations.flatMap(({ text, addresses, length, undecided }) =>
      targets.map(({ target, words, undecided: unseen }): RouteModel => {
        const why = undecided ?? unseen;
        return {
          origin: originOf(route, `route ${text} to ${words}`, why),
          destinations: addresses,
          length,
          target,
          isSure: isSure && undecided === undefined,
        };
      }),
    );
  }

  /** What only the deployment knows may be any address. */
  private destinationsOf(route: Resource): readonly Named[] {
    const { index } = this.network;
    return Object.entries(DESTINATIONS).flatMap(([path, at]) => at(index, route, route.properties, path));
  }

  private propagated(propagation: Resource): RouteModel {
    const id = this.network.gateway({
      kind: 'beyond',
      id: `propagation ${propagation.path}`,
      origin: originOf(propagation, 'the network that announces routes'),
    });
    return {
      origin: originOf(
        propagation,
        'routes that are propagated',
        'only the other side knows which routes it announces, and it may announce a default route',
      ),
      destinations: ALL_IPV4,
      length: 0,
      target: { kind: 'gateway', gateway: id },
      isSure: false,
    };
  }
}
