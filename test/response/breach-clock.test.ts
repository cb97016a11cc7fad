import { Match, Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AlarmTopic } from '../../lib/detection/alarm-topic';
import { InvalidInputError } from '../../lib/errors';
import { KeyHierarchy } from '../../lib/keys/key-hierarchy';
import { KeyPurpose } from '../../lib/keys/key-purpose';
import { Profile, provideProfile } from '../../lib/profile';
import { BreachClock, type BreachClockProps } from '../../lib/response/breach-clock';
import { BREACH_DEADLINES } from '../../lib/response/breach-deadlines';
import { ENVIRONMENT, testStack } from '../support/app';
import { findings } from '../support/findings';

const ACCOUNT = ENVIRONMENT.account;

function make(props: BreachClockProps = {}, { env = ENVIRONMENT, profile = Profile.PROD } = {}) {
  const stack = testStack(env);
  provideProfile(stack, profile);
  const clock = new BreachClock(stack, 'BreachClock', props);
  return { stack, clock, template: Template.fromStack(stack) };
}

type Made = ReturnType<typeof make>;

/** The states of a machine, with the logical ids of what they refer to. */
function states({ template }: Made, comment: RegExp): Record<string, Record<string, unknown>> {
  for (const { Properties } of Object.values(template.findResources('AWS::StepFunctions::StateMachine'))) {
    const [, parts] = Properties.DefinitionString['Fn::Join'];
    const definition = JSON.parse(parts.map((part: unknown) => (typeof part === 'string' ? part : Object(part).Ref)).join(''));
    if (comment.test(definition.Comment)) return definition.States;
  }
  throw new Error(`no machine is about ${comment}`);
}

/** The statements of a policy, by their ids. */
function statements({ template }: Made, description: RegExp): Record<string, unknown> {
  const found = Object.values(template.findResources('AWS::IAM::ManagedPolicy')).find(({ Properties }) =>
    description.test(Properties.Description),
  );
  const given: { Sid: string }[] = found?.Properties.PolicyDocument.Statement;
  return Object.fromEntries(given.map(({ Sid, ...statement }) => [Sid, statement]));
}

const DELIVERY = {
  Effect: 'Allow',
  Action: [
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
    'logs:GetLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:UpdateLogDelivery',
  ],
  Resource: '*',
};
const TRACING = {
  Effect: 'Allow',
  Action: ['xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
  Resource: '*',
};

describe('a severe finding', () => {
  test.each([
    ['aws.guardduty', 'GuardDuty Finding', [{ numeric: ['>=', 7] }], '$.detail.severity'],
    ['aws.macie', 'Macie Finding', { description: ['High'] }, '$.detail.severity.description'],
  ])('of %s starts the clock with its id, type, severity, time and place alone', (source, detailType, severity, path) => {
    const { stack, clock, template } = make();
    template.hasResourceProperties('AWS::Events::Rule', {
      State: 'ENABLED',
      EventPattern: { account: [ACCOUNT], source: [source], 'detail-type': [detailType], detail: { severity } },
      Targets: [
        {
          Arn: stack.resolve(clock.intake.stateMachineArn),
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^StrongroomAlarmTopicDeadLetters'), 'Arn'] } },
          Id: 'Target0',
          InputTransformer: {
            InputPathsMap: {
              'detail-id': '$.detail.id',
              'detail-type': '$.detail.type',
              [path.slice(2).replaceAll('.', '-')]: path,
              time: '$.time',
              account: '$.account',
              region: '$.region',
            },
            InputTemplate: `{"id":<detail-id>,"type":<detail-type>,"severity":<${path.slice(2).replaceAll('.', '-')}>,"time":<time>,"account":<account>,"region":<region>}`,
          },
          RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^BreachClockStarter'), 'Arn'] },
        },
      ],
    });
    template.resourceCountIs('AWS::Events::Rule', 2);
  });

  test('starts one clock, however often it recurs', () => {
    const made = make();
    const { StartClock, ...others } = states(made, /once a finding/);
    expect(StartClock).toEqual({
      Type: 'Task',
      Resource: 'arn:AWS::Partition:states:::states:startExecution',
      Parameters: {
        StateMachineArn: made.stack.resolve(made.clock.clock.stateMachineArn).Ref,
        'Name.$': '$.id',
        'Input.$': '$',
      },
      Retry: [
        { ErrorEquals: ['StepFunctions.ExecutionAlreadyExistsException'], MaxAttempts: 0 },
        { ErrorEquals: ['States.ALL'], IntervalSeconds: 10, MaxAttempts: 6, BackoffRate: 2 },
      ],
      Catch: [{ ErrorEquals: ['StepFunctions.ExecutionAlreadyExistsException'], Next: 'Started' }],
      Next: 'Started',
    });
    expect(others).toEqual({ Started: { Type: 'Succeed' } });
  });

  test('that starts no clock is kept where an alarm rings for it', () => {
    const { stack, template } = make();
    template.resourceCountIs('AWS::SQS::Queue', 1);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: stack.resolve(AlarmTopic.of(stack).deadLetters.queue.queueName) }],
    });
  });
});

