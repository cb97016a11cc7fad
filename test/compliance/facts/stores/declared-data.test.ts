import {
  type DeclaredData,
  declarationsOf,
  personalDataIn,
  personalStores,
} from '../../../../lib/compliance/facts/stores/declared-data';
import { tagSetsOf } from '../../../../lib/compliance/template/tags';
import { TemplateIndex } from '../../../../lib/compliance/template/template-index';
import { DataCategory } from '../../../../lib/declaration/category';

const tags = (more: Readonly<Record<string, unknown>>) =>
  Object.entries(more).map(([key, Value]) => ({ Key: `strongroom:${key}`, Value }));
const NO_VALUE = { Ref: 'AWS::NoValue' };

function indexOf(resources: Readonly<Record<string, unknown>>) {
  return new TemplateIndex([{ name: 'Test', template: { Resources: resources } }]);
}

function bucket(more: Readonly<Record<string, unknown>>): DeclaredData {
  const index = indexOf({ It: { Type: 'AWS::S3::Bucket', Properties: { Tags: tags(more) } } });
  const [it] = index.ofType('AWS::S3::Bucket');
  const [declared] = it === undefined ? [] : declarationsOf(it);
  if (declared === undefined) throw new Error('no declaration');
  return declared;
}

test.each<[unknown, DataCategory | undefined, boolean]>([
  ['public', DataCategory.PUBLIC, false],
  ['internal', DataCategory.INTERNAL, false],
  ['personal', DataCategory.PERSONAL, true],
  ['sensitive-personal', DataCategory.SENSITIVE_PERSONAL, true],
  ['Personal', undefined, false],
  ['personal ', undefined, false],
  ['', undefined, false],
  [undefined, undefined, false],
  [{ Ref: 'Category' }, undefined, false],
])('the category %p', (category, expected, personal) => {
  const declared = bucket({ category });
  expect([declared.category, declared.personal]).toEqual([expected, personal]);
});

test.each<[unknown, number | undefined]>([
  ['30', 30],
  [30, 30],
  ['0', undefined],
  ['-1', undefined],
  ['030', undefined],
  ['1.5', undefined],
  ['30 days', undefined],
  ['', undefined],
  [{ Ref: 'Days' }, undefined],
])('a retention of %p days', (days, expected) => {
  expect(bucket({ 'retention-days': days }).retentionDays).toBe(expected);
});

test('fields are texts, lists of terms, or missing', () => {
  const declared = bucket({
    owner: 'shop',
    residency: 'eu-central-1 eu-west-1',
    record: 'consent',
    purposes: { Ref: 'Purposes' },
  });
  expect(declared.text('owner')).toBe('shop');
  expect(declared.terms('residency')).toEqual(['eu-central-1', 'eu-west-1']);
  expect(declared.terms('recipients')).toEqual([]);
  expect(declared.text('purposes')).toBeUndefined();
  expect(declared.tag('strongroom:record')).toBe('consent');
  expect(declared.tag('strongroom:other')).toBeUndefined();
  expect(declared.location).toBe('Properties.Tags');
});

test('a tag without a value is empty, and no text', () => {
  const index = indexOf({ It: { Type: 'AWS::S3::Bucket', Properties: { Tags: [{ Key: 'strongroom:owner' }] } } });
  const [it] = index.ofType('AWS::S3::Bucket');
  expect(it && declarationsOf(it)[0]?.text('owner')).toBe('');
});

test('tags that only the deployment knows leave the declaration open', () => {
  const index = indexOf({
    Some: {
      Type: 'AWS::S3::Bucket',
      Properties: { Tags: [{ 'Fn::If': ['Is', { Key: 'a', Value: 'b' }, NO_VALUE] }, ...tags({ owner: 'shop' })] },
    },
    All: { Type: 'AWS::S3::Bucket', Properties: { Tags: { Ref: 'Tags' } } },
    None: { Type: 'AWS::S3::Bucket' },
  });
  expect(index.resources.map((resource) => tagSetsOf(resource)[0].open)).toEqual([true, true, false]);
});

test.each<[string, string, Readonly<Record<string, unknown>>]>([
  ['a list', 'AWS::DynamoDB::Table', { Tags: tags({ category: 'personal' }) }],
  ['a map', 'AWS::MSK::Cluster', { Tags: { 'strongroom:category': 'personal' } }],
  ['a list of another name', 'AWS::EFS::FileSystem', { FileSystemTags: tags({ category: 'personal' }) }],
  ['a map of another name', 'AWS::Backup::BackupVault', { BackupVaultTags: { 'strongroom:category': 'personal' } }],
  [
    'the tags of a replica',
    'AWS::DynamoDB::GlobalTable',
    { Replicas: [{ Region: 'eu-central-1', Tags: tags({ category: 'personal' }) }] },
  ],
])('a store says what it holds in %s', (_, type, properties) => {
  const index = indexOf({ It: { Type: type, Properties: properties } });
  const [it] = index.resources;
  expect(it && personalDataIn(it, index)?.category).toBe(DataCategory.PERSONAL);
});

test('stores of data about persons are those that say so, and are stores', () => {
  const personal = tags({ category: 'personal' });
  const index = indexOf({
    Orders: { Type: 'AWS::S3::Bucket', Properties: { Tags: personal } },
    Site: { Type: 'AWS::S3::Bucket', Properties: { Tags: tags({ category: 'public' }) } },
    Silent: { Type: 'AWS::S3::Bucket' },
    Function: { Type: 'AWS::Lambda::Function', Properties: { Tags: personal } },
    Cluster: { Type: 'AWS::RDS::DBCluster', Properties: { Tags: personal } },
    Instance: { Type: 'AWS::RDS::DBInstance', Properties: { Tags: personal, DBClusterIdentifier: { Ref: 'Cluster' } } },
    Server: { Type: 'AWS::EC2::Instance', Properties: { Tags: personal, PropagateTagsToVolumeOnCreation: true } },
  });
  expect([...personalStores(index).keys()].map(({ logicalId }) => logicalId).sort()).toEqual(['Cluster', 'Orders']);
});

test('of a global table, the first replica that holds data about persons counts, with its region', () => {
  const index = indexOf({
    Table: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        Replicas: [
          { Region: 'eu-west-1', Tags: tags({ category: 'public' }) },
          { Region: 'eu-central-1', Tags: tags({ category: 'personal' }) },
        ],
      },
    },
  });
  const [table] = index.resources;
  const declared = table && personalDataIn(table, index);
  expect([declared?.region, declared?.location]).toEqual(['eu-central-1', 'Properties.Replicas.1.Tags']);
  expect(table && declarationsOf(table).map(({ category }) => category)).toEqual(['public', 'personal']);
});
