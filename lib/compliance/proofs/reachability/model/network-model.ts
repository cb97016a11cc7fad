import type { Intervals } from './intervals';
import type { Packets, Service } from './traffic';

// What the proof reasons about: a network as plain data, with no CloudFormation in it. Whatever a template leaves open stands here as
// the most that it may be: an entry that may or may not be there opens if it allows, and closes nothing if it denies.

/** What opens, or would have to close, a hop: a resource of a template, and what it says. */
export interface Origin {
  /** Where a report says the resource is: its construct path. */
  readonly path: string;
  /** What it says, in words that need no other context: `route 0.0.0.0/0 -> internet gateway`, `entry 100 allows TCP 443 from 0.0.0.0/0`. */
  readonly says: string;
  /** Set where it is taken for the worst, since only the deployment knows: why nobody can decide it here. */
  readonly undecided?: string;
}

/** Ids are those of the model: unique among all things of their kind. */
export type Id = string;

/** A whole network: everything that a set of templates of one stage makes, and what they name of elsewhere. */
export interface NetworkModel {
  readonly vpcs: ReadonlyMap<Id, VpcModel>;
  readonly subnets: ReadonlyMap<Id, SubnetModel>;
  readonly groups: ReadonlyMap<Id, GroupModel>;
  readonly interfaces: readonly InterfaceModel[];
  readonly gateways: ReadonlyMap<Id, GatewayModel>;
}

export interface VpcModel {
  readonly id: Id;
  readonly origin: Origin;
  /** Its addresses, of IPv4 and IPv6; undecided ones are all private addresses. */
  readonly addresses: Intervals;
  /** TCP ports that the internet may reach on purpose. */
  readonly ingressPorts: Intervals;
}

/** What Block Public Access lets pass between a subnet and an internet gateway: connections of both sides, of the subnet's side only, none. */
export type PublicAccess = 'both-ways' | 'outward-only' | 'blocked';

export interface SubnetModel {
  readonly id: Id;
  readonly vpc: Id;
  readonly origin: Origin;
  readonly addresses: Intervals;
  /** Name of its zone, as far as the template tells zones apart. */
  readonly zone?: string;
  /** The tier that it declares by Strongroom's tag, in lower case. */
  readonly tier?: string;
  /** Whether it is for stores of data: by its tag, its name, or what stands in it. */
  readonly isForData: boolean;
  readonly acl: AclModel;
  readonly routes: readonly RouteModel[];
  /** Whether it may have more routes than these: a table that no template here makes. */
  readonly routesUndecided?: Origin;
  readonly publicAccess: PublicAccess;
}

/** A network ACL: the lowest number that matches decides; what none matches is denied. */
export interface AclModel {
  readonly origin: Origin;
  /** In ascending order of number. */
  readonly inbound: readonly AclEntryModel[];
  readonly outbound: readonly AclEntryModel[];
}

export interface AclEntryModel {
  readonly origin: Origin;
  readonly number: number;
  readonly allows: boolean;
  readonly service: Service;
  /** The other side: sources of an inbound entry, destinations of an outbound one. */
  readonly peers: Intervals;
  /** Whether it is there, and says this, for sure. A denial that is not sure closes nothing. */
  readonly isSure: boolean;
}

/** A route of a subnet or a gateway: the longest prefix decides. */
export interface RouteModel {
  readonly origin: Origin;
  /** One prefix; of a prefix list each is a route. */
  readonly destinations: Intervals;
  /** Length of the prefix, in bits of its own family: 0 is the default route. */
  readonly length: number;
  readonly target: RouteTarget;
  /** Whether it is there for sure. A route that is not shadows no shorter one. */
  readonly isSure: boolean;
}

export type RouteTarget =
  /** Within the VPC. */
  | { readonly kind: 'local' }
  /** A gateway of the model, by its id. */
  | { readonly kind: 'gateway'; readonly gateway: Id }
  /** Nowhere: a gateway endpoint of S3 or DynamoDB, a black hole, a network of AWS that no host of a customer or the internet is in. */
  | { readonly kind: 'nowhere' }
  /** Nobody knows here: taken for the internet, and for any other network. */
  | { readonly kind: 'undecided' };

