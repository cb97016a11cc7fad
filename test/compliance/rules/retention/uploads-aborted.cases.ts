import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';
import { CustomerDataBucket } from '../../../../lib';
import { uploadsAborted } from '../../../../lib/compliance/rules/retention/uploads-aborted';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { bucket, either, NO_VALUE, PARAMETER, store } from './fixtures';

const at = ['Test/Store'];
const one = (Store: Record<string, unknown>) => ({ resources: { Store } });
const after = (days: unknown) => ({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: days } });

export const CASES: RuleCases = {
  rule: uploadsAborted,
  compliant: {
    'a rule for the whole bucket': { ...one(bucket([after(7)])), at },
    'beside an expiration': { ...one(bucket([{ ...after('1'), ExpirationInDays: 90 }])), at },
    'in both cases of a condition': { ...one(bucket([after(either(7, 1))])), at },
    'a directory bucket': {
      ...one(
        store('AWS::S3Express::DirectoryBucket', { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ...after(1) }] } }),
      ),
      at,
    },
    'our own bucket': {
      build: (stack) => {
        new CustomerDataBucket(stack, 'Orders', { asset: personalAsset() });
      },
      at: ['Test/Orders/Resource/Resource'],
    },
    'a bucket of the CDK': {
      build: (stack) => {
        personalAsset().tag(
          new Bucket(stack, 'Orders', { lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }] }),
        );
      },
      at: ['Test/Orders/Resource'],
    },
  },
  violations: {
    'no lifecycle': { ...one(store('AWS::S3::Bucket')), at: { 'Test/Store': /unfinished uploads stay for ever/ } },
    'an expiration alone': { ...one(bucket([{ ExpirationInDays: 90 }])), at: { 'Test/Store': /stay for ever/ } },
    'a rule that is off': { ...one(bucket([{ ...after(1), Status: 'Disabled' }])), at: { 'Test/Store': /stay for ever/ } },
    'a rule for a prefix': { ...one(bucket([{ ...after(1), Prefix: 'in/' }])), at: { 'Test/Store': /stay for ever/ } },
    'a rule by a condition': {
      ...one(bucket([either({ Status: 'Enabled', ...after(1) }, NO_VALUE)])),
      at: { 'Test/Store': /stay for ever/ },
    },
    'days that are a parameter': { ...one(bucket([after(PARAMETER)])), at: { 'Test/Store': /only the deployment knows/ } },
    'later than data may be kept': {
      ...one(bucket([after(91)])),
      at: { 'Test/Store': /aborted after 91 days, and data may be kept for 90/ },
    },
    'a bucket of the CDK': {
      build: (stack) => personalAsset().tag(new Bucket(stack, 'Orders')),
      at: { 'Test/Orders/Resource': /stay for ever/ },
    },
  },
  notApplicable: {
    'a bucket of internal data': { ...one(store('AWS::S3::Bucket', {}, { 'strongroom:category': 'internal' })), at },
    'a bucket that nobody declared': { ...one({ Type: 'AWS::S3::Bucket' }), at },
  },
};
