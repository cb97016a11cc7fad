import { TemplateIndex, type TemplateSource } from '../../../lib/compliance/template/template-index';
import { resourcesIn, textsOf } from '../../../lib/compliance/template/text';

/** A variable of a substitution. */
const variable = (name: string) => `\${${name}}`;

const ENVIRONMENT = { account: '111122223333', region: 'eu-central-1' };

function resolved(sources: readonly TemplateSource[], value: unknown) {
  const index = new TemplateIndex(sources);
  const from = index.resources.find(({ logicalId }) => logicalId === 'From');
  if (!from) throw new Error('no resource From');
  return index.resolve(from, value).map((target) => {
    if (target.kind === 'resource')
      return target.attribute === undefined ? target.resource.path : `${target.resource.path}.${target.attribute}`;
    return target.kind === 'literal' ? target.value : target.kind;
  });
}

const HERE: TemplateSource = {
  name: 'Here',
  environment: ENVIRONMENT,
  template: {
    Resources: {
      From: { Type: 'Test::From' },
      Key: { Type: 'Test::Key' },
      Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { KeyId: { Ref: 'Key' } } } },
    },
  },
};
const THERE: TemplateSource = {
  name: 'There',
  stackName: 'there-stack',
  environment: ENVIRONMENT,
  template: {
    Resources: { Bucket: { Type: 'Test::Bucket' } },
    Outputs: { Name: { Value: { 'Fn::GetAtt': ['Bucket', 'Arn'] }, Export: { Name: 'there:name' } } },
  },
};
const INNER: TemplateSource = {
  name: 'Inner',
  nestedIn: { template: 'Here', logicalId: 'Inner' },
  template: {
    Parameters: { KeyId: { Type: 'String' } },
    Resources: { Table: { Type: 'Test::Table', Properties: { Key: { Ref: 'KeyId' } } } },
    Outputs: { Table: { Value: { Ref: 'Table' } } },
  },
};

test.each([
  ['a literal', 'plain', ['plain']],
  ['a reference', { Ref: 'Key' }, ['Here/Key']],
  ['an attribute', { 'Fn::GetAtt': ['Key', 'Arn'] }, ['Here/Key.Arn']],
  ['an attribute in short form', { 'Fn::GetAtt': 'Key.Endpoint.Port' }, ['Here/Key.Endpoint.Port']],
  ['a substitution of one reference', { 'Fn::Sub': variable('Key') }, ['Here/Key']],
  ['a substitution of nothing', { 'Fn::Sub': 'plain' }, ['plain']],
  ['a condition', { 'Fn::If': ['Is', { Ref: 'Key' }, 'none'] }, ['Here/Key', 'none']],
  ['an import', { 'Fn::ImportValue': 'there:name' }, ['There/Bucket.Arn']],
  ["another stack's output", { 'Fn::GetStackOutput': { StackName: 'there-stack', OutputName: 'Name' } }, ['There/Bucket.Arn']],
  ["a nested stack's output", { 'Fn::GetAtt': ['Inner', 'Outputs.Table'] }, ['Inner/Table']],
  ['a parameter', { Ref: 'Unknown' }, ['unknown']],
  ["the stack's region", { Ref: 'AWS::Region' }, ['eu-central-1']],
  ['an import from elsewhere', { 'Fn::ImportValue': 'elsewhere' }, ['unknown']],
  ['a text put together', { 'Fn::Join': ['', ['a', { Ref: 'Key' }]] }, ['unknown']],
  ['a substitution of a given variable', { 'Fn::Sub': [variable('A'), { A: '1' }] }, ['1']],
  ['nothing', undefined, ['unknown']],
])('%s is followed', (_, value, expected) => {
  expect(resolved([HERE, THERE, INNER], value)).toEqual(expected);
});

test("a nested stack's parameter is what its parent passes", () => {
  const index = new TemplateIndex([HERE, THERE, INNER]);
  const [table] = index.ofType('Test::Table');
  if (!table) throw new Error('no table');
  expect(index.resolve(table, table.properties['Key'])).toEqual([{ kind: 'resource', resource: index.ofType('Test::Key')[0] }]);
});

test('an export of another account or region is not seen', () => {
  const far = { ...THERE, environment: { ...ENVIRONMENT, region: 'eu-west-1' } };
  expect(resolved([HERE, far], { 'Fn::ImportValue': 'there:name' })).toEqual(['unknown']);
});

test('references in a circle come to an end', () => {
  const circle = {
    ...THERE,
    template: { Outputs: { Name: { Value: { 'Fn::ImportValue': 'there:name' }, Export: { Name: 'there:name' } } } },
  };
  expect(resolved([HERE, circle], { 'Fn::ImportValue': 'there:name' })).toEqual(['unknown']);
});

test('what the CDK exports to another region of the account is followed to the resource that it is of', () => {
  const name = '/cdk/exports/There/Bucket';
  const writer = (region: string) => ({
    Type: 'Custom::CrossRegionExportWriter',
    Properties: { WriterProps: { region, exports: { [name]: { 'Fn::GetAtt': ['Bucket', 'Arn'] } } } },
  });
  const abroad = (region: string, account = ENVIRONMENT.account): TemplateSource => ({
    name: 'Abroad',
    environment: { account, region: 'eu-west-1' },
    template: { Resources: { Bucket: { Type: 'Test::Bucket' }, Writer: writer(region) } },
  });
  const reader = { Reader: { Type: 'Custom::CrossRegionExportReader' }, From: { Type: 'Test::From' } };
  const here: TemplateSource = { name: 'Here', environment: ENVIRONMENT, template: { Resources: reader } };
  const read = { 'Fn::GetAtt': ['Reader', name] };
  expect(resolved([here, abroad('eu-central-1')], read)).toEqual(['Abroad/Bucket.Arn']);
  expect(resolved([here, abroad('eu-north-1')], read)).toEqual(['unknown']);
  expect(resolved([here, abroad('eu-central-1', '999988887777')], read)).toEqual(['unknown']);
  expect(resolved([here], read)).toEqual(['unknown']);
});

test('circles that meet twice come to an end, too', () => {
  const twice = { 'Fn::Join': ['', [{ 'Fn::ImportValue': 'there:name' }, { 'Fn::ImportValue': 'there:name' }]] };
  const circle = { ...THERE, template: { Outputs: { Name: { Value: twice, Export: { Name: 'there:name' } } } } };
  expect(resolved([HERE, circle], twice)).toEqual(['unknown']);
  const index = new TemplateIndex([HERE, circle]);
  const [from] = index.resources;
  if (from === undefined) throw new Error('no resource');
  expect([textsOf(index, from, twice).length > 0, resourcesIn(index, from, twice)]).toEqual([true, []]);
});

test('what is no resource is passed over', () => {
  const template = {
    Resources: {
      'Fn::ForEach::Buckets': ['Name', ['a'], {}],
      Nothing: null,
      Untyped: {},
      Odd: { Type: 'Test::Odd', Properties: [] },
    },
  };
  const index = new TemplateIndex([
    { name: 'Odd', template },
    { name: 'Empty', template: undefined },
    { name: 'Text', template: 'x' },
  ]);
  expect(index.resources.map(({ path, properties }) => [path, properties])).toEqual([['Odd/Odd', {}]]);
});

test('what is derived from the index is made once', () => {
  const index = new TemplateIndex([HERE]);
  const make = jest.fn((of: TemplateIndex) => of.resources.length);
  expect([index.derive(make), index.derive(make)]).toEqual([3, 3]);
  expect(make).toHaveBeenCalledTimes(1);
});
