/** Services that take a role from a workload. */
export const PASSED_TO: readonly string[] = [
  'backup.amazonaws.com',
  'ec2.amazonaws.com',
  'ecs-tasks.amazonaws.com',
  'events.amazonaws.com',
  'lambda.amazonaws.com',
  'pipes.amazonaws.com',
  'scheduler.amazonaws.com',
  'states.amazonaws.com',
];

/** What nobody under the boundary does, by statement. */
export const REFUSED: Readonly<Record<string, readonly string[]>> = {
  LeaveOrganization: ['account:CloseAccount', 'organizations:LeaveOrganization'],
  TouchAudit: [
    'cloudtrail:DeleteTrail',
    'cloudtrail:PutEventSelectors',
    'cloudtrail:StopLogging',
    'cloudtrail:UpdateTrail',
    'config:DeleteConfigurationRecorder',
    'config:DeleteDeliveryChannel',
    'config:PutConfigurationRecorder',
    'config:StopConfigurationRecorder',
    'ec2:DeleteFlowLogs',
    'logs:DeleteLogGroup',
    'logs:DeleteLogStream',
  ],
  TouchDetection: [
    'access-analyzer:CreateArchiveRule',
    'access-analyzer:DeleteAnalyzer',
    'guardduty:CreateFilter',
    'guardduty:Delete*',
    'guardduty:Disassociate*',
    'guardduty:StopMonitoringMembers',
    'guardduty:UpdateDetector',
    'macie2:DisableMacie',
    'securityhub:Disable*',
  ],
  TouchRecovery: [
    'backup:DeleteBackupPlan',
    'backup:DeleteBackupSelection',
    'backup:DeleteBackupVault*',
    'backup:DeleteRecoveryPoint',
    'backup:DisassociateRecoveryPoint*',
    'backup:PutBackupVaultAccessPolicy',
    'backup:UpdateRecoveryPointLifecycle',
    's3:BypassGovernanceRetention',
  ],
  ShareWithOthers: [
    'ec2:DisableEbsEncryptionByDefault',
    'ec2:DisableImageBlockPublicAccess',
    'ec2:DisableSnapshotBlockPublicAccess',
    'ec2:ModifyImageAttribute',
    'ec2:ModifySnapshotAttribute',
    'ram:AssociateResourceShare',
    'ram:CreateResourceShare',
    'rds:ModifyDBClusterSnapshotAttribute',
    'rds:ModifyDBSnapshotAttribute',
    's3:PutAccessPointPublicAccessBlock',
    's3:PutAccountPublicAccessBlock',
    's3:PutBucketPublicAccessBlock',
    'ssm:ModifyDocumentPermission',
  ],
  MoveKeys: ['kms:DeleteImportedKeyMaterial', 'kms:PutKeyPolicy', 'kms:ReplicateKey', 'kms:UpdatePrimaryRegion'],
};

/** What only key administrators do. */
export const KEY_ADMINISTRATION: readonly string[] = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:CreateKey',
  'kms:DeleteAlias',
  'kms:Disable*',
  'kms:Enable*',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];

/**
 * Services whose one endpoint stands in a region that the residency needn't have. Source: "AWS: Denies access to AWS based on the
 * requested Region".
 */
export const GLOBAL_SERVICES: readonly string[] = [
  'cloudfront:*',
  'globalaccelerator:*',
  'health:*',
  'iam:*',
  'organizations:Describe*',
  'route53:*',
  's3:GetAccountPublicAccessBlock',
  's3:ListAllMyBuckets',
  'shield:*',
  'sts:*',
  'support:*',
  'trustedadvisor:*',
  'waf:*',
  'wafv2:*',
];
