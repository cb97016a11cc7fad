import { Unreadable } from '../../../lib/compliance/check/unreadable';
import { readYaml } from '../../../lib/compliance/check/yaml-text';

function faultIn(text: string): { got: string; at: string } {
  try {
    readYaml(text);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { got: error.got, at: error.place === undefined ? '' : `${error.place.line}:${error.place.column}` };
  }
  throw new Error('it could be read');
}

describe('short forms', () => {
  test.each([
    ['!Ref Vpc', { Ref: 'Vpc' }],
    ["!Ref 'AWS::NoValue'", { Ref: 'AWS::NoValue' }],
    ['!Condition IsProduction', { Condition: 'IsProduction' }],
    ['!GetAtt Orders.Arn', { 'Fn::GetAtt': ['Orders', 'Arn'] }],
    ['!GetAtt Database.Outputs.Address', { 'Fn::GetAtt': ['Database', 'Outputs.Address'] }],
    ['!GetAtt [Orders, Arn]', { 'Fn::GetAtt': ['Orders', 'Arn'] }],
    [`!Sub 'arn:\${AWS::Partition}:s3:::\${Bucket}'`, { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::\${Bucket}` }],
    [`!Sub ['\${A}-b', { A: !Ref C }]`, { 'Fn::Sub': [`\${A}-b`, { A: { Ref: 'C' } }] }],
    ['!Sub 5', { 'Fn::Sub': '5' }],
    ["!Join ['', [a, !Ref B]]", { 'Fn::Join': ['', ['a', { Ref: 'B' }]] }],
    ['!If [IsProduction, 365, !Ref AWS::NoValue]', { 'Fn::If': ['IsProduction', 365, { Ref: 'AWS::NoValue' }] }],
    ['!Select [0, !Split [",", !Ref Zones]]', { 'Fn::Select': [0, { 'Fn::Split': [',', { Ref: 'Zones' }] }] }],
    ["!Select [0, !GetAZs '']", { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }],
    ['!Cidr [!GetAtt Vpc.CidrBlock, 4, 8]', { 'Fn::Cidr': [{ 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }, 4, 8] }],
    ['!FindInMap [Sizes, !Ref Stage, Web]', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'Web'] }],
    ["!ImportValue 'shared-vpc'", { 'Fn::ImportValue': 'shared-vpc' }],
    ['!Base64 text', { 'Fn::Base64': 'text' }],
    ['!Equals [!Ref Stage, production]', { 'Fn::Equals': [{ Ref: 'Stage' }, 'production'] }],
    ['!Not [!Condition A]', { 'Fn::Not': [{ Condition: 'A' }] }],
    ['!And [!Condition A, !Condition B]', { 'Fn::And': [{ Condition: 'A' }, { Condition: 'B' }] }],
    ['!Or [!Condition A, !Condition B]', { 'Fn::Or': [{ Condition: 'A' }, { Condition: 'B' }] }],
    [
      '!Transform { Name: AWS::Include, Parameters: { Location: s3://b/k } }',
      { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://b/k' } } },
    ],
    ['!ToJsonString { a: yes }', { 'Fn::ToJsonString': { a: true } }],
    ['!Length [a]', { 'Fn::Length': ['a'] }],
  ])('%s', (text, expected) => {
    expect(readYaml(`value: ${text}\n`).value).toEqual({ value: expected });
  });

  test('a tag that CloudFormation does not have is none', () => {
    expect(faultIn('a: !Ref B\nb: !Foo bar\n')).toEqual({ got: "the tag '!Foo'", at: '2:9' });
    expect(faultIn('a: !!binary aGk=\n')).toEqual({ got: "the tag '!!binary'", at: '1:13' });
  });
});

describe('scalars', () => {
  test.each([
    ['yes', true],
    ['No', false],
    ['on', true],
    ['OFF', false],
    ['true', true],
    ["'yes'", 'yes'],
    ['"no"', 'no'],
    ['!!str yes', 'yes'],
    ['y', 'y'],
    ['2012-10-17', '2012-10-17'],
    ['2010-09-09T00:00:00Z', '2010-09-09T00:00:00Z'],
    ['012345678901', '012345678901'],
    ['123456789012', 123456789012],
    ['12345678901234567890', '12345678901234567890'],
    ['22:22', '22:22'],
    ['-1', -1],
    ['0', 0],
    ['0.5', 0.5],
    ['1e3', 1000],
    ['', null],
    ['~', null],
    ['"*"', '*'],
  ])('%s', (text, expected) => {
    expect(readYaml(`value: ${text}\n`).value).toEqual({ value: expected });
  });

  test('names stay text, and one that an object already has is its own', () => {
    expect(readYaml('1: a\nyes: b\n__proto__: c\n').value).toEqual(JSON.parse('{ "1": "a", "yes": "b", "__proto__": "c" }'));
  });
});

describe('aliases', () => {
  test('stand for what they name, and are merged by <<', () => {
    expect(readYaml('a: &a { x: 1 }\nb: *a\nc: { <<: *a, y: 2 }\nd: { <<: [*a, { x: 3, z: 4 }], x: 5 }\n').value).toEqual({
      a: { x: 1 },
      b: { x: 1 },
      c: { x: 1, y: 2 },
      d: { x: 5, z: 4 },
    });
  });

  test('of nothing, of themselves, and of thousands of others are refused', () => {
    expect(faultIn('a: *b\nb: &b 1\n')).toEqual({ got: "the alias '*b' of nothing", at: '1:4' });
    expect(faultIn('a: &a [*a]\n').got).toBe('values nested more than 200 levels deep');
    const bomb = [...'bcdefghi'].reduce((text, name, i) => {
      const below = `*${String.fromCharCode(97 + i)}`;
      return `${text}${name}: &${name} [${Array(10).fill(below).join(', ')}]\n`;
    }, 'a: &a [x, x, x, x, x, x, x, x, x, x]\n');
    expect(faultIn(bomb).got).toBe('aliases that stand for more than 500000 values');
  });
});

test.each([
  ['a key that is there twice', 'Resources:\n  A: 1\n  A: 2\n', "the key 'A' a second time", '3:3'],
  ['a tab', 'a:\n\tb: 1\n', /^text that is no YAML \(.*[Tt]ab/, '2:1'],
  ['a list that does not end', 'a: [1\nb: 2\n', /^text that is no YAML \(Flow sequence/, '2:1'],
  ['two documents', 'a: 1\n---\nb: 2\n', /^text that is no YAML \(Source contains multiple documents/, '2:1'],
  ['a key that is a list', '? [a, b]\n: c\n', 'a key that is no text', '1:3'],
  ['brackets without end', `a: ${'['.repeat(50_000)}`, 'values nested more than 200 levels deep', ''],
  ['dashes without end', '- '.repeat(50_000), 'values nested more than 200 levels deep', ''],
])('refuses %s, and says where', (_, text, got, at) => {
  const fault = faultIn(text);
  expect(fault.got).toMatch(got);
  expect(fault.at).toBe(at);
});

test('thousands of keys take no more than linear time', () => {
  const text = Array.from({ length: 20_000 }, (_, i) => `key${i}: { Type: 'AWS::S3::Bucket' }`).join('\n');
  expect(Object.keys(readYaml(text).value ?? {})).toHaveLength(20_000);
});

describe('places', () => {
  const { placeOf } = readYaml(
    [
      'Resources:', //                                   1
      '  Orders:', //                                    2
      '    Type: AWS::S3::Bucket', //                    3
      '    Properties:', //                              4
      '      Tags: &tags', //                            5
      '        - { Key: a, Value: !Ref B }', //          6
      '        - Key: c', //                             7
      '          Value: !Sub x', //                      8
      '  Other:', //                                     9
      '    Properties: { Tags: *tags }', //             10
      '',
    ].join('\n'),
  );
  test.each([
    [['Resources', 'Orders'], '2:3'],
    [['Resources', 'Orders', 'Properties', 'Tags'], '5:7'],
    [['Resources', 'Orders', 'Properties', 'Tags', '1'], '7:11'],
    [['Resources', 'Orders', 'Properties', 'Tags', '1', 'Value'], '8:11'],
    [['Resources', 'Orders', 'Properties', 'Tags', '7'], '5:7'],
    [['Resources', 'Orders', 'Properties', 'Absent', 'Part'], '4:5'],
    [['Resources', 'Other', 'Properties', 'Tags', '0', 'Key'], '6:13'],
    [['Absent'], '1:1'],
    [[], '1:1'],
  ])('%j', (path, at) => {
    const place = placeOf(path);
    expect(`${place?.line}:${place?.column}`).toBe(at);
  });

  test('go through a short form by the name of its long one', () => {
    const read = readYaml('a:\n  b: !If\n    - C\n    - d: 1\n');
    expect(read.placeOf(['a', 'b', 'Fn::If', '1', 'd'])).toEqual({ line: 4, column: 7 });
  });
});

test('of maps that are merged the first holds, and a key that is quoted is a key', () => {
  const text = "a: &a { x: 1 }\nb: &b { x: 2, y: 3 }\nc: { <<: [*a, *b] }\nd: { '<<': 4 }\n";
  expect(readYaml(text).value).toMatchObject({ c: { x: 1, y: 3 }, d: { '<<': 4 } });
});
