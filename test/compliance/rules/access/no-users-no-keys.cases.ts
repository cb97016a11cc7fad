import { Role, ServicePrincipal, User } from 'aws-cdk-lib/aws-iam';
import { noUsersNoKeys } from '../../../../lib/compliance/rules/access/no-users-no-keys';
import type { RuleCases } from '../cases';

export const CASES: RuleCases = {
  rule: noUsersNoKeys,
  compliant: {
    'an account of roles': {
      build: (stack) => {
        new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
      },
      at: ['Test'],
    },
  },
  violations: {
    'a user': {
      build: (stack) => {
        new User(stack, 'Alice');
      },
      at: { 'Test/Alice/Resource': /the template makes an IAM user/ },
    },
    'a user with a password, and a key': {
      resources: {
        Alice: { Type: 'AWS::IAM::User', Properties: { LoginProfile: { Password: 'x' } } },
        Key: { Type: 'AWS::IAM::AccessKey', Properties: { UserName: { Ref: 'Alice' } } },
      },
      at: { 'Test/Alice': /IAM user/, 'Test/Key': /an access key that never ends/ },
    },
    'an inactive key of somebody else’s user': {
      resources: { Key: { Type: 'AWS::IAM::AccessKey', Properties: { UserName: 'bob', Status: 'Inactive' } } },
      at: { 'Test/Key': /access key/ },
    },
  },
  notApplicable: {
    'the account, where the violations are at what it has': { resources: { Alice: { Type: 'AWS::IAM::User' } }, at: ['Test'] },
  },
};
