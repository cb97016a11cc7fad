import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus, Schedule } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { Rule } from '../../lambda/key-check/finding';
import { toEvent } from '../../lambda/key-check/publish';
import { AlarmTopic } from '../../lib/detection/alarm-topic';
import { KeyCheck, type KeyCheckProps } from '../../lib/detection/key-check';
import { KeyHierarchy } from '../../lib/keys/key-hierarchy';
import { KeyPurpose } from '../../lib/keys/key-purpose';
import { SegmentedVpc, SubnetTier } from '../../lib/network/segmented-vpc';
import { ENVIRONMENT, testApp, testStack } from '../support/app';

interface Baseline {
  readonly stack: Stack;
  readonly template: Template;
}

/** The check in a stack of its own, its keys and its network in others, as in the baseline. */
function baseline(props: KeyCheckProps = {}, env = ENVIRONMENT): Baseline {
  const app = testApp();
  const stackOf = (id: string) => new Stack(app, id, { env });
  new KeyHierarchy(stackOf('Keys'), 'Keys', { environmentName: 'prod' }).serve(app);
  const network = new SegmentedVpc(stackOf('Network'), 'Network');
  const stack = stackOf('Detection');
  new AlarmTopic(stack, 'Alarms').serve(app);
  new KeyCheck(stack, 'KeyCheck', { vpc: network.vpc, subnets: network.tier(SubnetTier.APPLICATION), ...props });
  return { stack, template: Template.fromStack(stack) };
}

/** The check alone in a plain stack. */
function alone(props: KeyCheckProps = {}): Baseline {
  const stack = testStack();
  new KeyCheck(stack, 'KeyCheck', props);
  return { stack, template: Template.fromStack(stack) };
}

