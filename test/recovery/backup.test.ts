import { Match, Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { DataCategory } from '../../lib/declaration/category';
import { DataInventory } from '../../lib/declaration/inventory';
import { AlarmTopic } from '../../lib/detection/alarm-topic';
import { InvalidInputError } from '../../lib/errors';
import { KeyHierarchy } from '../../lib/keys/key-hierarchy';
import { KeyPurpose } from '../../lib/keys/key-purpose';
import { Profile, provideProfile } from '../../lib/profile';
import { CustomerDataBackup, type CustomerDataBackupProps } from '../../lib/recovery/backup';
import { ENVIRONMENT, testApp, testStack } from '../support/app';
import { personalAsset } from '../support/assets';
import { findings } from '../support/findings';

const ACCOUNT = ENVIRONMENT.account;
const orders = personalAsset();
const health = personalAsset({
  name: 'health',
  category: DataCategory.SENSITIVE_PERSONAL,
  retention: Duration.days(90),
  assessment: 'DPIA-1',
});
const sessions = personalAsset({ name: 'sessions', retention: Duration.days(14) });
const prices = personalAsset({ name: 'prices', category: DataCategory.INTERNAL });

function backupIn(
  profile: Profile,
  props: CustomerDataBackupProps = { assets: [orders, health, sessions, prices] },
  env = ENVIRONMENT,
) {
  const stack = testStack(env);
  provideProfile(stack, profile);
  const backup = new CustomerDataBackup(stack, 'Backup', props);
  return { stack, backup, template: Template.fromStack(stack) };
}

/** The plans of a template, by their name. */
function plans(template: Template): Record<string, unknown[]> {
  const found = Object.values(template.findResources('AWS::Backup::BackupPlan'));
  return Object.fromEntries(
    found.map(({ Properties: { BackupPlan } }) => [BackupPlan.BackupPlanName, BackupPlan.BackupPlanRule]),
  );
}

describe('the vault', () => {
  test('is locked in compliance mode in the production profile, and kept', () => {
    backupIn(Profile.PROD).template.hasResource('AWS::Backup::BackupVault', {
      Properties: { LockConfiguration: { MinRetentionDays: 1, MaxRetentionDays: 366, ChangeableForDays: 7 } },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('is locked in governance mode in the development profile, and goes', () => {
    backupIn(Profile.DEV).template.hasResource('AWS::Backup::BackupVault', {
      Properties: { LockConfiguration: { MinRetentionDays: 1, MaxRetentionDays: 366, ChangeableForDays: Match.absent() } },
      DeletionPolicy: 'Delete',
    });
  });

  test('is encrypted under the key for backups, and declared as a store of our own', () => {
    const { stack, template } = backupIn(Profile.PROD);
    template.hasResourceProperties('AWS::Backup::BackupVault', {
      EncryptionKeyArn: stack.resolve(KeyHierarchy.of(stack).key(KeyPurpose.BACKUP).keyArn),
      BackupVaultTags: Match.objectLike({ 'strongroom:asset': 'recovery-points' }),
    });
  });

  test.each([
    [Profile.DEV, { 'strongroom:disposable': 'true' }],
    [Profile.PROD, { 'strongroom:disposable': Match.absent() }],
  ])('in the %s profile says whether it goes with its stack', (profile, tags) => {
    const BackupVaultTags = Match.objectLike(tags);
    backupIn(profile).template.hasResourceProperties('AWS::Backup::BackupVault', { BackupVaultTags });
  });

  test.each([
    [
      Profile.PROD,
      [
        'backup:DeleteBackupVault',
        'backup:DeleteBackupVaultAccessPolicy',
        'backup:DeleteBackupVaultLockConfiguration',
        'backup:DeleteRecoveryPoint',
        'backup:DisassociateRecoveryPoint',
        'backup:UpdateRecoveryPointLifecycle',
      ],
    ],
    [Profile.DEV, ['backup:DisassociateRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle']],
  ])('in the %s profile nobody may take from it: %j', (profile, Action) => {
    backupIn(profile).template.hasResourceProperties('AWS::Backup::BackupVault', {
      AccessPolicy: {
        Statement: [{ Sid: 'RefuseDeletion', Effect: 'Deny', Principal: { AWS: '*' }, Action, Resource: '*' }],
        Version: '2012-10-17',
      },
    });
  });

  test('takes another cooling period', () => {
    backupIn(Profile.PROD, { assets: [orders], lockAfter: Duration.days(30) }).template.hasResourceProperties(
      'AWS::Backup::BackupVault',
      { LockConfiguration: Match.objectLike({ ChangeableForDays: 30 }) },
    );
  });

  test.each([Duration.days(2), Duration.hours(80), Duration.days(36_501)])('refuses a cooling period of %s', (lockAfter) => {
    const make = () => backupIn(Profile.PROD, { assets: [orders], lockAfter });
    expect(make).toThrow(InvalidInputError);
    expect(make).toThrow(/backup 'Test\/Backup' is not valid:\n {2}- lockAfter: got '[\d.]+ days'; whole days, 3 to 36500/);
  });
});

describe('the plans', () => {
  const windows = { StartWindowMinutes: 60, CompletionWindowMinutes: 480 };
  const daily = (DeleteAfterDays: number, vault: unknown) => ({
    RuleName: 'daily',
    TargetBackupVault: vault,
    ScheduleExpression: 'cron(0 1 * * ? *)',
    EnableContinuousBackup: true,
    Lifecycle: { DeleteAfterDays },
    ...windows,
  });
  const monthly = (Lifecycle: object, vault: unknown) => ({
    RuleName: 'monthly',
    TargetBackupVault: vault,
    ScheduleExpression: 'cron(0 3 1 * ? *)',
    Lifecycle,
    ...windows,
  });

  test('keep recovery points for half of the retention of their assets at most, and copy none', () => {
    const { stack, backup, template } = backupIn(Profile.PROD);
    const vault = stack.resolve(backup.vault.backupVaultName);
    expect(plans(template)).toEqual({
      Daily35Monthly365: [daily(35, vault), monthly({ DeleteAfterDays: 365, MoveToColdStorageAfterDays: 30 }, vault)],
      Daily35Monthly45: [daily(35, vault), monthly({ DeleteAfterDays: 45 }, vault)],
      Daily7: [daily(7, vault)],
    });
  });

  test('select the stores of each personal asset by kind and tags, in the role that backs up', () => {
    const { stack, backup, template } = backupIn(Profile.PROD);
    const selections = Object.values(template.findResources('AWS::Backup::BackupSelection')).map(
      ({ Properties: { BackupSelection } }) => BackupSelection,
    );
    const selection = (asset: string, category: string) => ({
      SelectionName: asset,
      IamRoleArn: stack.resolve(backup.roles.backup.roleArn),
      Resources: [
        'arn:aws:s3:::*',
        `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/*`,
        `arn:aws:ec2:eu-central-1:${ACCOUNT}:volume/*`,
        `arn:aws:elasticfilesystem:eu-central-1:${ACCOUNT}:file-system/*`,
        `arn:aws:rds:eu-central-1:${ACCOUNT}:cluster:*`,
        `arn:aws:rds:eu-central-1:${ACCOUNT}:db:*`,
      ],
      Conditions: {
        StringEquals: [
          { ConditionKey: 'aws:ResourceTag/strongroom:asset', ConditionValue: asset },
          { ConditionKey: 'aws:ResourceTag/strongroom:category', ConditionValue: category },
        ],
      },
    });
    expect(selections).toEqual([
      selection('orders', 'personal'),
      selection('health', 'sensitive-personal'),
      selection('sessions', 'personal'),
    ]);
  });

  test('follow the inventory, where no assets are handed in', () => {
    const stack = testStack();
    DataInventory.of(stack).record(orders, stack);
    DataInventory.of(stack).record(prices, stack);
    expect(new CustomerDataBackup(stack, 'Backup').assets).toEqual([orders]);
  });

  test('must cover every personal asset that has a store', () => {
    const app = testApp();
    const stack = new Stack(app, 'Test', { env: ENVIRONMENT });
    new CustomerDataBackup(stack, 'Backup');
    DataInventory.of(stack).record(prices, stack);
    expect(() => app.synth()).not.toThrow();
    DataInventory.of(stack).record(orders, stack);
    expect(() => app.synth({ force: true })).toThrow(/data asset 'orders' has a store but no backup in 'Test\/Backup'/);
  });
});

describe('the roles', () => {
  const trust = {
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'backup.amazonaws.com' } }],
    Version: '2012-10-17',
  };

  /** The statements of a role's policy by their ids, each once. */
  function policy(env = ENVIRONMENT, id: 'Backup' | 'Restore' = 'Backup'): Record<string, object> {
    const { template } = backupIn(Profile.PROD, undefined, env);
    const found = Object.entries(template.findResources('AWS::IAM::ManagedPolicy')).filter(([name]) =>
      name.startsWith(`BackupRoles${id}Policy`),
    );
    expect(found).toHaveLength(1);
    const statements = found.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
    return Object.fromEntries(statements.map(({ Sid, ...statement }: { Sid: string }) => [Sid, statement]));
  }

  function keys(): { stores: unknown[]; vault: unknown } {
    const { stack } = backupIn(Profile.PROD);
    const arn = (purpose: KeyPurpose) => stack.resolve(KeyHierarchy.of(stack).key(purpose).keyArn);
    return { stores: [arn(KeyPurpose.PERSONAL), arn(KeyPurpose.SENSITIVE_PERSONAL)], vault: arn(KeyPurpose.BACKUP) };
  }

  const via = (...services: string[]) => ({
    StringEquals: { 'kms:ViaService': services.map((service) => `${service}.eu-central-1.amazonaws.com`) },
  });
  const aboutKeys = ({ stores, vault }: ReturnType<typeof keys>, ofStores: string[]) => ({
    DescribeKeys: { Effect: 'Allow', Action: 'kms:DescribeKey', Resource: [vault, ...stores] },
    LetServicesUseKeys: {
      Effect: 'Allow',
      Action: 'kms:CreateGrant',
      Resource: [vault, ...stores],
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    },
    UseVaultKey: {
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: vault,
      Condition: via('backup', 'dynamodb', 's3'),
    },
    UseStoreKeys: { Effect: 'Allow', Action: ofStores, Resource: stores, Condition: via('dynamodb', 's3') },
  });

  test('are assumed by AWS Backup, and carry no other policy', () => {
    const { template } = backupIn(Profile.PROD);
    template.resourceCountIs('AWS::IAM::Role', 2);
    template.allResourcesProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: trust,
      ManagedPolicyArns: Match.absent(),
      Policies: Match.absent(),
    });
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 2);
    template.resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('one reads stores of this account, and tables only of personal data', () => {
    expect(policy()).toEqual({
      FindStores: {
        Effect: 'Allow',
        Action: ['cloudwatch:GetMetricData', 'events:ListRules', 's3:ListAllMyBuckets', 'tag:GetResources'],
        Resource: '*',
      },
      ReadBuckets: {
        Effect: 'Allow',
        Action: [
          's3:GetBucketAcl',
          's3:GetBucketLocation',
          's3:GetBucketNotification',
          's3:GetBucketTagging',
          's3:GetBucketVersioning',
          's3:GetInventoryConfiguration',
          's3:GetObject',
          's3:GetObjectAcl',
          's3:GetObjectTagging',
          's3:GetObjectVersion',
          's3:GetObjectVersionAcl',
          's3:GetObjectVersionTagging',
          's3:ListBucket',
          's3:ListBucketVersions',
          's3:ListTagsForResource',
          's3:PutBucketNotification',
          's3:PutInventoryConfiguration',
        ],
        Resource: 'arn:aws:s3:::*',
        Condition: { StringEquals: { 'aws:ResourceAccount': ACCOUNT } },
      },
      FollowChangesOfBuckets: {
        Effect: 'Allow',
        Action: [
          'events:DeleteRule',
          'events:DescribeRule',
          'events:DisableRule',
          'events:EnableRule',
          'events:ListTargetsByRule',
          'events:PutRule',
          'events:PutTargets',
          'events:RemoveTargets',
        ],
        Resource: `arn:aws:events:eu-central-1:${ACCOUNT}:rule/AwsBackupManagedRule*`,
      },
      ReadTables: {
        Effect: 'Allow',
        Action: ['dynamodb:DescribeTable', 'dynamodb:ListTagsOfResource', 'dynamodb:StartAwsBackupJob'],
        Resource: `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/*`,
        Condition: { StringEquals: { 'aws:ResourceTag/strongroom:category': ['personal', 'sensitive-personal'] } },
      },
      TagRecoveryPoints: {
        Effect: 'Allow',
        Action: 'backup:TagResource',
        Resource: `arn:aws:backup:eu-central-1:${ACCOUNT}:recovery-point:*`,
      },
      ...aboutKeys(keys(), ['kms:Decrypt', 'kms:GenerateDataKey']),
    });
  });

  test('the other one writes stores of this account', () => {
    expect(policy(ENVIRONMENT, 'Restore')).toEqual({
      MakeBuckets: { Effect: 'Allow', Action: 's3:CreateBucket', Resource: 'arn:aws:s3:::*' },
      WriteBuckets: {
        Effect: 'Allow',
        Action: [
          's3:DeleteObject',
          's3:GetBucketLocation',
          's3:GetBucketOwnershipControls',
          's3:GetBucketVersioning',
          's3:GetObject',
          's3:GetObjectAcl',
          's3:GetObjectTagging',
          's3:GetObjectVersion',
          's3:GetObjectVersionAcl',
          's3:ListBucket',
          's3:ListBucketVersions',
          's3:ListMultipartUploadParts',
          's3:PutBucketOwnershipControls',
          's3:PutBucketVersioning',
          's3:PutObject',
          's3:PutObjectAcl',
          's3:PutObjectTagging',
          's3:PutObjectVersionAcl',
        ],
        Resource: 'arn:aws:s3:::*',
        Condition: { StringEquals: { 'aws:ResourceAccount': ACCOUNT } },
      },
      WriteTables: {
        Effect: 'Allow',
        Action: [
          'dynamodb:BatchWriteItem',
          'dynamodb:DeleteItem',
          'dynamodb:DescribeTable',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
          'dynamodb:RestoreTableFromAwsBackup',
          'dynamodb:Scan',
          'dynamodb:UpdateItem',
        ],
        Resource: `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/*`,
      },
      ...aboutKeys(keys(), [
        'kms:Decrypt',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ]),
    });
  });

  test('are of the partition in China', () => {
    const written = JSON.stringify(policy({ account: ACCOUNT, region: 'cn-north-1' }));
    expect(written).toContain('arn:aws-cn:s3:::*');
    expect(written).not.toContain('arn:aws:');
    expect(written).toContain('s3.cn-north-1.amazonaws.com.cn');
  });
});

describe('restore tests', () => {
  const conditions = (category: string) => ({
    StringEquals: [{ Key: 'aws:ResourceTag/strongroom:category', Value: category }],
  });

  test('restore the latest recovery point of the vault once a month', () => {
    const { stack, backup, template } = backupIn(Profile.PROD);
    const plans = Object.values(template.findResources('AWS::Backup::RestoreTestingPlan')).map(({ Properties }) => Properties);
    expect(plans).toEqual([
      {
        RestoreTestingPlanName: expect.stringMatching(/^Test_Backup_RestoreTests_[0-9A-F]{8}$/),
        ScheduleExpression: 'cron(0 5 2 * ? *)',
        RecoveryPointSelection: {
          Algorithm: 'LATEST_WITHIN_WINDOW',
          IncludeVaults: [stack.resolve(backup.vault.backupVaultArn)],
          RecoveryPointTypes: ['CONTINUOUS', 'SNAPSHOT'],
          SelectionWindowDays: 31,
        },
      },
    ]);
  });

  test('are of each kind of store and category, under the key of the category', () => {
    const { stack, backup, template } = backupIn(Profile.PROD);
    const [plan] = Object.keys(template.findResources('AWS::Backup::RestoreTestingPlan'));
    const key = (purpose: KeyPurpose) => stack.resolve(KeyHierarchy.of(stack).key(purpose).keyArn);
    const selection = (category: string, kind: string, overrides: object) => ({
      RestoreTestingPlanName: { Ref: plan },
      RestoreTestingSelectionName: `${category.replace('-', '_')}_${kind}`,
      IamRoleArn: stack.resolve(backup.roles.restore.roleArn),
      ProtectedResourceType: kind,
      ProtectedResourceConditions: conditions(category),
      RestoreMetadataOverrides: overrides,
    });
    const found = Object.values(template.findResources('AWS::Backup::RestoreTestingSelection'));
    expect(found.map(({ Properties }) => Properties)).toEqual(
      (['personal', 'sensitive-personal'] as const).flatMap((category) => {
        const arn = key(category === 'personal' ? KeyPurpose.PERSONAL : KeyPurpose.SENSITIVE_PERSONAL);
        return [
          selection(category, 'DynamoDB', { encryptionType: 'KMS', kmsMasterKeyArn: arn }),
          selection(category, 'S3', { encryptionType: 'SSE-KMS', kmsKey: arn }),
        ];
      }),
    );
  });

  test('are of the categories that are backed up', () => {
    backupIn(Profile.PROD, { assets: [orders] }).template.resourceCountIs('AWS::Backup::RestoreTestingSelection', 2);
    const { template } = backupIn(Profile.PROD, { assets: [prices] });
    template.resourceCountIs('AWS::Backup::RestoreTestingPlan', 0);
    template.resourceCountIs('AWS::Backup::RestoreTestingSelection', 0);
  });
});

test('jobs that fail, restores that fail and recovery points that linger are reported to the alarm topic', () => {
  const { stack, template } = backupIn(Profile.PROD);
  const rules = Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties }) => Properties);
  expect(rules.map(({ EventPattern }) => EventPattern)).toEqual([
    {
      source: ['aws.backup'],
      'detail-type': ['Backup Job State Change', 'Copy Job State Change'],
      detail: { state: ['FAILED', 'ABORTED', 'EXPIRED', 'PARTIAL'] },
    },
    {
      source: ['aws.backup'],
      'detail-type': ['Recovery Point State Change'],
      detail: { status: ['EXPIRED', 'PARTIAL'] },
    },
    { source: ['aws.backup'], 'detail-type': ['Restore Job State Change'], detail: { status: ['FAILED', 'ABORTED'] } },
  ]);
  const { topic, deadLetters } = AlarmTopic.of(stack);
  const target = {
    Arn: stack.resolve(topic.topicArn),
    DeadLetterConfig: { Arn: stack.resolve(deadLetters.queue.queueArn) },
    Id: 'Target0',
  };
  for (const { State, Targets } of rules) {
    expect(State).toBe('ENABLED');
    expect(Targets).toEqual([target]);
  }
});

