import { Match, Template } from 'aws-cdk-lib/assertions';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function as LambdaHandler, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { HIPAASecurityChecks, PCIDSS321Checks, ServerlessChecks } from 'cdk-nag';
import { AlarmTopic } from '../../lib/detection/alarm-topic';
import { DeadLetters } from '../../lib/detection/dead-letters';
import { KeyHierarchy } from '../../lib/keys/key-hierarchy';
import { KeyPurpose } from '../../lib/keys/key-purpose';
import { ENVIRONMENT, testApp, testStack } from '../support/app';
import { findings } from '../support/findings';

const QUEUE = { 'Fn::GetAtt': [expect.stringMatching(/^DeadLetters/), 'Arn'] };

function policyOf(stack: Stack): unknown {
  const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::SQS::QueuePolicy'));
  return policy?.Properties.PolicyDocument.Statement;
}

describe('the queue', () => {
  test('is encrypted under the key for messaging, and keeps letters for two weeks', () => {
    const stack = testStack();
    new DeadLetters(stack, 'DeadLetters');
    const messaging = stack.resolve(KeyHierarchy.of(stack).key(KeyPurpose.MESSAGING).keyArn);
    Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', {
      KmsMasterKeyId: messaging,
      MessageRetentionPeriod: 1_209_600,
    });
  });

  test('takes letters over TLS, of rules and buses of this account and region alone', () => {
    const stack = testStack();
    new DeadLetters(stack, 'DeadLetters');
    expect(policyOf(stack)).toEqual([
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'sqs:*',
        Resource: QUEUE,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Sid: 'KeepUndeliveredEvents',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: QUEUE,
        Condition: {
          StringEquals: { 'aws:SourceAccount': '123456789012' },
          ArnLike: {
            'aws:SourceArn': [
              'arn:aws:events:eu-central-1:123456789012:rule/*',
              'arn:aws:events:eu-central-1:123456789012:event-bus/*',
            ],
          },
        },
      },
    ]);
  });

  test('takes those of the partition in China', () => {
    const stack = testStack({ account: '123456789012', region: 'cn-north-1' });
    new DeadLetters(stack, 'DeadLetters');
    const policy = JSON.stringify(policyOf(stack));
    expect(policy).toContain('arn:aws-cn:events:cn-north-1:123456789012:rule/*');
    expect(policy).not.toContain('arn:aws:');
  });

  test('passes the packs where it is watched, which find a queue that is no place for letters', () => {
    const stack = testStack();
    new AlarmTopic(stack, 'Alarms', { contacts: ['security@example.com'] });
    const packs = [new HIPAASecurityChecks(), new PCIDSS321Checks(), new ServerlessChecks()];
    expect(findings(stack, packs)).toEqual([]);
    expect(findings(stack)).toEqual([]);
    new Queue(stack, 'Bare', { enforceSSL: true });
    expect(findings(stack, packs)).toEqual(['Test/Bare/Resource: Serverless-SQSRedrivePolicy']);
    expect(findings(stack)).toEqual(['Test/Bare/Resource: AwsSolutions-SQS3']);
  });
});

test('a target whose events are kept stays what it is', () => {
  const stack = testStack();
  const letters = new DeadLetters(stack, 'DeadLetters');
  const handler = new LambdaHandler(stack, 'Handler', {
    code: Code.fromInline('x'),
    handler: 'x',
    runtime: Runtime.NODEJS_24_X,
  });
  new Rule(stack, 'Rule', {
    eventPattern: { source: ['x'] },
    targets: [letters.keep(new LambdaFunction(handler, { retryAttempts: 3, maxEventAge: Duration.hours(2) }))],
  });
  const template = Template.fromStack(stack);
  const [rule] = Object.values(template.findResources('AWS::Events::Rule'));
  expect(rule?.Properties.Targets).toEqual([
    {
      Arn: stack.resolve(handler.functionArn),
      DeadLetterConfig: { Arn: QUEUE },
      Id: 'Target0',
      RetryPolicy: { MaximumEventAgeInSeconds: 7200, MaximumRetryAttempts: 3 },
    },
  ]);
  template.hasResourceProperties('AWS::Lambda::Permission', { Principal: 'events.amazonaws.com', SourceArn: Match.anyValue() });
});

test('a rule of another stack changes nothing here', () => {
  const template = (withRule: boolean) => {
    const app = testApp();
    const detection = new Stack(app, 'Detection', { env: ENVIRONMENT });
    const letters = new DeadLetters(detection, 'DeadLetters');
    const other = new Stack(app, 'Other', { env: ENVIRONMENT });
    const target = { bind: () => ({ arn: 'arn:aws:sqs:eu-central-1:123456789012:other' }) };
    if (withRule) new Rule(other, 'Rule', { eventPattern: { source: ['x'] }, targets: [letters.keep(target)] });
    return Template.fromStack(detection).findResources('AWS::SQS::QueuePolicy');
  };
  expect(template(true)).toEqual(template(false));
});
