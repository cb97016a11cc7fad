import type { Resource } from '../template/resource';
import { type TagSet, tagSetsOf } from '../template/tags';
import type { TemplateIndex } from '../template/template-index';
import { textsOf } from '../template/text';
import type { DataService } from './data-actions';
import { matches, type Statement } from './statement';

/** Properties that give a store its name. */
const NAMES = [
  'BucketName',
  'TableName',
  'QueueName',
  'TopicName',
  'LogGroupName',
  'DeliveryStreamName',
  'DBClusterIdentifier',
  'ClusterIdentifier',
  'DomainName',
  'Name',
];
/** Stands for the random end that Secrets Manager gives the name of a secret in its ARN. */
const RANDOM_END = '-Ab12Cd';

/** Whether a text of `textsOf` names a resource of the index, whole or within: its path has a slash, and no other placeholder has. */
export function namesResource(text: string): boolean {
  return /\$\{[^}]*\/[^}]*\}/.test(text);
}

/**
 * Whether a text that names no resource of the index may be of a store all the same: `*`, `arn:aws:s3:::*`,
 * `arn:aws:sqs:eu-central-1:123456789012:orders`. What only the deployment knows may be anything.
 */
export function mayBeOf(text: string, service: DataService, store: Resource, index: TemplateIndex): boolean {
  const [, , ofService = '*', , , ...rest] = text.replace(/\$\{[^}]*\}/g, '*').split(':');
  const place = rest.length === 0 ? '*' : rest.join(':');
  if (!matches(ofService, service.arn)) return false;
  const name = service.named.exec(place)?.[1];
  if (name === undefined) return /^[^/:]*[*?]/.test(place);
  const given = NAMES.map((property) => store.properties[property]).find((value) => value !== undefined);
  const names = given === undefined ? [] : textsOf(index, store, given);
  // Who leaves the name to CloudFormation can only be reached by a wildcard.
  if (names.length === 0 || names.some((each) => each.includes('$'))) return /[*?]/.test(name);
  return names.some((each) => matches(name, each) || matches(name, `${each}${RANDOM_END}`));
}

/** Whether a store's tags are outside of what a statement's conditions on tags of the resource admit. */
export function excludedByTags({ conditions }: Statement, store: Resource): boolean {
  return conditions.some(({ operator, key, values }) => {
    const [, tag] = /^aws:resourcetag\/(.+)$/.exec(key) ?? [];
    if (tag === undefined || !/^String(Equals|Like)$/.test(operator)) return false;
    return tagSetsOf(store).every((tags) => !tags.open && !mayHave(tags, tag, values));
  });
}

function mayHave({ values: tags }: TagSet, tag: string, wanted: readonly string[]): boolean {
  const found = [...tags].find(([name]) => name.toLowerCase() === tag);
  if (found === undefined) return false;
  const [, value] = found;
  return value === undefined || wanted.some((pattern) => pattern.includes('$') || matches(pattern, value));
}
