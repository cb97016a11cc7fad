import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import { EXISTING_METADATA, Existing } from '../../../lib/existing';
import { ManagedInstanceProfile } from '../../../lib/network/remote-access/managed-instance-profile';
import { SessionManagerLogging, type SessionManagerLoggingProps } from '../../../lib/network/remote-access/session-manager';
import { testStack } from '../../support/app';
import { resourcesOf } from '../support';
import { documentsOf, everyFinding, faultsOf, networkFor, textOf } from './support';

describe('sessions', () => {
  const stack = testStack();
  new SessionManagerLogging(stack, 'Sessions');
  const [logs] = resourcesOf(stack, 'AWS::Logs::LogGroup');

  test('are logged at once, encrypted, ended, and run as whom a tag names, in all of the region', () => {
    expect(documentsOf(stack, 'AWS::SSM::Document')).toEqual([
      {
        path: 'Test/Sessions/Resource',
        type: 'AWS::SSM::Document',
        properties: {
          Name: 'SSM-SessionManagerRunShell',
          DocumentType: 'Session',
          DocumentFormat: 'JSON',
          UpdateMethod: 'NewVersion',
          Content: {
            schemaVersion: '1.0',
            description: 'How sessions are held in this region: logged, encrypted, ended',
            sessionType: 'Standard_Stream',
            inputs: {
              cloudWatchLogGroupName: { Ref: logs?.id },
              cloudWatchEncryptionEnabled: true,
              cloudWatchStreamingEnabled: true,
              s3BucketName: '',
              s3KeyPrefix: '',
              s3EncryptionEnabled: true,
              kmsKeyId: { 'Fn::GetAtt': [keyOf(stack, 'secrets'), 'Arn'] },
              runAsEnabled: true,
              runAsDefaultUser: '',
              idleSessionTimeout: '15',
              maxSessionDuration: '60',
              shellProfile: { linux: '', windows: '' },
            },
          },
        },
      },
    ]);
  });

  test('are kept for a year, under the key for logs', () => {
    expect(logs?.properties).toEqual({
      KmsKeyId: { 'Fn::GetAtt': [keyOf(stack, 'logs'), 'Arn'] },
      RetentionInDays: 365,
      Tags: [
        { Key: 'strongroom:asset', Value: 'session-logs' },
        { Key: 'strongroom:category', Value: 'internal' },
        { Key: 'strongroom:owner', Value: 'strongroom' },
      ],
    });
  });

  test('break no rule', () => {
    expect(everyFinding(stack)).toEqual([]);
  });

  test('run as an account that is named, and end when somebody says', () => {
    expect(inputsOf({ runAs: 'operator', idleTimeout: Duration.minutes(5), maximumDuration: Duration.hours(2) })).toMatchObject({
      runAsEnabled: true,
      runAsDefaultUser: 'operator',
      idleSessionTimeout: '5',
      maxSessionDuration: '120',
    });
  });

  test.each(['cn-north-1', undefined])('in %s, they are held the same', (region) => {
    const other = testStack(region === undefined ? {} : { account: '123456789012', region });
    const sessions = new SessionManagerLogging(other, 'Sessions');
    new ManagedInstanceProfile(other, 'Instances', { vpc: networkFor(other).vpc, sessions });
    expect(documentsOf(other, 'AWS::SSM::Document')).toHaveLength(1);
    expect(textOf(other)).not.toContain('arn:aws:logs');
    expect(everyFinding(other)).toEqual([]);
  });
});

describe('preferences that somebody else sets', () => {
  const stack = testStack();
  const sessions = new SessionManagerLogging(stack, 'Sessions', { existing: Existing.by("the platform team's baseline") });
  new ManagedInstanceProfile(stack, 'Instances', { vpc: networkFor(stack).vpc, sessions });

  test('are not made, and the construct says who does', () => {
    expect(documentsOf(stack, 'AWS::SSM::Document', 'AWS::Logs::LogGroup', 'AWS::KMS::Key')).toEqual([]);
    expect(sessions.node.metadata.filter(({ type }) => type === EXISTING_METADATA).map(({ data }) => data)).toEqual([
      { what: 'preferences of Session Manager', providedBy: "the platform team's baseline", rules: [] },
    ]);
  });

  test('leave to instances what sessions take everywhere', () => {
    expect(statementsOf(stack).map(({ Sid }) => Sid)).toEqual(['HoldSessions']);
  });
});

