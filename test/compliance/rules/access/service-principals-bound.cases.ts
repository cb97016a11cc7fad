import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFn, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Stack } from 'aws-cdk-lib/core';
import { servicePrincipalsBound } from '../../../../lib/compliance/rules/access/service-principals-bound';
import { AlarmTopic } from '../../../../lib/detection/alarm-topic';
import type { RuleCases } from '../cases';
import { allow, document, read, trust } from './fixtures';

const at = ['Test/Policy'];
const ACCOUNT = '123456789012';
const service = (name: string, condition?: unknown) =>
  allow('sns:Publish', '*', { Principal: { Service: name }, ...(condition !== undefined && { Condition: condition }) });
const topic = (...statements: readonly unknown[]) => ({
  Policy: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: ['topic'], PolicyDocument: document(...statements) } },
});
const s3 = (condition?: unknown) => topic(service('s3.amazonaws.com', condition));
const permission = (more: object) => ({
  Permission: {
    Type: 'AWS::Lambda::Permission',
    Properties: { Action: 'lambda:InvokeFunction', FunctionName: 'f', Principal: 's3.amazonaws.com', ...more },
  },
});
const func = (stack: Stack) =>
  new LambdaFn(stack, 'Function', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('//') });

export const CASES: RuleCases = {
  rule: servicePrincipalsBound,
  compliant: {
    'for the account': { resources: s3({ StringEquals: { 'aws:SourceAccount': ACCOUNT } }), at },
    'for the account, whichever it is': {
      resources: s3({ StringEquals: { 'AWS:SourceAccount': { Ref: 'AWS::AccountId' } } }),
      at,
    },
    'for a bucket': { resources: s3({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::orders' } }), at },
    'for resources of the account': {
      resources: s3({ ArnLike: { 'aws:SourceArn': { 'Fn::Sub': `arn:\${AWS::Partition}:backup:*:\${AWS::AccountId}:*` } } }),
      at,
    },
    'for the organisation': { resources: s3({ StringEquals: { 'aws:SourceOrgID': 'o-a1b2c3d4e5' } }), at },
    'a key, for what it encrypts': {
      resources: {
        Policy: {
          Type: 'AWS::KMS::Key',
          Properties: {
            KeyPolicy: document(
              allow('kms:Decrypt', '*', {
                Principal: { Service: 'logs.eu-central-1.amazonaws.com' },
                Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:eu-central-1:${ACCOUNT}:*` } },
              }),
            ),
          },
        },
      },
      at,
    },
    'a policy in a text, with references': {
      resources: {
        Logs: { Type: 'AWS::Logs::LogGroup' },
        Policy: {
          Type: 'AWS::Logs::ResourcePolicy',
          Properties: {
            PolicyDocument: {
              'Fn::Join': [
                '',
                [
                  '{"Statement":{"Effect":"Allow","Principal":{"Service":"delivery.logs.amazonaws.com"},"Action":"logs:PutLogEvents","Resource":"',
                  { 'Fn::GetAtt': ['Logs', 'Arn'] },
                  `","Condition":{"StringEquals":{"aws:SourceAccount":"${ACCOUNT}"}}}}`,
                ],
              ],
            },
          },
        },
      },
      at,
    },
    'a permission for one rule': {
      resources: { ...permission({ SourceArn: { 'Fn::GetAtt': ['Rule', 'Arn'] } }), Rule: { Type: 'AWS::Events::Rule' } },
      at: ['Test/Permission'],
    },
    'a permission for the account': { resources: permission({ SourceAccount: ACCOUNT }), at: ['Test/Permission'] },
    'a role that reaches personal data, for the account': {
      resources: read(trust({ Service: 'states.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': ACCOUNT } })),
      at: ['Test/Reader'],
    },
    'the L2s': {
      build: (stack) => {
        new Rule(stack, 'Rule', { schedule: Schedule.expression('rate(1 day)'), targets: [new LambdaFunction(func(stack))] });
        new Bucket(stack, 'Files').addObjectCreatedNotification(new SqsDestination(new Queue(stack, 'Queue')));
      },
      at: ['Test/Queue/Policy/Resource'],
    },
    'our own': {
      build: (stack) => {
        new AlarmTopic(stack, 'Alarms');
      },
      at: ['Test/Alarms/Resource/Policy/Resource'],
    },
  },
  violations: {
    'a permission for a source of any account': {
      resources: permission({ SourceArn: 'arn:aws:s3:::*' }),
      at: { 'Test/Permission': /may invoke the function for anyone/ },
    },
    'no condition': {
      resources: s3(),
      at: { 'Test/Policy': /'s3\.amazonaws\.com' may act for anyone: no condition says for which account/ },
    },
    'a condition on something else': {
      resources: s3({ Bool: { 'aws:SecureTransport': 'true' } }),
      at: { 'Test/Policy': /may act for anyone/ },
    },
    'any account': {
      resources: topic(
        service('s3.amazonaws.com', { StringLike: { 'aws:SourceAccount': '*' } }),
        service('sns.amazonaws.com', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:orders' } }),
        service('ses.amazonaws.com', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }),
      ),
      at: { 'Test/Policy': [/'s3\./, /'sns\./, /'ses\./] },
    },
    'a condition that holds where nothing is said': {
      resources: s3({ StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT } }),
      at: { 'Test/Policy': /may act for anyone/ },
    },
    'a source that only the deployment knows, where it may be a wildcard': {
      resources: s3({ ArnLike: { 'aws:SourceArn': { Ref: 'Source' } } }),
      at: { 'Test/Policy': /may act for anyone/ },
    },
    'one of two statements': {
      resources: topic(
        service('s3.amazonaws.com', { StringEquals: { 'aws:SourceAccount': ACCOUNT } }),
        service('ses.amazonaws.com'),
      ),
      at: { 'Test/Policy': /'ses\.amazonaws\.com'/ },
    },
    'a policy that only the deployment knows': {
      resources: { Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { PolicyDocument: { Ref: 'Policy2' } } } },
      at: { 'Test/Policy': /only the deployment knows whom the policy lets in/ },
    },
    'a permission for anyone': { resources: permission({}), at: { 'Test/Permission': /may invoke the function for anyone/ } },
    'a permission for what only the deployment knows, which may be a wildcard': {
      resources: permission({ SourceArn: { Ref: 'Source' } }),
      at: { 'Test/Permission': /only the deployment knows/ },
    },
    'a permission under a condition': {
      resources: permission({ SourceAccount: { 'Fn::If': ['Bound', ACCOUNT, { Ref: 'AWS::NoValue' }] } }),
      at: { 'Test/Permission': /may invoke the function for anyone/ },
    },
    'a role that reaches personal data, for a service that says for whom': {
      resources: read(trust({ Service: 'states.amazonaws.com' })),
      at: { 'Test/Reader': /'states\.amazonaws\.com' may act for anyone/ },
    },
    'the L2': {
      build: (stack) => {
        new Topic(stack, 'Topic').grantPublish(new ServicePrincipal('s3.amazonaws.com'));
      },
      at: { 'Test/Topic/Policy/Resource': /'s3\.amazonaws\.com'/ },
    },
  },
  notApplicable: {
    'EventBridge to SNS, which it doesn’t tell': {
      build: (stack) => {
        const schedule = Schedule.expression('rate(1 day)');
        new Rule(stack, 'Rule', { schedule, targets: [new SnsTopic(new Topic(stack, 'Topic'))] });
      },
      at: ['Test/Topic/Policy/Resource'],
    },
    'a function’s role': { resources: read(), at: ['Test/Reader'] },
    'a role that reaches nothing': {
      resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: { AssumeRolePolicyDocument: document(trust({ Service: 'states.amazonaws.com' })) },
        },
      },
      at: ['Test/Role'],
    },
    'a policy for an account, and a permission for one': {
      resources: {
        ...topic(allow('sns:Publish', '*', { Principal: { AWS: ACCOUNT } })),
        ...permission({ Principal: ACCOUNT }),
      },
      at: ['Test/Policy', 'Test/Permission'],
    },
  },
};
