import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListGrantsCommand,
  NotFoundException,
} from '@aws-sdk/client-kms';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import 'aws-sdk-client-mock-jest';

const POLICY = { Version: '2012-10-17', Statement: [] };
const PERSONAL = 'arn:aws:kms:eu-central-1:123456789012:key/personal';
const SIGNING = 'arn:aws:kms:eu-central-1:123456789012:key/signing';

const kms = mockClient(KMSClient);
const ssm = mockClient(SSMClient);
const bus = mockClient(EventBridgeClient);
type Handler = typeof import('../../../lambda/key-check/index');
let handler: Handler['handler'];
let stdout: string[];

beforeAll(() => {
  Object.assign(process.env, {
    ENVIRONMENT: 'prod',
    DECLARATION_PATH: '/strongroom/prod/keys',
    EVENT_BUS_NAME: 'findings',
    KEYS: JSON.stringify({
      personal: { keyId: PERSONAL, existing: false },
      signing: { keyId: SIGNING, existing: false },
    }),
    AWS_REGION: 'eu-central-1',
    // Prints by the global console, which a test can listen to; that alone would switch metrics off.
    POWERTOOLS_DEV: 'true',
    POWERTOOLS_METRICS_DISABLED: 'false',
  });
  // Once the environment is set, as Lambda does: jest can't take an `import()`.
  ({ handler } = require('../../../lambda/key-check/index') as Handler);
});

