import { Alarm, AlarmRule, AlarmState, CompositeAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Stack } from 'aws-cdk-lib/core';
import { alarmsHeard } from '../../../../lib/compliance/rules/logging/alarms-heard';
import { AlarmTopic } from '../../../../lib/detection/alarm-topic';
import { ENVIRONMENT } from '../../../support/app';
import type { RuleCases } from '../cases';
import { attribute, either, NO_VALUE, resource, UNKNOWN } from './fixtures';

const alarm = (properties = {}) => resource('AWS::CloudWatch::Alarm', { MetricName: 'Errors', ...properties });
const composite = (AlarmRule: unknown, properties = {}, rest = {}) =>
  resource('AWS::CloudWatch::CompositeAlarm', { AlarmRule, ...properties }, rest);
const notifies = (...AlarmActions: unknown[]) => alarm({ AlarmActions });
const topic = (properties = {}) => resource('AWS::SNS::Topic', properties);
const subscription = (properties = {}, rest = {}) => {
  return resource('AWS::SNS::Subscription', { TopicArn: { Ref: 'Topic' }, Protocol: 'email', ...properties }, rest);
};
const INLINE = { Subscription: [{ Protocol: 'email', Endpoint: 'security@example.com' }] };
const Silent = topic();
const OUTSIDE = 'arn:aws:sns:eu-central-1:210987654321:security';

const errors = (stack: Stack) =>
  new Alarm(stack, 'Alarm', {
    metric: new Metric({ namespace: 'Shop', metricName: 'Errors' }),
    threshold: 1,
    evaluationPeriods: 1,
  });
const stateChanges = (rest = {}) =>
  resource('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      detail: { state: { value: ['ALARM'] } },
    },
    Targets: [{ Id: 'Outside', Arn: OUTSIDE }],
    ...rest,
  });

