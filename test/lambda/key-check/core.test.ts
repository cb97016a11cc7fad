import { checkKeys, type KeyState, type KeyStore, type Rotation } from '../../../lambda/key-check/core';
import type { Declaration } from '../../../lambda/key-check/declaration';
import { type DeployedKey, type Finding, Rule, SEVERITY } from '../../../lambda/key-check/finding';
import type { Grant } from '../../../lambda/key-check/grants';

const NOW = new Date('2026-01-10T00:00:00Z');
const ARN = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: ['kms:Decrypt'], Resource: '*' }],
};
const DECLARED = {
  purpose: 'personal',
  keyId: ARN,
  keySpec: 'SYMMETRIC_DEFAULT',
  keyUsage: 'ENCRYPT_DECRYPT',
  rotationDays: 365,
  policy: POLICY,
};
const GOOD: KeyState = { keySpec: 'SYMMETRIC_DEFAULT', keyUsage: 'ENCRYPT_DECRYPT', state: 'Enabled' };

const DEPLOYED: DeployedKey = { purpose: 'personal', keyId: ARN, existing: false };

function check(declarations: readonly Declaration[], keys: KeyStore, deployed = [DEPLOYED]): Promise<Finding[]> {
  return checkKeys(deployed, declarations, keys, NOW);
}

function declaration(overrides: object = {}): Declaration {
  return { name: '/strongroom/prod/keys/personal', value: JSON.stringify({ ...DECLARED, ...overrides }) };
}

const ROLE = 'arn:aws:iam::123456789012:role/Reader';

function grant(overrides: Partial<Grant>): Grant {
  return { id: 'grant', grantee: '', operations: ['Decrypt', 'GenerateDataKey'], context: [], ...overrides };
}

interface Key {
  readonly state: KeyState | undefined;
  readonly rotation: Rotation;
  readonly policy: unknown;
  readonly grants: readonly Grant[];
}

function store(overrides: Partial<Key> = {}): KeyStore & { readonly calls: string[] } {
  const key: Key = { state: GOOD, rotation: { enabled: true, periodDays: 365 }, policy: POLICY, grants: [], ...overrides };
  const calls: string[] = [];
  return {
    calls,
    async describe() {
      calls.push('describe');
      return key.state;
    },
    async rotation() {
      calls.push('rotation');
      return key.rotation;
    },
    async policy() {
      calls.push('policy');
      return JSON.stringify(key.policy);
    },
    async grants() {
      calls.push('grants');
      return key.grants;
    },
  };
}

test('a key as declared gives no finding', async () => {
  const keys = store();
  expect(await check([declaration()], keys)).toEqual([]);
  expect(keys.calls).toEqual(['describe', 'rotation', 'policy', 'grants']);
});

test.each<[string, Partial<Key>, Rule, string, string]>([
  ['is gone', { state: undefined }, Rule.MISSING, 'no such key', 'a key'],
  ['is disabled', { state: { ...GOOD, state: 'Disabled' } }, Rule.DISABLED, 'Disabled', 'Enabled'],
  ['lost its material', { state: { ...GOOD, state: 'PendingImport' } }, Rule.UNAVAILABLE, 'PendingImport', 'Enabled'],
  [
    'waits for its deletion',
    { state: { ...GOOD, state: 'PendingDeletion', deletionDate: new Date('2026-02-08T12:00:00Z') } },
    Rule.PENDING_DELETION,
    'PendingDeletion, deleted on 2026-02-08T12:00:00.000Z, 29 whole days left to cancel',
    'Enabled',
  ],
  [
    'waits for its deletion after its replicas',
    { state: { ...GOOD, state: 'PendingReplicaDeletion' } },
    Rule.PENDING_DELETION,
    'PendingReplicaDeletion',
    'Enabled',
  ],
  [
    'is of another kind',
    { state: { ...GOOD, keySpec: 'RSA_4096' } },
    Rule.WRONG_KIND,
    'RSA_4096 for ENCRYPT_DECRYPT',
    'SYMMETRIC_DEFAULT for ENCRYPT_DECRYPT',
  ],
  ['is not rotated', { rotation: { enabled: false } }, Rule.ROTATION_OFF, 'no rotation', 'every 365 days'],
  [
    'is rotated too seldom',
    { rotation: { enabled: true, periodDays: 366 } },
    Rule.ROTATION_SLOW,
    'every 366 days',
    'every 365 days',
  ],
])('a key that %s', async (_, key, rule, got, declared) => {
  expect(await check([declaration()], store(key))).toEqual([
    { rule, severity: SEVERITY[rule], purpose: 'personal', keyId: ARN, got, declared },
  ]);
});