beforeEach(() => {
  for (const client of [kms, ssm, bus]) client.reset();
  stdout = [];
  for (const method of ['log', 'info', 'warn'] as const) {
    jest.spyOn(console, method).mockImplementation((...line: unknown[]) => {
      stdout.push(line.join(' '));
    });
  }
  ssm
    .on(GetParametersByPathCommand, { Path: '/strongroom/prod/keys' })
    .resolves({ Parameters: [parameter('personal', PERSONAL, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT', 365)], NextToken: 'more' })
    .on(GetParametersByPathCommand, { Path: '/strongroom/prod/keys', NextToken: 'more' })
    .resolves({ Parameters: [parameter('signing', SIGNING, 'ECC_NIST_P256', 'SIGN_VERIFY', null)] });
  kms
    .on(DescribeKeyCommand, { KeyId: PERSONAL })
    .resolves({
      KeyMetadata: { KeyId: PERSONAL, KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT', KeyState: 'Enabled' },
    })
    .on(DescribeKeyCommand, { KeyId: SIGNING })
    .resolves({ KeyMetadata: { KeyId: SIGNING, KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', KeyState: 'Enabled' } })
    .on(GetKeyRotationStatusCommand)
    .resolves({ KeyRotationEnabled: true, RotationPeriodInDays: 365 })
    .on(GetKeyPolicyCommand)
    .resolves({ Policy: JSON.stringify(POLICY) })
    .on(ListGrantsCommand)
    .resolves({ Grants: [] });
  bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [] });
});

function parameter(purpose: string, keyId: string, keySpec: string, keyUsage: string, rotationDays: number | null) {
  const Value = JSON.stringify({ purpose, keyId, keySpec, keyUsage, rotationDays, policy: POLICY });
  return { Name: `/strongroom/prod/keys/${purpose}`, Value };
}

/** The one metric line, in CloudWatch's embedded metric format. */
function metrics(): Record<string, unknown> {
  const lines = stdout.filter((line) => line.includes('"_aws"'));
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
}

test('reads every page of declarations, and of each key what was declared of it', async () => {
  expect(await handler({})).toEqual({ checked: 2, findings: 0 });
  expect(ssm).toHaveReceivedCommandTimes(GetParametersByPathCommand, 2);
  expect(kms).toHaveReceivedCommandTimes(DescribeKeyCommand, 2);
  expect(kms).toHaveReceivedCommandTimes(GetKeyPolicyCommand, 2);
  expect(kms).toHaveReceivedCommandWith(GetKeyPolicyCommand, { KeyId: SIGNING, PolicyName: 'default' });
  // Of a key that KMS doesn't rotate, asking is an error.
  expect(kms).toHaveReceivedCommandTimes(GetKeyRotationStatusCommand, 1);
  expect(kms).toHaveReceivedCommandWith(GetKeyRotationStatusCommand, { KeyId: PERSONAL });
});

test('sends nothing when nothing is wrong, and measures that it ran', async () => {
  await handler({ source: 'aws.events', 'detail-type': 'Scheduled Event', id: 'any', detail: {} });
  expect(bus).not.toHaveReceivedCommand(PutEventsCommand);
  expect(metrics()).toMatchObject({
    _aws: { CloudWatchMetrics: [{ Namespace: 'Strongroom', Dimensions: [['environment']] }] },
    environment: 'prod',
    KeysChecked: 2,
    KeyFindings: 0,
  });
});

test('sends what is wrong to the bus, measures it and logs it', async () => {
  kms.on(DescribeKeyCommand, { KeyId: PERSONAL }).rejects(new NotFoundException({ message: 'gone', $metadata: {} }));
  expect(await handler({})).toEqual({ checked: 2, findings: 1 });
  const detail = {
    version: 1,
    environment: 'prod',
    severity: 'CRITICAL',
    purpose: 'personal',
    keyId: PERSONAL,
    rule: 'missing',
    got: 'no such key',
    declared: 'a key',
  };
  expect(bus).toHaveReceivedCommandTimes(PutEventsCommand, 1);
  expect(bus).toHaveReceivedCommandWith(PutEventsCommand, {
    Entries: [
      {
        Source: 'strongroom.keys',
        DetailType: 'Key Check Finding',
        Resources: [PERSONAL],
        EventBusName: 'findings',
        Time: expect.any(Date) as unknown as Date,
        Detail: JSON.stringify(detail),
      },
    ],
  });
  expect(metrics()).toMatchObject({ KeyFindings: 1 });
  expect(stdout.filter((line) => line.includes('key differs from its declaration'))).toHaveLength(1);
});

test('asks nothing more of a key that is gone', async () => {
  kms.on(DescribeKeyCommand).rejects(new NotFoundException({ message: 'gone', $metadata: {} }));
  await handler({});
  expect(kms).not.toHaveReceivedCommand(GetKeyPolicyCommand);
  expect(kms).not.toHaveReceivedCommand(GetKeyRotationStatusCommand);
});

test('a second run finds the same again', async () => {
  kms.on(DescribeKeyCommand, { KeyId: PERSONAL }).rejects(new NotFoundException({ message: 'gone', $metadata: {} }));
  expect(await handler({})).toEqual(await handler({}));
  const [first, second] = bus.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries?.[0]?.Detail);
  expect(first).toBe(second);
});

test('puts again what the bus did not take', async () => {
  kms.on(DescribeKeyCommand, { KeyId: PERSONAL }).resolves({ KeyMetadata: { KeyId: PERSONAL, KeyState: 'Disabled' } });
  bus
    .on(PutEventsCommand)
    .resolvesOnce({ FailedEntryCount: 1, Entries: [{ EventId: 'taken' }, { ErrorCode: 'ThrottlingException' }] })
    .resolves({ FailedEntryCount: 0, Entries: [] });
  expect(await handler({})).toMatchObject({ findings: 2 });
  const sent = bus
    .commandCalls(PutEventsCommand)
    .map(({ args }) => args[0].input.Entries?.map(({ Detail }) => JSON.parse(Detail ?? '').rule));
  expect(sent).toEqual([['disabled', 'wrong-kind'], ['wrong-kind']]);
});

test('finds keys whose declarations were deleted', async () => {
  ssm.on(GetParametersByPathCommand).resolves({ Parameters: [] });
  expect(await handler({})).toEqual({ checked: 2, findings: 2 });
  const [sent] = bus.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries ?? []);
  expect(sent?.map(({ Detail }) => JSON.parse(Detail ?? ''))).toMatchObject([
    { rule: 'undeclared', purpose: 'personal', keyId: PERSONAL, got: 'no parameter' },
    { rule: 'undeclared', purpose: 'signing', keyId: SIGNING, got: 'no parameter' },
  ]);
});

test('reads every page of grants, with what they are limited to', async () => {
  const granted = (GrantId: string, context: object) => ({
    GrantId,
    GranteePrincipal: 'arn:aws:iam::123456789012:role/Reader',
    Operations: ['Decrypt' as const],
    Constraints: context,
  });
  kms
    .on(ListGrantsCommand, { KeyId: PERSONAL })
    .resolves({
      Grants: [
        granted('first', { EncryptionContextEquals: { 'aws:lambda:FunctionArn': 'arn' } }),
        granted('second', { EncryptionContextSubset: { 'aws:lambda:FunctionArn': 'arn' } }),
        { GrantId: 'third', GranteeServicePrincipal: 'rds.amazonaws.com', Operations: ['Decrypt'] },
      ],
      NextMarker: 'more',
      Truncated: true,
    })
    .on(ListGrantsCommand, { KeyId: PERSONAL, Marker: 'more' })
    .resolves({ Grants: [granted('fourth', {})] });
  expect(await handler({})).toEqual({ checked: 2, findings: 1 });
  const [sent] = bus.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries ?? []);
  expect(sent?.map(({ Detail }) => JSON.parse(Detail ?? ''))).toMatchObject([
    { rule: 'unexpected-grant', keyId: PERSONAL, got: 'arn:aws:iam::123456789012:role/Reader: Decrypt (fourth)' },
  ]);
});

test('fails when the declarations cannot be read', async () => {
  ssm.on(GetParametersByPathCommand).rejects(new Error('no way to SSM'));
  await expect(handler({})).rejects.toThrow('no way to SSM');
});

test.each([[undefined], [null], ['run'], [{ source: 'aws.s3', 'detail-type': 'Scheduled Event' }], [{ keyId: 'mine' }]])(
  'refuses to be called with %j, and does nothing',
  async (event) => {
    await expect(handler(event)).rejects.toThrow(/^event: must be a scheduled event of EventBridge .* or \{\}$/);
    expect(ssm).not.toHaveReceivedCommand(GetParametersByPathCommand);
  },
);
