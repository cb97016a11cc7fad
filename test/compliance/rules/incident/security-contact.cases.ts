import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { type Stack, Tags } from 'aws-cdk-lib/core';
import { securityContact } from '../../../../lib/compliance/rules/incident/security-contact';
import { AlarmTopic } from '../../../../lib/detection/alarm-topic';
import { ThreatDetection } from '../../../../lib/detection/threat-detection';
import type { RuleCases } from '../cases';
import {
  COMPLETE,
  definition,
  either,
  machine,
  ORDERS,
  PARAMETER,
  PRICES,
  resource,
  rule,
  subscription,
  TOPIC,
} from './fixtures';

const ALARM = resource('AWS::CloudWatch::Alarm', { AlarmActions: [{ Ref: 'Topic' }] });
const HEARD = { Orders: ORDERS, Topic: TOPIC, Subscription: subscription(), Alarm: ALARM };
const NO_PERSON = /the topic 'Test\/Topic' gets alarms, findings or a breach clock, and no person is subscribed to it/;
const NO_TOPIC = /no topic of its templates gets alarms, severe findings or a breach clock/;
const chat = (service: string) => resource(`AWS::Chatbot::${service}ChannelConfiguration`, { SnsTopicArns: [{ Ref: 'Topic' }] });

function addAlarmedTable(stack: Stack): Topic {
  const table = new Table(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  Tags.of(table).add('strongroom:category', 'personal');
  const topic = new Topic(stack, 'Topic');
  const metric = new Metric({ namespace: 'Orders', metricName: 'Failures' });
  new Alarm(stack, 'Alarm', { metric, threshold: 1, evaluationPeriods: 1 }).addAlarmAction(new SnsAction(topic));
  return topic;
}

export const CASES: RuleCases = {
  rule: securityContact,
  compliant: {
    'an address that hears of alarms': { resources: HEARD, at: ['Test'] },
    'a text message': { resources: { ...HEARD, Subscription: subscription('sms', { Endpoint: '+4900000' }) }, at: ['Test'] },
    'a service on call, whose address is a parameter': {
      resources: { ...HEARD, Subscription: subscription('https', { Endpoint: PARAMETER }) },
      at: ['Test'],
    },
    'a topic with its subscription inline': {
      resources: {
        Orders: ORDERS,
        Alarm: ALARM,
        Topic: resource('AWS::SNS::Topic', { Subscription: [{ Protocol: 'email', Endpoint: 'security@example.com' }] }),
      },
      at: ['Test'],
    },
    'a channel of Slack': { resources: { ...HEARD, Subscription: chat('Slack') }, at: ['Test'] },
    'a channel of Teams': { resources: { ...HEARD, Subscription: chat('MicrosoftTeams') }, at: ['Test'] },
    'an address that hears of findings': {
      resources: { Orders: ORDERS, Topic: TOPIC, Subscription: subscription(), Rule: rule({ Ref: 'Topic' }) },
      at: ['Test'],
    },
    'an address that hears of the clock of breaches': { resources: COMPLETE, at: ['Test'] },
    'a contact of User Notifications': {
      resources: {
        Orders: ORDERS,
        Contact: resource('AWS::NotificationsContacts::EmailContact', { EmailAddress: 'security@example.com' }),
      },
      at: ['Test'],
    },
    'a contact of Incident Manager': {
      resources: { Orders: ORDERS, Channel: resource('AWS::SSMContacts::ContactChannel') },
      at: ['Test'],
    },
    'constructs of the CDK': {
      build: (stack) => void addAlarmedTable(stack).addSubscription(new EmailSubscription('security@example.com')),
      at: ['Test'],
    },
    'our topic of alarms': {
      build: (stack) => {
        Tags.of(new Table(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } })).add(
          'strongroom:category',
          'personal',
        );
        new AlarmTopic(stack, 'Alarms', { contacts: ['security@example.com'] }).serve(stack);
        new ThreatDetection(stack, 'Threats');
      },
      at: ['Test'],
    },
  },
  violations: {
    'a topic with its alarm, or a contact, in production only': {
      resources: {
        Orders: ORDERS,
        ...Object.fromEntries(
          Object.entries({ Topic: TOPIC, Subscription: subscription(), Alarm: ALARM }).map(([id, one]) => [
            id,
            { ...one, Condition: 'IsProduction' },
          ]),
        ),
        Contact: { ...resource('AWS::NotificationsContacts::EmailContact'), Condition: 'IsProduction' },
      },
      at: { Test: NO_TOPIC },
    },
    'a topic that a person hears in production only': {
      resources: {
        ...HEARD,
        Subscription: undefined,
        Topic: resource('AWS::SNS::Topic', {
          Subscription: [either({ Protocol: 'email', Endpoint: 'security@example.com' }, { Ref: 'AWS::NoValue' })],
        }),
      },
      at: { Test: NO_PERSON },
    },
    'no topic': { resources: { Orders: ORDERS }, at: { Test: NO_TOPIC } },
    'a topic of the application': {
      resources: { Orders: ORDERS, Topic: TOPIC, Subscription: subscription() },
      at: { Test: NO_TOPIC },
    },
    'a topic that nobody is subscribed to': { resources: { ...HEARD, Subscription: undefined }, at: { Test: NO_PERSON } },
    'a topic that machines alone hear': {
      resources: {
        ...HEARD,
        Subscription: subscription('lambda'),
        Queue: subscription('sqs'),
        Stream: subscription('firehose'),
        Plain: subscription('http'),
      },
      at: { Test: NO_PERSON },
    },
    'a subscription that is there, or of a kind that is known, only sometimes': {
      resources: {
        ...HEARD,
        Subscription: subscription('email', {}, { Condition: 'IsProduction' }),
        Sometimes: subscription(either('email', 'sqs')),
        Unknown: subscription(PARAMETER),
        Nowhere: subscription('email', { Endpoint: { Ref: 'AWS::NoValue' } }),
      },
      at: { Test: NO_PERSON },
    },
    'an address that hears another topic': {
      resources: {
        ...HEARD,
        Other: resource('AWS::SNS::Topic'),
        Subscription: subscription('email', { TopicArn: { Ref: 'Other' } }),
      },
      at: { Test: NO_PERSON },
    },
    'a clock that machines alone hear': {
      resources: {
        Orders: ORDERS,
        Topic: TOPIC,
        Queue: subscription('sqs'),
        Clock: machine({ Definition: definition({ Ref: 'Topic' }) }),
      },
      at: { Test: NO_PERSON },
    },
    'constructs of the CDK': {
      build: (stack) => void addAlarmedTable(stack).addSubscription(new SqsSubscription(new Queue(stack, 'Queue'))),
      at: { Test: /the topic 'Test\/Topic\/Resource' gets alarms/ },
    },
  },
  notApplicable: {
    'an account without data about persons': { resources: { ...HEARD, Orders: PRICES, Subscription: undefined }, at: ['Test'] },
  },
};
