import { BackupVault } from 'aws-cdk-lib/aws-backup';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Duration } from 'aws-cdk-lib/core';
import { vaultLocked } from '../../../../lib/compliance/rules/recovery/vault-locked';
import { Profile, provideProfile } from '../../../../lib/profile';
import { CustomerDataBackup } from '../../../../lib/recovery/backup';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { either, NO_VALUE, PARAMETER } from './fixtures';

const COMPLIANCE = { LockConfiguration: { MinRetentionDays: 1, ChangeableForDays: 3 } };
const GOVERNANCE = { LockConfiguration: { MinRetentionDays: 1 } };
const DENIED = ['backup:DeleteRecoveryPoint', 'backup:DeleteBackupVaultLockConfiguration'];

function vault(properties: Readonly<Record<string, unknown>>) {
  return { Type: 'AWS::Backup::BackupVault', Properties: { BackupVaultName: 'vault', ...properties } };
}

function policy(statement: Readonly<Record<string, unknown>>) {
  const everyone = { Effect: 'Deny', Principal: '*', Action: DENIED, Resource: '*' };
  return { AccessPolicy: { Version: '2012-10-17', Statement: [{ ...everyone, ...statement }] } };
}

const MINE = { AWS: 'arn:aws:iam::123456789012:root' };
const assets = [personalAsset()];
const REMOVABLE = /the lock of the vault is one that can be taken off/;

