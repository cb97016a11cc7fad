import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  type LifecycleRule,
} from '@aws-sdk/client-s3';
import { type Readers, tags, unless } from './reader';

export const S3_READERS: Readers = {
  'AWS::S3::Bucket': {
    read: async ({ physicalId: Bucket, clients: { s3 } }) => {
      const encryption = await unless(
        s3.send(new GetBucketEncryptionCommand({ Bucket })),
        'ServerSideEncryptionConfigurationNotFoundError',
      );
      const lifecycle = await unless(
        s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
        'NoSuchLifecycleConfiguration',
      );
      const { LoggingEnabled } = await s3.send(new GetBucketLoggingCommand({ Bucket }));
      const notification = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
      const ownership = await unless(
        s3.send(new GetBucketOwnershipControlsCommand({ Bucket })),
        'OwnershipControlsNotFoundError',
      );
      const tagging = await unless(s3.send(new GetBucketTaggingCommand({ Bucket })), 'NoSuchTagSet');
      const versioning = await s3.send(new GetBucketVersioningCommand({ Bucket }));
      const lock = await unless(
        s3.send(new GetObjectLockConfigurationCommand({ Bucket })),
        'ObjectLockConfigurationNotFoundError',
      );
      const access = await unless(s3.send(new GetPublicAccessBlockCommand({ Bucket })), 'NoSuchPublicAccessBlockConfiguration');
      return {
        BucketName: Bucket,
        BucketEncryption: {
          ServerSideEncryptionConfiguration: encryption?.ServerSideEncryptionConfiguration?.Rules?.map((rule) => ({
            ...rule,
            ServerSideEncryptionByDefault: rule.ApplyServerSideEncryptionByDefault,
          })),
        },
        LifecycleConfiguration: { Rules: lifecycle?.Rules?.map(lifecycleRule) },
        LoggingConfiguration: LoggingEnabled && {
          DestinationBucketName: LoggingEnabled.TargetBucket,
          LogFilePrefix: LoggingEnabled.TargetPrefix,
          TargetObjectKeyFormat: LoggingEnabled.TargetObjectKeyFormat,
        },
        NotificationConfiguration: {
          EventBridgeConfiguration: notification.EventBridgeConfiguration && { EventBridgeEnabled: true },
        },
        ObjectLockConfiguration: lock?.ObjectLockConfiguration,
        ObjectLockEnabled: lock?.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled',
        OwnershipControls: ownership?.OwnershipControls,
        PublicAccessBlockConfiguration: access?.PublicAccessBlockConfiguration,
        Tags: tags(tagging?.TagSet),
        VersioningConfiguration: { Status: versioning.Status },
      };
    },
  },
  'AWS::S3::BucketPolicy': {
    read: async ({ properties, clients: { s3 } }) => {
      const Bucket = String(properties['Bucket']);
      const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
      return { Bucket, PolicyDocument: Policy };
    },
  },
};

function lifecycleRule(rule: LifecycleRule) {
  return {
    Id: rule.ID,
    Status: rule.Status,
    Prefix: rule.Filter?.Prefix ?? rule.Prefix,
    ExpirationInDays: rule.Expiration?.Days,
    ExpiredObjectDeleteMarker: rule.Expiration?.ExpiredObjectDeleteMarker,
    NoncurrentVersionExpiration: rule.NoncurrentVersionExpiration,
    NoncurrentVersionTransitions: rule.NoncurrentVersionTransitions?.map(({ NoncurrentDays, StorageClass }) => ({
      TransitionInDays: NoncurrentDays,
      StorageClass,
    })),
    AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload,
    Transitions: rule.Transitions?.map(({ Days, StorageClass }) => ({ TransitionInDays: Days, StorageClass })),
  };
}
