import { prefixOf } from '../../../../../lib/compliance/proofs/reachability/model/addresses';
import { Intervals } from '../../../../../lib/compliance/proofs/reachability/model/intervals';
import type {
  AclEntryModel,
  GatewayModel,
  GroupRuleModel,
  InterfaceModel,
  NetworkModel,
  Origin,
  Path,
  RouteModel,
  SubnetModel,
} from '../../../../../lib/compliance/proofs/reachability/model/network-model';
import {
  ALL_PORTS,
  ALL_PROTOCOLS,
  PROTOCOL,
  type Service,
} from '../../../../../lib/compliance/proofs/reachability/model/traffic';

/** A network in words. A `?` before an entry or a route says that it is not sure. */
export interface NetworkInWords {
  /** Prefixes of each: `10.0.0.0/16 2001:db8::/56`. */
  readonly vpcs: Readonly<Record<string, string>>;
  readonly subnets: Readonly<Record<string, SubnetInWords>>;
  /** Rules `tcp 443 from 0.0.0.0/0`, `any to group web`. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly interfaces: Readonly<Record<string, InterfaceInWords>>;
  readonly gateways?: Readonly<Record<string, GatewayInWords>>;
}

export interface SubnetInWords {
  readonly vpc?: string;
  readonly addresses: string;
  /** Entries `100 allow tcp 443 from 0.0.0.0/0`; without any, all may pass. */
  readonly acl?: readonly string[];
  /** `10.0.0.0/16 local`, `0.0.0.0/0 igw`. */
  readonly routes?: readonly string[];
  readonly publicAccess?: SubnetModel['publicAccess'];
  readonly routesUndecided?: boolean;
}

export interface InterfaceInWords extends Partial<Omit<InterfaceModel, 'id' | 'origin' | 'subnets' | 'groups'>> {
  /** Names with blanks between. */
  readonly subnets: string;
  readonly groups?: string;
}

type InWords<Model> = Model extends GatewayModel
  ? Omit<Model, 'id' | 'origin' | 'routes'> & { routes?: readonly string[] }
  : never;
export type GatewayInWords = InWords<GatewayModel>;

export function networkOf(words: NetworkInWords): NetworkModel {
  const [firstVpc = ''] = Object.keys(words.vpcs);
  return {
    vpcs: mapped(words.vpcs, (text, id) => ({
      id,
      origin: origin(id, 'is a VPC'),
      addresses: addressesOf(text),
      ingressPorts: Intervals.NONE,
    })),
    subnets: mapped(words.subnets, (subnet, id) => ({
      id,
      vpc: subnet.vpc ?? firstVpc,
      origin: origin(id, 'is a subnet'),
      addresses: addressesOf(subnet.addresses),
      isForData: false,
      acl: aclOf(id, subnet.acl ?? ['1 allow any from any', '1 allow any to any']),
      routes: (subnet.routes ?? []).map((text) => routeOf(id, text)),
      ...(subnet.routesUndecided && { routesUndecided: { ...origin(id, 'has a route table'), undecided: 'made elsewhere' } }),
      publicAccess: subnet.publicAccess ?? 'both-ways',
    })),
    groups: mapped(words.groups ?? {}, (rules, id) => ({
      id,
      origin: origin(id, 'is a group'),
      inbound: rules.filter((text) => / from /.test(text)).map((text) => ruleOf(id, text)),
      outbound: rules.filter((text) => / to /.test(text)).map((text) => ruleOf(id, text)),
    })),
    interfaces: Object.entries(words.interfaces).map(([id, { subnets, groups, ...rest }]) => ({
      id,
      origin: origin(id, 'is an interface'),
      role: 'workload',
      hasPublicAddress: false,
      relays: false,
      ...rest,
      subnets: subnets.split(' '),
      ...(groups !== undefined && { groups: groups === '' ? [] : groups.split(' ') }),
    })),
    gateways: mapped(words.gateways ?? {}, (gateway, id): GatewayModel => {
      const base = { id, origin: origin(id, 'is a gateway') };
      if (gateway.kind === 'internet')
        return { ...gateway, ...base, routes: (gateway.routes ?? []).map((text) => routeOf(id, text)) };
      if (gateway.kind !== 'transit') return { ...gateway, ...base };
      const { routes, ...rest } = gateway;
      if (routes === undefined) return { ...rest, ...base };
      return {
        ...rest,
        ...base,
        routes: routes.map((text) => {
          const [prefix = '', vpc = ''] = text.split(' ');
          return { destinations: addressesOf(prefix), length: lengthOf(prefix), vpc, origin: origin(id, text) };
        }),
      };
    }),
  };
}

