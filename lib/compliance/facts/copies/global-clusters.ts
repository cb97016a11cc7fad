import { grouped } from '../../template/grouped';
import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import { ACCOUNT_TYPE, type TemplateIndex } from '../../template/template-index';
import { resourcesIn, textsOf } from '../../template/text';
import { isUnread } from '../../template/unread';
import { read } from '../../template/values';

/** A kind of cluster that spans regions. */
interface Kind {
  readonly type: string;
  /** The property that names the whole, and by which its members do. */
  readonly name: string;
  /** Where the whole names members that don't name it: the cluster that it was made from. */
  readonly members: string;
  readonly member: { readonly type: string; readonly name: string; readonly whole: string };
}

const GLOBAL_CLUSTER = { name: 'GlobalClusterIdentifier', members: 'SourceDBClusterIdentifier' };
const DB_CLUSTER = { name: 'DBClusterIdentifier', whole: 'GlobalClusterIdentifier' };
const KINDS: readonly Kind[] = [
  ...['RDS', 'DocDB', 'Neptune'].map((service) => ({
    ...GLOBAL_CLUSTER,
    type: `AWS::${service}::GlobalCluster`,
    member: { ...DB_CLUSTER, type: `AWS::${service}::DBCluster` },
  })),
  {
    type: 'AWS::ElastiCache::GlobalReplicationGroup',
    name: 'GlobalReplicationGroupId',
    members: 'Members.*.ReplicationGroupId',
    member: { type: 'AWS::ElastiCache::ReplicationGroup', name: 'ReplicationGroupId', whole: 'GlobalReplicationGroupId' },
  },
  {
    type: 'AWS::MemoryDB::MultiRegionCluster',
    name: 'MultiRegionClusterName',
    members: '',
    member: { type: 'AWS::MemoryDB::Cluster', name: 'ClusterName', whole: 'MultiRegionClusterName' },
  },
];

/** A global cluster: the members of it that the templates have. */
export interface GlobalCluster {
  /** As its members name it. */
  readonly name: string;
  readonly members: readonly Resource[];
}

/** The global clusters that a cluster is a member of. */
export function globalClustersOf(cluster: Resource, index: TemplateIndex): readonly GlobalCluster[] {
  return index.derive(byMember).get(cluster) ?? [];
}

/** The members that a resource of a global cluster names, as far as the templates have them. */
export function membersNamedBy(whole: Resource, index: TemplateIndex): readonly Resource[] {
  const kind = KINDS.find(({ type }) => type === whole.type);
  return kind === undefined ? [] : named(index, whole, kind, index.inAccountOf(whole, kind.member.type));
}

function byMember(index: TemplateIndex): ReadonlyMap<Resource, readonly GlobalCluster[]> {
  const clusters = index.ofType(ACCOUNT_TYPE).flatMap((account) => KINDS.flatMap((kind) => clustersIn(account, kind, index)));
  return grouped(clusters.flatMap((cluster) => cluster.members.map((member) => [member, cluster] as const)));
}

function clustersIn(account: Resource, kind: Kind, index: TemplateIndex): readonly GlobalCluster[] {
  const members = index.inAccountOf(account, kind.member.type);
  const byWhole = grouped([
    ...members.flatMap((member) => namesOf(index, member, kind.member.whole, kind).map((name) => [name, member] as const)),
    ...index.inAccountOf(account, kind.type).flatMap((whole) => {
      const name = ownName(index, whole, kind.name);
      return named(index, whole, kind, members).map((member) => [name, member] as const);
    }),
  ]);
  return [...byWhole].map(([name, those]) => ({ name, members: [...new Set(those)] }));
}

function named(index: TemplateIndex, whole: Resource, { members: path, member }: Kind, among: readonly Resource[]) {
  const targets = path === '' ? [] : read(index, whole, path);
  return targets.flatMap((target) => {
    const referred = resourcesOf(index, whole, target).filter(({ type }) => type === member.type);
    if (referred.length > 0 || target.kind !== 'literal' || target.value === undefined) return referred;
    const name = String(target.value).split(':').at(-1);
    return among.filter((one) => read(index, one, member.name).some((own) => own.kind === 'literal' && own.value === name));
  });
}

function resourcesOf(index: TemplateIndex, from: Resource, target: Target): readonly Resource[] {
  if (target.kind === 'resource') return [target.resource];
  return target.kind === 'unknown' ? resourcesIn(index, from, target.expression) : [];
}

/** The names by which a member knows its whole, none of them one that nobody can compare. */
function namesOf(index: TemplateIndex, member: Resource, path: string, kind: Kind): readonly string[] {
  return read(index, member, path).flatMap((target) => {
    if (target.kind === 'resource') return target.resource.type === kind.type ? [ownName(index, target.resource, kind.name)] : [];
    if (target.kind === 'literal') return target.value === undefined || target.value === '' ? [] : [String(target.value)];
    return textsOf(index, member, target.expression).filter((text) => !isUnread(text));
  });
}

function ownName(index: TemplateIndex, whole: Resource, property: string): string {
  const [given] = read(index, whole, property);
  return given?.kind === 'literal' && given.value !== undefined ? String(given.value) : whole.path;
}