test.each([
  ['more often than declared', { enabled: true, periodDays: 90 }],
  ['by a service that does not say how often', { enabled: true }],
])('rotation %s is no finding', async (_, rotation) => {
  expect(await check([declaration()], store({ rotation }))).toEqual([]);
});

test.each(['Creating', 'Updating'])('a key that is %s is no finding', async (state) => {
  expect(await check([declaration()], store({ state: { ...GOOD, state } }))).toEqual([]);
});

test('another policy is a finding that shows the statements that differ, and no other', async () => {
  const widened = {
    ...POLICY,
    Statement: [...POLICY.Statement, { Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }],
  };
  expect(await check([declaration()], store({ policy: widened }))).toEqual([
    {
      rule: Rule.POLICY_DRIFT,
      severity: 'CRITICAL',
      purpose: 'personal',
      keyId: ARN,
      got: '[{"Action":["kms:*"],"Effect":["Allow"],"Principal":{"AWS":["*"]},"Resource":["*"],"Version":"2012-10-17"}]',
      declared: 'no such statements',
    },
  ]);
});

test('everything that is wrong with a key is found at once', async () => {
  const keys = store({ state: { ...GOOD, state: 'Disabled', keySpec: 'RSA_4096' }, rotation: { enabled: false }, policy: {} });
  const rules = (await check([declaration()], keys)).map(({ rule }) => rule);
  expect(rules).toEqual([Rule.DISABLED, Rule.WRONG_KIND, Rule.ROTATION_OFF, Rule.UNREADABLE]);
});

test('a key that waits for its deletion is not asked for rotation, which ends with it', async () => {
  const keys = store({ state: { ...GOOD, state: 'PendingDeletion' } });
  await check([declaration()], keys);
  expect(keys.calls).toEqual(['describe', 'policy', 'grants']);
});

test('an existing key, whose policy, rotation and grants are its owner’s, is only described', async () => {
  const keys = store({ policy: {}, rotation: { enabled: false }, grants: [grant({ grantee: ROLE })] });
  const existing = { ...DEPLOYED, existing: true };
  expect(await check([declaration({ policy: null, rotationDays: null })], keys, [existing])).toEqual([]);
  expect(keys.calls).toEqual(['describe']);
});

class AccessDeniedException extends Error {
  public override readonly name = 'AccessDeniedException';
}

test.each<[keyof KeyStore, string]>([
  ['describe', 'DescribeKey: AccessDeniedException'],
  ['rotation', 'GetKeyRotationStatus: AccessDeniedException'],
  ['policy', 'GetKeyPolicy: AccessDeniedException'],
  ['grants', 'ListGrants: AccessDeniedException'],
])('a refused %s is a finding without the message, which may name people', async (method, got) => {
  const refuse = async (): Promise<never> => {
    throw new AccessDeniedException('user jane.doe may not');
  };
  expect(await check([declaration()], { ...store(), [method]: refuse })).toEqual([
    {
      rule: Rule.UNREADABLE,
      severity: 'HIGH',
      purpose: 'personal',
      keyId: ARN,
      got,
      declared: 'a key that the check may read',
    },
  ]);
});

test('one key that fails does not hide another', async () => {
  const keys: KeyStore = {
    ...store({ state: { ...GOOD, state: 'Disabled' } }),
    async describe(keyId) {
      if (keyId === 'throttled') throw new Error('slow down');
      return { ...GOOD, state: 'Disabled' };
    },
  };
  const throttled = { purpose: 'logs', keyId: 'throttled', existing: false };
  const logs = { ...declaration(throttled), name: '/strongroom/prod/keys/logs' };
  const findings = await check([logs, declaration()], keys, [throttled, DEPLOYED]);
  expect(findings.map(({ purpose, rule }) => [purpose, rule])).toEqual([
    ['logs', Rule.UNREADABLE],
    ['personal', Rule.DISABLED],
  ]);
});

