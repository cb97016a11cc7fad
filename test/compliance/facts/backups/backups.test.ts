import { BackupPlan, BackupPlanRule, BackupResource } from 'aws-cdk-lib/aws-backup';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { CfnFileSystem } from 'aws-cdk-lib/aws-efs';
import { CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib/core';
import { backupsOf } from '../../../../lib/compliance/facts/backups/backups';
import { indexOf } from '../../../../lib/compliance/gate/app-templates';
import { TemplateIndex, type TemplateSource } from '../../../../lib/compliance/template/template-index';
import { ENVIRONMENT, testApp } from '../../../support/app';

const TAGS = [
  { Key: 'backup', Value: 'daily' },
  { Key: 'stage', Value: 'prod' },
];
const BUCKET = { Type: 'AWS::S3::Bucket', Properties: { Tags: TAGS } };
const NAMED = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'orders-prod', Tags: TAGS } };
const RULE = { RuleName: 'daily', TargetBackupVault: 'vault', Lifecycle: { DeleteAfterDays: 35 } };
const PLAN = { Type: 'AWS::Backup::BackupPlan', Properties: { BackupPlan: { BackupPlanRule: [RULE] } } };

function selection(given: Record<string, unknown>, plan: unknown = { Ref: 'Plan' }) {
  const names = { SelectionName: 'all', IamRoleArn: 'arn:aws:iam::123456789012:role/Backup' };
  return {
    Type: 'AWS::Backup::BackupSelection',
    Properties: { BackupPlanId: plan, BackupSelection: { ...names, ...given } },
  };
}

function source(resources: Record<string, unknown>, name = 'Test', environment: TemplateSource['environment'] = ENVIRONMENT) {
  return { name, template: { Resources: resources }, environment };
}

/** What the selections of an index say of one resource. */
function reach(index: TemplateIndex, path: string) {
  const store = index.resources.find((resource) => resource.path === path);
  if (store === undefined) throw new Error(`no ${path}`);
  return backupsOf(store, index);
}

/** Whether a selection reaches a store: `true`, `false`, `maybe`. */
function isReached(given: Record<string, unknown>, store: Record<string, unknown> = BUCKET): boolean | 'maybe' {
  const index = new TemplateIndex([source({ Store: store, Other: BUCKET, Plan: PLAN, Selection: selection(given) })]);
  const [found] = reach(index, 'Test/Store');
  return found === undefined ? false : found.certain || 'maybe';
}

const tagged = (key: string, value: unknown) => ({ ConditionKey: key, ConditionValue: value });
const listed = (key: string, value: unknown) => ({ ...tagged(key, value), ConditionType: 'STRINGEQUALS' });
const RESOURCE_TAG = 'aws:ResourceTag/backup';
const TABLE_ARN = 'arn:aws:dynamodb:eu-central-1:123456789012:table';

