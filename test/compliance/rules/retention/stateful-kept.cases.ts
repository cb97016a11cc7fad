import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { CustomerDataBucket, CustomerDataTable, Profile } from '../../../../lib';
import { statefulKept } from '../../../../lib/compliance/rules/retention/stateful-kept';
import { provideProfile } from '../../../../lib/profile';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { either, NO_VALUE, PARAMETER, store } from './fixtures';

const at = ['Test/Store'];
const KEPT = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
const kept = (type: string, policies: Record<string, unknown>, tags = {}) => ({
  resources: { Store: { ...store(type, {}, tags), ...policies } },
});
const BUCKET = 'AWS::S3::Bucket';
const partitionKey = { name: 'id', type: AttributeType.STRING };

export const CASES: RuleCases = {
  rule: statefulKept,
  compliant: {
    'a bucket that is retained': { ...kept(BUCKET, KEPT), at },
    'but for its creation': { ...kept(BUCKET, { ...KEPT, DeletionPolicy: 'RetainExceptOnCreate' }), at },
    'a database of which a snapshot is kept': {
      ...kept('AWS::RDS::DBInstance', { DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' }),
      at,
    },
    'a database, whose snapshot is kept by default when it is deleted': {
      ...kept('AWS::RDS::DBInstance', { UpdateReplacePolicy: 'Snapshot' }),
      at,
    },
    'a user pool': { ...kept('AWS::Cognito::UserPool', KEPT), at },
    'one policy or the other': {
      ...kept('AWS::Redshift::Cluster', { ...KEPT, DeletionPolicy: either('Retain', 'Snapshot') }),
      at,
    },
    'our own stores': {
      build: (stack) => {
        new CustomerDataBucket(stack, 'Orders', { asset: personalAsset() });
        new CustomerDataTable(stack, 'Baskets', { asset: personalAsset({ name: 'baskets' }), partitionKey });
      },
      at: ['Test/Orders/Resource/Resource', 'Test/Baskets/Resource/Resource'],
    },
    'stores of the CDK, which retains them by default': {
      build: (stack) => {
        personalAsset().tag(new Bucket(stack, 'Orders'));
        personalAsset().tag(new Table(stack, 'Baskets', { partitionKey }));
      },
      at: ['Test/Orders/Resource', 'Test/Baskets/Resource'],
    },
  },
  violations: {
    'a bucket without policies': {
      ...kept(BUCKET, {}),
      at: {
        'Test/Store': [
          /go when its stack is deleted: its DeletionPolicy is absent, which is 'Delete'/,
          /go when an update replaces it: its UpdateReplacePolicy is absent, which is 'Delete'/,
        ],
      },
    },
    'a policy that deletes': {
      ...kept(BUCKET, { ...KEPT, DeletionPolicy: 'Delete' }),
      at: { 'Test/Store': /^[^\n]*its DeletionPolicy is 'Delete'$/ },
    },
    'a table that is replaced': {
      ...kept('AWS::DynamoDB::Table', { DeletionPolicy: 'Retain' }),
      at: { 'Test/Store': /^[^\n]*its UpdateReplacePolicy is absent/ },
    },
    'a database that is replaced, for which there is no such default': {
      ...kept('AWS::RDS::DBCluster', {}),
      at: { 'Test/Store': /^[^\n]*its UpdateReplacePolicy is absent, which is 'Delete'$/ },
    },
    'a policy by a condition': {
      ...kept(BUCKET, { ...KEPT, DeletionPolicy: either('Retain', 'Delete') }),
      at: { 'Test/Store': /is 'Delete'/ },
    },
    'a policy that is absent by a condition': {
      ...kept(BUCKET, { ...KEPT, DeletionPolicy: either('Retain', NO_VALUE) }),
      at: { 'Test/Store': /absent, which is 'Delete'/ },
    },
    'a policy that is a parameter': {
      ...kept(BUCKET, { ...KEPT, UpdateReplacePolicy: PARAMETER }),
      at: { 'Test/Store': /only the deployment knows/ },
    },
    'a policy of deletion that is none of replacement': {
      ...kept(BUCKET, { ...KEPT, UpdateReplacePolicy: 'RetainExceptOnCreate' }),
      at: { 'Test/Store': /its UpdateReplacePolicy is 'RetainExceptOnCreate'/ },
    },
    'a bucket that is emptied with its stack': {
      ...kept(BUCKET, KEPT, { 'aws-cdk:auto-delete-objects': 'true' }),
      at: { 'Test/Store': /has the bucket emptied with its stack/ },
    },
    'a store that nearly says that it is disposable': {
      ...kept(BUCKET, {}, { 'strongroom:disposable': 'yes' }),
      at: { 'Test/Store': /absent/ },
    },
    ...Object.fromEntries(
      [
        'AWS::DocDB::DBCluster',
        'AWS::EC2::Volume',
        'AWS::MemoryDB::Cluster',
        'AWS::OpenSearchService::Domain',
        'AWS::Timestream::Table',
      ].map((type) => [type, { ...kept(type, {}), at: { 'Test/Store': /its DeletionPolicy is absent/ } }]),
    ),
    'a store of the CDK that is destroyed': {
      build: (stack) =>
        personalAsset().tag(new Bucket(stack, 'Orders', { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true })),
      at: { 'Test/Orders/Resource': [/its DeletionPolicy is 'Delete'/, /has the bucket emptied/] },
    },
    'an L1 without a policy': {
      build: (stack) => personalAsset().tag(new CfnBucket(stack, 'Orders')),
      at: { 'Test/Orders': /its DeletionPolicy is absent/ },
    },
  },
  notApplicable: {
    'a store of made-up data': { ...kept(BUCKET, {}, { 'strongroom:disposable': 'true' }), at },
    'our own stores in a disposable environment': {
      build: (stack) => {
        provideProfile(stack, Profile.DEV);
        new CustomerDataBucket(stack, 'Orders', { asset: personalAsset() });
        new CustomerDataTable(stack, 'Baskets', { asset: personalAsset({ name: 'baskets' }), partitionKey });
      },
      at: ['Test/Orders/Resource/Resource', 'Test/Baskets/Resource/Resource'],
    },
    'a bucket of internal data': { ...kept(BUCKET, {}, { 'strongroom:category': 'internal' }), at },
    'a queue, through which data passes': { ...kept('AWS::SQS::Queue', {}), at },
    'an instance of a cluster': {
      resources: { Store: store('AWS::RDS::DBInstance', { DBClusterIdentifier: 'orders' }) },
      at,
    },
  },
};
