import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import { type KeyPolicyProps, keyPolicy } from '../../lib/keys/key-policy';
import { KeyPurpose } from '../../lib/keys/key-purpose';
import { ENVIRONMENT, testApp, testStack } from '../support/app';

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: Readonly<Record<string, string | string[]>>;
  readonly Action: string | string[];
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
}

const STAY: KeyPolicyProps = { multiRegion: false, disposable: false };
const ROOT = { AWS: 'arn:aws:iam::123456789012:root' };
const ADMINISTRATOR = 'arn:aws:iam::123456789012:role/KeyAdministrator';
const SYMMETRIC_ADMINISTRATION = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];
const SYMMETRIC_USE = [
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

function statements(purpose: KeyPurpose, props: KeyPolicyProps = STAY, stack: Stack = testStack()): Statement[] {
  return stack.resolve(keyPolicy(stack, purpose, props)).Statement;
}

function statement(purpose: KeyPurpose, sid: string, props?: KeyPolicyProps, stack?: Stack): Statement {
  const found = statements(purpose, props, stack).find(({ Sid }) => Sid === sid);
  if (!found) throw new Error(`no statement ${sid} for ${purpose}`);
  return found;
}

function actions({ Action }: Statement): string[] {
  return [Action].flat();
}

const CATEGORIES = [KeyPurpose.PUBLIC, KeyPurpose.INTERNAL, KeyPurpose.PERSONAL, KeyPurpose.SENSITIVE_PERSONAL];

describe('a key for stores', () => {
  test.each(CATEGORIES)('%s: is managed without use, and used through stores alone', (purpose) => {
    expect(statements(purpose)).toEqual([
      { Sid: 'Administration', Effect: 'Allow', Principal: ROOT, Action: SYMMETRIC_ADMINISTRATION, Resource: '*' },
      {
        Sid: 'UseThroughServices',
        Effect: 'Allow',
        Principal: ROOT,
        Action: SYMMETRIC_USE,
        Resource: '*',
        Condition: {
          StringEquals: {
            'kms:CallerAccount': '123456789012',
            'kms:ViaService': [
              's3.eu-central-1.amazonaws.com',
              'dynamodb.eu-central-1.amazonaws.com',
              'rds.eu-central-1.amazonaws.com',
            ],
          },
        },
      },
      {
        Sid: 'GrantToServices',
        Effect: 'Allow',
        Principal: ROOT,
        Action: 'kms:CreateGrant',
        Resource: '*',
        Condition: {
          Bool: { 'kms:GrantIsForAWSResource': 'true' },
          StringEquals: {
            'kms:CallerAccount': '123456789012',
            'kms:ViaService': ['dynamodb.eu-central-1.amazonaws.com', 'rds.eu-central-1.amazonaws.com'],
          },
        },
      },
    ]);
  });
});

describe('the key for logs', () => {
  test('is used by those who write logs, each for this account alone', () => {
    const services = statements(KeyPurpose.LOGS).filter(({ Principal }) => 'Service' in Principal);
    expect(services).toEqual([
      {
        Sid: 'EncryptLogGroups',
        Effect: 'Allow',
        Principal: { Service: 'logs.eu-central-1.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        Resource: '*',
        Condition: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-central-1:123456789012:log-group:*' },
        },
      },
      {
        Sid: 'EncryptTrails',
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 'kms:GenerateDataKey*',
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:SourceAccount': '123456789012' },
          ArnLike: {
            'aws:SourceArn': 'arn:aws:cloudtrail:eu-central-1:123456789012:trail/*',
            'kms:EncryptionContext:aws:cloudtrail:arn': 'arn:aws:cloudtrail:eu-central-1:123456789012:trail/*',
          },
        },
      },
      {
        Sid: 'CheckKeyOfTrails',
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:DescribeKey'],
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:SourceAccount': '123456789012' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:eu-central-1:123456789012:trail/*' },
        },
      },
      {
        Sid: 'DeliverLogs',
        Effect: 'Allow',
        Principal: { Service: 'delivery.logs.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:SourceAccount': '123456789012' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:logs:eu-central-1:123456789012:*' },
        },
      },
    ]);
  });

  test('is read through S3', () => {
    expect(statement(KeyPurpose.LOGS, 'UseThroughServices').Condition?.['StringEquals']?.['kms:ViaService']).toEqual([
      's3.eu-central-1.amazonaws.com',
    ]);
  });
});

