import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CustomerDataBucket } from '../../../../lib';
import { customerManagedKey } from '../../../../lib/compliance/rules/encryption/customer-managed-key';
import { ENVIRONMENT } from '../../../support/app';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { attribute, declarePersonal, either, KEY_ARN, key, NO_VALUE, personal, resource, tagged, UNKNOWN } from './fixtures';

const KEY = attribute('Key');
const sse = (SSEAlgorithm: unknown, KMSMasterKeyID?: unknown) => ({
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm, KMSMasterKeyID } }],
  },
});
const device = (Ebs: object) => ({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs }] });

/** Each type, with how it is encrypted under a customer-managed key. */
const RIGHT: Readonly<Record<string, object>> = {
  'AWS::AmazonMQ::Broker': { EncryptionOptions: { UseAwsOwnedKey: false, KmsKeyId: KEY } },
  'AWS::Backup::BackupVault': { EncryptionKeyArn: KEY },
  'AWS::Backup::LogicallyAirGappedBackupVault': { EncryptionKeyArn: KEY },
  'AWS::Cassandra::Table': { EncryptionSpecification: { EncryptionType: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyIdentifier: KEY } },
  'AWS::Cognito::UserPool': { KeyConfiguration: { KeyType: 'CUSTOMER_MANAGED_KEY', KmsKeyArn: KEY } },
  'AWS::CustomerProfiles::Domain': { DefaultEncryptionKey: KEY },
  'AWS::DSQL::Cluster': { KmsEncryptionKey: KEY },
  'AWS::DocDB::DBCluster': { StorageEncrypted: true, KmsKeyId: KEY },
  'AWS::DocDBElastic::Cluster': { KmsKeyId: KEY },
  'AWS::DynamoDB::Table': { SSESpecification: { SSEEnabled: true, KMSMasterKeyId: KEY } },
  'AWS::EC2::Instance': device({ Encrypted: true, KmsKeyId: KEY }),
  'AWS::EC2::Volume': { Encrypted: true, KmsKeyId: KEY },
  'AWS::EFS::FileSystem': { Encrypted: true, KmsKeyId: KEY },
  'AWS::ElastiCache::ReplicationGroup': { AtRestEncryptionEnabled: true, KmsKeyId: KEY },
  'AWS::ElastiCache::ServerlessCache': { KmsKeyId: KEY },
  'AWS::Elasticsearch::Domain': { EncryptionAtRestOptions: { Enabled: true, KmsKeyId: KEY } },
  'AWS::FSx::FileSystem': { KmsKeyId: KEY },
  'AWS::HealthLake::FHIRDatastore': {
    SseConfiguration: { KmsEncryptionConfig: { CmkType: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: KEY } },
  },
  'AWS::Kinesis::Stream': { StreamEncryption: { EncryptionType: 'KMS', KeyId: KEY } },
  'AWS::KinesisFirehose::DeliveryStream': {
    DeliveryStreamEncryptionConfigurationInput: { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: KEY },
  },
  'AWS::KinesisVideo::Stream': { KmsKeyId: KEY },
  'AWS::Logs::LogGroup': { KmsKeyId: KEY },
  'AWS::MSK::Cluster': { EncryptionInfo: { EncryptionAtRest: { DataVolumeKMSKeyId: KEY } } },
  'AWS::MemoryDB::Cluster': { KmsKeyId: KEY },
  'AWS::Neptune::DBCluster': { StorageEncrypted: true, KmsKeyId: KEY },
  'AWS::NeptuneGraph::Graph': { KmsKeyIdentifier: KEY },
  'AWS::OpenSearchService::Domain': { EncryptionAtRestOptions: { Enabled: true, KmsKeyId: KEY } },
  'AWS::RDS::DBCluster': { StorageEncrypted: true, KmsKeyId: KEY },
  'AWS::RDS::DBInstance': { StorageEncrypted: true, KmsKeyId: KEY },
  'AWS::Redshift::Cluster': { KmsKeyId: KEY },
  'AWS::RedshiftServerless::Namespace': { KmsKeyId: KEY },
  'AWS::S3::Bucket': sse('aws:kms', KEY),
  'AWS::S3Express::DirectoryBucket': sse('aws:kms', KEY),
  'AWS::S3Tables::TableBucket': { EncryptionConfiguration: { SSEAlgorithm: 'aws:kms', KMSKeyArn: KEY } },
  'AWS::S3Vectors::VectorBucket': { EncryptionConfiguration: { SseType: 'aws:kms', KmsKeyArn: KEY } },
  'AWS::SNS::Topic': { KmsMasterKeyId: KEY },
  'AWS::SQS::Queue': { KmsMasterKeyId: KEY },
  'AWS::SecretsManager::Secret': { KmsKeyId: KEY },
  'AWS::Timestream::InfluxDBInstance': { KmsKeyId: KEY },
};
/** What encrypts each of them when the template says nothing. */
const BY_DEFAULT: Readonly<Record<string, RegExp>> = {
  none: /not encrypted/,
  owned: /AWS owns/,
  managed: /AWS manages/,
};
const DEFAULTS: Readonly<Record<string, keyof typeof BY_DEFAULT>> = {
  'AWS::AmazonMQ::Broker': 'owned',
  'AWS::Backup::BackupVault': 'managed',
  'AWS::Backup::LogicallyAirGappedBackupVault': 'owned',
  'AWS::Cassandra::Table': 'owned',
  'AWS::Cognito::UserPool': 'owned',
  'AWS::CustomerProfiles::Domain': 'managed',
  'AWS::DAX::Cluster': 'none',
  'AWS::DSQL::Cluster': 'owned',
  'AWS::DocDB::DBCluster': 'none',
  'AWS::DocDBElastic::Cluster': 'managed',
  'AWS::DynamoDB::Table': 'owned',
  'AWS::EC2::Volume': 'none',
  'AWS::EFS::FileSystem': 'none',
  'AWS::ElastiCache::CacheCluster': 'none',
  'AWS::ElastiCache::ReplicationGroup': 'none',
  'AWS::ElastiCache::ServerlessCache': 'owned',
  'AWS::Elasticsearch::Domain': 'none',
  'AWS::FSx::FileSystem': 'managed',
  'AWS::HealthLake::FHIRDatastore': 'owned',
  'AWS::Kinesis::Stream': 'none',
  'AWS::KinesisFirehose::DeliveryStream': 'owned',
  'AWS::KinesisVideo::Stream': 'managed',
  'AWS::Logs::LogGroup': 'owned',
  'AWS::MSK::Cluster': 'managed',
  'AWS::MSK::ServerlessCluster': 'managed',
  'AWS::MemoryDB::Cluster': 'owned',
  'AWS::Neptune::DBCluster': 'none',
  'AWS::NeptuneGraph::Graph': 'owned',
  'AWS::OpenSearchServerless::Collection': 'owned',
  'AWS::OpenSearchService::Domain': 'none',
  'AWS::RDS::DBCluster': 'none',
  'AWS::RDS::DBInstance': 'none',
  'AWS::Redshift::Cluster': 'owned',
  'AWS::RedshiftServerless::Namespace': 'owned',
  'AWS::S3::Bucket': 'owned',
  'AWS::S3Express::DirectoryBucket': 'owned',
  'AWS::S3Tables::TableBucket': 'owned',
  'AWS::S3Vectors::VectorBucket': 'owned',
  'AWS::SNS::Topic': 'none',
  'AWS::SQS::Queue': 'owned',
  'AWS::SecretsManager::Secret': 'managed',
  'AWS::Timestream::InfluxDBInstance': 'owned',
};

