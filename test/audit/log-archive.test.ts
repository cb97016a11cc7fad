import { Match, Template } from 'aws-cdk-lib/assertions';
import { Bucket, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { type App, Duration, Stack } from 'aws-cdk-lib/core';
import { HIPAASecurityChecks, PCIDSS321Checks } from 'cdk-nag';
import { Construct } from 'constructs';
import { LogArchive } from '../../lib/audit/log-archive';
import { InvalidInputError } from '../../lib/errors';
import { KeyHierarchy } from '../../lib/keys/key-hierarchy';
import { KeyPurpose } from '../../lib/keys/key-purpose';
import { Profile, provideProfile } from '../../lib/profile';
import { ENVIRONMENT, testApp, testStack } from '../support/app';
import { findings } from '../support/findings';

const ACCOUNT = ENVIRONMENT.account;

function archiveIn(profile: Profile, env = ENVIRONMENT): LogArchive {
  const stack = testStack(env);
  provideProfile(stack, profile);
  return new LogArchive(stack, 'Archive');
}

/** Properties of a bucket's resource, as its template has them. */
function properties(bucket: Bucket): Record<string, unknown> {
  const stack = Stack.of(bucket);
  const id = stack.getLogicalId(bucket.node.defaultChild as CfnBucket);
  return Template.fromStack(stack).toJSON().Resources[id].Properties;
}

/** The statements of a bucket's policy, without those that demand TLS; the bucket's ARN is `BUCKET` in them. */
function statements(bucket: Bucket): unknown[] {
  const stack = Stack.of(bucket);
  const arn = JSON.stringify(stack.resolve(bucket.bucketArn));
  const policy = JSON.stringify(stack.resolve(bucket.policy?.document))
    .replaceAll(new RegExp(`\\{"Fn::Join":\\["",\\[${literally(arn)},("[^"]*")\\]\\]\\}`, 'g'), (_, rest) =>
      JSON.stringify(`BUCKET${JSON.parse(rest)}`),
    )
    .replaceAll(arn, '"BUCKET"');
  return JSON.parse(policy).Statement.filter((statement: { Action: string }) => statement.Action !== 's3:*');
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const FORGED = {
  Sid: 'RefuseForgedLogs',
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: [
    's3:DeleteObjectTagging',
    's3:DeleteObjectVersionTagging',
    's3:PutObject',
    's3:PutObjectTagging',
    's3:PutObjectVersionTagging',
    's3:ReplicateDelete',
    's3:ReplicateObject',
    's3:ReplicateTags',
    's3:UpdateObjectEncryption',
  ],
  Resource: 'BUCKET/*',
  Condition: { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
};
const DELETION = {
  Sid: 'RefuseDeletion',
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: ['s3:BypassGovernanceRetention', 's3:DeleteBucket', 's3:DeleteObject', 's3:DeleteObjectVersion'],
  Resource: ['BUCKET', 'BUCKET/*'],
};
const BY_HAND = {
  Sid: 'RefuseChangesByHand',
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: ['s3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning', 's3:PutLifecycleConfiguration'],
  Resource: 'BUCKET',
  Condition: { Bool: { 'aws:ViaAWSService': 'false' } },
};
const NETWORK_LOGS = [
  {
    Effect: 'Allow',
    Principal: { Service: 'delivery.logs.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: [
      `BUCKET/flow-logs/AWSLogs/${ACCOUNT}/*`,
      `BUCKET/flow-logs/AWSLogs/aws-account-id=${ACCOUNT}/*`,
      `BUCKET/network-firewall/AWSLogs/${ACCOUNT}/*`,
    ],
    Condition: {
      StringEquals: { 'aws:SourceAccount': ACCOUNT, 's3:x-amz-acl': 'bucket-owner-full-control' },
      ArnLike: { 'aws:SourceArn': `arn:aws:logs:eu-central-1:${ACCOUNT}:*` },
    },
  },
  {
    Effect: 'Allow',
    Principal: { Service: 'delivery.logs.amazonaws.com' },
    Action: ['s3:GetBucketAcl', 's3:ListBucket'],
    Resource: 'BUCKET',
    Condition: {
      StringEquals: { 'aws:SourceAccount': ACCOUNT },
      ArnLike: { 'aws:SourceArn': `arn:aws:logs:eu-central-1:${ACCOUNT}:*` },
    },
  },
];

describe('the archive bucket', () => {
  test('is locked in compliance mode for the retention in the production profile', () => {
    const { bucket } = archiveIn(Profile.PROD);
    expect(properties(bucket)).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 365 } } },
      VersioningConfiguration: { Status: 'Enabled' },
    });
  });

  test('has Object Lock on, but locks nothing of itself, in the development profile', () => {
    const made = properties(archiveIn(Profile.DEV).bucket);
    expect(made).toMatchObject({ ObjectLockEnabled: true, VersioningConfiguration: { Status: 'Enabled' } });
    expect(made).not.toHaveProperty('ObjectLockConfiguration');
  });

  test.each(Object.values(Profile))('says in the %s profile whether it goes with its stack', (profile) => {
    const disposable = expect.objectContaining({ Key: 'strongroom:disposable' });
    const { bucket, accessLogs } = archiveIn(profile);
    for (const each of [bucket, accessLogs]) {
      const tags = expect.arrayContaining([disposable]);
      expect(properties(each)['Tags']).toEqual(profile === Profile.DEV ? tags : expect.not.arrayContaining([disposable]));
    }
  });

  test('is private, and encrypted under the key for logs alone', () => {
    const { bucket } = archiveIn(Profile.PROD);
    const stack = Stack.of(bucket);
    expect(properties(bucket)).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: stack.resolve(KeyHierarchy.of(stack).key(KeyPurpose.LOGS).keyArn),
            },
          },
        ],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: PRIVATE,
    });
  });

  test('logs its own access', () => {
    const { bucket, accessLogs } = archiveIn(Profile.PROD);
    expect(properties(bucket)).toMatchObject({
      LoggingConfiguration: {
        DestinationBucketName: Stack.of(bucket).resolve(accessLogs.bucketName),
        LogFilePrefix: 'Test/Archive/Archive/',
      },
    });
  });

  test('is written by flow logs and network firewalls of the account, and by nobody else', () => {
    expect(statements(archiveIn(Profile.PROD).bucket)).toEqual([FORGED, DELETION, BY_HAND, ...NETWORK_LOGS]);
  });

  test('takes one trail, by its ARN', () => {
    const archive = archiveIn(Profile.PROD);
    const trailArn = `arn:aws:cloudtrail:eu-central-1:${ACCOUNT}:trail/audit`;
    archive.acceptTrail({ trailArn, prefix: 'trail' });
    const cloudTrail = { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' } };
    expect(statements(archive.bucket).slice(-2)).toEqual([
      {
        ...cloudTrail,
        Action: 's3:GetBucketAcl',
        Resource: 'BUCKET',
        Condition: { StringEquals: { 'aws:SourceArn': trailArn } },
      },
      {
        ...cloudTrail,
        Action: 's3:PutObject',
        Resource: `BUCKET/trail/AWSLogs/${ACCOUNT}/*`,
        Condition: { StringEquals: { 'aws:SourceArn': trailArn, 's3:x-amz-acl': 'bucket-owner-full-control' } },
      },
    ]);
  });

  test('can be emptied and deleted with its stack in the development profile only', () => {
    const dev = archiveIn(Profile.DEV);
    for (const statement of [DELETION, BY_HAND]) expect(statements(dev.bucket)).not.toContainEqual(statement);
    expect(statements(dev.bucket)).toContainEqual(FORGED);
    Template.fromStack(Stack.of(dev)).allResources('AWS::S3::Bucket', {
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
    });
    const prod = Template.fromStack(Stack.of(archiveIn(Profile.PROD)));
    prod.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    prod.resourceCountIs('Custom::S3AutoDeleteObjects', 0);
  });

  test('is emptied before its access logs are, as emptying it is logged there', () => {
    const template = Template.fromStack(Stack.of(archiveIn(Profile.DEV)));
    const emptying = Object.entries(template.findResources('Custom::S3AutoDeleteObjects'));
    expect(emptying).toHaveLength(2);
    const accessLogs = emptying.find(([id]) => id.startsWith('ArchiveAccessLogs'))?.[0];
    const archive = emptying.find(([id]) => id !== accessLogs)?.[1];
    expect(accessLogs).toBeDefined();
    expect(archive?.['DependsOn']).toContain(accessLogs);
  });
});