/** Where a template names a construct of ours: `{ Fn::GetAtt: [KeyCheckBus..., Arn] }`. */
function arnOf(logicalIdStart: string): object {
  return { 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${logicalIdStart}[0-9A-F]{8}$`)), 'Arn'] };
}

function keyOf(purpose: string): object {
  return { 'Fn::ImportValue': expect.stringMatching(new RegExp(`^Keys:ExportsOutputFnGetAttKeys${purpose}[0-9A-F]{8}Arn`)) };
}

/** The keys that the function is told of, each ARN as what it is imported or taken from. */
function told(of: Template): Record<string, unknown> {
  const [check] = Object.values(of.findResources('AWS::Lambda::Function', { Properties: { ReservedConcurrentExecutions: 1 } }));
  const parts: unknown[] = check?.['Properties'].Environment.Variables.KEYS['Fn::Join'][1];
  return JSON.parse(
    parts.map((part) => (typeof part === 'string' ? part : Object.values(Object(part)).flat().join('.'))).join(''),
  );
}

const { stack, template } = baseline();

describe('the handler’s whole policy', () => {
  const NETWORK = [
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:UnassignPrivateIpAddresses',
  ];
  const allow = (Sid: string, Action: string | string[], Resource: unknown) => ({ Sid, Effect: 'Allow', Action, Resource });

  test('in the VPC', () => {
    const [policy, ...others] = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
    expect(others).toEqual([]);
    expect(policy?.['Properties'].PolicyDocument.Statement).toEqual([
      allow(
        'ReadKeys',
        ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:ListGrants'],
        [
          'backup',
          'internal',
          'logs',
          'messaging',
          'personal',
          'pseudonyms',
          'public',
          'secrets',
          'sensitivepersonal',
          'signing',
        ].map(keyOf),
      ),
      allow(
        'ReadDeclaredStates',
        'ssm:GetParametersByPath',
        'arn:aws:ssm:eu-central-1:123456789012:parameter/strongroom/prod/keys',
      ),
      allow('ReportFindings', 'events:PutEvents', arnOf('KeyCheckBus')),
      allow('WriteLogs', ['logs:CreateLogStream', 'logs:PutLogEvents'], arnOf('KeyCheckFunctionLogs')),
      allow('TellFailures', 'sns:Publish', { Ref: expect.stringMatching(/^Alarms[0-9A-F]{8}$/) }),
      allow('EncryptFailures', ['kms:Decrypt', 'kms:GenerateDataKey'], keyOf('messaging')),
      allow('Trace', ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '*'),
      allow('DecryptVariables', 'kms:Decrypt', keyOf('secrets')),
      allow('AttachToNetwork', NETWORK, '*'),
      {
        Sid: 'NeverFromTheCode',
        Effect: 'Deny',
        Action: NETWORK,
        Resource: '*',
        Condition: { ArnLike: { 'lambda:SourceFunctionArn': 'arn:aws:lambda:eu-central-1:123456789012:function:*' } },
      },
    ]);
  });

  test('is all that its role has', () => {
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.resourcePropertiesCountIs(
      'AWS::IAM::Role',
      { ManagedPolicyArns: [{ Ref: Match.stringLikeRegexp('^KeyCheckFunctionPolicy') }], Policies: Match.absent() },
      1,
    );
  });

  test('outside of a VPC: nothing about networks', () => {
    expect(JSON.stringify(alone().template.findResources('AWS::IAM::ManagedPolicy'))).not.toContain('ec2:');
  });

  test('covers keys that are made after the check', () => {
    const late = testStack();
    new KeyCheck(late, 'KeyCheck');
    KeyHierarchy.of(late).key(KeyPurpose.SENSITIVE_PERSONAL);
    Template.fromStack(late).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'ReadKeys',
            Resource: Match.arrayWith([{ 'Fn::GetAtt': [Match.stringLikeRegexp('KeyHierarchysensitivepersonal'), 'Arn'] }]),
          }),
        ]),
      },
    });
  });
});

describe('the function', () => {
  test('runs one at a time, in the application tier, its variables encrypted, traced, what it fails on told', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      ReservedConcurrentExecutions: 1,
      Timeout: 120,
      KmsKeyArn: { 'Fn::ImportValue': Match.stringLikeRegexp('Keyssecrets') },
      DeadLetterConfig: { TargetArn: { Ref: Match.stringLikeRegexp('^Alarms') } },
      TracingConfig: { Mode: 'Active' },
      Environment: {
        Variables: {
          ENVIRONMENT: 'prod',
          DECLARATION_PATH: '/strongroom/prod/keys',
          EVENT_BUS_NAME: { Ref: Match.stringLikeRegexp('^KeyCheckBus') },
          KEYS: Match.anyValue(),
        },
      },
      VpcConfig: {
        SubnetIds: Array.from({ length: 3 }, () => ({ 'Fn::ImportValue': Match.stringLikeRegexp('applicationSubnet') })),
        SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^KeyCheckFunctionSecurityGroup'), 'GroupId'] }],
      },
    });
  });

  test('is told which keys there are, whatever the parameters say', () => {
    const keys = told(template);
    expect(Object.keys(keys)).toEqual(Object.values(KeyPurpose).sort());
    for (const [purpose, key] of Object.entries(keys)) {
      expect(key).toEqual({ keyId: expect.stringContaining(`Keys${purpose.replaceAll('-', '')}`), existing: false });
    }
  });

  test('is told of keys that are made after the check, and of those that were there before', () => {
    const late = testStack();
    const arn = 'arn:aws:kms:eu-central-1:210987654321:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const existing = { [KeyPurpose.PERSONAL]: Key.fromKeyArn(late, 'Existing', arn) };
    const keys = new KeyHierarchy(late, 'Keys', { purposes: [], existing }).serve(late);
    new KeyCheck(late, 'KeyCheck');
    keys.key(KeyPurpose.PERSONAL);
    expect(told(Template.fromStack(late))).toMatchObject({
      logs: { existing: false },
      personal: { keyId: arn, existing: true },
    });
  });

  test('reaches HTTPS inside the VPC, and nothing else; nothing reaches it', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupEgress: [
        {
          CidrIp: { 'Fn::ImportValue': Match.stringLikeRegexp('CidrBlock') },
          Description: 'HTTPS to the interface endpoints',
          FromPort: 443,
          ToPort: 443,
          IpProtocol: 'tcp',
        },
      ],
      SecurityGroupIngress: Match.absent(),
    });
  });

  test('logs under the key for logs, for a year', () => {
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 365, KmsKeyId: { 'Fn::ImportValue': Match.stringLikeRegexp('Keyslogs') } },
      DeletionPolicy: 'Retain',
    });
  });

  test('where there is no arm64, it runs on x86', () => {
    const isolated = baseline({}, { account: '123456789012', region: 'us-iso-east-1' }).template;
    isolated.hasResourceProperties('AWS::Lambda::Function', { Architectures: ['x86_64'] });
  });
});

describe('runs', () => {
  test('once a day, tried again, and kept when it can’t be started', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 day)',
      State: 'ENABLED',
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^KeyCheckFunction'), 'Arn'] },
          RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 7200 },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AlarmsDeadLetters'), 'Arn'] } },
        },
      ],
    });
  });

  test('as often as asked', () => {
    baseline({ schedule: Schedule.rate(Duration.hours(1)) }).template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 hour)',
    });
  });

  test('only by its schedule', () => {
    template.resourceCountIs('AWS::Lambda::Permission', 1);
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^KeyCheckSchedule'), 'Arn'] },
    });
  });
});

describe('findings', () => {
  test('go to a bus of its own, encrypted, that keeps what it can’t deliver', () => {
    template.hasResourceProperties('AWS::Events::EventBus', {
      KmsKeyIdentifier: { 'Fn::ImportValue': Match.stringLikeRegexp('Keysmessaging') },
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AlarmsDeadLetters'), 'Arn'] } },
    });
  });

  test('go on to the alarm topic', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: { Ref: Match.stringLikeRegexp('^KeyCheckBus') },
      EventPattern: { source: ['strongroom.keys'], 'detail-type': ['Key Check Finding'] },
      Targets: [
        Match.objectLike({
          Arn: { Ref: Match.stringLikeRegexp('^Alarms') },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AlarmsDeadLetters'), 'Arn'] } },
        }),
      ],
    });
  });

  test('are what the handler sends', () => {
    const finding = {
      rule: Rule.DISABLED,
      severity: 'HIGH',
      purpose: 'logs',
      keyId: 'arn',
      got: 'Disabled',
      declared: 'Enabled',
    } as const;
    const { Source, DetailType } = toEvent(finding, 'prod', 'bus', new Date(0));
    template.hasResourceProperties('AWS::Events::Rule', { EventPattern: { source: [Source], 'detail-type': [DetailType] } });
  });

  test('can go to a bus that exists already', () => {
    const own = testStack();
    new KeyCheck(own, 'KeyCheck', { bus: EventBus.fromEventBusName(own, 'Bus', 'security') });
    const made = Template.fromStack(own);
    made.resourceCountIs('AWS::Events::EventBus', 0);
    made.hasResourceProperties('AWS::Events::Rule', { EventBusName: 'security' });
  });
});

describe('alarms', () => {
  test.each([
    ['Keys differ from their declared state', 'Strongroom', 'KeyFindings', 'GreaterThanOrEqualToThreshold', 1, 'ignore'],
    ['The key check failed', 'AWS/Lambda', 'Errors', 'GreaterThanOrEqualToThreshold', 1, 'notBreaching'],
    [
      'An event or a notice was not delivered',
      'AWS/SQS',
      'ApproximateNumberOfMessagesVisible',
      'GreaterThanOrEqualToThreshold',
      1,
      'notBreaching',
    ],
    ['The key check has not run for a day', 'AWS/Lambda', 'Invocations', 'LessThanThreshold', 25, 'breaching'],
  ])('%s', (AlarmDescription, Namespace, MetricName, ComparisonOperator, EvaluationPeriods, TreatMissingData) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription,
      Namespace,
      MetricName,
      ComparisonOperator,
      EvaluationPeriods,
      TreatMissingData,
      Threshold: 1,
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^Alarms') }],
    });
  });

  test('for findings watch the dimension that the handler measures', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'KeyFindings',
      Dimensions: [{ Name: 'environment', Value: 'prod' }],
    });
  });
});

describe('the packs', () => {
  const findings = (of: Stack) =>
    [new AwsSolutionsChecks(), new NIST80053R5Checks()].flatMap((pack) =>
      pack
        .validateScope(of.node.findChild('KeyCheck'))
        .violations.flatMap(({ ruleName, violatingResources }) =>
          violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
        ),
    );

  test('find the wildcard that a VPC and tracing need, which WildcardsConfined passes', () => {
    expect(findings(stack)).toEqual(['AwsSolutions-IAM5[Resource::*] Detection/KeyCheck/Function/Policy/Resource']);
  });

  test('find a function outside of any VPC, and no more', () => {
    expect(findings(alone().stack)).toEqual([
      'AwsSolutions-IAM5[Resource::*] Test/KeyCheck/Function/Policy/Resource',
      'NIST.800.53.R5-LambdaInsideVPC Test/KeyCheck/Function/Resource/Resource',
    ]);
  });
});

test('synthesizes in China without a name of another partition', () => {
  const { template: china } = baseline({}, { account: '123456789012', region: 'cn-north-1' });
  expect(JSON.stringify(china.toJSON())).not.toMatch(/arn:aws:|eu-central-1/);
});