describe('the clock', () => {
  test('tells the topic at once, before each deadline and when it is over, and fails in the end', () => {
    const clock = states(make(), /until somebody decides/);
    const order: [string, unknown][] = [];
    for (let name = 'Announce'; name; name = String(clock[name]?.['Next'] ?? '')) {
      order.push([name, clock[name]?.['Seconds'] ?? clock[name]?.['Type']]);
    }
    const hours = (count: number) => count * 3600;
    expect(order).toEqual([
      ['Announce', 'Task'],
      ['UntilHour3', hours(3)],
      ['Hour3', 'Task'],
      ['UntilHour4', hours(1)],
      ['Hour4', 'Task'],
      ['UntilHour48', hours(44)],
      ['Hour48', 'Task'],
      ['UntilHour72', hours(24)],
      ['Hour72', 'Task'],
      ['Undecided', 'Fail'],
    ]);
    expect(Object.keys(clock)).toHaveLength(order.length);
    expect(clock['Undecided']).toMatchObject({ Error: 'NobodyDecided' });
  });

  test('says what was found, by when to tell whom, and how to end it', () => {
    const made = make({ deadlines: [BREACH_DEADLINES.gdpr] });
    expect(states(made, /until somebody decides/)['Announce']).toEqual({
      Type: 'Task',
      Resource: 'arn:AWS::Partition:states:::sns:publish',
      Parameters: {
        TopicArn: made.stack.resolve(AlarmTopic.of(made.stack).topic.topicArn).Ref,
        Subject: 'Strongroom: a finding may be a personal data breach',
        'Message.$':
          "States.Format('A finding may be a personal data breach. If it is, an authority must hear of it: within 72 hours (GDPR Art. 33(1)). The finding: type {}, severity {}, time {}, account {}, region {}, id {}. When it is decided, stop this execution with the decision as the cause: {}', $.type, $.severity, $.time, $.account, $.region, $.id, $$.Execution.Id)",
      },
      ResultPath: null,
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, MaxAttempts: 6, BackoffRate: 2 }],
      Next: 'UntilHour48',
    });
  });

  test('takes other deadlines, and refuses those that are none', () => {
    const deadlines = [{ law: 'LGPD Art. 48', hours: 72, reminderHours: 12 }];
    expect(Object.keys(states(make({ deadlines }), /until somebody decides/))).toContain('Hour60');
    expect(() => make({ deadlines: [] })).toThrow(InvalidInputError);
  });
});

