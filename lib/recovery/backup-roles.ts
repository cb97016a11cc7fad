import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DataCategory, isPersonal } from '../declaration/category';
import { ASSET_TAGS } from '../declaration/data-asset';
import { except, NEXT_REVIEW, OWN_EXCEPTIONS } from '../exceptions';
import { viaServices } from '../keys/key-services';

/** Properties of `BackupRoles`. */
export interface BackupRolesProps {
  /** Keys of the stores. */
  readonly storeKeys: readonly IKey[];
  /** Key of the vault. */
  readonly vaultKey: IKey;
}

/** Where a role acts. */
interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

const buckets = ({ partition }: Place) => `arn:${partition}:s3:::*`;
const tables = ({ partition, region, account }: Place) => `arn:${partition}:dynamodb:${region}:${account}:table/*`;
const rules = ({ partition, region, account }: Place) =>
  `arn:${partition}:events:${region}:${account}:rule/AwsBackupManagedRule*`;
const recoveryPoints = ({ partition, region, account }: Place) => `arn:${partition}:backup:${region}:${account}:recovery-point:*`;
const anything = () => '*';

/**
 * The roles that AWS Backup acts in: one that reads stores and writes recovery points, one that reads recovery points and writes
 * stores. Neither can do the other's work. AWS's own policies for them also reach instances, volumes, databases and commands.
 *
 * Sources: "Managed policies for AWS Backup", and `AWSBackupServiceRolePolicyFor{Backup,Restores,S3Backup,S3Restore}`.
 */
export class BackupRoles extends Construct {
  /** Backs up. */
  public readonly backup: Role;
  /** Restores. Nobody may pass it but whom their own policy lets. */
  public readonly restore: Role;

  public constructor(scope: Construct, id: string, props: BackupRolesProps) {
    super(scope, id);
    this.backup = this.role('Backup', 'Lets AWS Backup read the stores of customer data', [
      ...this.readStores(),
      ...this.useKeys(props, ['kms:Decrypt', 'kms:GenerateDataKey']),
    ]);
    this.restore = this.role('Restore', 'Lets AWS Backup restore stores of customer data', [
      ...this.writeStores(),
      ...this.useKeys(props, [
        'kms:Decrypt',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ]),
    ]);
    except(this, {
      rule: ['Strongroom::NoWildcardData', 'Strongroom::WildcardsConfined'],
      reason:
        'AWS Backup finds stores by tag and restores to new ones, so that their names are not known here; the account, the tags of tables and the keys of the stores limit both roles.',
      owner: OWN_EXCEPTIONS,
      expires: NEXT_REVIEW,
    });
  }

  private role(id: string, description: string, statements: PolicyStatement[]): Role {
    const role = new Role(this, id, {
      description,
      // AWS Backup documents no source for the calls that assume a role, so a condition on one could stop every backup. What keeps others
      // out is that AWS Backup has each caller's right to pass the role checked.
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
    });
    new ManagedPolicy(this, `${id}Policy`, { description, roles: [role], statements });
    return role;
  }

