/** An event of the audit trail that raises an alarm. */
export interface TrailSignal {
  /** Names the metric and the construct: a contract. */
  readonly name: string;
  /** What the alarm says: what happened, and what to do first. */
  readonly meaning: string;
  /** Filter pattern of CloudWatch Logs. */
  readonly pattern: string;
  /** Events within five minutes that raise the alarm. */
  readonly threshold: number;
}

/** Every signal. Where the benchmark says how a filter is written, it is written so, since Security Hub compares it. */
export const TRAIL_SIGNALS: readonly TrailSignal[] = [
  {
    name: 'RootUse',
    meaning:
      'The root user acted. Nobody does so in daily work: find out who, and rotate its credentials if it was nobody known.',
    pattern: '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
    threshold: 1,
  },
  {
    name: 'UnauthorizedCalls',
    meaning:
      'Calls were refused in numbers: somebody tries what they may not, or a permission is missing. See who and what in the trail.',
    pattern: '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
    threshold: 10,
  },
  {
    name: 'SignInWithoutMfa',
    meaning: 'Somebody signed in to the console without a second factor. Ask them, and require the factor.',
    pattern:
      '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
    threshold: 1,
  },
  {
    name: 'FailedSignIns',
    meaning: 'Sign-ins to the console failed in numbers: somebody guesses a password.',
    pattern: '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
    threshold: 3,
  },
  {
    name: 'IamPolicyChange',
    meaning: 'A permission changed. Outside of a deployment, find out who changed it and why.',
    pattern: `{${from('iam', [
      'DeleteGroupPolicy',
      'DeleteRolePolicy',
      'DeleteUserPolicy',
      'PutGroupPolicy',
      'PutRolePolicy',
      'PutUserPolicy',
      'CreatePolicy',
      'DeletePolicy',
      'CreatePolicyVersion',
      'DeletePolicyVersion',
      'AttachRolePolicy',
      'DetachRolePolicy',
      'AttachUserPolicy',
      'DetachUserPolicy',
      'AttachGroupPolicy',
      'DetachGroupPolicy',
    ])}}`,
    threshold: 1,
  },
  {
    name: 'RoleTakeover',
    meaning: 'Who may take a role, which version of a policy counts, or a key of a user changed. Find out who did it and why.',
    pattern: `{${from('iam', ['UpdateAssumeRolePolicy', 'SetDefaultPolicyVersion', 'CreateAccessKey'])}}`,
    threshold: 1,
  },
  {
    name: 'PermissionsBoundaryChange',
    meaning: 'A permissions boundary was changed or taken off. Nothing but a deployment does so.',
    pattern: `{${from('iam', [
      'PutRolePermissionsBoundary',
      'DeleteRolePermissionsBoundary',
      'PutUserPermissionsBoundary',
      'DeleteUserPermissionsBoundary',
    ])}}`,
    threshold: 1,
  },
  {
    name: 'TrailChange',
    meaning: 'The audit trail was changed or stopped. Start it again, then find out who did it.',
    pattern: `{${any(['CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging'])}}`,
    threshold: 1,
  },
  {
    name: 'TrailSelectionChange',
    meaning: 'What the audit trail records was changed. Compare its selectors with the template.',
    pattern: `{${from('cloudtrail', ['PutEventSelectors', 'PutInsightSelectors'])}}`,
    threshold: 1,
  },
  {
    name: 'KeyDisabledOrDeleted',
    meaning: 'A key was disabled, or its deletion scheduled. Cancel it: after the waiting period its data is lost.',
    pattern: `{${from('kms', ['DisableKey', 'ScheduleKeyDeletion'])}}`,
    threshold: 1,
  },
  {
    name: 'KeyPolicyChange',
    meaning: 'The policy or the rotation of a key was changed. Compare it with the template.',
    pattern: `{${from('kms', ['PutKeyPolicy', 'DisableKeyRotation'])}}`,
    threshold: 1,
  },
  {
    name: 'BucketPolicyChange',
    meaning: 'The access to a bucket was changed. Compare its policy with the template.',
    pattern: `{${from('s3', [
      'PutBucketAcl',
      'PutBucketPolicy',
      'PutBucketCors',
      'PutBucketLifecycle',
      'PutBucketReplication',
      'DeleteBucketPolicy',
      'DeleteBucketCors',
      'DeleteBucketLifecycle',
      'DeleteBucketReplication',
    ])}}`,
    threshold: 1,
  },
  {
    name: 'PublicAccessChange',
    meaning: 'What keeps buckets from the public was changed or taken off. Put it back, then see what was read meanwhile.',
    pattern: `{${from('s3', [
      'PutBucketPublicAccessBlock',
      'DeleteBucketPublicAccessBlock',
      'PutAccountPublicAccessBlock',
      'DeleteAccountPublicAccessBlock',
    ])}}`,
    threshold: 1,
  },
  {
    name: 'ConfigChange',
    meaning: 'The recording of configurations was changed or stopped.',
    pattern: `{${from('config', [
      'StopConfigurationRecorder',
      'DeleteDeliveryChannel',
      'PutDeliveryChannel',
      'PutConfigurationRecorder',
    ])}}`,
    threshold: 1,
  },
  {
    name: 'DetectionChange',
    meaning: 'Threat detection or flow logs were changed or stopped. Start them again, then find out who did it.',
    pattern: `{(${from('guardduty', ['UpdateDetector', 'DeleteDetector'])}) || (${from('ec2', ['DeleteFlowLogs'])})}`,
    threshold: 1,
  },
  {
    name: 'AlarmTampering',
    meaning: 'An alarm, its filter or its topic was deleted or silenced. Deploy it again: until then, nobody hears of the rest.',
    pattern: `{(${from('logs', ['DeleteMetricFilter'])}) || (${from('monitoring', [
      'DeleteAlarms',
      'DisableAlarmActions',
    ])}) || (${from('sns', ['DeleteTopic', 'Unsubscribe'])})}`,
    threshold: 1,
  },
  {
    name: 'SecurityGroupChange',
    meaning: 'A security group changed. Outside of a deployment, see what it lets in now.',
    pattern: `{${any([
      'AuthorizeSecurityGroupIngress',
      'AuthorizeSecurityGroupEgress',
      'RevokeSecurityGroupIngress',
      'RevokeSecurityGroupEgress',
      'CreateSecurityGroup',
      'DeleteSecurityGroup',
    ])}}`,
    threshold: 1,
  },
  {
    name: 'NetworkAclChange',
    meaning: 'A network ACL changed. Outside of a deployment, see what it lets through now.',
    pattern: `{${any([
      'CreateNetworkAcl',
      'CreateNetworkAclEntry',
      'DeleteNetworkAcl',
      'DeleteNetworkAclEntry',
      'ReplaceNetworkAclEntry',
      'ReplaceNetworkAclAssociation',
    ])}}`,
    threshold: 1,
  },
  {
    name: 'GatewayChange',
    meaning: 'A gateway to another network changed. Outside of a deployment, see where it leads.',
    pattern: `{${any([
      'CreateCustomerGateway',
      'DeleteCustomerGateway',
      'AttachInternetGateway',
      'CreateInternetGateway',
      'DeleteInternetGateway',
      'DetachInternetGateway',
    ])}}`,
    threshold: 1,
  },
  {
    name: 'RouteTableChange',
    meaning: 'A route changed. Outside of a deployment, see that the data subnets have still no way out.',
    pattern: `{${from('ec2', [
      'CreateRoute',
      'CreateRouteTable',
      'ReplaceRoute',
      'ReplaceRouteTableAssociation',
      'DeleteRouteTable',
      'DeleteRoute',
      'DisassociateRouteTable',
    ])}}`,
    threshold: 1,
  },
  {
    name: 'VpcChange',
    meaning: 'A VPC or a connection between VPCs changed.',
    pattern: `{${any([
      'CreateVpc',
      'DeleteVpc',
      'ModifyVpcAttribute',
      'AcceptVpcPeeringConnection',
      'CreateVpcPeeringConnection',
      'DeleteVpcPeeringConnection',
      'RejectVpcPeeringConnection',
      'AttachClassicLinkVpc',
      'DetachClassicLinkVpc',
      'DisableVpcClassicLink',
      'EnableVpcClassicLink',
    ])}}`,
    threshold: 1,
  },
  {
    name: 'BackupTampering',
    meaning:
      'A recovery point, vault, plan or setting of AWS Backup was changed or deleted. Recovery after ransomware depends on them.',
    pattern: `{${from('backup', [
      'DeleteRecoveryPoint',
      'UpdateRecoveryPointLifecycle',
      'DisassociateRecoveryPoint',
      'DeleteBackupVault',
      'PutBackupVaultAccessPolicy',
      'DeleteBackupVaultAccessPolicy',
      'DeleteBackupVaultLockConfiguration',
      'DeleteBackupPlan',
      'DeleteBackupSelection',
      'UpdateBackupPlan',
      'UpdateRegionSettings',
      'PutBackupVaultLockConfiguration',
    ])}}`,
    threshold: 1,
  },
];

function any(events: readonly string[]): string {
  return events.map((event) => `($.eventName=${event})`).join(' || ');
}

function from(service: string, events: readonly string[]): string {
  return `($.eventSource=${service}.amazonaws.com) && (${any(events)})`;
}
