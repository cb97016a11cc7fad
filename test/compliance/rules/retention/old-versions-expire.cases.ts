import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';
import { CustomerDataBucket } from '../../../../lib';
import { oldVersionsExpire } from '../../../../lib/compliance/rules/retention/old-versions-expire';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { bucket, either, NO_VALUE, PARAMETER, store, VERSIONED } from './fixtures';

const at = ['Test/Store'];
const one = (Store: Record<string, unknown>) => ({ resources: { Store } });
const VERSIONS = { NoncurrentVersionExpiration: { NoncurrentDays: 30 } };
const MARKERS = { ExpiredObjectDeleteMarker: true };

export const CASES: RuleCases = {
  rule: oldVersionsExpire,
  compliant: {
    'a rule for versions and one for delete markers': { ...one(bucket([VERSIONS, MARKERS], VERSIONED)), at },
    'both in one rule': { ...one(bucket([{ ...VERSIONS, ...MARKERS }], VERSIONED)), at },
    'an expiration in days, which ends delete markers, too': {
      ...one(bucket([{ ...VERSIONS, ExpirationInDays: 60 }], VERSIONED)),
      at,
    },
    'the old property for versions': { ...one(bucket([{ NoncurrentVersionExpirationInDays: '30' }, MARKERS], VERSIONED)), at },
    'versioning by a condition': {
      ...one(bucket([VERSIONS, MARKERS], { VersioningConfiguration: { Status: either('Enabled', 'Suspended') } })),
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
        const lifecycleRules = [{ expiration: Duration.days(60), noncurrentVersionExpiration: Duration.days(30) }];
        personalAsset().tag(new Bucket(stack, 'Orders', { versioned: true, lifecycleRules }));
      },
      at: ['Test/Orders/Resource'],
    },
  },
  violations: {
    'no lifecycle': {
      ...one(store('AWS::S3::Bucket', VERSIONED)),
      at: { 'Test/Store': [/noncurrent versions of the bucket never expire/, /delete markers of the bucket never expire/] },
    },
    'an expiration of objects alone': {
      ...one(bucket([{ ExpirationInDays: 60 }], VERSIONED)),
      at: { 'Test/Store': /^noncurrent versions[^\n]*$/ },
    },
    'versions alone': { ...one(bucket([VERSIONS], VERSIONED)), at: { 'Test/Store': /^delete markers[^\n]*$/ } },
    'delete markers that stay': {
      ...one(bucket([VERSIONS, { ExpiredObjectDeleteMarker: false }], VERSIONED)),
      at: { 'Test/Store': /^delete markers/ },
    },
    'versions that are kept by their number': {
      ...one(bucket([{ NoncurrentVersionExpiration: { NoncurrentDays: 30, NewerNoncurrentVersions: 3 } }, MARKERS], VERSIONED)),
      at: { 'Test/Store': /^noncurrent versions/ },
    },
    'a rule that is off': {
      ...one(bucket([{ ...VERSIONS, Status: 'Disabled' }, MARKERS], VERSIONED)),
      at: { 'Test/Store': /^noncurrent versions/ },
    },
    'a rule for a prefix': {
      ...one(bucket([{ ...VERSIONS, Prefix: 'a/' }, MARKERS], VERSIONED)),
      at: { 'Test/Store': /^noncurrent versions/ },
    },
    'a rule by a condition': {
      ...one(bucket([either({ Status: 'Enabled', ...VERSIONS }, NO_VALUE), MARKERS], VERSIONED)),
      at: { 'Test/Store': /^noncurrent versions/ },
    },
    'days that are a parameter': {
      ...one(bucket([{ NoncurrentVersionExpiration: { NoncurrentDays: PARAMETER } }, MARKERS], VERSIONED)),
      at: { 'Test/Store': /whether noncurrent versions of the bucket ever expire is a value that only the deployment knows/ },
    },
    'versioning that is suspended, whose old versions stay': {
      ...one(store('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Suspended' } })),
      at: { 'Test/Store': /^noncurrent versions/ },
    },
    'versioning that is a parameter': {
      ...one(store('AWS::S3::Bucket', { VersioningConfiguration: { Status: PARAMETER } })),
      at: { 'Test/Store': /^noncurrent versions/ },
    },
    'Object Lock, which turns versioning on': {
      ...one(store('AWS::S3::Bucket', { ObjectLockEnabled: 'true' })),
      at: { 'Test/Store': /^noncurrent versions/ },
    },
    'a bucket of the CDK': {
      build: (stack) => personalAsset().tag(new Bucket(stack, 'Orders', { versioned: true })),
      at: { 'Test/Orders/Resource': /^noncurrent versions/ },
    },
  },
  notApplicable: {
    'a bucket without versions': { ...one(store('AWS::S3::Bucket')), at },
    'a bucket of internal data': { ...one(store('AWS::S3::Bucket', VERSIONED, { 'strongroom:category': 'internal' })), at },
  },
};
