import { BackupVault } from 'aws-cdk-lib/aws-backup';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { AttributeType, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { BlockDeviceVolume, LaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import { CfnFileSystem } from 'aws-cdk-lib/aws-efs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { CfnResource, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { STORE_TYPES } from '../../../../lib/compliance/facts/stores/store-types';
import { customerDataDeclared } from '../../../../lib/compliance/rules/classification/customer-data-declared';
import { declareOwn } from '../../../../lib/declaration/own-data';
import { ENVIRONMENT, testApp, testStack } from '../../../support/app';
import { personalAsset } from '../../../support/assets';
import { outcomes, pathsWithFindings, violationsOf } from '../../verdicts';

const TAGS = { 'strongroom:asset': 'orders', 'strongroom:category': 'internal' };
const TAG_LIST = listOf(TAGS);
const VOLUME = [{ DeviceName: '/dev/sdf', Ebs: { VolumeSize: 8 } }];

/** What a type needs to hold data at all. */
const HOLDING: Record<string, Record<string, unknown>> = {
  'AWS::AutoScaling::LaunchConfiguration': { BlockDeviceMappings: VOLUME },
  'AWS::EC2::Instance': { BlockDeviceMappings: VOLUME },
  'AWS::EC2::LaunchTemplate': { LaunchTemplateData: { BlockDeviceMappings: VOLUME } },
};

function listOf(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function one(Type: string, Properties: Record<string, unknown> = {}) {
  return { Store: { Type, Properties } };
}

function outcome(type: string, properties: Record<string, unknown> = {}) {
  return outcomes(customerDataDeclared, one(type, properties))['Store'];
}

test.each(STORE_TYPES)('%s without tags is a violation', (type) => {
  expect(outcome(type, HOLDING[type])).toBe('violation');
});

test.each([
  ['AWS::S3::Bucket', { Tags: TAG_LIST }],
  ['AWS::MSK::Cluster', { Tags: TAGS }],
  ['AWS::DAX::Cluster', { Tags: TAGS }],
  ['AWS::EFS::FileSystem', { FileSystemTags: TAG_LIST }],
  ['AWS::Backup::BackupVault', { BackupVaultTags: TAGS }],
  ['AWS::Cognito::UserPool', { UserPoolTags: TAGS }],
  ['AWS::DynamoDB::GlobalTable', { Replicas: [{ Region: 'eu-central-1', Tags: TAG_LIST }] }],
  ['AWS::EC2::Instance', { BlockDeviceMappings: VOLUME, Tags: TAG_LIST, PropagateTagsToVolumeOnCreation: true }],
  [
    'AWS::EC2::LaunchTemplate',
    { LaunchTemplateData: { BlockDeviceMappings: VOLUME, TagSpecifications: [{ ResourceType: 'volume', Tags: TAG_LIST }] } },
  ],
])('%s is compliant with tags in the shape of its type', (type, properties) => {
  expect(outcome(type, properties)).toBe('compliant');
});

test.each([
  ['AWS::EFS::FileSystem', { Tags: TAG_LIST }],
  ['AWS::Backup::BackupVault', { Tags: TAGS }],
  ['AWS::Cognito::UserPool', { Tags: TAGS }],
  ['AWS::DynamoDB::GlobalTable', { Tags: TAG_LIST, Replicas: [{ Region: 'eu-central-1' }] }],
  ['AWS::DynamoDB::GlobalTable', { Tags: TAG_LIST, Replicas: [] }],
  ['AWS::EC2::Instance', { BlockDeviceMappings: VOLUME, Tags: TAG_LIST }],
  ['AWS::EC2::Instance', { BlockDeviceMappings: VOLUME, Tags: TAG_LIST, PropagateTagsToVolumeOnCreation: false }],
  ['AWS::EC2::Instance', { BlockDeviceMappings: VOLUME, Tags: TAG_LIST, PropagateTagsToVolumeOnCreation: 'false' }],
  [
    'AWS::EC2::LaunchTemplate',
    { LaunchTemplateData: { BlockDeviceMappings: VOLUME, TagSpecifications: [{ ResourceType: 'instance', Tags: TAG_LIST }] } },
  ],
])('%s is not declared by tags where its type has none', (type, properties) => {
  expect(outcome(type, properties)).toBe('violation');
});

test('a violation is at the tags', () => {
  const replicas = [
    { Region: 'eu-central-1', Tags: TAG_LIST },
    { Region: 'eu-west-1', Tags: TAG_LIST.slice(1) },
  ];
  expect(violationsOf(customerDataDeclared, one('AWS::DynamoDB::GlobalTable', { Replicas: replicas }))).toEqual([
    { location: 'Properties.Replicas.1.Tags', detail: "the store has no tag 'strongroom:asset' in Properties.Replicas.1.Tags" },
  ]);
});

test.each([
  ['all tags', { Tags: { 'Fn::If': ['Declared', TAG_LIST, []] } }],
  ['some tag', { Tags: [{ 'Fn::If': ['Declared', TAG_LIST[0], { Ref: 'AWS::NoValue' }] }] }],
])('a condition that decides on %s is a violation', (_, properties) => {
  expect(outcome('AWS::S3::Bucket', properties)).toBe('violation');
});

describe('an instance of a database', () => {
  const inCluster = (DBClusterIdentifier: unknown) =>
    outcomes(customerDataDeclared, {
      Instance: { Type: 'AWS::RDS::DBInstance', Properties: { DBClusterIdentifier } },
      Cluster: { Type: 'AWS::RDS::DBCluster', Properties: { Tags: TAG_LIST } },
    })['Instance'];

  test.each([[{ Ref: 'Cluster' }], ['shop-cluster']])('is judged by its cluster %j', (cluster) => {
    expect(inCluster(cluster)).toBe('not-applicable');
  });

  test.each([
    [{ Ref: 'AWS::NoValue' }],
    [{ 'Fn::If': ['Clustered', { Ref: 'Cluster' }, { Ref: 'AWS::NoValue' }] }],
    [{ Ref: 'Parameter' }],
    [''],
  ])('is a store when its cluster is %j', (cluster) => {
    expect(inCluster(cluster)).toBe('violation');
  });
});

describe('volumes of instances', () => {
  test.each([
    ['AWS::EC2::Instance', {}],
    ['AWS::EC2::Instance', { BlockDeviceMappings: [{ DeviceName: '/dev/sdf', NoDevice: {} }] }],
    ['AWS::EC2::LaunchTemplate', { LaunchTemplateData: { ImageId: 'ami-1' } }],
  ])('%s with %j declares none', (type, properties) => {
    expect(outcome(type, properties)).toBe('not-applicable');
  });

  test.each([
    ['AWS::EC2::Instance', { BlockDeviceMappings: { 'Fn::If': ['Disks', VOLUME, []] } }],
    ['AWS::EC2::Instance', { BlockDeviceMappings: [{ 'Fn::If': ['Disk', VOLUME[0], { Ref: 'AWS::NoValue' }] }] }],
    ['AWS::EC2::LaunchTemplate', { LaunchTemplateData: { 'Fn::If': ['Big', { BlockDeviceMappings: VOLUME }, {}] } }],
  ])('%s with %j may have some', (type, properties) => {
    expect(outcome(type, properties)).toBe('violation');
  });

  test("the CDK's launch template tags them", () => {
    const stack = testStack();
    const blockDevices = [{ deviceName: '/dev/sdf', volume: BlockDeviceVolume.ebs(8) }];
    personalAsset().tag(new LaunchTemplate(stack, 'Declared', { blockDevices }));
    new LaunchTemplate(stack, 'Undeclared', { blockDevices });
    expect(pathsWithFindings(stack, customerDataDeclared)).toEqual(['Test/Undeclared/Resource']);
  });
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
