import { existsWith } from '../../../template/existence';
import { append, grouped } from '../../../template/grouped';
import type { Resource } from '../../../template/resource';
import { asNumber, isAlways, isFalse, isTrue, read } from '../../../template/values';
import { ALL_ADDRESSES } from '../model/addresses';
import { Intervals } from '../model/intervals';
import type { AclEntryModel, AclModel } from '../model/network-model';
import { ALL_PORTS, ALL_PROTOCOLS, ANY_SERVICE, PROTOCOL } from '../model/traffic';
import { type NetworkBuilder, openAcl, protocolOf } from './network-builder';
import { addressesAt } from './prefixes';
import { mayBeAny, originOf, placeOf, type Thing, thingsAt } from './things';

const ACL = 'AWS::EC2::NetworkAcl';
const SUBNET = 'AWS::EC2::Subnet';
const VPC = 'AWS::EC2::VPC';

/** What entries of one ACL, and those of the default one of a VPC, say. */
interface Entries {
  readonly inbound: readonly AclEntryModel[];
  readonly outbound: readonly AclEntryModel[];
}

/** The network ACLs of a set of templates, by the subnets that have them. */
export class Acls {
  private readonly ofSubnet: ReadonlyMap<Resource, readonly { readonly acl: Thing; readonly isSure: boolean }[]>;
  private readonly inbound = new Map<Resource, AclEntryModel[]>();
  private readonly outbound = new Map<Resource, AclEntryModel[]>();
  /** Of each account and region, entries that allow, in an ACL that only the deployment knows. */
  private readonly anywhere = new Map<string, Resource[]>();
  /** The same, ACLs of subnets that only the deployment knows. */
  private readonly unplaced = new Map<string, Thing[]>();
  private readonly anywhereOf = new Map<string, Entries>();

  public constructor(private readonly network: NetworkBuilder) {
    const { index } = network;
    this.ofSubnet = grouped(
      index.ofType('AWS::EC2::SubnetNetworkAclAssociation').flatMap((association) => {
        const acls = thingsAt(index, association, 'NetworkAclId');
        const subnets = thingsAt(index, association, 'SubnetId');
        return subnets.flatMap((subnet) => {
          if (mayBeAny(subnet, [SUBNET])) append(this.unplaced, placeOf(index, association), ...acls);
          if (subnet.kind !== 'made') return [];
          const isSure = acls.length === 1 && subnets.length === 1 && existsWith(association, subnet.resource);
          return acls.map((acl) => [subnet.resource, { acl, isSure }] as const);
        });
      }),
    );
    for (const entry of index.ofType('AWS::EC2::NetworkAclEntry')) this.addEntry(entry);
  }

  /** The ACL of a subnet: several, where conditions decide, are one that allows whatever one of them does. */
  public of(subnet: Resource, vpc: Resource | undefined): AclModel {
    const acl = this.known(subnet, vpc);
    const { inbound, outbound } = this.anywhereAt(placeOf(this.network.index, subnet));
    if (inbound.length + outbound.length === 0) return acl;
    return { ...acl, inbound: inOrder([...acl.inbound, ...inbound]), outbound: inOrder([...acl.outbound, ...outbound]) };
  }

  /** What ACLs of an account and region let pass of which only the deployment knows where they are. */
  private anywhereAt(place: string): Entries {
    const known = this.anywhereOf.get(place);
    if (known !== undefined) return known;
    const entries = this.anywhere.get(place) ?? [];
    const acls = this.unplaced.get(place) ?? [];
    const isMuch = entries.length + acls.length > MOST_ANYWHERE;
    const isUnseen = (acl: Thing) => acl.kind === 'unseen' || acl.resource.type !== ACL;
    const side = (isOutbound: boolean): readonly AclEntryModel[] => {
      const all = [
        ...entries
          .filter((entry) => this.directionsOf(entry)[isOutbound ? 'isOutbound' : 'isInbound'])
          .flatMap((entry) => this.modelsOf(entry, false, isOutbound)),
        ...acls.flatMap((acl) => {
          return acl.kind === 'made' ? ((isOutbound ? this.outbound : this.inbound).get(acl.resource) ?? []) : [];
        }),
      ].filter(({ allows }) => allows);
      const [first] = all;
      const origin = first?.origin ?? { path: place, says: 'a network ACL may allow all' };
      const whole = openAcl({ ...origin, undecided: ANY_ACL }).inbound;
      if (acls.some(isUnseen) || (isMuch && all.length > 0)) return whole;
      return all.map((entry) => ({ ...entry, isSure: false, origin: { ...entry.origin, undecided: ANY_ACL } }));
    };
    const found = { inbound: side(false), outbound: side(true) };
    this.anywhereOf.set(place, found);
    return found;
  }