describe('cdk-nag', () => {
  test.each([
    ['known', ENVIRONMENT],
    ['Chinese', { account: ACCOUNT, region: 'cn-north-1' }],
  ])('finds nothing in a %s environment', (_, env) => {
    for (const profile of Object.values(Profile)) expect(findings(backupIn(profile, undefined, env).backup)).toEqual([]);
  });

  test('finds nothing where account and region are known at deployment only', () => {
    const stack = new Stack(testApp(), 'Test');
    expect(findings(new CustomerDataBackup(stack, 'Backup', { assets: [orders] }))).toEqual([]);
  });

  test('finds a role that is widened', () => {
    const backup = new CustomerDataBackup(testStack(), 'Backup', { assets: [orders] });
    const statement = new PolicyStatement({ actions: ['s3:*'], resources: ['arn:aws:s3:::wide/*'] });
    new ManagedPolicy(backup, 'Wide', { roles: [backup.roles.restore], statements: [statement] });
    expect(findings(backup)).toEqual([
      'Test/Backup/Wide/Resource: AwsSolutions-IAM5[Action::s3:*]',
      'Test/Backup/Wide/Resource: AwsSolutions-IAM5[Resource::arn:aws:s3:::wide/*]',
      'Test/Backup/Wide/Resource: NIST.800.53.R5-IAMPolicyNoStatementsWithFullAccess',
    ]);
  });
});
