import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  ListAliasesCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms';
import type { Readers } from './reader';

export const KMS_READERS: Readers = {
  'AWS::KMS::Key': {
    read: async ({ physicalId: KeyId, clients: { kms } }) => {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
      const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }));
      const symmetric = KeyMetadata?.KeySpec === 'SYMMETRIC_DEFAULT';
      const rotation = symmetric ? await kms.send(new GetKeyRotationStatusCommand({ KeyId })) : undefined;
      const { Tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId }));
      return {
        Description: KeyMetadata?.Description,
        Enabled: KeyMetadata?.Enabled,
        EnableKeyRotation: rotation?.KeyRotationEnabled,
        KeyPolicy: Policy,
        KeySpec: KeyMetadata?.KeySpec,
        KeyUsage: KeyMetadata?.KeyUsage,
        MultiRegion: KeyMetadata?.MultiRegion,
        RotationPeriodInDays: rotation?.RotationPeriodInDays,
        Tags: Tags.map(({ TagKey, TagValue }) => ({ Key: TagKey, Value: TagValue })),
      };
    },
    unreadable: { PendingWindowInDays: 'KMS tells it of a key that is pending deletion only: asserted after destroy' },
  },
  'AWS::KMS::Alias': {
    read: async ({ physicalId, properties, clients: { kms } }) => {
      const { Aliases = [] } = await kms.send(new ListAliasesCommand({ Limit: 100 }));
      const alias = Aliases.find(({ AliasName }) => AliasName === physicalId);
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: physicalId }));
      const byArn = String(properties['TargetKeyId']).startsWith('arn:');
      return { AliasName: alias?.AliasName, TargetKeyId: byArn ? KeyMetadata?.Arn : alias?.TargetKeyId };
    },
  },
};
