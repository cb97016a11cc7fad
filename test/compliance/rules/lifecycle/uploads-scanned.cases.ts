import { CfnMalwareProtectionPlan } from 'aws-cdk-lib/aws-guardduty';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Tags } from 'aws-cdk-lib/core';
import { uploadsScanned } from '../../../../lib/compliance/rules/lifecycle/uploads-scanned';
import { UPLOADS_TAG } from '../../../../lib/declaration/control-tags';
import type { RuleCases } from '../cases';
import { personal, resource, UNKNOWN } from './fixtures';

const bucket = (uploads: unknown, properties: object = {}) =>
  resource('AWS::S3::Bucket', { Tags: personal(uploads === undefined ? {} : { [UPLOADS_TAG]: uploads }), ...properties });
const plan = (BucketName: unknown, more: object = {}) =>
  resource('AWS::GuardDuty::MalwareProtectionPlan', { ProtectedResource: { S3Bucket: { BucketName, ...more } } });
const NONE = /^the bucket takes files from outside, and no malware protection plan is known to scan them$/;

export const CASES: RuleCases = {
  rule: uploadsScanned,
  compliant: {
    'a plan for the bucket': {
      resources: { Inbox: bucket('true'), Plan: plan({ Ref: 'Inbox' }) },
      at: ['Test/Inbox'],
    },
    'a plan by the name of the bucket': {
      resources: { Inbox: bucket('true', { BucketName: 'shop-inbox' }), Plan: plan('shop-inbox', { ObjectPrefixes: [] }) },
      at: ['Test/Inbox'],
    },
    'a plan of some prefixes, and one of all': {
      resources: {
        Inbox: bucket('true'),
        Some: plan({ Ref: 'Inbox' }, { ObjectPrefixes: ['in/'] }),
        All: plan({ Ref: 'Inbox' }),
      },
      at: ['Test/Inbox'],
    },
    'a bucket of the CDK': {
      build: (stack) => {
        const inbox = new Bucket(stack, 'Inbox');
        for (const { Key, Value } of personal({ [UPLOADS_TAG]: 'true' })) Tags.of(inbox).add(Key, String(Value));
        new CfnMalwareProtectionPlan(stack, 'Plan', {
          role: 'arn:aws:iam::123456789012:role/scan',
          protectedResource: { s3Bucket: { bucketName: inbox.bucketName } },
        });
      },
      at: ['Test/Inbox/Resource'],
    },
  },
  violations: {
    'no plan': {
      resources: { Inbox: bucket('true'), Capital: bucket('TRUE'), Word: bucket('yes'), Unknown: bucket(UNKNOWN) },
      at: { 'Test/Inbox': NONE, 'Test/Capital': NONE, 'Test/Word': NONE, 'Test/Unknown': NONE },
    },
    'a plan for another bucket': {
      resources: { Inbox: bucket('true'), Other: bucket(undefined), Plan: plan({ Ref: 'Other' }), Unknown: plan(UNKNOWN) },
      at: { 'Test/Inbox': NONE },
    },
    'a plan for one bucket or another': {
      resources: { Inbox: bucket('true'), Plan: plan({ 'Fn::If': ['Is', { Ref: 'Inbox' }, 'other'] }) },
      at: { 'Test/Inbox': NONE },
    },
    'a plan that a condition may leave out': {
      resources: { Inbox: bucket('true'), Plan: { ...plan({ Ref: 'Inbox' }), Condition: 'Scanning' } },
      at: { 'Test/Inbox': NONE },
    },
    'a plan of some prefixes': {
      resources: {
        Inbox: bucket('true'),
        Plan: plan({ Ref: 'Inbox' }, { ObjectPrefixes: ['in/'] }),
        Other: bucket('true'),
        Unknown: plan({ Ref: 'Other' }, { ObjectPrefixes: UNKNOWN }),
      },
      at: {
        'Test/Inbox': /^the malware protection plan 'Test\/Plan' scans only some prefixes of the bucket/,
        'Test/Other': /only some prefixes/,
      },
    },
  },
  notApplicable: {
    'a bucket that takes no files': {
      resources: { Orders: bucket(undefined), No: bucket('false') },
      at: ['Test/Orders', 'Test/No'],
    },
    'a bucket without data about persons': {
      resources: { Public: resource('AWS::S3::Bucket', { Tags: [{ Key: UPLOADS_TAG, Value: 'true' }] }) },
      at: ['Test/Public'],
    },
  },
};
