import { checkKeys, type Declaration, type KeyState, type KeyStore, type Rotation } from '../../../lambda/key-check/core';
import { Rule, SEVERITY } from '../../../lambda/key-check/finding';

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

function declaration(overrides: object = {}): Declaration {
  return { name: '/strongroom/prod/keys/personal', value: JSON.stringify({ ...DECLARED, ...overrides }) };
}

interface Key {
  readonly state: KeyState | undefined;
  readonly rotation: Rotation;
  readonly policy: unknown;
}

function store(overrides: Partial<Key> = {}): KeyStore & { readonly calls: string[] } {
  const key: Key = { state: GOOD, rotation: { enabled: true, periodDays: 365 }, policy: POLICY, ...overrides };
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
  };
}

test('a key as declared gives no finding', async () => {
  const keys = store();
  expect(await checkKeys([declaration()], keys, NOW)).toEqual([]);
  expect(keys.calls).toEqual(['describe', 'rotation', 'policy']);
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
  expect(await checkKeys([declaration()], store(key), NOW)).toEqual([
    { rule, severity: SEVERITY[rule], purpose: 'personal', keyId: ARN, got, declared },
  ]);
});

test.each([
  ['more often than declared', { enabled: true, periodDays: 90 }],
  ['by a service that does not say how often', { enabled: true }],
])('rotation %s is no finding', async (_, rotation) => {
  expect(await checkKeys([declaration()], store({ rotation }), NOW)).toEqual([]);
});

test.each(['Creating', 'Updating'])('a key that is %s is no finding', async (state) => {
  expect(await checkKeys([declaration()], store({ state: { ...GOOD, state } }), NOW)).toEqual([]);
});

test('another policy is a finding that shows the statements that differ, and no other', async () => {
  const widened = {
    ...POLICY,
    Statement: [...POLICY.Statement, { Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }],
  };
  expect(await checkKeys([declaration()], store({ policy: widened }), NOW)).toEqual([
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
  const rules = (await checkKeys([declaration()], keys, NOW)).map(({ rule }) => rule);
  expect(rules).toEqual([Rule.DISABLED, Rule.WRONG_KIND, Rule.ROTATION_OFF, Rule.UNREADABLE]);
});

test('a key that waits for its deletion is not asked for rotation, which ends with it', async () => {
  const keys = store({ state: { ...GOOD, state: 'PendingDeletion' } });
  await checkKeys([declaration()], keys, NOW);
  expect(keys.calls).toEqual(['describe', 'policy']);
});

test('an existing key, whose policy and rotation are its owner’s, is only described', async () => {
  const keys = store({ policy: {}, rotation: { enabled: false } });
  expect(await checkKeys([declaration({ policy: null, rotationDays: null })], keys, NOW)).toEqual([]);
  expect(keys.calls).toEqual(['describe']);
});

class AccessDeniedException extends Error {
  public override readonly name = 'AccessDeniedException';
}

test.each<[keyof KeyStore, string]>([
  ['describe', 'DescribeKey: AccessDeniedException'],
  ['rotation', 'GetKeyRotationStatus: AccessDeniedException'],
  ['policy', 'GetKeyPolicy: AccessDeniedException'],
])('a refused %s is a finding without the message, which may name people', async (method, got) => {
  const refuse = async (): Promise<never> => {
    throw new AccessDeniedException('user jane.doe may not');
  };
  expect(await checkKeys([declaration()], { ...store(), [method]: refuse }, NOW)).toEqual([
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
  const findings = await checkKeys([declaration({ keyId: 'throttled' }), declaration({ purpose: 'logs' })], keys, NOW);
  expect(findings.map(({ purpose, rule }) => [purpose, rule])).toEqual([
    ['personal', Rule.UNREADABLE],
    ['logs', Rule.DISABLED],
  ]);
});

test.each([
  ['no JSON', 'value: '],
  ['{"purpose":"personal"}', 'keyId: '],
])('a declaration that is %s is a finding that names it', async (value, field) => {
  const name = '/strongroom/prod/keys/personal';
  const keys = store();
  const [found, ...others] = await checkKeys([{ name, value }], keys, NOW);
  expect(others).toEqual([]);
  expect(found).toMatchObject({ rule: Rule.UNDECLARED, severity: 'HIGH', purpose: 'personal', keyId: name });
  expect(found?.got).toContain(field);
  expect(keys.calls).toEqual([]);
});
