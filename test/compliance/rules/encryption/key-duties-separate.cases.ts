import { ArnPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { KeyHierarchy, KeyPurpose } from '../../../../lib';
import { keyDutiesSeparate } from '../../../../lib/compliance/rules/encryption/key-duties-separate';
import type { RuleCases } from '../cases';
import { attribute, either, key, ROOT, resource } from './fixtures';

const ADMIN = { AWS: 'arn:aws:iam::123456789012:role/keys' };
const USER = { AWS: 'arn:aws:iam::123456789012:role/shop' };
const MANAGE = ['kms:Create*', 'kms:Describe*', 'kms:Put*', 'kms:Disable*', 'kms:Delete*', 'kms:ScheduleKeyDeletion'];
const USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];
const allow = (Principal: unknown, Action: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Principal,
  Action,
  Resource: '*',
  ...more,
});
const deny = (Principal: unknown, Action: unknown, more: object = {}) => ({
  ...allow(Principal, Action, more),
  Effect: 'Deny',
});

export const CASES: RuleCases = {
  rule: keyDutiesSeparate,
  compliant: {
    'all for the root of the account, by ARN or by number': {
      resources: {
        Arn: key({}, allow(ROOT, 'kms:*')),
        Number: key({}, allow({ AWS: '123456789012' }, 'kms:*')),
        Own: key({}, allow({ AWS: { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root` } }, ['kms:*'])),
      },
      at: ['Test/Arn', 'Test/Number', 'Test/Own'],
    },
    'administrators and users apart, as the console makes it': {
      resources: { Key: key({}, allow(ROOT, 'kms:*'), allow(ADMIN, MANAGE), allow(USER, USE), allow(USER, 'kms:CreateGrant')) },
      at: ['Test/Key'],
    },
    'two roles that only the deployment knows': {
      resources: { Key: key({}, allow({ AWS: { Ref: 'Admin' } }, MANAGE), allow({ AWS: { Ref: 'User' } }, USE)) },
      at: ['Test/Key'],
    },
    'an administrator who is refused every use': {
      resources: { Key: key({}, allow(ADMIN, 'kms:*'), deny(ADMIN, [...USE, 'kms:Generate*', 'kms:Sign'])) },
      at: ['Test/Key'],
    },
    'roles of the CDK, and our keys with administrators': {
      build: (stack) => {
        const plain = new Key(stack, 'Plain');
        plain.grantAdmin(new Role(stack, 'Admin', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
        plain.grantEncryptDecrypt(new Role(stack, 'User', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
        new KeyHierarchy(stack, 'Keys', {
          purposes: [KeyPurpose.PERSONAL, KeyPurpose.LOGS],
          administrators: [new ArnPrincipal(ADMIN.AWS)],
        });
      },
      at: ['Test/Plain/Resource', 'Test/Keys/personal/Resource', 'Test/Keys/logs/Resource'],
    },
  },
  violations: {
    'an administrator who is refused every use under a condition, in part of it, or by another policy': {
      resources: {
        Sometimes: key({}, allow(ADMIN, 'kms:*'), either(deny(ADMIN, 'kms:*'), { Ref: 'AWS::NoValue' })),
        Part: key({}, allow(ADMIN, 'kms:*'), deny(ADMIN, either('kms:*', 'kms:CreateGrant'))),
        Other: resource('AWS::KMS::Key', {
          KeyPolicy: either({ Statement: [deny(ADMIN, 'kms:*')] }, { Statement: [allow(ADMIN, 'kms:*')] }),
        }),
      },
      at: { 'Test/Sometimes': /role\/keys/, 'Test/Part': /role\/keys/, 'Test/Other': /role\/keys/ },
    },
    'both to one role: in one statement, in two, by name of the role': {
      resources: {
        All: key({}, allow(ADMIN, 'kms:*')),
        Two: key({}, allow(ADMIN, MANAGE), allow({ AWS: [USER.AWS, ADMIN.AWS] }, USE)),
        Role: resource('AWS::IAM::Role'),
        Made: key({}, allow({ AWS: attribute('Role') }, MANAGE), allow({ AWS: attribute('Role') }, 'kms:Decrypt')),
        Replica: resource('AWS::KMS::ReplicaKey', { KeyPolicy: { Statement: [allow(ADMIN, 'kms:*')] } }),
        NotAction: key({}, { Effect: 'Allow', Principal: ADMIN, NotAction: 'kms:CreateGrant', Resource: '*' }),
      },
      at: {
        'Test/All': /'arn:aws:iam::123456789012:role\/keys' both administer the key \(kms:\w+\) and use it \(kms:Decrypt\)/,
        'Test/Two': /role\/keys/,
        'Test/Made': /Test\/Role\.Arn/,
        'Test/Replica': /role\/keys/,
        'Test/NotAction': /role\/keys/,
      },
    },
    'the root of another account, and a service': {
      resources: {
        Other: key({}, allow({ AWS: 'arn:aws:iam::999999999999:root' }, 'kms:*')),
        Service: key({}, allow({ Service: 'logs.amazonaws.com' }, 'kms:*')),
      },
      at: { 'Test/Other': /999999999999/, 'Test/Service': /logs\.amazonaws\.com/ },
    },
    'a denial that has a condition, is of less, or of somebody else': {
      resources: {
        Condition: key({}, allow(ADMIN, 'kms:*'), deny(ADMIN, USE, { Condition: { Bool: { 'aws:ViaAWSService': 'false' } } })),
        Less: key({}, allow(ADMIN, 'kms:*'), deny(ADMIN, 'kms:Decrypt')),
        Other: key({}, allow(ADMIN, 'kms:*'), deny(USER, 'kms:*')),
      },
      at: { 'Test/Condition': /role\/keys/, 'Test/Less': /kms:GenerateDataKey/, 'Test/Other': /role\/keys/ },
    },
    'a role that a condition may make the same': {
      resources: { Key: key({}, allow(ADMIN, MANAGE), allow({ AWS: either(ADMIN.AWS, USER.AWS) }, USE)) },
      at: { 'Test/Key': /role\/keys/ },
    },
    "a role of the CDK's that is granted both": {
      build: (stack) => {
        const plain = new Key(stack, 'Plain');
        const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
        plain.addToResourcePolicy(new PolicyStatement({ principals: [role], actions: ['kms:*'], resources: ['*'] }));
      },
      at: { 'Test/Plain/Resource': /Test\/Role\/Resource\.Arn/ },
    },
  },
  notApplicable: {
    'the default policy': { resources: { Key: key() }, at: ['Test/Key'] },
  },
};
