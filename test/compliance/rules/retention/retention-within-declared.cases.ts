import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { CustomerDataBucket } from '../../../../lib';
import { retentionWithinDeclared } from '../../../../lib/compliance/rules/retention/retention-within-declared';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { bucket, either, PARAMETER, store, VERSIONED } from './fixtures';

const at = ['Test/Store'];
const one = (Store: Record<string, unknown>) => ({ resources: { Store } });
const versions = (days: number) => ({ NoncurrentVersionExpiration: { NoncurrentDays: days } });

// Every store here may keep its data for 90 days.
export const CASES: RuleCases = {
  rule: retentionWithinDeclared,
  compliant: {
    'a bucket that expires on the last day': { ...one(bucket([{ ExpirationInDays: 90 }])), at },
    'two rules, of which the sooner counts': { ...one(bucket([{ ExpirationInDays: 365 }, { ExpirationInDays: 30 }])), at },
    'a versioned bucket whose days add up to the retention': {
      ...one(bucket([{ ExpirationInDays: 60, ...versions(30) }], VERSIONED)),
      at,
    },
    'an unversioned bucket with a rule for versions': { ...one(bucket([{ ExpirationInDays: 90, ...versions(30) }])), at },
    'a log group': { ...one(store('AWS::Logs::LogGroup', { RetentionInDays: '90' })), at },
    'a queue, which keeps messages for four days': { ...one(store('AWS::SQS::Queue')), at },
    'a stream with its longest period': { ...one(store('AWS::Kinesis::Stream', { RetentionPeriodHours: 2160 })), at },
    'our own bucket': {
      build: (stack) => {
        new CustomerDataBucket(stack, 'Orders', { asset: personalAsset() });
      },
      at: ['Test/Orders/Resource/Resource'],
    },
  },
  violations: {
    'a bucket that expires later': {
      ...one(bucket([{ ExpirationInDays: 91 }])),
      at: { 'Test/Store': /^data in the store goes after 91 days, and may be kept for 90$/ },
    },
    'a versioned bucket whose days add up to more': {
      ...one(bucket([{ ExpirationInDays: 90, ...versions(30) }], VERSIONED)),
      at: { 'Test/Store': /goes after 120 days, the noncurrent version included, and may be kept for 90/ },
    },
    'a versioned bucket with the old property for versions': {
      ...one(bucket([{ ExpirationInDays: 90, NoncurrentVersionExpirationInDays: 1 }], VERSIONED)),
      at: { 'Test/Store': /after 91 days/ },
    },
    'days by a condition': { ...one(bucket([{ ExpirationInDays: either(365, 7) }])), at: { 'Test/Store': /after 365 days/ } },
    'a log group': { ...one(store('AWS::Logs::LogGroup', { RetentionInDays: 365 })), at: { 'Test/Store': /after 365 days/ } },
    'a queue': {
      ...one(store('AWS::SQS::Queue', { MessageRetentionPeriod: 1_209_600 }, { 'strongroom:retention-days': '7' })),
      at: { 'Test/Store': /after 14 days, and may be kept for 7/ },
    },
    'a queue whose default is too long': {
      ...one(store('AWS::SQS::Queue', {}, { 'strongroom:retention-days': '3' })),
      at: { 'Test/Store': /after 4 days/ },
    },
    'a stream': { ...one(store('AWS::Kinesis::Stream', { RetentionPeriodHours: 8760 })), at: { 'Test/Store': /after 365 days/ } },
    'a video stream': {
      ...one(store('AWS::KinesisVideo::Stream', { DataRetentionInHours: '2161' })),
      at: { 'Test/Store': /after 90.04 days/ },
    },
    'a table of Keyspaces': {
      ...one(store('AWS::Cassandra::Table', { DefaultTimeToLive: 31_536_000 })),
      at: { 'Test/Store': /after 365 days/ },
    },
    'a table of Timestream': {
      ...one(store('AWS::Timestream::Table', { RetentionProperties: { MagneticStoreRetentionPeriodInDays: '3650' } })),
      at: { 'Test/Store': /after 3650 days/ },
    },
    'profiles of customers': {
      ...one(store('AWS::CustomerProfiles::Domain', { DefaultExpirationDays: 1098 })),
      at: { 'Test/Store': /after 1098 days/ },
    },
    'the archive of a topic': {
      ...one(store('AWS::SNS::Topic', { FifoTopic: true, ArchivePolicy: { MessageRetentionPeriod: '365' } })),
      at: { 'Test/Store': /after 365 days/ },
    },
    'stores of the CDK': {
      build: (stack) => {
        const asset = personalAsset({ retention: Duration.days(10) });
        asset.tag(
          new Bucket(stack, 'Orders', {
            versioned: true,
            lifecycleRules: [{ expiration: Duration.days(10), noncurrentVersionExpiration: Duration.days(1) }],
          }),
        );
        asset.tag(new Queue(stack, 'Incoming', { retentionPeriod: Duration.days(14) }));
      },
      at: { 'Test/Orders/Resource': /after 11 days, the noncurrent version included/, 'Test/Incoming/Resource': /after 14 days/ },
    },
  },
  notApplicable: {
    'a table whose items say themselves when they go': {
      ...one(store('AWS::DynamoDB::Table', { TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } })),
      at,
    },
    'what RetentionSet reports: no expiry': { ...one(store('AWS::S3::Bucket')), at },
    'what RetentionSet reports: one that only the deployment knows': {
      ...one(store('AWS::Logs::LogGroup', { RetentionInDays: PARAMETER })),
      at,
    },
    'what RetentionSet reports: no retention': {
      ...one(store('AWS::Logs::LogGroup', { RetentionInDays: 365 }, { 'strongroom:retention-days': undefined })),
      at,
    },
    'a log group of internal data': {
      ...one(store('AWS::Logs::LogGroup', { RetentionInDays: 365 }, { 'strongroom:category': 'internal' })),
      at,
    },
    'a database': { ...one(store('AWS::RDS::DBInstance')), at },
  },
};
