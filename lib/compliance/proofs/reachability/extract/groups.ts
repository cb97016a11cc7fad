import { grouped } from '../../../template/grouped';
import type { Target } from '../../../template/references';
import type { Resource } from '../../../template/resource';
import type { TemplateIndex } from '../../../template/template-index';
import { describe, isPresent, readFrom } from '../../../template/values';
import { ALL_ADDRESSES, PRIVATE_ADDRESSES } from '../model/addresses';
import { Intervals } from '../model/intervals';
import type { GroupRuleModel, Id, Origin } from '../model/network-model';
import { ALL_PORTS, ANY_SERVICE, PROTOCOL, type Service } from '../model/traffic';
import { describeService, rangeOf } from './acls';
import { type NetworkBuilder, protocolOf, unseenGroupId } from './network-builder';
import { addressesAt, prefixListAt } from './prefixes';
import { idOf, mayBeAny, originOf, placeOf, type Thing, thingOf, thingsAt } from './things';

const GROUP = 'AWS::EC2::SecurityGroup';
const VPC = 'AWS::EC2::VPC';
const EKS_CLUSTER = 'AWS::EKS::Cluster';
/** What is put after the id of a cluster for that of its group. */
const OF_CLUSTER = '.ClusterSecurityGroup';
/** By which the CDK empties the default group of a VPC. */
const RESTRICTION = 'Custom::VpcRestrictDefaultSG';

/** Where a rule names the other side. */
interface Shape {
  readonly groups: readonly string[];
  readonly prefixList: string;
  readonly words: string;
}

const INBOUND: Shape = {
  groups: ['SourceSecurityGroupId', 'SourceSecurityGroupName'],
  prefixList: 'SourcePrefixListId',
  words: 'from',
};
const OUTBOUND: Shape = { groups: ['DestinationSecurityGroupId'], prefixList: 'DestinationPrefixListId', words: 'to' };

/** A security group while its rules are gathered. */
interface Draft {
  readonly inbound: GroupRuleModel[];
  readonly outbound: GroupRuleModel[];
}

/**
 * Adds the security groups of templates, and the default ones of their VPCs. A group without outbound rules of its own lets
 * everything out, whatever rules stand beside it: so CloudFormation makes it.
 *
 * Source: "AWS::EC2::SecurityGroup" in "AWS resource and property types reference".
 */
export function addGroups(network: NetworkBuilder): void {
  const { index } = network;
  const drafts = new Map<Id, Draft>();
  for (const group of index.ofType(GROUP)) {
    const outbound = inlineRules(network, group, 'SecurityGroupEgress', OUTBOUND);
    const all =
      outbound.length > 0 ? outbound : [everything(group, 'has no outbound rules of its own, so that all is let out', OUTBOUND)];
    const draft = { inbound: [...inlineRules(network, group, 'SecurityGroupIngress', INBOUND)], outbound: [...all] };
    drafts.set(idOf(group), draft);
    network.groups.set(idOf(group), { id: idOf(group), origin: originOf(group, 'security group'), ...draft });
  }
  for (const vpc of index.ofType(VPC)) {
    const id = defaultGroupOf(idOf(vpc));
    const draft = defaultRules(network, vpc, id);
    drafts.set(id, draft);
    network.groups.set(id, { id, origin: originOf(vpc, 'the default security group'), ...draft });
  }
  for (const cluster of index.ofType(EKS_CLUSTER)) {
    const id = clusterGroupOf(network, { kind: 'made', resource: cluster }, cluster);
    const draft = ownGroup(cluster, id);
    drafts.set(id, draft);
    network.groups.set(id, { id, origin: originOf(cluster, 'the security group of the cluster'), ...draft });
  }
  for (const [type, shape, side] of [
    ['AWS::EC2::SecurityGroupIngress', INBOUND, 'inbound'],
    ['AWS::EC2::SecurityGroupEgress', OUTBOUND, 'outbound'],
  ] as const) {
    for (const rule of index.ofType(type)) {
      const rules = rulesOf(network, rule, rule.properties, shape);
      for (const thing of [...thingsAt(index, rule, 'GroupId'), ...thingsAt(index, rule, 'GroupName')]) {
        const id = groupIdOf(thing);
        if (id !== undefined) drafts.get(id)?.[side].push(...rules);
        else if (mayBeAny(thing, [GROUP, VPC]) && !isOfCluster(thing)) {
          const doubted = rules.map((each) => ({ ...each, origin: { ...each.origin, undecided: ANY_GROUP } }));
          for (const group of groupsOf(network, rule)) drafts.get(idOf(group))?.[side].push(...doubted);
        } else if (thing.kind === 'unseen') {
          for (const group of index.derive(groupsByName).get(thing.literal) ?? []) drafts.get(idOf(group))?.[side].push(...rules);
        }
      }
    }
  }
}

