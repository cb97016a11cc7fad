import { BackupPlan, BackupPlanRule, BackupResource } from 'aws-cdk-lib/aws-backup';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';
import { CustomerDataBackup, CustomerDataBucket } from '../../../../lib';
import { backupsWithinRetention } from '../../../../lib/compliance/rules/retention/backups-within-retention';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { either, NO_VALUE, PARAMETER, store } from './fixtures';

// Data of every store here may be kept for 90 days, and so be in backups for 45 more.
const DAILY = { RuleName: 'daily', TargetBackupVault: 'vault', Lifecycle: { DeleteAfterDays: 45 } };
const plan = (...rules: unknown[]) => ({
  Type: 'AWS::Backup::BackupPlan',
  Properties: { BackupPlan: { BackupPlanRule: rules } },
});
const selection = (given: Record<string, unknown> = { Resources: ['*'] }, planId: unknown = { Ref: 'Plan' }) => ({
  Type: 'AWS::Backup::BackupSelection',
  Properties: {
    BackupPlanId: planId,
    BackupSelection: { SelectionName: 'all', IamRoleArn: 'arn:aws:iam::123456789012:role/Backup', ...given },
  },
});
/** A bucket, a selection that reaches it, and a plan of these rules. */
const backedUp = (...rules: unknown[]) => ({
  resources: { Store: store('AWS::S3::Bucket'), Plan: plan(...rules), Selection: selection() },
});
const at = ['Test/Plan'];
const lasting = (days: unknown) => ({ ...DAILY, Lifecycle: { DeleteAfterDays: days } });
const copy = (lifecycle?: unknown) => ({
  DestinationBackupVaultArn: 'arn:aws:backup:eu-west-1:123456789012:backup-vault:v',
  ...(lifecycle !== undefined && { Lifecycle: lifecycle }),
});
const only = (type: string, properties = {}, tags = {}) => ({ resources: { Store: store(type, properties, tags) } });

const volume = store('AWS::EC2::Volume', {}, { backup: 'daily' });
const snapshots = (schedule: Record<string, unknown>, target = 'daily') => ({
  resources: {
    Volume: volume,
    Policy: {
      Type: 'AWS::DLM::LifecyclePolicy',
      Properties: {
        PolicyDetails: { ResourceTypes: ['VOLUME'], TargetTags: [{ Key: 'backup', Value: target }], Schedules: [schedule] },
      },
    },
  },
});
const lastingFor = (interval: number, unit = 'DAYS') => ({ RetainRule: { Interval: interval, IntervalUnit: unit } });

/** Each service's own backups: what says how long they are kept, and the most that it takes. */
const OWN: readonly (readonly [type: string, (days: unknown) => Record<string, unknown>])[] = [
  ['AWS::DocDB::DBCluster', (days) => ({ BackupRetentionPeriod: days })],
  ['AWS::ElastiCache::ReplicationGroup', (days) => ({ SnapshotRetentionLimit: days })],
  ['AWS::FSx::FileSystem', (days) => ({ WindowsConfiguration: { AutomaticBackupRetentionDays: days } })],
  ['AWS::MemoryDB::Cluster', (days) => ({ SnapshotRetentionLimit: days })],
  ['AWS::Neptune::DBCluster', (days) => ({ BackupRetentionPeriod: days })],
  ['AWS::RDS::DBCluster', (days) => ({ BackupRetentionPeriod: days })],
  ['AWS::RDS::DBInstance', (days) => ({ BackupRetentionPeriod: days })],
  ['AWS::Redshift::Cluster', (days) => ({ AutomatedSnapshotRetentionPeriod: days })],
];

