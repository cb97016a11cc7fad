import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOf } from '../../template/text';
import { isUnread } from '../../template/unread';
import { type EventSelector, type FieldTest, records, selects } from './event-selectors';

/** What CloudTrail calls the data events of a type. */
export const DATA_EVENTS: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': 'AWS::DynamoDB::Table',
  'AWS::DynamoDB::Table': 'AWS::DynamoDB::Table',
  'AWS::S3::Bucket': 'AWS::S3::Object',
};

/** Whether selectors record everything that reads from, or writes to, a store. */
export function recordDataEvents(
  selectors: readonly EventSelector[],
  what: 'reads' | 'writes',
  store: Resource,
  index: TemplateIndex,
): boolean {
  const type = DATA_EVENTS[store.type];
  if (type === undefined) return false;
  const arns = arnsOf(store, index);
  return selectors.some((selector) => {
    return (
      selects(selector, 'eventCategory', 'Data') &&
      selects(selector, 'resources.type', type) &&
      records(selector, what) &&
      selector.every((test) => SETTLED.includes(test.field) || letsThrough(test, arns))
    );
  });
}

const SETTLED = ['eventCategory', 'resources.type', 'readOnly'];

/** Whether everything in a store passes a test. One of any field but the ARN may leave something out. */
function letsThrough({ field, operator, values }: FieldTest, { all, folder }: Arns): boolean {
  if (field !== 'resources.ARN') return false;
  const surely = (holds: (text: string) => boolean) =>
    values.some((texts) => texts.every((text) => !isUnread(text) && holds(withoutPartition(text))));
  const never = (holds: (text: string) => boolean) =>
    values.every((texts) => texts.every((text) => !isUnread(text) && !holds(withoutPartition(text))));
  const isPrefix = (text: string) => all.some((arn) => arn.startsWith(text));
  const isWithin = (text: string) => all.some((arn) => text.startsWith(folder ? arn : `${arn}/`));
  switch (operator) {
    case 'Equals':
      return !folder && surely((text) => all.includes(text));
    case 'StartsWith':
      return surely(isPrefix);
    case 'NotEquals':
      return never((text) => all.includes(text) || isWithin(text));
    case 'NotStartsWith':
      return never((text) => isPrefix(text) || isWithin(text));
    default:
      return false;
  }
}

/** What the ARN of an event on a store is, or begins with, in every way that a template may write it. */
interface Arns {
  readonly all: readonly string[];
  /** Whether events are on objects, whose ARNs begin with the store's. */
  readonly folder: boolean;
}

function arnsOf(store: Resource, index: TemplateIndex): Arns {
  const folder = store.type === 'AWS::S3::Bucket';
  const { region = `\${AWS::Region}`, account = `\${AWS::AccountId}` } = index.environmentOf(store);
  const stem = folder ? 'arn:*:s3:::' : `arn:*:dynamodb:${region}:${account}:table/`;
  const given = store.properties[folder ? 'BucketName' : 'TableName'];
  const names = [`\${${store.path}}`, ...(given === undefined ? [] : textsOf(index, store, given))];
  const all = [`\${${store.path}.Arn}`, ...names.map((name) => stem + name)];
  return { all: all.map((arn) => (folder ? `${arn}/` : arn)), folder };
}

/** The partition of an ARN says nothing of what it is: an account has one. */
function withoutPartition(text: string): string {
  return text.replace(/^arn:(\$\{AWS::Partition\}|[a-z-]+):/, 'arn:*:');
}