const ANY_GROUP = 'only the deployment knows the security group, so that it may be any';

/** The groups that a rule in the same account and region may be of. */
function groupsOf({ index }: NetworkBuilder, rule: Resource): readonly Resource[] {
  return index.derive(groupsByPlace).get(placeOf(index, rule)) ?? [];
}

function groupsByPlace(index: TemplateIndex): ReadonlyMap<string, readonly Resource[]> {
  return grouped(index.ofType(GROUP).map((group) => [placeOf(index, group), group] as const));
}

/** In a default VPC a group has a name of its own. */
function groupsByName(index: TemplateIndex): ReadonlyMap<unknown, readonly Resource[]> {
  return grouped(
    index.ofType(GROUP).flatMap((group) => {
      const { GroupName: name } = group.properties;
      return typeof name === 'string' ? [[name, group] as const] : [];
    }),
  );
}

/** Whether it is the group of a cluster that a custom resource makes: that is none of those here. */
function isOfCluster(thing: Thing): boolean {
  return thing.kind === 'made' && thing.attribute === 'ClusterSecurityGroupId';
}

/** The group that a thing is, if a template makes it. */
function groupIdOf(thing: Thing): Id | undefined {
  if (thing.kind !== 'made') return undefined;
  const { resource, attribute } = thing;
  if (resource.type === GROUP) return idOf(resource);
  if (resource.type === EKS_CLUSTER && attribute === 'ClusterSecurityGroupId') return `${idOf(resource)}${OF_CLUSTER}`;
  return resource.type === VPC && attribute === 'DefaultSecurityGroup' ? defaultGroupOf(idOf(resource)) : undefined;
}

/** The group that AWS makes for a cluster of EKS: it lets in whoever has it, and lets everything out. */
export function clusterGroupOf(network: NetworkBuilder, cluster: Thing, from: Resource): Id {
  const at = cluster.kind === 'made' ? cluster.resource : from;
  const id = `${cluster.kind === 'made' ? idOf(at) : cluster.key}${OF_CLUSTER}`;
  if (!network.groups.has(id))
    network.groups.set(id, { id, origin: originOf(at, 'the security group of the cluster'), ...ownGroup(at, id) });
  return id;
}

/** The group that AWS makes for SSH to nodes: without others named, it lets in anyone. Source: "RemoteAccessConfig", Amazon EKS. */
export function remoteAccessGroupOf(network: NetworkBuilder, nodes: Resource): Id {
  const { index } = network;
  const id = `${idOf(nodes)}.RemoteAccess`;
  const origin = originOf(nodes, 'the security group that AWS makes for SSH');
  const named = thingsAt(index, nodes, 'RemoteAccess.SourceSecurityGroups.*');
  const service: Service = { protocols: Intervals.of([PROTOCOL.tcp, PROTOCOL.tcp]), ports: Intervals.of([22n, 22n]) };
  const from = (thing: Thing) =>
    peersOf(thing, nodes, `lets in TCP 22 from ${thing.kind === 'made' ? `'${thing.resource.path}'` : thing.words}`);
  const anyone = {
    origin: originOf(nodes, 'lets in TCP 22 from anywhere'),
    peers: { kind: 'addresses' as const, addresses: ALL_ADDRESSES },
  };
  const inbound = (named.length > 0 ? named.map(from) : [anyone]).map((peers): GroupRuleModel => ({ service, ...peers }));
  network.groups.set(id, { id, origin, inbound, outbound: [] });
  return id;
}

/** Id of the group that what names none in a VPC has. */
export function defaultGroupOf(vpc: Id): Id {
  return `${vpc}.DefaultSecurityGroup`;
}

/** The groups that a property names; of what no template makes, one that lets everything pass. */
export function groupsAmong(network: NetworkBuilder, things: readonly Thing[]): readonly Id[] {
  return things.map((thing) => {
    const id = groupIdOf(thing);
    if (id !== undefined && network.groups.has(id)) return id;
    const [key, words] = thing.kind === 'made' ? [idOf(thing.resource), `'${thing.resource.path}'`] : [thing.key, thing.words];
    return network.unseenGroup(key, words);
  });
}

/** The default group lets in whoever has it, and lets everything out, unless somebody has emptied it. */
function defaultRules({ index }: NetworkBuilder, vpc: Resource, group: Id): Draft {
  const restricted = index.ofType(RESTRICTION).some((each) => {
    return thingsAt(index, each, 'DefaultSecurityGroupId').some((thing) => groupIdOf(thing) === group);
  });
  if (restricted) return { inbound: [], outbound: [] };
  return ownGroup(vpc, group);
}

