import fc from 'fast-check';
import { type Condition, matches, Statement } from '../../../../lib/compliance/facts/policies/statement';

const variable = (name: string) => `\${${name}}`;
const TOKEN = variable('Token');

function statement(props: Partial<ConstructorParameters<typeof Statement>[0]>): Statement {
  return new Statement({
    location: 'Properties.PolicyDocument.Statement.0',
    raw: {},
    allows: true,
    principals: [],
    notPrincipal: false,
    actions: [],
    notActions: [],
    resources: [],
    notResources: [],
    resourcesNamed: [],
    conditions: [],
    ...props,
  });
}

describe('matches', () => {
  test.each<[string, string, boolean]>([
    ['s3:GetObject', 's3:GetObject', true],
    ['s3:getobject', 'S3:GetObject', true],
    ['s3:Get*', 's3:GetObject', true],
    ['s3:Get*', 's3:PutObject', false],
    ['s3:*', 's3:', true],
    ['*', '', true],
    ['', '', true],
    ['', 'x', false],
    ['s3:?etObject', 's3:GetObject', true],
    ['s3:?etObject', 's3:etObject', false],
    ['*:GetObject', 's3:GetObject', true],
    ['s3:GetObject', 's3:GetObjectTagging', false],
    ['a.c', 'abc', false],
    ['a+(b)[c]', 'a+(b)[c]', true],
    ['a\\d', 'a1', false],
    ['arn:*:s3:::x/*', 'arn:aws:s3:::x/y/z', true],
    ['a*', 'a\nb', true],
    [variable('Token'), 'anything', false],
  ])('%p matches %p: %p', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  /** By the definition: nothing, a character, or any number of them. */
  function naive(pattern: string, text: string): boolean {
    if (pattern === '') return text === '';
    const [first] = pattern;
    const rest = pattern.slice(1);
    if (first === '*') return naive(rest, text) || (text !== '' && naive(pattern, text.slice(1)));
    return text !== '' && (first === '?' || first === text[0]) && naive(rest, text.slice(1));
  }

  test('agrees with the definition', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', ':', '.', '\n', '$'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '.', '\n', '$', '*', '?', '\\', '['), maxLength: 8 });
    fc.assert(
      fc.property(pattern, letters, (one, other) => matches(one, other) === naive(one, other)),
      { numRuns: 2000 },
    );
  });

  test('every text matches itself, and itself with any part replaced by a star', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'B', ':', '.', '(', '|'), maxLength: 12 });
    fc.assert(
      fc.property(letters, fc.nat(12), fc.nat(12), (text, from, to) => {
        const [start, end] = [Math.min(from, to), Math.max(from, to)];
        return matches(text, text) && matches(`${text.slice(0, start)}*${text.slice(end)}`, text);
      }),
    );
  });
});

describe('covers', () => {
  test.each<[string, Partial<ConstructorParameters<typeof Statement>[0]>, boolean]>([
    ['the action', { actions: ['kms:Decrypt'] }, true],
    ['the action in another case', { actions: ['KMS:decrypt'] }, true],
    ['a wildcard', { actions: ['kms:De*'] }, true],
    ['everything', { actions: ['*'] }, true],
    ['one of several', { actions: ['s3:*', 'kms:*'] }, true],
    ['another action', { actions: ['kms:Encrypt'] }, false],
    ['no action', {}, false],
    ['all but it', { notActions: ['kms:Decrypt'] }, false],
    ['all but a wildcard of it', { notActions: ['s3:*', 'kms:*'] }, false],
    ['all but another', { notActions: ['s3:*'] }, true],
    ['what only the deployment knows, and allows', { actions: [TOKEN] }, true],
    ['a part of which only the deployment knows', { actions: [`kms:${TOKEN}`] }, true],
    ['a service of which only the deployment knows the action', { actions: [`s3:${TOKEN}`] }, false],
    ['what only the deployment knows, and denies', { allows: false, actions: [TOKEN] }, false],
    ['what is denied', { allows: false, actions: ['kms:*'] }, true],
    ['all but what only the deployment knows, and allows', { notActions: [TOKEN] }, true],
    ['all but what only the deployment knows, and denies', { allows: false, notActions: [TOKEN] }, false],
  ])('%s', (_, props, expected) => {
    expect(statement(props).covers('kms:Decrypt')).toBe(expected);
  });
});

