import { FederatedPrincipal, OpenIdConnectPrincipal, OpenIdConnectProvider, Role } from 'aws-cdk-lib/aws-iam';
import { CfnJson } from 'aws-cdk-lib/core';
import { ciSubjectPinned } from '../../../../lib/compliance/rules/access/ci-subject-pinned';
import type { RuleCases } from '../cases';
import { document, LAMBDA, trust } from './fixtures';

const at = ['Test/Role'];
const GITHUB = 'token.actions.githubusercontent.com';
const provider = (host: string) => `arn:aws:iam::123456789012:oidc-provider/${host}`;
const web = (federated: unknown, condition?: unknown) => ({
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: document(trust({ Federated: federated }, condition, 'sts:AssumeRoleWithWebIdentity')),
    },
  },
});
const github = (operator: string, sub: unknown) => web(provider(GITHUB), { [operator]: { [`${GITHUB}:sub`]: sub } });

export const CASES: RuleCases = {
  rule: ciSubjectPinned,
  compliant: {
    'an environment of an owner': { resources: github('StringLike', 'environment:production:repository_owner:acme'), at },
    'a branch of a repository': { resources: github('StringEquals', 'repo:acme/shop:ref:refs/heads/main'), at },
    'anything of a repository': { resources: github('StringLike', 'repo:acme/shop:*'), at },
    'any repository of an organisation': { resources: github('StringLike', 'repo:acme/*'), at },
    'two repositories': { resources: github('ForAnyValue:StringLike', ['repo:acme/shop:*', 'repo:acme/pay:*']), at },
    'a project of GitLab': {
      resources: web(provider('gitlab.com'), { StringLike: { 'gitlab.com:sub': 'project_path:acme/shop:*' } }),
      at,
    },
    'a pool of identities, by its audience': {
      resources: web('cognito-identity.amazonaws.com', {
        StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-central-1:11111111-2222-3333-4444-555555555555' },
      }),
      at,
    },
    'a service account of EKS, as the CDK writes it': {
      build: (stack) => {
        const conditions = new CfnJson(stack, 'Conditions', {
          value: { 'oidc.eks.eu-central-1.amazonaws.com/id/ABC:sub': 'system:serviceaccount:shop:orders' },
        });
        const assumedBy = new FederatedPrincipal(
          provider('oidc.eks.eu-central-1.amazonaws.com/id/ABC'),
          { StringEquals: conditions },
          'sts:AssumeRoleWithWebIdentity',
        );
        new Role(stack, 'Role', { assumedBy });
      },
      at: ['Test/Role/Resource'],
    },
    'the L2': {
      build: (stack) => {
        const github = new OpenIdConnectProvider(stack, 'GitHub', { url: `https://${GITHUB}` });
        const assumedBy = new OpenIdConnectPrincipal(github, { StringLike: { [`${GITHUB}:sub`]: 'repo:acme/shop:*' } });
        new Role(stack, 'Role', { assumedBy });
      },
      at: ['Test/Role/Resource'],
    },
  },
  violations: {
    'an environment or a branch of any owner': {
      resources: github('StringLike', ['environment:production', 'ref:refs/heads/main:repository_owner:*']),
      at: { 'Test/Role': /'environment:production'/ },
    },
    'no condition': { resources: web(provider(GITHUB)), at: { 'Test/Role': /may assume the role: no condition is on 'sub'/ } },
    'the audience only': {
      resources: web(provider(GITHUB), { StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' } }),
      at: { 'Test/Role': /no condition is on 'sub'/ },
    },
    'any subject': { resources: github('StringLike', '*'), at: { 'Test/Role': /the condition on 'sub' is '\*'/ } },
    'any repository': { resources: github('StringLike', 'repo:*'), at: { 'Test/Role': /'repo:\*'/ } },
    'any subject of another provider’s kind': {
      resources: web(provider('ci.example'), { StringLike: { 'ci.example:sub': 'workspace:*' } }),
      at: { 'Test/Role': /'workspace:\*'/ },
    },
    'organisations whose names begin alike': {
      resources: github('StringLike', 'repo:acme*'),
      at: { 'Test/Role': /'repo:acme\*'/ },
    },
    'a repository of any organisation': { resources: github('StringLike', 'repo:*/shop:*'), at: { 'Test/Role': /'repo:\*/ } },
    'one of two subjects': {
      resources: github('StringLike', ['repo:acme/shop:*', '*']),
      at: { 'Test/Role': /'repo:acme\/shop:\*', '\*'/ },
    },
    'a condition that holds without a subject': {
      resources: github('StringLikeIfExists', 'repo:acme/shop:*'),
      at: { 'Test/Role': /may assume the role/ },
    },
    'a condition that holds for none': {
      resources: github('ForAllValues:StringLike', 'repo:acme/shop:*'),
      at: { 'Test/Role': /may assume the role/ },
    },
    'all but one subject': {
      resources: github('StringNotEquals', 'repo:acme/shop:*'),
      at: { 'Test/Role': /may assume the role/ },
    },
    'an owner that only the deployment knows': {
      resources: github('StringLike', { 'Fn::Sub': `repo:\${Owner}/shop:*` }),
      at: { 'Test/Role': /may assume the role/ },
    },
    'a provider that only the deployment knows': {
      resources: web({ Ref: 'Provider' }),
      at: { 'Test/Role': /may assume the role/ },
    },
    'any service account of EKS': {
      resources: web(provider('oidc.eks/id/ABC'), { StringLike: { 'oidc.eks/id/ABC:sub': 'system:serviceaccount:*:*' } }),
      at: { 'Test/Role': /system:serviceaccount:\*/ },
    },
    'any pool of identities': {
      resources: web('cognito-identity.amazonaws.com', {
        'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
      }),
      at: { 'Test/Role': /no condition is on 'aud'/ },
    },
    'the L2': {
      build: (stack) => {
        const github = new OpenIdConnectProvider(stack, 'GitHub', { url: `https://${GITHUB}` });
        new Role(stack, 'Role', { assumedBy: new OpenIdConnectPrincipal(github) });
      },
      at: { 'Test/Role/Resource': /no condition is on 'sub'/ },
    },
  },
  notApplicable: {
    'a function': {
      resources: { Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document(LAMBDA) } } },
      at,
    },
    SAML: {
      resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            AssumeRolePolicyDocument: document(
              trust({ Federated: 'arn:aws:iam::123456789012:saml-provider/staff' }, undefined, 'sts:AssumeRoleWithSAML'),
            ),
          },
        },
      },
      at,
    },
  },
};