describe('the key for messaging', () => {
  const DATA_KEYS = ['kms:Decrypt', 'kms:GenerateDataKey*'];
  const ACCOUNT = { StringEquals: { 'aws:SourceAccount': '123456789012' } };
  const BUSES = 'arn:aws:events:eu-central-1:123456789012:event-bus/*';
  const TOPICS = 'arn:aws:sns:eu-central-1:123456789012:*';

  test.each([
    ['PublishAlarms', 'cloudwatch.amazonaws.com', DATA_KEYS, ACCOUNT],
    ['PublishBackupEvents', 'backup.amazonaws.com', DATA_KEYS, ACCOUNT],
    ['PublishBucketEvents', 's3.amazonaws.com', DATA_KEYS, ACCOUNT],
    ['DeliverToQueues', 'sns.amazonaws.com', DATA_KEYS, { ArnLike: { 'aws:SourceArn': TOPICS } }],
    [
      'EncryptEventBuses',
      'events.amazonaws.com',
      ['kms:Decrypt', 'kms:GenerateDataKey'],
      { ...ACCOUNT, ArnLike: { 'kms:EncryptionContext:aws:events:event-bus:arn': BUSES } },
    ],
    ['CheckKeyOfEventBuses', 'events.amazonaws.com', 'kms:DescribeKey', { ...ACCOUNT, ArnLike: { 'aws:SourceArn': BUSES } }],
    [
      'KeepUndeliveredEvents',
      'events.amazonaws.com',
      DATA_KEYS,
      { ...ACCOUNT, ArnLike: { 'aws:SourceArn': ['arn:aws:events:eu-central-1:123456789012:rule/*', BUSES] } },
    ],
  ])('%s: %s', (Sid, Service, Action, Condition) => {
    expect(statement(KeyPurpose.MESSAGING, Sid)).toEqual({
      Sid,
      Effect: 'Allow',
      Principal: { Service },
      Action,
      Resource: '*',
      Condition,
    });
  });

  test('EventBridge publishes to topics of this account without a source, which SNS does not support there', () => {
    expect(statement(KeyPurpose.MESSAGING, 'PublishEvents')).toEqual({
      Sid: 'PublishEvents',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: DATA_KEYS,
      Resource: '*',
      Condition: { ArnLike: { 'kms:EncryptionContext:aws:sns:topicArn': TOPICS } },
    });
  });
});

