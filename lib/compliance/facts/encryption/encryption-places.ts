import { isFalse, isTrue } from '../../template/values';

/** What encrypts where no customer-managed key does. */
type Otherwise = 'none' | 'aws-owned' | 'aws-managed';

/** Where a type, or a part of it, says which key encrypts it. Paths as in `read`. */
export interface KeyPlace {
  /**
   * Path of the key.
   * @default - the type takes none
   */
  readonly key?: string;
  /**
   * What encrypts when no key is named.
   * @default - what another place of the type says
   */
  readonly absent?:
    | Otherwise
    | {
        readonly path: string;
        readonly is: (value: unknown) => boolean;
        readonly met: Otherwise;
        readonly otherwise: Otherwise;
      };
  /** What must be so for a key to count, and what encrypts otherwise. */
  readonly when?: { readonly path: string; readonly is: (value: unknown) => boolean; readonly otherwise: Otherwise };
  /** Properties that name what the store is restored from: it decides, when `when` is left out. */
  readonly copies?: readonly string[];
  /** A list of parts that are encrypted each for itself: the other paths start at its elements. */
  readonly each?: string;
  /** Of that list, the elements that have this property. */
  readonly only?: string;
  /** What encrypts when the list is absent or empty. */
  readonly without?: Otherwise;
}

const key = (path: string, absent: Otherwise): readonly KeyPlace[] => [{ key: path, absent }];
const isOneOf =
  (...values: readonly unknown[]) =>
  (value: unknown) =>
    values.includes(value);
const IS_KMS = isOneOf('aws:kms', 'aws:kms:dsse');

const RELATIONAL: KeyPlace = {
  key: 'KmsKeyId',
  absent: 'aws-managed',
  when: { path: 'StorageEncrypted', is: isTrue, otherwise: 'none' },
};
const SEARCH: readonly KeyPlace[] = [
  {
    key: 'EncryptionAtRestOptions.KmsKeyId',
    absent: 'aws-managed',
    when: { path: 'EncryptionAtRestOptions.Enabled', is: isTrue, otherwise: 'none' },
  },
];
const BUCKET: readonly KeyPlace[] = [
  {
    each: 'BucketEncryption.ServerSideEncryptionConfiguration',
    without: 'aws-owned',
    key: 'ServerSideEncryptionByDefault.KMSMasterKeyID',
    absent: 'aws-managed',
    when: { path: 'ServerSideEncryptionByDefault.SSEAlgorithm', is: IS_KMS, otherwise: 'aws-owned' },
  },
];
const VOLUME = { absent: 'aws-managed', when: { path: 'Ebs.Encrypted', is: isTrue, otherwise: 'none' }, only: 'Ebs' } as const;