  private known(subnet: Resource, vpc: Resource | undefined): AclModel {
    const associated = this.ofSubnet.get(subnet) ?? [];
    const isSure = associated.some((each) => each.isSure);
    const own = associated.map(({ acl }) => this.model(acl, subnet));
    const all = isSure ? own : [...own, this.defaultOf(vpc, subnet)];
    const [only, ...others] = all;
    if (only !== undefined && others.length === 0) return only;
    const doubted = (entries: readonly AclEntryModel[]) => entries.map((entry) => ({ ...entry, isSure: false }));
    return {
      origin: all[0]?.origin ?? originOf(subnet, 'the ACL of the subnet'),
      inbound: inOrder(all.flatMap(({ inbound }) => doubted(inbound))),
      outbound: inOrder(all.flatMap(({ outbound }) => doubted(outbound))),
    };
  }

  private model(acl: Thing, subnet: Resource): AclModel {
    if (acl.kind === 'made' && (acl.resource.type === ACL || acl.attribute === 'DefaultNetworkAcl')) {
      const { resource } = acl;
      return resource.type === ACL
        ? { origin: originOf(resource, 'network ACL'), ...this.entriesOf(resource) }
        : this.defaultOf(resource, subnet);
    }
    const words = acl.kind === 'made' ? `'${acl.resource.path}'` : acl.words;
    return openAcl(originOf(subnet, `the ACL ${words} may allow all`, `no template here makes the network ACL ${words}`));
  }

  private entriesOf(holder: Resource): Entries {
    return { inbound: inOrder(this.inbound.get(holder) ?? []), outbound: inOrder(this.outbound.get(holder) ?? []) };
  }

  /** The default ACL allows all, by entries that CloudFormation can't remove: others, with a lower number, may overrule them. */
  private defaultOf(vpc: Resource | undefined, subnet: Resource): AclModel {
    if (vpc === undefined || vpc.type !== VPC) {
      const undecided = 'no template here makes its VPC, so that nobody sees the default network ACL';
      return openAcl(originOf(subnet, 'the default ACL may allow all', undecided));
    }
    const origin = originOf(vpc, 'the default network ACL allows all');
    const all: AclEntryModel = { origin, number: 100, allows: true, service: ANY_SERVICE, peers: ALL_ADDRESSES, isSure: true };
    const { inbound, outbound } = this.entriesOf(vpc);
    return { origin, inbound: inOrder([...inbound, all]), outbound: inOrder([...outbound, all]) };
  }

  private addEntry(entry: Resource): void {
    const { index } = this.network;
    const holders = thingsAt(index, entry, 'NetworkAclId').flatMap((thing) => {
      if (thing.kind !== 'made') return [];
      return thing.resource.type === ACL || thing.attribute === 'DefaultNetworkAcl' ? [thing.resource] : [];
    });
    const { isOutbound, isInbound } = this.directionsOf(entry);
    if (thingsAt(index, entry, 'NetworkAclId').some((thing) => mayBeAny(thing, [ACL, VPC]))) {
      append(this.anywhere, placeOf(index, entry), entry);
    }
    for (const holder of holders) {
      const models = this.modelsOf(
        entry,
        holders.length === 1 && existsWith(entry, holder) && isOutbound !== isInbound,
        isOutbound,
      );
      if (isOutbound) append(this.outbound, holder, ...models);
      if (isInbound) append(this.inbound, holder, ...models);
    }
  }

  private directionsOf(entry: Resource) {
    const { index } = this.network;
    return {
      isOutbound: !isAlways(index, entry, 'Egress', (value) => value === undefined || isFalse(value)),
      isInbound: !isAlways(index, entry, 'Egress', isTrue),
    };
  }

