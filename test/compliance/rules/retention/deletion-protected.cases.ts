import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { CfnLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { CfnDBCluster } from 'aws-cdk-lib/aws-rds';
import { CustomerDataTable, Profile } from '../../../../lib';
import { deletionProtected } from '../../../../lib/compliance/rules/retention/deletion-protected';
import { provideProfile } from '../../../../lib/profile';
import { ENVIRONMENT } from '../../../support/app';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { either, NO_VALUE, PARAMETER, store, tags } from './fixtures';

const at = ['Test/Store'];
const one = (type: string, properties = {}, overrides = {}) => ({ resources: { Store: store(type, properties, overrides) } });
const TABLE = 'AWS::DynamoDB::Table';
const partitionKey = { name: 'id', type: AttributeType.STRING };
const replica = (region: string, protection: unknown) => ({
  Region: region,
  DeletionProtectionEnabled: protection,
  Tags: tags(),
});
const globalTable = (...replicas: unknown[]) => ({
  resources: { Store: { Type: 'AWS::DynamoDB::GlobalTable', Properties: { Replicas: replicas } } },
});

const PROTECTION = { Key: 'deletion_protection.enabled', Value: 'true' };
const balancer = (attributes?: unknown) => ({
  Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  Properties: attributes === undefined ? {} : { LoadBalancerAttributes: attributes },
});
/** A load balancer beside a store of data about persons. */
const beside = (attributes?: unknown, overrides = {}) => ({
  resources: { Balancer: balancer(attributes), Bucket: store('AWS::S3::Bucket', {}, overrides) },
});

/** Where each type has its protection, and what it is when it is on, and when it is off. */
const TYPES: readonly (readonly [type: string, property: string, on: unknown, off: unknown])[] = [
  ['AWS::Cognito::UserPool', 'DeletionProtection', 'ACTIVE', 'INACTIVE'],
  ['AWS::DSQL::Cluster', 'DeletionProtectionEnabled', true, false],
  ['AWS::DocDB::DBCluster', 'DeletionProtection', true, false],
  ['AWS::DynamoDB::Table', 'DeletionProtectionEnabled', 'true', 'false'],
  ['AWS::Neptune::DBCluster', 'DeletionProtection', true, false],
  ['AWS::NeptuneGraph::Graph', 'DeletionProtection', true, false],
  ['AWS::OpenSearchServerless::Collection', 'DeletionProtection', 'ENABLED', 'DISABLED'],
  ['AWS::RDS::DBCluster', 'DeletionProtection', true, false],
  ['AWS::RDS::DBInstance', 'DeletionProtection', true, false],
];

export const CASES: RuleCases = {
  rule: deletionProtected,
  compliant: {
    ...Object.fromEntries(TYPES.map(([type, property, on]) => [`${type}, protected`, { ...one(type, { [property]: on }), at }])),
    'a global table, each replica': { ...globalTable(replica('eu-central-1', true), replica('eu-west-1', true)), at },
    'a load balancer beside data': {
      ...beside([{ Key: 'idle_timeout.timeout_seconds', Value: '60' }, PROTECTION]),
      at: ['Test/Balancer'],
    },
    'a load balancer with another attribute by a condition': {
      ...beside([either({ Key: 'access_logs.s3.enabled', Value: 'true' }, NO_VALUE), PROTECTION]),
      at: ['Test/Balancer'],
    },
    'our own table': {
      build: (stack) => {
        new CustomerDataTable(stack, 'Baskets', { asset: personalAsset(), partitionKey });
      },
      at: ['Test/Baskets/Resource/Resource'],
    },
    'stores of the CDK': {
      build: (stack) => {
        personalAsset().tag(new Table(stack, 'Baskets', { partitionKey, deletionProtection: true }));
        personalAsset().tag(new CfnDBCluster(stack, 'Orders', { deletionProtection: true }));
        new CfnLoadBalancer(stack, 'Balancer', { loadBalancerAttributes: [{ key: PROTECTION.Key, value: 'true' }] });
      },
      at: ['Test/Baskets/Resource', 'Test/Orders', 'Test/Balancer'],
    },
  },
  violations: {
    ...Object.fromEntries(
      TYPES.flatMap(([type, property, , off]) => [
        [
          `${type}, not protected`,
          { ...one(type, { [property]: off }), at: { 'Test/Store': new RegExp(`its deletion protection is '?${off}`) } },
        ],
        [
          `${type}, by default`,
          { ...one(type), at: { 'Test/Store': /one call can delete it: its deletion protection is nothing/ } },
        ],
      ]),
    ),
    'by a condition': { ...one(TABLE, { DeletionProtectionEnabled: either(true, false) }), at: { 'Test/Store': /is false/ } },
    'absent by a condition': {
      ...one(TABLE, { DeletionProtectionEnabled: either(true, NO_VALUE) }),
      at: { 'Test/Store': /is nothing/ },
    },
    'a parameter': { ...one(TABLE, { DeletionProtectionEnabled: PARAMETER }), at: { 'Test/Store': /only the deployment knows/ } },
    'one replica of a global table': {
      ...globalTable(replica('eu-central-1', true), replica('eu-west-1', undefined)),
      at: { 'Test/Store': /is nothing/ },
    },
    'a global table of which one replica alone is disposable': {
      ...globalTable({ Region: 'eu-central-1', Tags: tags({ 'strongroom:disposable': 'true' }) }, replica('eu-west-1', false)),
      at: { 'Test/Store': /is nothing or false/ },
    },
    'a load balancer without attributes': { ...beside(), at: { 'Test/Balancer': /its deletion protection is nothing/ } },
    'a load balancer whose protection is off': {
      ...beside([{ ...PROTECTION, Value: 'false' }]),
      at: { 'Test/Balancer': /is 'false'/ },
    },
    'a load balancer whose protection is there by a condition': {
      ...beside([either(PROTECTION, NO_VALUE)]),
      at: { 'Test/Balancer': /is nothing/ },
    },
    'a load balancer whose attributes are a parameter': {
      ...beside(PARAMETER),
      at: { 'Test/Balancer': /only the deployment knows/ },
    },
    'a load balancer in another stack than the data': {
      sources: [
        { name: 'Web', template: { Resources: { Balancer: balancer() } }, environment: ENVIRONMENT },
        { name: 'Data', template: { Resources: one('AWS::S3::Bucket').resources }, environment: ENVIRONMENT },
      ],
      at: { 'Web/Balancer': /is nothing/ },
    },
    'a table of the CDK': {
      build: (stack) => personalAsset().tag(new Table(stack, 'Baskets', { partitionKey })),
      at: { 'Test/Baskets/Resource': /its deletion protection is nothing/ },
    },
  },
  notApplicable: {
    'a table of internal data': { ...one(TABLE, {}, { 'strongroom:category': 'internal' }), at },
    'a table of made-up data': { ...one(TABLE, {}, { 'strongroom:disposable': 'true' }), at },
    'our own table in a disposable environment': {
      build: (stack) => {
        provideProfile(stack, Profile.DEV);
        new CustomerDataTable(stack, 'Baskets', { asset: personalAsset(), partitionKey });
      },
      at: ['Test/Baskets/Resource/Resource'],
    },
    'a load balancer where no data about persons is': { resources: { Balancer: balancer() }, at: ['Test/Balancer'] },
    'a load balancer beside made-up data': { ...beside(undefined, { 'strongroom:disposable': 'true' }), at: ['Test/Balancer'] },
    'a load balancer in another region than the data': {
      sources: [
        { name: 'Web', template: { Resources: { Balancer: balancer() } }, environment: { ...ENVIRONMENT, region: 'eu-west-1' } },
        { name: 'Data', template: { Resources: one('AWS::S3::Bucket').resources }, environment: ENVIRONMENT },
      ],
      at: ['Web/Balancer'],
    },
  },
};
