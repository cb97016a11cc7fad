import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { isWithoutVolumes } from './inline-volumes';

/**
 * Types of resource in which data rests, and which can carry tags: what a declaration must reach.
 *
 * A type is a store when data stays in it after the request that brought it: files, tables, caches, queues and topics (they
 * hold messages and dead letters), streams, logs, secrets, directories of users, backups. Whether the data is a customer's is not
 * for the type to say, so nothing is left out for being operational: an archive of logs is declared as internal.
 *
 * Instances, and what launches them, are here for the volumes that they declare inline.
 *
 * Left out are types that only pass data on or compute, databases and keyspaces whose tables are here (Timestream, Cassandra), and
 * `AWS::Events::Archive`, which has no tags.
 */
export const STORE_TYPES: readonly string[] = [
  'AWS::AmazonMQ::Broker',
  'AWS::AutoScaling::LaunchConfiguration',
  'AWS::Backup::BackupVault',
  'AWS::Backup::LogicallyAirGappedBackupVault',
  'AWS::Cassandra::Table',
  'AWS::Cognito::UserPool',
  'AWS::CustomerProfiles::Domain',
  'AWS::DAX::Cluster',
  'AWS::DSQL::Cluster',
  'AWS::DocDB::DBCluster',
  'AWS::DocDBElastic::Cluster',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::EC2::Instance',
  'AWS::EC2::LaunchTemplate',
  'AWS::EC2::Volume',
  'AWS::EFS::FileSystem',
  'AWS::ElastiCache::CacheCluster',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::ElastiCache::ServerlessCache',
  'AWS::Elasticsearch::Domain',
  'AWS::FSx::FileSystem',
  'AWS::HealthLake::FHIRDatastore',
  'AWS::Kinesis::Stream',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::KinesisVideo::Stream',
  'AWS::Lightsail::Bucket',
  'AWS::Lightsail::Database',
  'AWS::Lightsail::Disk',
  'AWS::Logs::LogGroup',
  'AWS::MSK::Cluster',
  'AWS::MSK::ServerlessCluster',
  'AWS::MemoryDB::Cluster',
  'AWS::Neptune::DBCluster',
  'AWS::NeptuneGraph::Graph',
  'AWS::OpenSearchServerless::Collection',
  'AWS::OpenSearchService::Domain',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Redshift::Cluster',
  'AWS::RedshiftServerless::Namespace',
  'AWS::S3::Bucket',
  'AWS::S3Express::DirectoryBucket',
  'AWS::S3Outposts::Bucket',
  'AWS::S3Tables::TableBucket',
  'AWS::S3Vectors::VectorBucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::SageMaker::FeatureGroup',
  'AWS::SecretsManager::Secret',
  'AWS::Timestream::InfluxDBCluster',
  'AWS::Timestream::InfluxDBInstance',
  'AWS::Timestream::Table',
  'AWS::WorkSpaces::Workspace',
];

/** Whether a resource of a store's type is one: an instance of a cluster's is not, and neither is one that declares no volume. */
export function isStore(resource: Resource, index: TemplateIndex): boolean {
  return !isPartOfCluster(resource, index) && !isWithoutVolumes(resource);
}

/** An instance of Aurora holds nothing: its cluster is the store. One whose cluster only the deployment knows may have none. */
export function isPartOfCluster(resource: Resource, index: TemplateIndex): boolean {
  if (resource.type !== 'AWS::RDS::DBInstance') return false;
  return index.resolve(resource, resource.properties['DBClusterIdentifier']).every((cluster) => {
    if (cluster.kind === 'resource') return cluster.resource.type === 'AWS::RDS::DBCluster';
    return cluster.kind === 'literal' && cluster.value !== undefined && cluster.value !== '';
  });
}
