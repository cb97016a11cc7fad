import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';
import { LoggedRequests, WebAcl, WebAclLogs } from '../../../lib/network/web-acl/web-acl';
import { Profile, provideProfile } from '../../../lib/profile';
import { testStack } from '../../support/app';
import { findings, resourcesOf } from '../support';
import { ACCOUNT, type Json, UNKNOWN_REGION, webAclIn } from './fixtures';

const SECRET_HEADERS = ['authorization', 'cookie', 'proxy-authorization', 'x-amz-security-token', 'x-api-key'];
const DECLARED = [
  { Key: 'strongroom:asset', Value: 'web-acl-logs' },
  { Key: 'strongroom:category', Value: 'internal' },
  { Key: 'strongroom:owner', Value: 'strongroom' },
];

function loggingOf(stack: Stack): Json {
  return Object.values(Template.fromStack(stack).findResources('AWS::WAFv2::LoggingConfiguration'))[0];
}

describe('logs', () => {
  const { stack, webAcl } = webAclIn('eu-central-1');
  const [logGroup] = resourcesOf(stack, 'AWS::Logs::LogGroup');

  test('go to a log group of the prefix that WAF demands, under the key for logs', () => {
    const [key] = resourcesOf(stack, 'AWS::KMS::Key').filter(({ path }) => path.includes('/KeyHierarchy/logs/'));
    expect(logGroup?.properties).toEqual({
      LogGroupName: expect.stringMatching(/^aws-waf-logs-Test-WebAcl-[0-9A-F]{8}$/),
      KmsKeyId: { 'Fn::GetAtt': [key?.id, 'Arn'] },
      RetentionInDays: 365,
      Tags: DECLARED,
    });
  });

  test('have every request, without credentials and query strings', () => {
    expect(loggingOf(stack).Properties).toEqual({
      ResourceArn: { 'Fn::GetAtt': [resourcesOf(stack, 'AWS::WAFv2::WebACL')[0]?.id, 'Arn'] },
      // Without `:*` at its end, which WAF refuses.
      LogDestinationConfigs: [{ 'Fn::Join': ['', ['arn:aws:logs:eu-central-1:123456789012:log-group:', { Ref: logGroup?.id }]] }],
      RedactedFields: [...SECRET_HEADERS.map((Name) => ({ SingleHeader: { Name } })), { QueryString: {} }],
    });
  });

  test('have neither in what a match shows, nor a piece of a body', () => {
    expect(webAcl.DataProtectionConfig).toEqual({
      DataProtections: [
        { Action: 'SUBSTITUTION', Field: { FieldType: 'SINGLE_HEADER', FieldKeys: SECRET_HEADERS } },
        { Action: 'SUBSTITUTION', Field: { FieldType: 'QUERY_STRING' } },
        { Action: 'SUBSTITUTION', Field: { FieldType: 'BODY' } },
      ],
    });
  });

  test('are delivered by a policy of the stack, for this account alone, which stands before', () => {
    const [policy] = resourcesOf(stack, 'AWS::Logs::ResourcePolicy');
    const parts: (string | object)[] = policy?.properties.PolicyDocument['Fn::Join'][1];
    const text = parts.map((part) => (typeof part === 'string' ? part : '<log group>')).join('');
    expect(JSON.parse(text)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'delivery.logs.amazonaws.com' },
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: 'arn:aws:logs:eu-central-1:123456789012:log-group:<log group>:log-stream:*',
          Condition: {
            StringEquals: { 'aws:SourceAccount': '123456789012' },
            ArnLike: { 'aws:SourceArn': 'arn:aws:logs:eu-central-1:123456789012:*' },
          },
        },
      ],
    });
    expect(loggingOf(stack).DependsOn).toEqual([policy?.id]);
  });

  test.each([
    [Profile.PROD, 'Retain'],
    [Profile.DEV, 'Delete'],
  ])('in the profile %s: %s', (profile, policy) => {
    const other = testStack();
    provideProfile(other, profile);
    new WebAcl(other, 'WebAcl');
    expect(Object.values(Template.fromStack(other).findResources('AWS::Logs::LogGroup'))[0]?.['DeletionPolicy']).toBe(policy);
  });

  test('have what was refused, challenged or counted alone, where that is asked for', () => {
    const { stack: other } = webAclIn('eu-central-1', { logged: LoggedRequests.MATCHED });
    expect(loggingOf(other).Properties.LoggingFilter).toEqual({
      DefaultBehavior: 'DROP',
      Filters: [
        {
          Behavior: 'KEEP',
          Requirement: 'MEETS_ANY',
          Conditions: ['BLOCK', 'CAPTCHA', 'CHALLENGE', 'COUNT', 'EXCLUDED_AS_COUNT'].map((Action) => ({
            ActionCondition: { Action },
          })),
        },
      ],
    });
  });
});

