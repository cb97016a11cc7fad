import { Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { NIST80053R5Checks } from 'cdk-nag';
import { KEY_ADMINISTRATORS_PATH, WorkloadBoundary, type WorkloadBoundaryProps } from '../../lib/access/permissions-boundary';
import { InvalidInputError } from '../../lib/errors';
import { EXCEPTION_METADATA } from '../../lib/exceptions';
import { ENVIRONMENT, testApp, testStack } from '../support/app';
import { findings } from '../support/findings';
import { evaluate, type Statement } from './evaluate';

const RESIDENCY = ['eu-central-1', 'eu-west-1'];
const HERE = {
  'aws:RequestedRegion': 'eu-central-1',
  'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/strongroom-dev-worker',
};
const KEY_ADMINISTRATOR = { 'aws:PrincipalArn': `arn:aws:iam::123456789012:role${KEY_ADMINISTRATORS_PATH}security` };

function statements(props: WorkloadBoundaryProps = {}, stack = testStack()): Statement[] {
  const boundary = new WorkloadBoundary(stack, 'Boundary', {
    residency: RESIDENCY,
    passableRoles: ['strongroom-dev-*'],
    ...props,
  });
  return stack.resolve(boundary.policy.document).Statement;
}

function statement(sid: string): Statement | undefined {
  return statements().find(({ Sid }) => Sid === sid);
}

describe('the ceiling', () => {
  test('takes in everything but identities, accounts and the organisation', () => {
    expect(statement('AllButIdentities')).toEqual({
      Sid: 'AllButIdentities',
      Effect: 'Allow',
      NotAction: ['account:*', 'iam:*', 'identitystore:*', 'organizations:*', 'sso-directory:*', 'sso:*'],
      Resource: '*',
    });
  });

  test('takes in passing the roles of the environment, to services that run workloads', () => {
    expect(statement('PassRoles')).toEqual({
      Sid: 'PassRoles',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: 'arn:aws:iam::123456789012:role/strongroom-dev-*',
      Condition: {
        StringEquals: {
          'iam:PassedToService': [
            'backup.amazonaws.com',
            'ec2.amazonaws.com',
            'ecs-tasks.amazonaws.com',
            'events.amazonaws.com',
            'lambda.amazonaws.com',
            'pipes.amazonaws.com',
            'scheduler.amazonaws.com',
            'states.amazonaws.com',
          ],
        },
      },
    });
  });

  test('passes the roles of its own stack when told of no other', () => {
    const stack = testStack();
    const { policy } = new WorkloadBoundary(stack, 'Boundary');
    const [pass] = stack.resolve(policy.document).Statement.filter(({ Sid }: Statement) => Sid === 'PassRoles');
    expect(pass.Resource).toBe('arn:aws:iam::123456789012:role/Test-*');
  });

  test.each([
    ['a function in a network makes its interface', 'ec2:CreateNetworkInterface', {}],
    ['a function writes its log', 'logs:PutLogEvents', {}],
    ['a trail opens a stream of its log group', 'logs:CreateLogStream', {}],
    ['a backup lets a service use the key', 'kms:CreateGrant', { 'kms:GrantIsForAWSResource': 'true' }],
    ['a restore takes back the ownership of a bucket', 's3:PutBucketOwnershipControls', {}],
    ['the CDK empties a default security group', 'ec2:RevokeSecurityGroupIngress', {}],
    ['the CDK empties a bucket', 's3:DeleteObjectVersion', {}],
    ['the key check looks at a key', 'kms:GetKeyRotationStatus', {}],
    ['a workload uses a key', 'kms:Decrypt', {}],
    ['a workload sends an event', 'events:PutEvents', {}],
    ['an auditor reads a role', 'iam:GetRole', {}],
    ['the second region of the residency', 's3:GetObject', { 'aws:RequestedRegion': 'eu-west-1' }],
    ['a global service outside the residency', 'sts:GetCallerIdentity', { 'aws:RequestedRegion': 'us-east-1' }],
  ])('%s', (_, action, context) => {
    expect(evaluate(statements(), { action, context: { ...HERE, ...context } })).toBe('allowed');
  });

  test.each([
    'iam:AttachRolePolicy',
    'iam:CreateAccessKey',
    'iam:CreatePolicyVersion',
    'iam:CreateRole',
    'iam:DeleteRolePermissionsBoundary',
    'iam:PassRole',
    'iam:PutRolePermissionsBoundary',
    'iam:PutRolePolicy',
    'iam:SetDefaultPolicyVersion',
    'iam:UpdateAssumeRolePolicy',
    'sso:CreatePermissionSet',
  ])('leaves out %s', (action) => {
    expect(evaluate(statements(), { action, context: HERE })).toBe('not allowed');
  });

  test('takes in passing no role of others, and none to other services', () => {
    const pass = (role: string, service: string) =>
      evaluate(statements(), {
        action: 'iam:PassRole',
        resource: `arn:aws:iam::123456789012:role/${role}`,
        context: { ...HERE, 'iam:PassedToService': service },
      });
    expect(pass('strongroom-dev-worker', 'lambda.amazonaws.com')).toBe('allowed');
    expect(pass('Administrator', 'lambda.amazonaws.com')).toBe('not allowed');
    expect(pass('strongroom-dev-worker', 'cloudformation.amazonaws.com')).toBe('not allowed');
    expect(pass(`${KEY_ADMINISTRATORS_PATH.slice(1)}strongroom-dev-security`, 'lambda.amazonaws.com')).toBe('not allowed');
  });
});

type Refusal = readonly [sid: string, action: string, context: Record<string, string>];

const REFUSALS: readonly Refusal[] = [
  ['NeverLeaveOrganization', 'organizations:LeaveOrganization', {}],
  ['NeverLeaveOrganization', 'account:CloseAccount', {}],
  ['NeverTouchAudit', 'cloudtrail:StopLogging', {}],
  ['NeverTouchAudit', 'cloudtrail:PutEventSelectors', {}],
  ['NeverTouchAudit', 'config:StopConfigurationRecorder', {}],
  ['NeverTouchAudit', 'ec2:DeleteFlowLogs', {}],
  ['NeverTouchAudit', 'logs:DeleteLogGroup', {}],
  ['NeverTouchDetection', 'guardduty:DeleteDetector', {}],
  ['NeverTouchDetection', 'guardduty:UpdateDetector', {}],
  ['NeverTouchDetection', 'guardduty:DisassociateFromAdministratorAccount', {}],
  ['NeverTouchDetection', 'access-analyzer:DeleteAnalyzer', {}],
  ['NeverTouchRecovery', 'backup:DeleteBackupVault', {}],
  ['NeverTouchRecovery', 'backup:DeleteBackupVaultLockConfiguration', {}],
  ['NeverTouchRecovery', 'backup:DeleteRecoveryPoint', {}],
  ['NeverTouchRecovery', 's3:BypassGovernanceRetention', {}],
  ['NeverShareWithOthers', 's3:PutBucketPublicAccessBlock', {}],
  ['NeverShareWithOthers', 's3:PutAccountPublicAccessBlock', {}],
  ['NeverShareWithOthers', 'ec2:ModifySnapshotAttribute', {}],
  ['NeverShareWithOthers', 'ram:CreateResourceShare', {}],
  ['NeverMoveKeys', 'kms:PutKeyPolicy', {}],
  ['NeverMoveKeys', 'kms:ReplicateKey', KEY_ADMINISTRATOR],
  ['NeverAdministerKeys', 'kms:ScheduleKeyDeletion', { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' }],
  ['NeverAdministerKeys', 'kms:DisableKeyRotation', {}],
  ['NeverAdministerKeys', 'kms:DisableKey', { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/strongroom/auditor' }],
  [
    'NeverDeleteKeysInHaste',
    'kms:ScheduleKeyDeletion',
    { ...KEY_ADMINISTRATOR, 'kms:ScheduleKeyDeletionPendingWindowInDays': '7' },
  ],
  ['NeverGrantKeysToOthers', 'kms:CreateGrant', { 'kms:GrantIsForAWSResource': 'false' }],
  ['NeverOpenFunctionUrls', 'lambda:CreateFunctionUrlConfig', { 'lambda:FunctionUrlAuthType': 'NONE' }],
  ['NeverActOutsideResidency', 's3:PutObject', { 'aws:RequestedRegion': 'us-east-1' }],
];

describe('the refusals', () => {
  test.each(REFUSALS)('%s: %s', (sid, action, context) => {
    expect(evaluate(statements(), { action, context: { ...HERE, ...context } })).toBe(`refused by ${sid}`);
  });

  test.each(REFUSALS)('without %s, %s would not be refused', (sid, action, context) => {
    const broken = statements().filter(({ Sid }) => Sid !== sid);
    expect(evaluate(broken, { action, context: { ...HERE, ...context } })).not.toMatch(/^refused/);
  });

  test('leave key administrators their work, with a month to change their mind', () => {
    const context = { ...HERE, ...KEY_ADMINISTRATOR };
    expect(evaluate(statements(), { action: 'kms:DisableKey', context })).toBe('allowed');
    const deletion = { ...context, 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' };
    expect(evaluate(statements(), { action: 'kms:ScheduleKeyDeletion', context: deletion })).toBe('allowed');
  });

  test('of acting outside the residency names its regions', () => {
    expect(statement('NeverActOutsideResidency')).toMatchObject({
      Effect: 'Deny',
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': RESIDENCY } },
    });
  });

  test('of administering keys leaves out the administrators alone', () => {
    expect(statement('NeverAdministerKeys')).toMatchObject({
      Effect: 'Deny',
      Resource: '*',
      Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/strongroom/key-administrators/*' } },
    });
  });
});

describe('serving', () => {
  function rolesUnder(serve: boolean): Record<string, unknown> {
    const app = testApp();
    const boundary = new WorkloadBoundary(new Stack(app, 'Guardrails', { env: ENVIRONMENT }), 'Boundary');
    if (serve) boundary.serve(app);
    const workload = new Stack(app, 'Workload', { env: ENVIRONMENT });
    new Role(workload, 'Worker', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    // The CDK makes the role of its bucket emptier without the L1 of a role.
    new Bucket(workload, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true });
    const roles = Object.entries(Template.fromStack(workload).findResources('AWS::IAM::Role'));
    return Object.fromEntries(roles.map(([id, { Properties }]) => [id, Properties.PermissionsBoundary]));
  }

  test('puts every role of another stack under the boundary, the CDK’s own included', () => {
    const boundaries = Object.values(rolesUnder(true));
    expect(boundaries).toHaveLength(2);
    for (const boundary of boundaries) {
      expect(boundary).toEqual({ 'Fn::ImportValue': expect.stringMatching(/^Guardrails:ExportsOutputRefBoundary/) });
    }
  });

  test('is what puts them there', () => {
    expect(Object.values(rolesUnder(false))).toEqual([undefined, undefined]);
  });
});

test('fits a managed policy, even with ten regions and five role names', () => {
  const document = {
    Version: '2012-10-17',
    Statement: statements({
      residency: Array.from({ length: 10 }, () => 'ap-southeast-1'),
      passableRoles: Array.from({ length: 5 }, (_, index) => `strongroom-production-${index}-*`),
    }),
  };
  expect(JSON.stringify(document).length).toBeLessThanOrEqual(6144);
});

test('passes both packs by one exception, for saying what is left out', () => {
  const stack = testStack();
  const { policy } = new WorkloadBoundary(stack, 'Boundary');
  expect(findings(stack)).toEqual([]);
  const excepted = policy.node.metadata.filter(({ type }) => type === EXCEPTION_METADATA).map(({ data }) => data.rule);
  expect(excepted).toEqual(['AwsSolutions::AwsSolutions-IAM5', 'CloudFormation-Validate::W2512']);
});

test('the exception does not cover a policy that grants everything', () => {
  const stack = testStack();
  new WorkloadBoundary(stack, 'Boundary');
  new ManagedPolicy(stack, 'Admin', { statements: [new PolicyStatement({ actions: ['*'], resources: ['*'] })] });
  expect(new NIST80053R5Checks().validateScope(stack).violations.map(({ ruleName }) => ruleName)).toContain(
    'NIST.800.53.R5-IAMPolicyNoStatementsWithAdminAccess',
  );
});

test('synthesizes in China, without a partition of others', () => {
  const text = JSON.stringify(
    statements({ residency: ['cn-north-1'] }, testStack({ account: '123456789012', region: 'cn-north-1' })),
  );
  expect(text).toContain('arn:aws-cn:iam::123456789012:role/strongroom-dev-*');
  expect(text).not.toContain('arn:aws:');
});

test('leaves a region that is known at deployment to the deployment', () => {
  const stack = new Stack(new App(), 'Agnostic');
  const { policy } = new WorkloadBoundary(stack, 'Boundary');
  const [last] = stack.resolve(policy.document).Statement.slice(-1);
  expect(last.Condition).toEqual({ StringNotEquals: { 'aws:RequestedRegion': [{ Ref: 'AWS::Region' }] } });
});

test('names every region and role that is wrong', () => {
  const make = () =>
    new WorkloadBoundary(testStack(), 'Boundary', {
      residency: ['eu-central-1', 'eu-centrl-1'],
      passableRoles: ['*', 'or ders-*'],
    });
  expect(make).toThrow(InvalidInputError);
  expect(make).toThrow(
    [
      "workload boundary 'Test/Boundary' is not valid:",
      "  - residency[1]: got 'eu-centrl-1'; a region's code, such as 'eu-central-1'; did you mean 'eu-central-1' or 'eu-central-2'?",
      "  - passableRoles[0]: got '*'; a role's name, such as 'orders-*', that starts with what its roles share",
      "  - passableRoles[1]: got 'or ders-*'; a role's name, such as 'orders-*', that starts with what its roles share",
    ].join('\n'),
  );
});
