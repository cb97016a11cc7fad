import { Match, Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Stack } from 'aws-cdk-lib/core';
import { AlarmTopic } from '../../lib/detection/alarm-topic';
import { TrailAlarms } from '../../lib/detection/trail-alarms';
import { TRAIL_SIGNALS } from '../../lib/detection/trail-signals';
import { testStack } from '../support/app';
import { findings } from '../support/findings';

function made(): { stack: Stack; alarms: TrailAlarms; logGroup: LogGroup; template: Template } {
  const stack = testStack();
  const logGroup = new LogGroup(stack, 'Events');
  const alarms = new TrailAlarms(stack, 'Alarms', { logGroup });
  return { stack, alarms, logGroup, template: Template.fromStack(stack) };
}

/** The filters of the CIS AWS Foundations Benchmark, as Security Hub looks for them, without spaces. */
const PRESCRIBED: Record<string, string> = {
  RootUse: '{$.userIdentity.type="Root"&&$.userIdentity.invokedByNOTEXISTS&&$.eventType!="AwsServiceEvent"}',
  UnauthorizedCalls: '{($.errorCode="*UnauthorizedOperation")||($.errorCode="AccessDenied*")}',
  FailedSignIns: '{($.eventName=ConsoleLogin)&&($.errorMessage="Failedauthentication")}',
  TrailChange:
    '{($.eventName=CreateTrail)||($.eventName=UpdateTrail)||($.eventName=DeleteTrail)||($.eventName=StartLogging)||($.eventName=StopLogging)}',
  KeyDisabledOrDeleted: '{($.eventSource=kms.amazonaws.com)&&(($.eventName=DisableKey)||($.eventName=ScheduleKeyDeletion))}',
  NetworkAclChange:
    '{($.eventName=CreateNetworkAcl)||($.eventName=CreateNetworkAclEntry)||($.eventName=DeleteNetworkAcl)||($.eventName=DeleteNetworkAclEntry)||($.eventName=ReplaceNetworkAclEntry)||($.eventName=ReplaceNetworkAclAssociation)}',
};

test.each(Object.entries(PRESCRIBED))('%s is filtered as the benchmark prescribes', (name, pattern) => {
  const signal = TRAIL_SIGNALS.find((each) => each.name === name);
  expect(signal?.pattern.replaceAll(' ', '')).toBe(pattern);
});

/** Events beside the benchmark's, by their source and the signal that hears of them. */
const ADDED: readonly (readonly [source: string, event: string, signal: string])[] = [
  ['backup', 'UpdateBackupPlan', 'BackupTampering'],
  ['backup', 'UpdateRegionSettings', 'BackupTampering'],
  ['backup', 'PutBackupVaultLockConfiguration', 'BackupTampering'],
  ['logs', 'DeleteMetricFilter', 'AlarmTampering'],
  ['monitoring', 'DeleteAlarms', 'AlarmTampering'],
  ['monitoring', 'DisableAlarmActions', 'AlarmTampering'],
  ['sns', 'DeleteTopic', 'AlarmTampering'],
  ['sns', 'Unsubscribe', 'AlarmTampering'],
  ['ec2', 'DeleteFlowLogs', 'DetectionChange'],
  ['guardduty', 'UpdateDetector', 'DetectionChange'],
  ['guardduty', 'DeleteDetector', 'DetectionChange'],
  ['s3', 'PutBucketPublicAccessBlock', 'PublicAccessChange'],
  ['s3', 'DeleteBucketPublicAccessBlock', 'PublicAccessChange'],
  ['s3', 'PutAccountPublicAccessBlock', 'PublicAccessChange'],
  ['s3', 'DeleteAccountPublicAccessBlock', 'PublicAccessChange'],
  ['iam', 'UpdateAssumeRolePolicy', 'RoleTakeover'],
  ['iam', 'SetDefaultPolicyVersion', 'RoleTakeover'],
  ['iam', 'CreateAccessKey', 'RoleTakeover'],
];

/** The signals that an event of a source raises: a pattern is conditions on the source, each with its events. */
function raised(source: string, event: string): string[] {
  const condition = `($.eventSource=${source}.amazonaws.com) && (`;
  return TRAIL_SIGNALS.filter(({ pattern }) => {
    const events = pattern.split(condition)[1]?.split('))')[0] ?? '';
    return `${events})`.includes(`($.eventName=${event})`);
  }).map(({ name }) => name);
}

test.each(ADDED)('%s:%s raises %s', (source, event, signal) => {
  expect(raised(source, event)).toEqual([signal]);
  expect(raised(source === 'sns' ? 's3' : 'sns', event)).toEqual([]);
});

test('names are unique, patterns fit into a filter, and each alarm says what to do', () => {
  expect(new Set(TRAIL_SIGNALS.map(({ name }) => name)).size).toBe(TRAIL_SIGNALS.length);
  for (const { name, pattern, meaning } of TRAIL_SIGNALS) {
    expect(`${name}: ${pattern.length <= 1024}`).toBe(`${name}: true`);
    expect(`${name}: ${balanced(pattern)}`).toBe(`${name}: true`);
    expect(meaning.length).toBeGreaterThan(40);
  }
});

test.each(TRAIL_SIGNALS)('$name raises an alarm at $threshold within five minutes', ({ name, pattern, meaning, threshold }) => {
  const { stack, logGroup, template } = made();
  template.hasResourceProperties('AWS::Logs::MetricFilter', {
    LogGroupName: stack.resolve(logGroup.logGroupName),
    FilterPattern: pattern,
    MetricTransformations: [{ MetricNamespace: 'Strongroom/Test', MetricName: name, MetricValue: '1', DefaultValue: 0 }],
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: meaning,
    Namespace: 'Strongroom/Test',
    MetricName: name,
    Statistic: 'Sum',
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: threshold,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    ActionsEnabled: Match.absent(),
  });
});

test('every alarm goes to the alarm topic, which has one itself', () => {
  const { stack, alarms, template } = made();
  expect(alarms.alarms.size).toBe(TRAIL_SIGNALS.length);
  template.resourceCountIs('AWS::CloudWatch::Alarm', TRAIL_SIGNALS.length + 1);
  template.allResourcesProperties('AWS::CloudWatch::Alarm', {
    AlarmActions: [stack.resolve(AlarmTopic.of(stack).topic.topicArn)],
  });
});

test('cdk-nag finds nothing', () => {
  expect(findings(made().alarms)).toEqual([]);
});

test('cdk-nag finds an alarm that tells nobody', () => {
  const { alarms } = made();
  const silent = alarms.alarms.get('RootUse')?.node.defaultChild;
  Object.assign(silent ?? {}, { alarmActions: [] });
  expect(findings(alarms)).toEqual(['Test/Alarms/RootUse/Alarm/Resource: NIST.800.53.R5-CloudWatchAlarmAction']);
});

function balanced(pattern: string): boolean {
  let depth = 0;
  for (const letter of pattern) {
    if (letter === '(') depth++;
    if (letter === ')' && --depth < 0) return false;
  }
  return depth === 0 && pattern.startsWith('{') && pattern.endsWith('}');
}