export const CASES: RuleCases = {
  rule: vaultLocked,
  compliant: {
    'locks that nobody can take off': {
      resources: {
        Short: vault(COMPLIANCE),
        Texts: vault({ LockConfiguration: { MinRetentionDays: '7', MaxRetentionDays: '366', ChangeableForDays: '3' } }),
        Admitting: vault({
          ...COMPLIANCE,
          ...policy({ Effect: 'Allow', Principal: MINE, Action: 'backup:CopyIntoBackupVault' }),
        }),
      },
      at: ['Test/Short', 'Test/Texts', 'Test/Admitting'],
    },
    'locks in governance mode under a policy that refuses everyone': {
      resources: {
        Named: vault({ ...GOVERNANCE, ...policy({}) }),
        Everything: vault({ ...GOVERNANCE, ...policy({ Principal: { AWS: ['*'] }, Action: ['backup:Delete*'] }) }),
        Twice: vault({
          ...GOVERNANCE,
          AccessPolicy: {
            Statement: DENIED.map((Action) => ({ Effect: 'Deny', Principal: '*', Action, Resource: '*' })),
          },
        }),
      },
      at: ['Test/Named', 'Test/Everything', 'Test/Twice'],
    },
    'a vault of made-up data': {
      resources: { Dev: vault({ ...GOVERNANCE, BackupVaultTags: { 'strongroom:disposable': 'true' } }) },
      at: ['Test/Dev'],
    },
    'a vault of the CDK': {
      build: (stack) => {
        const lockConfiguration = { minRetention: Duration.days(30), changeableFor: Duration.days(3) };
        new BackupVault(stack, 'Vault', { lockConfiguration });
      },
      at: ['Test/Vault/Resource'],
    },
    'our vault in production': {
      build: (stack) => new CustomerDataBackup(stack, 'Backup', { assets }),
      at: ['Test/Backup/Vault/Resource'],
    },
    'our vault in development': {
      build: (stack) => {
        provideProfile(stack, Profile.DEV);
        new CustomerDataBackup(stack, 'Backup', { assets });
      },
      at: ['Test/Backup/Vault/Resource'],
    },
  },
  violations: {
    'a lock that can be taken off, with a refusal in production only': {
      resources: {
        Vault: vault({
          ...GOVERNANCE,
          AccessPolicy: {
            Statement: [either({ Effect: 'Deny', Principal: '*', Action: DENIED, Resource: '*' }, NO_VALUE)],
          },
        }),
      },
      at: { 'Test/Vault': REMOVABLE },
    },
    'no lock, or none for sure': {
      resources: {
        None: vault({}),
        Policed: vault(policy({})),
        Sometimes: vault({ LockConfiguration: either(COMPLIANCE.LockConfiguration, NO_VALUE) }),
        Unknown: vault({ LockConfiguration: { MinRetentionDays: PARAMETER, ChangeableForDays: 3 } }),
        MostOnly: vault({ LockConfiguration: { MaxRetentionDays: 366, ChangeableForDays: 3 } }),
        Dev: vault({ BackupVaultTags: { 'strongroom:disposable': 'true' } }),
      },
      at: {
        'Test/None': /the vault has no lock/,
        'Test/Policed': /the vault has no lock/,
        'Test/Sometimes': /'MinRetentionDays' is 1 or nothing/,
        'Test/Unknown': /only the deployment knows/,
        'Test/MostOnly': /'MinRetentionDays' is nothing/,
        'Test/Dev': /the vault has no lock/,
      },
    },
    'a lock in governance mode, and nobody refused': {
      resources: {
        Alone: vault(GOVERNANCE),
        Sometimes: vault({ LockConfiguration: { MinRetentionDays: 1, ChangeableForDays: either(3, NO_VALUE) } }),
        Half: vault({ ...GOVERNANCE, ...policy({ Action: 'backup:DeleteRecoveryPoint' }) }),
        Some: vault({ ...GOVERNANCE, ...policy({ Principal: MINE }) }),
        Others: vault({ ...GOVERNANCE, ...policy({ Principal: undefined, NotPrincipal: MINE }) }),
        Conditional: vault({ ...GOVERNANCE, ...policy({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }) }),
        Points: vault({ ...GOVERNANCE, ...policy({ Resource: 'arn:aws:backup:::recovery-point:one' }) }),
        Maybe: vault({ ...GOVERNANCE, AccessPolicy: either(policy({}).AccessPolicy, NO_VALUE) }),
      },
      at: {
        'Test/Alone': [
          REMOVABLE,
          /does not refuse everyone 'backup:DeleteBackupVaultLockConfiguration' and 'backup:DeleteRecoveryPoint'/,
        ],
        'Test/Sometimes': REMOVABLE,
        'Test/Half': /does not refuse everyone 'backup:DeleteBackupVaultLockConfiguration'$/,
        'Test/Some': REMOVABLE,
        'Test/Others': REMOVABLE,
        'Test/Conditional': REMOVABLE,
        'Test/Points': REMOVABLE,
        'Test/Maybe': REMOVABLE,
      },
    },
    'a policy that only the deployment knows': {
      resources: { Vault: vault({ ...GOVERNANCE, AccessPolicy: PARAMETER }) },
      at: { 'Test/Vault': /only the deployment knows whether its access policy refuses/ },
    },
    'a policy that allows deletion': {
      resources: {
        Named: vault({ ...COMPLIANCE, ...policy({ Effect: 'Allow', Principal: MINE, Action: 'backup:DeleteRecoveryPoint' }) }),
        Wildcard: vault({ ...COMPLIANCE, ...policy({ Effect: 'Allow', Principal: MINE, Action: 'backup:*' }) }),
        AllBut: vault({
          ...COMPLIANCE,
          ...policy({ Effect: 'Allow', Action: undefined, NotAction: 'backup:CopyIntoBackupVault' }),
        }),
      },
      at: {
        'Test/Named': /allows 'backup:DeleteRecoveryPoint'/,
        'Test/Wildcard': /allows 'backup:DeleteBackupVault'/,
        'Test/AllBut': /allows 'backup:DeleteBackupVault'/,
      },
    },
    'vaults of the CDK': {
      build: (stack) => {
        new BackupVault(stack, 'Plain');
        new BackupVault(stack, 'Removable', {
          lockConfiguration: { minRetention: Duration.days(30) },
          accessPolicy: new PolicyDocument({
            statements: [
              new PolicyStatement({
                effect: Effect.DENY,
                principals: [new AnyPrincipal()],
                actions: ['backup:DeleteRecoveryPoint'],
                resources: ['*'],
              }),
            ],
          }),
        });
      },
      at: { 'Test/Plain/Resource': /the vault has no lock/, 'Test/Removable/Resource': REMOVABLE },
    },
  },
  notApplicable: {
    'a logically air-gapped vault, which is locked from the start': {
      resources: { Gap: { Type: 'AWS::Backup::LogicallyAirGappedBackupVault', Properties: { BackupVaultName: 'gap' } } },
      at: ['Test/Gap'],
    },
  },
};
