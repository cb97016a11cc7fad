import fc from 'fast-check';
import { TemplateIndex, type TemplateSource } from '../../../lib/compliance/template/template-index';
import { partsOf, resourcesIn, textsOf } from '../../../lib/compliance/template/text';

const variable = (name: string) => `\${${name}}`;
const TOKEN = variable('Token');
const either = (one: unknown, other: unknown) => ({ 'Fn::If': ['Is', one, other] });
const ENVIRONMENT = { account: '111122223333', region: 'eu-central-1' };

const HERE: TemplateSource = {
  name: 'Here',
  environment: ENVIRONMENT,
  template: {
    Parameters: { Free: { Type: 'String' }, constructor: { Type: 'String' } },
    Resources: { From: { Type: 'Test::From' }, Bucket: { Type: 'Test::Bucket' }, Key: { Type: 'Test::Key' } },
  },
};
const THERE: TemplateSource = {
  name: 'There',
  environment: ENVIRONMENT,
  template: {
    Parameters: { Free: { Type: 'String' } },
    Resources: { Bucket: { Type: 'Test::Bucket' } },
    Outputs: {
      Objects: { Value: { 'Fn::Sub': `${variable('Bucket.Arn')}/*` }, Export: { Name: 'objects' } },
      Circle: { Value: { 'Fn::Join': ['', ['x', { 'Fn::ImportValue': 'circle' }]] }, Export: { Name: 'circle' } },
    },
  },
};

function from(sources: readonly TemplateSource[] = [HERE, THERE]) {
  const index = new TemplateIndex(sources);
  const resource = index.resources.find(({ logicalId }) => logicalId === 'From');
  if (resource === undefined) throw new Error('no resource From');
  return { index, resource };
}

function texts(value: unknown): readonly string[] {
  const { index, resource } = from();
  return textsOf(index, resource, value);
}

function named(value: unknown): readonly string[] {
  const { index, resource } = from();
  return resourcesIn(index, resource, value).map(({ path }) => path);
}

describe('partsOf', () => {
  test.each<[string, unknown, readonly unknown[] | undefined]>([
    ['a plain text', 'text', undefined],
    ['another function', { Ref: 'Bucket' }, undefined],
    ['a text without variables', { 'Fn::Sub': 'text' }, ['text']],
    ['an empty text', { 'Fn::Sub': '' }, ['']],
    [
      'a resource and an attribute',
      { 'Fn::Sub': `a${variable('B')}c${variable('D.E')}` },
      ['a', { Ref: 'B' }, 'c', { 'Fn::GetAtt': 'D.E' }],
    ],
    ['a pseudo parameter', { 'Fn::Sub': variable('AWS::Region') }, [{ Ref: 'AWS::Region' }]],
    ['variables of its own', { 'Fn::Sub': [`${variable('A')}b`, { A: { Ref: 'X' } }] }, [{ Ref: 'X' }, 'b']],
    ['spaces around a name', { 'Fn::Sub': variable(' A ') }, [{ Ref: 'A' }]],
    [
      'a literal variable',
      { 'Fn::Sub': `${variable('!aws:username')}${variable('A')}` },
      [variable('aws:username'), { Ref: 'A' }],
    ],
    ['a dollar before a variable', { 'Fn::Sub': `$${variable('A')}` }, ['$', { Ref: 'A' }]],
    ["a variable with a name of every object's", { 'Fn::Sub': [variable('constructor'), {}] }, [{ Ref: 'constructor' }]],
    ['a text that is none', { 'Fn::Sub': { Ref: 'A' } }, undefined],
    ['a join', { 'Fn::Join': ['-', ['a', { Ref: 'B' }, 'c']] }, ['a', '-', { Ref: 'B' }, '-', 'c']],
    ['a join by nothing', { 'Fn::Join': ['', ['a', 'b']] }, ['a', 'b']],
    ['a join of one', { 'Fn::Join': ['-', ['a']] }, ['a']],
    ['a join of a list that is not known', { 'Fn::Join': ['-', { Ref: 'List' }] }, undefined],
    ['a join by what is not known', { 'Fn::Join': [{ Ref: 'A' }, ['a', 'b']] }, undefined],
  ])('%s', (_, value, expected) => {
    expect(partsOf(value)).toEqual(expected);
  });
});

