import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { KeyHierarchy } from '../../../../lib';
import { keyNotForAnyone } from '../../../../lib/compliance/rules/encryption/key-not-for-anyone';
import type { RuleCases } from '../cases';
import { attribute, either, key, ROOT, resource, UNKNOWN } from './fixtures';

const allow = (Principal: unknown, Condition?: object) => ({
  Effect: 'Allow',
  Principal,
  Action: 'kms:Decrypt',
  Resource: '*',
  ...(Condition && { Condition }),
});
const anyone = (Condition?: object) => key({}, allow('*', Condition));
const ANYONE = /kms:Decrypt to every principal/;

export const CASES: RuleCases = {
  rule: keyNotForAnyone,
  compliant: {
    'principals that are named, and no policy': {
      resources: { Default: key(), Root: key({}, allow(ROOT)), Role: key({}, allow({ AWS: UNKNOWN })) },
      at: ['Test/Default', 'Test/Root', 'Test/Role'],
    },
    'anyone of an account, an organisation, a network, or for a resource': {
      resources: {
        Caller: anyone({ StringEquals: { 'kms:CallerAccount': '123456789012', 'kms:ViaService': 's3.amazonaws.com' } }),
        Lower: anyone({ StringEquals: { 'AWS:principalorgid': ['o-1234567890'] } }),
        Account: anyone({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-1234567890/r-ab12/*' } }),
        Source: anyone({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }),
        Network: anyone({ StringEquals: { 'aws:SourceVpc': 'vpc-1234' } }),
        Arn: anyone({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/shop-*' } }),
        Bucket: anyone({ ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::orders' } }),
        Trail: resource('AWS::CloudTrail::Trail'),
        Made: anyone({ ArnEquals: { 'aws:SourceArn': attribute('Trail') } }),
      },
      at: ['Caller', 'Lower', 'Account', 'Source', 'Network', 'Arn', 'Bucket', 'Made'].map((id) => `Test/${id}`),
    },
    'a denial of everyone': {
      resources: { Key: key({}, { ...allow('*'), Effect: 'Deny' }, allow(ROOT)) },
      at: ['Test/Key'],
    },
    "the CDK's keys, one with a secret, and ours": {
      build: (stack) => {
        new Secret(stack, 'Secret', { encryptionKey: new Key(stack, 'Plain') });
        new KeyHierarchy(stack, 'Keys');
      },
      at: ['Test/Plain/Resource', 'Test/Keys/personal/Resource', 'Test/Keys/logs/Resource', 'Test/Keys/messaging/Resource'],
    },
  },
  violations: {
    'anyone of an account, an organisation or a network that may be any': {
      resources: {
        Organisation: anyone({ StringLike: { 'aws:PrincipalOrgID': 'o-*' } }),
        Accounts: anyone({ StringLike: { 'kms:CallerAccount': ['1*', '2*', '3*'] } }),
        Network: anyone({ StringLike: { 'aws:SourceVpc': 'vpc-*' } }),
        Greater: anyone({ NumericGreaterThan: { 'kms:CallerAccount': '0' } }),
      },
      at: { 'Test/Organisation': ANYONE, 'Test/Accounts': ANYONE, 'Test/Network': ANYONE, 'Test/Greater': ANYONE },
    },
    anyone: {
      resources: {
        Star: anyone(),
        Aws: key({}, allow({ AWS: '*' })),
        List: key({}, allow({ AWS: [ROOT.AWS, '*'] })),
        Not: key({}, { Effect: 'Allow', NotPrincipal: ROOT, Action: 'kms:*', Resource: '*' }),
        Replica: resource('AWS::KMS::ReplicaKey', { KeyPolicy: { Statement: allow('*') } }),
        Condition: key({}, allow({ AWS: either('*', ROOT.AWS) })),
        Text: resource('AWS::KMS::Key', { KeyPolicy: JSON.stringify({ Statement: [allow('*')] }) }),
      },
      at: {
        'Test/Star': ANYONE,
        'Test/Aws': ANYONE,
        'Test/List': ANYONE,
        'Test/Not': /everyone but those/,
        'Test/Replica': ANYONE,
        'Test/Condition': ANYONE,
        'Test/Text': ANYONE,
      },
    },
    'conditions that bind nobody': {
      resources: {
        Service: anyone({ StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } }),
        Not: anyone({ StringNotEquals: { 'kms:CallerAccount': '123456789012' } }),
        IfExists: anyone({ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1234567890' } }),
        Wildcard: anyone({ StringLike: { 'kms:CallerAccount': '*' } }),
        Role: anyone({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/shop' } }),
        Buckets: anyone({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }),
        Transport: anyone({ Bool: { 'aws:SecureTransport': 'true' } }),
      },
      at: Object.fromEntries(
        ['Service', 'Not', 'IfExists', 'Wildcard', 'Role', 'Buckets', 'Transport'].map((id) => [`Test/${id}`, ANYONE]),
      ),
    },
    'a policy that only the deployment knows, or a part of it': {
      resources: {
        Whole: resource('AWS::KMS::Key', { KeyPolicy: UNKNOWN }),
        Part: resource('AWS::KMS::Key', { KeyPolicy: { Statement: [allow(ROOT), UNKNOWN] } }),
      },
      at: { 'Test/Whole': /only the deployment knows/, 'Test/Part': /only the deployment knows/ },
    },
    "the CDK's key that is opened": {
      build: (stack) => {
        new Key(stack, 'Plain').addToResourcePolicy(
          new PolicyStatement({ principals: [new AnyPrincipal()], actions: ['kms:Decrypt'], resources: ['*'] }),
        );
      },
      at: { 'Test/Plain/Resource': ANYONE },
    },
  },
  notApplicable: {
    'anything but a key': { resources: { Alias: resource('AWS::KMS::Alias') }, at: ['Test/Alias'] },
  },
};