describe('a bucket for logs', () => {
  const { stack, acl } = webAclIn('eu-central-1', { logs: WebAclLogs.BUCKET });
  const [bucket] = resourcesOf(stack, 'AWS::S3::Bucket').filter(({ path }) => path.startsWith('Test/WebAcl/'));
  const [policy] = resourcesOf(stack, 'AWS::S3::BucketPolicy').filter(({ path }) => path.startsWith('Test/WebAcl/'));
  const arn = { 'Fn::GetAtt': [bucket?.id, 'Arn'] };
  const below = (path: string) => ({ 'Fn::Join': ['', [arn, path]] });

  test('stands in place of the log group', () => {
    expect(acl.logGroup).toBeUndefined();
    expect(acl.logBucket).toBeDefined();
    expect(resourcesOf(stack, 'AWS::Logs::LogGroup')).toEqual([]);
    expect(loggingOf(stack).Properties.LogDestinationConfigs).toEqual([arn]);
    expect(loggingOf(stack).DependsOn).toEqual([policy?.id]);
  });

  test('is private, versioned, under the key for logs, locked and kept as the archive is', () => {
    const [key] = resourcesOf(stack, 'AWS::KMS::Key').filter(({ path }) => path.includes('/KeyHierarchy/logs/'));
    expect(bucket?.properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { 'Fn::GetAtt': [key?.id, 'Arn'] } },
            BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
          },
        ],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      VersioningConfiguration: { Status: 'Enabled' },
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 365, Mode: 'COMPLIANCE' } } },
      LifecycleConfiguration: { Rules: [{ Id: 'retention', ExpirationInDays: 365 }, { Id: 'delete-markers' }] },
      LoggingConfiguration: { LogFilePrefix: 'Test/WebAcl/LogBucket/' },
      Tags: DECLARED,
    });
  });

  test('takes logs of this account alone, from AWS alone, over TLS 1.2 or later, and loses none', () => {
    const source = { 'aws:SourceAccount': ACCOUNT };
    const ArnLike = { 'aws:SourceArn': `arn:aws:logs:eu-central-1:${ACCOUNT}:*` };
    const Principal = { Service: 'delivery.logs.amazonaws.com' };
    const statements: Json[] = policy?.properties.PolicyDocument.Statement;
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      {
        Effect: 'Allow',
        Principal,
        Action: 's3:PutObject',
        Resource: below(`/AWSLogs/${ACCOUNT}/*`),
        Condition: { ArnLike, StringEquals: { ...source, 's3:x-amz-acl': 'bucket-owner-full-control' } },
      },
      {
        Effect: 'Allow',
        Principal,
        Action: ['s3:GetBucketAcl', 's3:ListBucket'],
        Resource: arn,
        Condition: { ArnLike, StringEquals: source },
      },
    ]);
    const denied = statements.filter(({ Effect }) => Effect === 'Deny');
    expect(denied.map(({ Sid, Condition }) => Sid ?? Condition)).toEqual([
      { Bool: { 'aws:SecureTransport': 'false' } },
      { NumericLessThan: { 's3:TlsVersion': 1.2 } },
      'RefuseForgedLogs',
      'RefuseDeletion',
      'RefuseChangesByHand',
    ]);
  });

  test('may be written to under its key, by that service', () => {
    const [key] = resourcesOf(stack, 'AWS::KMS::Key').filter(({ path }) => path.includes('/KeyHierarchy/logs/'));
    const statements: Json[] = key?.properties.KeyPolicy.Statement;
    expect(statements.filter(({ Principal }) => Principal.Service === 'delivery.logs.amazonaws.com')).toEqual([
      expect.objectContaining({
        Action: expect.arrayContaining(['kms:GenerateDataKey*']),
        Condition: {
          StringEquals: { 'aws:SourceAccount': ACCOUNT },
          ArnLike: { 'aws:SourceArn': `arn:aws:logs:eu-central-1:${ACCOUNT}:*` },
        },
      }),
    ]);
  });

  test('breaks no rule', () => {
    expect(findings(acl)).toEqual([]);
  });

  test.each(['us-east-1', 'cn-northwest-1', 'us-isof-south-1'])('has a name in %s that buckets may have', (region) => {
    expect(nameIn(region, 'WebAclOfTheShopThatHasALongName')).toMatch(
      new RegExp(`^aws-waf-logs-${ACCOUNT}-${region}-[a-z0-9]{8,21}$`),
    );
    expect(nameIn(region, 'WebAclOfTheShopThatHasALongName').length).toBeLessThanOrEqual(63);
  });

  test('has a name of its own, and the same each time', () => {
    expect(nameIn('eu-central-1', 'One')).toBe(nameIn('eu-central-1', 'One'));
    expect(nameIn('eu-central-1', 'One')).not.toBe(nameIn('eu-central-1', 'Two'));
  });

  test('takes account and region from the deployment where nothing else knows them', () => {
    const { stack: other } = webAclIn(UNKNOWN_REGION, { logs: WebAclLogs.BUCKET });
    const [found] = resourcesOf(other, 'AWS::S3::Bucket').filter(({ path }) => path.startsWith('Test/WebAcl/'));
    expect(found?.properties.BucketName['Fn::Join'][1]).toEqual([
      'aws-waf-logs-',
      { Ref: 'AWS::AccountId' },
      '-',
      { Ref: 'AWS::Region' },
      expect.stringMatching(/^-[a-z0-9]{8,21}$/),
    ]);
  });

  test('goes with a disposable environment', () => {
    const other = testStack();
    provideProfile(other, Profile.DEV);
    new WebAcl(other, 'WebAcl', { logs: WebAclLogs.BUCKET });
    const [found] = resourcesOf(other, 'AWS::S3::Bucket').filter(({ path }) => path.startsWith('Test/WebAcl/'));
    expect(found?.properties.ObjectLockConfiguration).toBeUndefined();
    expect(Template.fromStack(other).toJSON().Resources[found?.id ?? ''].DeletionPolicy).toBe('Delete');
  });
});

function nameIn(region: string, id: string): string {
  const stack = testStack({ account: ACCOUNT, region });
  new WebAcl(stack, id, { logs: WebAclLogs.BUCKET });
  const [bucket] = resourcesOf(stack, 'AWS::S3::Bucket').filter(({ path }) => path.startsWith(`Test/${id}/`));
  return bucket?.properties.BucketName;
}