describe('keys that are called directly', () => {
  test('pseudonyms: MACs from this account, never encryption or a grant', () => {
    expect(statements(KeyPurpose.PSEUDONYMS).slice(1)).toEqual([
      {
        Sid: 'Use',
        Effect: 'Allow',
        Principal: ROOT,
        Action: ['kms:GenerateMac', 'kms:VerifyMac'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:CallerAccount': '123456789012' } },
      },
    ]);
  });

  test('signing: signatures from this account, never encryption or a grant', () => {
    expect(statements(KeyPurpose.SIGNING).slice(1)).toEqual([
      {
        Sid: 'Use',
        Effect: 'Allow',
        Principal: ROOT,
        Action: ['kms:GetPublicKey', 'kms:Sign', 'kms:Verify'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:CallerAccount': '123456789012' } },
      },
    ]);
  });

  test.each([KeyPurpose.PSEUDONYMS, KeyPurpose.SIGNING])('%s: KMS does not rotate it, so nobody manages that', (purpose) => {
    expect(actions(statement(purpose, 'Administration')).filter((action) => /Rotat/.test(action))).toEqual([]);
  });
});

test.each([
  [KeyPurpose.BACKUP, ['backup', 's3', 'dynamodb', 'rds'], ['backup', 'dynamodb', 'rds']],
  [KeyPurpose.SECRETS, ['secretsmanager', 'ssm', 'lambda', 'verified-access'], ['lambda', 'verified-access']],
  [KeyPurpose.MESSAGING, ['sqs', 'sns'], []],
])('%s: used through %j, by grant through %j', (purpose, through, grantedTo) => {
  const via = (sid: string) =>
    [statements(purpose).find(({ Sid }) => Sid === sid)?.Condition?.['StringEquals']?.['kms:ViaService'] ?? []].flat();
  expect(via('UseThroughServices')).toEqual(through.map((service) => `${service}.eu-central-1.amazonaws.com`));
  expect(via('GrantToServices')).toEqual(grantedTo.map((service) => `${service}.eu-central-1.amazonaws.com`));
});

const WITHIN = [
  [KeyPurpose.BACKUP, 'aws:backup:backup-vault'],
  [KeyPurpose.SECRETS, 'aws:ssm:SessionId'],
] as const;

test.each(WITHIN)('%s: makes and reads data keys within the context %s, whatever the service', (purpose, context) => {
  expect(statement(purpose, 'UseWithinContext')).toEqual({
    Sid: 'UseWithinContext',
    Effect: 'Allow',
    Principal: ROOT,
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: '*',
    Condition: {
      StringEquals: { 'kms:CallerAccount': '123456789012' },
      'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': context },
    },
  });
});

test('no other key is used directly within a context', () => {
  const others = Object.values(KeyPurpose).filter((purpose) => !WITHIN.some(([known]) => known === purpose));
  expect(others.flatMap((purpose) => statements(purpose)).filter(({ Sid }) => Sid === 'UseWithinContext')).toEqual([]);
});

describe.each(Object.values(KeyPurpose))('every policy: %s', (purpose) => {
  const administrators = [new ArnPrincipal(ADMINISTRATOR)];

  test.each([
    ['without administrators', STAY],
    ['with administrators', { ...STAY, administrators }],
  ])('%s, no statement both administers and uses', (_, props) => {
    for (const found of statements(purpose, props).filter(({ Effect }) => Effect === 'Allow')) {
      const uses = actions(found).filter((action) => /Encrypt|Decrypt|DataKey|Mac|Sign|Verify|CreateGrant/.test(action));
      const administers = actions(found).filter((action) => /Put|Schedule|Disable|Alias|Rotat|Tag/.test(action));
      expect([uses.length > 0, administers.length > 0]).not.toEqual([true, true]);
    }
  });

  test('admits nobody without a condition but to administer, and never everybody', () => {
    for (const { Sid, Principal, Condition } of statements(purpose)) {
      expect(JSON.stringify(Principal)).not.toContain('*');
      if (Sid !== 'Administration') expect(Object.keys(Condition ?? {})).not.toEqual([]);
    }
  });

  test('lets the account change the policy, as the lockout safety check of KMS demands', () => {
    for (const props of [STAY, { ...STAY, administrators }]) {
      const [found] = statements(purpose, props).filter(
        (each) => each.Principal['AWS'] === ROOT.AWS && actions(each).includes('kms:PutKeyPolicy'),
      );
      expect(found?.Condition).toBeUndefined();
    }
  });

  test('fits into a key policy', () => {
    expect(JSON.stringify(statements(purpose, { ...STAY, administrators, multiRegion: true })).length).toBeLessThan(32_768);
  });
});

describe('with administrators', () => {
  const props = { ...STAY, administrators: [new ArnPrincipal(ADMINISTRATOR)] };

  test('they administer, and are refused every use', () => {
    const [administration, , refusal] = statements(KeyPurpose.PERSONAL, props);
    expect(administration).toEqual({
      Sid: 'Administration',
      Effect: 'Allow',
      Principal: { AWS: ADMINISTRATOR },
      Action: SYMMETRIC_ADMINISTRATION,
      Resource: '*',
    });
    expect(refusal).toEqual({
      Sid: 'AdministratorsNeverUse',
      Effect: 'Deny',
      Principal: { AWS: ADMINISTRATOR },
      Action: ['kms:CreateGrant', ...SYMMETRIC_USE],
      Resource: '*',
    });
  });

  test('the account deploys and recovers, and takes no key away', () => {
    expect(statement(KeyPurpose.PERSONAL, 'DeploymentAndRecovery', props)).toEqual({
      Sid: 'DeploymentAndRecovery',
      Effect: 'Allow',
      Principal: ROOT,
      Action: SYMMETRIC_ADMINISTRATION.filter(
        (action) => !/DisableKey|RevokeGrant|RotateKeyOnDemand|ScheduleKeyDeletion/.test(action),
      ),
      Resource: '*',
    });
  });

  test('a key that goes with its stack can be deleted by the deployment', () => {
    const found = statement(KeyPurpose.PERSONAL, 'DeploymentAndRecovery', { ...props, disposable: true });
    expect(actions(found)).toContain('kms:ScheduleKeyDeletion');
  });
});

test('only a multi-Region key may be replicated', () => {
  const may = (multiRegion: boolean) =>
    actions(statement(KeyPurpose.PERSONAL, 'Administration', { ...STAY, multiRegion })).filter((action) =>
      ['kms:ReplicateKey', 'kms:UpdatePrimaryRegion'].includes(action),
    );
  expect(may(true)).toEqual(['kms:ReplicateKey', 'kms:UpdatePrimaryRegion']);
  expect(may(false)).toEqual([]);
});

describe('partitions', () => {
  const china = () => testStack({ account: '123456789012', region: 'cn-north-1' });

  test('China: its own partition, and both suffixes of services', () => {
    const found = statement(KeyPurpose.SECRETS, 'GrantToServices', STAY, china());
    expect(found.Principal).toEqual({ AWS: 'arn:aws-cn:iam::123456789012:root' });
    expect(found.Condition?.['StringEquals']?.['kms:ViaService']).toEqual([
      'lambda.cn-north-1.amazonaws.com.cn',
      'lambda.cn-north-1.amazonaws.com',
      'verified-access.cn-north-1.amazonaws.com.cn',
      'verified-access.cn-north-1.amazonaws.com',
    ]);
  });

  test('China: CloudWatch Logs under the region’s own suffix', () => {
    const found = statement(KeyPurpose.LOGS, 'EncryptLogGroups', STAY, china());
    expect(found.Principal).toEqual({ Service: 'logs.cn-north-1.amazonaws.com.cn' });
    expect(found.Condition).toEqual({
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws-cn:logs:cn-north-1:123456789012:log-group:*' },
    });
  });

  test('nothing of another partition is in any policy', () => {
    for (const purpose of Object.values(KeyPurpose)) {
      expect(JSON.stringify(statements(purpose, STAY, china()))).not.toMatch(/arn:aws:|eu-central-1/);
    }
  });

  test('a region that is only known at deployment stays a reference', () => {
    const stack = new Stack(testApp(), 'Anywhere');
    const text = JSON.stringify(statements(KeyPurpose.LOGS, STAY, stack));
    expect(text).toContain('{"Ref":"AWS::Region"}');
    expect(text).toContain('{"Ref":"AWS::URLSuffix"}');
    expect(text).not.toContain(ENVIRONMENT.region);
  });
});
