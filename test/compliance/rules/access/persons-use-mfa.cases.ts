import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { AccountRootPrincipal, ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { Tags } from 'aws-cdk-lib/core';
import { personsUseMfa } from '../../../../lib/compliance/rules/access/persons-use-mfa';
import { ASSET_TAGS } from '../../../../lib/declaration/asset-tags';
import type { RuleCases } from '../cases';
import { document, INTERNAL, LAMBDA, ORDERS, ROOT, read, reader, trust } from './fixtures';

const PRESENT = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const at = ['Test/Reader'];
const VENDOR = 'arn:aws:iam::999999999999:root';

/** A role that reads a table of personal data, from a managed policy of a stack that uses the L2s. */
function l2(assumedBy: AccountRootPrincipal | ReturnType<AccountRootPrincipal['withConditions']>) {
  return (stack: ConstructorParameters<typeof Table>[0]) => {
    const table = new Table(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
    Tags.of(table).add(ASSET_TAGS.category, 'sensitive-personal');
    const role = new Role(stack, 'Reader', { assumedBy });
    table.grantReadData(new ManagedPolicy(stack, 'Policy', { roles: [role] }));
  };
}

export const CASES: RuleCases = {
  rule: personsUseMfa,
  compliant: {
    'an account, with the factor': { resources: read(trust({ AWS: ROOT }, PRESENT)), at },
    'a boolean, as a boolean': {
      resources: read(trust({ AWS: ROOT }, { Bool: { 'aws:MultiFactorAuthPresent': true } })),
      at,
    },
    'a factor within the hour': {
      resources: read(trust({ AWS: ROOT }, { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } })),
      at,
    },
    'a refusal of everyone without': {
      resources: read([
        trust({ AWS: ROOT }),
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sts:AssumeRole',
          Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
        },
      ]),
      at,
    },
    'the L2': { build: l2(new AccountRootPrincipal().withConditions(PRESENT)), at: ['Test/Reader/Resource'] },
  },
  violations: {
    'a refusal of everyone without, in production only': {
      resources: read([
        trust({ AWS: ROOT }),
        {
          'Fn::If': [
            'IsProduction',
            {
              Effect: 'Deny',
              Principal: '*',
              Action: 'sts:AssumeRole',
              Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
            },
            { Ref: 'AWS::NoValue' },
          ],
        },
      ]),
      at: { 'Test/Reader': /without a second factor/ },
    },
    'an account': {
      resources: read(trust({ AWS: ROOT })),
      at: { 'Test/Reader': /reaches personal data, and 'arn:aws:iam::123456789012:root' may assume it without a second factor/ },
    },
    'the L2 for the account': {
      build: l2(new AccountRootPrincipal()),
      at: { 'Test/Reader/Resource': /without a second factor/ },
    },
    'a user': {
      resources: { ...read(trust({ AWS: { 'Fn::GetAtt': ['Alice', 'Arn'] } })), Alice: { Type: 'AWS::IAM::User' } },
      at: { 'Test/Reader': /Test\/Alice\.Arn.* without a second factor/ },
    },
    anyone: { resources: read(trust('*')), at: { 'Test/Reader': /'\*' may assume it/ } },
    'another account': { resources: read(trust({ AWS: VENDOR })), at: { 'Test/Reader': /999999999999/ } },
    'an identifier for somebody of the same account': {
      resources: read(trust({ AWS: ROOT }, { StringEquals: { 'sts:ExternalId': 'x' } })),
      at: { 'Test/Reader': /without a second factor/ },
    },
    'a condition that holds without the factor': {
      resources: read(trust({ AWS: ROOT }, { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } })),
      at: { 'Test/Reader': /without a second factor/ },
    },
    'a condition that wants none': {
      resources: read(trust({ AWS: ROOT }, { Bool: { 'aws:MultiFactorAuthPresent': 'false' } })),
      at: { 'Test/Reader': /without a second factor/ },
    },
    'a second statement without': {
      resources: read([trust({ AWS: ROOT }, PRESENT), trust({ AWS: VENDOR })]),
      at: { 'Test/Reader': /999999999999/ },
    },
    'a principal that only the deployment knows': {
      resources: read(trust({ AWS: { Ref: 'Who' } })),
      at: { 'Test/Reader': /without a second factor/ },
    },
    'a trust that only the deployment knows': {
      resources: read(LAMBDA, { AssumeRolePolicyDocument: { Ref: 'Trust' } }),
      at: { 'Test/Reader': /only the deployment knows who may assume the role/ },
    },
    'a role whose policies nobody reads, where there is personal data': {
      resources: {
        Orders: ORDERS,
        Reader: reader(trust({ AWS: ROOT }), { Policies: [], ManagedPolicyArns: ['arn:aws:iam::123456789012:policy/other'] }),
      },
      at: { 'Test/Reader': /without a second factor/ },
    },
    'AWS’s policy for administrators': {
      resources: {
        Orders: ORDERS,
        Reader: reader(trust({ AWS: ROOT }), {
          Policies: [],
          ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
        }),
      },
      at: { 'Test/Reader': /without a second factor/ },
    },
  },
  notApplicable: {
    'a function': { resources: read(), at },
    'another role': { resources: read(trust({ AWS: 'arn:aws:iam::123456789012:role/pipeline' })), at },
    'sessions of roles of the account': {
      resources: read(trust({ AWS: ROOT }, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/*' } })),
      at,
    },
    'the software of a third party': {
      resources: read(trust({ AWS: VENDOR }, { StringEquals: { 'sts:ExternalId': 'x' } })),
      at,
    },
    'a provider of identities': {
      resources: read(trust({ Federated: 'arn:aws:iam::123456789012:saml-provider/staff' }, undefined, 'sts:AssumeRoleWithSAML')),
      at,
    },
    'a role that reaches nothing personal': {
      resources: {
        Orders: { ...ORDERS, Properties: { Tags: INTERNAL } },
        Reader: reader(trust({ AWS: ROOT })),
      },
      at,
    },
    'a role that only writes a log': {
      resources: { Orders: ORDERS, Reader: reader(trust({ AWS: ROOT }), { Policies: [{ PolicyDocument: document() }] }) },
      at,
    },
  },
};
