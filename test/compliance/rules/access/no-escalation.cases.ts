import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { WorkloadBoundary } from '../../../../lib/access/permissions-boundary';
import { noEscalation } from '../../../../lib/compliance/rules/access/no-escalation';
import type { RuleCases } from '../cases';
import { allow, document, policy } from './fixtures';

const at = ['Test/Policy'];
const one = (...statements: readonly unknown[]) => ({ Policy: policy(...statements) });
const ROLE = 'arn:aws:iam::123456789012:role/app';
const PASS = allow('iam:PassRole');

export const CASES: RuleCases = {
  rule: noEscalation,
  compliant: {
    'identities are read': { resources: one(allow(['iam:Get*', 'iam:List*'])), at },
    'one role is passed': { resources: one(allow('iam:PassRole', ROLE), allow('lambda:CreateFunction')), at },
    'roles whose names begin alike are passed': {
      resources: one(allow('iam:PassRole', 'arn:aws:iam::123456789012:role/app-*'), allow('lambda:CreateFunction')),
      at,
    },
    'any role is passed, and nothing started': { resources: one(PASS, allow('s3:PutObject', 'arn:aws:s3:::orders/*')), at },
    'any role is passed to backups, and functions made': {
      resources: one(
        allow('iam:PassRole', '*', { Condition: { StringEquals: { 'iam:PassedToService': 'backup.amazonaws.com' } } }),
        allow('lambda:CreateFunction'),
      ),
      at,
    },
    'roles are made under a boundary': {
      resources: one(
        allow('iam:PutRolePolicy', '*', {
          Condition: { StringEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::123456789012:policy/b' } },
        }),
      ),
      at,
    },
    'the roles of a bootstrapped CDK are taken': {
      resources: one(
        allow('sts:AssumeRole', '*', { Condition: { StringEquals: { 'iam:ResourceTag/aws-cdk:bootstrap-role': 'lookup' } } }),
        allow('sts:AssumeRole', ROLE),
      ),
      at,
    },
    'another role is changed': {
      resources: one(allow('iam:PutRolePolicy', ROLE)),
      at,
    },
    'the L2': {
      build: (stack) => {
        const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
        role.grantPassRole(role);
      },
      at: ['Test/Role/DefaultPolicy/Resource'],
    },
  },
  violations: {
    everything: {
      resources: one(allow('*')),
      at: { 'Test/Policy': [/'cloudformation:ExecuteChangeSet', .* more on '\*'/, /pass any role/] },
    },
    'policies are changed': {
      resources: one(allow('iam:CreatePolicyVersion')),
      at: { 'Test/Policy': /'iam:CreatePolicyVersion' on '\*'/ },
    },
    'policies of roles are changed, by a wildcard': {
      resources: one(allow('iam:Put*', 'arn:aws:iam::123456789012:role/*')),
      at: { 'Test/Policy': /'iam:PutGroupPolicy', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy' and/ },
    },
    'keys of users are made': {
      resources: one(allow('iam:CreateAccessKey', 'arn:aws:iam::*:user/*')),
      at: { 'Test/Policy': /'iam:CreateAccessKey'/ },
    },
    'any role is taken': { resources: one(allow('sts:AssumeRole')), at: { 'Test/Policy': /'sts:AssumeRole' on '\*'/ } },
    'code of functions is changed': {
      resources: one(allow('lambda:UpdateFunctionCode')),
      at: { 'Test/Policy': /UpdateFunctionCode/ },
    },
    'its own role is changed': {
      resources: {
        Policy: {
          Type: 'AWS::IAM::Policy',
          Properties: {
            Roles: [{ Ref: 'Role' }],
            PolicyDocument: document(allow('iam:AttachRolePolicy', { 'Fn::GetAtt': ['Role', 'Arn'] })),
          },
        },
        Role: { Type: 'AWS::IAM::Role' },
      },
      at: { 'Test/Policy': /'iam:AttachRolePolicy' on its own role 'Test\/Role'/ },
    },
    'any role is passed to a function': {
      resources: one(PASS, allow('lambda:CreateFunction')),
      at: { 'Test/Policy': /pass any role \('iam:PassRole' on '\*'\) to what 'lambda:CreateFunction' starts/ },
    },
    'any role is passed to a function, which the condition lets': {
      resources: one(
        allow('iam:PassRole', 'arn:aws:iam::123456789012:role/*', {
          Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
        }),
        allow('lambda:*'),
      ),
      at: { 'Test/Policy': [/'lambda:CreateFunction' starts/, /'lambda:UpdateFunctionCode'/] },
    },
    'two policies of one role together': {
      resources: {
        Pass: { Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: document(PASS) } },
        Start: {
          Type: 'AWS::IAM::RolePolicy',
          Properties: { RoleName: { Ref: 'Role' }, PolicyDocument: document(allow('ec2:RunInstances')) },
        },
        Role: { Type: 'AWS::IAM::Role' },
      },
      at: { 'Test/Pass': /'ec2:RunInstances' starts/ },
    },
    'all but some': {
      resources: one({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }),
      at: { 'Test/Policy': /on '\*'/ },
    },
    'roles that only the deployment knows': {
      resources: one(allow('iam:AttachRolePolicy', { Ref: 'Role' })),
      at: { 'Test/Policy': /'iam:AttachRolePolicy' on what only the deployment knows/ },
    },
    'the L2': {
      build: (stack) => {
        const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(new PolicyStatement({ actions: ['iam:PutRolePolicy'], resources: ['*'] }));
      },
      at: { 'Test/Role/DefaultPolicy/Resource': /'iam:PutRolePolicy'/ },
    },
  },
  notApplicable: {
    'a boundary': {
      build: (stack) => {
        new WorkloadBoundary(stack, 'Boundary').serve(stack);
        new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
      },
      at: ['Test/Boundary/Resource/Resource'],
    },
  },
};
