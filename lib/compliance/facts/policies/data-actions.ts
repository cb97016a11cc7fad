import type { Statement } from './statement';

/** A service's actions that show data or change it. */
export interface DataService {
  /** What its actions begin with: `dynamodb`. */
  readonly prefix: string;
  /** Its actions on data, without the prefix. */
  readonly actions: readonly string[];
  /** Types of the stores that they reach; none for what opens data elsewhere, such as a key. */
  readonly stores: readonly string[];
  /** What the ARNs of such stores have for a service: mostly the prefix. */
  readonly arn: string;
  /** How an ARN of such a store, from the sixth part on, has the store's name. */
  readonly named: RegExp;
}

const TABLES = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];
const DATABASES = ['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance'];
const WHOLE = /^(.*)$/s;
const ITEMS = 'BatchGetItem BatchWriteItem ConditionCheckItem DeleteItem GetItem PutItem Query Scan UpdateItem';

const service = (prefix: string, actions: string, stores: readonly string[] = [], named = WHOLE): DataService => {
  return { prefix, actions: actions.split(' '), stores, arn: ARNS[prefix] ?? prefix, named };
};
const ARNS: Readonly<Record<string, string>> = {
  ebs: 'ec2',
  'kafka-cluster': 'kafka',
  'rds-data': 'rds',
  'redshift-data': 'redshift',
};

/**
 * What shows data or changes it, by service. Listing, describing and tagging is not in it, and neither is writing logs: a function
 * that writes its own log reads nothing. Source: "Actions, resources, and condition keys for AWS services".
 */
