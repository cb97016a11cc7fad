import { BackupPlan, BackupPlanRule, BackupVault, CfnBackupSelection } from 'aws-cdk-lib/aws-backup';
import { type IRuleTarget, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Duration, Stack, Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DISPOSABLE_TAG } from '../declaration/control-tags';
import { ASSET_TAGS, type DataAsset } from '../declaration/data-asset';
import { DataInventory } from '../declaration/inventory';
import { declareOwn } from '../declaration/own-data';
import { AlarmTopic } from '../detection/alarm-topic';
import { FaultCollector } from '../errors';
import { KeyHierarchy } from '../keys/key-hierarchy';
import { KeyPurpose } from '../keys/key-purpose';
import { isDisposable, statefulRemovalPolicy } from '../profile';
import { BackupRoles } from './backup-roles';
import { groupBySchedule, type ScheduledAssets } from './backup-schedule';
import { RestoreTests } from './restore-tests';

/** Properties of a `CustomerDataBackup`. */
export interface CustomerDataBackupProps {
  /**
   * The assets to back up; those that are not about persons are left out.
   * @default - those that have a store in this environment when the backup is declared
   */
  readonly assets?: readonly DataAsset[];
  /**
   * Where failures are sent.
   * @default - the alarm topic
   */
  readonly failures?: IRuleTarget;
  /**
   * Days until the vault's lock can't be taken off any more, in the production profile: at least 3.
   * @default Duration.days(7)
   */
  readonly lockAfter?: Duration;
}

/** A year and a day's margin: nothing that Strongroom schedules lives longer, and a lock can't be widened later. */
const LONGEST_LIFE = Duration.days(366);
const SHORTEST_LIFE = Duration.days(1);
const SHORTEST_COOLING_DAYS = 3;
const LONGEST_COOLING_DAYS = 36_500;

/**
 * Backups of every store of personal data: daily, continuous where AWS Backup can (S3), and monthly, in a locked vault under a key of
 * its own. Stores are found by their asset's tags, whatever services the region has opted in to; recovery points stay in the region.
 * Once a month the latest of each is restored, and what was restored is deleted again.
 *
 * A recovery point keeps what was still allowed on the day it was made, so data is gone from backups later than from its store: by
 * the life of a recovery point, which is at most half of the asset's retention (one day, where that is less), 35 days for a daily one,
 * 365 for a monthly one. A locked vault lets nobody shorten that: what is erased on request is erased again after a restore.
 *
 * A bucket must be versioned, as a `CustomerDataBucket` is. Tables need DynamoDB's advanced backup features (on in accounts made since
 * November 2021, else switched on once in AWS Backup's settings) and its access control by tags (on in most accounts, else in its
 * settings). Without them a job fails and says so, rather than leaving a recovery point outside the vault's lock and key.
 *
 * A disposable environment's vault goes with its stack once it is empty: delete what it holds first, as AWS Backup has no other way.
 *
 * @throws InvalidInputError when `lockAfter` is not valid
 */
export class CustomerDataBackup extends Construct {
  public readonly vault: BackupVault;
  public readonly roles: BackupRoles;
  /** The assets that are backed up. */
  public readonly assets: readonly DataAsset[];

  public constructor(scope: Construct, id: string, props: CustomerDataBackupProps = {}) {
    super(scope, id);
    this.assets = (props.assets ?? DataInventory.of(this).assets).filter((asset) => asset.personal);
    const lockAfter = props.lockAfter ?? Duration.days(7);
    validateLock(this.node.path, lockAfter);
    const keys = KeyHierarchy.of(this);
    const vaultKey = keys.key(KeyPurpose.BACKUP);
    this.vault = new BackupVault(this, 'Vault', {
      encryptionKey: vaultKey,
      accessPolicy: this.accessPolicy(),
      lockConfiguration: {
        minRetention: SHORTEST_LIFE,
        maxRetention: LONGEST_LIFE,
        // Without it the lock is in governance mode, which lets go of what is disposable.
        ...(!isDisposable(this) && { changeableFor: lockAfter }),
      },
      removalPolicy: statefulRemovalPolicy(this),
    });
    declareOwn(this.vault, 'recovery-points');
    if (isDisposable(this)) Tags.of(this.vault).add(DISPOSABLE_TAG, 'true');
    const storeKeys = new Set(this.assets.map((asset) => keys.keyFor(asset)));
    this.roles = new BackupRoles(this, 'Roles', { storeKeys: [...storeKeys], vaultKey });
    for (const group of groupBySchedule(this.assets)) this.plan(group);
    const categories = [...new Set(this.assets.map(({ category }) => category))];
    if (categories.length > 0)
      new RestoreTests(this, 'RestoreTests', { vault: this.vault, role: this.roles.restore, categories });
    this.reportFailures(props.failures ?? AlarmTopic.of(this).target);
    this.node.addValidation({ validate: () => this.missing() });
  }

