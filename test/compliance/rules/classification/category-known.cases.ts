import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Tags } from 'aws-cdk-lib/core';
import { categoryKnown } from '../../../../lib/compliance/rules/classification/category-known';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { AT, bucket, INTERNAL, UNKNOWN } from './fixtures';

const CATEGORY = 'strongroom:category';
const of = (category: unknown) => bucket({ ...INTERNAL, [CATEGORY]: category });

export const CASES: RuleCases = {
  rule: categoryKnown,
  compliant: {
    ...Object.fromEntries(
      ['public', 'internal', 'personal', 'sensitive-personal'].map((category) => [category, { ...of(category), at: AT }]),
    ),
    "a bucket of the CDK's that an asset declares": {
      build: (stack) => personalAsset().tag(new Bucket(stack, 'Orders')),
      at: ['Test/Orders/Resource'],
    },
  },
  violations: {
    ...Object.fromEntries(
      ['banana', 'Personal', 'personal ', 'confidential'].map((category) => [
        `'${category}'`,
        {
          ...of(category),
          at: {
            'Test/Store': new RegExp(
              `^the tag 'strongroom:category' is not valid: category: got '${category}'; one of public, internal, personal, sensitive-personal$`,
            ),
          },
        },
      ]),
    ),
    'a replica with a category of its own': {
      resources: {
        Store: {
          Type: 'AWS::DynamoDB::GlobalTable',
          Properties: {
            Replicas: ['personal', 'secret'].map((Value) => ({ Region: 'eu-west-1', Tags: [{ Key: CATEGORY, Value }] })),
          },
        },
      },
      at: { 'Test/Store': /category: got 'secret'/ },
    },
    "a bucket of the CDK's": {
      build: (stack) => {
        Tags.of(stack).add(CATEGORY, 'pii');
        new Bucket(stack, 'Orders');
      },
      at: { 'Test/Orders/Resource': /category: got 'pii'/ },
    },
  },
  notApplicable: {
    'a store without a category, which CustomerDataDeclared reports': { ...of(undefined), at: AT },
    'one that is empty': { ...of(''), at: AT },
    'one that only the deployment knows': { ...of(UNKNOWN), at: AT },
    'what holds no data': { resources: { Store: { Type: 'AWS::IAM::Role' } }, at: AT },
  },
};