describe('the bucket of access logs', () => {
  test('is what the service can write to: no key of ours, no Object Lock', () => {
    const made = properties(archiveIn(Profile.PROD).accessLogs);
    expect(made).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
          },
        ],
      },
      PublicAccessBlockConfiguration: PRIVATE,
      VersioningConfiguration: { Status: 'Enabled' },
    });
    expect(made).not.toHaveProperty('ObjectLockEnabled');
    expect(made).not.toHaveProperty('LoggingConfiguration');
  });

  test('is written by the access logs of the account and by nobody else', () => {
    expect(statements(archiveIn(Profile.PROD).accessLogs)).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: 'BUCKET/*',
        Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT }, ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } },
      },
      FORGED,
      DELETION,
      BY_HAND,
    ]);
  });
});

test('both buckets refuse everything below TLS 1.2', () => {
  const { bucket, accessLogs } = archiveIn(Profile.DEV);
  const template = Template.fromStack(Stack.of(bucket));
  for (const each of [bucket, accessLogs]) {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: Stack.of(bucket).resolve(each.bucketName),
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({ Effect: 'Deny', Action: 's3:*', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }),
        ]),
      },
    });
  }
});

test('logs get cheaper as they age, and go a day after their lock', () => {
  const stack = testStack();
  const archive = new LogArchive(stack, 'Archive', { retention: Duration.days(400) });
  for (const bucket of [archive.bucket, archive.accessLogs]) {
    expect(properties(bucket)).toMatchObject({
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'retention',
            Status: 'Enabled',
            Transitions: [
              { StorageClass: 'STANDARD_IA', TransitionInDays: 30 },
              { StorageClass: 'GLACIER_IR', TransitionInDays: 90 },
            ],
            ExpirationInDays: 400,
            NoncurrentVersionExpiration: { NoncurrentDays: 1 },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
          { Id: 'delete-markers', Status: 'Enabled', ExpiredObjectDeleteMarker: true },
        ],
      },
    });
  }
});