export const DATA_SERVICES: readonly DataService[] = [
  service(
    's3',
    'DeleteObject DeleteObjectVersion GetObject GetObjectTorrent GetObjectVersion GetObjectVersionForReplication PutObject ReplicateObject RestoreObject',
    ['AWS::S3::Bucket'],
    /^(?:accesspoint\/)?([^/]*)/,
  ),
  service('s3express', 'CreateSession', ['AWS::S3Express::DirectoryBucket'], /^bucket\/([^/]*)/),
  service('s3tables', 'GetTableData PutTableData', ['AWS::S3Tables::TableBucket'], /^bucket\/([^/]*)/),
  service(
    's3vectors',
    'DeleteVectors GetVectors ListVectors PutVectors QueryVectors',
    ['AWS::S3Vectors::VectorBucket'],
    /^bucket\/([^/]*)/,
  ),
  service(
    'dynamodb',
    `${ITEMS} ExportTableToPointInTime GetRecords PartiQLDelete PartiQLInsert PartiQLSelect PartiQLUpdate RestoreTableFromAwsBackup RestoreTableFromBackup RestoreTableToPointInTime`,
    TABLES,
    /^table\/([^/]*)/,
  ),
  service('dax', ITEMS, ['AWS::DAX::Cluster'], /^cache\/([^/]*)/),
  service('rds-db', 'connect', DATABASES, /^dbuser:([^/]*)/),
  service('rds-data', 'BatchExecuteStatement ExecuteSql ExecuteStatement', DATABASES, /^cluster:(.*)/),
  service('dsql', 'DbConnect DbConnectAdmin', ['AWS::DSQL::Cluster'], /^cluster\/(.*)/),
  service('neptune-db', 'DeleteDataViaQuery ReadDataViaQuery WriteDataViaQuery connect', ['AWS::Neptune::DBCluster'], /^([^/]*)/),
  service('neptune-graph', 'DeleteDataViaQuery ReadDataViaQuery WriteDataViaQuery', ['AWS::NeptuneGraph::Graph'], /^graph\/(.*)/),
  service('redshift', 'GetClusterCredentials GetClusterCredentialsWithIAM', ['AWS::Redshift::Cluster'], /^db\w+:([^/]*)/),
  service('redshift-data', 'BatchExecuteStatement ExecuteStatement', ['AWS::Redshift::Cluster'], /^cluster:(.*)/),
  service('redshift-serverless', 'GetCredentials', ['AWS::RedshiftServerless::Namespace']),
  service(
    'es',
    'ESHttpDelete ESHttpGet ESHttpPatch ESHttpPost ESHttpPut',
    ['AWS::OpenSearchService::Domain', 'AWS::Elasticsearch::Domain'],
    /^domain\/([^/]*)/,
  ),
  service('aoss', 'APIAccessAll', ['AWS::OpenSearchServerless::Collection'], /^collection\/(.*)/),
  service('elasticfilesystem', 'ClientMount ClientRootAccess ClientWrite', ['AWS::EFS::FileSystem'], /^file-system\/(.*)/),
  service('elasticache', 'Connect', ['AWS::ElastiCache::ReplicationGroup', 'AWS::ElastiCache::ServerlessCache'], /^\w+:(.*)/),
  service('memorydb', 'Connect', ['AWS::MemoryDB::Cluster'], /^cluster\/(.*)/),
  service('cassandra', 'Modify Select', ['AWS::Cassandra::Table'], /^.*\/table\/(.*)/),
  service('timestream', 'Select WriteRecords', ['AWS::Timestream::Table'], /^database\/[^/]*\/table\/(.*)/),
  service('kinesis', 'GetRecords PutRecord PutRecords SubscribeToShard', ['AWS::Kinesis::Stream'], /^stream\/([^/]*)/),
  service('firehose', 'PutRecord PutRecordBatch', ['AWS::KinesisFirehose::DeliveryStream'], /^deliverystream\/(.*)/),
  service(
    'kinesisvideo',
    'GetClip GetImages GetMedia GetMediaForFragmentList PutMedia',
    ['AWS::KinesisVideo::Stream'],
    /^stream\/([^/]*)/,
  ),
  service('kafka-cluster', 'ReadData WriteData', ['AWS::MSK::Cluster', 'AWS::MSK::ServerlessCluster'], /^\w+\/([^/]*)/),
  service('sqs', 'ReceiveMessage SendMessage', ['AWS::SQS::Queue']),
  service('sns', 'Publish Subscribe', ['AWS::SNS::Topic']),
  service(
    'secretsmanager',
    'BatchGetSecretValue GetSecretValue PutSecretValue',
    ['AWS::SecretsManager::Secret'],
    /^secret:(.*)/s,
  ),
  service(
    'logs',
    'FilterLogEvents GetLogEvents GetLogRecord StartLiveTail StartQuery Unmask',
    ['AWS::Logs::LogGroup'],
    /^log-group:([^:]*)/,
  ),
  service(
    'cognito-idp',
    'AdminCreateUser AdminGetUser AdminUpdateUserAttributes ListUsers ListUsersInGroup',
    ['AWS::Cognito::UserPool'],
    /^userpool\/(.*)/,
  ),
  service(
    'healthlake',
    'CreateResource ReadResource SearchWithGet SearchWithPost StartFHIRExportJob UpdateResource',
    ['AWS::HealthLake::FHIRDatastore'],
    /^datastore\/\w+\/(.*)/,
  ),
  service(
    'profile',
    'GetProfileObjectTypeTemplate ListProfileObjects PutProfileObject SearchProfiles UpdateProfile',
    ['AWS::CustomerProfiles::Domain'],
    /^domains\/([^/]*)/,
  ),
  service('backup', 'CopyIntoBackupVault StartRestoreJob', ['AWS::Backup::BackupVault'], /^backup-vault:(.*)/),
  service('ebs', 'GetSnapshotBlock PutSnapshotBlock', ['AWS::EC2::Volume'], /^(?:snapshot|volume)\/(.*)/),
  service(
    'kms',
    'Decrypt DeriveSharedSecret Encrypt GenerateDataKey GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext GenerateMac ReEncryptFrom ReEncryptTo Sign',
    [],
    /^(?:alias|key)\/(.*)/,
  ),
  service('ssm', 'GetParameter GetParameterHistory GetParameters GetParametersByPath', [], /^parameter\/([^/]+)/),
];

/** Several rules ask the same of each statement. */
const ASKED = new WeakMap<Statement, ReadonlyMap<DataService, readonly string[]>>();

/** The actions on data that a statement is about, as `service:Action`, by service. */
export function dataActionsOf(statement: Statement): ReadonlyMap<DataService, readonly string[]> {
  const asked = ASKED.get(statement);
  if (asked !== undefined) return asked;
  const found = new Map<DataService, readonly string[]>();
  const prefixes = new Set(statement.actions.map((action) => action.toLowerCase().split(':')[0] ?? ''));
  // No more than spares the look at each action.
  const mayBeAny = statement.notActions.length > 0 || [...prefixes].some((prefix) => /[*?$]/.test(prefix));
  for (const each of DATA_SERVICES) {
    if (!mayBeAny && !prefixes.has(each.prefix)) continue;
    const covered = each.actions.map((action) => `${each.prefix}:${action}`).filter((action) => statement.covers(action));
    if (covered.length > 0) found.set(each, covered);
  }
  ASKED.set(statement, found);
  return found;
}
