import type { Target } from '../../template/references';
import { isNoValue, type JsonObject, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { read } from '../../template/values';
import { isPartOfCluster } from '../stores/store-types';
import type { Engine } from './runtime-support';

/** How a type says which version of which engine it runs. */
interface Versioned {
  /** Path of the version. */
  readonly path: string;
  /** The engine, or the path of what names it. */
  readonly engine: Engine | { readonly path: string; readonly absent?: string };
  /** What runs when no version is given; by default one that AWS chooses, which it supports. */
  readonly absent?: string;
  /** Properties that have the version of something that exists decide, when no version is given. */
  readonly restoredBy?: readonly string[];
}

/** A version that a resource may run. */
export interface EngineVersion {
  readonly path: string;
  readonly engine: Engine;
  readonly version: { readonly given: string } | 'chosen by AWS' | 'known at deployment';
}

/** Engines by the names that the properties give them. */
const ENGINES: Readonly<Record<string, Engine>> = {
  aurora: 'Aurora MySQL',
  'aurora-mysql': 'Aurora MySQL',
  'aurora-postgresql': 'Aurora PostgreSQL',
  mariadb: 'RDS for MariaDB',
  mysql: 'RDS for MySQL',
  postgres: 'RDS for PostgreSQL',
  redis: 'ElastiCache for Redis OSS',
};

const RELATIONAL = { path: 'EngineVersion', engine: { path: 'Engine' } } as const;
const CACHE = { path: 'EngineVersion', engine: { path: 'Engine', absent: 'redis' } } as const;

const VERSIONED: Readonly<Record<string, Versioned>> = {
  'AWS::DocDB::DBCluster': { path: 'EngineVersion', engine: 'DocumentDB', restoredBy: ['SnapshotIdentifier'] },
  'AWS::EKS::Cluster': { path: 'Version', engine: 'Amazon EKS' },
  'AWS::EKS::Nodegroup': { path: 'Version', engine: 'Amazon EKS' },
  'AWS::ElastiCache::CacheCluster': { ...CACHE, engine: { path: 'Engine' } },
  'AWS::ElastiCache::ReplicationGroup': CACHE,
  'AWS::ElastiCache::ServerlessCache': { ...CACHE, path: 'MajorEngineVersion' },
  'AWS::Elasticsearch::Domain': { path: 'ElasticsearchVersion', engine: 'Elasticsearch', absent: '1.5' },
  'AWS::MSK::Cluster': { path: 'KafkaVersion', engine: 'MSK' },
  'AWS::Neptune::DBCluster': { path: 'EngineVersion', engine: 'Neptune', restoredBy: ['SnapshotIdentifier'] },
  'AWS::OpenSearchService::Domain': { path: 'EngineVersion', engine: 'OpenSearch' },
  'AWS::RDS::DBCluster': { ...RELATIONAL, restoredBy: ['SnapshotIdentifier', 'SourceDBClusterIdentifier'] },
  'AWS::RDS::DBInstance': { ...RELATIONAL, restoredBy: ['DBSnapshotIdentifier', 'DBClusterSnapshotIdentifier'] },
  'AWS::RDS::GlobalCluster': RELATIONAL,
  'Custom::AWSCDK-EKS-Cluster': { path: 'Config.version', engine: 'Amazon EKS' },
};

/** Types that run a version of an engine. */
export const VERSIONED_TYPES = Object.keys(VERSIONED);

/**
 * The versions that a resource may run; `undefined` where only the deployment knows the engine. None for an engine that the table
 * lacks (Oracle, SQL Server, Db2, Valkey, Memcached), and for an instance whose cluster has the version.
 */
export function engineVersionsOf(resource: Resource, index: TemplateIndex): readonly EngineVersion[] | undefined {
  const versioned = VERSIONED[resource.type];
  if (versioned === undefined || isPartOfCluster(resource, index)) return [];
  const { path } = versioned;
  const versions = read(index, resource, path).map((target) => versionOf(target, versioned, resource.properties));
  return enginesOf(versioned, resource, index)?.flatMap((engine) => versions.map((version) => named({ path, engine, version })));
}

function enginesOf({ engine }: Versioned, resource: Resource, index: TemplateIndex): readonly Engine[] | undefined {
  if (typeof engine === 'string') return [engine];
  const targets = read(index, resource, engine.path);
  if (targets.some(({ kind }) => kind !== 'literal')) return undefined;
  return targets.flatMap((target) => {
    const name = target.kind === 'literal' ? String(target.value ?? engine.absent).toLowerCase() : '';
    return ENGINES[name] ?? [];
  });
}

function versionOf(target: Target, { absent, restoredBy }: Versioned, properties: JsonObject): EngineVersion['version'] {
  if (target.kind !== 'literal') return 'known at deployment';
  const given = target.value ?? absent;
  if (given !== undefined) return { given: String(given) };
  const restored = restoredBy?.some((property) => properties[property] !== undefined && !isNoValue(properties[property]));
  return restored ? 'known at deployment' : 'chosen by AWS';
}

/** A search domain says its engine and version in one: `Elasticsearch_7.10`. */
function named(found: EngineVersion): EngineVersion {
  const text = typeof found.version === 'string' ? '' : found.version.given;
  const [, name, given] = /^(OpenSearch|Elasticsearch)_(.+)$/.exec(text) ?? [];
  if (given === undefined) return found;
  return { ...found, engine: name === 'OpenSearch' ? 'OpenSearch' : 'Elasticsearch', version: { given } };
}
