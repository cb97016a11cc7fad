import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { read, readFrom } from '../../template/values';
import { personalDataIn } from '../stores/declared-data';
import { isPartOfCluster } from '../stores/store-types';

/** Where a database, cache or search engine says in which subnets it stands, and whether it is public. */
export interface DatabasePlace {
  /** The property that names a group of subnets, or lists subnets. */
  readonly subnets?: { readonly path: string; readonly grouped: boolean };
  /** The property that gives it a public address. */
  readonly publicly?: string;
  /** What AWS does where that property is absent. */
  readonly publicByDefault?: true;
  /** Properties that name its security groups. */
  readonly securityGroups?: string;
}

const group = (path: string) => ({ path, grouped: true });
const list = (path: string) => ({ path, grouped: false });

const INFLUX: DatabasePlace = {
  subnets: list('VpcSubnetIds'),
  securityGroups: 'VpcSecurityGroupIds',
  publicly: 'PubliclyAccessible',
};

/** Sources: the pages of each type in "AWS resource and property types reference". */
export const DATABASE_PLACES: Readonly<Record<string, DatabasePlace>> = {
  'AWS::DAX::Cluster': { subnets: group('SubnetGroupName'), securityGroups: 'SecurityGroupIds' },
  'AWS::DocDB::DBCluster': { subnets: group('DBSubnetGroupName'), securityGroups: 'VpcSecurityGroupIds' },
  'AWS::DocDBElastic::Cluster': { subnets: list('SubnetIds'), securityGroups: 'VpcSecurityGroupIds' },
  'AWS::ElastiCache::CacheCluster': { subnets: group('CacheSubnetGroupName'), securityGroups: 'VpcSecurityGroupIds' },
  'AWS::ElastiCache::ReplicationGroup': { subnets: group('CacheSubnetGroupName'), securityGroups: 'SecurityGroupIds' },
  'AWS::ElastiCache::ServerlessCache': { subnets: list('SubnetIds'), securityGroups: 'SecurityGroupIds' },
  'AWS::Elasticsearch::Domain': { subnets: list('VPCOptions.SubnetIds'), securityGroups: 'VPCOptions.SecurityGroupIds' },
  'AWS::MemoryDB::Cluster': { subnets: group('SubnetGroupName'), securityGroups: 'SecurityGroupIds' },
  'AWS::Neptune::DBCluster': { subnets: group('DBSubnetGroupName'), securityGroups: 'VpcSecurityGroupIds' },
  'AWS::Neptune::DBInstance': { publicly: 'PubliclyAccessible' },
  'AWS::NeptuneGraph::Graph': { publicly: 'PublicConnectivity' },
  'AWS::OpenSearchService::Domain': { subnets: list('VPCOptions.SubnetIds'), securityGroups: 'VPCOptions.SecurityGroupIds' },
  'AWS::RDS::DBCluster': {
    subnets: group('DBSubnetGroupName'),
    securityGroups: 'VpcSecurityGroupIds',
    publicly: 'PubliclyAccessible',
  },
  'AWS::RDS::DBInstance': {
    subnets: group('DBSubnetGroupName'),
    securityGroups: 'VPCSecurityGroups',
    publicly: 'PubliclyAccessible',
    publicByDefault: true,
  },
  'AWS::Redshift::Cluster': {
    subnets: group('ClusterSubnetGroupName'),
    securityGroups: 'VpcSecurityGroupIds',
    publicly: 'PubliclyAccessible',
  },
  'AWS::RedshiftServerless::Workgroup': {
    subnets: list('SubnetIds'),
    securityGroups: 'SecurityGroupIds',
    publicly: 'PubliclyAccessible',
  },
  'AWS::Timestream::InfluxDBCluster': INFLUX,
  'AWS::Timestream::InfluxDBInstance': INFLUX,
};

/** The property by which what computes for a database names the one that has the data. */
const BELONGS_TO: Readonly<Record<string, string>> = {
  'AWS::RDS::DBInstance': 'DBClusterIdentifier',
  'AWS::RedshiftServerless::Workgroup': 'NamespaceName',
};

/** The database itself, or what it computes for. */
export function databasesBehind(resource: Resource, index: TemplateIndex): readonly Resource[] {
  const path = BELONGS_TO[resource.type];
  if (path === undefined) return [resource];
  const behind = read(index, resource, path).flatMap((target): Resource[] => {
    return target.kind === 'resource' ? [target.resource] : [...(index.derive(namespaces).get(nameOf(target)) ?? [])];
  });
  return [resource, ...behind];
}

/** Whether a database has data about persons whose place it decides: of a cluster's instance, the cluster does. */
export function placesPersonalData(resource: Resource, index: TemplateIndex): boolean {
  if (isPartOfCluster(resource, index)) return false;
  return databasesBehind(resource, index).some((database) => personalDataIn(database, index) !== undefined);
}

/** The subnets of a database: nothing where it names none, so that it is in the default VPC or in none at all. */
export function subnetsOfDatabase(resource: Resource, index: TemplateIndex): readonly Target[] {
  const { subnets } = DATABASE_PLACES[resource.type] ?? {};
  if (subnets === undefined) return [];
  if (!subnets.grouped) return read(index, resource, `${subnets.path}.*`);
  return read(index, resource, subnets.path).flatMap((target) => {
    if (target.kind !== 'resource') return target.kind === 'literal' && target.value === undefined ? [] : [target];
    return readFrom(index, target.resource, target.resource.properties, 'SubnetIds.*');
  });
}

/** A workgroup may name its namespace by a text. */
function namespaces(index: TemplateIndex): ReadonlyMap<string | undefined, readonly Resource[]> {
  const all = index.ofType('AWS::RedshiftServerless::Namespace');
  return new Map(all.map((namespace) => [read(index, namespace, 'NamespaceName').map(nameOf)[0], [namespace]]));
}

function nameOf(target: Target): string | undefined {
  return target.kind === 'literal' && target.value !== undefined ? String(target.value) : undefined;
}