describe('resources', () => {
  test.each([
    ['everything', ['*'], BUCKET, true],
    ['every bucket', ['arn:aws:s3:::*'], BUCKET, true],
    ['every bucket of the partition', [{ 'Fn::Sub': `arn:\${AWS::Partition}:s3:::*` }], BUCKET, true],
    ['every bucket of another partition, which is a slip', ['arn:aws-cn:s3:::*'], BUCKET, true],
    ['every table', ['arn:aws:dynamodb:*:*:table/*'], BUCKET, false],
    ['every table of the region', [`${TABLE_ARN}/*`], { Type: 'AWS::DynamoDB::Table' }, true],
    ['every table of another region', ['arn:aws:dynamodb:eu-west-1:*:table/*'], { Type: 'AWS::DynamoDB::Table' }, false],
    [
      'every table of a parameter region',
      [{ 'Fn::Sub': `arn:aws:dynamodb:\${Region}:*:table/*` }],
      { Type: 'AWS::DynamoDB::Table' },
      'maybe',
    ],
    ['itself', [{ 'Fn::GetAtt': ['Store', 'Arn'] }], BUCKET, true],
    ['itself by its name', [{ 'Fn::Sub': `arn:aws:s3:::\${Store}` }], BUCKET, true],
    ['another one', [{ 'Fn::GetAtt': ['Other', 'Arn'] }], BUCKET, false],
    ['another one by its name', [{ 'Fn::Sub': `arn:aws:s3:::\${Other}` }], BUCKET, false],
    ['its literal name', ['arn:aws:s3:::orders-prod'], NAMED, true],
    ['a prefix of its literal name', ['arn:aws:s3:::orders-*'], NAMED, true],
    ['another literal name', ['arn:aws:s3:::orders'], NAMED, false],
    ['a literal name, of a store whose name is made up', ['arn:aws:s3:::legacy'], BUCKET, false],
    ['a prefix, of a store whose name is made up', ['arn:aws:s3:::shop-*'], BUCKET, 'maybe'],
    [
      'a name that is a parameter',
      ['arn:aws:s3:::orders'],
      { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Name' } } },
      'maybe',
    ],
    ['a parameter', [{ Ref: 'Arn' }], BUCKET, 'maybe'],
    [
      'itself, by a condition',
      [{ 'Fn::If': ['C', { 'Fn::GetAtt': ['Store', 'Arn'] }, { Ref: 'AWS::NoValue' }] }],
      BUCKET,
      'maybe',
    ],
    ['a list by a condition', { 'Fn::If': ['C', ['*'], ['arn:aws:ec2:*:*:volume/*']] }, BUCKET, 'maybe'],
    ['a list that is a parameter', { Ref: 'Arns' }, BUCKET, 'maybe'],
    ['everything, of a type that AWS Backup does not know', ['*'], { Type: 'AWS::SQS::Queue' }, false],
    [
      'an instance by an identifier in another case',
      ['arn:aws:rds:*:*:db:orders'],
      { Type: 'AWS::RDS::DBInstance', Properties: { DBInstanceIdentifier: 'Orders' } },
      true,
    ],
    [
      'a table of its database',
      [`arn:aws:timestream:*:*:database/shop/table/*`],
      { Type: 'AWS::Timestream::Table', Properties: { DatabaseName: 'shop' } },
      true,
    ],
  ] as const)('%s', (_, resources, store, expected) => {
    expect(isReached({ Resources: resources }, store)).toBe(expected);
  });

  test('that are excluded', () => {
    expect(isReached({ Resources: ['*'], NotResources: ['arn:aws:s3:::*'] })).toBe(false);
    expect(isReached({ Resources: ['*'], NotResources: ['arn:aws:ec2:*:*:volume/*'] })).toBe(true);
    expect(isReached({ Resources: ['*'], NotResources: [{ Ref: 'Arn' }] })).toBe('maybe');
  });

  test('nothing at all chooses everything', () => {
    expect(isReached({})).toBe(true);
    expect(isReached({ NotResources: ['arn:aws:s3:::*'] })).toBe(false);
  });
});

describe('tags', () => {
  test.each([
    ['one that it has', [listed('backup', 'daily')], true],
    ['one that it has, by its long name', [listed(RESOURCE_TAG, 'daily')], true],
    ['one of several', [listed('backup', 'weekly'), listed('stage', 'prod')], true],
    ['another value', [listed('backup', 'weekly')], false],
    ['another case', [listed('backup', 'Daily')], false],
    ['another tag', [listed('owner', 'daily')], false],
    ['a parameter', [listed('backup', { Ref: 'Value' })], 'maybe'],
    ['a list that is a parameter', { Ref: 'Tags' }, 'maybe'],
  ])('%s', (_, list, expected) => {
    expect(isReached({ ListOfTags: list })).toBe(expected);
  });

  test('of the store that only the deployment knows', () => {
    const list = { ListOfTags: [listed('backup', 'daily')] };
    const store = (tags: unknown) => ({ Type: 'AWS::S3::Bucket', Properties: { Tags: tags } });
    expect(isReached(list, store([{ Key: 'backup', Value: { Ref: 'Value' } }]))).toBe('maybe');
    expect(isReached(list, store({ Ref: 'Tags' }))).toBe('maybe');
  });

  test('are enough without the resources, and the resources without them', () => {
    const list = [listed('backup', 'weekly')];
    expect(isReached({ Resources: ['arn:aws:s3:::*'], ListOfTags: list })).toBe(true);
    expect(isReached({ Resources: ['arn:aws:ec2:*:*:volume/*'], ListOfTags: [listed('backup', 'daily')] })).toBe(true);
  });

  test('of the replica in the region count, of a global table', () => {
    const store = {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        Replicas: [
          { Region: 'eu-west-1', Tags: TAGS },
          { Region: 'eu-central-1', Tags: [] },
        ],
      },
    };
    expect(isReached({ ListOfTags: [listed('backup', 'daily')] }, store)).toBe(false);
  });
});

