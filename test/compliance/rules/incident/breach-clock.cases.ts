import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { DefinitionBody, StateMachine, TaskInput, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { SnsPublish } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Duration, type Stack, Tags } from 'aws-cdk-lib/core';
import { breachClock } from '../../../../lib/compliance/rules/incident/breach-clock';
import { AlarmTopic } from '../../../../lib/detection/alarm-topic';
import { BreachClock } from '../../../../lib/response/breach-clock';
import type { RuleCases } from '../cases';
import {
  CLOCK,
  COMPLETE,
  definition,
  either,
  machine,
  ORDERS,
  PARAMETER,
  PRICES,
  resource,
  rule,
  SEVERE,
  subscription,
  TOPIC,
  WAIT,
} from './fixtures';

const NO_CLOCK = /the state machine 'Test\/Clock' is no breach clock/;
const NOT_STARTED = /no enabled rule on severe findings starts the breach clock 'Test\/Clock' for sure/;
const INTAKE = machine({
  Definition: {
    StartAt: 'Start',
    States: {
      Start: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution',
        Parameters: { StateMachineArn: { Ref: 'Clock' } },
        End: true,
      },
    },
  },
});
const hub = { source: ['aws.securityhub'], detail: { findings: { Severity: { Label: ['HIGH', 'CRITICAL'] } } } };
const macie = { source: ['aws.macie'], detail: { severity: { description: ['High'] } } };