describe('a declaration', () => {
  const OTHER = `${ARN}-other`;

  test.each<[string, Declaration[], string]>([
    ['is away', [], 'no parameter'],
    ['is away while another is there', [{ ...declaration(), name: '/strongroom/prod/keys/sensitive-personal' }], 'no parameter'],
    ['is no JSON', [{ ...declaration(), value: 'no JSON' }], 'value: '],
    ['lacks the key', [{ ...declaration(), value: '{"purpose":"personal"}' }], 'keyId: '],
    ['is another key’s', [declaration({ keyId: OTHER })], `${OTHER} for personal`],
    ['is for another purpose', [declaration({ purpose: 'logs' })], `${ARN} for logs`],
    ['leaves out the policy', [declaration({ policy: null })], 'no policy'],
    ['leaves out the rotation', [declaration({ rotationDays: null })], 'no rotation'],
  ])('that %s is a finding', async (_, declarations, got) => {
    const [found, ...others] = await check(declarations, store());
    expect(others).toEqual([]);
    expect(found).toMatchObject({ rule: Rule.UNDECLARED, severity: 'HIGH', purpose: 'personal', keyId: ARN });
    expect(found?.got).toContain(got);
  });

  test('that is away hides neither the state of the key nor its grants', async () => {
    const keys = store({ state: { ...GOOD, state: 'Disabled' }, grants: [grant({ grantee: ROLE })] });
    const rules = (await check([], keys)).map(({ rule }) => rule);
    expect(rules).toEqual([Rule.UNDECLARED, Rule.DISABLED, Rule.UNEXPECTED_GRANT]);
  });

  test('of a key that is not rotated needs no rotation', async () => {
    const signing = { keySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY' };
    const keys = store({ state: { ...GOOD, ...signing } });
    expect(await check([declaration({ ...signing, rotationDays: null })], keys)).toEqual([]);
  });
});

describe('a grant', () => {
  test.each<[string, Partial<Grant>]>([
    ['a service', { grantee: 'dynamodb.eu-central-1.amazonaws.com' }],
    ['a service in China', { grantee: 'rds.cn-north-1.amazonaws.com.cn' }],
    ['a role of a service’s own', { grantee: 'arn:aws:iam::123456789012:role/aws-service-role/rds.amazonaws.com/Rds' }],
    ['the role of a function, for that function’s variables', { grantee: ROLE, context: ['aws:lambda:FunctionArn'] }],
  ])('to %s is no finding', async (_, granted) => {
    expect(await check([declaration()], store({ grants: [grant(granted)] }))).toEqual([]);
  });

  test.each<[string, Partial<Grant>]>([
    ['a role', { grantee: ROLE }],
    ['an account', { grantee: 'arn:aws:iam::210987654321:root' }],
    [
      'a role of a service in another account',
      { grantee: 'arn:aws:iam::210987654321:role/aws-service-role/rds.amazonaws.com/Rds' },
    ],
    ['a role that is named like one of a service', { grantee: 'arn:aws:iam::123456789012:role/rds.amazonaws.com' }],
    ['a role that is gone', { grantee: 'AROAEXAMPLE' }],
    ['a role, limited to a context of its own', { grantee: ROLE, context: ['department'] }],
    ['nobody knows whom', { grantee: '' }],
  ])('to %s is a finding', async (_, granted) => {
    const unexpected = grant(granted);
    const grants = [grant({ grantee: 'dynamodb.eu-central-1.amazonaws.com' }), unexpected];
    expect(await check([declaration()], store({ grants }))).toEqual([
      {
        rule: Rule.UNEXPECTED_GRANT,
        severity: 'CRITICAL',
        purpose: 'personal',
        keyId: ARN,
        got: `${unexpected.grantee}: Decrypt, GenerateDataKey (${unexpected.id})`,
        declared: 'grants to AWS services alone',
      },
    ]);
  });

  test('among many is counted, as an event has its limits', async () => {
    const grants = Array.from({ length: 12 }, (__, n) => grant({ id: `grant-${n}`, grantee: ROLE }));
    const [found] = await check([declaration()], store({ grants }));
    expect(found?.got.split('; ')).toHaveLength(11);
    expect(found?.got).toMatch(/\(grant-9\); 2 more$/);
  });
});