  private plan({ id, schedule, assets }: ScheduledAssets): void {
    const plan = new BackupPlan(this, id, { backupVault: this.vault });
    declareOwn(plan, 'recovery-points');
    const windows = { startWindow: Duration.hours(1), completionWindow: Duration.hours(8) };
    plan.addRule(
      new BackupPlanRule({
        ruleName: 'daily',
        scheduleExpression: Schedule.cron({ minute: '0', hour: '1' }),
        deleteAfter: Duration.days(schedule.dailyDays),
        enableContinuousBackup: true,
        ...windows,
      }),
    );
    if (schedule.monthlyDays !== undefined) {
      plan.addRule(
        new BackupPlanRule({
          ruleName: 'monthly',
          scheduleExpression: Schedule.cron({ minute: '0', hour: '3', day: '1' }),
          deleteAfter: Duration.days(schedule.monthlyDays),
          ...(schedule.coldAfterDays !== undefined && { moveToColdStorageAfter: Duration.days(schedule.coldAfterDays) }),
          ...windows,
        }),
      );
    }
    for (const asset of assets) {
      const tags = { [ASSET_TAGS.asset]: asset.name, [ASSET_TAGS.category]: asset.category };
      new CfnBackupSelection(plan, asset.name, {
        backupPlanId: plan.backupPlanId,
        backupSelection: {
          selectionName: asset.name,
          iamRoleArn: this.roles.backup.roleArn,
          resources: this.kindsOfStore(),
          conditions: {
            StringEquals: Object.entries(tags).map(([key, value]) => ({
              ConditionKey: `aws:ResourceTag/${key}`,
              ConditionValue: value,
            })),
          },
        },
      });
    }
  }

  /**
   * Kinds of store, all of each; of them, conditions choose those that carry the tags. A kind that is named outright is backed up
   * whatever the opt-in of the region says, but for Aurora; by tags alone, what is not opted in to would be left out unnoticed. The
   * role can't read the last four, so that a store of such a kind fails its job, which is better than no backup unnoticed.
   *
   * Sources: "Assign resources with AWS CLI"; `BackupSelection`, where a wildcard stands at the end only.
   */
  private kindsOfStore(): string[] {
    const { partition, region, account } = Stack.of(this);
    const here = (service: string, all: string) => `arn:${partition}:${service}:${region}:${account}:${all}`;
    return [
      `arn:${partition}:s3:::*`,
      here('dynamodb', 'table/*'),
      here('ec2', 'volume/*'),
      here('elasticfilesystem', 'file-system/*'),
      here('rds', 'cluster:*'),
      here('rds', 'db:*'),
    ];
  }

  /**
   * Nobody deletes or shortens what the vault holds. `PutBackupVaultAccessPolicy` stays open: it is how the owner, through a
   * deployment, changes this policy. Source: "Vault access policies", which know no wildcard in actions.
   */
  private accessPolicy(): PolicyDocument {
    const shorten = ['backup:DisassociateRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle'];
    const remove = [
      'backup:DeleteBackupVault',
      'backup:DeleteBackupVaultAccessPolicy',
      'backup:DeleteBackupVaultLockConfiguration',
      'backup:DeleteRecoveryPoint',
    ];
    return new PolicyDocument({
      statements: [
        new PolicyStatement({
          sid: 'RefuseDeletion',
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: isDisposable(this) ? shorten : [...remove, ...shorten],
          resources: ['*'],
        }),
      ],
    });
  }

  private reportFailures(target: IRuleTarget): void {
    new Rule(this, 'FailedJobs', {
      description: 'Backup and copy jobs that left no recovery point',
      eventPattern: {
        source: ['aws.backup'],
        detailType: ['Backup Job State Change', 'Copy Job State Change'],
        detail: { state: ['FAILED', 'ABORTED', 'EXPIRED', 'PARTIAL'] },
      },
      targets: [target],
    });
    new Rule(this, 'LingeringRecoveryPoints', {
      description: 'Recovery points that are incomplete, or that AWS Backup could not delete when their time was over',
      eventPattern: {
        source: ['aws.backup'],
        detailType: ['Recovery Point State Change'],
        detail: { status: ['EXPIRED', 'PARTIAL'] },
      },
      targets: [target],
    });
    new Rule(this, 'FailedRestores', {
      description: 'Restore jobs that left no store',
      eventPattern: {
        source: ['aws.backup'],
        detailType: ['Restore Job State Change'],
        detail: { status: ['FAILED', 'ABORTED'] },
      },
      targets: [target],
    });
  }

  private missing(): string[] {
    const covered = new Set(this.assets.map((asset) => asset.name));
    return DataInventory.of(this)
      .assets.filter((asset) => asset.personal && !covered.has(asset.name))
      .map(
        (asset) =>
          `data asset '${asset.name}' has a store but no backup in '${this.node.path}': declare the backup after the stores, or add the asset to its property 'assets'`,
      );
  }
}

function validateLock(path: string, lockAfter: Duration): void {
  const days = lockAfter.toDays({ integral: false });
  const faults = new FaultCollector(`backup '${path}'`);
  faults.check(
    Number.isInteger(days) && days >= SHORTEST_COOLING_DAYS && days <= LONGEST_COOLING_DAYS,
    'lockAfter',
    `${days} days`,
    `whole days, ${SHORTEST_COOLING_DAYS} to ${LONGEST_COOLING_DAYS}: AWS Backup grants three days to think it over`,
  );
  faults.throwIfAny();
}
