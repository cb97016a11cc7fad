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

/** What is outside the boundary as a whole: who someone is, who pays, and what deploys. */
export const OUTSIDE: readonly string[] = [
  'account:*',
  // A stack that has a role of its own acts as that role for whoever changes the stack ("AWS CloudFormation service role").
  'cloudformation:*',
  'codebuild:*',
  'codedeploy:*',
  'codepipeline:*',
  'ec2-instance-connect:*',
  'iam:*',
  'identitystore:*',
  'organizations:*',
  'rolesanywhere:*',
  'servicecatalog:*',
  'ssm-guiconnect:*',
  'sso-directory:*',
  'sso:*',
];

/** What is read of that all the same. */
export const READ_OUTSIDE: readonly string[] = [
  'cloudformation:Describe*',
  'cloudformation:Get*',
  'cloudformation:List*',
  'iam:Generate*',
  'iam:Get*',
  'iam:List*',
  'iam:Simulate*',
  'organizations:Describe*',
];

const AUDIT = [
  'cloudtrail:Delete*',
  'cloudtrail:Put*',
  'cloudtrail:Stop*',
  'cloudtrail:Update*',
  'config:Delete*',
  'config:DisassociateResourceTypes',
  'config:PutConfigurationRecorder',
  'config:PutDeliveryChannel',
  'config:PutRetentionConfiguration',
  'config:StopConfigurationRecorder',
  'ec2:DeleteFlowLogs',
  'logs:*AccountPolicy',
  'logs:DeleteLogGroup',
  'logs:DeleteLogStream',
  'logs:DeleteResourcePolicy',
];
const DETECTION = [
  'access-analyzer:*ArchiveRule',
  'access-analyzer:Delete*',
  'access-analyzer:UpdateAnalyzer',
  'guardduty:Create*Set',
  'guardduty:CreateFilter',
  'guardduty:Delete*',
  'guardduty:Disassociate*',
  'guardduty:StopMonitoringMembers',
  'guardduty:Update*Set',
  'guardduty:UpdateDetector',
  'guardduty:UpdateFilter',
  'macie2:Disable*',
  'securityhub:*Disable*',
];
const RECOVERY = [
  'backup:CancelLegalHold',
  'backup:Delete*',
  'backup:Disassociate*',
  'backup:PutBackupVault*',
  'backup:Update*',
  's3:BypassGovernanceRetention',
];

/** What nobody under the boundary does, whatever it is done to, by statement. */
export const REFUSED: Readonly<Record<string, readonly string[]>> = {
  // What runs the caller's code under a role that something has already, so that nobody is asked for `iam:PassRole`.
  RunAsOthers: [
    'batch:SubmitJob',
    'ec2:CreateLaunchTemplateVersion',
    'ec2:CreateReplaceRootVolumeTask',
    'ec2:ModifyInstanceAttribute',
    'ec2:ModifyLaunchTemplate',
    'ecs:ExecuteCommand',
    'eks:AssociateAccessPolicy',
    'eks:CreateAccessEntry',
    'elasticmapreduce:AddJobFlowSteps',
    'glue:RunStatement',
    'glue:StartJobRun',
    'glue:UpdateDevEndpoint',
    'lambda:UpdateFunctionCode',
    'lambda:UpdateFunctionConfiguration',
    'sagemaker:CreatePresigned*',
    'sagemaker:StartSession',
    'sagemaker:UpdateNotebook*',
    'sagemaker:UpdatePipeline',
    'ssm:CreateAssociation*',
    'ssm:RegisterTask*',
    'ssm:Send*',
    'ssm:Start*',
    'ssm:UpdateAssociation',
    'ssm:UpdateDocument*',
    'ssm:UpdateMaintenance*',
    'states:UpdateStateMachine',
  ],
  TouchSafeguards: [...AUDIT, ...DETECTION, ...RECOVERY],
  ShareWithOthers: [
    'ec2:Disable*',
    'ec2:ModifyImageAttribute',
    'ec2:ModifySnapshotAttribute',
    'ram:*ResourceShare',
    'rds:Modify*SnapshotAttribute',
    's3:Put*PublicAccessBlock',
    'ssm:ModifyDocumentPermission',
  ],
  MoveKeys: ['kms:DeleteImportedKeyMaterial', 'kms:PutKeyPolicy', 'kms:ReplicateKey', 'kms:UpdatePrimaryRegion'],
};

/** What nobody under the boundary does to the environment's own alarms, rules, topics, logs and parameters, but may do to others. */
export const REFUSED_ON_CONTROLS: readonly string[] = [
  'cloudwatch:Delete*',
  'cloudwatch:Disable*',
  'cloudwatch:Put*',
  'cloudwatch:Set*',
  'events:Delete*',
  'events:Disable*',
  'events:Put*',
  'events:Remove*',
  'logs:*KmsKey',
  'logs:Delete*',
  'logs:Put*Filter',
  'logs:Put*Policy',
  'logs:Put*Protection',
  'logs:PutTransformer',
  'sns:*Permission',
  'sns:Delete*',
  'sns:PutDataProtectionPolicy',
  'sns:Set*',
  'sns:Unsubscribe',
  'ssm:DeleteParameter*',
  'ssm:PutParameter',
];

/** Where those controls are, after the partition. `prefix` is what the names of the environment's resources begin with. */
export function controls(prefix: string): readonly string[] {
  return [
    `cloudwatch:*:*:alarm:${prefix}*`,
    // A rule on a bus of its own has the name of the bus in front.
    `events:*:*:rule/*${prefix}*`,
    `logs:*:*:log-group:${prefix}*`,
    'logs:*:*:log-group:aws-waf-logs-*',
    `sns:*:*:${prefix}*`,
    'ssm:*:*:parameter/strongroom/*',
  ];
}

/** What changes the environment's own buckets rather than the objects in them. */
export const REFUSED_ON_BUCKETS: readonly string[] = [
  's3:*TagResource',
  's3:DeleteBucket*',
  's3:Put*Configuration',
  's3:PutBucket*',
];

/**
 * The roles that change buckets all the same, as far as their own policies let them: those of `BackupRoles`, in which AWS Backup
 * follows changes of a bucket and turns versions on where it restores; the CDK's, which stop writes to a bucket that goes with its
 * stack, and set notifications. None but a deployment can make or name a role.
 */
export const BUCKET_KEEPERS: readonly string[] = [
  '*RolesBackup*',
  '*RolesRestore*',
  '*-BucketNotifications*',
  '*-CustomS3AutoDelete*',
];

/** What only key administrators do. */
export const KEY_ADMINISTRATION: readonly string[] = [
  'kms:*Alias',
  'kms:*KeyDeletion',
  'kms:*TagResource',
  'kms:CreateKey',
  'kms:Disable*',
  'kms:Enable*',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
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
