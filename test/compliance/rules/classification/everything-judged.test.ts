import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnResource, CfnStack, NestedStack, Stack } from 'aws-cdk-lib/core';
import { everythingJudged } from '../../../../lib/compliance/rules/classification/everything-judged';
import { testApp, testStack } from '../../../support/app';
import { pathsWithFindings, violationsInTemplate, violationsOf } from '../../verdicts';

const BUCKET = { Type: 'AWS::S3::Bucket' };

test('plain resources are judged as they are', () => {
  expect(
    violationsOf(everythingJudged, { Orders: BUCKET, Own: { Type: 'Custom::Thing', Properties: { A: [1, null] } } }),
  ).toEqual([]);
});

test.each([
  ['AWS::Serverless-2016-10-31', ['"AWS::Serverless-2016-10-31"']],
  [['AWS::LanguageExtensions', 'Own'], ['"Own"']],
  [{ Name: 'AWS::Include', Parameters: {} }, ['{"Name":"AWS::Include","Parameters":{}}']],
])('the transform %j is a violation', (Transform, named) => {
  expect(violationsInTemplate(everythingJudged, { Transform, Resources: { Orders: BUCKET } })).toEqual(
    named.map((name) => ({ location: 'Transform', detail: `the transform ${name} makes resources at the deployment` })),
  );
});

test('the extensions of the language are none by themselves', () => {
  expect(violationsInTemplate(everythingJudged, { Transform: 'AWS::LanguageExtensions', Resources: { Orders: BUCKET } })).toEqual(
    [],
  );
});

test.each([
  ['a loop over resources', { 'Fn::ForEach::Stores': ['Name', ['a', 'b'], { [`\${Name}`]: BUCKET }] }, 'Fn::ForEach::Stores'],
  ['a macro for resources', { 'Fn::Transform': { Name: 'AWS::Include' } }, 'Fn::Transform'],
  ['something without a type', { Odd: {} }, 'Odd'],
])('%s is a violation at the template', (_, resources, name) => {
  expect(violationsOf(everythingJudged, { Orders: BUCKET, ...resources })).toEqual([
    { location: `Resources.${name}`, detail: `'${name}' is no resource, but something that may make some` },
  ]);
});

test.each([
  ['Fn::Transform', { Name: 'Tagger' }],
  ['Fn::ForEach::Tag', ['Name', ['a'], {}]],
])('%s within a resource is a violation', (name, argument) => {
  const properties = { Lifecycle: { Rules: [{ [name]: argument }] } };
  expect(violationsOf(everythingJudged, { Orders: { ...BUCKET, Properties: properties } })).toEqual([
    {
      location: `Properties.Lifecycle.Rules.0.${name}`,
      detail: `only the deployment knows what '${name}' makes in Properties.Lifecycle.Rules.0`,
    },
  ]);
});

test('a macro in another section is a violation at the template', () => {
  const template = { Resources: {}, Mappings: { 'Fn::Transform': { Name: 'Macro' } } };
  expect(violationsInTemplate(everythingJudged, template)).toMatchObject([{ location: 'Mappings.Fn::Transform' }]);
});

test.each([
  ['Shop::Data::Bucket::MODULE', "the module 'Shop::Data::Bucket::MODULE' makes resources at the deployment"],
  ['AWS::CloudFormation::Stack', 'the AWS::CloudFormation::Stack deploys a template that is not in the app'],
  ['AWS::CloudFormation::StackSet', 'the AWS::CloudFormation::StackSet deploys a template that is not in the app'],
  [
    'AWS::ServiceCatalog::CloudFormationProvisionedProduct',
    'the AWS::ServiceCatalog::CloudFormationProvisionedProduct deploys a template that is not in the app',
  ],
])('a %s is a violation', (Type, detail) => {
  expect(violationsOf(everythingJudged, { Odd: { Type } }).map((violation) => violation.detail)).toEqual([detail]);
});

test("the CDK's nested stacks are judged, and deploy what was judged", () => {
  const app = testApp();
  const key = new Bucket(new Stack(app, 'Base'), 'Bucket');
  const stack = new Stack(app, 'Outer');
  const inner = new NestedStack(stack, 'Inner');
  const deep = new NestedStack(inner, 'Deep');
  const bucket = new CfnBucket(deep, 'Deep', { bucketName: key.bucketArn });
  new CfnResource(stack, 'User', {
    type: 'Test::User',
    properties: { Bucket: bucket.ref, Json: stack.toJsonString({ a: bucket.ref }) },
  });
  stack.templateOptions.transforms = ['AWS::LanguageExtensions'];
  expect(pathsWithFindings(app, everythingJudged)).toEqual([]);
});

test('a nested stack that is made to deploy another template is found', () => {
  const stack = testStack();
  const nested = new NestedStack(stack, 'Inner');
  new CfnBucket(nested, 'Harmless');
  if (!(nested.nestedStackResource instanceof CfnStack)) throw new Error('the nested stack has no resource');
  nested.nestedStackResource.addPropertyOverride('TemplateURL', 'https://example.com/stores.json');
  new CfnStack(stack, 'Raw', { templateUrl: 'https://example.com/stores.json' });
  expect(pathsWithFindings(stack, everythingJudged)).toEqual(['Test/Inner.NestedStack/Inner.NestedStackResource', 'Test/Raw']);
});

test('transforms and loops that an app takes in are found at their stack', () => {
  const stack = testStack();
  stack.templateOptions.transforms = ['AWS::Serverless-2016-10-31'];
  stack.addTransform('AWS::LanguageExtensions');
  new CfnResource(stack, 'Loop', { type: 'AWS::S3::Bucket' }).addOverride('Properties.Tags', {
    'Fn::ForEach::Tag': ['Name', ['a'], {}],
  });
  expect(pathsWithFindings(stack, everythingJudged)).toEqual(['Test', 'Test/Loop']);
});

test('a transform of a stack without resources is found', () => {
  const stack = testStack();
  stack.addTransform('My::Macro');
  expect(pathsWithFindings(stack, everythingJudged)).toEqual(['Test']);
});

test('there is no exception', () => {
  expect(everythingJudged.exceptable).toBe(false);
});
