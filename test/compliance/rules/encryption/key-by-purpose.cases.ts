import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { CustomerDataBucket, DataCategory } from '../../../../lib';
import { keyByPurpose } from '../../../../lib/compliance/rules/encryption/key-by-purpose';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { attribute, declarePersonal, KEY_ARN, key, resource, tagged } from './fixtures';

const store = (category: string, KMSMasterKeyID: unknown = attribute('Key')) =>
  resource('AWS::S3::Bucket', {
    ...tagged(category),
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID } }],
    },
  });
const queue = (category: string, KmsMasterKeyId: unknown) => resource('AWS::SQS::Queue', { ...tagged(category), KmsMasterKeyId });
const logGroup = (more: object = {}) => resource('AWS::Logs::LogGroup', { KmsKeyId: attribute('Key'), ...more });
const alias = (TargetKeyId: unknown = { Ref: 'Key' }) => resource('AWS::KMS::Alias', { AliasName: 'alias/orders', TargetKeyId });

export const CASES: RuleCases = {
  rule: keyByPurpose,
  compliant: {
    'a key for one category, whatever the types of the stores': {
      resources: {
        Key: key(),
        Alias: alias(),
        Orders: store('personal'),
        Queue: queue('personal', { Ref: 'Alias' }),
        Undeclared: resource('AWS::SNS::Topic', { KmsMasterKeyId: attribute('Key') }),
      },
      at: ['Test/Key'],
    },
    'a key for logs and what is internal': {
      resources: { Key: key(), Log: logGroup(), Archive: store('internal'), Public: store('public') },
      at: ['Test/Key'],
    },
    'a key for logs that hold data about persons': {
      resources: { Key: key(), Log: logGroup(tagged('personal')), Other: logGroup(tagged('internal')) },
      at: ['Test/Key'],
    },
    'a key from outside, for one category': {
      resources: { Orders: store('personal', KEY_ARN), Customers: store('personal', KEY_ARN) },
      at: ['Test/Orders', 'Test/Customers'],
    },
    'aliases of one name in two accounts': {
      sources: ['111111111111', '222222222222'].map((account, position) => ({
        name: account,
        environment: { account, region: 'eu-central-1' },
        template: { Resources: { Queue: queue(position === 0 ? 'personal' : 'internal', 'alias/shop') } },
      })),
      at: ['111111111111/Queue'],
    },
    'our constructs, for two categories': {
      build: (stack) => {
        new CustomerDataBucket(stack, 'Orders', { asset: personalAsset() });
        new CustomerDataBucket(stack, 'Health', {
          asset: personalAsset({ name: 'health', category: DataCategory.SENSITIVE_PERSONAL, assessment: 'pia-1' }),
        });
      },
      at: ['Test/Strongroom/KeyHierarchy/personal/Resource', 'Test/Strongroom/KeyHierarchy/sensitive-personal/Resource'],
    },
  },
  violations: {
    'two categories, of which one is about persons': {
      resources: { Key: key(), Orders: store('personal'), Prices: store('internal') },
      at: { 'Test/Key': /personal \('Test\/Orders'\); internal \('Test\/Prices'\)/ },
    },
    'personal and sensitive data': {
      resources: { Key: key(), Orders: store('personal'), Health: store('sensitive-personal') },
      at: { 'Test/Key': /sensitive-personal \('Test\/Health'\)/ },
    },
    'data and logs: of a group, of a trail, of a bucket that flow logs go to': {
      resources: {
        Key: key(),
        Orders: store('personal'),
        Log: logGroup(),
        Trail: resource('AWS::CloudTrail::Trail', { KMSKeyId: { Ref: 'Key' }, S3BucketName: 'elsewhere' }),
        Archive: store('internal'),
        Flow: resource('AWS::EC2::FlowLog', { LogDestinationType: 's3', LogDestination: attribute('Archive') }),
      },
      at: { 'Test/Key': /personal .*logs \('Test\/Log', 'Test\/Archive', and 1 more\)|logs .*personal/ },
    },
    'through an alias, by reference and by name': {
      resources: {
        Key: key(),
        Alias: alias(),
        Orders: store('personal'),
        Queue: queue('internal', { Ref: 'Alias' }),
        Named: queue('public', 'alias/orders'),
      },
      at: { 'Test/Key': [/internal \('Test\/Queue'\)/, /public \('Test\/Named'\)/] },
    },
    'a replica is its primary: at the primary': {
      resources: {
        Key: key({ MultiRegion: true }),
        Replica: resource('AWS::KMS::ReplicaKey', { PrimaryKeyArn: attribute('Key'), KeyPolicy: {} }),
        Orders: store('personal'),
        Copy: store('internal', attribute('Replica')),
      },
      at: { 'Test/Key': /internal \('Test\/Copy'\)/ },
    },
    'a key from outside: at the stores of data about persons': {
      resources: {
        Orders: store('personal', KEY_ARN),
        Prices: store('internal', '1234abcd-12ab-34cd-56ef-1234567890ab'),
        Queue: queue('personal', 'alias/shop'),
        Other: queue('internal', 'alias/shop'),
      },
      at: { 'Test/Orders': /internal \('Test\/Prices'\)/, 'Test/Queue': /internal \('Test\/Other'\)/ },
    },
    "the CDK's bucket and log group under one key": {
      build: (stack) => {
        const encryptionKey = new Key(stack, 'Key');
        declarePersonal(new Bucket(stack, 'Orders', { encryption: BucketEncryption.KMS, encryptionKey }));
        new LogGroup(stack, 'Log', { encryptionKey });
      },
      at: { 'Test/Key/Resource': [/personal \('Test\/Orders/, /logs \('Test\/Log/] },
    },
  },
  notApplicable: {
    'a key that encrypts no store, and a store under a key of the templates': {
      resources: { Key: key(), Other: key(), Orders: store('personal') },
      at: ['Test/Other', 'Test/Orders'],
    },
  },
};
