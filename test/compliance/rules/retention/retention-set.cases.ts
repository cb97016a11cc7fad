import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Duration, Tags } from 'aws-cdk-lib/core';
import { CustomerDataBucket, CustomerDataTable } from '../../../../lib';
import { retentionSet } from '../../../../lib/compliance/rules/retention/retention-set';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { bucket, either, NO_VALUE, PARAMETER, store } from './fixtures';

const at = ['Test/Store'];
const ERASED = { 'strongroom:erasure': 'app:purge-accounts' };
const one = (Store: Record<string, unknown>) => ({ resources: { Store } });
const TTL = { AttributeName: 'expiresAt', Enabled: true };

export const CASES: RuleCases = {
  rule: retentionSet,
  compliant: {
    'a bucket whose objects all expire': { ...one(bucket([{ ExpirationInDays: 90 }])), at },
    'a bucket with an empty filter': { ...one(bucket([{ ExpirationInDays: '90', Prefix: '', TagFilters: [] }])), at },
    'a bucket that expires later or sooner': { ...one(bucket([{ ExpirationInDays: either(90, 7) }])), at },
    'a bucket with one rule or another': {
      ...one(bucket([either({ Status: 'Enabled', ExpirationInDays: 90 }, { Status: 'Enabled', ExpirationInDays: 7 })])),
      at,
    },
    'a directory bucket': {
      ...one(
        store('AWS::S3Express::DirectoryBucket', {
          LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 1 }] },
        }),
      ),
      at,
    },
    'a table whose items say when they go': { ...one(store('AWS::DynamoDB::Table', { TimeToLiveSpecification: TTL })), at },
    'a table that an application erases from': { ...one(store('AWS::DynamoDB::Table', {}, ERASED)), at },
    'a global table': {
      ...one({
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: { TimeToLiveSpecification: TTL, Replicas: [{ Region: 'eu-central-1', Tags: store('').Properties['Tags'] }] },
      }),
      at,
    },
    'a password that is generated, and is about nobody': {
      ...one(store('AWS::SecretsManager::Secret', { GenerateSecretString: {} })),
      at,
    },
    'a log group': { ...one(store('AWS::Logs::LogGroup', { RetentionInDays: 30 })), at },
    'a queue, which keeps messages for four days': { ...one(store('AWS::SQS::Queue')), at },
    'a stream, which keeps records for a day': { ...one(store('AWS::Kinesis::Stream')), at },
    'a video stream, which keeps nothing': { ...one(store('AWS::KinesisVideo::Stream')), at },
    'a delivery stream': { ...one(store('AWS::KinesisFirehose::DeliveryStream')), at },
    'a topic': { ...one(store('AWS::SNS::Topic')), at },
    'a table of Keyspaces': { ...one(store('AWS::Cassandra::Table', { DefaultTimeToLive: 86_400 })), at },
    'a table of Timestream': {
      ...one(store('AWS::Timestream::Table', { RetentionProperties: { MagneticStoreRetentionPeriodInDays: '30' } })),
      at,
    },
    'a vault, whose recovery points go by their plans': {
      ...one(
        store('AWS::Backup::BackupVault', {
          BackupVaultTags: { 'strongroom:category': 'personal', 'strongroom:retention-days': '90' },
        }),
      ),
      at,
    },
    'a database that an application erases from': { ...one(store('AWS::RDS::DBInstance', {}, ERASED)), at },
    'our own stores': {
      build: (stack) => {
        new CustomerDataBucket(stack, 'Orders', { asset: personalAsset() });
        new CustomerDataTable(stack, 'Baskets', {
          asset: personalAsset({ name: 'baskets' }),
          partitionKey: { name: 'id', type: AttributeType.STRING },
        });
      },
      at: ['Test/Orders/Resource/Resource', 'Test/Baskets/Resource/Resource'],
    },
    'a bucket of the CDK': {
      build: (stack) => {
        const made = new Bucket(stack, 'Orders', { lifecycleRules: [{ expiration: Duration.days(90) }] });
        personalAsset().tag(made);
      },
      at: ['Test/Orders/Resource'],
    },
  },
  violations: {
    'a bucket without a lifecycle': {
      ...one(store('AWS::S3::Bucket')),
      at: { 'Test/Store': /never expires, as its LifecycleConfiguration/ },
    },
    'a rule that is off': {
      ...one(bucket([{ ExpirationInDays: 90, Status: 'Disabled' }])),
      at: { 'Test/Store': /never expires/ },
    },
    'a rule for a prefix': { ...one(bucket([{ ExpirationInDays: 90, Prefix: 'tmp/' }])), at: { 'Test/Store': /never expires/ } },
    'a rule for a tag': {
      ...one(bucket([{ ExpirationInDays: 90, TagFilters: [{ Key: 'a', Value: 'b' }] }])),
      at: { 'Test/Store': /never expires/ },
    },
    'a rule for large objects': {
      ...one(bucket([{ ExpirationInDays: 90, ObjectSizeGreaterThan: '1' }])),
      at: { 'Test/Store': /never expires/ },
    },
    'a rule for a prefix that is a parameter': {
      ...one(bucket([{ ExpirationInDays: 90, Prefix: PARAMETER }])),
      at: { 'Test/Store': /never expires/ },
    },
    'a rule that ends noncurrent versions only': {
      ...one(bucket([{ NoncurrentVersionExpiration: { NoncurrentDays: 30 } }])),
      at: { 'Test/Store': /never expires/ },
    },
    'a date, which is no age': {
      ...one(bucket([{ ExpirationDate: '2040-01-01T00:00:00Z' }])),
      at: { 'Test/Store': /never expires/ },
    },
    'a rule by a condition': {
      ...one(bucket([either({ Status: 'Enabled', ExpirationInDays: 90 }, NO_VALUE)])),
      at: { 'Test/Store': /never expires/ },
    },
    'days by a condition': {
      ...one(bucket([{ ExpirationInDays: either(90, NO_VALUE) }])),
      at: { 'Test/Store': /never expires/ },
    },
    'days that are a parameter': {
      ...one(bucket([{ ExpirationInDays: PARAMETER }])),
      at: { 'Test/Store': /only the deployment knows \(\{"Ref":"Parameter"\}\)/ },
    },
    'a lifecycle that is a parameter': {
      ...one(store('AWS::S3::Bucket', { LifecycleConfiguration: PARAMETER })),
      at: { 'Test/Store': /only the deployment knows/ },
    },
    'a table without a time to live': {
      ...one(store('AWS::DynamoDB::Table')),
      at: { 'Test/Store': /never expires, as its TimeToLiveSpecification has it, and no tag 'strongroom:erasure' names/ },
    },
    'a table whose time to live is off': {
      ...one(store('AWS::DynamoDB::Table', { TimeToLiveSpecification: { ...TTL, Enabled: 'false' } })),
      at: { 'Test/Store': /never expires/ },
    },
    'a log group without a retention': {
      ...one(store('AWS::Logs::LogGroup')),
      at: { 'Test/Store': /never expires, as its RetentionInDays/ },
    },
    'a log group, for which a named mechanism is no answer': {
      ...one(store('AWS::Logs::LogGroup', {}, ERASED)),
      at: { 'Test/Store': /never expires/ },
    },
    'a table of Keyspaces with 0, which is for ever': {
      ...one(store('AWS::Cassandra::Table', { DefaultTimeToLive: 0 })),
      at: { 'Test/Store': /never expires/ },
    },
    'a table of Timestream with its default of 200 years': {
      ...one(store('AWS::Timestream::Table')),
      at: { 'Test/Store': /never expires/ },
    },
    'a queue with a parameter': {
      ...one(store('AWS::SQS::Queue', { MessageRetentionPeriod: PARAMETER })),
      at: { 'Test/Store': /only the deployment knows/ },
    },
    ...Object.fromEntries(
      [
        'AWS::Cognito::UserPool',
        'AWS::DocDB::DBCluster',
        'AWS::EC2::Volume',
        'AWS::EFS::FileSystem',
        'AWS::ElastiCache::ReplicationGroup',
        'AWS::MemoryDB::Cluster',
        'AWS::OpenSearchService::Domain',
        'AWS::RDS::DBCluster',
        'AWS::Redshift::Cluster',
        'AWS::SecretsManager::Secret',
      ].map((type) => [
        `${type}, which has no expiry, without a mechanism`,
        {
          ...one({
            Type: type,
            Properties: {
              Tags: store('').Properties['Tags'],
              UserPoolTags: { 'strongroom:category': 'personal', 'strongroom:retention-days': '90' },
              FileSystemTags: store('').Properties['Tags'],
            },
          }),
          at: {
            'Test/Store': /nothing in the template ends the life of data in this type of store, and no tag 'strongroom:erasure'/,
          },
        },
      ]),
    ),
    'a mechanism that only the deployment knows': {
      ...one(store('AWS::RDS::DBInstance', {}, { 'strongroom:erasure': PARAMETER })),
      at: { 'Test/Store': /no tag 'strongroom:erasure'/ },
    },
    'a mechanism without a name': {
      ...one(store('AWS::RDS::DBInstance', {}, { 'strongroom:erasure': ' ' })),
      at: { 'Test/Store': /no tag/ },
    },
    'no retention in the tags': {
      ...one(store('AWS::SQS::Queue', {}, { 'strongroom:retention-days': undefined })),
      at: { 'Test/Store': /the tag 'strongroom:retention-days' has no value that is known/ },
    },
    'a retention that only the deployment knows': {
      ...one(store('AWS::SQS::Queue', {}, { 'strongroom:retention-days': PARAMETER })),
      at: { 'Test/Store': /has no value that is known before the deployment/ },
    },
    'a retention that is no number of days': {
      ...one(store('AWS::SQS::Queue', {}, { 'strongroom:retention-days': '1.5 years' })),
      at: { 'Test/Store': /is '1.5 years', and no number of whole days/ },
    },
    'a database of the CDK that an asset is in': {
      build: (stack) => personalAsset().tag(new CfnDBInstance(stack, 'Orders', { engine: 'postgres' })),
      at: { 'Test/Orders': /nothing in the template ends the life of data/ },
    },
  },
  notApplicable: {
    'a bucket of internal data': { ...one(store('AWS::S3::Bucket', {}, { 'strongroom:category': 'internal' })), at },
    'a bucket that nobody declared': { ...one({ Type: 'AWS::S3::Bucket' }), at },
    'an instance of an Aurora cluster': {
      build: (stack) => {
        const cluster = new CfnDBInstance(stack, 'Orders', { engine: 'aurora-postgresql', dbClusterIdentifier: 'orders' });
        Tags.of(cluster).add('strongroom:category', 'personal');
      },
      at: ['Test/Orders'],
    },
  },
};
