import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Stack, Tags } from 'aws-cdk-lib/core';
import { WorkloadBoundary } from '../../../../lib/access/permissions-boundary';
import { rolesBounded } from '../../../../lib/compliance/rules/access/roles-bounded';
import { ASSET_TAGS } from '../../../../lib/declaration/asset-tags';
import type { RuleCases } from '../cases';
import { allow, document, LAMBDA, ORDERS, policy, read, reader } from './fixtures';

const at = ['Test/Reader'];
const bounded = (PermissionsBoundary: unknown) => read(LAMBDA, { PermissionsBoundary });
const OTHER = 'arn:aws:iam::123456789012:policy/boundary';
const may = (...statements: readonly unknown[]) => ({
  Reader: reader(LAMBDA, { Policies: [{ PolicyName: 'Policy', PolicyDocument: document(...statements) }] }),
});

function l2(stack: Stack): void {
  const table = new Table(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  Tags.of(table).add(ASSET_TAGS.category, 'personal');
  table.grantReadData(new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
}

export const CASES: RuleCases = {
  rule: rolesBounded,
  compliant: {
    'a boundary of the account': { resources: bounded(OTHER), at },
    'a boundary that a parameter names': { resources: bounded({ Ref: 'Boundary' }), at },
    'a boundary of the template': {
      resources: {
        ...bounded({ Ref: 'Boundary' }),
        Boundary: policy(allow('*'), { Effect: 'Deny', Action: 'iam:*', Resource: '*' }),
      },
      at,
    },
    'our own': {
      build: (stack) => {
        l2(stack);
        new WorkloadBoundary(stack, 'Boundary').serve(stack);
      },
      at: ['Test/Reader/Resource'],
    },
  },
  violations: {
    'one that bounds nothing, however it says so': {
      resources: Object.assign(
        {},
        ...Object.entries({
          Not: [{ Effect: 'Allow', NotAction: 'a:b', Resource: '*' }],
          Wild: [allow('*', '*?')],
          Arns: [allow('*', 'arn:*')],
          Tls: [allow('*', '*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
          Region: [allow('*', '*', { Condition: { StringLike: { 'aws:RequestedRegion': '*' } } })],
          Refuses: [allow('*'), { Effect: 'Deny', Action: 'a:b', Resource: '*' }],
          Sometimes: [
            allow('*'),
            { 'Fn::If': ['C', { Effect: 'Deny', Action: 'iam:*', Resource: '*' }, { Ref: 'AWS::NoValue' }] },
          ],
          Split: ['a*', 'i*', 'k*', 's*'].map((action) => allow(action)),
        }).map(([name, statements]) => ({
          [`Role${name}`]: read(LAMBDA, { PermissionsBoundary: { Ref: name } }).Reader,
          [name]: policy(...statements),
        })),
        { Orders: read().Orders },
      ),
      at: Object.fromEntries(
        ['Not', 'Wild', 'Arns', 'Tls', 'Region', 'Refuses', 'Sometimes', 'Split'].map((name) => [
          `Test/Role${name}`,
          new RegExp(`boundary 'Test/${name}' allows everything`),
        ]),
      ),
    },
    'one of AWS’s, in any partition': {
      resources: bounded({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/AdministratorAccess` }),
      at: { 'Test/Reader': /allows everything/ },
    },
    'a role that reaches personal data, without one': {
      resources: read(),
      at: { 'Test/Reader': /reaches, or may reach, personal data, and has no permissions boundary/ },
    },
    'the L2': { build: l2, at: { 'Test/Reader/Resource': /has no permissions boundary/ } },
    'none under a condition': {
      resources: bounded({ 'Fn::If': ['Bounded', OTHER, { Ref: 'AWS::NoValue' }] }),
      at: { 'Test/Reader': /has no permissions boundary/ },
    },
    'one of AWS’s that bounds nothing': {
      resources: bounded('arn:aws:iam::aws:policy/AdministratorAccess'),
      at: { 'Test/Reader': /allows everything/ },
    },
    'one of the template that bounds nothing': {
      resources: { ...bounded({ Ref: 'Boundary' }), Boundary: policy(allow('*')) },
      at: { 'Test/Reader': /its permissions boundary 'Test\/Boundary' allows everything/ },
    },
    'a role that changes roles': {
      resources: may(allow('iam:PutRolePolicy')),
      at: { 'Test/Reader': /may change what identities may do, and has no permissions boundary/ },
    },
    'a role that takes any role': { resources: may(allow('sts:AssumeRole')), at: { 'Test/Reader': /may change/ } },
    'an administrator by AWS’s policy': {
      resources: { Reader: reader(LAMBDA, { Policies: [], ManagedPolicyArns: ['arn:aws:iam::aws:policy/IAMFullAccess'] }) },
      at: { 'Test/Reader': /may change/ },
    },
  },
  notApplicable: {
    'a role that writes a log': { resources: { Orders: ORDERS, ...may(allow('logs:PutLogEvents')) }, at },
    'a role that changes one role': { resources: may(allow('iam:PutRolePolicy', 'arn:aws:iam::123456789012:role/one')), at },
  },
};
