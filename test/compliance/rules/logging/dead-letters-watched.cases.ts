import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { deadLettersWatched } from '../../../../lib/compliance/rules/logging/dead-letters-watched';
import { AlarmTopic } from '../../../../lib/detection/alarm-topic';
import type { RuleCases } from '../cases';

const DEAD = { Type: 'AWS::SQS::Queue' };
const ARN = { 'Fn::GetAtt': ['Dead', 'Arn'] };
const LEFT_BY_A_QUEUE = {
  Type: 'AWS::SQS::Queue',
  Properties: { RedrivePolicy: { deadLetterTargetArn: ARN, maxReceiveCount: 3 } },
};

function alarm(properties: Record<string, unknown> = {}, Condition?: string) {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    ...(Condition && { Condition }),
    Properties: {
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['Dead', 'QueueName'] } }],
      ...properties,
    },
  };
}

/** Whoever leaves letters in the queue. */
const LEFT_BY: Record<string, unknown> = {
  'a queue': LEFT_BY_A_QUEUE,
  'a rule': { Type: 'AWS::Events::Rule', Properties: { Targets: [{ Id: 'A', DeadLetterConfig: { Arn: ARN } }] } },
  'a bus': { Type: 'AWS::Events::EventBus', Properties: { DeadLetterConfig: { Arn: ARN } } },
  'a function': { Type: 'AWS::Lambda::Function', Properties: { DeadLetterConfig: { TargetArn: ARN } } },
  "a function's destination": {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: { DestinationConfig: { OnFailure: { Destination: ARN } } },
  },
  'a mapping of a stream': {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { DestinationConfig: { OnFailure: { Destination: ARN } } },
  },
  'a subscription': { Type: 'AWS::SNS::Subscription', Properties: { RedrivePolicy: { deadLetterTargetArn: ARN } } },
  'a schedule': { Type: 'AWS::Scheduler::Schedule', Properties: { Target: { DeadLetterConfig: { Arn: ARN } } } },
  'a pipe': {
    Type: 'AWS::Pipes::Pipe',
    Properties: { SourceParameters: { KinesisStreamParameters: { DeadLetterConfig: { Arn: ARN } } } },
  },
  'a queue that names it by ARN': {
    Type: 'AWS::SQS::Queue',
    Properties: { RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:eu-central-1:123456789012:letters' } },
  },
};

export const CASES: RuleCases = {
  rule: deadLettersWatched,
  compliant: {
    'an alarm on how many letters there are': {
      resources: { Dead: DEAD, From: LEFT_BY_A_QUEUE, Alarm: alarm() },
      at: ['Test/Dead'],
    },
    'an alarm on their age': {
      resources: { Dead: DEAD, From: LEFT_BY_A_QUEUE, Alarm: alarm({ MetricName: 'ApproximateAgeOfOldestMessage' }) },
      at: ['Test/Dead'],
    },
    'an alarm by the name of the queue': {
      resources: {
        Dead: { ...DEAD, Properties: { QueueName: 'letters' } },
        From: LEFT_BY_A_QUEUE,
        Alarm: alarm({ Dimensions: [{ Name: 'QueueName', Value: 'letters' }] }),
      },
      at: ['Test/Dead'],
    },
    "the CDK's": {
      build: (stack) => {
        const queue = new Queue(stack, 'Dead');
        new Queue(stack, 'Orders', { deadLetterQueue: { queue, maxReceiveCount: 3 } });
        queue.metricApproximateNumberOfMessagesVisible().createAlarm(stack, 'Alarm', {
          threshold: 1,
          evaluationPeriods: 1,
          comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        });
      },
      at: ['Test/Dead/Resource'],
    },
    'an AlarmTopic': {
      build: (stack) => void new AlarmTopic(stack, 'Alarms', { contacts: ['security@example.com'] }),
      at: ['Test/Alarms/DeadLetters/Resource/Resource'],
    },
  },
  violations: {
    ...Object.fromEntries(
      Object.entries(LEFT_BY).map(([who, From]) => [
        `letters of ${who}, and no alarm`,
        { resources: { Dead: { ...DEAD, Properties: { QueueName: 'letters' } }, From }, at: { 'Test/Dead': /no alarm watches/ } },
      ]),
    ),
    'an alarm on something else': {
      resources: { Dead: DEAD, From: LEFT_BY_A_QUEUE, Alarm: alarm({ MetricName: 'SentMessageSize' }) },
      at: { 'Test/Dead': /no alarm watches/ },
    },
    'an alarm on another queue': {
      resources: {
        Dead: DEAD,
        From: LEFT_BY_A_QUEUE,
        Alarm: alarm({ Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['From', 'QueueName'] } }] }),
      },
      at: { 'Test/Dead': /no alarm watches/ },
    },
    'an alarm that may not be made': {
      resources: { Dead: DEAD, From: LEFT_BY_A_QUEUE, Alarm: alarm({}, 'Loud') },
      at: { 'Test/Dead': /no alarm watches/ },
    },
  },
  notApplicable: {
    'a queue that takes no letters': { resources: { Dead: DEAD }, at: ['Test/Dead'] },
  },
};