describe('conditions', () => {
  test.each([
    ['one that fits', { StringEquals: [tagged(RESOURCE_TAG, 'daily')] }, true],
    ['one of two that fits', { StringEquals: [tagged(RESOURCE_TAG, 'daily'), tagged('aws:ResourceTag/stage', 'dev')] }, false],
    ['a pattern', { StringLike: [tagged(RESOURCE_TAG, 'd*')] }, true],
    ['a pattern that does not fit', { StringLike: [tagged(RESOURCE_TAG, 'w*')] }, false],
    ['a pattern in another case', { StringLike: [tagged(RESOURCE_TAG, 'D*')] }, false],
    ['not another value', { StringNotEquals: [tagged(RESOURCE_TAG, 'never')] }, true],
    ['not its value', { StringNotEquals: [tagged(RESOURCE_TAG, 'daily')] }, false],
    ['not a value of a tag that it lacks', { StringNotEquals: [tagged('aws:ResourceTag/skip', 'true')] }, true],
    ['not a pattern', { StringNotLike: [tagged(RESOURCE_TAG, 'd*')] }, false],
    ['a parameter', { StringEquals: [tagged(RESOURCE_TAG, { Ref: 'Value' })] }, 'maybe'],
    ['a key that is a parameter', { StringEquals: [tagged({ Ref: 'Key' } as never, 'daily')] }, 'maybe'],
    ['all that only the deployment knows', { Ref: 'Conditions' }, 'maybe'],
  ])('%s', (_, conditions, expected) => {
    expect(isReached({ Resources: ['*'], Conditions: conditions })).toBe(expected);
  });
});

describe('what CloudFormation may leave out', () => {
  test('is not certain, but with the store', () => {
    const made = { ...selection({ Resources: ['*'] }), Condition: 'IsProduction' };
    const stores = { Always: BUCKET, Likewise: { ...BUCKET, Condition: 'IsProduction' } };
    const index = new TemplateIndex([source({ ...stores, Plan: PLAN, Selection: made })]);
    expect(reach(index, 'Test/Always')).toMatchObject([{ certain: false }]);
    expect(reach(index, 'Test/Likewise')).toMatchObject([{ certain: true }]);
  });
});

describe('where they are', () => {
  const plan = { Plan: PLAN, Selection: selection({ Resources: ['*'] }) };

  test('a selection of another stack counts, of another region or account it does not', () => {
    const index = new TemplateIndex([
      source({ Store: BUCKET }, 'Here'),
      source({ Store: BUCKET }, 'Elsewhere', { ...ENVIRONMENT, region: 'eu-west-1' }),
      source({ Store: BUCKET }, 'Other', { ...ENVIRONMENT, account: '210987654321' }),
      source(plan, 'Backup'),
    ]);
    expect(reach(index, 'Here/Store')).toMatchObject([{ certain: true, selection: { path: 'Backup/Selection' } }]);
    expect(reach(index, 'Elsewhere/Store')).toEqual([]);
    expect(reach(index, 'Other/Store')).toEqual([]);
  });

  test('one selection for each store is found by each store alone', () => {
    const each = (count: number) => Array.from({ length: count }, (_, position) => position);
    const resources = each(40).flatMap((position) => {
      const store = { Type: 'AWS::S3::Bucket', Properties: { Tags: [{ Key: 'asset', Value: `a${position}` }] } };
      const conditions = { StringEquals: [tagged('aws:ResourceTag/asset', `a${position}`)] };
      return [
        [`Store${position}`, store],
        [`Selection${position}`, selection({ Resources: ['arn:aws:s3:::*'], Conditions: conditions })],
      ];
    });
    const index = new TemplateIndex([source({ ...Object.fromEntries(resources), Plan: PLAN })]);
    for (const position of each(40)) {
      expect(reach(index, `Test/Store${position}`).map((found) => found.selection.logicalId)).toEqual([`Selection${position}`]);
    }
  });
});

