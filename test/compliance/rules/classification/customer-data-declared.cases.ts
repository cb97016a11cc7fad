import { Bucket } from 'aws-cdk-lib/aws-s3';
import { customerDataDeclared } from '../../../../lib/compliance/rules/classification/customer-data-declared';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { AT, bucket, INTERNAL, listOf, PERSONAL, UNKNOWN } from './fixtures';

const ASSET = 'strongroom:asset';
const CATEGORY = 'strongroom:category';
const DECLARED = { [ASSET]: 'orders', [CATEGORY]: 'personal' };
const replicas = (...tags: Readonly<Record<string, unknown>>[]) => ({
  resources: {
    Store: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: { Replicas: tags.map((each) => ({ Region: 'eu-central-1', Tags: listOf(each) })) },
    },
  },
});
const tagged = (Tags: unknown) => ({ resources: { Store: { Type: 'AWS::S3::Bucket', Properties: { Tags } } } });

// Every type, the shape of its tags, and the constructs of the CDK: customer-data-declared.test.ts.
export const CASES: RuleCases = {
  rule: customerDataDeclared,
  compliant: {
    'a store of data about persons': { ...bucket(PERSONAL), at: AT },
    'any other store': { ...bucket(INTERNAL), at: AT },
    'what is held alone: other rules ask for the rest': { ...bucket(DECLARED), at: AT },
    'a category that is none, which CategoryKnown reports': { ...bucket({ ...DECLARED, [CATEGORY]: 'pii' }), at: AT },
    'replicas of a table': { ...replicas(DECLARED, DECLARED), at: AT },
    "a bucket of the CDK's that an asset declares": {
      build: (stack) => personalAsset().tag(new Bucket(stack, 'Orders')),
      at: ['Test/Orders/Resource'],
    },
  },
  violations: {
    'a store without tags': {
      resources: { Store: { Type: 'AWS::S3::Bucket' } },
      at: { 'Test/Store': /^the store has no tag 'strongroom:asset' and tag 'strongroom:category' in Properties\.Tags$/ },
    },
    'a store without a name for what it holds': {
      ...bucket({ [CATEGORY]: 'personal' }),
      at: { 'Test/Store': /^the store has no tag 'strongroom:asset' in Properties\.Tags$/ },
    },
    'a store without a category': {
      ...bucket({ [ASSET]: 'orders' }),
      at: { 'Test/Store': /^the store has no tag 'strongroom:category' in Properties\.Tags$/ },
    },
    'a tag that is empty': { ...bucket({ ...DECLARED, [ASSET]: '' }), at: { 'Test/Store': /no tag 'strongroom:asset'/ } },
    'a name that is none': {
      ...bucket({ ...DECLARED, [ASSET]: 'All orders!' }),
      at: { 'Test/Store': /^the tag 'strongroom:asset' is not valid: name: got 'All orders!'; lower-case letters/ },
    },
    'a name that only the deployment knows': {
      ...bucket({ ...DECLARED, [ASSET]: UNKNOWN }),
      at: { 'Test/Store': /^only the deployment knows the value of the tag 'strongroom:asset' in Properties\.Tags$/ },
    },
    'a category that a condition decides': {
      ...bucket({ ...DECLARED, [CATEGORY]: { 'Fn::If': ['IsTest', 'internal', 'personal'] } }),
      at: { 'Test/Store': /^only the deployment knows the value of the tag 'strongroom:category'/ },
    },
    'tags that a condition decides on': {
      ...tagged({ 'Fn::If': ['IsProduction', listOf(PERSONAL), []] }),
      at: { 'Test/Store': /^only the deployment knows the value of the tag 'strongroom:asset' and tag 'strongroom:category'/ },
    },
    'one replica without': {
      ...replicas(DECLARED, { [ASSET]: 'orders' }),
      at: { 'Test/Store': /^the store has no tag 'strongroom:category' in Properties\.Replicas\.1\.Tags$/ },
    },
    "a bucket of the CDK's": {
      build: (stack) => void new Bucket(stack, 'Orders'),
      at: { 'Test/Orders/Resource': /no tag 'strongroom:asset' and tag 'strongroom:category'/ },
    },
  },
  notApplicable: {
    'what holds no data': { resources: { Store: { Type: 'AWS::IAM::Role' } }, at: AT },
    'an instance of a cluster': {
      resources: { Store: { Type: 'AWS::RDS::DBInstance', Properties: { DBClusterIdentifier: 'shop' } } },
      at: AT,
    },
    'an instance without volumes of its own': { resources: { Store: { Type: 'AWS::EC2::Instance' } }, at: AT },
  },
};
