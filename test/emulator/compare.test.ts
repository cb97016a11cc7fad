import { differences } from '../e2e/support/compare';

const STATEMENT = {
  Effect: 'Deny',
  Action: 's3:*',
  Principal: { AWS: '*' },
  Resource: ['b', 'a'],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

describe('comparing what a service tells with a template', () => {
  test.each([
    ['text, numbers and booleans', { A: '5', B: true, C: 7 }, { A: 5, B: 'true', C: '7' }],
    ['a service that tells more', { A: { B: 1 } }, { A: { B: 1, Default: 2 }, Other: 3 }],
    ['lists in another order', { Tags: [{ Key: 'a' }, { Key: 'b' }] }, { Tags: [{ Key: 'b' }, { Key: 'a' }] }],
    ['JSON as text', { Pattern: { source: ['a'] } }, { Pattern: '{"source":["a"]}' }],
    ['nothing for an empty description', { Description: '' }, {}],
    [
      'one for many in policies',
      { Policy: { Statement: [STATEMENT] } },
      { Policy: JSON.stringify({ Statement: { ...STATEMENT, Action: ['s3:*'], Principal: '*', Resource: ['a', 'b'] } }) },
    ],
  ])('takes %s for the same', (_, expected, actual) => {
    expect(differences(expected, actual)).toEqual([]);
  });

  test.each([
    ['another value', { A: 1 }, { A: 2 }, ['A: the template says "1", the service "2"']],
    ['a value that is not there', { A: { B: true } }, { A: {} }, ['A.B: the template says "true", the service nothing']],
    ['an item too few', { A: [1, 2] }, { A: [1] }, ['A[]: the template says "2", the service nothing']],
    ['an item too many', { A: [1] }, { A: [1, 2] }, ['A[]: the template says nothing, the service "2"']],
    [
      'a difference inside of an item',
      { A: [{ B: 1, C: 1 }] },
      { A: [{ B: 2, C: 1 }] },
      ['A[].B: the template says "1", the service "2"'],
    ],
  ])('tells %s', (_, expected, actual, told) => {
    expect(differences(expected, actual)).toEqual(told);
  });

  test.each([
    ['a statement more', { Statement: [STATEMENT, { Effect: 'Allow', Action: '*', Principal: '*', Resource: '*' }] }],
    ['a statement without its condition', { Statement: [{ ...STATEMENT, Condition: undefined }] }],
    ['an element more', { Statement: [{ ...STATEMENT, NotAction: 's3:GetObject' }] }],
    ['an action more', { Statement: [{ ...STATEMENT, Action: ['s3:*', 'kms:*'] }] }],
  ])('a policy is not the same with %s', (_, actual) => {
    expect(differences({ Policy: { Statement: [STATEMENT] } }, { Policy: actual })).not.toEqual([]);
  });
});
