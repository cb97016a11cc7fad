import { Match, Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { CustomerDataBucket, DataCategory, DataInventory, Profile } from '../../lib';
import { provideProfile } from '../../lib/profile';
import { testApp, testStack } from '../support/app';
import { personalAsset } from '../support/assets';
import { findings } from '../support/findings';

function bucketOf(
  stack: Stack,
  path = 'Orders/Resource',
): { id: string; properties: Record<string, unknown>; resource: Record<string, unknown> } {
  const id = stack.getLogicalId(
    stack.node.findAll().find((node) => node.node.path === `${stack.node.path}/${path}/Resource`) as never,
  );
  const resource = Template.fromStack(stack).toJSON().Resources[id];
  if (resource === undefined) throw new Error(`no bucket at ${path}`);
  return { id, resource, properties: resource.Properties };
}

describe('CustomerDataBucket', () => {
  const stack = testStack();
  const asset = personalAsset();
  const store = new CustomerDataBucket(stack, 'Orders', { asset });
  const { id, properties, resource } = bucketOf(stack);
  const key = { 'Fn::GetAtt': [stack.getLogicalId(store.key.node.defaultChild as never), 'Arn'] };

  test('is encrypted under the key of its category, and takes no key of a client', () => {
    expect(store.key.node.path).toBe('Test/Strongroom/KeyHierarchy/personal');
    expect(properties.BucketEncryption).toEqual({
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
          ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
        },
      ],
    });
  });

  test('is private, versioned, and owned by its account', () => {
    expect(properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: { Status: 'Enabled' },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
  });

  test('ends the life of every object, version, delete marker and upload with the retention', () => {
    expect(properties.LifecycleConfiguration).toEqual({
      Rules: [
        {
          Id: 'retention',
          Status: 'Enabled',
          ExpirationInDays: 1065,
          NoncurrentVersionExpiration: { NoncurrentDays: 30 },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
        },
        { Id: 'delete-markers', Status: 'Enabled', ExpiredObjectDeleteMarker: true },
      ],
    });
  });

  test('logs its accesses to the archive, under its own path', () => {
    expect(properties.LoggingConfiguration).toEqual({
      DestinationBucketName: expect.objectContaining({ Ref: expect.stringContaining('LogArchiveAccessLogs') }),
      LogFilePrefix: 'Test/Orders/',
    });
  });

  test('carries its declaration', () => {
    const tags = Object.fromEntries((properties.Tags as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]));
    expect(tags).toMatchObject(asset.tags());
    expect(DataInventory.of(stack).entries).toEqual([{ asset, store }]);
  });

  test('refuses plain transport, TLS below 1.2, and encryption other than its own', () => {
    const both = [{ 'Fn::GetAtt': [id, 'Arn'] }, { 'Fn::Join': ['', [{ 'Fn::GetAtt': [id, 'Arn'] }, '/*']] }];
    const everyone = { Effect: 'Deny', Principal: { AWS: '*' } };
    const put = { ...everyone, Action: 's3:PutObject', Resource: both[1] };
    const header = 's3:x-amz-server-side-encryption';
    const keyHeader = `${header}-aws-kms-key-id`;
    Template.fromStack(stack).hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: { Ref: id },
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { ...everyone, Action: 's3:*', Resource: both, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
          { ...everyone, Action: 's3:*', Resource: both, Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
          {
            ...put,
            Sid: 'RefuseOtherEncryption',
            Condition: { Null: { [header]: 'false' }, StringNotEquals: { [header]: 'aws:kms' } },
          },
          {
            ...put,
            Sid: 'RefuseOtherKeys',
            Condition: { Null: { [keyHeader]: 'false' }, StringNotEquals: { [keyHeader]: key } },
          },
        ],
      },
    });
  });

  test('is kept when its stack goes', () => {
    expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('passes both packs', () => {
    expect(findings(stack)).toEqual([]);
  });

  test('of a disposable environment goes with its stack', () => {
    const dev = testStack();
    provideProfile(dev, Profile.DEV);
    new CustomerDataBucket(dev, 'Orders', { asset: personalAsset() });
    expect(bucketOf(dev).resource).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    expect(bucketOf(dev).properties.Tags).toContainEqual({ Key: 'strongroom:disposable', Value: 'true' });
    expect(properties.Tags).not.toContainEqual(expect.objectContaining({ Key: 'strongroom:disposable' }));
    Template.fromStack(dev).hasResourceProperties('Custom::S3AutoDeleteObjects', { BucketName: { Ref: bucketOf(dev).id } });
  });

  test('takes another key for another category', () => {
    const other = testStack();
    const sensitive = new CustomerDataBucket(other, 'Health', {
      asset: personalAsset({ name: 'health', category: DataCategory.SENSITIVE_PERSONAL, assessment: 'DPIA-1' }),
    });
    const personal = new CustomerDataBucket(other, 'Orders', { asset: personalAsset() });
    expect(sensitive.key).not.toBe(personal.key);
    expect(new CustomerDataBucket(other, 'More', { asset: personalAsset() }).key).toBe(personal.key);
  });

  test('is refused outside the residency, and with a retention that S3 cannot keep', () => {
    const abroad = testStack({ account: '123456789012', region: 'us-east-1' });
    expect(() => new CustomerDataBucket(abroad, 'Orders', { asset: personalAsset() })).toThrow(
      /must contain the stack's region 'us-east-1'/,
    );
    expect(
      () => new CustomerDataBucket(testStack(), 'Orders', { asset: personalAsset({ retention: Duration.days(1) }) }),
    ).toThrow(/retention: got '1 days'; whole days, at least 2/);
  });

  describe('grants', () => {
    const granted = (grant: (store: CustomerDataBucket, policy: ManagedPolicy) => void) => {
      const app = testApp();
      const data = new Stack(app, 'Data', { env: { region: 'eu-central-1' } });
      const access = new Stack(app, 'Access', { env: { region: 'eu-central-1' } });
      const bucket = new CustomerDataBucket(data, 'Orders', { asset: personalAsset() });
      const policy = new ManagedPolicy(access, 'Policy', {
        roles: [new Role(access, 'Role', { assumedBy: new AccountPrincipal('123456789012') })],
      });
      grant(bucket, policy);
      const [document] = Object.values(Template.fromStack(access).findResources('AWS::IAM::ManagedPolicy'));
      return {
        data,
        actions: document?.Properties.PolicyDocument.Statement.map(({ Action }: { Action: unknown }) => Action),
      };
    };

    test('name the actions one by one', () => {
      expect(granted((store, policy) => store.grantRead(policy)).actions).toEqual([
        's3:GetObject',
        's3:ListBucket',
        'kms:Decrypt',
      ]);
      expect(granted((store, policy) => store.grantReadWrite(policy)).actions).toEqual([
        ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        's3:ListBucket',
        ['kms:Decrypt', 'kms:GenerateDataKey'],
      ]);
    });

    test('change nothing in the stack of the store', () => {
      const { data } = granted((store, policy) => store.grantReadWrite(policy));
      expect(data.dependencies).toEqual([]);
      const [policy] = Object.values(Template.fromStack(data).findResources('AWS::S3::BucketPolicy')).filter(({ Properties }) =>
        Properties.Bucket.Ref?.startsWith('Orders'),
      );
      expect(policy?.Properties.PolicyDocument.Statement.map(({ Effect }: { Effect: string }) => Effect)).toEqual(
        Array(4).fill('Deny'),
      );
    });
  });

  test('its broken twin would be seen: a bucket without encryption is a finding', () => {
    const broken = testStack();
    const bucket = new CustomerDataBucket(broken, 'Orders', { asset: personalAsset() });
    (bucket.bucket.node.defaultChild as unknown as { bucketEncryption: undefined }).bucketEncryption = undefined;
    Template.fromStack(broken).hasResourceProperties('AWS::S3::Bucket', { BucketEncryption: Match.absent() });
    expect(findings(broken)).toContain('Test/Orders/Resource/Resource: NIST.800.53.R5-S3DefaultEncryptionKMS');
  });
});
