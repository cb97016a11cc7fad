import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Stack } from 'aws-cdk-lib/core';
import { environmentEncrypted } from '../../../../lib/compliance/rules/encryption/environment-encrypted';
import type { RuleCases } from '../cases';
import { attribute, either, KEY_ARN, key, NO_VALUE, resource, UNKNOWN } from './fixtures';

const Environment = { Variables: { TABLE: { Ref: 'Orders' } } };
const lambda = (properties: object) => resource('AWS::Lambda::Function', { ...properties });
const plain = (stack: Stack, id: string, environmentEncryption?: Key) =>
  new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = () => {};'),
    environment: { TABLE: 'orders' },
    ...(environmentEncryption && { environmentEncryption }),
  });
const OPEN = /not encrypted under a customer-managed key/;

export const CASES: RuleCases = {
  rule: environmentEncrypted,
  compliant: {
    'a key of the template, or from outside': {
      resources: {
        Key: key(),
        Own: lambda({ Environment, KmsKeyArn: attribute('Key') }),
        Outside: lambda({ Environment, KmsKeyArn: KEY_ARN }),
        Sam: resource('AWS::Serverless::Function', { Environment, KmsKeyArn: KEY_ARN }),
      },
      at: ['Test/Own', 'Test/Outside', 'Test/Sam'],
    },
    "the CDK's function with a key": {
      build: (stack) => plain(stack, 'Function', new Key(stack, 'Key')),
      at: ['Test/Function/Resource'],
    },
  },
  violations: {
    "no key, or one of AWS's": {
      resources: {
        None: lambda({ Environment }),
        Managed: lambda({ Environment, KmsKeyArn: 'arn:aws:kms:eu-central-1:123456789012:alias/aws/lambda' }),
        Sam: resource('AWS::Serverless::Function', { Environment }),
      },
      at: { 'Test/None': OPEN, 'Test/Managed': OPEN, 'Test/Sam': OPEN },
    },
    'what a condition or only the deployment decides': {
      resources: {
        Condition: lambda({ Environment, KmsKeyArn: either(KEY_ARN, NO_VALUE) }),
        Parameter: lambda({ Environment, KmsKeyArn: UNKNOWN }),
        Variables: lambda({ Environment: { Variables: UNKNOWN } }),
        Sometimes: lambda({ Environment: either(Environment, NO_VALUE) }),
      },
      at: {
        'Test/Condition': OPEN,
        'Test/Parameter': /only the deployment knows/,
        'Test/Variables': OPEN,
        'Test/Sometimes': OPEN,
      },
    },
    "the CDK's function as it is": {
      build: (stack) => plain(stack, 'Function'),
      at: { 'Test/Function/Resource': OPEN },
    },
  },
  notApplicable: {
    'a function without an environment': {
      resources: {
        None: lambda({}),
        Empty: lambda({ Environment: { Variables: {} } }),
        NoValue: lambda({ Environment: NO_VALUE }),
      },
      at: ['Test/None', 'Test/Empty', 'Test/NoValue'],
    },
  },
};
