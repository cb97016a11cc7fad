import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { NestedStack } from 'aws-cdk-lib/core';
import { everythingJudged } from '../../../../lib/compliance/rules/classification/everything-judged';
import type { RuleCases } from '../cases';

const Orders = { Type: 'AWS::S3::Bucket' };

// Transforms, loops and macros, wherever they are: everything-judged.test.ts.
export const CASES: RuleCases = {
  rule: everythingJudged,
  compliant: {
    'a plain resource, and its template': { resources: { Orders }, at: ['Test', 'Test/Orders'] },
    "a nested stack of the CDK's": {
      build: (stack) => void new CfnBucket(new NestedStack(stack, 'Inner'), 'Orders'),
      at: ['Test', 'Test/Inner/Orders'],
    },
  },
  violations: {
    'a module': {
      resources: { Orders, Data: { Type: 'Shop::Data::Bucket::MODULE' } },
      at: { 'Test/Data': /^the module 'Shop::Data::Bucket::MODULE' makes resources at the deployment$/ },
    },
    'a stack of a template from elsewhere': {
      resources: { Orders, Data: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/a' } } },
      at: { 'Test/Data': /deploys a template that is not in the app$/ },
    },
    'a macro': {
      resources: { Orders: { ...Orders, Properties: { Tags: { 'Fn::Transform': { Name: 'Tagger' } } } } },
      at: { 'Test/Orders': /^only the deployment knows what 'Fn::Transform' makes in Properties\.Tags$/ },
    },
    'a transform of a template': {
      sources: [{ name: 'Test', template: { Transform: 'AWS::Serverless-2016-10-31', Resources: { Orders } } }],
      at: { Test: /^the transform "AWS::Serverless-2016-10-31" makes resources at the deployment$/ },
    },
  },
};