test.each([Duration.days(183), Duration.days(36_501), Duration.hours(4500)])('a retention of %s is refused', (retention) => {
  const make = () => new LogArchive(testStack(), 'Archive', { retention });
  expect(make).toThrow(InvalidInputError);
  expect(make).toThrow(/log archive 'Test\/Archive' is not valid:\n {2}- retention: got '[\d.]+ days'; whole days, 184 to 36500/);
});

test('six months is long enough', () => {
  expect(new LogArchive(testStack(), 'Archive', { retention: Duration.days(184) }).retention.toDays()).toBe(184);
});

describe('access logs of buckets elsewhere', () => {
  function apart(): { app: App; audit: Stack; data: Stack; source: Bucket } {
    const app = testApp();
    const audit = new Stack(app, 'Audit', { env: ENVIRONMENT });
    const data = new Stack(app, 'Data', { env: ENVIRONMENT });
    const archive = new LogArchive(audit, 'Archive').serve(app);
    const home = new Construct(data, 'Orders');
    const source = new Bucket(home, 'Resource', { ...LogArchive.of(home).accessLogsFor(home) });
    expect(LogArchive.of(home)).toBe(archive);
    return { app, audit, data, source };
  }

  test('go to the archive, under the path of the bucket', () => {
    expect(properties(apart().source)).toEqual({
      LoggingConfiguration: {
        DestinationBucketName: { 'Fn::ImportValue': expect.stringMatching(/^Audit:ExportsOutputRefArchiveAccessLogs/) },
        LogFilePrefix: 'Data/Orders/',
      },
    });
  });

  test('make the stack of the bucket depend on the archive, never the other way', () => {
    const { app, audit, data } = apart();
    app.synth();
    expect(data.dependencies).toEqual([audit]);
    expect(audit.dependencies).toEqual([]);
    const policies = Template.fromStack(audit).findResources('AWS::S3::BucketPolicy');
    expect(JSON.stringify(policies)).not.toContain('Fn::ImportValue');
  });

  test('give no warning of a policy that is missing', () => {
    const { app, source } = apart();
    app.synth();
    expect(source.node.metadata.filter(({ type }) => type === 'aws:cdk:warning')).toEqual([]);
  });

  test('wait for the policy that lets them in, where the archive is in the same stack', () => {
    const stack = testStack();
    const home = new Construct(stack, 'Orders');
    const bucket = new Bucket(home, 'Resource', { ...LogArchive.of(home).accessLogsFor(home) });
    const id = stack.getLogicalId(bucket.node.defaultChild as CfnBucket);
    expect(Template.fromStack(stack).toJSON().Resources[id].DependsOn).toEqual([
      expect.stringMatching(/^StrongroomLogArchiveAccessLogsPolicy/),
    ]);
  });
});

test('the archive is declared as a store of our own', () => {
  Template.fromStack(Stack.of(archiveIn(Profile.PROD))).allResourcesProperties('AWS::S3::Bucket', {
    Tags: Match.arrayWith([{ Key: 'strongroom:asset', Value: 'audit-logs' }]),
  });
});

test('in China every ARN is of its partition', () => {
  const archive = archiveIn(Profile.PROD, { account: ACCOUNT, region: 'cn-north-1' });
  const all = JSON.stringify([...statements(archive.bucket), ...statements(archive.accessLogs)]);
  expect(all).toContain(`arn:aws-cn:logs:cn-north-1:${ACCOUNT}:*`);
  expect(all).not.toContain('arn:aws:');
});

describe('cdk-nag', () => {
  test.each(Object.values(Profile))('finds nothing in the %s profile', (profile) => {
    const archive = archiveIn(profile);
    expect([...findings(archive), ...findings(archive, [new HIPAASecurityChecks(), new PCIDSS321Checks()])]).toEqual([]);
  });

  test('finds an archive without versions', () => {
    const archive = archiveIn(Profile.PROD);
    (archive.bucket.node.defaultChild as CfnBucket).versioningConfiguration = undefined;
    expect(findings(archive)).toEqual(['Test/Archive/Archive/Resource/Resource: NIST.800.53.R5-S3BucketVersioningEnabled']);
  });
});

const PRIVATE = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