describe('confinedBy', () => {
  const confined = (operator: string, ...values: string[]) =>
    statement({ conditions: [{ operator, key: 'aws:sourceaccount', values }] }).confinedBy('aws:SourceAccount');

  test.each([
    'StringEquals',
    'StringEqualsIgnoreCase',
    'StringLike',
    'ArnEquals',
    'ArnLike',
    'IpAddress',
    'Bool',
    'ForAnyValue:StringEquals',
    'ForAnyValue:ArnLike',
  ])('%s confines', (operator) => {
    expect(confined(operator, '111122223333')).toBe(true);
  });

  test.each([
    // Name what is left out.
    'StringNotEquals',
    'StringNotLike',
    'StringNotEqualsIgnoreCase',
    'ArnNotEquals',
    'NotIpAddress',
    // Name nothing: nearly every account is greater than 1.
    'NumericEquals',
    'NumericLessThan',
    'NumericGreaterThanEquals',
    'DateLessThanEquals',
    'DateGreaterThan',
    'NumericNotEquals',
    'DateNotEquals',
    // Hold for a request without the key.
    'StringEqualsIfExists',
    'ArnLikeIfExists',
    'BoolIfExists',
    'NumericLessThanIfExists',
    'DateGreaterThanIfExists',
    'ForAllValues:StringEquals',
    'ForAllValues:ArnLike',
    'ForAnyValue:StringNotEquals',
    'Null',
    // Are no operators.
    'unknown',
    'Fn::If',
  ])('%s does not', (operator) => {
    expect(confined(operator, '111122223333')).toBe(false);
  });

  test.each<[string, string, string[], boolean]>([
    ['no value', 'StringLike', [], false],
    ['a wildcard', 'StringLike', ['*'], false],
    ['wildcards', 'StringLike', ['**?'], false],
    ['one wildcard among values', 'StringLike', ['111122223333', '*'], false],
    ['an empty text', 'StringEquals', [''], false],
    ['a value with a wildcard in it', 'ArnLike', ['arn:aws:s3:::orders*'], true],
    ['a value that only the deployment knows, equal', 'StringEquals', [TOKEN], true],
    ['a value that only the deployment knows, and may be a wildcard', 'StringLike', [TOKEN], false],
    ['the same as an ARN', 'ArnEquals', [TOKEN], false],
    ['an ARN of which a part is not known', 'ArnLike', [`arn:aws:s3:::${TOKEN}`], true],
    ['an account that is known at deployment', 'StringLike', [variable('AWS::AccountId')], true],
    ['an attribute of a resource', 'ArnLike', [variable('Test/Topic.TopicArn')], true],
  ])('%s: %s', (_, operator, values, expected) => {
    expect(confined(operator, ...values)).toBe(expected);
  });

  test('keys are the same in any case, and one of several is enough', () => {
    const conditions: Condition[] = [
      { operator: 'Bool', key: 'aws:securetransport', values: ['true'] },
      { operator: 'StringEquals', key: 'aws:principalorgid', values: ['o-1'] },
    ];
    const found = statement({ conditions });
    expect(found.conditionsOn('AWS:SecureTransport', 'aws:SourceArn')).toEqual([conditions[0]]);
    expect(found.confinedBy('aws:SourceAccount', 'aws:PrincipalOrgID')).toBe(true);
    expect(found.confinedBy('aws:SourceAccount')).toBe(false);
  });
});

test.each<[string, Partial<ConstructorParameters<typeof Statement>[0]>, boolean]>([
  ['a star', { principals: [{ kind: 'AWS', value: '*', named: [] }] }, true],
  ['all but some', { notPrincipal: true }, true],
  ['an account', { principals: [{ kind: 'AWS', value: '111122223333', named: [] }] }, false],
  ['a service', { principals: [{ kind: 'Service', value: 's3.amazonaws.com', named: [] }] }, false],
])('forAnyone: %s', (_, props, expected) => {
  expect(statement(props).forAnyone).toBe(expected);
});

test.each<[string, Partial<ConstructorParameters<typeof Statement>[0]>, boolean]>([
  ['a star', { resources: ['*'] }, true],
  ['two stars, which are one', { resources: ['arn:aws:s3:::x', '**'] }, true],
  ['all but some', { notResources: ['arn:aws:s3:::x'] }, true],
  ['every bucket', { resources: ['arn:aws:s3:::*'] }, false],
  ['none', {}, false],
])('onAnything: %s', (_, props, expected) => {
  expect(statement(props).onAnything).toBe(expected);
});
