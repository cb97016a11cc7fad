import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { resourcesIn } from '../../template/text';
import { read } from '../../template/values';
import { byPlan, byUnknownPlan } from '../backups/backup-copies';
import { volumesReachedBy } from '../backups/snapshot-policies';
import type { Copies, Copy } from './copy';
import { membersNamedBy } from './global-clusters';
import { ofMultiRegionKey, ofReplicaKey } from './key-copies';
import { regionsNamed } from './regions-named';
import { amongReplicas, toBuckets, toFileSystems, toMembers } from './replicas';

/** By type, what says where copies go. A path is as for `read`, to regions, or to the ARNs of what the copies go to. */
const COPIES: Readonly<Record<string, readonly Copies[]>> = {
  'AWS::Backup::BackupPlan': [byPlan],
  'AWS::Backup::BackupSelection': [byUnknownPlan],
  'AWS::Cassandra::Table': [ofItself('ReplicaSpecifications.*.Region')],
  'AWS::Cognito::UserPoolReplica': [ofNamed('UserPoolId', 'RegionName')],
  'AWS::DLM::LifecyclePolicy': [
    ofVolumes(
      'CrossRegionCopyTargets.*.TargetRegion',
      'PolicyDetails.CrossRegionCopyTargets.*.TargetRegion',
      'PolicyDetails.Schedules.*.CrossRegionCopyRules.*.Target',
      'PolicyDetails.Schedules.*.CrossRegionCopyRules.*.TargetRegion',
      'PolicyDetails.Actions.*.CrossRegionCopy.*.Target',
    ),
  ],
  'AWS::DSQL::Cluster': [ofItself('MultiRegionProperties.WitnessRegion', 'MultiRegionProperties.Clusters.*')],
  'AWS::DocDB::DBCluster': [toMembers],
  'AWS::DynamoDB::GlobalTable': [amongReplicas, ofItself('GlobalTableWitnesses.*.Region')],
  'AWS::EFS::FileSystem': [toFileSystems],
  'AWS::ElastiCache::GlobalReplicationGroup': [
    ofMembers('Members.*.ReplicationGroupRegion', 'RegionalConfigurations.*.ReplicationGroupRegion'),
  ],
  'AWS::ElastiCache::ReplicationGroup': [toMembers],
  'AWS::KMS::Key': [ofMultiRegionKey],
  'AWS::KMS::ReplicaKey': [ofReplicaKey],
  'AWS::MSK::Replicator': [ofNamed('ReplicationInfoList.*.SourceKafkaClusterArn', 'ReplicationInfoList.*.TargetKafkaClusterArn')],
  'AWS::MemoryDB::Cluster': [toMembers],
  'AWS::Neptune::DBCluster': [toMembers],
  'AWS::RDS::DBCluster': [toMembers, isCopyOf('ReplicationSourceIdentifier')],
  'AWS::RDS::DBInstance': [
    ofItself('AutomaticBackupReplicationRegion'),
    isCopyOf('SourceDBInstanceIdentifier'),
    isCopyOf('SourceDBClusterIdentifier'),
  ],
  'AWS::Redshift::Cluster': [ofItself('DestinationRegion')],
  'AWS::RedshiftServerless::Namespace': [ofItself('SnapshotCopyConfigurations.*.DestinationRegion')],
  'AWS::S3::Bucket': [toBuckets],
  'AWS::S3Tables::TableBucket': [ofItself('ReplicationConfiguration.Rules.*.Destinations.*.DestinationTableBucketArn')],
  'AWS::SecretsManager::Secret': [ofItself('ReplicaRegions.*.Region')],
  // What the CDK's first construct of a table makes its replicas by.
  'Custom::DynamoDBReplica': [ofNamed('TableName', 'Region')],
};

/** Types that make copies of data, or are some. */
export const COPYING_TYPES: readonly string[] = Object.keys(COPIES);

/** The copies that a resource makes, or is. */
export function copiesOf(resource: Resource, index: TemplateIndex): readonly Copy[] {
  return (COPIES[resource.type] ?? []).flatMap((copies) => copies(resource, index));
}

/** Copies of some stores at what the paths name. */
function toPlaces(of: readonly Resource[], from: Resource, index: TemplateIndex, paths: readonly string[]): readonly Copy[] {
  return paths.flatMap((path) => {
    const regions = regionsNamed(index, from, read(index, from, path));
    return of.flatMap((store) => regions.map((region) => ({ of: store, region, location: locationOf(path) })));
  });
}

function locationOf(path: string): string {
  return `Properties.${path.split('.*')[0]}`;
}

function ofItself(...paths: readonly string[]): Copies {
  return (store, index) => toPlaces([store], store, index, paths);
}

function ofVolumes(...paths: readonly string[]): Copies {
  return (policy, index) => toPlaces(volumesReachedBy(policy, index), policy, index, paths);
}

function ofMembers(...paths: readonly string[]): Copies {
  return (whole, index) => toPlaces(membersNamedBy(whole, index), whole, index, paths);
}

/** Of the store that a property names, at what another one says. */
function ofNamed(source: string, ...paths: readonly string[]): Copies {
  return (resource, index) => toPlaces(referredTo(resource, source, index), resource, index, paths);
}

/** A resource that is itself a copy of what a property names. */
function isCopyOf(source: string): Copies {
  return (resource, index) => {
    const { region } = index.environmentOf(resource);
    return referredTo(resource, source, index).map((of) => ({ of, region, location: locationOf(source) }));
  };
}

function referredTo(from: Resource, path: string, index: TemplateIndex): readonly Resource[] {
  return read(index, from, path).flatMap((target) => {
    if (target.kind === 'resource') return [target.resource];
    return target.kind === 'unknown' ? resourcesIn(index, from, target.expression) : [];
  });
}
