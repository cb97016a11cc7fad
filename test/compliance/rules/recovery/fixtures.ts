import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import type { Stack } from 'aws-cdk-lib/core';
import { CustomerDataBucket } from '../../../../lib/data/customer-data-bucket';
import { CustomerDataTable } from '../../../../lib/data/customer-data-table';
import { CustomerDataBackup } from '../../../../lib/recovery/backup';
import { personalAsset } from '../../../support/assets';

type Properties = Readonly<Record<string, unknown>>;

/** Tags that declare data about persons; `others` besides. */
export function tags(others: Readonly<Record<string, unknown>> = {}) {
  return Object.entries({ 'strongroom:category': 'personal', ...others }).map(([Key, Value]) => ({ Key, Value }));
}

/** A store of data about persons. */
export function store(Type: string, properties: Properties = {}, rest: Properties = {}) {
  const property = Type === 'AWS::EFS::FileSystem' ? 'FileSystemTags' : 'Tags';
  return { Type, Properties: { [property]: tags(), ...properties }, ...rest };
}

/** A store of anything else. */
export function internal(Type: string, properties: Properties = {}) {
  return store(Type, { Tags: [{ Key: 'strongroom:category', Value: 'internal' }], ...properties });
}

/** A versioned bucket of data about persons. */
export function bucket(properties: Properties = {}) {
  return store('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Enabled' }, ...properties });
}

/** A plan of one rule, into the vault `Vault`. */
export function plan(rule: Properties = {}) {
  const given = { RuleName: 'daily', TargetBackupVault: { Ref: 'Vault' }, ...rule };
  return { Type: 'AWS::Backup::BackupPlan', Properties: { BackupPlan: { BackupPlanName: 'all', BackupPlanRule: [given] } } };
}

/** A selection for the plan `Plan`. */
export function selection(given: Properties, rest: Properties = {}) {
  const names = { SelectionName: 'all', IamRoleArn: 'arn:aws:iam::123456789012:role/Backup' };
  return {
    Type: 'AWS::Backup::BackupSelection',
    Properties: { BackupPlanId: { Ref: 'Plan' }, BackupSelection: { ...names, ...given } },
    ...rest,
  };
}

/** Selects by the tag of the category. */
export const BY_TAG = {
  ListOfTags: [{ ConditionType: 'STRINGEQUALS', ConditionKey: 'strongroom:category', ConditionValue: 'personal' }],
};

export const TABLE = store('AWS::DynamoDB::Table');
export const VAULT = { Type: 'AWS::Backup::BackupVault', Properties: { BackupVaultName: 'vault' } };
/** Everything that a store needs to be backed up by its tag. */
export const BACKED_UP = { Vault: VAULT, Plan: plan(), Selection: selection(BY_TAG) };

export const PARAMETER = { Ref: 'Parameter' };
export const NO_VALUE = { Ref: 'AWS::NoValue' };
export const either = (one: unknown, other: unknown) => ({ 'Fn::If': ['IsProduction', one, other] });

/** Our stores under our backup, and where they are. */
export const OUR_STORES = {
  build: (stack: Stack) => {
    const ours = { asset: personalAsset() };
    new CustomerDataBucket(stack, 'Invoices', ours);
    new CustomerDataTable(stack, 'Orders', { ...ours, partitionKey: { name: 'id', type: AttributeType.STRING } });
    new CustomerDataBackup(stack, 'Backup');
  },
  at: ['Test/Invoices/Resource/Resource', 'Test/Orders/Resource/Resource'],
};
