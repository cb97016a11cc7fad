import { CfnRestoreTestingPlan, CfnRestoreTestingSelection, type IBackupVault } from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Names } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { DataCategory } from '../declaration/category';
import { ASSET_TAGS } from '../declaration/data-asset';
import { KeyHierarchy } from '../keys/key-hierarchy';

/** Properties of `RestoreTests`. */
export interface RestoreTestsProps {
  /** Whose recovery points are tested, and no others. */
  readonly vault: IBackupVault;
  /** Restores. */
  readonly role: IRole;
  /** Categories of the stores that are backed up. */
  readonly categories: readonly DataCategory[];
}

/** Kinds of store that the role can restore, and how a restored one is put under a key. */
const KINDS: Readonly<Record<string, (keyArn: string) => Readonly<Record<string, string>>>> = {
  DynamoDB: (kmsMasterKeyArn) => ({ encryptionType: 'KMS', kmsMasterKeyArn }),
  S3: (kmsKey) => ({ encryptionType: 'SSE-KMS', kmsKey }),
};

/** Names of plans and selections, in letters, digits and underscores. */
const LONGEST_NAME = 50;

/**
 * Restores the latest recovery point of every store of personal data once a month, and deletes what was restored as soon as the job is
 * done: a backup that nobody ever restored is a hope. What is restored stands in the same account and region, under the key of its
 * category, under a name that begins with `awsbackup-restore-test-`.
 *
 * Whether a job succeeded is what is tested. Whether the data are right is not: a function that looks at the restored store may say so
 * to AWS Backup. AWS charges for each test, and for the data that it restores.
 *
 * Sources: "Restore testing", "Restore testing inferred metadata".
 */
export class RestoreTests extends Construct {
  public constructor(scope: Construct, id: string, { vault, role, categories }: RestoreTestsProps) {
    super(scope, id);
    const plan = new CfnRestoreTestingPlan(this, 'Resource', {
      restoreTestingPlanName: Names.uniqueResourceName(this, { separator: '_', maxLength: LONGEST_NAME }),
      scheduleExpression: Schedule.cron({ minute: '0', hour: '5', day: '2' }).expressionString,
      recoveryPointSelection: {
        algorithm: 'LATEST_WITHIN_WINDOW',
        includeVaults: [vault.backupVaultArn],
        recoveryPointTypes: ['CONTINUOUS', 'SNAPSHOT'],
        selectionWindowDays: 31,
      },
    });
    const keys = KeyHierarchy.of(this);
    for (const category of categories) {
      for (const [kind, underKey] of Object.entries(KINDS)) {
        new CfnRestoreTestingSelection(this, `${category}-${kind}`, {
          restoreTestingPlanName: plan.ref,
          restoreTestingSelectionName: `${category}_${kind}`.replaceAll('-', '_'),
          iamRoleArn: role.roleArn,
          protectedResourceType: kind,
          protectedResourceConditions: {
            stringEquals: [{ key: `aws:ResourceTag/${ASSET_TAGS.category}`, value: category }],
          },
          restoreMetadataOverrides: underKey(keys.keyFor(category).keyArn),
        });
      }
    }
  }
}
