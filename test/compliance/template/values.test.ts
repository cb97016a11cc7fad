import type { Target } from '../../../lib/compliance/template/references';
import { TemplateIndex, type TemplateSource } from '../../../lib/compliance/template/template-index';
import {
  areAbsent,
  asNumber,
  describe as described,
  elements,
  isAbsent,
  isAlways,
  isFalse,
  isPresent,
  isTrue,
  read,
} from '../../../lib/compliance/template/values';

const NO_VALUE = { Ref: 'AWS::NoValue' };
const either = (one: unknown, other: unknown) => ({ 'Fn::If': ['Is', one, other] });
const variable = (name: string) => `\${${name}}`;

const PARAMETERS = {
  Free: { Type: 'String' },
  Defaulted: { Type: 'String', Default: 'on' },
  Allowed: { Type: 'String', AllowedValues: ['on', 'off'] },
  Given: { Type: 'String', AllowedValues: ['on', 'off'] },
  Store: { Type: 'AWS::SSM::Parameter::Value<String>', AllowedValues: ['on'] },
  StoreGiven: { Type: 'AWS::SSM::Parameter::Value<String>' },
  List: { Type: 'CommaDelimitedList', AllowedValues: ['a', 'b'] },
  ListGiven: { Type: 'List<Number>' },
  constructor: { Type: 'String' },
};
const MAPPINGS = {
  Sizes: { small: { days: 1, names: ['a', 'b'] }, large: { days: 30, names: ['c'] } },
};

/** A resource with properties, in a template with parameters and maps. */
function subject(properties: Readonly<Record<string, unknown>>, more: Partial<TemplateSource> = {}) {
  const index = new TemplateIndex([
    {
      name: 'Test',
      stackName: 'shop',
      environment: { account: '111122223333', region: 'eu-central-1' },
      parameters: { Given: 'on', StoreGiven: '/path', ListGiven: '1, 2' },
      template: {
        Parameters: PARAMETERS,
        Mappings: MAPPINGS,
        Resources: { It: { Type: 'Test::It', Properties: properties }, Key: { Type: 'Test::Key' } },
      },
      ...more,
    },
  ]);
  const [it] = index.ofType('Test::It');
  if (it === undefined) throw new Error('no resource');
  return { index, it };
}

function plain(target: Target): unknown {
  if (target.kind === 'resource') return `resource ${target.resource.path}${target.attribute ? `.${target.attribute}` : ''}`;
  return target.kind === 'literal' ? target.value : 'unknown';
}

function reading(properties: Readonly<Record<string, unknown>>, path: string): unknown[] {
  const { index, it } = subject(properties);
  return read(index, it, path).map(plain);
}