function addTable(stack: Stack): void {
  const table = new Table(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  Tags.of(table).add('strongroom:category', 'personal');
}

/** A clock of the CDK's constructs. */
function addClock(stack: Stack, tag: string): void {
  const topic = new Topic(stack, 'Topic');
  topic.addSubscription(new EmailSubscription('security@example.com'));
  const wait = new Wait(stack, 'Wait', { time: WaitTime.duration(Duration.hours(48)) });
  const remind = new SnsPublish(stack, 'Remind', { topic, message: TaskInput.fromText('24 hours left') });
  const clock = new StateMachine(stack, 'Clock', { definitionBody: DefinitionBody.fromChainable(wait.next(remind)) });
  Tags.of(clock).add('strongroom:control', tag);
  new Rule(stack, 'Findings', { eventPattern: { source: ['aws.guardduty'] }, targets: [new SfnStateMachine(clock)] });
}

export const CASES: RuleCases = {
  rule: breachClock,
  compliant: {
    'a clock that a rule starts, and that tells a topic': { resources: COMPLETE, at: ['Test'] },
    'a definition as a text, with substitutions': {
      resources: {
        ...COMPLETE,
        Clock: machine({
          DefinitionString: JSON.stringify(definition(`\${Topic}`)),
          DefinitionSubstitutions: { Topic: { Ref: 'Topic' } },
        }),
      },
      at: ['Test'],
    },
    'a definition that names the topic by its ARN': {
      resources: {
        ...COMPLETE,
        Clock: machine({ DefinitionString: JSON.stringify(definition('arn:aws:sns:eu-central-1:123456789012:alarms')) }),
      },
      at: ['Test'],
    },
    'a clock that another machine starts': {
      resources: { ...COMPLETE, Intake: INTAKE, Rule: rule({ Ref: 'Intake' }) },
      at: ['Test'],
    },
    'findings of Security Hub': { resources: { ...COMPLETE, Rule: rule({ Ref: 'Clock' }, { EventPattern: hub }) }, at: ['Test'] },
    'findings of Macie': { resources: { ...COMPLETE, Rule: rule({ Ref: 'Clock' }, { EventPattern: macie }) }, at: ['Test'] },
    'a clock of another stack of the account': {
      sources: [
        { name: 'Data', template: { Resources: { Orders: ORDERS } }, environment: { account: '1', region: 'r' } },
        {
          name: 'Response',
          template: { Resources: { ...COMPLETE, Orders: PRICES } },
          environment: { account: '1', region: 'r' },
        },
      ],
      at: ['Data'],
    },
    'constructs of the CDK': {
      build: (stack) => {
        addTable(stack);
        addClock(stack, 'breach-clock');
      },
      at: ['Test'],
    },
    'our clock': {
      build: (stack) => {
        addTable(stack);
        new AlarmTopic(stack, 'Alarms', { contacts: ['security@example.com'] }).serve(stack);
        new BreachClock(stack, 'BreachClock');
      },
      at: ['Test'],
    },
  },
  violations: {
    'no clock': {
      resources: { Orders: ORDERS },
      at: { Test: /the account holds data about persons, and no state machine with the tag/ },
    },
    'a machine that says nothing of a clock': {
      resources: { ...COMPLETE, Clock: machine({ Definition: definition({ Ref: 'Topic' }), Tags: [] }) },
      at: { Test: /no state machine with the tag 'strongroom:control' = 'breach-clock'/ },
    },
    'a clock that no rule starts': { resources: { ...COMPLETE, Rule: undefined }, at: { Test: NOT_STARTED } },
    'a rule that starts something else': {
      resources: { ...COMPLETE, Function: resource('AWS::Lambda::Function'), Rule: rule({ 'Fn::GetAtt': ['Function', 'Arn'] }) },
      at: { Test: NOT_STARTED },
    },
    'a rule on findings that are not severe': {
      resources: {
        ...COMPLETE,
        Rule: rule({ Ref: 'Clock' }, { EventPattern: { ...SEVERE, detail: { severity: [{ numeric: ['<', 4] }] } } }),
      },
      at: { Test: NOT_STARTED },
    },
    'a rule on something else': {
      resources: { ...COMPLETE, Rule: rule({ Ref: 'Clock' }, { EventPattern: { source: ['aws.health'] } }) },
      at: { Test: NOT_STARTED },
    },
    'a rule that is off, or may be, or is made under a condition': {
      resources: {
        ...COMPLETE,
        Rule: rule({ Ref: 'Clock' }, { State: 'DISABLED' }),
        Sometimes: rule({ Ref: 'Clock' }, { State: either('ENABLED', 'DISABLED') }),
        Conditional: rule({ Ref: 'Clock' }, {}, { Condition: 'IsProduction' }),
        Unknown: rule({ Ref: 'Clock' }, { EventPattern: PARAMETER }),
      },
      at: { Test: NOT_STARTED },
    },
    'a rule that starts a machine which starts no clock': {
      resources: {
        ...COMPLETE,
        Intake: machine({ Definition: definition({ Ref: 'Topic' }, {}) }),
        Rule: rule({ Ref: 'Intake' }),
      },
      at: { Test: NOT_STARTED },
    },
    'a machine that does not wait': {
      resources: { ...COMPLETE, Clock: machine({ Definition: definition({ Ref: 'Topic' }, {}) }) },
      at: { Test: [NO_CLOCK, /has no state of the type Wait/] },
    },
    'a machine that tells nobody': {
      resources: { ...COMPLETE, Clock: machine({ Definition: { StartAt: 'Wait', States: { Wait: WAIT } } }) },
      at: { Test: [NO_CLOCK, /names no topic of the templates/] },
    },
    'a topic that nobody is subscribed to': {
      resources: { ...COMPLETE, Subscription: undefined },
      at: { Test: [NO_CLOCK, /nobody is subscribed to the topic 'Test\/Topic' that it notifies/] },
    },
    'a topic that only the deployment knows': {
      resources: { ...COMPLETE, Clock: machine({ Definition: definition(PARAMETER) }) },
      at: { Test: [NO_CLOCK, /names no topic of the templates/] },
    },
    'a definition that only the deployment knows': {
      resources: { ...COMPLETE, Clock: machine({ DefinitionS3Location: { Bucket: 'b', Key: 'k' } }) },
      at: { Test: [NO_CLOCK, /only the deployment knows its definition/] },
    },
    'a clock of another account': {
      sources: [
        { name: 'Data', template: { Resources: { Orders: ORDERS } }, environment: { account: '1', region: 'r' } },
        {
          name: 'Response',
          template: { Resources: { Topic: TOPIC, Subscription: subscription(), Clock: CLOCK, Rule: rule({ Ref: 'Clock' }) } },
          environment: { account: '2', region: 'r' },
        },
      ],
      at: { Data: /no state machine with the tag/ },
    },
    'constructs of the CDK of another tag': {
      build: (stack) => {
        addTable(stack);
        addClock(stack, 'breach');
      },
      at: { Test: /no state machine with the tag/ },
    },
    'our clock, and nobody who hears it': {
      build: (stack) => {
        addTable(stack);
        new BreachClock(stack, 'BreachClock');
      },
      at: { Test: /nobody is subscribed to the topic 'Test\/Strongroom\/AlarmTopic\/Resource\/Resource'/ },
    },
  },
  notApplicable: {
    'an account without data about persons': {
      resources: { Prices: PRICES, Function: resource('AWS::Lambda::Function') },
      at: ['Test'],
    },
  },
};
