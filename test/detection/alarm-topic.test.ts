import { Match, Template } from 'aws-cdk-lib/assertions';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { App, Stack } from 'aws-cdk-lib/core';
import { AlarmTopic } from '../../lib/detection/alarm-topic';
import { InvalidInputError } from '../../lib/errors';
import { KeyHierarchy } from '../../lib/keys/key-hierarchy';
import { evaluate, type Statement } from '../access/evaluate';
import { ENVIRONMENT, testApp, testStack } from '../support/app';
import { findings } from '../support/findings';

function statements(stack = testStack()): Statement[] {
  new AlarmTopic(stack, 'Alarms');
  const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::SNS::TopicPolicy'));
  return policy?.Properties.PolicyDocument.Statement;
}

const TOPIC = { Ref: expect.stringMatching(/^Alarms/) };

describe('the topic', () => {
  test('is encrypted under the key for messaging', () => {
    const stack = testStack();
    new AlarmTopic(stack, 'Alarms');
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::SNS::Topic', {
      KmsMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('messaging'), 'Arn'] },
      SignatureVersion: '2',
    });
  });

  test('and its dead letters are declared as stores of Strongroom’s own', () => {
    const stack = testStack();
    new AlarmTopic(stack, 'Alarms');
    for (const type of ['AWS::SNS::Topic', 'AWS::SQS::Queue']) {
      Template.fromStack(stack).hasResourceProperties(type, {
        Tags: Match.arrayWith([{ Key: 'strongroom:asset', Value: 'alarms' }]),
      });
    }
  });

  test('and its dead letters change nothing of a key in another stack', () => {
    const keyTemplate = (topic: boolean) => {
      const app = testApp();
      const keys = new Stack(app, 'Keys', { env: ENVIRONMENT });
      new KeyHierarchy(keys, 'Keys').serve(app);
      const detection = new Stack(app, 'Detection', { env: ENVIRONMENT });
      if (topic) {
        const alarms = new AlarmTopic(detection, 'Alarms');
        new Rule(detection, 'Rule', { eventPattern: { source: ['x'] }, targets: [alarms.target] });
      }
      return Template.fromStack(keys).findResources('AWS::KMS::Key');
    };
    expect(keyTemplate(true)).toEqual(keyTemplate(false));
  });
});

