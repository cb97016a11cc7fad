import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { NestedStack, Stack } from 'aws-cdk-lib/core';
import { staysInResidency } from '../../../../lib/compliance/rules/residency/stays-in-residency';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { AT, either, internal, PARAMETER, resource, stack, store, tags } from './fixtures';

const RESIDENCY = 'strongroom:residency';
const bucket = (residency: unknown) => ({ resources: { Store: store('AWS::S3::Bucket', {}, { [RESIDENCY]: residency }) } });
const table = (...replicas: (readonly [region: unknown, residency: string])[]) => ({
  resources: {
    Store: resource('AWS::DynamoDB::GlobalTable', {
      Replicas: replicas.map(([Region, residency]) => ({ Region, Tags: tags({ [RESIDENCY]: residency }) })),
    }),
  },
});
const HERE = 'eu-central-1';

export const CASES: RuleCases = {
  rule: staysInResidency,
  compliant: {
    'a store in one of the regions of its residency': { ...bucket('eu-west-1 eu-central-1'), at: AT },
    'replicas, each in a region of the residency': {
      ...table([HERE, 'eu-central-1 eu-west-1'], ['eu-west-1', 'eu-central-1 eu-west-1']),
      at: AT,
    },
    'a replica in the region of the stack': { ...table([{ Ref: 'AWS::Region' }, HERE]), at: AT },
    "a bucket of the CDK's, in a nested stack": {
      build: (scope) => personalAsset().tag(new Bucket(new NestedStack(scope, 'Inner'), 'Orders')),
      at: ['Test/Inner/Orders/Resource'],
    },
  },
  violations: {
    'a store in another region': {
      ...bucket('eu-west-1 eu-north-1'),
      at: { 'Test/Store': /^the store is in 'eu-central-1', outside the residency of its data \(eu-west-1, eu-north-1\)$/ },
    },
    'a residency that only begins as the region does': {
      ...bucket('eu-central-2'),
      at: { 'Test/Store': /is in 'eu-central-1'/ },
    },
    'no residency': {
      ...bucket(undefined),
      at: { 'Test/Store': /^the store has no tag 'strongroom:residency' in Properties\.Tags$/ },
    },
    'an empty residency': { ...bucket(''), at: { 'Test/Store': /no tag 'strongroom:residency'/ } },
    'a residency that only the deployment knows': {
      ...bucket(PARAMETER),
      at: { 'Test/Store': /^only the deployment knows the value of the tag 'strongroom:residency'/ },
    },
    'a residency that a condition decides': {
      ...bucket(either('eu-central-1', 'us-east-1')),
      at: { 'Test/Store': /only the deployment knows/ },
    },
    'a region that is none': {
      ...bucket('eu-central-1 mars-1'),
      at: { 'Test/Store': /^the tag 'strongroom:residency' is not valid: residency\[1\]: got 'mars-1'; a region's code/ },
    },
    'regions of two partitions': {
      ...bucket('eu-central-1 cn-north-1'),
      at: { 'Test/Store': /residency: got \["eu-central-1","cn-north-1"\]; regions of one partition/ },
    },
    'a replica in another region': {
      ...table([HERE, HERE], ['us-east-1', HERE]),
      at: { 'Test/Store': /^the store is in 'us-east-1', outside the residency of its data \(eu-central-1\)$/ },
    },
    'a replica of which nobody knows the region': {
      ...table([HERE, HERE], [PARAMETER, HERE]),
      at: { 'Test/Store': /^only the deployment knows the region of the store/ },
    },
    'a replica without a region': {
      ...table([HERE, HERE], [undefined, HERE]),
      at: { 'Test/Store': /^only the deployment knows the region of the store/ },
    },
    'a stack that can be deployed to any region': {
      sources: [{ name: 'Test', template: { Resources: bucket('eu-central-1').resources } }],
      at: { 'Test/Store': /^only the deployment knows the region of the store, and its data may be in eu-central-1 alone$/ },
    },
    'one store of two stacks': {
      sources: [
        stack('Test', bucket('eu-central-1').resources),
        stack('Abroad', bucket('eu-central-1').resources, { region: 'us-east-1' }),
      ],
      at: { 'Abroad/Store': /is in 'us-east-1'/ },
    },
    "stores of the CDK's, in a stack of its own": {
      build: (scope) => {
        const abroad = new Stack(scope.node.root, 'Abroad', { env: { account: '123456789012', region: 'us-east-1' } });
        personalAsset().tag(new Bucket(abroad, 'Orders'));
        personalAsset().tag(new TableV2(abroad, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING } }));
      },
      at: { 'Abroad/Orders/Resource': /is in 'us-east-1'/, 'Abroad/Table/Resource': /is in 'us-east-1'/ },
    },
  },
  notApplicable: {
    'a store of anything else, in another region': {
      sources: [stack('Test', { Store: internal('AWS::S3::Bucket') }, { region: 'us-east-1' })],
      at: AT,
    },
    'a store of anything else, in any region': {
      sources: [{ name: 'Test', template: { Resources: { Store: internal('AWS::S3::Bucket') } } }],
      at: AT,
    },
    'what holds no data': { resources: { Store: resource('AWS::IAM::Role') }, at: AT },
  },
};
