import { Bucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';
import { lockOnlyUnderSubjectKeys } from '../../../../lib/compliance/rules/retention/lock-only-under-subject-keys';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { either, NO_VALUE, PARAMETER, store } from './fixtures';

const at = ['Test/Store'];
const lock = (mode: unknown) => ({
  ObjectLockEnabled: true,
  ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: mode, Days: 30 } } },
});
const locked = (mode: unknown, tags = {}) => ({ resources: { Store: store('AWS::S3::Bucket', lock(mode), tags) } });

export const CASES: RuleCases = {
  rule: lockOnlyUnderSubjectKeys,
  compliant: {
    'governance mode': { ...locked('GOVERNANCE'), at },
    'governance mode or none, by a condition': { ...locked(either('GOVERNANCE', NO_VALUE)), at },
    'compliance mode where each subject has keys of its own': {
      ...locked('COMPLIANCE', { 'strongroom:subject-keys': 'true' }),
      at,
    },
    'a bucket of the CDK in governance mode': {
      build: (stack) => {
        personalAsset().tag(
          new Bucket(stack, 'Orders', { objectLockDefaultRetention: ObjectLockRetention.governance(Duration.days(30)) }),
        );
      },
      at: ['Test/Orders/Resource'],
    },
  },
  violations: {
    'compliance mode': {
      ...locked('COMPLIANCE'),
      at: { 'Test/Store': /locked in the mode 'COMPLIANCE' by default, and their subjects have no keys/ },
    },
    'compliance mode by a condition': { ...locked(either('COMPLIANCE', 'GOVERNANCE')), at: { 'Test/Store': /'COMPLIANCE'/ } },
    'a mode that is a parameter': { ...locked(PARAMETER), at: { 'Test/Store': /only the deployment knows/ } },
    'a lock that is a parameter': {
      resources: { Store: store('AWS::S3::Bucket', { ObjectLockConfiguration: PARAMETER }) },
      at: { 'Test/Store': /only the deployment knows/ },
    },
    'a tag that does not say true': {
      ...locked('COMPLIANCE', { 'strongroom:subject-keys': 'planned' }),
      at: { 'Test/Store': /no keys of their own/ },
    },
    'keys of a consent register, which is no evidence': {
      ...locked('COMPLIANCE', { 'strongroom:record': 'consent' }),
      at: { 'Test/Store': /'COMPLIANCE'/ },
    },
    'a bucket of the CDK': {
      build: (stack) => {
        personalAsset().tag(
          new Bucket(stack, 'Orders', { objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(30)) }),
        );
      },
      at: { 'Test/Orders/Resource': /'COMPLIANCE'/ },
    },
  },
  notApplicable: {
    'a bucket without a lock': { resources: { Store: store('AWS::S3::Bucket') }, at },
    'a lock without a default': { resources: { Store: store('AWS::S3::Bucket', { ObjectLockEnabled: true }) }, at },
    evidence: { ...locked('COMPLIANCE', { 'strongroom:record': 'evidence' }), at },
    'an archive of logs': { ...locked('COMPLIANCE', { 'strongroom:category': 'internal' }), at },
  },
};
