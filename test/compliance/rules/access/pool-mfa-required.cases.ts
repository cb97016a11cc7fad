import { CfnUserPool, Mfa, UserPool } from 'aws-cdk-lib/aws-cognito';
import { poolMfaRequired } from '../../../../lib/compliance/rules/access/pool-mfa-required';
import type { RuleCases } from '../cases';

const pool = (MfaConfiguration: unknown, EnabledMfas?: unknown) => ({
  Pool: { Type: 'AWS::Cognito::UserPool', Properties: { MfaConfiguration, ...(EnabledMfas !== undefined && { EnabledMfas }) } },
});
const at = ['Test/Pool'];

export const CASES: RuleCases = {
  rule: poolMfaRequired,
  compliant: {
    'an app for codes': { resources: pool('ON', ['SOFTWARE_TOKEN_MFA']), at },
    'an app for codes, beside text messages': { resources: pool('ON', ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']), at },
    'codes by e-mail': { resources: pool('ON', ['EMAIL_OTP']), at },
    'the L2': {
      build: (stack) => {
        new UserPool(stack, 'Pool', { mfa: Mfa.REQUIRED, mfaSecondFactor: { otp: true, sms: false } });
      },
      at: ['Test/Pool/Resource'],
    },
  },
  violations: {
    'a pool that says nothing': {
      build: (stack) => {
        new CfnUserPool(stack, 'Pool', {});
      },
      at: { 'Test/Pool': [/requires no second factor: 'MfaConfiguration' is nothing/, /names no factor/] },
    },
    'a factor that is optional': {
      resources: pool('OPTIONAL', ['SOFTWARE_TOKEN_MFA']),
      at: { 'Test/Pool': /'MfaConfiguration' is 'OPTIONAL'/ },
    },
    none: { resources: pool('OFF'), at: { 'Test/Pool': /'OFF'/ } },
    'text messages only': { resources: pool('ON', ['SMS_MFA']), at: { 'Test/Pool': /'SMS_MFA' is the only second factor/ } },
    'no factor named': { resources: pool('ON'), at: { 'Test/Pool': /names no factor/ } },
    'a condition that leaves it out': {
      resources: pool({ 'Fn::If': ['Strict', 'ON', 'OPTIONAL'] }, ['SOFTWARE_TOKEN_MFA']),
      at: { 'Test/Pool': /'ON' or 'OPTIONAL'/ },
    },
    'what only the deployment knows': {
      resources: pool({ Ref: 'Mfa' }, { Ref: 'Factors' }),
      at: { 'Test/Pool': [/'MfaConfiguration' is a value that only the deployment knows/, /only the deployment knows which/] },
    },
  },
  notApplicable: {
    'a pool of identities, which has no users': { resources: { Pool: { Type: 'AWS::Cognito::IdentityPool' } }, at },
  },
};
