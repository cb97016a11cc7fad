import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Tags } from 'aws-cdk-lib/core';
import { ownerNamed } from '../../../../lib/compliance/rules/classification/owner-named';
import { declareOwn } from '../../../../lib/declaration/own-data';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { AT, bucket, INTERNAL, PERSONAL, UNKNOWN } from './fixtures';

const OWNER = 'strongroom:owner';

export const CASES: RuleCases = {
  rule: ownerNamed,
  compliant: {
    'a store of data about persons that a team answers for': { ...bucket(PERSONAL), at: AT },
    'any other store that a team answers for': { ...bucket(INTERNAL), at: AT },
    'an owner of several words': { ...bucket({ ...INTERNAL, [OWNER]: 'Head of Sales' }), at: AT },
    "stores of the CDK's": {
      build: (stack) => {
        personalAsset().tag(new Bucket(stack, 'Orders'));
        declareOwn(new Bucket(stack, 'Logs'), 'audit-logs');
      },
      at: ['Test/Orders/Resource', 'Test/Logs/Resource'],
    },
  },
  violations: {
    'a store of data about persons without an owner': {
      ...bucket({ ...PERSONAL, [OWNER]: undefined }),
      at: { 'Test/Store': /^the store has no tag 'strongroom:owner' in Properties\.Tags$/ },
    },
    'any other store without an owner': {
      ...bucket({ ...INTERNAL, [OWNER]: undefined }),
      at: { 'Test/Store': /^the store has no tag 'strongroom:owner' in Properties\.Tags$/ },
    },
    'an empty owner': { ...bucket({ ...INTERNAL, [OWNER]: '' }), at: { 'Test/Store': /no tag 'strongroom:owner'/ } },
    'an owner of spaces': { ...bucket({ ...INTERNAL, [OWNER]: ' ' }), at: { 'Test/Store': /is not valid: owner: got ' '/ } },
    'an owner that is no name': { ...bucket({ ...PERSONAL, [OWNER]: '???' }), at: { 'Test/Store': /owner: got '\?\?\?'/ } },
    'an owner that only the deployment knows': {
      ...bucket({ ...INTERNAL, [OWNER]: UNKNOWN }),
      at: { 'Test/Store': /^only the deployment knows the value of the tag 'strongroom:owner'/ },
    },
    'one replica of a table without': {
      resources: {
        Store: {
          Type: 'AWS::DynamoDB::GlobalTable',
          Properties: {
            Replicas: [
              { Region: 'eu-central-1', Tags: [{ Key: OWNER, Value: 'shop-team' }] },
              { Region: 'eu-west-1', Tags: [{ Key: 'strongroom:category', Value: 'internal' }] },
            ],
          },
        },
      },
      at: { 'Test/Store': /^the store has no tag 'strongroom:owner' in Properties\.Replicas\.1\.Tags$/ },
    },
    "a bucket of the CDK's": {
      build: (stack) => Tags.of(new Bucket(stack, 'Orders')).add('strongroom:asset', 'orders'),
      at: { 'Test/Orders/Resource': /no tag 'strongroom:owner'/ },
    },
  },
  notApplicable: {
    'a store that declares nothing, which is for CustomerDataDeclared': { ...bucket({}), at: AT },
    'what holds no data': { resources: { Store: { Type: 'AWS::IAM::Role' } }, at: AT },
    'an instance of a cluster': {
      resources: { Store: { Type: 'AWS::RDS::DBInstance', Properties: { DBClusterIdentifier: 'shop' } } },
      at: AT,
    },
  },
};