export const CASES: RuleCases = {
  rule: backupsWithinRetention,
  compliant: {
    'a plan that keeps recovery points for half of the retention': { ...backedUp(DAILY), at },
    'a copy that goes as soon': { ...backedUp({ ...DAILY, CopyActions: [copy({ DeleteAfterDays: '45' })] }), at },
    'a copy without a lifecycle, which has that of its source': { ...backedUp({ ...DAILY, CopyActions: [copy()] }), at },
    'one day, of data that is kept for one': {
      resources: {
        Store: store('AWS::S3::Bucket', {}, { 'strongroom:retention-days': '1' }),
        Plan: plan(lasting(1)),
        Selection: selection(),
      },
      at,
    },
    'a year, of data that is kept for many': {
      resources: {
        Store: store('AWS::S3::Bucket', {}, { 'strongroom:retention-days': '3650' }),
        Plan: plan(lasting(365)),
        Selection: selection(),
      },
      at,
    },
    'a selection of a plan that is known': { ...backedUp(DAILY), at: ['Test/Selection'] },
    ...Object.fromEntries(
      OWN.flatMap(([type, own]) => [
        [`${type}, for 35 days`, { ...only(type, own(35)), at: ['Test/Store'] }],
        [`${type}, by default`, { ...only(type), at: ['Test/Store'] }],
      ]),
    ),
    'a file system without backups of its own': {
      ...only('AWS::EFS::FileSystem', { BackupPolicy: { Status: 'DISABLED' } }),
      at: ['Test/Store'],
    },
    'snapshots that go in time': { ...snapshots(lastingFor(6, 'WEEKS')), at: ['Test/Policy'] },
    'as many snapshots as are made in that time': {
      ...snapshots({ RetainRule: { Count: 90 }, CreateRule: { Interval: 12, IntervalUnit: 'HOURS' } }),
      at: ['Test/Policy'],
    },
    'a default policy': {
      resources: { Volume: volume, Policy: { Type: 'AWS::DLM::LifecyclePolicy', Properties: { DefaultPolicy: 'VOLUME' } } },
      at: ['Test/Policy'],
    },
    'our own backup': {
      build: (stack) => {
        new CustomerDataBucket(stack, 'Orders', { asset: personalAsset() });
        new CustomerDataBackup(stack, 'Backup');
      },
      at: ['Test/Backup/Daily35Monthly365/Resource', 'Test/Backup/Daily35Monthly365/orders'],
    },
  },
  violations: {
    'a plan that keeps them longer': {
      ...backedUp(lasting(46)),
      at: {
        'Test/Plan':
          /^backups of 'Test\/Store' are kept for 46 days, and data that may be kept for 90 days may be in backups for 45 more$/,
      },
    },
    'a plan that keeps them for ever': {
      ...backedUp({ ...DAILY, Lifecycle: NO_VALUE }),
      at: { 'Test/Plan': /are kept for ever/ },
    },
    'a plan that says so': { ...backedUp(lasting(-1)), at: { 'Test/Plan': /are kept for ever/ } },
    'one rule of two': { ...backedUp(DAILY, lasting('365')), at: { 'Test/Plan': /are kept for 365 days/ } },
    'more than a year': {
      resources: {
        Store: store('AWS::S3::Bucket', {}, { 'strongroom:retention-days': '3650' }),
        Plan: plan(lasting(366)),
        Selection: selection(),
      },
      at: { 'Test/Plan': /for 366 days, .* for 365 more/ },
    },
    'a copy': {
      ...backedUp({ ...DAILY, CopyActions: [copy({ DeleteAfterDays: 90 })] }),
      at: { 'Test/Plan': /are kept for 90 days/ },
    },
    'a copy that only moves to cold storage': {
      ...backedUp({ ...DAILY, CopyActions: [copy({ MoveToColdStorageAfterDays: 7 })] }),
      at: { 'Test/Plan': /are kept for ever/ },
    },
    'days by a condition': { ...backedUp(lasting(either(365, 7))), at: { 'Test/Plan': /are kept for 365 days/ } },
    'days that are a parameter': {
      ...backedUp(lasting(PARAMETER)),
      at: { 'Test/Plan': /are kept for a value that only the deployment knows/ },
    },
    'a selection by tag': {
      resources: {
        Store: store('AWS::DynamoDB::Table', {}, { backup: 'daily' }),
        Plan: plan(lasting(365)),
        Selection: selection({
          ListOfTags: [{ ConditionKey: 'backup', ConditionValue: 'daily', ConditionType: 'STRINGEQUALS' }],
        }),
      },
      at: { 'Test/Plan': /backups of 'Test\/Store' are kept for 365 days/ },
    },
    'a selection that may reach a store': {
      resources: { Store: store('AWS::S3::Bucket'), Plan: plan(lasting(365)), Selection: selection({ Resources: [PARAMETER] }) },
      at: { 'Test/Plan': /backups that may be of 'Test\/Store' are kept/ },
    },
    'the store that may be kept for the shortest is named': {
      resources: {
        Long: store('AWS::S3::Bucket', {}, { 'strongroom:retention-days': '700' }),
        Short: store('AWS::S3::Bucket', {}, { 'strongroom:retention-days': '30' }),
        Plan: plan(lasting(365)),
        Selection: selection(),
      },
      at: { 'Test/Plan': /^backups of 'Test\/Short'/ },
    },
    'a plan of another app': {
      resources: { Store: store('AWS::S3::Bucket'), Selection: selection(undefined, 'a-plan-id') },
      at: { 'Test/Selection': /backups of 'Test\/Store' follow a plan of which the templates don't tell all rules/ },
    },
    ...Object.fromEntries(
      OWN.map(([type, own]) => [`${type}, for longer`, { ...only(type, own(46)), at: { 'Test/Store': /are kept for 46 days/ } }]),
    ),
    'a database that is kept for ever, by a parameter perhaps': {
      ...only('AWS::RDS::DBInstance', { BackupRetentionPeriod: PARAMETER }),
      at: { 'Test/Store': /only the deployment knows/ },
    },
    'the default of a file system': {
      ...only('AWS::FSx::FileSystem', { OntapConfiguration: {} }, { 'strongroom:retention-days': '30' }),
      at: { 'Test/Store': /are kept for 30 days/ },
    },
    'the plan that EFS makes': {
      ...only('AWS::EFS::FileSystem', {
        BackupPolicy: { Status: 'ENABLED' },
        FileSystemTags: store('', {}, { 'strongroom:retention-days': '30' }).Properties['Tags'],
      }),
      at: { 'Test/Store': /are kept for 35 days/ },
    },
    'manual snapshots of a cluster': {
      ...only('AWS::Redshift::Cluster', { ManualSnapshotRetentionPeriod: -1 }),
      at: { 'Test/Store': /are kept for ever/ },
    },
    'snapshots of a volume': {
      ...snapshots(lastingFor(1, 'YEARS')),
      at: { 'Test/Policy': /backups of 'Test\/Volume' are kept for 366 days/ },
    },
    'snapshots that are archived': {
      ...snapshots({
        ...lastingFor(7),
        ArchiveRule: { RetainRule: { RetentionArchiveTier: { Interval: 90, IntervalUnit: 'DAYS' } } },
      }),
      at: { 'Test/Policy': /are kept for 97 days/ },
    },
    'snapshots by their number': {
      ...snapshots({ RetainRule: { Count: 5 }, CreateRule: { CronExpression: 'cron(0 1 1 * ? *)' } }),
      at: { 'Test/Policy': /are kept by their number, whatever their age/ },
    },
    'snapshots in another region': {
      ...snapshots({
        ...lastingFor(7),
        CrossRegionCopyRules: [{ Encrypted: true, RetainRule: { Interval: 12, IntervalUnit: 'MONTHS' } }],
      }),
      at: { 'Test/Policy': /are kept for 372 days/ },
    },
    'snapshots in another region, without an end': {
      ...snapshots({ ...lastingFor(7), CrossRegionCopyRules: [{ Encrypted: true }] }),
      at: { 'Test/Policy': /are kept by their number/ },
    },
    'a plan of the CDK': {
      build: (stack) => {
        const orders = new Bucket(stack, 'Orders');
        personalAsset({ retention: Duration.days(60) }).tag(orders);
        const made = new BackupPlan(stack, 'Plan', { backupPlanRules: [BackupPlanRule.daily()] });
        made.addSelection('All', { resources: [BackupResource.fromArn(orders.bucketArn)] });
      },
      at: { 'Test/Plan/Resource': /backups of 'Test\/Orders\/Resource' are kept for 35 days, .* for 30 more/ },
    },
  },
  notApplicable: {
    'a plan that reaches internal data only': {
      resources: {
        Store: store('AWS::S3::Bucket', {}, { 'strongroom:category': 'internal' }),
        Plan: plan(lasting(3650)),
        Selection: selection(),
      },
      at: [...at, 'Test/Selection'],
    },
    'a plan that selects nothing': { resources: { Store: store('AWS::S3::Bucket'), Plan: plan(lasting(3650)) }, at },
    'a plan that excludes the store': {
      resources: {
        Store: store('AWS::S3::Bucket'),
        Plan: plan(lasting(3650)),
        Selection: selection({ Resources: ['*'], NotResources: ['arn:aws:s3:::*'] }),
      },
      at,
    },
    'a store without a retention, which RetentionSet reports': {
      ...only('AWS::RDS::DBInstance', {}, { 'strongroom:retention-days': undefined }),
      at: ['Test/Store'],
    },
    'snapshots of other volumes': { ...snapshots(lastingFor(10, 'YEARS'), 'never'), at: ['Test/Policy'] },
  },
};
