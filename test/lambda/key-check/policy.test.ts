import fc from 'fast-check';
import { comparePolicies } from '../../../lambda/key-check/policy';

const SAME = { added: [], removed: [] };
const READ = {
  Sid: 'Read',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::123456789012:root' },
  Action: 'kms:Decrypt',
  Resource: '*',
};

function policy(...Statement: unknown[]): unknown {
  return { Version: '2012-10-17', Statement };
}

describe('mean the same', () => {
  test.each([
    ['itself', READ],
    ['another Sid', { ...READ, Sid: 'Other' }],
    ['a value in a list', { ...READ, Action: ['kms:Decrypt'], Resource: ['*'], Principal: { AWS: [READ.Principal.AWS] } }],
    ['an account by its id', { ...READ, Principal: { AWS: '123456789012' } }],
    ['an account named twice', { ...READ, Principal: { AWS: ['123456789012', READ.Principal.AWS] } }],
    ['an action in capitals', { ...READ, Action: 'KMS:decrypt' }],
    ['an empty condition', { ...READ, Condition: { StringEquals: {} } }],
  ])('%s', (_, statement) => {
    expect(comparePolicies(policy(statement), policy(READ))).toEqual(SAME);
  });

  test('one statement in or out of a list, or twice', () => {
    expect(comparePolicies({ Version: '2012-10-17', Statement: READ }, policy(READ, READ))).toEqual(SAME);
  });

  test('everybody, in either notation', () => {
    const everybody = (Principal: unknown) => policy({ ...READ, Principal });
    expect(comparePolicies(everybody('*'), everybody({ AWS: '*' }))).toEqual(SAME);
  });

  test('conditions whose keys differ in capitals only', () => {
    const under = (key: string) => policy({ ...READ, Condition: { Bool: { [key]: true } } });
    expect(comparePolicies(under('aws:SecureTransport'), under('AWS:securetransport'))).toEqual(SAME);
  });
});

describe('mean something else', () => {
  test.each([
    ['another effect', { ...READ, Effect: 'Deny' }],
    ['one more action', { ...READ, Action: ['kms:Decrypt', 'kms:Encrypt'] }],
    ['another account', { ...READ, Principal: { AWS: '210987654321' } }],
    ['a service of that name', { ...READ, Principal: { Service: '123456789012' } }],
    ['everybody else', { ...READ, Principal: undefined, NotPrincipal: READ.Principal }],
    ['a condition more', { ...READ, Condition: { StringEquals: { 'kms:CallerAccount': '123456789012' } } }],
    ['another resource', { ...READ, Resource: 'arn:aws:kms:*:*:key/*' }],
  ])('%s', (_, statement) => {
    const { added, removed } = comparePolicies(policy(statement), policy(READ));
    expect(added).toHaveLength(1);
    expect(removed).toHaveLength(1);
  });

  test('a condition whose value differs in capitals', () => {
    const from = (value: string) => policy({ ...READ, Condition: { StringEquals: { 'aws:PrincipalTag/team': value } } });
    expect(comparePolicies(from('Payments'), from('payments'))).not.toEqual(SAME);
  });

  test('another version of the language, in which variables are text', () => {
    expect(comparePolicies({ Statement: READ }, policy(READ))).not.toEqual(SAME);
  });

  test('a statement more is told apart from one less', () => {
    const more = { ...READ, Action: 'kms:PutKeyPolicy' };
    expect(comparePolicies(policy(READ, more), policy(READ))).toEqual({
      added: [expect.stringContaining('kms:putkeypolicy')],
      removed: [],
    });
    expect(comparePolicies(policy(READ), policy(READ, more))).toEqual({
      added: [],
      removed: [expect.stringContaining('kms:putkeypolicy')],
    });
  });
});

test.each([
  [undefined],
  ['text'],
  [[]],
  [policy('text')],
  [policy({ Condition: 'text' })],
  [policy({ Condition: { Bool: 'text' } })],
])('%j is not a policy', (broken) => {
  expect(() => comparePolicies(broken, policy(READ))).toThrow(TypeError);
});

const values = fc.uniqueArray(fc.constantFrom('kms:Encrypt', 'kms:Decrypt', 'kms:Sign', 'kms:GenerateMac', 'kms:CreateGrant'), {
  minLength: 1,
});
const accounts = fc.uniqueArray(fc.constantFrom('111111111111', '222222222222', '333333333333'), { minLength: 1 });
const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Deny'),
  Principal: fc.record({ AWS: accounts }),
  Action: values,
  Resource: fc.constant(['*']),
  Condition: fc.dictionary(
    fc.constantFrom('StringEquals', 'ArnLike'),
    fc.dictionary(fc.constantFrom('aws:SourceAccount', 'aws:SourceArn'), fc.uniqueArray(fc.string(), { minLength: 1 })),
  ),
});
type Statement = typeof statement extends fc.Arbitrary<infer T> ? T : never;

/** The same in another notation, chosen by `coin`: reordered, values out of lists, accounts as ARNs. */
function rewritten(statements: readonly Statement[], coin: () => boolean): unknown {
  const shuffled = <T>(list: readonly T[]): T[] => (coin() ? [...list].reverse() : [...list]);
  const scalar = <T>(list: readonly T[]): T | readonly T[] => (list.length === 1 && coin() ? (list[0] as T) : list);
  return {
    Statement: scalar(
      shuffled(statements).map((each) => ({
        Sid: coin() ? 'Renamed' : undefined,
        Condition: Object.fromEntries(
          shuffled(Object.entries(each.Condition)).map(([operator, keys]) => [
            operator,
            Object.fromEntries(shuffled(Object.entries(keys)).map(([key, list]) => [key, scalar(shuffled(list))])),
          ]),
        ),
        Resource: scalar(each.Resource),
        Action: scalar(shuffled(each.Action)),
        Principal: { AWS: scalar(shuffled(each.Principal.AWS).map((id) => (coin() ? `arn:aws-cn:iam::${id}:root` : id))) },
        Effect: each.Effect,
      })),
    ),
    Version: '2012-10-17',
  };
}

describe('whatever the policy', () => {
  const statements = fc.array(statement, { minLength: 1, maxLength: 5 });

  test('its notation makes no difference', () => {
    fc.assert(
      fc.property(statements, fc.infiniteStream(fc.boolean()), (of, coins) => {
        const coin = () => coins.next().value === true;
        expect(comparePolicies(rewritten(of, coin), policy(...of))).toEqual(SAME);
      }),
    );
  });

  test('one action more in one statement is a difference', () => {
    fc.assert(
      fc.property(statements, fc.nat(), (of, n) => {
        const changed = of.map((each, index) =>
          index === n % of.length ? { ...each, Action: [...each.Action, 'kms:PutKeyPolicy'] } : each,
        );
        expect(comparePolicies(policy(...changed), policy(...of)).added).toHaveLength(1);
      }),
    );
  });

  test('the difference read backwards is the other way round', () => {
    fc.assert(
      fc.property(statements, statements, (a, b) => {
        const { added, removed } = comparePolicies(policy(...a), policy(...b));
        expect(comparePolicies(policy(...b), policy(...a))).toEqual({ added: removed, removed: added });
      }),
    );
  });
});