describe('textsOf', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['a text', 'text', ['text']],
    ['a number and a boolean', { 'Fn::Join': ['', [1, true]] }, ['1true']],
    ['nothing', undefined, [TOKEN]],
    ['NoValue', { Ref: 'AWS::NoValue' }, [TOKEN]],
    ['an object', { Statement: [] }, [TOKEN]],
    ['a resource', { Ref: 'Bucket' }, [variable('Here/Bucket')]],
    ['an attribute', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, [variable('Here/Bucket.Arn')]],
    ['a parameter', { Ref: 'Free' }, [TOKEN]],
    ['a pseudo parameter that is not known', { Ref: 'AWS::Partition' }, [variable('AWS::Partition')]],
    ['one that is', { Ref: 'AWS::AccountId' }, ['111122223333']],
    [
      'an ARN',
      { 'Fn::Sub': `arn:${variable('AWS::Partition')}:s3:::${variable('Bucket')}/${variable('Free')}/*` },
      [`arn:${variable('AWS::Partition')}:s3:::${variable('Here/Bucket')}/${TOKEN}/*`],
    ],
    ['an ARN by Join', { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, '/*']] }, [`${variable('Here/Bucket.Arn')}/*`]],
    ['a literal variable', { 'Fn::Sub': `home/${variable('!aws:username')}` }, [`home/${variable('aws:username')}`]],
    ["a variable with a name of every object's", { 'Fn::Sub': variable('constructor') }, [TOKEN]],
    ['a condition', either('a', { 'Fn::Sub': `b-${variable('Free')}` }), ['a', `b-${TOKEN}`]],
    ['a condition within', { 'Fn::Join': ['', ['x', either('a', 'b'), either('c', 'd')]] }, ['xac', 'xad', 'xbc', 'xbd']],
    ['a text of another stack, with its names', { 'Fn::ImportValue': 'objects' }, [`${variable('There/Bucket.Arn')}/*`]],
  ])('%s', (_, value, expected) => {
    expect(texts(value)).toEqual(expected);
  });

  test('more texts than anyone would write are one that is not known', () => {
    expect(texts({ 'Fn::Join': ['', Array.from({ length: 7 }, () => either('a', 'b'))] })).toEqual([TOKEN]);
  });

  test('references in a circle come to an end', () => {
    const found = texts({ 'Fn::ImportValue': 'circle' });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^x*\$\{Token\}$/);
  });

  test('a substitution by literal variables is the text that CloudFormation would make', () => {
    const name = fc.stringMatching(/^[A-Z][a-z0-9]{0,5}$/);
    const literal = fc.string().filter((text) => !text.includes('$'));
    const piece = fc.record({
      kind: fc.constantFrom('text' as const, 'variable' as const, 'escaped' as const),
      name,
      value: literal,
    });
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const variables = Object.fromEntries(pieces.map((each) => [each.name, each.value]));
        const text = pieces.map(({ kind, name: key, value }) =>
          kind === 'text' ? value : variable(kind === 'escaped' ? `!${key}` : key),
        );
        const meant = pieces.map(({ kind, name: key, value }) => {
          return kind === 'text' ? value : kind === 'variable' ? variables[key] : variable(key);
        });
        expect(texts({ 'Fn::Sub': [text.join(''), variables] })).toEqual([meant.join('')]);
      }),
    );
  });

  test('a join of literals is the text that CloudFormation would make', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.oneof(fc.string(), fc.integer())), (separator, parts) => {
        expect(texts({ 'Fn::Join': [separator, parts] })).toEqual([parts.join(separator)]);
      }),
    );
  });
});

describe('resourcesIn', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['a text', 'Bucket', []],
    ['nothing', undefined, []],
    ['a reference', { Ref: 'Bucket' }, ['Here/Bucket']],
    ['an attribute', { 'Fn::GetAtt': 'Bucket.Arn' }, ['Here/Bucket']],
    ['a substitution', { 'Fn::Sub': `${variable('Bucket.Arn')}/${variable('Free')}/*` }, ['Here/Bucket']],
    ['a join', { 'Fn::Join': ['', [{ Ref: 'Bucket' }, '/', { Ref: 'Key' }]] }, ['Here/Bucket', 'Here/Key']],
    ['a list, each once', [{ Ref: 'Bucket' }, { 'Fn::Sub': variable('Bucket.Arn') }], ['Here/Bucket']],
    ['an object', { A: { B: { Ref: 'Key' } } }, ['Here/Key']],
    ['a condition', either({ Ref: 'Key' }, { 'Fn::Sub': `${variable('Bucket')}/*` }), ['Here/Key', 'Here/Bucket']],
    ['a condition of lists', either([{ Ref: 'Key' }], 'none'), ['Here/Key']],
    ['what is split', { 'Fn::Select': [0, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Key', 'Arn'] }] }] }, ['Here/Key']],
    ['a literal variable', { 'Fn::Sub': variable('!Bucket') }, []],
    ['a text of another stack, with its names', { 'Fn::ImportValue': 'objects' }, ['There/Bucket']],
    ['a circle', { 'Fn::ImportValue': 'circle' }, []],
  ])('%s', (_, value, expected) => {
    expect(named(value)).toEqual(expected);
  });
});

test('an export by a name that only the deployment knows is no other template’s', () => {
  const name = { 'Fn::Sub': `${variable('AWS::StackName')}-bucket` };
  const exporting = (source: string, stackName?: string): TemplateSource => ({
    name: source,
    stackName,
    environment: ENVIRONMENT,
    template: {
      Resources: { Bucket: { Type: 'Test::Bucket' } },
      Outputs: { It: { Value: { Ref: 'Bucket' }, Export: { Name: name } } },
    },
  });
  const importing = (value: unknown, ...others: TemplateSource[]) => {
    const { index, resource } = from([HERE, ...others]);
    return index
      .resolve(resource, { 'Fn::ImportValue': value })
      .map((target) => (target.kind === 'resource' ? target.resource.path : target.kind));
  };
  expect(importing(name, exporting('Other'))).toEqual(['unknown']);
  expect(importing('other-bucket', exporting('Other', 'other'), exporting('Third', 'third'))).toEqual(['Other/Bucket']);
});
