import { arn, BUCKET, HERE, KEY_ADMINISTRATOR, ROLES, statement, statements } from './boundary';
import { evaluate, type Statement } from './evaluate';

type Refusal = readonly [sid: string, action: string, context: Record<string, string>, resource?: string];

const REFUSALS: readonly Refusal[] = [
  ...[
    'batch:SubmitJob',
    'ec2:CreateLaunchTemplateVersion',
    'ec2:ModifyInstanceAttribute',
    'ecs:ExecuteCommand',
    'eks:CreateAccessEntry',
    'glue:StartJobRun',
    'glue:UpdateDevEndpoint',
    'lambda:UpdateFunctionCode',
    'lambda:UpdateFunctionConfiguration',
    'sagemaker:CreatePresignedNotebookInstanceUrl',
    'sagemaker:UpdateNotebookInstanceLifecycleConfig',
    'ssm:CreateAssociation',
    'ssm:SendCommand',
    'ssm:StartAutomationExecution',
    'ssm:StartSession',
    'ssm:UpdateAssociation',
    'ssm:UpdateDocument',
    'states:UpdateStateMachine',
  ].map((action): Refusal => ['NeverRunAsOthers', action, {}]),
  ...[
    'cloudtrail:StopLogging',
    'cloudtrail:DeleteTrail',
    'cloudtrail:UpdateTrail',
    'cloudtrail:PutEventSelectors',
    'cloudtrail:PutInsightSelectors',
    'config:StopConfigurationRecorder',
    'config:PutDeliveryChannel',
    'config:DeleteConfigRule',
    'ec2:DeleteFlowLogs',
    'logs:DeleteLogGroup',
    'logs:DeleteLogStream',
    'logs:DeleteResourcePolicy',
    'logs:PutAccountPolicy',
    'guardduty:DeleteDetector',
    'guardduty:UpdateDetector',
    'guardduty:CreateFilter',
    'guardduty:CreateIPSet',
    'guardduty:DisassociateFromAdministratorAccount',
    'access-analyzer:DeleteAnalyzer',
    'access-analyzer:CreateArchiveRule',
    'securityhub:BatchDisableStandards',
    'macie2:DisableMacie',
    'backup:DeleteBackupVault',
    'backup:DeleteBackupVaultLockConfiguration',
    'backup:DeleteRecoveryPoint',
    'backup:UpdateRecoveryPointLifecycle',
    'backup:UpdateBackupPlan',
    'backup:UpdateRegionSettings',
    'backup:UpdateGlobalSettings',
    'backup:PutBackupVaultLockConfiguration',
    'backup:PutBackupVaultAccessPolicy',
    's3:BypassGovernanceRetention',
  ].map((action): Refusal => ['NeverTouchSafeguards', action, {}]),
  ...on('NeverTouchControls', arn('cloudwatch:alarm:strongroom-dev-detection-RootUse'), [
    'cloudwatch:DeleteAlarms',
    'cloudwatch:DisableAlarmActions',
    'cloudwatch:PutCompositeAlarm',
    'cloudwatch:PutMetricAlarm',
    'cloudwatch:SetAlarmState',
    'cloudwatch:PutAlarmMuteRule',
  ]),
  ...on('NeverTouchControls', arn('events:rule/strongroom-dev-detection-Threats'), [
    'events:DeleteRule',
    'events:DisableRule',
    'events:PutRule',
    'events:PutTargets',
    'events:RemoveTargets',
  ]),
  ...on('NeverTouchControls', arn('events:rule/devDetectionKeyCheckBus/strongroom-dev-detection-Findings'), [
    'events:DisableRule',
  ]),
  ...on('NeverTouchControls', arn('logs:log-group:strongroom-dev-audit-TrailEvents'), [
    'logs:AssociateKmsKey',
    'logs:DeleteMetricFilter',
    'logs:DeleteSubscriptionFilter',
    'logs:PutDataProtectionPolicy',
    'logs:PutLogGroupDeletionProtection',
    'logs:PutMetricFilter',
    'logs:PutRetentionPolicy',
    'logs:PutSubscriptionFilter',
    'logs:PutTransformer',
  ]),
  ...on('NeverTouchControls', arn('logs:log-group:aws-waf-logs-strongroomdevnetwork'), ['logs:PutRetentionPolicy']),
  ...on('NeverTouchControls', arn('sns:strongroom-dev-detection-Alarms'), [
    'sns:AddPermission',
    'sns:DeleteTopic',
    'sns:PutDataProtectionPolicy',
    'sns:SetSubscriptionAttributes',
    'sns:SetTopicAttributes',
    'sns:Unsubscribe',
  ]),
  ...on('NeverTouchControls', arn('ssm:parameter/strongroom/dev/keys/logs'), [
    'ssm:DeleteParameter',
    'ssm:DeleteParameters',
    'ssm:PutParameter',
  ]),
  ...on('NeverTouchBuckets', BUCKET, [
    's3:DeleteBucket',
    's3:DeleteBucketPolicy',
    's3:PutBucketLogging',
    's3:PutBucketNotification',
    's3:PutBucketObjectLockConfiguration',
    's3:PutBucketPolicy',
    's3:PutBucketTagging',
    's3:PutBucketVersioning',
    's3:PutEncryptionConfiguration',
    's3:PutInventoryConfiguration',
    's3:PutLifecycleConfiguration',
    's3:PutReplicationConfiguration',
    's3:UntagResource',
  ]),
  ...on('NeverLeave', `${ROLES}Administrator`, ['sts:AssumeRole', 'sts:AssumeRoot']),
  ...on('NeverLeave', `${ROLES}cdk-hnb659fds-deploy-role-123456789012-eu-central-1`, ['sts:AssumeRole']),
  ...on('NeverLeave', `${ROLES}strongroom/key-administrators/strongroom-dev-access-SecurityAdministrator`, ['sts:AssumeRole']),
  ['NeverShareWithOthers', 's3:PutBucketPublicAccessBlock', {}],
  ['NeverShareWithOthers', 's3:PutAccountPublicAccessBlock', {}],
  ['NeverShareWithOthers', 'ec2:ModifySnapshotAttribute', {}],
  ['NeverShareWithOthers', 'ram:CreateResourceShare', {}],
  ['NeverMoveKeys', 'kms:PutKeyPolicy', {}],
  ['NeverMoveKeys', 'kms:ReplicateKey', KEY_ADMINISTRATOR],
  ['NeverAdministerKeys', 'kms:ScheduleKeyDeletion', { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' }],
  ['NeverAdministerKeys', 'kms:DisableKeyRotation', {}],
  ['NeverAdministerKeys', 'kms:DisableKey', { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/strongroom/auditor' }],
  [
    'NeverDeleteKeysInHaste',
    'kms:ScheduleKeyDeletion',
    { ...KEY_ADMINISTRATOR, 'kms:ScheduleKeyDeletionPendingWindowInDays': '7' },
  ],
  ['NeverGrantKeysToOthers', 'kms:CreateGrant', { 'kms:GrantIsForAWSResource': 'false' }],
  ['NeverOpenFunctionUrls', 'lambda:CreateFunctionUrlConfig', { 'lambda:FunctionUrlAuthType': 'NONE' }],
  ['NeverActOutsideResidency', 's3:PutObject', { 'aws:RequestedRegion': 'us-east-1' }],
];

function on(sid: string, resource: string, actions: readonly string[]): Refusal[] {
  return actions.map((action) => [sid, action, {}, resource]);
}

describe('the refusals', () => {
  const cases = REFUSALS.map(([sid, action, context, resource = '*']) => [sid, action, context, resource] as const);

  test.each(cases)('%s: %s', (sid, action, context, resource) => {
    expect(evaluate(statements(), { action, resource, context: { ...HERE, ...context } })).toBe(`refused by ${sid}`);
  });

  test.each(cases)('without %s, %s would not be refused', (sid, action, context, resource) => {
    const broken = statements().filter(({ Sid }) => Sid !== sid);
    expect(evaluate(broken, { action, resource, context: { ...HERE, ...context } })).not.toMatch(/^refused/);
  });

  test('leave key administrators their work, with a month to change their mind', () => {
    const context = { ...HERE, ...KEY_ADMINISTRATOR };
    expect(evaluate(statements(), { action: 'kms:DisableKey', context })).toBe('allowed');
    const deletion = { ...context, 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' };
    expect(evaluate(statements(), { action: 'kms:ScheduleKeyDeletion', context: deletion })).toBe('allowed');
  });

  test.each([
    ["the stack's own region alone, unless told of others", undefined, ['eu-central-1']],
    ['the regions that it is told', ['eu-central-1', 'eu-west-1'], ['eu-central-1', 'eu-west-1']],
  ])('of acting outside the residency names %s', (_, residency, regions) => {
    const [last] = statements(residency && { residency }).slice(-1);
    expect(last).toMatchObject({
      Sid: 'NeverActOutsideResidency',
      Effect: 'Deny',
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': regions } },
    });
    expect(evaluate([last as Statement], { action: 's3:GetObject', context: { 'aws:RequestedRegion': 'eu-west-1' } })).toBe(
      residency ? 'not allowed' : 'refused by NeverActOutsideResidency',
    );
  });

  test('of touching buckets finds them in lower case, whatever the stack is called', () => {
    const touch = statements({ prefix: 'Orders-' }).find(({ Sid }) => Sid === 'NeverTouchBuckets');
    expect(touch?.Resource).toBe('arn:aws:s3:::orders-*');
  });

  test('of administering keys leaves out the administrators alone', () => {
    expect(statement('NeverAdministerKeys')).toMatchObject({
      Effect: 'Deny',
      Resource: '*',
      Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/strongroom/key-administrators/*' } },
    });
  });
});
