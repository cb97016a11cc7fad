import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Duration } from 'aws-cdk-lib/core';
import { sessionsShort } from '../../../../lib/compliance/rules/access/sessions-short';
import type { RuleCases } from '../cases';
import { allow, document, ORDERS, ORDERS_ARN, ROOT, read, reader, trust } from './fixtures';

const at = ['Test/Reader'];
const role = (MaxSessionDuration?: unknown) =>
  read(trust({ AWS: ROOT }), MaxSessionDuration === undefined ? {} : { MaxSessionDuration });
const set = (SessionDuration?: unknown) => ({
  Orders: ORDERS,
  Set: {
    Type: 'AWS::SSO::PermissionSet',
    Properties: {
      InlinePolicy: document(allow('dynamodb:GetItem', ORDERS_ARN)),
      ...(SessionDuration !== undefined && { SessionDuration }),
    },
  },
});
const client = (properties: object) => ({ Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: properties } });

export const CASES: RuleCases = {
  rule: sessionsShort,
  compliant: {
    'a role, by default': { resources: role(), at },
    'a role, for an hour': { resources: role('3600'), at },
    'a set of permissions, by default and for an hour': { resources: set(), at: ['Test/Set'] },
    'a set of permissions, for less than an hour': { resources: set('PT45M'), at: ['Test/Set'] },
    'a client, by default': { resources: client({}), at: ['Test/Client'] },
    'a client, in several units': {
      resources: client({
        AccessTokenValidity: 60,
        IdTokenValidity: 1,
        RefreshTokenValidity: 12,
        TokenValidityUnits: { AccessToken: 'minutes', RefreshToken: 'hours' },
        EnableTokenRevocation: true,
      }),
      at: ['Test/Client'],
    },
    'the L2': {
      build: (stack) => {
        new UserPool(stack, 'Pool').addClient('Client', { accessTokenValidity: Duration.minutes(30) });
      },
      at: ['Test/Pool/Client/Resource'],
    },
  },
  violations: {
    'a role, for four hours': {
      resources: role(14400),
      at: { 'Test/Reader': /may last longer than an hour: 'MaxSessionDuration' is 14400/ },
    },
    'a role of a provider of identities': {
      resources: read(
        trust({ Federated: 'arn:aws:iam::123456789012:saml-provider/staff' }, undefined, 'sts:AssumeRoleWithSAML'),
        {
          MaxSessionDuration: 7200,
        },
      ),
      at: { 'Test/Reader': /7200/ },
    },
    'a role, under a condition': {
      resources: role({ 'Fn::If': ['Long', 43200, { Ref: 'AWS::NoValue' }] }),
      at: { 'Test/Reader': /43200 or nothing/ },
    },
    'a role, for what only the deployment knows': {
      resources: role({ Ref: 'Seconds' }),
      at: { 'Test/Reader': /only the deployment knows/ },
    },
    'a set of permissions': { resources: set('PT8H'), at: { 'Test/Set': /'SessionDuration' is 'PT8H'/ } },
    'a set of permissions, for no duration': { resources: set('P1D'), at: { 'Test/Set': /'P1D'/ } },
    'the tokens of a client': {
      resources: client({
        AccessTokenValidity: 2,
        IdTokenValidity: 90,
        RefreshTokenValidity: 365,
        TokenValidityUnits: { IdToken: 'minutes' },
        EnableTokenRevocation: false,
      }),
      at: {
        'Test/Client': [
          /valid longer than an hour: 'AccessTokenValidity' is 2, in hours/,
          /'IdTokenValidity' is 90, in 'minutes'/,
          /longer than 30 days: 'RefreshTokenValidity' is 365, in days/,
          /can't be revoked: 'EnableTokenRevocation' is false/,
        ],
      },
    },
    'a token, in units that only the deployment knows': {
      resources: client({ AccessTokenValidity: 5, TokenValidityUnits: { AccessToken: { Ref: 'Unit' } } }),
      at: { 'Test/Client': /only the deployment knows/ },
    },
    'the L2': {
      build: (stack) => {
        new UserPool(stack, 'Pool').addClient('Client', { accessTokenValidity: Duration.hours(24) });
      },
      at: { 'Test/Pool/Client/Resource': /'AccessTokenValidity' is 1440, in 'minutes'/ },
    },
  },
  notApplicable: {
    'a role that only services take': { resources: read(undefined, { MaxSessionDuration: 43200 }), at },
    'a role that reaches nothing personal': {
      resources: { Reader: reader(trust({ AWS: ROOT }), { MaxSessionDuration: 43200 }) },
      at,
    },
  },
};