describe('both workflows', () => {
  test('log every step without its data, under the key for logs, and trace', () => {
    const { stack, template } = make();
    template.allResourcesProperties('AWS::StepFunctions::StateMachine', {
      StateMachineType: 'STANDARD',
      LoggingConfiguration: {
        Level: 'ALL',
        IncludeExecutionData: false,
        Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] } } }],
      },
      TracingConfiguration: { Enabled: true },
    });
    template.resourceCountIs('AWS::StepFunctions::StateMachine', 2);
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { KmsKeyId: stack.resolve(KeyHierarchy.of(stack).key(KeyPurpose.LOGS).keyArn), RetentionInDays: 365 },
      DeletionPolicy: 'Retain',
    });
    make({}, { profile: Profile.DEV }).template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
  });

  test('are tagged as the clock of breaches', () => {
    make().template.allResourcesProperties('AWS::StepFunctions::StateMachine', {
      Tags: Match.arrayWith([{ Key: 'strongroom:control', Value: 'breach-clock' }]),
    });
  });

  test('ring an alarm when they fail', () => {
    const { stack, template } = make();
    const topic = stack.resolve(AlarmTopic.of(stack).topic.topicArn);
    const failed = template.findResources('AWS::CloudWatch::Alarm', {
      Properties: { MetricName: 'ExecutionsFailed', AlarmActions: [topic], Threshold: 1 },
    });
    expect(Object.keys(failed)).toHaveLength(2);
  });
});

describe('the roles', () => {
  test('do what they are for, and nothing else', () => {
    const made = make();
    const { stack, clock } = made;
    const allow = (Action: unknown, resource: string) => ({ Effect: 'Allow', Action, Resource: stack.resolve(resource) });
    expect(statements(made, /^Reminds/)).toEqual({
      Notify: allow('sns:Publish', AlarmTopic.of(stack).topic.topicArn),
      EncryptNotices: allow(['kms:Decrypt', 'kms:GenerateDataKey'], KeyHierarchy.of(stack).key(KeyPurpose.MESSAGING).keyArn),
      DeliverLogs: DELIVERY,
      Trace: TRACING,
    });
    expect(statements(made, /once a finding/)).toEqual({
      StartClock: allow('states:StartExecution', clock.clock.stateMachineArn),
      DeliverLogs: DELIVERY,
      Trace: TRACING,
    });
    expect(statements(made, /^Lets EventBridge/)).toEqual({
      StartIntake: allow('states:StartExecution', clock.intake.stateMachineArn),
    });
    made.template.resourceCountIs('AWS::IAM::ManagedPolicy', 3);
    made.template.resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('are assumed for this account’s machines and rules only', () => {
    const trusts = Object.values(make().template.findResources('AWS::IAM::Role')).map(({ Properties }) => {
      const [{ Principal, Condition }] = Properties.AssumeRolePolicyDocument.Statement;
      return [Principal.Service, Condition];
    });
    const from = (arn: string) => ({
      StringEquals: { 'aws:SourceAccount': ACCOUNT },
      ArnLike: { 'aws:SourceArn': `arn:aws:${arn}` },
    });
    const states = ['states.amazonaws.com', from(`states:eu-central-1:${ACCOUNT}:stateMachine:*`)];
    expect(trusts).toEqual([states, states, ['events.amazonaws.com', from(`events:eu-central-1:${ACCOUNT}:rule/*`)]]);
  });

  test('are of the partition in China', () => {
    const { template } = make({}, { env: { account: ACCOUNT, region: 'cn-north-1' } });
    const roles = JSON.stringify(template.findResources('AWS::IAM::Role'));
    expect(roles).toContain('arn:aws-cn:states:cn-north-1');
    expect(roles).not.toContain('arn:aws:');
  });
});

describe('cdk-nag', () => {
  test.each(['eu-central-1', 'cn-north-1'])('finds nothing in %s', (region) => {
    for (const profile of Object.values(Profile)) {
      expect(findings(make({}, { env: { account: ACCOUNT, region }, profile }).clock)).toEqual([]);
    }
  });

  test('finds a role that is widened', () => {
    const clock = new BreachClock(testStack(), 'BreachClock');
    const statement = new PolicyStatement({ actions: ['states:*'], resources: ['*'] });
    new ManagedPolicy(clock, 'Wide', { statements: [statement] });
    expect(findings(clock)).toContain('Test/BreachClock/Wide/Resource: AwsSolutions-IAM5[Resource::*]');
  });
});
