import { Trail } from 'aws-cdk-lib/aws-cloudtrail';
import { ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';
import { LogArchive } from '../../../../lib/audit/log-archive';
import { AuditTrail } from '../../../../lib/audit/trail';
import { logsLocked } from '../../../../lib/compliance/rules/logging/logs-locked';
import type { RuleCases } from '../cases';
import { addBucket, attribute, bucket, either, NO_VALUE, resource, trail, UNKNOWN } from './fixtures';

const lock = (DefaultRetention: unknown, ObjectLockEnabled: unknown = true) => ({
  ObjectLockEnabled,
  ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } },
});
const YEAR = lock({ Mode: 'COMPLIANCE', Days: 365 });
const DISPOSABLE = { Tags: [{ Key: 'strongroom:disposable', Value: 'true' }] };
const VERSIONED = { VersioningConfiguration: { Status: 'Enabled' } };

const archive = (properties = {}) => ({ Archive: bucket(properties), Trail: trail({ S3BucketName: { Ref: 'Archive' } }) });
const refusal = (statement = {}) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  Resource: { 'Fn::Sub': `\${Archive.Arn}/*` },
  ...statement,
});
const policy = (...Statement: unknown[]) => ({
  Policy: resource('AWS::S3::BucketPolicy', { Bucket: { Ref: 'Archive' }, PolicyDocument: { Statement } }),
});

export const CASES: RuleCases = {
  rule: logsLocked,
  compliant: {
    'an archive of the trail, locked for a year': { resources: archive(YEAR), at: ['Test/Archive'] },
    'years, and governance': { resources: archive(lock({ Mode: 'GOVERNANCE', Years: 1 }, 'true')), at: ['Test/Archive'] },
    'an archive of flow logs': {
      resources: { Archive: bucket(YEAR), Flows: resource('AWS::EC2::FlowLog', { LogDestination: attribute('Archive') }) },
      at: ['Test/Archive'],
    },
    'a policy that denies deletion to everyone': {
      resources: { ...archive(VERSIONED), ...policy(refusal()) },
      at: ['Test/Archive'],
    },
    'a policy that denies it by a wildcard, in two statements': {
      resources: {
        ...archive(VERSIONED),
        ...policy(
          refusal({ Action: 's3:DeleteObjectV*', Principal: { AWS: '*' } }),
          refusal({ Action: 's3:DeleteObject', Resource: '*' }),
        ),
      },
      at: ['Test/Archive'],
    },
    'a lock without a time, where everything is disposable': {
      resources: archive({ ...DISPOSABLE, ObjectLockEnabled: true }),
      at: ['Test/Archive'],
    },
    'the lock of the CDK': {
      build: (stack) => {
        const retention = ObjectLockRetention.compliance(Duration.days(184));
        const archived = addBucket(stack, 'Archive', { objectLockEnabled: true, objectLockDefaultRetention: retention });
        new Trail(stack, 'Trail', { bucket: archived });
      },
      at: ['Test/Archive/Resource'],
    },
    'a LogArchive': {
      build: (stack) => {
        new LogArchive(stack, 'Logs').serve(stack);
        new AuditTrail(stack, 'Trail');
      },
      at: ['Test/Logs/Archive/Resource/Resource'],
    },
  },
  violations: {
    'a refusal to delete in production only': {
      resources: { ...archive(VERSIONED), ...policy(either(refusal(), NO_VALUE)) },
      at: { 'Test/Archive': /neither Object Lock nor its policy/ },
    },
    'no lock': { resources: archive(), at: { 'Test/Archive': /logs of API calls, and neither Object Lock nor its policy/ } },
    'versions alone': { resources: archive(VERSIONED), at: { 'Test/Archive': /neither Object Lock/ } },
    'a lock without a time': {
      resources: archive({ ObjectLockEnabled: true }),
      at: { 'Test/Archive': /keeps them for no time by default/ },
    },
    'a lock of a month': {
      resources: archive(lock({ Mode: 'COMPLIANCE', Days: 30 })),
      at: { 'Test/Archive': /for 30 days only, not for 184 days/ },
    },
    'a shorter lock outside of production': {
      resources: archive(lock({ Mode: 'COMPLIANCE', Days: either(365, 1) })),
      at: { 'Test/Archive': /for 1 day only/ },
    },
    'a lock in production only': {
      resources: archive({ ...YEAR, ObjectLockEnabled: either(true, NO_VALUE) }),
      at: { 'Test/Archive': /./ },
    },
    'a lock that only the deployment knows': {
      resources: archive({ ...YEAR, ObjectLockEnabled: UNKNOWN }),
      at: { 'Test/Archive': /./ },
    },
    'disposable, without a lock': { resources: archive(DISPOSABLE), at: { 'Test/Archive': /neither Object Lock/ } },
    'a policy, without versions': { resources: { ...archive(), ...policy(refusal()) }, at: { 'Test/Archive': /./ } },
    'a policy that leaves versions out': {
      resources: { ...archive(VERSIONED), ...policy(refusal({ Action: 's3:DeleteObject' })) },
      at: { 'Test/Archive': /./ },
    },
    'a policy that leaves somebody out': {
      resources: {
        ...archive(VERSIONED),
        ...policy(
          refusal({ Condition: { ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/administrator' } } }),
          refusal({ Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::123456789012:root' } }),
        ),
      },
      at: { 'Test/Archive': /./ },
    },
    'a policy for a folder': {
      resources: { ...archive(VERSIONED), ...policy(refusal({ Resource: { 'Fn::Sub': `\${Archive.Arn}/old/*` } })) },
      at: { 'Test/Archive': /./ },
    },
    'a policy in production only': {
      resources: {
        ...archive(VERSIONED),
        Policy: { ...policy(refusal()).Policy, Condition: 'IsProduction' },
      },
      at: { 'Test/Archive': /./ },
    },
    'an allowance': {
      resources: { ...archive(VERSIONED), ...policy(refusal({ Effect: 'Allow' })) },
      at: { 'Test/Archive': /./ },
    },
    'the trail of the CDK as it comes': {
      build: (stack) => void new Trail(stack, 'Trail'),
      at: { 'Test/Trail/S3/Resource': /neither Object Lock/ },
    },
  },
  notApplicable: {
    'a bucket of a load balancer’s logs, and one of none': {
      resources: {
        Assets: bucket(),
        Requests: bucket(),
        Balancer: resource('AWS::ElasticLoadBalancing::LoadBalancer', {
          AccessLoggingPolicy: { Enabled: true, S3BucketName: { Ref: 'Requests' } },
        }),
      },
      at: ['Test/Assets', 'Test/Requests'],
    },
  },
};