  private readStores(): PolicyStatement[] {
    const place = Stack.of(this);
    return [
      new PolicyStatement({
        sid: 'FindStores',
        actions: ['tag:GetResources', 's3:ListAllMyBuckets', 'cloudwatch:GetMetricData', 'events:ListRules'],
        resources: [anything()],
      }),
      new PolicyStatement({
        sid: 'ReadBuckets',
        actions: [
          's3:GetBucketAcl',
          's3:GetBucketLocation',
          's3:GetBucketNotification',
          's3:GetBucketTagging',
          's3:GetBucketVersioning',
          's3:GetInventoryConfiguration',
          's3:ListBucket',
          's3:ListBucketVersions',
          's3:ListTagsForResource',
          's3:PutBucketNotification',
          's3:PutInventoryConfiguration',
          's3:GetObject',
          's3:GetObjectAcl',
          's3:GetObjectTagging',
          's3:GetObjectVersion',
          's3:GetObjectVersionAcl',
          's3:GetObjectVersionTagging',
        ],
        resources: [buckets(place)],
        conditions: { StringEquals: { 'aws:ResourceAccount': place.account } },
      }),
      new PolicyStatement({
        sid: 'FollowChangesOfBuckets',
        actions: [
          'events:DeleteRule',
          'events:DescribeRule',
          'events:DisableRule',
          'events:EnableRule',
          'events:ListTargetsByRule',
          'events:PutRule',
          'events:PutTargets',
          'events:RemoveTargets',
        ],
        resources: [rules(place)],
      }),
      new PolicyStatement({
        sid: 'ReadTables',
        actions: ['dynamodb:DescribeTable', 'dynamodb:ListTagsOfResource', 'dynamodb:StartAwsBackupJob'],
        resources: [tables(place)],
        conditions: { StringEquals: { [`aws:ResourceTag/${ASSET_TAGS.category}`]: PERSONAL_CATEGORIES } },
      }),
      new PolicyStatement({
        sid: 'TagRecoveryPoints',
        actions: ['backup:TagResource'],
        resources: [recoveryPoints(place)],
      }),
    ];
  }

  private writeStores(): PolicyStatement[] {
    const place = Stack.of(this);
    return [
      // A bucket that is not there yet has no account to ask for; one is only ever made in this account.
      new PolicyStatement({ sid: 'MakeBuckets', actions: ['s3:CreateBucket'], resources: [buckets(place)] }),
      new PolicyStatement({
        sid: 'WriteBuckets',
        actions: [
          's3:GetBucketLocation',
          's3:GetBucketOwnershipControls',
          's3:GetBucketVersioning',
          's3:ListBucket',
          's3:ListBucketVersions',
          's3:PutBucketOwnershipControls',
          's3:PutBucketVersioning',
          's3:DeleteObject',
          's3:GetObject',
          's3:GetObjectAcl',
          's3:GetObjectTagging',
          's3:GetObjectVersion',
          's3:GetObjectVersionAcl',
          's3:ListMultipartUploadParts',
          's3:PutObject',
          's3:PutObjectAcl',
          's3:PutObjectTagging',
          's3:PutObjectVersionAcl',
        ],
        resources: [buckets(place)],
        conditions: { StringEquals: { 'aws:ResourceAccount': place.account } },
      }),
      new PolicyStatement({
        sid: 'WriteTables',
        // A table that is being restored has no tags yet, so that they can't be asked for.
        actions: [
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
        resources: [tables(place)],
      }),
    ];
  }

  private useKeys({ storeKeys, vaultKey }: BackupRolesProps, ofStores: string[]): PolicyStatement[] {
    const stores = storeKeys.map((key) => key.keyArn);
    const all = [vaultKey.keyArn, ...stores];
    const statements = [
      new PolicyStatement({ sid: 'DescribeKeys', actions: ['kms:DescribeKey'], resources: all }),
      new PolicyStatement({
        sid: 'LetServicesUseKeys',
        actions: ['kms:CreateGrant'],
        resources: all,
        conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      }),
      new PolicyStatement({
        sid: 'UseVaultKey',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [vaultKey.keyArn],
        conditions: this.via(['backup', 'dynamodb', 's3']),
      }),
    ];
    if (stores.length === 0) return statements;
    const use = { sid: 'UseStoreKeys', actions: ofStores, resources: stores, conditions: this.via(['dynamodb', 's3']) };
    return [...statements, new PolicyStatement(use)];
  }

  private via(services: readonly string[]): Record<string, Record<string, string[]>> {
    return { StringEquals: { 'kms:ViaService': viaServices(Stack.of(this), services) } };
  }
}

const PERSONAL_CATEGORIES = Object.values(DataCategory).filter(isPersonal);