describe('rules', () => {
  const rulesOf = (plan: Record<string, unknown>, planId: unknown = { Ref: 'Plan' }) =>
    reach(
      new TemplateIndex([source({ Store: BUCKET, Plan: plan, Selection: selection({ Resources: ['*'] }, planId) })]),
      'Test/Store',
    );
  const planOf = (rules: unknown) => ({ Type: 'AWS::Backup::BackupPlan', Properties: { BackupPlan: { BackupPlanRule: rules } } });

  test('say where recovery points go, and for how long', () => {
    const copies = [
      {
        DestinationBackupVaultArn: 'arn:aws:backup:eu-west-1:123456789012:backup-vault:copies',
        Lifecycle: { DeleteAfterDays: '90' },
      },
      { DestinationBackupVaultArn: { Ref: 'Vault' } },
    ];
    const [found] = rulesOf(planOf([{ ...RULE, EnableContinuousBackup: true, CopyActions: copies }]));
    const literal = (value: unknown) => [{ kind: 'literal', value }];
    expect(found).toMatchObject({
      open: false,
      plan: { logicalId: 'Plan' },
      rules: [
        {
          location: 'Properties.BackupPlan.BackupPlanRule.0',
          vault: literal('vault'),
          airGappedVault: literal(undefined),
          deleteAfterDays: literal(35),
          continuous: literal(true),
          copies: [
            {
              location: 'Properties.BackupPlan.BackupPlanRule.0.CopyActions.0',
              vault: literal('arn:aws:backup:eu-west-1:123456789012:backup-vault:copies'),
              deleteAfterDays: literal('90'),
            },
            { vault: [{ kind: 'unknown' }], deleteAfterDays: literal(35) },
          ],
        },
      ],
    });
  });

  test.each([
    ['a plan of another app', PLAN, 'a-plan-id'],
    ['a plan by a condition', PLAN, { 'Fn::If': ['C', { Ref: 'Plan' }, 'a-plan-id'] }],
    ['a list that is a parameter', planOf({ Ref: 'Rules' }), { Ref: 'Plan' }],
    ['copies that are a parameter', planOf([{ ...RULE, CopyActions: { Ref: 'Copies' } }]), { Ref: 'Plan' }],
  ])('are not all known of %s', (_, plan, planId) => {
    expect(rulesOf(plan, planId)).toMatchObject([{ open: true }]);
  });

  test('by a condition are both there', () => {
    const [found] = rulesOf(planOf({ 'Fn::If': ['C', [RULE], [RULE, RULE]] }));
    expect(found?.rules).toHaveLength(3);
  });
});

test('what the CDK makes of a selection is understood', () => {
  const app = testApp();
  const stores = new Stack(app, 'Stores', { env: ENVIRONMENT });
  const bucket = new Bucket(stores, 'Bucket');
  const table = new Table(stores, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  const database = new CfnDBInstance(stores, 'Database', {});
  const files = new CfnFileSystem(stores, 'Files');
  new Bucket(stores, 'Other');
  const backup = new Stack(app, 'Backup', { env: ENVIRONMENT });
  const plan = new BackupPlan(backup, 'Plan');
  plan.addRule(new BackupPlanRule({ deleteAfter: Duration.days(7), enableContinuousBackup: true }));
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  plan.addSelection('Selection', {
    resources: [
      BackupResource.fromArn(bucket.bucketArn),
      BackupResource.fromDynamoDbTable(table),
      BackupResource.fromArn(stores.formatArn({ service: 'rds', resource: 'db', arnFormat, resourceName: database.ref })),
      BackupResource.fromArn(files.attrArn),
    ],
  });
  app.synth();
  const index = indexOf(app);
  for (const path of ['Stores/Bucket/Resource', 'Stores/Table/Resource', 'Stores/Database', 'Stores/Files']) {
    expect([path, reach(index, path)]).toMatchObject([path, [{ certain: true, rules: [{ deleteAfterDays: [{ value: 7 }] }] }]]);
  }
  expect(reach(index, 'Stores/Other/Resource')).toEqual([]);
});
