import {
  DescribeBackupVaultCommand,
  GetBackupPlanCommand,
  GetBackupVaultAccessPolicyCommand,
  ListTagsCommand,
} from '@aws-sdk/client-backup';
import { type Readers, tagMap, unless } from './reader';

export const BACKUP_READERS: Readers = {
  'AWS::Backup::BackupVault': {
    read: async ({ physicalId: BackupVaultName, clients: { backup } }) => {
      const vault = await backup.send(new DescribeBackupVaultCommand({ BackupVaultName }));
      const policy = await unless(
        backup.send(new GetBackupVaultAccessPolicyCommand({ BackupVaultName })),
        'ResourceNotFoundException',
      );
      const { Tags } = await backup.send(new ListTagsCommand({ ResourceArn: vault.BackupVaultArn }));
      return {
        BackupVaultName: vault.BackupVaultName,
        AccessPolicy: policy?.Policy,
        BackupVaultTags: tagMap(Tags),
        EncryptionKeyArn: vault.EncryptionKeyArn,
        LockConfiguration: vault.Locked
          ? { MinRetentionDays: vault.MinRetentionDays, MaxRetentionDays: vault.MaxRetentionDays }
          : undefined,
      };
    },
  },
  'AWS::Backup::BackupPlan': {
    read: async ({ physicalId: BackupPlanId, clients: { backup } }) => {
      const { BackupPlan, BackupPlanArn } = await backup.send(new GetBackupPlanCommand({ BackupPlanId }));
      const { Tags } = await backup.send(new ListTagsCommand({ ResourceArn: BackupPlanArn }));
      return {
        BackupPlan: {
          ...BackupPlan,
          BackupPlanRule: BackupPlan?.Rules?.map((rule) => ({ ...rule, TargetBackupVault: rule.TargetBackupVaultName })),
        },
        BackupPlanTags: tagMap(Tags),
      };
    },
  },
};