describe('read', () => {
  test.each<[string, unknown, unknown[]]>([
    ['a literal', 'on', ['on']],
    ['a number, as it is written', 7, [7]],
    ['false', false, [false]],
    ['nothing', undefined, [undefined]],
    ['NoValue', NO_VALUE, [undefined]],
    ['a condition', either('on', 'off'), ['on', 'off']],
    ['a condition that may leave it out', either('on', NO_VALUE), ['on', undefined]],
    ['conditions in conditions', either(either('a', 'b'), either(NO_VALUE, 'c')), ['a', 'b', undefined, 'c']],
    ['a condition that is none', { 'Fn::If': ['Is'] }, ['unknown']],
    ['a condition with too much', { 'Fn::If': ['Is', 'a', 'b', 'c'] }, ['unknown']],
    ['a resource', { Ref: 'Key' }, ['resource Test/Key']],
    ['an attribute', { 'Fn::GetAtt': ['Key', 'Arn'] }, ['resource Test/Key.Arn']],
    ['a parameter', { Ref: 'Free' }, ['unknown']],
    ['a parameter with a default, for which anyone can give another', { Ref: 'Defaulted' }, ['unknown']],
    ['a parameter that allows some values', { Ref: 'Allowed' }, ['on', 'off']],
    ['a parameter that is given', { Ref: 'Given' }, ['on']],
    ['a parameter that names one of the Parameter Store', { Ref: 'Store' }, ['unknown']],
    ['such a parameter that is given the name', { Ref: 'StoreGiven' }, ['unknown']],
    ['a list of which each element is allowed', { Ref: 'List' }, ['unknown']],
    ['a list that is given', { Ref: 'ListGiven' }, [['1', '2']]],
    ["a parameter with a name of every object's", { Ref: 'constructor' }, ['unknown']],
    ['what is not there at all', { Ref: 'toString' }, ['unknown']],
    ['the region', { Ref: 'AWS::Region' }, ['eu-central-1']],
    ['the name of the stack', { Ref: 'AWS::StackName' }, ['shop']],
    ['the partition', { Ref: 'AWS::Partition' }, ['unknown']],
    ['a map', { 'Fn::FindInMap': ['Sizes', 'small', 'days'] }, [1]],
    ['a map by a known key', { 'Fn::FindInMap': ['Sizes', either('small', 'large'), 'days'] }, [1, 30]],
    ['a map by any key', { 'Fn::FindInMap': ['Sizes', { Ref: 'Free' }, 'days'] }, [1, 30]],
    ['a map without the key', { 'Fn::FindInMap': ['Sizes', 'huge', 'days'] }, ['unknown']],
    ['a map that is not there', { 'Fn::FindInMap': ['toString', 'small', 'days'] }, ['unknown']],
    ['a map with a default that is not needed', { 'Fn::FindInMap': ['Sizes', 'small', 'days', { DefaultValue: 0 }] }, [1]],
    [
      'a map by any key, or the default',
      { 'Fn::FindInMap': ['Sizes', { Ref: 'Free' }, 'days', { DefaultValue: 0 }] },
      [1, 30, 0],
    ],
    ['a default for want of the key', { 'Fn::FindInMap': ['Sizes', 'huge', 'days', { DefaultValue: { Ref: 'Given' } }] }, ['on']],
    ['a selection', { 'Fn::Select': [1, ['a', 'b']] }, ['b']],
    ['a selection by a text', { 'Fn::Select': ['0', [{ Ref: 'Key' }]] }, ['resource Test/Key']],
    ['a selection beyond the list', { 'Fn::Select': [2, ['a', 'b']] }, ['unknown']],
    ['a selection of what is split', { 'Fn::Select': [0, { 'Fn::Split': [',', { Ref: 'Free' }] }] }, ['unknown']],
    ['a text put together', { 'Fn::Sub': `${variable('AWS::Region')}-${variable('Given')}` }, ['eu-central-1-on']],
    ['a text put together by a condition', { 'Fn::Join': ['/', ['a', either('b', 'c')]] }, ['a/b', 'a/c']],
    ['a text with an unknown part', { 'Fn::Sub': `${variable('Free')}!` }, ['unknown']],
    ['a function that is not known', { 'Fn::Base64': 'on' }, ['unknown']],
  ])('%s', (_, value, expected) => {
    expect(reading({ Value: value }, 'Value')).toEqual(expected);
  });

  test.each<[string, Readonly<Record<string, unknown>>, string, unknown[]]>([
    ['a property of a property', { A: { B: 'on' } }, 'A.B', ['on']],
    ['below what is absent', {}, 'A.B.C', [undefined]],
    ['below NoValue', { A: NO_VALUE }, 'A.B', [undefined]],
    ['below a condition', { A: either({ B: 1 }, { B: 2 }) }, 'A.B', [1, 2]],
    ['below a condition that may leave it out', { A: either({ B: 1 }, NO_VALUE) }, 'A.B', [1, undefined]],
    ['below an unknown', { A: { Ref: 'Free' } }, 'A.B', ['unknown']],
    ['below a resource', { A: { Ref: 'Key' } }, 'A.B', ['unknown']],
    ['below a text', { A: 'text' }, 'A.B', ['unknown']],
    ['below null', { A: null }, 'A.B', ['unknown']],
    ['a member of a list', { A: ['x', { B: 'y' }] }, 'A.1.B', ['y']],
    ['beyond a list', { A: ['x'] }, 'A.3', [undefined]],
    ['a name in a list, where an object belongs', { A: [{ B: 'on' }] }, 'A.B', ['unknown']],
    ['a name that every object has', { A: {} }, 'A.B', [undefined]],
    ['every member', { A: [{ B: 1 }, { B: 2 }, {}] }, 'A.*.B', [1, 2, undefined]],
    ['every member of an empty list', { A: [] }, 'A.*.B', []],
    ['every member of an absent list', {}, 'A.*.B', []],
    ['every member of an object', { A: { B: 1 } }, 'A.*.B', ['unknown']],
    ['every member of an unknown', { A: { Ref: 'Free' } }, 'A.*.B', ['unknown']],
    ['members that a condition leaves out', { A: [NO_VALUE, either({ B: 1 }, NO_VALUE)] }, 'A.*.B', [1]],
    ['lists by a condition', { A: either([{ B: 1 }], NO_VALUE) }, 'A.*.B', [1]],
    ['lists in lists', { A: [{ B: ['x', 'y'] }, { B: ['z'] }] }, 'A.*.B.*', ['x', 'y', 'z']],
    ['a list of a map', { A: { 'Fn::FindInMap': ['Sizes', 'small', 'names'] } }, 'A.*', ['a', 'b']],
  ])('%s', (_, properties, path, expected) => {
    expect(reading(properties, path)).toEqual(expected);
  });
});

