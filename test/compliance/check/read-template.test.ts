import { Claim, readTemplate } from '../../../lib/compliance/check/read-template';

const read = (text: string | Buffer, file = 'a.yaml', claim = Claim.NAMED) => {
  const found = readTemplate(file, Buffer.from(text), claim);
  return found.kind === 'faults'
    ? found.faults.map(({ property, got, allowed }) => `${property}: ${got}; ${allowed}`).join('\n')
    : found.kind;
};

const TEXT = 'a template in JSON or YAML, as UTF-8';
const MAP = 'Resources as a map of resources by their logical ids';

test.each([
  ['an empty file', '', `a.yaml: an empty file; ${TEXT}`],
  ['nothing but space', ' \r\n\t', `a.yaml: an empty file; ${TEXT}`],
  ['a binary', Buffer.from([0x50, 0x4b, 0, 1]), `a.yaml: a binary file; ${TEXT}`],
  ['Latin-1', Buffer.from([0x61, 0xe4, 0x62]), `a.yaml: bytes that are no UTF-8; ${TEXT}`],
  ['a list at the top', '- 1\n', 'a.yaml:1:1: a list at the top; a map with Resources'],
  ['a text at the top', 'hello', 'a.yaml:1:1: a text at the top; a map with Resources'],
  ['no Resources', 'AWSTemplateFormatVersion: 2010-09-09\n', `a.yaml:1:1: no Resources; ${MAP}`],
  ['Resources that are a list', 'a: 1\nResources: []\n', `a.yaml:2:1: a list as Resources; ${MAP}`],
  ['Resources that are nothing', 'Resources:\n', `a.yaml:1:1: nothing as Resources; ${MAP}`],
  [
    'more than CloudFormation takes',
    'Resources: {}\n#'.padEnd(5_242_880, '-'),
    "a.yaml: 5,242,880 bytes; at most 1,048,576 bytes, which is CloudFormation's limit",
  ],
])('refuses %s that was named', (_, text, expected) => expect(read(text)).toBe(expected));

test.each([
  ['YAML', 'Resources: { A: { Type: AWS::S3::Bucket } }', 'a.yaml'],
  ['YAML with a byte order mark and CRLF', '\ufeffResources:\r\n  A:\r\n    Type: AWS::S3::Bucket\r\n', 'a.yml'],
  ['JSON', '{"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}', 'a.json'],
  ['JSON with a byte order mark', '\ufeff{"Resources": {}}', 'a.json'],
  ['JSON by another name', '{"Resources": {}}', 'stack'],
  ['YAML that begins with a bracket', '{Resources: {A: {Type: !Ref x}}}', 'a.template'],
  ['a template of the largest size', 'Resources: {}\n#'.padEnd(1_048_576, '-'), 'a.yaml'],
])('takes %s', (_, text, file) => expect(read(text, file)).toBe('template'));

test('a file with the ending .json is JSON, and nothing more', () => {
  expect(read('{"Resources": {},}', 'a.json')).toMatch(/^a\.json:1:18: text that is no JSON; /);
});

describe('what is met in a folder', () => {
  test.each([
    ['a package', '{"name": "x", "version": "1.0.0"}'],
    ['a list', '[1, 2]'],
    ['a text', 'hello'],
    ['a binary', Buffer.from([0, 1, 2])],
    ['an empty file', ''],
    ['broken YAML of something else', 'a: [1\nb: {{ .Values.x }}\n'],
    ['several documents of Kubernetes', 'kind: A\n---\nkind: B\nresources: {}\n'],
    ['Resources of something else', 'Resources:\n  cpu: 2\n'],
    ['a list of Resources of something else', 'Resources: [a]\n'],
  ])('passes over %s', (_, text) => expect(read(text, 'a.yaml', Claim.FOUND)).toBe('other'));

  test.each([
    ['without a version', 'Resources:\n  A:\n    Type: AWS::SNS::Topic\n'],
    ['whose resources a loop makes', 'Resources:\n  Fn::ForEach::Topics: [Name, [A, B], {}]\n'],
  ])('takes a template %s', (_, text) => expect(read(text, 'a.yaml', Claim.FOUND)).toBe('template'));

  test.each([
    ['broken', 'Resources:\n  A: [1\n', /^a\.yaml:\d:\d: text that is no YAML/],
    ['broken, in JSON', '{"x": 1, "Resources": {]}', /^a\.yaml:1:\d+: text that is no YAML/],
    ['without resources', 'AWSTemplateFormatVersion: 2010-09-09\n', /no Resources/],
    ['too large', 'Resources: {}\n#'.padEnd(1_048_577, '-'), /1,048,577 bytes; at most 1,048,576/],
  ])('refuses a template that is %s', (_, text, expected) => expect(read(text, 'a.yaml', Claim.FOUND)).toMatch(expected));
});

test('constructs that make nothing leave a template without resources', () => {
  expect(read('{}', 'a.json', Claim.MANIFEST)).toBe('template');
  expect(read('{"Resources": []}', 'a.json', Claim.MANIFEST)).toMatch(/a list as Resources/);
});
