import { Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import { ServerlessChecks } from 'cdk-nag';
import { HandlerFunction } from '../lib/handler-function';
import { KeyHierarchy } from '../lib/keys/key-hierarchy';
import { KeyPurpose } from '../lib/keys/key-purpose';
import { testStack } from './support/app';
import { findings } from './support/findings';

function made() {
  const stack = testStack();
  const failures = new Topic(stack, 'Failures');
  const handler = new HandlerFunction(stack, 'Handler', {
    handler: 'key-check',
    description: 'A handler of the test',
    environment: {},
    statements: [new PolicyStatement({ sid: 'Asked', actions: ['ssm:GetParameter'], resources: ['arn:of:parameter'] })],
    failures,
    timeout: Duration.minutes(1),
    concurrency: 1,
  });
  return { stack, failures, handler, template: Template.fromStack(stack) };
}

const keyIn = (stack: Stack, purpose: KeyPurpose): unknown => stack.resolve(KeyHierarchy.of(stack).key(purpose).keyArn);

test('a handler is traced, and tells what it fails on', () => {
  const { stack, failures, template } = made();
  template.hasResourceProperties('AWS::Lambda::Function', {
    Handler: 'index.handler',
    TracingConfig: { Mode: 'Active' },
    DeadLetterConfig: { TargetArn: stack.resolve(failures.topicArn) },
  });
});

test('its role logs, traces, tells failures and decrypts its variables, beside what was asked for', () => {
  const { stack, failures, handler, template } = made();
  const [policy, ...others] = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
  expect(others).toEqual([]);
  const allow = (Sid: string, Action: string | string[], Resource: unknown) => ({ Sid, Effect: 'Allow', Action, Resource });
  expect(policy?.Properties.PolicyDocument.Statement).toEqual([
    allow('Asked', 'ssm:GetParameter', 'arn:of:parameter'),
    allow('WriteLogs', ['logs:CreateLogStream', 'logs:PutLogEvents'], stack.resolve(handler.function.logGroup.logGroupArn)),
    allow('TellFailures', 'sns:Publish', stack.resolve(failures.topicArn)),
    allow('EncryptFailures', ['kms:Decrypt', 'kms:GenerateDataKey'], keyIn(stack, KeyPurpose.MESSAGING)),
    allow('Trace', ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '*'),
    allow('DecryptVariables', 'kms:Decrypt', keyIn(stack, KeyPurpose.SECRETS)),
  ]);
  template.resourceCountIs('AWS::IAM::Policy', 0);
});

test('the Serverless pack finds nothing, and finds a handler that is not traced', () => {
  const { handler } = made();
  const found = () => findings(handler, [new ServerlessChecks()]);
  expect(found()).toEqual([]);
  Object.assign(handler.function.node.defaultChild ?? {}, { tracingConfig: undefined });
  expect(found()).toEqual(['Test/Handler/Resource/Resource: Serverless-LambdaTracing']);
});