  private modelsOf(entry: Resource, isThere: boolean, isOutbound: boolean): readonly AclEntryModel[] {
    const { index } = this.network;
    const only = (path: string) => {
      const [target, ...others] = read(index, entry, path);
      return target?.kind === 'literal' && others.length === 0 ? String(target.value) : undefined;
    };
    const action = only('RuleAction')?.toLowerCase();
    const allows = action !== 'deny';
    const number = asNumber(only('RuleNumber'));
    const protocol = only('Protocol');
    const peers = ['CidrBlock', 'Ipv6CidrBlock'].flatMap((path) => addressesAt(index, entry, entry.properties, path));
    const { service, isKnown } = this.serviceOf(entry, protocol);
    const isSure = isThere && isKnown && number !== undefined && action !== undefined && peers.length === 1;
    return (peers.length > 0 ? peers : [NOWHERE]).map(({ text, addresses, undecided }) => {
      const says = `entry ${number ?? '?'} ${allows ? 'allows' : 'denies'} ${describeService(protocol, service)} ${isOutbound ? 'to' : 'from'} ${text}`;
      return {
        origin: originOf(entry, says, undecided),
        // One that nobody knows the number of comes before every other, if it allows.
        number: number ?? 0,
        allows,
        service,
        peers: addresses,
        isSure: isSure && undecided === undefined,
      };
    });
  }

  private serviceOf(entry: Resource, protocol: string | undefined) {
    const { index } = this.network;
    const protocols = protocol === undefined ? undefined : protocolOf(protocol);
    const isKnown = protocol !== undefined && (protocols !== undefined || protocol === '-1');
    if (protocols === undefined) return { service: ANY_SERVICE, isKnown };
    const withPorts = protocols.has(PROTOCOL.tcp) || protocols.has(PROTOCOL.udp);
    const isIcmp = protocols.has(PROTOCOL.icmp) || protocols.has(PROTOCOL.icmpv6);
    if (!withPorts && !isIcmp) return { service: { protocols, ports: ALL_PORTS }, isKnown };
    const [from, to] = withPorts ? ['PortRange.From', 'PortRange.To'] : ['Icmp.Type', 'Icmp.Type'];
    const ports = rangeOf(read(index, entry, from ?? ''), read(index, entry, to ?? ''));
    // Of ICMP only some messages of a type may be meant.
    const isWhole = withPorts || isAlways(index, entry, 'Icmp.Code', (value) => value === undefined || asNumber(value) === -1);
    return { service: { protocols, ports: ports ?? ALL_PORTS }, isKnown: isKnown && ports !== undefined && isWhole };
  }
}

const ANY_ACL = 'only the deployment knows the network ACL, or its subnet, so that it may be any';
/** More than that, and all is allowed: each subnet would have them all. */
const MOST_ANYWHERE = 64;
const NOWHERE = { text: 'nowhere', addresses: Intervals.NONE, undecided: undefined };

function inOrder(entries: readonly AclEntryModel[]): readonly AclEntryModel[] {
  return [...entries].sort((one, other) => one.number - other.number);
}

type Targets = ReturnType<typeof read>;

/** A range of ports, or of ICMP's types, for which -1 is all; `undefined` where nobody knows it. */
export function rangeOf(from: Targets, to: Targets): Intervals | undefined {
  const numbers = [from, to].map((targets) => {
    const [target, ...others] = targets;
    const number = target?.kind === 'literal' && others.length === 0 ? asNumber(target.value) : undefined;
    return Number.isInteger(number) ? number : undefined;
  });
  const [first, last] = numbers;
  if (first === undefined || last === undefined) return undefined;
  if (first < 0) return ALL_PORTS;
  return Intervals.of([BigInt(first), BigInt(last < 0 ? 65535 : last)]);
}

/** `TCP 443`, `all traffic`. */
export function describeService(
  protocol: string | undefined,
  { protocols, ports }: { protocols: Intervals; ports: Intervals },
): string {
  if (protocols.equals(ALL_PROTOCOLS)) return 'all traffic';
  const name =
    Object.entries(PROTOCOL)
      .find(([, number]) => protocols.has(number))?.[0]
      .toUpperCase() ?? `protocol ${protocol ?? '?'}`;
  return ports.equals(ALL_PORTS) ? `all ${name}` : `${name} ${describeRange(ports)}`;
}

function describeRange({ intervals }: Intervals): string {
  return intervals.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}
