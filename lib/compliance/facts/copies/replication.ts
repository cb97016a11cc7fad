import { namedBy } from '../../template/named';
import type { Resource } from '../../template/resource';
import { isNoValue, isObject, type JsonObject } from '../../template/resource';
import { sureObjects } from '../../template/sure-objects';
import type { TemplateIndex } from '../../template/template-index';
import { readFrom } from '../../template/values';

/** Whether an enabled rule copies everything that comes into a bucket to another one, whatever a condition decides. */
export function isReplicated(bucket: Resource, index: TemplateIndex): boolean {
  const rules = sureObjects(index, bucket, bucket.properties, 'ReplicationConfiguration.Rules') ?? [];
  return rules.some((rule) => {
    const isSurely = (path: string, satisfies: (value: unknown) => boolean) =>
      readFrom(index, bucket, rule, path).every((target) => target.kind === 'literal' && satisfies(target.value));
    return (
      isSurely('Status', (status) => status === 'Enabled') &&
      isSurely('Prefix', (prefix) => prefix === undefined || prefix === '') &&
      isSurely('Filter', isOfAll) &&
      leadsElsewhere(bucket, rule, index)
    );
  });
}

/** An empty filter, or an empty prefix. */
function isOfAll(filter: unknown): boolean {
  if (filter === undefined) return true;
  if (!isObject(filter)) return false;
  return Object.entries(filter).every(([key, value]) => isNoValue(value) || (key === 'Prefix' && value === ''));
}

function leadsElsewhere(bucket: Resource, rule: JsonObject, index: TemplateIndex): boolean {
  const destination = readFrom(index, bucket, rule, 'Destination.Bucket');
  const named = namedBy(index, bucket, destination, ['AWS::S3::Bucket']);
  return (
    named.length > 0 && named.every((one) => one.kind !== 'unknown' && !(one.kind === 'resource' && one.resource === bucket))
  );
}