describe('the topic’s policy', () => {
  test('admits alarms, backup vaults and events of this account, over TLS', () => {
    expect(statements()).toEqual([
      {
        Sid: 'AllowPublishThroughSSLOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Resource: TOPIC,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Sid: 'PublishAlarms',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: TOPIC,
        Condition: {
          StringEquals: { 'aws:SourceAccount': '123456789012' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:*' },
        },
      },
      {
        Sid: 'PublishBackupEvents',
        Effect: 'Allow',
        Principal: { Service: 'backup.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: TOPIC,
        Condition: {
          StringEquals: { 'aws:SourceAccount': '123456789012' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:backup:eu-central-1:123456789012:backup-vault:*' },
        },
      },
      // A condition here would drop every event: EventBridge doesn't tell SNS its source.
      {
        Sid: 'PublishEvents',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: TOPIC,
      },
      {
        Sid: 'RefuseOtherAccounts',
        Effect: 'Deny',
        Principal: { Service: ['backup.amazonaws.com', 'cloudwatch.amazonaws.com', 'events.amazonaws.com'] },
        Action: 'sns:Publish',
        Resource: TOPIC,
        Condition: { Null: { 'aws:SourceAccount': 'false' }, StringNotEquals: { 'aws:SourceAccount': '123456789012' } },
      },
    ]);
  });

  /** What the policy says to a service; the evaluation of principals is by hand, as the policy has one service a statement. */
  function publish(service: string, context: Record<string, string>): string {
    const own = statements()
      .filter((statement) => JSON.stringify(Reflect.get(statement, 'Principal')).match(`"(\\*|${service})"`))
      .map((statement) => ({ ...statement, Resource: '*' }));
    return evaluate(own, { action: 'sns:Publish', context: { 'aws:SecureTransport': 'true', ...context } });
  }

  test.each([
    ['an event whose source EventBridge doesn’t tell', 'events.amazonaws.com', {}, 'allowed'],
    ['an event of this account', 'events.amazonaws.com', { 'aws:SourceAccount': '123456789012' }, 'allowed'],
    [
      'an event of another account',
      'events.amazonaws.com',
      { 'aws:SourceAccount': '210987654321' },
      'refused by RefuseOtherAccounts',
    ],
    [
      'an alarm of this account',
      'cloudwatch.amazonaws.com',
      { 'aws:SourceAccount': '123456789012', 'aws:SourceArn': 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:a' },
      'allowed',
    ],
    ['an alarm without a source', 'cloudwatch.amazonaws.com', {}, 'not allowed'],
    [
      'a vault of another account',
      'backup.amazonaws.com',
      { 'aws:SourceAccount': '210987654321', 'aws:SourceArn': 'arn:aws:backup:eu-central-1:210987654321:backup-vault:v' },
      'refused by RefuseOtherAccounts',
    ],
    ['an event without TLS', 'events.amazonaws.com', { 'aws:SecureTransport': 'false' }, 'refused by AllowPublishThroughSSLOnly'],
    ['another service', 's3.amazonaws.com', { 'aws:SourceAccount': '123456789012' }, 'not allowed'],
  ])('to %s', (_, service, context: Record<string, string>, answer) => {
    expect(publish(service, context)).toBe(answer);
  });
});

describe('contacts', () => {
  test('are subscribed by e-mail, and what is not mailed is kept', () => {
    const RedrivePolicy = { deadLetterTargetArn: { 'Fn::GetAtt': [expect.stringMatching(/^AlarmsDeadLetters/), 'Arn'] } };
    const stack = testStack();
    new AlarmTopic(stack, 'Alarms', { contacts: ['security@example.com', 'on-call+alarms@mail.example.co.uk'] });
    const subscriptions = Object.values(Template.fromStack(stack).findResources('AWS::SNS::Subscription'));
    expect(subscriptions.map(({ Properties }) => Properties)).toEqual([
      { Protocol: 'email', Endpoint: 'security@example.com', TopicArn: TOPIC, RedrivePolicy },
      { Protocol: 'email', Endpoint: 'on-call+alarms@mail.example.co.uk', TopicArn: TOPIC, RedrivePolicy },
    ]);
  });

  test('are named when they are no addresses, or stand there twice', () => {
    const make = () =>
      new AlarmTopic(testStack(), 'Alarms', {
        contacts: ['security', 'a@example.com', 'a@example.com', 'a@b', 'x y@example.com'],
      });
    expect(make).toThrow(InvalidInputError);
    expect(make).toThrow(
      [
        "alarm topic 'Test/Alarms' is not valid:",
        "  - contacts[0]: got 'security'; an e-mail address, such as 'security@example.com'",
        "  - contacts[2]: got 'a@example.com'; each address once",
        "  - contacts[3]: got 'a@b'; an e-mail address, such as 'security@example.com'",
        "  - contacts[4]: got 'x y@example.com'; an e-mail address, such as 'security@example.com'",
      ].join('\n'),
    );
  });
});

describe('what is not delivered', () => {
  const LETTERS = { 'Fn::GetAtt': [expect.stringMatching(/^AlarmsDeadLetters/), 'Arn'] };

  test('is taken from EventBridge, and from this topic once there are contacts', () => {
    const policy = (contacts: string[]) => {
      const stack = testStack();
      new AlarmTopic(stack, 'Alarms', { contacts });
      const [made] = Object.values(Template.fromStack(stack).findResources('AWS::SQS::QueuePolicy'));
      return made?.Properties.PolicyDocument.Statement;
    };
    const [tls, events, ...others] = policy([]);
    expect(tls).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
    expect(events).toMatchObject({ Sid: 'KeepUndeliveredEvents' });
    expect(others).toEqual([]);
    expect(policy(['a@example.com', 'b@example.com'])).toEqual([
      tls,
      events,
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: LETTERS,
        Condition: { ArnEquals: { 'aws:SourceArn': TOPIC } },
      },
    ]);
  });

  test('rings an alarm', () => {
    const stack = testStack();
    new AlarmTopic(stack, 'Alarms');
    const [alarm] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
    expect(alarm?.Properties).toEqual({
      AlarmActions: [TOPIC],
      AlarmDescription: 'An event or a notice was not delivered',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [LETTERS['Fn::GetAtt'][0], 'QueueName'] } }],
      EvaluationPeriods: 1,
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Namespace: 'AWS/SQS',
      Period: 300,
      Statistic: 'Maximum',
      Tags: expect.arrayContaining([{ Key: 'strongroom:asset', Value: 'alarms' }]),
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
  });
});

describe('alarms and events', () => {
  test('reach the topic', () => {
    const stack = testStack();
    const { action, target } = new AlarmTopic(stack, 'Alarms');
    const metric = new Metric({ namespace: 'Test', metricName: 'Errors' });
    new Alarm(stack, 'Alarm', { metric, threshold: 1, evaluationPeriods: 1 }).addAlarmAction(action);
    new Rule(stack, 'Rule', { eventPattern: { source: ['test'] }, targets: [target] });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions: [{ Ref: Match.stringLikeRegexp('^Alarms') }] });
    template.hasResourceProperties('AWS::Events::Rule', {
      Targets: [
        {
          Arn: { Ref: Match.stringLikeRegexp('^Alarms') },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AlarmsDeadLetters'), 'Arn'] } },
          RoleArn: Match.absent(),
        },
      ],
    });
  });

  test('of any stack go to the topic that serves it', () => {
    const app = testApp();
    const served = new AlarmTopic(new Stack(app, 'Detection', { env: ENVIRONMENT }), 'Alarms').serve(app);
    expect(AlarmTopic.of(new Stack(app, 'Other', { env: ENVIRONMENT }))).toBe(served);
  });

  test('go to a topic of the stack’s own when none serves it', () => {
    const stack = testStack();
    expect(Stack.of(AlarmTopic.of(stack).topic)).toBe(stack);
    expect(AlarmTopic.of(stack)).toBe(AlarmTopic.of(stack));
  });
});

test('passes both packs, which find a topic without a key', () => {
  const stack = testStack();
  new AlarmTopic(stack, 'Alarms', { contacts: ['security@example.com'] });
  expect(findings(stack)).toEqual([]);
  new Topic(stack, 'Bare');
  expect(findings(stack)).toEqual([
    'Test/Bare/Resource: AwsSolutions-SNS3',
    'Test/Bare/Resource: NIST.800.53.R5-SNSEncryptedKMS',
  ]);
});

test('synthesizes in China and where account and region are known at deployment', () => {
  const inChina = JSON.stringify(statements(testStack({ account: '123456789012', region: 'cn-north-1' })));
  expect(inChina).toContain('arn:aws-cn:cloudwatch:cn-north-1:123456789012:alarm:*');
  expect(inChina).not.toContain('arn:aws:');
  expect(JSON.stringify(statements(new Stack(new App(), 'Agnostic')))).toContain('{"Ref":"AWS::AccountId"}');
});
