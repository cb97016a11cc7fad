import { Match, Template } from 'aws-cdk-lib/assertions';
import { Stack } from 'aws-cdk-lib/core';
import { LogArchive } from '../../lib/audit/log-archive';
import { AuditTrail } from '../../lib/audit/trail';
import { KeyHierarchy } from '../../lib/keys/key-hierarchy';
import { KeyPurpose } from '../../lib/keys/key-purpose';
import { Profile, provideProfile } from '../../lib/profile';
import { ENVIRONMENT, testApp, testStack } from '../support/app';
import { findings } from '../support/findings';

const NAME = 'strongroom-Test-Trail-EB4DF840';
const ARN = `arn:aws:cloudtrail:eu-central-1:${ENVIRONMENT.account}:trail/${NAME}`;

function trailIn(profile: Profile, env = ENVIRONMENT): AuditTrail {
  const stack = testStack(env);
  provideProfile(stack, profile);
  return new AuditTrail(stack, 'Trail');
}

test('the trail covers every region, is validated, encrypted, and delivered to the archive', () => {
  const trail = trailIn(Profile.PROD);
  const stack = Stack.of(trail);
  const archive = LogArchive.of(trail);
  const key = stack.resolve(KeyHierarchy.of(trail).key(KeyPurpose.LOGS).keyArn);
  Template.fromStack(stack).hasResourceProperties('AWS::CloudTrail::Trail', {
    TrailName: NAME,
    IsLogging: true,
    IsMultiRegionTrail: true,
    IncludeGlobalServiceEvents: true,
    EnableLogFileValidation: true,
    KMSKeyId: key,
    S3BucketName: stack.resolve(archive.bucket.bucketName),
    S3KeyPrefix: 'trail',
    CloudWatchLogsLogGroupArn: stack.resolve(trail.logGroup.logGroupArn),
    InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }, { InsightType: 'ApiErrorRateInsight' }],
  });
  expect(trail.trailArn).toBe(ARN);
});

test('it records every management event, object and item, and of the archive all but deliveries', () => {
  const trail = trailIn(Profile.PROD);
  const stack = Stack.of(trail);
  const archive = LogArchive.of(trail);
  const equals = (field: string, value: string) => ({ Field: field, Equals: [value] });
  const below = ({ bucketArn }: { bucketArn: string }) => ({ 'Fn::Join': ['', [stack.resolve(bucketArn), '/']] });
  Template.fromStack(stack).hasResourceProperties('AWS::CloudTrail::Trail', {
    AdvancedEventSelectors: [
      { Name: 'Management events', FieldSelectors: [equals('eventCategory', 'Management')] },
      {
        Name: 'S3 objects, but for the log archive',
        FieldSelectors: [
          equals('eventCategory', 'Data'),
          equals('resources.type', 'AWS::S3::Object'),
          { Field: 'resources.ARN', NotStartsWith: [below(archive.bucket), below(archive.accessLogs)] },
        ],
      },
      {
        Name: 'Objects of the log archive, but for deliveries',
        FieldSelectors: [
          equals('eventCategory', 'Data'),
          equals('resources.type', 'AWS::S3::Object'),
          { Field: 'resources.ARN', StartsWith: [below(archive.bucket), below(archive.accessLogs)] },
          {
            Field: 'eventName',
            NotEquals: ['CompleteMultipartUpload', 'CreateMultipartUpload', 'PutObject', 'UploadPart'],
          },
        ],
      },
      {
        Name: 'DynamoDB items',
        FieldSelectors: [equals('eventCategory', 'Data'), equals('resources.type', 'AWS::DynamoDB::Table')],
      },
    ],
  });
});

test('the archive takes this trail before it is made', () => {
  const trail = trailIn(Profile.PROD);
  const template = Template.fromStack(Stack.of(trail));
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 's3:PutObject',
          Principal: { Service: 'cloudtrail.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceArn': ARN, 's3:x-amz-acl': 'bucket-owner-full-control' } },
        }),
      ]),
    },
  });
  template.hasResource('AWS::CloudTrail::Trail', {
    DependsOn: Match.arrayWith([
      Match.stringLikeRegexp('^StrongroomLogArchivePolicy'),
      Match.stringLikeRegexp('^TrailDeliveryPolicy'),
    ]),
  });
});

test('CloudTrail may write to the log group of the trail, and do nothing else', () => {
  const trail = trailIn(Profile.PROD);
  const stack = Stack.of(trail);
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'cloudtrail.amazonaws.com' } }],
      Version: '2012-10-17',
    },
    Policies: Match.absent(),
    ManagedPolicyArns: Match.absent(),
  });
  template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: stack.resolve(trail.logGroup.logGroupArn),
        },
      ],
      Version: '2012-10-17',
    },
  });
});

test.each([
  [Profile.PROD, true, 'Retain'],
  [Profile.DEV, false, 'Delete'],
])(
  'the log group is encrypted and kept for a year; in the %s profile its protection is %s',
  (profile, DeletionProtectionEnabled, policy) => {
    const trail = trailIn(profile);
    const stack = Stack.of(trail);
    Template.fromStack(stack).hasResource('AWS::Logs::LogGroup', {
      Properties: {
        KmsKeyId: stack.resolve(KeyHierarchy.of(trail).key(KeyPurpose.LOGS).keyArn),
        RetentionInDays: 365,
        DeletionProtectionEnabled,
        Tags: Match.arrayWith([{ Key: 'strongroom:asset', Value: 'audit-logs' }]),
      },
      DeletionPolicy: policy,
    });
  },
);

test('a trail apart from the archive leaves the archive independent of it', () => {
  const app = testApp();
  const audit = new Stack(app, 'Audit', { env: ENVIRONMENT });
  const other = new Stack(app, 'Other', { env: ENVIRONMENT });
  new LogArchive(audit, 'Archive').serve(app);
  KeyHierarchy.of(audit).serve(app);
  new AuditTrail(other, 'Trail');
  app.synth();
  expect(other.dependencies).toContain(audit);
  expect(audit.dependencies).toEqual([]);
});

test('in China the trail has an ARN of its partition', () => {
  const { trailArn } = trailIn(Profile.PROD, { account: ENVIRONMENT.account, region: 'cn-north-1' });
  expect(trailArn).toBe(`arn:aws-cn:cloudtrail:cn-north-1:${ENVIRONMENT.account}:trail/${NAME}`);
});

describe('cdk-nag', () => {
  test.each(Object.values(Profile))('finds nothing in the %s profile', (profile) => {
    expect(findings(trailIn(profile))).toEqual([]);
  });

  test('finds a trail whose files are not validated', () => {
    const trail = trailIn(Profile.PROD);
    trail.trail.enableLogFileValidation = false;
    expect(findings(trail)).toEqual(['Test/Trail/Resource: NIST.800.53.R5-CloudTrailLogFileValidationEnabled']);
  });
});
