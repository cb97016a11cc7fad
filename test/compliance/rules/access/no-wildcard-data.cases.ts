import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { WorkloadBoundary } from '../../../../lib/access/permissions-boundary';
import { noWildcardData } from '../../../../lib/compliance/rules/access/no-wildcard-data';
import type { RuleCases } from '../cases';
import { allow, ORDERS, ORDERS_ARN, policy } from './fixtures';

const at = ['Test/Policy'];
const one = (...statements: readonly unknown[]) => ({ Policy: policy(...statements) });
const holds = (name: string) => ({
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: { ManagedPolicyArns: [{ 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${name}` }] },
  },
});

export const CASES: RuleCases = {
  rule: noWildcardData,
  compliant: {
    'a table by its ARN': { resources: { ...one(allow('dynamodb:GetItem', ORDERS_ARN)), Orders: ORDERS }, at },
    'the objects of a bucket': { resources: one(allow('s3:*', ['arn:aws:s3:::orders', 'arn:aws:s3:::orders/*'])), at },
    'a name that a parameter ends': {
      resources: one(allow('sqs:SendMessage', { 'Fn::Sub': `arn:aws:sqs:eu-central-1:123456789012:\${Name}` })),
      at,
    },
    'listing and describing': { resources: one(allow(['s3:ListAllMyBuckets', 'dynamodb:DescribeTable', 'kms:DescribeKey'])), at },
    'text messages, since a telephone has no ARN': { resources: one(allow('sns:Publish')), at },
    'stores of a tag': {
      resources: one(allow('dynamodb:Query', '*', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'orders' } } })),
      at,
    },
    'keys through a service, for this account': {
      resources: one(
        allow('kms:Decrypt', '*', {
          Condition: { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com', 'kms:CallerAccount': '123456789012' } },
        }),
      ),
      at,
    },
    'AWS’s policy for logs of a function': { resources: holds('service-role/AWSLambdaBasicExecutionRole'), at: ['Test/Role'] },
    'grants of the L2s': {
      build: (stack) => {
        new Bucket(stack, 'Files').grantReadWrite(new ManagedPolicy(stack, 'Policy'));
      },
      at: ['Test/Policy/Resource'],
    },
  },
  violations: {
    everything: {
      resources: one(allow('*')),
      at: { 'Test/Policy': [/'s3:DeleteObject' and \d+ more on data on '\*'/, /'kms:Decrypt'/] },
    },
    'a service': { resources: one(allow('dynamodb:*')), at: { 'Test/Policy': /'dynamodb:BatchGetItem' and \d+ more/ } },
    'one action': { resources: one(allow('kms:Decrypt')), at: { 'Test/Policy': /allows 'kms:Decrypt' on '\*'/ } },
    'a family of actions': {
      resources: one(allow('secretsmanager:Get*')),
      at: { 'Test/Policy': /'secretsmanager:GetSecretValue'/ },
    },
    'a wildcard in the service': { resources: one(allow('s?:GetObject')), at: { 'Test/Policy': /'s3:GetObject'/ } },
    'every bucket, table, queue, log, key, path of parameters': {
      resources: one(
        allow('s3:GetObject', 'arn:aws:s3:::*'),
        allow('dynamodb:Scan', { 'Fn::Sub': `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/*` }),
        allow('sqs:ReceiveMessage', 'arn:aws:sqs:eu-central-1:123456789012:*'),
        allow('logs:FilterLogEvents', 'arn:aws:logs:eu-central-1:123456789012:log-group:*'),
        allow('kms:Decrypt', 'arn:aws:kms:eu-central-1:123456789012:key/*'),
        allow('ssm:GetParameter', 'arn:aws:ssm:eu-central-1:123456789012:parameter/*'),
      ),
      at: { 'Test/Policy': [/s3:::\*/, /table\/\*/, /sqs:ReceiveMessage/, /log-group:\*/, /key\/\*/, /parameter\/\*/] },
    },
    'one named, and all': {
      resources: { ...one(allow('dynamodb:GetItem', [ORDERS_ARN, '*'])), Orders: ORDERS },
      at: { 'Test/Policy': /on '\*'/ },
    },
    'all but some': {
      resources: one({ Effect: 'Allow', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::logs/*' }),
      at: { 'Test/Policy': /on 'all but arn:aws:s3:::logs/ },
    },
    'all actions but some': {
      resources: one({ Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' }),
      at: { 'Test/Policy': /'s3:DeleteObject'/ },
    },
    'a condition on the account, or that all who ask fulfil': {
      resources: one(
        allow('s3:GetObject', '*', { Condition: { StringEquals: { 'aws:ResourceAccount': '123456789012' } } }),
        allow('dynamodb:Scan', '*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
      ),
      at: { 'Test/Policy': [/'s3:GetObject'/, /'dynamodb:Scan'/] },
    },
    'what only the deployment knows': {
      resources: one(allow('dynamodb:GetItem', { 'Fn::ImportValue': 'orders' })),
      at: { 'Test/Policy': /on what only the deployment knows/ },
    },
    'conditions that name no resource': {
      resources: {
        Size: policy(allow('s3:GetObject', '*', { Condition: { NumericGreaterThan: { 'aws:ResourceTag/x': '0' } } })),
        Network: policy(allow('s3:GetObject', '*', { Condition: { StringLike: { 'ec2:Vpc': 'arn:*' } } })),
        Service: policy(allow('s3:GetObject', '*', { Condition: { 'ForAnyValue:StringLike': { 'aws:CalledVia': 'a*' } } })),
      },
      at: { 'Test/Size': /on '\*'/, 'Test/Network': /on '\*'/, 'Test/Service': /on '\*'/ },
    },
    'AWS’s policies': {
      resources: {
        ...holds('AmazonS3ReadOnlyAccess'),
        Set: { Type: 'AWS::SSO::PermissionSet', Properties: { ManagedPolicies: ['arn:aws:iam::aws:policy/PowerUserAccess'] } },
      },
      at: {
        'Test/Set': /PowerUserAccess' of AWS allows/,
        'Test/Role': /the policy '.*AmazonS3ReadOnlyAccess' of AWS allows 's3:.* on everything/,
      },
    },
    'the L2': {
      build: (stack) => {
        const statements = [new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] })];
        new ManagedPolicy(stack, 'Policy', { statements });
      },
      at: { 'Test/Policy/Resource': /'s3:GetObject' on '\*'/ },
    },
  },
  notApplicable: {
    'a boundary': {
      build: (stack) => {
        new WorkloadBoundary(stack, 'Boundary').serve(stack);
        new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
      },
      at: ['Test/Boundary/Resource/Resource', 'Test/Role/Resource'],
    },
  },
};
