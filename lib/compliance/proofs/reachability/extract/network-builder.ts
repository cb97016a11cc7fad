import type { Resource } from '../../../template/resource';
import type { TemplateIndex } from '../../../template/template-index';
import { ALL_ADDRESSES, PRIVATE_ADDRESSES } from '../model/addresses';
import { Intervals } from '../model/intervals';
import type {
  AclModel,
  GatewayModel,
  GroupModel,
  GroupRuleModel,
  Id,
  InterfaceModel,
  NetworkModel,
  Origin,
  RouteModel,
  SubnetModel,
  VpcModel,
} from '../model/network-model';
import { ANY_SERVICE, PROTOCOL } from '../model/traffic';
import { idOf, placeOf, type Thing } from './things';

/** Ports that clients on the internet may connect to where a VPC says nothing. */
export const DEFAULT_INGRESS_PORTS = Intervals.of([443n, 443n]);

/**
 * A network while it is read from templates. What they name and don't make is added where it is named: a network of which nothing is
 * known, one for each account and region, with any route, open ACLs, and security groups that let everything pass.
 */
export class NetworkBuilder implements NetworkModel {
  public readonly vpcs = new Map<Id, VpcModel>();
  public readonly subnets = new Map<Id, SubnetModel>();
  public readonly groups = new Map<Id, GroupModel>();
  public readonly gateways = new Map<Id, GatewayModel>();
  public readonly interfaces: InterfaceModel[] = [];
  /** The ranges of VPCs whose ranges are all known: each has a route within the VPC. */
  public readonly ranges = new Map<Id, readonly Range[]>();
  /** Subnets that give, or may give, public addresses of IPv4 to what is launched in them. */
  public readonly publicSubnets = new Set<Id>();

  public constructor(public readonly index: TemplateIndex) {}

  /** Keeps a gateway under its id, unless it is known. */
  public gateway(gateway: GatewayModel): Id {
    if (!this.gateways.has(gateway.id)) this.gateways.set(gateway.id, gateway);
    return gateway.id;
  }

  /** The VPC among things: the unseen one, unless it is surely one that a template makes. */
  public vpcAmong(things: readonly Thing[], from: Resource): Id {
    const [thing, ...others] = things;
    const made = thing?.kind === 'made' && others.length === 0 ? idOf(thing.resource) : undefined;
    return made !== undefined && this.vpcs.has(made) ? made : this.unseenVpc(from);
  }

  /** The subnets among things, all of them. */
  public subnetsAmong(things: readonly Thing[], from: Resource): readonly Id[] {
    return [...new Set(things.map((thing) => this.subnetOf(thing, from)))];
  }

  private subnetOf(thing: Thing, from: Resource): Id {
    if (thing.kind === 'made' && this.subnets.has(idOf(thing.resource))) return idOf(thing.resource);
    const words = thing.kind === 'made' ? `'${thing.resource.path}'` : thing.words;
    return this.unseenSubnet(from, thing.kind === 'made' ? idOf(thing.resource) : thing.key, words);
  }

  public unseenSubnet(from: Resource, key: string, words: string): Id {
    const id = `unseen subnet ${key}`;
    if (this.subnets.has(id)) return id;
    this.publicSubnets.add(id);
    const vpc = this.unseenVpc(from);
    const undecided = `no template here makes the subnet ${words}`;
    const path = unquoted(words);
    const origin: Origin = { path, says: 'subnet', undecided };
    this.subnets.set(id, {
      id,
      vpc,
      origin,
      addresses: this.vpcs.get(vpc)?.addresses ?? PRIVATE_ADDRESSES,
      isForData: false,
      acl: openAcl({ path, says: 'its ACL may allow all', undecided }),
      routes: localRoutes(vpc, this),
      routesUndecided: { path, says: 'it may have any route', undecided },
      publicAccess: 'both-ways',
    });
    return id;
  }

  /** The VPC of an account and region of which nothing is known. */
  public unseenVpc(from: Resource): Id {
    const place = placeOf(this.index, from);
    const id = `network of ${place} that no template makes`;
    if (this.vpcs.has(id)) return id;
    const undecided = 'no template here makes the network';
    const origin: Origin = { path: id, says: 'network', undecided };
    this.vpcs.set(id, { id, origin, addresses: PRIVATE_ADDRESSES, ingressPorts: DEFAULT_INGRESS_PORTS });
    return id;
  }

  /** A group that no template makes lets everything pass. */
  public unseenGroup(key: string, words: string): Id {
    const id = unseenGroupId(key);
    if (this.groups.has(id)) return id;
    const undecided = `no template here shows the rules of the security group ${words}`;
    const origin: Origin = { path: unquoted(words), says: 'may let everything pass', undecided };
    const all: GroupRuleModel = { origin, service: ANY_SERVICE, peers: { kind: 'addresses', addresses: ALL_ADDRESSES } };
    this.groups.set(id, { id, origin, inbound: [all], outbound: [all] });
    return id;
  }
}

/** Id of a group that no template makes. */
export function unseenGroupId(key: string): Id {
  return `unseen group ${key}`;
}

/** Addresses of a prefix, and its length. */
export interface Range {
  readonly addresses: Intervals;
  readonly length: number;
}

/** The ranges of a VPC; all its addresses, under no prefix, where somebody else knows them. */
export function rangesOf(vpc: Id, { ranges, vpcs }: NetworkBuilder): readonly Range[] {
  return ranges.get(vpc) ?? [{ addresses: vpcs.get(vpc)?.addresses ?? PRIVATE_ADDRESSES, length: 0 }];
}

/** Within a VPC all is reached, but where a longer prefix leads elsewhere. */
export function localRoutes(vpc: Id, network: NetworkBuilder): readonly RouteModel[] {
  const isSure = network.ranges.has(vpc);
  const origin: Origin = { path: network.vpcs.get(vpc)?.origin.path ?? vpc, says: 'route within the VPC' };
  return rangesOf(vpc, network).map(({ addresses, length }) => {
    return { origin, destinations: addresses, length, target: { kind: 'local' }, isSure };
  });
}

function unquoted(words: string): string {
  return words.replace(/^'(.*)'$/, '$1');
}

/** An ACL that allows everything, for one reason. */
export function openAcl(origin: Origin): AclModel {
  const entry = { origin, number: 100, allows: true, service: ANY_SERVICE, peers: ALL_ADDRESSES, isSure: false };
  return { origin, inbound: [entry], outbound: [entry] };
}

/** The numbers of protocols by name, as templates have them; `undefined` for what may be any. */
export function protocolOf(text: string): Intervals | undefined {
  const known = PROTOCOLS[text.toLowerCase()] ?? (/^\d{1,3}$/.test(text) ? BigInt(text) : undefined);
  return known === undefined || known > 255n ? undefined : Intervals.of([known, known]);
}

const PROTOCOLS: Readonly<Record<string, bigint>> = { ...PROTOCOL, icmp6: PROTOCOL.icmpv6 };