describe('an instance that is administered by sessions', () => {
  const stack = testStack();
  const sessions = new SessionManagerLogging(stack, 'Sessions');
  const instances = new ManagedInstanceProfile(stack, 'Instances', { vpc: networkFor(stack).vpc, sessions });
  const here = { StringEquals: { 'aws:SourceVpc': 'vpc-0aaaaaaaaaaaaaaa0' } };

  test('may hold sessions, log and decrypt them, from within the VPC, and nothing else', () => {
    expect(statementsOf(stack)).toEqual([
      {
        Sid: 'HoldSessions',
        Effect: 'Allow',
        Action: [
          'ssm:UpdateInstanceInformation',
          'ssmmessages:CreateControlChannel',
          'ssmmessages:CreateDataChannel',
          'ssmmessages:OpenControlChannel',
          'ssmmessages:OpenDataChannel',
        ],
        Resource: '*',
        Condition: here,
      },
      {
        Sid: 'LogSessions',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        Resource: {
          'Fn::Join': [
            '',
            [
              'arn:aws:logs:eu-central-1:123456789012:log-group:',
              { Ref: resourcesOf(stack, 'AWS::Logs::LogGroup')[0]?.id },
              ':*',
            ],
          ],
        },
        Condition: here,
      },
      { Sid: 'FindLog', Effect: 'Allow', Action: 'logs:DescribeLogGroups', Resource: '*', Condition: here },
      {
        Sid: 'DecryptSessions',
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: { 'Fn::GetAtt': [keyOf(stack, 'secrets'), 'Arn'] },
        Condition: { ...here, Null: { 'kms:EncryptionContext:aws:ssm:SessionId': 'false' } },
      },
    ]);
  });

  test('is trusted as an instance, and has no other policy', () => {
    expect(documentsOf(stack, 'AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::InstanceProfile')).toEqual([
      {
        path: 'Test/Instances/Role/Resource',
        type: 'AWS::IAM::Role',
        properties: {
          Description: 'Instances that are administered by sessions',
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
          },
        },
      },
      {
        path: 'Test/Instances/Resource/Resource',
        type: 'AWS::IAM::InstanceProfile',
        properties: { Roles: [{ Ref: resourcesOf(stack, 'AWS::IAM::Role')[0]?.id }] },
      },
    ]);
  });

  test('breaks no rule', () => {
    expect(everyFinding(stack)).toEqual([]);
  });

  test('would be seen to do more: a parameter of anyone, every key', () => {
    const policy = instances.role.node.findChild('Sessions').node.defaultChild;
    if (!(policy instanceof CfnManagedPolicy)) throw new Error('no policy of its own');
    policy.policyDocument = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['ssm:GetParameter', 'kms:Decrypt'], Resource: '*' }],
    };
    expect(everyFinding(stack)).toContain('Test/Instances/Role/Sessions/Resource: WildcardsConfined');
  });
});

describe('bad input', () => {
  test('is refused with every fault at once', () => {
    expect(
      faultsOf(
        () =>
          new SessionManagerLogging(testStack(), 'Sessions', {
            runAs: 'root',
            idleTimeout: Duration.seconds(90),
            maximumDuration: Duration.days(1),
          }),
      ),
    ).toEqual([
      `runAs: got 'root'; an account of the operating system, never root: lower-case letters, digits, '_' and '-', at most 32`,
      `idleTimeout: got '1.5 minutes'; whole minutes, 1 to 60, as Duration.minutes(...)`,
      `maximumDuration: got '1440 minutes'; whole minutes, 1 to 480, as Duration.minutes(...)`,
    ]);
  });

  test.each(['', 'Admin', 'a b', '$(id)', 'x'.repeat(33)])('no session runs as %j', (runAs) => {
    expect(faultsOf(() => new SessionManagerLogging(testStack(), 'Sessions', { runAs }))).toHaveLength(1);
  });
});

function inputsOf(props: SessionManagerLoggingProps): unknown {
  const stack = testStack();
  new SessionManagerLogging(stack, 'Sessions', props);
  return resourcesOf(stack, 'AWS::SSM::Document')[0]?.properties.Content.inputs;
}

function statementsOf(stack: Stack): { Sid: string }[] {
  return resourcesOf(stack, 'AWS::IAM::ManagedPolicy').flatMap(({ properties }) => properties.PolicyDocument.Statement);
}

function keyOf(stack: Stack, purpose: string): string | undefined {
  return resourcesOf(stack, 'AWS::KMS::Key').find(({ path }) => path.includes(`/KeyHierarchy/${purpose}/`))?.id;
}
