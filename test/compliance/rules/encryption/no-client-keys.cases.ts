import { BlockedEncryptionType, Bucket } from 'aws-cdk-lib/aws-s3';
import { CustomerDataBucket } from '../../../../lib';
import { noClientKeys } from '../../../../lib/compliance/rules/encryption/no-client-keys';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { attribute, declarePersonal, either, NO_VALUE, personal, resource, tagged, UNKNOWN } from './fixtures';

const bucket = (BlockedEncryptionTypes?: unknown) =>
  personal('AWS::S3::Bucket', {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BlockedEncryptionTypes }],
    },
  });
const objects = { 'Fn::Join': ['', [attribute('Orders'), '/*']] };
const refusal = (change: object = {}, more: object = {}) =>
  resource(
    'AWS::S3::BucketPolicy',
    {
      Bucket: { Ref: 'Orders' },
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:PutObject',
            Resource: objects,
            Condition: { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } },
            ...change,
          },
        ],
      },
    },
    more,
  );
const OPEN = /keys that the writer brings along/;
const unlike = (Policy: object) => ({ resources: { Orders: bucket(), Policy }, at: { 'Test/Orders': OPEN } });

export const CASES: RuleCases = {
  rule: noClientKeys,
  compliant: {
    'SSE-C is blocked': {
      resources: {
        Orders: bucket({ EncryptionType: ['SSE-C'] }),
        Either: bucket({ EncryptionType: either(['SSE-C'], ['NONE', 'SSE-C']) }),
      },
      at: ['Test/Orders', 'Test/Either'],
    },
    'the policy refuses it': {
      resources: { Orders: bucket(), Policy: refusal() },
      at: ['Test/Orders'],
    },
    "the CDK's bucket that blocks it, and ours": {
      build: (stack) => {
        declarePersonal(new Bucket(stack, 'Plain', { blockedEncryptionTypes: [BlockedEncryptionType.SSE_C] }));
        new CustomerDataBucket(stack, 'Ours', { asset: personalAsset() });
      },
      at: ['Test/Plain/Resource', 'Test/Ours/Resource/Resource'],
    },
  },
  violations: {
    'nothing is said, or something else': {
      resources: {
        Silent: personal('AWS::S3::Bucket'),
        Rule: bucket(),
        None: bucket({ EncryptionType: ['NONE'] }),
        Empty: bucket({ EncryptionType: [] }),
      },
      at: {
        'Test/Silent': /'BlockedEncryptionTypes' has nothing/,
        'Test/Rule': OPEN,
        'Test/None': /'NONE'/,
        'Test/Empty': OPEN,
      },
    },
    'what a condition or only the deployment decides': {
      resources: {
        Condition: bucket(either({ EncryptionType: ['SSE-C'] }, NO_VALUE)),
        Parameter: bucket({ EncryptionType: UNKNOWN }),
      },
      at: { 'Test/Condition': OPEN, 'Test/Parameter': /only the deployment knows/ },
    },
    'a policy that refuses less': unlike(refusal({ Resource: { 'Fn::Join': ['', [attribute('Orders'), '/in/*']] } })),
    'a policy that refuses it to some': unlike(refusal({ Principal: { AWS: 'arn:aws:iam::123456789012:role/shop' } })),
    'a policy that refuses something else': unlike(refusal({ Action: 's3:GetObject' })),
    'a policy that refuses what is not SSE-C': unlike(
      refusal({ Condition: { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'true' } } }),
    ),
    'a policy that is there under a condition': unlike(refusal({}, { Condition: 'IsProduction' })),
    "the CDK's bucket as it is": {
      build: (stack) => declarePersonal(new Bucket(stack, 'Plain')),
      at: { 'Test/Plain/Resource': OPEN },
    },
  },
  notApplicable: {
    'a bucket of nothing about persons': {
      resources: { Logs: resource('AWS::S3::Bucket', tagged('internal')) },
      at: ['Test/Logs'],
    },
  },
};
