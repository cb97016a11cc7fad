import { BackupVault } from 'aws-cdk-lib/aws-backup';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { AttributeType, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { CfnFileSystem } from 'aws-cdk-lib/aws-efs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { CfnResource, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { customerDataDeclared } from '../../lib/compliance/rules/customer-data-declared';
import { STORE_TYPES } from '../../lib/compliance/store-types';
import { declareOwn } from '../../lib/declaration/own-data';
import { ENVIRONMENT, testApp, testStack } from '../support/app';
import { personalAsset } from '../support/assets';
import { outcomes, pathsWithFindings, violationsOf } from './verdicts';

const TAGS = { 'strongroom:asset': 'orders', 'strongroom:category': 'personal' };
const TAG_LIST = Object.entries(TAGS).map(([Key, Value]) => ({ Key, Value }));

function one(Type: string, Properties: Record<string, unknown> = {}) {
  return { Store: { Type, Properties } };
}

function outcome(type: string, properties: Record<string, unknown> = {}) {
  return outcomes(customerDataDeclared, one(type, properties))['Store'];
}

test.each(STORE_TYPES)('%s without tags is a violation', (type) => {
  expect(outcome(type)).toBe('violation');
});

test.each([
  ['AWS::S3::Bucket', { Tags: TAG_LIST }],
  ['AWS::MSK::Cluster', { Tags: TAGS }],
  ['AWS::DAX::Cluster', { Tags: TAGS }],
  ['AWS::EFS::FileSystem', { FileSystemTags: TAG_LIST }],
  ['AWS::Backup::BackupVault', { BackupVaultTags: TAGS }],
  ['AWS::Cognito::UserPool', { UserPoolTags: TAGS }],
  ['AWS::DynamoDB::GlobalTable', { Replicas: [{ Region: 'eu-central-1', Tags: TAG_LIST }] }],
])('%s is compliant with tags in the shape of its type', (type, properties) => {
  expect(outcome(type, properties)).toBe('compliant');
});

test.each([
  ['AWS::EFS::FileSystem', { Tags: TAG_LIST }],
  ['AWS::Backup::BackupVault', { Tags: TAGS }],
  ['AWS::Cognito::UserPool', { Tags: TAGS }],
  ['AWS::DynamoDB::GlobalTable', { Tags: TAG_LIST, Replicas: [{ Region: 'eu-central-1' }] }],
])('%s is not declared by tags where its type has none', (type, properties) => {
  expect(outcome(type, properties)).toBe('violation');
});

test('each replica of a global table needs the tags', () => {
  const replicas = [
    { Region: 'eu-central-1', Tags: TAG_LIST },
    { Region: 'eu-west-1', Tags: TAG_LIST.slice(0, 1) },
  ];
  expect(violationsOf(customerDataDeclared, one('AWS::DynamoDB::GlobalTable', { Replicas: replicas }))).toEqual([
    {
      location: 'Properties.Replicas.1.Tags',
      detail: "the store has no tag 'strongroom:category' in Properties.Replicas.1.Tags",
    },
  ]);
});

test('one of the two tags is not enough', () => {
  expect(violationsOf(customerDataDeclared, one('AWS::S3::Bucket', { Tags: TAG_LIST.slice(1) }))).toEqual([
    { location: 'Properties.Tags', detail: "the store has no tag 'strongroom:asset' in Properties.Tags" },
  ]);
});

test('an empty tag declares nothing', () => {
  expect(outcome('AWS::MSK::Cluster', { Tags: { ...TAGS, 'strongroom:asset': '' } })).toBe('violation');
});

test('a tag whose value only the deployment knows is a violation', () => {
  const tags = [{ Key: 'strongroom:asset', Value: { Ref: 'Asset' } }, TAG_LIST[1]];
  expect(violationsOf(customerDataDeclared, one('AWS::S3::Bucket', { Tags: tags }))).toEqual([
    {
      location: 'Properties.Tags',
      detail: "only the deployment knows the value of the tag 'strongroom:asset' in Properties.Tags",
    },
  ]);
});

test.each([
  ['all tags', { Tags: { 'Fn::If': ['Declared', TAG_LIST, []] } }],
  ['some tag', { Tags: [{ 'Fn::If': ['Declared', TAG_LIST[0], { Ref: 'AWS::NoValue' }] }] }],
])('a condition that decides on %s is a violation', (_, properties) => {
  expect(outcome('AWS::S3::Bucket', properties)).toBe('violation');
});

test('an instance of a database cluster is judged by its cluster', () => {
  expect(outcome('AWS::RDS::DBInstance', { DBClusterIdentifier: { Ref: 'Cluster' } })).toBe('not-applicable');
});

test('the constructs of the CDK are stores, and a data asset declares each', () => {
  const undeclared = storesOf(testStack(), () => {});
  expect(pathsWithFindings(undeclared, customerDataDeclared).sort()).toEqual([
    'Test/Bucket/Resource',
    'Test/Files',
    'Test/GlobalTable/Resource',
    'Test/L1',
    'Test/Logs/Resource',
    'Test/Queue/Resource',
    'Test/Raw',
    'Test/Secret/Resource',
    'Test/Table/Resource',
    'Test/Topic/Resource',
    'Test/Users/Resource',
    'Test/Vault/Resource',
  ]);
});

test("a data asset's tags reach every construct; a raw resource takes none", () => {
  const declared = storesOf(testStack(), (stack) => personalAsset().tag(stack));
  expect(pathsWithFindings(declared, customerDataDeclared)).toEqual(['Test/Raw']);
});

test("an operational store of Strongroom's own is declared as internal", () => {
  const stack = testStack();
  declareOwn(new Bucket(stack, 'Logs'), 'audit-logs');
  new Bucket(stack, 'Other');
  expect(pathsWithFindings(stack, customerDataDeclared)).toEqual(['Test/Other/Resource']);
  expect(() => declareOwn(stack, 'Audit logs')).toThrow("asset: got 'Audit logs'");
});

test('a raw resource is judged by its overrides', () => {
  const stack = testStack();
  const declared = new CfnResource(stack, 'Declared', { type: 'AWS::S3::Bucket' });
  declared.addPropertyOverride('Tags', TAG_LIST);
  const undeclared = new CfnBucket(stack, 'Undeclared', { tags: TAG_LIST.map(({ Key, Value }) => ({ key: Key, value: Value })) });
  undeclared.addPropertyDeletionOverride('Tags');
  expect(pathsWithFindings(stack, customerDataDeclared)).toEqual(['Test/Undeclared']);
});

test('stores in nested stacks and in stages are found', () => {
  const app = testApp();
  const stage = new Stage(app, 'Prod', { env: ENVIRONMENT });
  const stack = new Stack(stage, 'Data');
  new Bucket(new NestedStack(stack, 'Inner'), 'Deep');
  new Bucket(new Stack(app, 'Flat'), 'Shallow');
  expect(pathsWithFindings(app, customerDataDeclared)).toEqual(['Prod/Data/Inner/Deep/Resource', 'Flat/Shallow/Resource']);
});

function storesOf(stack: Stack, declare: (stack: Stack) => void): Stack {
  new Bucket(stack, 'Bucket');
  new CfnBucket(stack, 'L1');
  new CfnResource(stack, 'Raw', { type: 'AWS::S3::Bucket' });
  new Table(stack, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  new TableV2(stack, 'GlobalTable', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  new Queue(stack, 'Queue');
  new Topic(stack, 'Topic');
  new LogGroup(stack, 'Logs');
  new Secret(stack, 'Secret');
  new UserPool(stack, 'Users');
  new CfnFileSystem(stack, 'Files');
  new BackupVault(stack, 'Vault');
  declare(stack);
  return stack;
}
