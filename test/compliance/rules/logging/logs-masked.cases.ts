import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { DataIdentifier, DataProtectionPolicy, LogGroup } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { logsMasked } from '../../../../lib/compliance/rules/logging/logs-masked';
import type { RuleCases } from '../cases';
import { addPersonalBucket, attribute, either, logGroup, NO_VALUE, personalTable, resource, UNKNOWN } from './fixtures';

const mask = (
  Operation: unknown = { Deidentify: { MaskConfig: {} } },
  DataIdentifier: unknown = ['arn:aws:dataprotection::aws:data-identifier/EmailAddress'],
) => ({
  Name: 'mask',
  Version: '2021-06-01',
  Statement: [
    { Sid: 'audit', DataIdentifier, Operation: { Audit: { FindingsDestination: {} } } },
    { Sid: 'mask', DataIdentifier, Operation },
  ],
});
const MASKED = { DataProtectionPolicy: mask() };

const role = (Action: unknown, Resource: unknown = attribute('Customers')) =>
  resource('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'data', PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource }] } }],
  });
const Customers = personalTable();
const Reader = role('dynamodb:GetItem');
const lambda = (properties = {}) => resource('AWS::Lambda::Function', { Role: attribute('Reader'), ...properties });
const logsTo = (LogGroup: unknown) => lambda({ LoggingConfig: { LogGroup } });
const ACCOUNT_POLICY = {
  PolicyName: 'mask',
  PolicyType: 'DATA_PROTECTION_POLICY',
  PolicyDocument: JSON.stringify(mask()),
};
const accountPolicy = (properties = {}) => resource('AWS::Logs::AccountPolicy', { ...ACCOUNT_POLICY, ...properties });

/** A function that reads customers, and its log group. */
const reading = (Logs: unknown, Read: unknown = logsTo({ Ref: 'Logs' })) => ({ Customers, Reader, Read, Logs });

const addFunction = (stack: Stack, logs?: LogGroup) => {
  const made = new LambdaFunction(stack, 'Read', {
    code: Code.fromInline('exports.handler = async () => {};'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_22_X,
    ...(logs && { logGroup: logs }),
  });
  addPersonalBucket(stack).grantRead(made);
};

export const CASES: RuleCases = {
  rule: logsMasked,
  compliant: {
    'a log group that masks': { resources: reading(logGroup(MASKED)), at: ['Test/Read', 'Test/Logs'] },
    'a policy as a text': { resources: reading(logGroup({ DataProtectionPolicy: JSON.stringify(mask()) })), at: ['Test/Logs'] },
    'a log group by the name of the function': {
      resources: reading(logGroup({ ...MASKED, LogGroupName: { 'Fn::Sub': `/aws/lambda/\${Read}` } }), lambda()),
      at: ['Test/Read', 'Test/Logs'],
    },
    'a log group by a name that both are given': {
      resources: reading(logGroup({ ...MASKED, LogGroupName: '/aws/lambda/read' }), lambda({ FunctionName: 'read' })),
      at: ['Test/Read', 'Test/Logs'],
    },
    'a policy of the account': {
      resources: { ...reading(logGroup()), Automatic: lambda(), Policy: accountPolicy() },
      at: ['Test/Read', 'Test/Logs', 'Test/Automatic'],
    },
    'a function of the CDK': {
      build: (stack) => {
        const dataProtectionPolicy = new DataProtectionPolicy({ identifiers: [DataIdentifier.EMAILADDRESS] });
        addFunction(stack, new LogGroup(stack, 'Logs', { dataProtectionPolicy }));
      },
      at: ['Test/Read/Resource', 'Test/Logs/Resource'],
    },
  },
  violations: {
    'no policy': {
      resources: reading(logGroup()),
      at: { 'Test/Logs': /the log group masks nothing for sure, and 'Test\/Read', which logs here, may read data of persons/ },
    },
    'an audit alone': {
      resources: reading(logGroup({ DataProtectionPolicy: mask({ Audit: { FindingsDestination: {} } }) })),
      at: { 'Test/Logs': /masks nothing/ },
    },
    'a mask of nothing': {
      resources: reading(logGroup({ DataProtectionPolicy: mask(undefined, []) })),
      at: { 'Test/Logs': /masks nothing/ },
    },
    'a mask in production only': {
      resources: reading(logGroup({ DataProtectionPolicy: either(mask(), NO_VALUE) })),
      at: { 'Test/Logs': /masks nothing for sure/ },
    },
    'a mask that only the deployment knows': {
      resources: reading(logGroup({ DataProtectionPolicy: UNKNOWN })),
      at: { 'Test/Logs': /masks nothing for sure/ },
    },
    'a log group that Lambda makes': {
      resources: { Customers, Reader, Read: lambda() },
      at: { 'Test/Read': /no template has its log group/ },
    },
    'a log group that masks, of another name': {
      resources: reading(logGroup({ ...MASKED, LogGroupName: '/aws/lambda/write' }), lambda({ FunctionName: 'read' })),
      at: { 'Test/Read': /no template has its log group/ },
    },
    'a log group that only the deployment knows': {
      resources: { Customers, Reader, Read: logsTo(UNKNOWN) },
      at: { 'Test/Read': /no template has its log group/ },
    },
    'a log group in production only': {
      resources: reading({ ...logGroup(MASKED), Condition: 'IsProduction' }),
      at: { 'Test/Read': /no template has its log group/ },
    },
    'several functions': {
      resources: { ...reading(logGroup()), More: logsTo({ Ref: 'Logs' }) },
      at: { 'Test/Logs': /'Test\/Read', .*, and 1 more that logs here/ },
    },
    'a function that writes': {
      resources: { ...reading(logGroup()), Reader: role('dynamodb:PutItem') },
      at: { 'Test/Logs': /masks nothing/ },
    },
    'a policy of the account for some log groups': {
      resources: {
        ...reading(logGroup()),
        Policy: accountPolicy({ SelectionCriteria: 'LogGroupName NOT IN ["/aws/lambda/read"]' }),
      },
      at: { 'Test/Logs': /masks nothing/ },
    },
    'a policy of the account of another kind': {
      resources: { ...reading(logGroup()), Policy: accountPolicy({ PolicyType: 'SUBSCRIPTION_FILTER_POLICY' }) },
      at: { 'Test/Logs': /masks nothing/ },
    },
    'a function of the CDK as it comes': {
      build: (stack) => addFunction(stack),
      at: { 'Test/Read/LogGroup/Resource': /masks nothing/ },
    },
  },
  notApplicable: {
    'a function that reaches no data of persons': {
      resources: { ...reading(logGroup()), Reader: role('dynamodb:ListTables', '*') },
      at: ['Test/Read', 'Test/Logs'],
    },
    'what empties a bucket, by the CDK': {
      build: (stack) => void addPersonalBucket(stack, { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY }),
      at: ['Test/Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler'],
    },
  },
};