/** Where each type of store says it: by the CloudFormation resource specification and each service's pages on encryption at rest. */
export const STORE_KEYS: Readonly<Record<string, readonly KeyPlace[]>> = {
  'AWS::AmazonMQ::Broker': [
    {
      key: 'EncryptionOptions.KmsKeyId',
      absent: 'aws-managed',
      when: { path: 'EncryptionOptions.UseAwsOwnedKey', is: isFalse, otherwise: 'aws-owned' },
    },
  ],
  'AWS::AutoScaling::LaunchConfiguration': [{ each: 'BlockDeviceMappings', ...VOLUME }],
  'AWS::Backup::BackupVault': key('EncryptionKeyArn', 'aws-managed'),
  'AWS::Backup::LogicallyAirGappedBackupVault': key('EncryptionKeyArn', 'aws-owned'),
  'AWS::Cassandra::Table': [
    {
      key: 'EncryptionSpecification.KmsKeyIdentifier',
      absent: 'aws-owned',
      when: {
        path: 'EncryptionSpecification.EncryptionType',
        is: isOneOf('CUSTOMER_MANAGED_KMS_KEY'),
        otherwise: 'aws-owned',
      },
    },
  ],
  'AWS::Cognito::UserPool': [
    {
      key: 'KeyConfiguration.KmsKeyArn',
      absent: 'aws-owned',
      when: { path: 'KeyConfiguration.KeyType', is: isOneOf('CUSTOMER_MANAGED_KEY'), otherwise: 'aws-owned' },
    },
  ],
  'AWS::CustomerProfiles::Domain': key('DefaultEncryptionKey', 'aws-managed'),
  'AWS::DAX::Cluster': [{ absent: 'aws-managed', when: { path: 'SSESpecification.SSEEnabled', is: isTrue, otherwise: 'none' } }],
  'AWS::DSQL::Cluster': key('KmsEncryptionKey', 'aws-owned'),
  'AWS::DocDB::DBCluster': [{ ...RELATIONAL, copies: ['SnapshotIdentifier', 'SourceDBClusterIdentifier'] }],
  'AWS::DocDBElastic::Cluster': key('KmsKeyId', 'aws-managed'),
  'AWS::DynamoDB::GlobalTable': [
    { when: { path: 'SSESpecification.SSEEnabled', is: isTrue, otherwise: 'aws-owned' } },
    { each: 'Replicas', key: 'SSESpecification.KMSMasterKeyId', absent: 'aws-managed' },
  ],
  'AWS::DynamoDB::Table': [
    {
      key: 'SSESpecification.KMSMasterKeyId',
      absent: 'aws-managed',
      when: { path: 'SSESpecification.SSEEnabled', is: isTrue, otherwise: 'aws-owned' },
    },
  ],
  'AWS::EC2::Instance': [{ each: 'BlockDeviceMappings', key: 'Ebs.KmsKeyId', ...VOLUME }],
  'AWS::EC2::LaunchTemplate': [{ each: 'LaunchTemplateData.BlockDeviceMappings', key: 'Ebs.KmsKeyId', ...VOLUME }],
  'AWS::EC2::Volume': [
    {
      key: 'KmsKeyId',
      absent: 'aws-managed',
      when: { path: 'Encrypted', is: isTrue, otherwise: 'none' },
      copies: ['SnapshotId', 'SourceVolumeId'],
    },
  ],
  'AWS::EFS::FileSystem': [
    { key: 'KmsKeyId', absent: 'aws-managed', when: { path: 'Encrypted', is: isTrue, otherwise: 'none' } },
  ],
  // It takes no key and no encryption at rest: a replication group does.
  'AWS::ElastiCache::CacheCluster': [{ absent: 'none' }],
  'AWS::ElastiCache::ReplicationGroup': [
    { key: 'KmsKeyId', absent: 'aws-owned', when: { path: 'AtRestEncryptionEnabled', is: isTrue, otherwise: 'none' } },
  ],
  'AWS::ElastiCache::ServerlessCache': key('KmsKeyId', 'aws-owned'),
  'AWS::Elasticsearch::Domain': SEARCH,
  'AWS::FSx::FileSystem': key('KmsKeyId', 'aws-managed'),
  'AWS::HealthLake::FHIRDatastore': [
    {
      key: 'SseConfiguration.KmsEncryptionConfig.KmsKeyId',
      absent: 'aws-owned',
      when: {
        path: 'SseConfiguration.KmsEncryptionConfig.CmkType',
        is: isOneOf('CUSTOMER_MANAGED_KMS_KEY'),
        otherwise: 'aws-owned',
      },
    },
  ],
  'AWS::Kinesis::Stream': [
    {
      key: 'StreamEncryption.KeyId',
      absent: 'aws-managed',
      when: { path: 'StreamEncryption.EncryptionType', is: isOneOf('KMS'), otherwise: 'none' },
    },
  ],
  'AWS::KinesisFirehose::DeliveryStream': [
    {
      key: 'DeliveryStreamEncryptionConfigurationInput.KeyARN',
      absent: 'aws-owned',
      when: {
        path: 'DeliveryStreamEncryptionConfigurationInput.KeyType',
        is: isOneOf('CUSTOMER_MANAGED_CMK'),
        otherwise: 'aws-owned',
      },
    },
  ],
  'AWS::KinesisVideo::Stream': key('KmsKeyId', 'aws-managed'),
  // None of Lightsail's takes a key.
  'AWS::Lightsail::Bucket': [{ absent: 'aws-owned' }],
  'AWS::Lightsail::Database': [{ absent: 'aws-managed' }],
  'AWS::Lightsail::Disk': [{ absent: 'aws-managed' }],
  'AWS::Logs::LogGroup': key('KmsKeyId', 'aws-owned'),
  'AWS::MSK::Cluster': key('EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId', 'aws-managed'),
  'AWS::MSK::ServerlessCluster': [{ absent: 'aws-managed' }],
  'AWS::MemoryDB::Cluster': key('KmsKeyId', 'aws-owned'),
  'AWS::Neptune::DBCluster': [{ ...RELATIONAL, copies: ['SnapshotIdentifier', 'SourceDBClusterIdentifier'] }],
  'AWS::NeptuneGraph::Graph': key('KmsKeyIdentifier', 'aws-owned'),
  'AWS::OpenSearchService::Domain': SEARCH,
  'AWS::RDS::DBCluster': [{ ...RELATIONAL, copies: ['SnapshotIdentifier', 'SourceDBClusterIdentifier'] }],
  'AWS::RDS::DBInstance': [
    {
      ...RELATIONAL,
      copies: [
        'DBSnapshotIdentifier',
        'DBClusterSnapshotIdentifier',
        'SourceDBInstanceIdentifier',
        'SourceDBInstanceAutomatedBackupsArn',
        'SourceDbiResourceId',
      ],
    },
  ],
  'AWS::Redshift::Cluster': [
    {
      key: 'KmsKeyId',
      absent: 'aws-owned',
      when: { path: 'Encrypted', is: (value) => value === undefined || isTrue(value), otherwise: 'none' },
    },
  ],
  'AWS::RedshiftServerless::Namespace': key('KmsKeyId', 'aws-owned'),
  'AWS::S3::Bucket': BUCKET,
  'AWS::S3Express::DirectoryBucket': BUCKET,
  'AWS::S3Outposts::Bucket': [{ absent: 'aws-owned' }],
  'AWS::S3Tables::TableBucket': [
    {
      key: 'EncryptionConfiguration.KMSKeyArn',
      absent: 'aws-owned',
      when: { path: 'EncryptionConfiguration.SSEAlgorithm', is: IS_KMS, otherwise: 'aws-owned' },
    },
  ],
  'AWS::S3Vectors::VectorBucket': [
    {
      key: 'EncryptionConfiguration.KmsKeyArn',
      absent: 'aws-managed',
      when: { path: 'EncryptionConfiguration.SseType', is: IS_KMS, otherwise: 'aws-owned' },
    },
  ],
  'AWS::SNS::Topic': key('KmsMasterKeyId', 'none'),
  'AWS::SQS::Queue': [
    {
      key: 'KmsMasterKeyId',
      absent: { path: 'SqsManagedSseEnabled', is: isFalse, met: 'none', otherwise: 'aws-owned' },
    },
  ],
  // The offline store is a bucket, which says it itself.
  'AWS::SageMaker::FeatureGroup': key('OnlineStoreConfig.SecurityConfig.KmsKeyId', 'aws-owned'),
  'AWS::SecretsManager::Secret': [
    { key: 'KmsKeyId', absent: 'aws-managed' },
    { each: 'ReplicaRegions', key: 'KmsKeyId', absent: 'aws-managed' },
  ],
  'AWS::Timestream::InfluxDBCluster': key('KmsKeyId', 'aws-owned'),
  'AWS::Timestream::InfluxDBInstance': key('KmsKeyId', 'aws-owned'),
  'AWS::WorkSpaces::Workspace': [
    {
      key: 'VolumeEncryptionKey',
      absent: 'aws-managed',
      when: { path: 'UserVolumeEncryptionEnabled', is: isTrue, otherwise: 'none' },
    },
  ],
};