function origin(path: string, says: string): Origin {
  return { path, says };
}

export function interfaceOf(network: NetworkModel, id: string): InterfaceModel {
  const found = network.interfaces.find((one) => one.id === id);
  if (!found) throw new Error(`no interface ${id}`);
  return found;
}

/** A path in words: each hop, and what opens it. */
export function inWords(path: Path): string[] {
  const there = path.hops.map(({ to, by }) => `${to} <- ${by.map(originInWords).join('; ')}`);
  const back = path.hopsBack?.map(({ to, by }) => `back: ${to} <- ${by.map(originInWords).join('; ')}`) ?? [];
  return [...there, ...back];
}

/** The packets that arrive by a path, in words: `6:443`. */
export function arrival({ packets }: Path): string {
  return `${packets.protocols}:${packets.ports}`;
}

function originInWords({ path, says, undecided }: Origin): string {
  return `${path} ${says}${undecided === undefined ? '' : ` (${undecided})`}`;
}

function aclOf(id: string, texts: readonly string[]): SubnetModel['acl'] {
  const entries = texts
    .map((text) => ({ text, entry: entryOf(id, text) }))
    .sort((one, other) => one.entry.number - other.entry.number);
  const side = (word: string): AclEntryModel[] =>
    entries.filter(({ text }) => text.includes(` ${word} `)).map(({ entry }) => entry);
  return { origin: origin(id, 'has an ACL'), inbound: side('from'), outbound: side('to') };
}

function entryOf(id: string, text: string): AclEntryModel {
  const match = /^(\??)(\d+) (allow|deny) (.+) (?:from|to) (\S+)$/.exec(text);
  if (!match) throw new Error(`not an entry: ${text}`);
  const [, unsure, number, action, service = '', peers = ''] = match;
  return {
    origin: origin(id, text),
    number: Number(number),
    allows: action === 'allow',
    service: serviceOf(service),
    peers: addressesOf(peers),
    isSure: unsure === '',
  };
}

function ruleOf(id: string, text: string): GroupRuleModel {
  const match = /^(.+) (?:from|to) (group )?(\S+)$/.exec(text);
  if (!match) throw new Error(`not a rule: ${text}`);
  const [, service = '', isGroup, peers = ''] = match;
  return {
    origin: origin(id, text),
    service: serviceOf(service),
    peers: isGroup ? { kind: 'group', group: peers } : { kind: 'addresses', addresses: addressesOf(peers) },
  };
}

function routeOf(id: string, text: string): RouteModel {
  const [prefix = '', target = ''] = text.replace('?', '').split(' ');
  const kind = target === 'local' || target === 'nowhere' || target === 'undecided' ? target : undefined;
  return {
    origin: origin(id, text),
    destinations: addressesOf(prefix),
    length: lengthOf(prefix),
    target: kind ? { kind } : { kind: 'gateway', gateway: target },
    isSure: !text.startsWith('?'),
  };
}

function serviceOf(text: string): Service {
  const [name = '', ports] = text.split(' ');
  if (name === 'any') return { protocols: ALL_PROTOCOLS, ports: ALL_PORTS };
  const number = name === 'tcp' || name === 'udp' || name === 'icmp' ? PROTOCOL[name] : BigInt(name);
  const [first = '0', last = first] = (ports ?? '0-65535').split('-');
  return { protocols: Intervals.of([number, number]), ports: Intervals.of([BigInt(first), BigInt(last)]) };
}

function addressesOf(text: string): Intervals {
  const parts = text === 'any' ? ['0.0.0.0/0', '::/0'] : text.split(/[ ,]/);
  return parts.reduce((all, part) => {
    const prefix = prefixOf(part);
    if (!prefix) throw new Error(`not a prefix: ${part}`);
    return all.union(prefix);
  }, Intervals.NONE);
}

function lengthOf(prefix: string): number {
  return Number(prefix.split('/')[1] ?? 32);
}

function mapped<In, Out>(record: Readonly<Record<string, In>>, to: (value: In, id: string) => Out): Map<string, Out> {
  return new Map(Object.entries(record).map(([id, value]) => [id, to(value, id)]));
}
