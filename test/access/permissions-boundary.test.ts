import { Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { NIST80053R5Checks } from 'cdk-nag';
import { environments } from '../../bin/environments';
import { CustomerDataBaseline, type ParsedEnvironment, parseEnvironments } from '../../lib';
import { KEY_ADMINISTRATORS_PATH, WorkloadBoundary } from '../../lib/access/permissions-boundary';
import { InvalidInputError } from '../../lib/errors';
import { EXCEPTION_METADATA } from '../../lib/exceptions';
import { ENVIRONMENT, testApp, testStack } from '../support/app';
import { findings } from '../support/findings';
import { arn, BUCKET, HERE, KEY_ADMINISTRATOR, named, ROLES, statement, statements } from './boundary';
import { evaluate, type Statement } from './evaluate';

describe('the ceiling', () => {
  test('takes in everything but identities, accounts, the organisation and deployments', () => {
    expect(statement('AllButIdentitiesAndDeployments')).toEqual({
      Sid: 'AllButIdentitiesAndDeployments',
      Effect: 'Allow',
      NotAction: [
        'account:*',
        'cloudformation:*',
        'codebuild:*',
        'codedeploy:*',
        'codepipeline:*',
        'ec2-instance-connect:*',
        'iam:*',
        'identitystore:*',
        'organizations:*',
        'rolesanywhere:*',
        'servicecatalog:*',
        'ssm-guiconnect:*',
        'sso-directory:*',
        'sso:*',
      ],
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

  test.each<[string, string, string?, Record<string, string>?]>([
    ['a function in a network makes its interface', 'ec2:CreateNetworkInterface'],
    ['a function writes its log', 'logs:PutLogEvents', arn('logs:log-group:strongroom-dev-detection-Logs')],
    ['a trail opens a stream of its log group', 'logs:CreateLogStream', arn('logs:log-group:strongroom-dev-audit-Trail')],
    ['the CDK sets the retention of a log group elsewhere', 'logs:PutRetentionPolicy', arn('logs:log-group:/aws/lambda/f')],
    ['a state machine has its log delivered', 'logs:DeleteLogDelivery'],
    ['a backup lets a service use the key', 'kms:CreateGrant', '*', { 'kms:GrantIsForAWSResource': 'true' }],
    ['a backup makes a rule', 'events:PutTargets', arn('events:rule/AwsBackupManagedRule123')],
    ['a backup takes its rule away', 'events:DeleteRule', arn('events:rule/AwsBackupManagedRule123')],
    ['a backup follows a bucket', 's3:PutBucketNotification', BUCKET, named('strongroom-dev-recovery-BackupRolesBackup-X')],
    ['a backup lists a bucket', 's3:PutInventoryConfiguration', BUCKET, named('strongroom-dev-recovery-BackupRolesBackup-X')],
    ['a restore turns versions on', 's3:PutBucketVersioning', BUCKET, named('strongroom-dev-recovery-BackupRolesRestore-X')],
    ['a restore takes back the ownership of its bucket', 's3:PutBucketOwnershipControls', 'arn:aws:s3:::restored'],
    ['the CDK stops writes to a bucket', 's3:PutBucketPolicy', BUCKET, named('strongroom-dev-audit-CustomS3AutoDeleteObjects-X')],
    ['the CDK sets notifications', 's3:PutBucketNotification', BUCKET, named('strongroom-dev-a-BucketNotificationsHandler-X')],
    ['the CDK empties a default security group', 'ec2:RevokeSecurityGroupIngress'],
    ['the CDK empties a bucket', 's3:DeleteObjectVersion', `${BUCKET}/key`],
    ['the key check looks at a key', 'kms:GetKeyRotationStatus'],
    ['the key check reads declared states', 'ssm:GetParametersByPath', arn('ssm:parameter/strongroom/dev/keys')],
    ['an agent reports of its instance', 'ssm:UpdateInstanceInformation'],
    ['an agent reports of an association', 'ssm:UpdateAssociationStatus'],
    ['a workload uses a key', 'kms:Decrypt'],
    ['a workload sends an event', 'events:PutEvents', arn('events:event-bus/default')],
    ['a workload writes a parameter', 'ssm:PutParameter', arn('ssm:parameter/orders/offset')],
    ['a workload scales by an alarm', 'cloudwatch:PutMetricAlarm', arn('cloudwatch:alarm:TargetTracking-orders')],
    ['a workload publishes', 'sns:Publish', arn('sns:strongroom-dev-orders')],
    ['a workload takes a role of the environment', 'sts:AssumeRole', `${ROLES}strongroom-dev-reader`],
    ['an auditor reads a role', 'iam:GetRole'],
    ['an auditor reads a template', 'cloudformation:GetTemplate'],
    ['an auditor queries the trail', 'logs:StartQuery', arn('logs:log-group:strongroom-dev-audit-Trail')],
    ['an auditor sees an alarm', 'cloudwatch:DescribeAlarms', arn('cloudwatch:alarm:strongroom-dev-detection-RootUse')],
    ['an administrator archives a finding', 'guardduty:ArchiveFindings'],
    ['a global service outside the residency', 'sts:GetCallerIdentity', '*', { 'aws:RequestedRegion': 'us-east-1' }],
  ])('%s', (_, action, resource = '*', context = {}) => {
    expect(evaluate(statements(), { action, resource, context: { ...HERE, ...context } })).toBe('allowed');
  });

  test.each([
    'account:CloseAccount',
    'cloudformation:ContinueUpdateRollback',
    'cloudformation:CreateChangeSet',
    'cloudformation:CreateResource',
    'cloudformation:CreateStackInstances',
    'cloudformation:DeleteStack',
    'cloudformation:ExecuteChangeSet',
    'cloudformation:ImportStacksToStackSet',
    'cloudformation:RollbackStack',
    'cloudformation:SetStackPolicy',
    'cloudformation:UpdateStack',
    'cloudformation:UpdateTerminationProtection',
    'codebuild:StartBuild',
    'codedeploy:CreateDeployment',
    'codepipeline:StartPipelineExecution',
    'ec2-instance-connect:SendSSHPublicKey',
    'organizations:LeaveOrganization',
    'rolesanywhere:CreateTrustAnchor',
    'servicecatalog:ProvisionProduct',
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

describe('the document', () => {
  const longest = {
    prefix: 'strongroom-twenty-characters-xx-',
    residency: Array.from({ length: 5 }, () => 'ap-southeast-1'),
  };

  test.each(['us-gov-west-1', 'cn-northwest-1'])('fits a managed policy at its longest in %s', (region) => {
    const stack = testStack({ account: '123456789012', region });
    const document = { Version: '2012-10-17', Statement: statements(longest, stack) };
    expect(JSON.stringify(document).length).toBeLessThanOrEqual(6144);
  });

  test('has no longer one', () => {
    expect(() => statements({ prefix: `${longest.prefix}x` })).toThrow(/prefix: got .*; 2 to 32 letters/);
    expect(() => statements({ residency: [...longest.residency, 'eu-west-1'] })).toThrow(/one region, and at most 5/);
  });

  test("cuts the stack's name to what it has room for", () => {
    const stack = testStack(ENVIRONMENT, 'A-stack-with-a-name-of-more-than-32-characters');
    const { policy } = new WorkloadBoundary(stack, 'Boundary');
    const [pass] = stack.resolve(policy.document).Statement.filter(({ Sid }: Statement) => Sid === 'PassRoles');
    expect(pass.Resource).toBe(`${ROLES}A-stack-with-a-name-of-more-than*`);
  });
});

describe("the baseline's own roles", () => {
  const [declared] = environments;
  if (!declared) throw new Error('no environment');
  const [environment] = parseEnvironments([declared]) as [ParsedEnvironment];
  const stage = new CustomerDataBaseline(testApp(), environment.name, { ...environment, account: '123456789012' });
  const templates = stage.node.children.filter(Stack.isStack).map((stack) => Template.fromStack(stack).toJSON());
  const resources = templates.flatMap(({ Resources }) => Object.entries<CfnResource>(Resources));
  const policies = resources.filter(([id]) => !id.startsWith('Boundary')).flatMap(([id, resource]) => documentsOf(id, resource));
  const granted = policies.flatMap(([id, document]) =>
    document.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) =>
      [Action ?? []].flat().map((a) => [id, a]),
    ),
  );

  test('are there', () => {
    expect(new Set(granted.map(([id]) => id)).size).toBeGreaterThanOrEqual(8);
  });

  test('keep every action that they are granted, where it touches no control', () => {
    const refused = granted.filter(([id, action]) => {
      const context = {
        ...HERE,
        ...(id?.includes('SecurityAdministrator') && KEY_ADMINISTRATOR),
        'kms:ScheduleKeyDeletionPendingWindowInDays': '30',
        'kms:GrantIsForAWSResource': 'true',
      };
      return evaluate(statements(), { action: action ?? '', context }) !== 'allowed';
    });
    expect(refused).toEqual([]);
  });
});

interface CfnResource {
  readonly Type: string;
  readonly Properties?: {
    readonly PolicyDocument?: Document;
    readonly Policies?: readonly { readonly PolicyDocument: Document }[];
  };
}

interface Document {
  readonly Statement: readonly Statement[];
}

function documentsOf(id: string, { Type, Properties }: CfnResource): (readonly [string, Document])[] {
  if (!/^AWS::IAM::(ManagedPolicy|Policy|Role)$/.test(Type)) return [];
  const own = Properties?.PolicyDocument ? [Properties.PolicyDocument] : [];
  const inline = Properties?.Policies?.map(({ PolicyDocument }) => PolicyDocument) ?? [];
  return [...own, ...inline].map((document) => [id, document]);
}

test('passes both packs where it bounds a role, without an exception', () => {
  const stack = testStack();
  const { policy } = new WorkloadBoundary(stack, 'Boundary').serve(stack);
  new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  expect(findings(stack)).toEqual([]);
  const excepted = policy.node.metadata.filter(({ type }) => type === EXCEPTION_METADATA).map(({ data }) => data.rule);
  expect(excepted).toEqual([]);
});

test('a policy that grants everything is found', () => {
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

test('names every region and prefix that is wrong', () => {
  const make = () =>
    new WorkloadBoundary(testStack(), 'Boundary', {
      residency: ['eu-central-1', 'eu-centrl-1'],
      prefix: '*',
    });
  expect(make).toThrow(InvalidInputError);
  expect(make).toThrow(
    [
      "workload boundary 'Test/Boundary' is not valid:",
      "  - residency[1]: got 'eu-centrl-1'; a region's code, such as 'eu-central-1'; did you mean 'eu-central-1' or 'eu-central-2'?",
      "  - prefix: got '*'; 2 to 32 letters, digits and hyphens, first a letter, such as 'orders-dev-'",
    ].join('\n'),
  );
});