/** A group that AWS makes, as it comes. */
function ownGroup(at: Resource, group: Id): Draft {
  const origin = originOf(at, 'the security group that AWS makes lets in whoever has it');
  return {
    inbound: [{ origin, service: ANY_SERVICE, peers: { kind: 'group', group } }],
    outbound: [everything(at, 'the security group that AWS makes lets everything out', OUTBOUND)],
  };
}

function everything(at: Resource, says: string, shape: Shape, undecided?: string): GroupRuleModel {
  const origin = originOf(at, `${says}${shape === INBOUND ? ' from anywhere' : ''}`, undecided);
  return { origin, service: ANY_SERVICE, peers: { kind: 'addresses', addresses: ALL_ADDRESSES } };
}

function inlineRules(network: NetworkBuilder, group: Resource, path: string, shape: Shape): readonly GroupRuleModel[] {
  const { index } = network;
  return readFrom(index, group, group.properties, path)
    .filter(isPresent)
    .flatMap((list) => {
      const rules: readonly unknown[] =
        list.kind === 'literal' && Array.isArray(list.value) ? list.value : [list.kind === 'literal' ? list.value : list];
      if (list.kind !== 'literal') return [undecidedRule(group, list, shape)];
      return rules
        .flatMap((rule) => readFrom(index, group, rule, ''))
        .filter(isPresent)
        .flatMap((rule) => {
          return rule.kind === 'literal' ? rulesOf(network, group, rule.value, shape) : [undecidedRule(group, rule, shape)];
        });
    });
}

function undecidedRule(at: Resource, target: Target, shape: Shape): GroupRuleModel {
  return everything(at, 'may let everything pass', shape, `its rules are ${describe([target])}`);
}

/** A rule names one other side; more where conditions decide. */
function rulesOf(network: NetworkBuilder, at: Resource, rule: unknown, shape: Shape): readonly GroupRuleModel[] {
  const { index } = network;
  const { service, words } = serviceOf(network, at, rule);
  const says = (peer: string) => `lets ${shape === INBOUND ? 'in' : 'out'} ${words} ${shape.words} ${peer}`;
  const addresses = [
    ...addressesAt(index, at, rule, 'CidrIp'),
    ...addressesAt(index, at, rule, 'CidrIpv6'),
    ...prefixListAt(index, at, rule, shape.prefixList),
  ].map(({ text, addresses: peers, undecided }): GroupRuleModel => {
    return { origin: originOf(at, says(text), undecided), service, peers: { kind: 'addresses', addresses: peers } };
  });
  const groups = shape.groups
    .flatMap((path) => readFrom(index, at, rule, path))
    .filter(isPresent)
    .map((target): GroupRuleModel => {
      const thing = thingOf(index, at, target);
      const peer = thing.kind === 'made' ? `'${thing.resource.path}'` : thing.words;
      return { service, ...peersOf(thing, at, says(`the group ${peer}`)) };
    });
  return [...addresses, ...groups];
}

/** A group is named for interfaces in this network, or in one beside it, and never for the internet. */
function peersOf(thing: Thing, at: Resource, says: string): Pick<GroupRuleModel, 'origin' | 'peers'> {
  const known = groupIdOf(thing);
  if (known !== undefined) return { origin: originOf(at, says), peers: { kind: 'group', group: known } };
  if (thing.kind === 'unseen' && /^sg-[0-9a-f]+$/.test(thing.literal ?? '')) {
    return { origin: originOf(at, says), peers: { kind: 'group', group: unseenGroupId(thing.key) } };
  }
  const origin: Origin = originOf(at, says, 'no template here shows whose the security group is');
  return { origin, peers: { kind: 'addresses', addresses: PRIVATE_ADDRESSES } };
}

function serviceOf(
  { index }: NetworkBuilder,
  at: Resource,
  rule: unknown,
): { readonly service: Service; readonly words: string } {
  const given = readFrom(index, at, rule, 'IpProtocol');
  const [target, ...others] = given;
  const text = target?.kind === 'literal' && others.length === 0 ? String(target.value) : undefined;
  const protocols = text === undefined ? undefined : protocolOf(text);
  if (protocols === undefined) return { service: ANY_SERVICE, words: 'all traffic' };
  const isIcmp = protocols.has(PROTOCOL.icmp) || protocols.has(PROTOCOL.icmpv6);
  const hasPorts = isIcmp || protocols.has(PROTOCOL.tcp) || protocols.has(PROTOCOL.udp);
  const from = readFrom(index, at, rule, 'FromPort');
  // Of ICMP it is the type and its code.
  const ports = hasPorts ? rangeOf(from, isIcmp ? from : readFrom(index, at, rule, 'ToPort')) : undefined;
  const service = { protocols, ports: ports ?? ALL_PORTS };
  return { service, words: describeService(text, service) };
}
