import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Duration, Tags } from 'aws-cdk-lib/core';
import { keyTableNotLocked } from '../../../../lib/compliance/rules/recovery/key-table-not-locked';
import { CustomerDataTable } from '../../../../lib/data/customer-data-table';
import { CustomerDataBackup } from '../../../../lib/recovery/backup';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { BACKED_UP, BY_TAG, either, NO_VALUE, PARAMETER, plan, selection, store, TABLE, tags, VAULT } from './fixtures';

const KEYS = store('AWS::DynamoDB::Table', { Tags: tags({ 'strongroom:record': 'subject-keys' }) });
const lockedVault = (name: string, LockConfiguration: unknown = { MinRetentionDays: 1 }) => ({
  Type: 'AWS::Backup::BackupVault',
  Properties: { BackupVaultName: name, LockConfiguration },
});
const LOCKED = { ...BACKED_UP, Vault: lockedVault('vault') };
const copyTo = (DestinationBackupVaultArn: unknown) => plan({ CopyActions: [{ DestinationBackupVaultArn }] });
const AIR_GAPPED = {
  Type: 'AWS::Backup::LogicallyAirGappedBackupVault',
  Properties: { BackupVaultName: 'gap', MinRetentionDays: 7, MaxRetentionDays: 30 },
};

export const CASES: RuleCases = {
  rule: keyTableNotLocked,
  compliant: {
    'a key table in a vault without a lock': { resources: { ...BACKED_UP, Keys: KEYS }, at: ['Test/Keys'] },
    'a key table in no vault': { resources: { Keys: KEYS }, at: ['Test/Keys'] },
    'a key table that the selection for the locked vault leaves out': {
      resources: {
        ...LOCKED,
        Selection: selection({
          Resources: ['*'],
          Conditions: {
            StringNotEquals: [{ ConditionKey: 'aws:ResourceTag/strongroom:record', ConditionValue: 'subject-keys' }],
          },
        }),
        Keys: KEYS,
        Orders: TABLE,
      },
      at: ['Test/Keys'],
    },
    'a copy in a vault without a lock, by name and by ARN': {
      resources: {
        ...BACKED_UP,
        Plan: copyTo({ 'Fn::Sub': `arn:\${AWS::Partition}:backup:\${AWS::Region}:\${AWS::AccountId}:backup-vault:copies` }),
        Copies: { Type: 'AWS::Backup::BackupVault', Properties: { BackupVaultName: 'copies' } },
        Keys: KEYS,
      },
      at: ['Test/Keys'],
    },
    'a vault that a plan names': {
      resources: { ...BACKED_UP, Plan: plan({ TargetBackupVault: 'vault' }), Keys: KEYS },
      at: ['Test/Keys'],
    },
    'constructs of the CDK': {
      build: (stack) => {
        const keys = new Table(stack, 'Keys', { partitionKey: { name: 'id', type: AttributeType.STRING } });
        Tags.of(keys).add('strongroom:record', 'subject-keys');
        const backupVault = new BackupVault(stack, 'Vault');
        const short = new BackupPlan(stack, 'Plan', { backupVault, backupPlanRules: [BackupPlanRule.daily()] });
        short.addSelection('Keys', { resources: [BackupResource.fromDynamoDbTable(keys)] });
      },
      at: ['Test/Keys/Resource'],
    },
  },
  violations: {
    'a locked vault': {
      resources: { ...LOCKED, Keys: KEYS },
      at: { 'Test/Keys': /reaches the store of subjects' keys, and the vault 'Test\/Vault' is locked/ },
    },
    'a vault that a condition locks': {
      resources: { ...BACKED_UP, Vault: lockedVault('vault', either({ MinRetentionDays: 1 }, NO_VALUE)), Keys: KEYS },
      at: { 'Test/Keys': /is locked/ },
    },
    'a locked vault that a plan names': {
      resources: { ...LOCKED, Plan: plan({ TargetBackupVault: 'vault' }), Keys: KEYS },
      at: { 'Test/Keys': /the vault 'Test\/Vault' is locked/ },
    },
    'a locked vault that a selection may reach': {
      resources: { ...LOCKED, Selection: selection(BY_TAG, { Condition: 'IsProduction' }), Keys: KEYS },
      at: { 'Test/Keys': /may reach the store of subjects' keys/ },
    },
    'a copy in a locked vault': {
      resources: {
        ...BACKED_UP,
        Plan: copyTo({ 'Fn::GetAtt': ['Copies', 'BackupVaultArn'] }),
        Copies: lockedVault('copies'),
        Keys: KEYS,
      },
      at: { 'Test/Keys': /the vault 'Test\/Copies' is locked/ },
    },
    'a copy in an air-gapped vault': {
      resources: { ...BACKED_UP, Plan: copyTo({ 'Fn::GetAtt': ['Gap', 'BackupVaultArn'] }), Gap: AIR_GAPPED, Keys: KEYS },
      at: { 'Test/Keys': /the vault 'Test\/Gap' is logically air-gapped/ },
    },
    'a rule with an air-gapped vault': {
      resources: { ...BACKED_UP, Plan: plan({ TargetLogicallyAirGappedBackupVaultArn: PARAMETER }), Keys: KEYS },
      at: { 'Test/Keys': /its plan backs up to a logically air-gapped vault/ },
    },
    'vaults that no template makes': {
      resources: {
        ...BACKED_UP,
        Plan: plan({ TargetBackupVault: 'Default' }),
        Keys: KEYS,
      },
      at: { 'Test/Keys': /only the deployment knows whether a vault of its plan is locked/ },
    },
    'a copy in another region': {
      resources: { ...BACKED_UP, Plan: copyTo('arn:aws:backup:eu-west-1:123456789012:backup-vault:vault'), Keys: KEYS },
      at: { 'Test/Keys': /only the deployment knows whether a vault of its plan is locked/ },
    },
    'a plan of another app': {
      resources: { Vault: VAULT, Selection: selection(BY_TAG), Plan: { Type: 'Custom::Plan' }, Keys: KEYS },
      at: { 'Test/Keys': /only the deployment knows all of the vaults of its plan/ },
    },
    'constructs of the CDK': {
      build: (stack) => {
        const keys = new Table(stack, 'Keys', { partitionKey: { name: 'id', type: AttributeType.STRING } });
        Tags.of(keys).add('strongroom:record', 'subject-keys');
        const backupVault = new BackupVault(stack, 'Vault', { lockConfiguration: { minRetention: Duration.days(1) } });
        const short = new BackupPlan(stack, 'Plan', { backupVault, backupPlanRules: [BackupPlanRule.daily()] });
        short.addSelection('Keys', { resources: [BackupResource.fromDynamoDbTable(keys)] });
      },
      at: { 'Test/Keys/Resource': /the vault 'Test\/Vault\/Resource' is locked/ },
    },
    'our backup of a key table': {
      build: (stack) => {
        const asset = personalAsset();
        const keys = new CustomerDataTable(stack, 'Keys', { asset, partitionKey: { name: 'id', type: AttributeType.STRING } });
        Tags.of(keys).add('strongroom:record', 'subject-keys');
        new CustomerDataBackup(stack, 'Backup');
      },
      at: { 'Test/Keys/Resource/Resource': /the vault 'Test\/Backup\/Vault\/Resource' is locked/ },
    },
  },
  notApplicable: {
    'any other store': {
      resources: {
        ...LOCKED,
        Orders: TABLE,
        Consents: store('AWS::DynamoDB::Table', { Tags: tags({ 'strongroom:record': 'consent' }) }),
      },
      at: ['Test/Orders', 'Test/Consents'],
    },
  },
};
