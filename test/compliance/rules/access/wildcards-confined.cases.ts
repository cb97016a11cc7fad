import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Duration } from 'aws-cdk-lib/core';
import { WorkloadBoundary } from '../../../../lib/access/permissions-boundary';
import { wildcardsConfined } from '../../../../lib/compliance/rules/access/wildcards-confined';
import { HandlerFunction } from '../../../../lib/handler-function';
import type { RuleCases } from '../cases';
import { allow, document, ORDERS, ORDERS_ARN, policy } from './fixtures';

const at = ['Test/Policy'];
const one = (...statements: readonly unknown[]) => ({ Policy: policy(...statements) });
const objects = { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Files', 'Arn'] }, '/*']] };
const FILES = { Type: 'AWS::S3::Bucket' };
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-central-1:123456789012:${rest}`;
const tagged = { Condition: { StringEquals: { 'aws:ResourceTag/strongroom:asset': 'orders' } } };

export const CASES: RuleCases = {
  rule: wildcardsConfined,
  compliant: {
    'no wildcard': { resources: { ...one(allow('dynamodb:GetItem', ORDERS_ARN)), Orders: ORDERS }, at },
    'actions by wildcard on what is named': { resources: { ...one(allow('dynamodb:Get*', ORDERS_ARN)), Orders: ORDERS }, at },
    'the objects of a bucket': { resources: { ...one(allow('s3:GetObject*', objects)), Files: FILES }, at },
    'the objects of a bucket by its name': { resources: one(allow('s3:GetObject', 'arn:aws:s3:::orders/*')), at },
    'the indexes of a table, the streams of a log, the versions of a function, parameters below a path, a secret by its name': {
      resources: one(
        allow('dynamodb:Query', arn('dynamodb', 'table/orders/index/*')),
        allow('logs:PutLogEvents', arn('logs', 'log-group:/app/orders:*')),
        allow('lambda:InvokeFunction', arn('lambda', 'function:orders:*')),
        allow('ssm:GetParameter', arn('ssm', 'parameter/orders/*')),
        allow('secretsmanager:GetSecretValue', arn('secretsmanager', 'secret:orders/db-??????')),
      ),
      at,
    },
    'reading configuration': { resources: one(allow(['ec2:Describe*', 'iam:List*', 's3:GetBucketPolicy', 'config:Get*'])), at },
    'what has no resource': {
      resources: one(allow(['xray:PutTraceSegments', 'cloudwatch:PutMetricData', 'ec2:CreateNetworkInterface'])),
      at,
    },
    'resources of a tag': { resources: one(allow('dynamodb:PutItem', '*', tagged)), at },
    'a key through a service, for this account': {
      resources: one(
        allow('kms:Decrypt', '*', {
          Condition: { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com', 'kms:CallerAccount': '123456789012' } },
        }),
      ),
      at,
    },
    'what is refused': { resources: one({ Effect: 'Deny', Action: '*', Resource: '*' }), at },
    'a boundary, which grants nothing': {
      build: (stack) => {
        new WorkloadBoundary(stack, 'Boundary').serve(stack);
        new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
      },
      at: ['Test/Boundary/Resource/Resource'],
    },
    'grants of the L2s': {
      build: (stack) => {
        const grantee = new ManagedPolicy(stack, 'Policy');
        new Table(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } }).grantReadWriteData(grantee);
        new Bucket(stack, 'Files').grantReadWrite(grantee);
      },
      at: ['Test/Policy/Resource'],
    },
    'our own handlers': {
      build: (stack) => {
        new HandlerFunction(stack, 'Function', {
          handler: 'key-check',
          description: 'Checks keys',
          environment: {},
          statements: [],
          failures: new Topic(stack, 'Failures'),
          timeout: Duration.minutes(1),
          concurrency: 1,
          vpc: new Vpc(stack, 'Vpc') as IVpc,
        });
      },
      at: ['Test/Function/Policy/Resource'],
    },
  },
  violations: {
    'every action': { resources: one(allow('*')), at: { 'Test/Policy': /every action of a service \('\*'\)/ } },
    'every action of a service, even on what is named': {
      resources: { ...one(allow('dynamodb:*', ORDERS_ARN)), Orders: ORDERS },
      at: { 'Test/Policy': /every action of a service \('dynamodb:\*'\)/ },
    },
    'every action but some': {
      resources: one({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
      at: { 'Test/Policy': /every action but some \('iam:\*'\)/ },
    },
    'writing on everything': {
      resources: one(allow(['logs:CreateLogGroup', 'ec2:DescribeVpcs'])),
      at: { 'Test/Policy': /allows 'logs:CreateLogGroup' on '\*', which no condition confines/ },
    },
    'reading data on everything': {
      resources: one(allow(['s3:GetObject', 'lambda:GetFunction', 'ssm:GetParameter'])),
      at: { 'Test/Policy': /'s3:GetObject', 'lambda:GetFunction', 'ssm:GetParameter' on '\*'/ },
    },
    'a family that reads data, too': {
      resources: one(allow(['s3:Get*', 'dynamodb:Batch*'])),
      at: { 'Test/Policy': /'s3:Get\*', 'dynamodb:Batch\*'/ },
    },
    'names that begin alike': {
      resources: one(
        allow('s3:PutObject', 'arn:aws:s3:::orders*'),
        allow('sqs:SendMessage', arn('sqs', 'orders-*')),
        allow('logs:PutLogEvents', arn('logs', 'log-group:/aws/lambda/*')),
        allow('iam:PassRole', 'arn:aws:iam::123456789012:role/app/*'),
      ),
      at: { 'Test/Policy': [/orders\*'/, /orders-\*/, /log-group:\/aws\/lambda\/\*/, /role\/app\/\*/] },
    },
    'a name whose end is open': {
      resources: { ...one(allow('s3:PutObject', { 'Fn::Sub': `arn:aws:s3:::\${Files}*` })), Files: FILES },
      at: { 'Test/Policy': /'s3:PutObject' on/ },
    },
    'any region, or any account': {
      resources: one(allow('dynamodb:PutItem', 'arn:aws:dynamodb:*:123456789012:table/orders')),
      at: { 'Test/Policy': /arn:aws:dynamodb:\*/ },
    },
    'every access point': {
      resources: one(allow('s3:GetObject', arn('s3', 'accesspoint/*'))),
      at: { 'Test/Policy': /accesspoint/ },
    },
    'all but some': {
      resources: one({ Effect: 'Allow', Action: 's3:PutObject', NotResource: 'arn:aws:s3:::logs/*' }),
      at: { 'Test/Policy': /all but arn:aws:s3:::logs/ },
    },
    'a condition that confines nothing': {
      resources: one(
        allow('s3:PutObject', '*', { Condition: { StringEquals: { 'aws:ResourceAccount': '123456789012' } } }),
        allow('s3:PutObject', '*', { Condition: { StringLike: { 'aws:ResourceTag/owner': '*' } } }),
        allow('s3:PutObject', '*', { Condition: { StringEqualsIfExists: { 'aws:ResourceTag/owner': 'me' } } }),
      ),
      at: { 'Test/Policy': /(the policy allows 's3:PutObject' on '\*'.*\n?){3}/ },
    },
    'what only the deployment knows': {
      resources: one(allow('dynamodb:PutItem', { Ref: 'Where' })),
      at: { 'Test/Policy': /'dynamodb:PutItem' on what only the deployment knows/ },
    },
    'an action that only the deployment knows': {
      resources: { ...one(allow({ Ref: 'Action' }, ORDERS_ARN)), Orders: ORDERS },
      at: { 'Test/Policy': /every action of a service/ },
    },
    'a document that only the deployment knows': {
      resources: { Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Ref: 'Document' } } } },
      at: { 'Test/Policy': /only the deployment knows all statements/ },
    },
    'inline, of a role, a group and a set of permissions': {
      resources: {
        Role: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyDocument: document(allow('*')) }] } },
        Group: { Type: 'AWS::IAM::Group', Properties: { Policies: [{ PolicyDocument: document(allow('s3:Put*')) }] } },
        Set: { Type: 'AWS::SSO::PermissionSet', Properties: { InlinePolicy: document(allow('s3:*')) } },
      },
      at: { 'Test/Role': /every action/, 'Test/Group': /'s3:Put\*'/, 'Test/Set': /'s3:\*'/ },
    },
    'a boundary that is attached, too': {
      resources: {
        Policy: policy(allow('*')),
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: { PermissionsBoundary: { Ref: 'Policy' }, ManagedPolicyArns: [{ Ref: 'Policy' }] },
        },
      },
      at: { 'Test/Policy': /every action/ },
    },
    'the L2': {
      build: (stack) => {
        const statements = [new PolicyStatement({ actions: ['sns:CreateTopic'], resources: ['*'] })];
        new ManagedPolicy(stack, 'Policy', { statements });
      },
      at: { 'Test/Policy/Resource': /'sns:CreateTopic'/ },
    },
  },
  notApplicable: {
    'a role without a policy of its own': { resources: { Role: { Type: 'AWS::IAM::Role', Properties: {} } }, at: ['Test/Role'] },
  },
};
