import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Tags } from 'aws-cdk-lib/core';
import { purposeStated } from '../../../../lib/compliance/rules/classification/purpose-stated';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { AT, bucket, INTERNAL, listOf, PERSONAL, perhaps, SENSITIVE, UNKNOWN } from './fixtures';

const PURPOSES = 'strongroom:purposes';
const SUBJECTS = 'strongroom:subjects';
const but = (tags: Readonly<Record<string, unknown>>) => bucket({ ...PERSONAL, ...tags });

export const CASES: RuleCases = {
  rule: purposeStated,
  compliant: {
    'a store that says what for, and whom its data is about': { ...but({}), at: AT },
    'several purposes and subjects': { ...but({ [PURPOSES]: 'orders billing', [SUBJECTS]: 'customers minors' }), at: AT },
    'sensitive data': { ...bucket(SENSITIVE), at: AT },
    "a queue of the CDK's": { build: (stack) => personalAsset().tag(new Queue(stack, 'Orders')), at: ['Test/Orders/Resource'] },
  },
  violations: {
    'no purpose': {
      ...but({ [PURPOSES]: undefined }),
      at: { 'Test/Store': /^the store has no tag 'strongroom:purposes' in Properties\.Tags$/ },
    },
    'no subjects': {
      ...but({ [SUBJECTS]: undefined }),
      at: { 'Test/Store': /^the store has no tag 'strongroom:subjects' in Properties\.Tags$/ },
    },
    'neither, of sensitive data': {
      ...bucket({ ...SENSITIVE, [PURPOSES]: '', [SUBJECTS]: undefined }),
      at: { 'Test/Store': /no tag 'strongroom:subjects' and tag 'strongroom:purposes'/ },
    },
    'a purpose of spaces': { ...but({ [PURPOSES]: ' ' }), at: { 'Test/Store': /purposes: got \[\]; at least one/ } },
    'a purpose that is no word': { ...but({ [PURPOSES]: 'orders !' }), at: { 'Test/Store': /purposes\[1\]: got '!'/ } },
    'a subject that is no word': {
      ...but({ [SUBJECTS]: '*' }),
      at: { 'Test/Store': /^the tag 'strongroom:subjects' is not valid: subjects\[0\]: got '\*'; letters/ },
    },
    'a purpose that only the deployment knows': {
      ...but({ [PURPOSES]: UNKNOWN }),
      at: { 'Test/Store': /^only the deployment knows the value of the tag 'strongroom:purposes'/ },
    },
    'a purpose that a condition may leave out': {
      resources: {
        Store: {
          Type: 'AWS::S3::Bucket',
          Properties: { Tags: [...listOf({ ...PERSONAL, [PURPOSES]: undefined }), perhaps(PURPOSES, 'orders')] },
        },
      },
      at: { 'Test/Store': /only the deployment knows/ },
    },
    'one replica of a table without': {
      resources: {
        Store: {
          Type: 'AWS::DynamoDB::GlobalTable',
          Properties: {
            Replicas: [PERSONAL, { ...PERSONAL, [PURPOSES]: undefined }].map((tags) => ({
              Region: 'eu-central-1',
              Tags: listOf(tags),
            })),
          },
        },
      },
      at: { 'Test/Store': /in Properties\.Replicas\.1\.Tags$/ },
    },
    "a queue of the CDK's": {
      build: (stack) => {
        new Queue(stack, 'Orders');
        for (const [key, value] of Object.entries(personalAsset().tags())) if (key !== PURPOSES) Tags.of(stack).add(key, value);
      },
      at: { 'Test/Orders/Resource': /no tag 'strongroom:purposes'/ },
    },
  },
  notApplicable: {
    'a store of anything else': { ...bucket(INTERNAL), at: AT },
    'a store that declares nothing': { ...bucket({}), at: AT },
    'a store of an unknown category': { ...bucket({ 'strongroom:category': 'pii' }), at: AT },
  },
};