export const CASES: RuleCases = {
  rule: alarmsHeard,
  compliant: {
    'a topic with a subscription': {
      resources: { Alarm: notifies({ Ref: 'Topic' }), Topic: topic(), Subscription: subscription() },
      at: ['Test/Alarm'],
    },
    'a topic with a subscription of its own': {
      resources: { Alarm: notifies({ Ref: 'Topic' }), Topic: topic(INLINE) },
      at: ['Test/Alarm'],
    },
    'a topic in a chat': {
      resources: {
        Alarm: notifies({ Ref: 'Topic' }),
        Topic: topic(),
        Chat: resource('AWS::Chatbot::SlackChannelConfiguration', { SnsTopicArns: [{ Ref: 'Topic' }] }),
      },
      at: ['Test/Alarm'],
    },
    'a topic whose ARN is written out': {
      resources: {
        Alarm: notifies({ 'Fn::Sub': `arn:\${AWS::Partition}:sns:\${AWS::Region}:\${AWS::AccountId}:security` }),
        Topic: topic({ TopicName: 'security', ...INLINE }),
      },
      at: ['Test/Alarm'],
    },
    'a topic of another account': { resources: { Alarm: notifies(OUTSIDE) }, at: ['Test/Alarm'] },
    'a topic of another stack': {
      sources: [
        {
          name: 'Detection',
          template: {
            Resources: { Topic: topic(INLINE) },
            Outputs: { Topic: { Value: { Ref: 'Topic' }, Export: { Name: 'Alarms' } } },
          },
          environment: ENVIRONMENT,
        },
        { name: 'Shop', template: { Resources: { Alarm: notifies({ 'Fn::ImportValue': 'Alarms' }) } }, environment: ENVIRONMENT },
      ],
      at: ['Shop/Alarm'],
    },
    'one of two actions': {
      resources: { Alarm: notifies({ Ref: 'Silent' }, OUTSIDE, either(OUTSIDE, NO_VALUE)), Silent },
      at: ['Test/Alarm'],
    },
    'what scales, recovers, or opens a ticket': {
      resources: {
        Scales: notifies({ Ref: 'Policy' }),
        Policy: resource('AWS::ApplicationAutoScaling::ScalingPolicy'),
        Recovers: notifies({ 'Fn::Sub': `arn:aws:automate:\${AWS::Region}:ec2:recover` }),
        Opens: notifies({ 'Fn::Join': [':', ['arn:aws:ssm', { Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }, 'opsitem:1']] }),
        Runs: notifies(attribute('Function')),
        Function: resource('AWS::Lambda::Function'),
      },
      at: ['Test/Scales', 'Test/Recovers', 'Test/Opens', 'Test/Runs'],
    },
    'parts of a composite alarm, by reference and by name': {
      resources: {
        Errors: alarm(),
        Latency: alarm({ AlarmName: 'latency', ActionsEnabled: false }),
        Maintenance: alarm(),
        Whole: composite(
          { 'Fn::Sub': `ALARM("\${Errors}") AND (ALARM(latency) OR FALSE)` },
          { AlarmActions: [OUTSIDE], ActionsSuppressor: attribute('Maintenance') },
        ),
      },
      at: ['Test/Errors', 'Test/Latency', 'Test/Maintenance', 'Test/Whole'],
    },
    'what rolls a deployment back': {
      resources: {
        Errors: alarm(),
        Latency: alarm({ AlarmName: 'latency' }),
        Group: resource('AWS::CodeDeploy::DeploymentGroup', { AlarmConfiguration: { Alarms: [{ Name: { Ref: 'Errors' } }] } }),
        Service: resource('AWS::ECS::Service', {
          DeploymentConfiguration: { Alarms: { AlarmNames: ['latency'], Enable: true } },
        }),
      },
      at: ['Test/Errors', 'Test/Latency'],
    },
    'every alarm of the region by a rule': { resources: { Alarm: alarm(), Rule: stateChanges() }, at: ['Test/Alarm'] },
    'alarms of the CDK': {
      build: (stack) => {
        const alarms = new Topic(stack, 'Topic');
        alarms.addSubscription(new EmailSubscription('security@example.com'));
        const whole = new CompositeAlarm(stack, 'Whole', { alarmRule: AlarmRule.fromAlarm(errors(stack), AlarmState.ALARM) });
        whole.addAlarmAction(new SnsAction(alarms));
      },
      at: ['Test/Alarm/Resource', 'Test/Whole/Resource'],
    },
    'an AlarmTopic with a contact': {
      build: (stack) =>
        errors(stack).addAlarmAction(new AlarmTopic(stack, 'Alarms', { contacts: ['security@example.com'] }).action),
      at: ['Test/Alarm/Resource'],
    },
  },
  violations: {
    'a topic that somebody is subscribed to in production only': {
      resources: {
        Alarm: notifies({ Ref: 'Topic' }),
        Topic: topic({ Subscription: [either(INLINE.Subscription[0], NO_VALUE)] }),
      },
      at: { 'Test/Alarm': /nobody is subscribed to the topic/ },
    },
    'no action': { resources: { Alarm: alarm() }, at: { 'Test/Alarm': /it has no action/ } },
    'actions of other states only': {
      resources: { Alarm: alarm({ OKActions: [OUTSIDE], InsufficientDataActions: [OUTSIDE], AlarmActions: [] }) },
      at: { 'Test/Alarm': /it has no action/ },
    },
    'actions that are off': {
      resources: { Alarm: alarm({ AlarmActions: [OUTSIDE], ActionsEnabled: 'false' }) },
      at: { 'Test/Alarm': /the actions of the alarm are off/ },
    },
    'actions that may be off': {
      resources: { Alarm: alarm({ AlarmActions: [OUTSIDE], ActionsEnabled: UNKNOWN }) },
      at: { 'Test/Alarm': /may be off: .*only the deployment knows/ },
    },
    'a topic that nobody is subscribed to': {
      resources: { Alarm: notifies({ Ref: 'Silent' }), Silent },
      at: { 'Test/Alarm': /nobody is subscribed to the topic 'Test\/Silent'/ },
    },
    'a topic with a subscription in production only': {
      resources: {
        Alarm: notifies({ Ref: 'Topic' }),
        Topic: topic(),
        Subscription: subscription({}, { Condition: 'IsProduction' }),
      },
      at: { 'Test/Alarm': /nobody is subscribed/ },
    },
    'a subscription of another topic': {
      resources: { Alarm: notifies({ Ref: 'Silent' }), Silent, Topic: topic(), Subscription: subscription() },
      at: { 'Test/Alarm': /nobody is subscribed to the topic 'Test\/Silent'/ },
    },
    'a topic whose ARN is written out, and nobody hears': {
      resources: { Alarm: notifies('arn:aws:sns:eu-central-1:123456789012:silent'), Silent: topic({ TopicName: 'silent' }) },
      at: { 'Test/Alarm': /nobody is subscribed/ },
    },
    'an action in production only': {
      resources: { Alarm: notifies(either(OUTSIDE, NO_VALUE)) },
      at: { 'Test/Alarm': /it may be absent/ },
    },
    'actions in production only': {
      resources: { Alarm: alarm({ AlarmActions: either([OUTSIDE], NO_VALUE) }) },
      at: { 'Test/Alarm': /it has no action/ },
    },
    'an action that only the deployment knows': {
      resources: { Alarm: notifies(UNKNOWN) },
      at: { 'Test/Alarm': /only the deployment knows it/ },
    },
    'an action that CloudFormation looks up': {
      resources: { Alarm: notifies('{{resolve:ssm:/alarms/topic}}') },
      at: { 'Test/Alarm': /only the deployment knows it/ },
    },
    'a composite alarm without an action': {
      resources: { Errors: alarm(), Whole: composite({ 'Fn::Sub': `ALARM("\${Errors}")` }) },
      at: { 'Test/Whole': /it has no action/ },
    },
    'a part of a composite alarm in production only': {
      resources: {
        Errors: alarm(),
        Whole: composite({ 'Fn::Sub': `ALARM("\${Errors}")` }, { AlarmActions: [OUTSIDE] }, { Condition: 'IsProduction' }),
      },
      at: { 'Test/Errors': /it has no action/ },
    },
    'a rule for one alarm only': {
      resources: {
        Alarm: alarm(),
        Rule: stateChanges({ EventPattern: { source: ['aws.cloudwatch'], detail: { alarmName: ['latency'] } } }),
      },
      at: { 'Test/Alarm': /it has no action/ },
    },
    'an alarm of the CDK as it comes': {
      build: (stack) => void errors(stack),
      at: { 'Test/Alarm/Resource': /it has no action/ },
    },
    'an AlarmTopic without a contact': {
      build: (stack) => errors(stack).addAlarmAction(new AlarmTopic(stack, 'Alarms').action),
      at: {
        'Test/Alarm/Resource': /nobody is subscribed to the topic 'Test\/Alarms\/Resource\/Resource'/,
        'Test/Alarms/Undelivered/Resource': /nobody is subscribed to the topic 'Test\/Alarms\/Resource\/Resource'/,
      },
    },
  },
  notApplicable: {
    'a topic': { resources: { Silent }, at: ['Test/Silent'] },
  },
};