test('elements of a list are all that may be in it', () => {
  const { index, it } = subject({ A: ['x', either('y', NO_VALUE), { Ref: 'Free' }, NO_VALUE] });
  expect(elements(index, it, 'A').map(plain)).toEqual(['x', 'y', 'unknown']);
  expect(elements(index, it, 'B')).toEqual([]);
});

test.each<[string, unknown, boolean]>([
  ['the value', 'on', true],
  ['another', 'off', false],
  ['absent', undefined, false],
  ['the value either way', either('on', 'on'), true],
  ['the value or another', either('on', 'off'), false],
  ['the value or nothing', either('on', NO_VALUE), false],
  ['a parameter that can be nothing else', { Ref: 'Given' }, true],
  ['a parameter', { Ref: 'Free' }, false],
  ['a resource', { Ref: 'Key' }, false],
  ['a condition that is none', { 'Fn::If': [] }, false],
])('isAlways: %s', (_, value, expected) => {
  const { index, it } = subject({ Value: value });
  expect(isAlways(index, it, 'Value', (found) => found === 'on')).toBe(expected);
});

test.each<[string, readonly Target[], { absent: boolean; present: boolean }]>([
  ['nothing', [{ kind: 'literal', value: undefined }], { absent: true, present: false }],
  ['a value', [{ kind: 'literal', value: '' }], { absent: false, present: true }],
  ['what only the deployment knows', [{ kind: 'unknown', expression: { Ref: 'Free' } }], { absent: false, present: true }],
])('%s is absent, or present, and never both', (_, targets, { absent, present }) => {
  expect([targets.every(isAbsent), targets.every(isPresent)]).toEqual([absent, present]);
});

test('a property is surely absent only where every branch of a condition leaves it out', () => {
  const [left, given] = [
    { kind: 'literal', value: undefined },
    { kind: 'literal', value: 30 },
  ] as const;
  expect([areAbsent([left]), areAbsent([left, left]), areAbsent([left, given]), areAbsent([given])]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('true and false are booleans or texts, in no other spelling', () => {
  expect([true, 'true', 'True', 1, undefined, false, 'false'].map(isTrue)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
  expect([false, 'false', 'False', 0, undefined, true].map(isFalse)).toEqual([true, true, false, false, false, false]);
});

test.each<[unknown, number | undefined]>([
  [7, 7],
  ['7', 7],
  [' 7 ', 7],
  ['-1', -1],
  ['1.5', 1.5],
  ['', undefined],
  ['7 days', undefined],
  ['0x10', undefined],
  ['1e3', undefined],
  [Number.NaN, undefined],
  [Number.POSITIVE_INFINITY, undefined],
  [null, undefined],
  [true, undefined],
  [[7], undefined],
])('%p as a number is %p', (value, expected) => {
  expect(asNumber(value)).toBe(expected);
});

test('a message names each value once, the unknown as it is written, and nothing that is long in full', () => {
  const { index, it } = subject({
    A: either('on', either('on', NO_VALUE)),
    B: { Ref: 'Free' },
    C: { Ref: 'Key' },
    D: 'x'.repeat(200),
  });
  expect(described(read(index, it, 'A'))).toBe("'on' or nothing");
  expect(described(read(index, it, 'B'))).toBe('a value that only the deployment knows ({"Ref":"Free"})');
  expect(described(read(index, it, 'C'))).toBe("'Test/Key'");
  expect(described(read(index, it, 'D'))).toBe(`'${'x'.repeat(120)}...'`);
  expect(described([])).toBe('nothing');
});

test('a parameter of a nested stack is what its parent passes, unless it names one of the Parameter Store', () => {
  const parent: TemplateSource = {
    name: 'Parent',
    environment: { account: '111122223333', region: 'eu-west-1' },
    template: {
      Resources: { Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { Given: 'on', Store: 'on' } } } },
    },
  };
  const inner: TemplateSource = {
    name: 'Inner',
    nestedIn: { template: 'Parent', logicalId: 'Inner' },
    template: {
      Parameters: PARAMETERS,
      Resources: {
        It: {
          Type: 'Test::It',
          Properties: {
            A: { Ref: 'Given' },
            B: { Ref: 'Store' },
            C: { Ref: 'Free' },
            D: { Ref: 'constructor' },
            E: { Ref: 'AWS::Region' },
          },
        },
      },
    },
  };
  const index = new TemplateIndex([parent, inner]);
  const [it] = index.ofType('Test::It');
  if (it === undefined) throw new Error('no resource');
  expect(['A', 'B', 'C', 'D', 'E'].map((path) => read(index, it, path).map(plain))).toEqual([
    ['on'],
    ['unknown'],
    ['unknown'],
    ['unknown'],
    ['eu-west-1'],
  ]);
});