const nameOf = (type: string) => type.replaceAll('::', '');
const bucket = (properties: object = {}) => personal('AWS::S3::Bucket', { ...properties });
const queue = (properties: object) => personal('AWS::SQS::Queue', { ...properties });
const database = (properties: object) => personal('AWS::RDS::DBInstance', { Engine: 'postgres', ...properties });
const replica = (Region: string, SSESpecification?: object) => ({ Region, ...tagged('personal'), SSESpecification });
const policyOf = (Rules: readonly object[], key: object) =>
  resource('AWS::OpenSearchServerless::SecurityPolicy', {
    Name: 'orders',
    Type: 'encryption',
    Policy: JSON.stringify({ Rules, ...key }),
  });

export const CASES: RuleCases = {
  rule: customerManagedKey,
  compliant: {
    'each type under a customer-managed key': {
      resources: {
        Key: key(),
        ...Object.fromEntries(Object.entries(RIGHT).map(([type, given]) => [nameOf(type), personal(type, { ...given })])),
      },
      at: Object.keys(RIGHT).map((type) => `Test/${nameOf(type)}`),
    },
    'a key named by ARN, id or alias, of this template or from outside': {
      resources: {
        Key: key(),
        Alias: resource('AWS::KMS::Alias', { AliasName: 'alias/orders', TargetKeyId: { Ref: 'Key' } }),
        Arn: bucket(sse('aws:kms', KEY_ARN)),
        Id: bucket(sse('aws:kms:dsse', '1234abcd-12ab-34cd-56ef-1234567890ab')),
        Replicated: bucket(sse('aws:kms', 'mrk-1234abcd12ab34cd56ef1234567890ab')),
        Partition: bucket(sse('aws:kms', { 'Fn::Sub': `arn:\${AWS::Partition}:kms:eu-central-1:123456789012:key/\${Key}` })),
        OwnAlias: queue({ KmsMasterKeyId: { Ref: 'Alias' } }),
        NamedAlias: queue({ KmsMasterKeyId: 'alias/orders' }),
        OtherAlias: queue({ KmsMasterKeyId: 'alias/of-the-organisation' }),
      },
      at: ['Arn', 'Id', 'Replicated', 'Partition', 'OwnAlias', 'NamedAlias', 'OtherAlias'].map((id) => `Test/${id}`),
    },
    'booleans as texts': {
      resources: { Key: key(), Shop: database({ StorageEncrypted: 'true', KmsKeyId: KEY }) },
      at: ['Test/Shop'],
    },
    'a key of another stack': {
      sources: [
        {
          name: 'Keys',
          environment: ENVIRONMENT,
          template: { Resources: { Key: key() }, Outputs: { Key: { Value: KEY, Export: { Name: 'key' } } } },
        },
        {
          name: 'Shop',
          environment: ENVIRONMENT,
          template: { Resources: { Orders: bucket(sse('aws:kms', { 'Fn::ImportValue': 'key' })) } },
        },
      ],
      at: ['Shop/Orders'],
    },
    'a global table, each of whose replicas names a key': {
      resources: {
        Table: resource('AWS::DynamoDB::GlobalTable', {
          SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
          Replicas: [replica('eu-central-1', { KMSMasterKeyId: KEY_ARN }), replica('eu-west-1', { KMSMasterKeyId: KEY_ARN })],
        }),
      },
      at: ['Test/Table'],
    },
    'a collection under an encryption policy, and one with a key of its own': {
      resources: {
        Policy: policyOf([{ ResourceType: 'collection', Resource: ['collection/ord*'] }], { KmsARN: KEY_ARN }),
        Orders: personal('AWS::OpenSearchServerless::Collection', { Name: 'orders' }),
        Own: personal('AWS::OpenSearchServerless::Collection', { Name: 'own', EncryptionConfig: { KmsKeyArn: KEY_ARN } }),
      },
      at: ['Test/Orders', 'Test/Own'],
    },
    'a table of a database under a key': {
      resources: {
        Database: resource('AWS::Timestream::Database', { KmsKeyId: KEY_ARN }),
        Table: personal('AWS::Timestream::Table', { DatabaseName: { Ref: 'Database' } }),
      },
      at: ['Test/Table'],
    },
    'a database that is restored, and says its own key': {
      resources: { Shop: database({ DBSnapshotIdentifier: 'shop', StorageEncrypted: true, KmsKeyId: KEY_ARN }) },
      at: ['Test/Shop'],
    },
    "the CDK's bucket with a key, and ours": {
      build: (stack) => {
        declarePersonal(new Bucket(stack, 'Plain', { encryption: BucketEncryption.KMS, encryptionKey: new Key(stack, 'Key') }));
        new CustomerDataBucket(stack, 'Ours', { asset: personalAsset() });
      },
      at: ['Test/Plain/Resource', 'Test/Ours/Resource/Resource'],
    },
  },
  violations: {
    'each type as it is by default': {
      resources: Object.fromEntries(Object.keys(DEFAULTS).map((type) => [nameOf(type), personal(type)])),
      at: Object.fromEntries(
        Object.entries(DEFAULTS).map(([type, kind]) => [`Test/${nameOf(type)}`, BY_DEFAULT[kind] ?? /never/]),
      ),
    },
    'encryption that is on without a key of the customer': {
      resources: {
        Bucket: bucket(sse('aws:kms')),
        S3Managed: bucket(sse('AES256')),
        Table: personal('AWS::DynamoDB::Table', { SSESpecification: { SSEEnabled: true } }),
        Database: database({ StorageEncrypted: true }),
        Dax: personal('AWS::DAX::Cluster', { SSESpecification: { SSEEnabled: true } }),
        Queue: queue({ SqsManagedSseEnabled: false }),
        Unencrypted: personal('AWS::Redshift::Cluster', { Encrypted: false, KmsKeyId: KEY_ARN }),
        Owned: personal('AWS::DSQL::Cluster', { KmsEncryptionKey: 'AWS_OWNED_KMS_KEY' }),
      },
      at: {
        'Test/Bucket': /AWS manages/,
        'Test/S3Managed': /AWS owns/,
        'Test/Table': /AWS manages/,
        'Test/Database': /AWS manages/,
        'Test/Dax': /AWS manages/,
        'Test/Queue': /not encrypted/,
        'Test/Unencrypted': /not encrypted/,
        'Test/Owned': /AWS owns/,
      },
    },
    "the aliases of AWS's keys": {
      resources: {
        Queue: queue({ KmsMasterKeyId: 'alias/aws/sqs' }),
        Topic: personal('AWS::SNS::Topic', {
          KmsMasterKeyId: { 'Fn::Sub': `arn:\${AWS::Partition}:kms:\${AWS::Region}:\${AWS::AccountId}:alias/aws/sns` },
        }),
        Stream: personal('AWS::Kinesis::Stream', {
          StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
        }),
        Alias: resource('AWS::KMS::Alias', { AliasName: 'alias/mine', TargetKeyId: 'alias/aws/sqs' }),
        Aliased: queue({ KmsMasterKeyId: { Ref: 'Alias' } }),
      },
      at: {
        'Test/Queue': /alias\/aws\/sqs/,
        'Test/Topic': /alias\/aws\/sns/,
        'Test/Stream': /alias\/aws\/kinesis/,
        'Test/Aliased': /alias\/aws\/sqs/,
      },
    },
    'a key that only the deployment knows, or no key at all': {
      resources: {
        Key: bucket(sse('aws:kms', UNKNOWN)),
        Whole: bucket({ BucketEncryption: UNKNOWN }),
        Algorithm: bucket(sse(UNKNOWN, KEY_ARN)),
        NoKey: queue({ KmsMasterKeyId: { Ref: 'NoKey' } }),
        Restored: database({ DBSnapshotIdentifier: 'shop', KmsKeyId: KEY_ARN }),
      },
      at: {
        'Test/Key': /only the deployment knows/,
        'Test/Whole': /only the deployment knows/,
        'Test/Algorithm': /only the deployment knows/,
        'Test/NoKey': /only the deployment knows/,
        'Test/Restored': /only the deployment knows.*of what DBSnapshotIdentifier names/,
      },
    },
    'a condition that leaves it out': {
      resources: {
        Key: key(),
        Orders: bucket(either(sse('aws:kms', KEY), {})),
        Queue: queue({ KmsMasterKeyId: either(KEY, NO_VALUE) }),
        Shop: database({ StorageEncrypted: either(true, false), KmsKeyId: KEY }),
        Bucket: bucket({ BucketEncryption: either(sse('aws:kms', KEY).BucketEncryption, NO_VALUE) }),
      },
      at: {
        'Test/Orders': /AWS owns/,
        'Test/Queue': /AWS owns/,
        'Test/Shop': /not encrypted/,
        'Test/Bucket': /AWS owns/,
      },
    },
    'a part that is left out': {
      resources: {
        Instance: personal('AWS::EC2::Instance', {
          BlockDeviceMappings: [{ Ebs: { Encrypted: true, KmsKeyId: KEY_ARN } }, { Ebs: { VolumeSize: 8 } }],
        }),
        Launch: personal('AWS::AutoScaling::LaunchConfiguration', device({ Encrypted: true })),
        Table: resource('AWS::DynamoDB::GlobalTable', {
          SSESpecification: { SSEEnabled: true },
          Replicas: [replica('eu-central-1', { KMSMasterKeyId: KEY_ARN }), replica('eu-west-1')],
        }),
        Secret: personal('AWS::SecretsManager::Secret', { KmsKeyId: KEY_ARN, ReplicaRegions: [{ Region: 'eu-west-1' }] }),
      },
      at: {
        'Test/Instance': /not encrypted/,
        'Test/Launch': /AWS manages/,
        'Test/Table': /AWS manages/,
        'Test/Secret': /AWS manages/,
      },
    },
    "a collection that no policy reaches, or one with AWS's key": {
      resources: {
        Other: policyOf([{ ResourceType: 'collection', Resource: ['collection/logs'] }], { KmsARN: KEY_ARN }),
        Owned: policyOf([{ ResourceType: 'collection', Resource: ['collection/ord*'] }], { AWSOwnedKey: true }),
        Orders: personal('AWS::OpenSearchServerless::Collection', { Name: 'orders' }),
      },
      at: { 'Test/Orders': /AWS owns/ },
    },
    "a database's table, without a key or of a database that nobody sees": {
      resources: {
        Database: resource('AWS::Timestream::Database'),
        Table: personal('AWS::Timestream::Table', { DatabaseName: { Ref: 'Database' } }),
        Elsewhere: personal('AWS::Timestream::Table', { DatabaseName: 'shop' }),
      },
      at: { 'Test/Table': /AWS manages/, 'Test/Elsewhere': /only the deployment knows/ },
    },
    "the CDK's bucket as it is, and one whose key an override took away": {
      build: (stack) => {
        declarePersonal(new Bucket(stack, 'Plain'));
        const managed = new CustomerDataBucket(stack, 'Ours', { asset: personalAsset() });
        const resource = managed.bucket.node.defaultChild;
        if (resource instanceof CfnBucket) resource.addPropertyDeletionOverride('BucketEncryption');
      },
      at: { 'Test/Plain/Resource': /AWS owns/, 'Test/Ours/Resource/Resource': /AWS owns/ },
    },
  },
  notApplicable: {
    'a store of nothing about persons, or that does not say': {
      resources: { Internal: resource('AWS::S3::Bucket', tagged('internal')), Silent: resource('AWS::SQS::Queue') },
      at: ['Test/Internal', 'Test/Silent'],
    },
    'a delivery stream that reads another stream, in which nothing rests': {
      resources: {
        Stream: personal('AWS::KinesisFirehose::DeliveryStream', { DeliveryStreamType: 'KinesisStreamAsSource' }),
      },
      at: ['Test/Stream'],
    },
  },
};