/** What forwards packets. */
export type GatewayModel =
  /** Internet, egress-only (`outwardOnly`), carrier gateways. `routes`: those of its edge association, for what comes in. */
  | {
      readonly kind: 'internet';
      readonly id: Id;
      readonly origin: Origin;
      readonly vpc: Id;
      readonly outwardOnly: boolean;
      readonly routes: readonly RouteModel[];
    }
  /** Stands in a subnet, gives what passes its own address; `isPublic`: one of the internet. Nobody opens a connection to or through it from outside. */
  | { readonly kind: 'nat'; readonly id: Id; readonly origin: Origin; readonly subnet: Id; readonly isPublic: boolean }
  /** The endpoint of a network firewall in a subnet; packets leave it by the routes of that subnet, their addresses unchanged. */
  | {
      readonly kind: 'firewall';
      readonly id: Id;
      readonly origin: Origin;
      readonly subnet: Id;
      /** Why it may let pass what no rule allows; absent where it drops by default. */
      readonly letsPass?: string;
    }
  /** Two VPCs; one that no template here makes is `undefined`. Peering is not transitive: only local addresses of the other side. */
  | { readonly kind: 'peering'; readonly id: Id; readonly origin: Origin; readonly vpcs: readonly (Id | undefined)[] }
  /** Forwards among its attachments, by its own routes where they are known. */
  | {
      readonly kind: 'transit';
      readonly id: Id;
      readonly origin: Origin;
      /** Subnets that it is attached to: it delivers there. */
      readonly attachments: readonly { readonly vpc: Id; readonly subnets: readonly Id[] }[];
      /** Its routes to attachments; `undefined`: any destination by any attachment whose VPC has the address, and beyond. */
      readonly routes?: readonly {
        readonly destinations: Intervals;
        readonly length: number;
        readonly vpc: Id | 'beyond';
        readonly origin: Origin;
      }[];
      /** Whether it reaches networks that no template here makes, or may. */
      readonly beyond?: Origin;
    }
  /** A network of somebody's own: VPN, Direct Connect, core network, instance or interface as a router: private addresses beyond, and, where the route to it says so, the internet. */
  | { readonly kind: 'beyond'; readonly id: Id; readonly origin: Origin };

export interface GroupModel {
  readonly id: Id;
  readonly origin: Origin;
  readonly inbound: readonly GroupRuleModel[];
  readonly outbound: readonly GroupRuleModel[];
}

export interface GroupRuleModel {
  readonly origin: Origin;
  readonly service: Service;
  /** The other side: addresses, or whoever has the group. Undecided peers are all addresses. */
  readonly peers: { readonly kind: 'addresses'; readonly addresses: Intervals } | { readonly kind: 'group'; readonly group: Id };
}

/** What an interface is for. */
export type InterfaceRole =
  | 'load-balancer'
  | 'store'
  | 'endpoint'
  | 'verified-access'
  | 'client-vpn'
  | 'workload'
  /** Not in the template: whatever somebody may put into a subnet that declares a tier. */
  | 'anything';

/** One or more network interfaces of a resource, in one or more subnets. */
export interface InterfaceModel {
  readonly id: Id;
  readonly origin: Origin;
  readonly role: InterfaceRole;
  readonly subnets: readonly Id[];
  /** Its security groups; `undefined`: it has none that filters (a Network Load Balancer without any), or nobody knows which. */
  readonly groups?: readonly Id[];
  /**
   * Set where nobody knows here which groups it has, or which more than `groups`: nothing filters then, and every rule whose peer is a
   * group may mean it. Without this, an interface with no `groups` is whom no rule's group means.
   */
  readonly groupsUndecided?: Origin;
  /** Whether it has, or may have, an address of IPv4 that the internet knows. Addresses of IPv6 are all known. */
  readonly hasPublicAddress: boolean;
  /** TCP and other ports that it listens on; `undefined`: any. */
  readonly listens?: Service[];
  /** Whether it opens connections to others for whoever connects to it: a load balancer, a proxy. Its targets are not asked: groups, ACLs and routes decide. */
  readonly relays: boolean;
  /** Of a relay: whether what it sends on may have the addresses of those who connected to it as its sources, rather than its own. */
  readonly keepsSources?: true;
  /** Of a relay: the service of AWS that connects to it for whoever is on the internet, by no route, such as CloudFront or API Gateway. */
  readonly entrance?: Origin;
  /** The accelerator that takes packets from the internet to it, with their sources and by no route. */
  readonly accelerator?: Origin;
}

/** A step of a path. */
export interface Hop {
  /** Where it leads: `the internet`, `subnet 'Shop/Network/dataSubnet1'`. */
  readonly to: string;
  /** Every resource that opens it, and what each says: a route, an entry, a rule. */
  readonly by: readonly Origin[];
}

/** A way that packets can take. */
export interface Path {
  readonly from: string;
  readonly hops: readonly Hop[];
  /** The packets that arrive. */
  readonly packets: Packets;
  /** Ids of the firewall endpoints that it passes, in order. */
  readonly firewalls: readonly Id[];
  /** The same of the way back, for TCP; `undefined` for what needs no answer. */
  readonly firewallsBack?: readonly Id[];
  /** The way back, for TCP: what opens it is as much a cause of the path as what opens the way there. */
  readonly hopsBack?: readonly Hop[];
}
