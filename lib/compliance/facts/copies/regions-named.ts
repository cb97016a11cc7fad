import { grouped } from '../../template/grouped';
import { namedBy } from '../../template/named';
import type { Target } from '../../template/references';
import { isNoValue, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOf } from '../../template/text';
import { isUnread } from '../../template/unread';
import { STORE_TYPES } from '../stores/store-types';

const BUCKET = 'AWS::S3::Bucket';
/** What has a place of its own: a reference to anything else, such as a parameter's value, says nothing of a region. */
const PLACED = [...STORE_TYPES, 'AWS::KMS::Key', 'AWS::KMS::ReplicaKey'];
const CODE = /^[a-z]{2,4}(-[a-z]+)+-\d+$/;
/** `arn:aws:backup:eu-central-1:...`; of a bucket, the name. */
const ARN = /^arn:(?:\$\{[^}$]*\}|[^:]*):[^:]*:(\$\{[^}$]*\}|[^:]*):/;
const BUCKET_ARN = /^arn:(?:\$\{[^}$]*\}|[^:]*):s3:::([^/]+)/;

/**
 * The regions that values, as `read` has them, name, or in which what they name stands: a region's code, an ARN, a reference, the
 * name of a bucket of the templates. `undefined` for one that the templates don't tell; none for a value that is absent.
 */
export function regionsNamed(index: TemplateIndex, from: Resource, targets: readonly Target[]): readonly (string | undefined)[] {
  return targets.flatMap((target): readonly (string | undefined)[] => {
    if (target.kind === 'literal') return target.value === undefined ? [] : ofText(index, from, String(target.value));
    if (target.kind === 'unknown') return textsOf(index, from, target.expression).flatMap((text) => ofText(index, from, text));
    return [PLACED.includes(target.resource.type) ? index.environmentOf(target.resource).region : undefined];
  });
}

function ofText(index: TemplateIndex, from: Resource, text: string): readonly (string | undefined)[] {
  if (CODE.test(text)) return [text];
  const [, region = ''] = ARN.exec(text) ?? [];
  if (region !== '') return [CODE.test(region) ? region : undefined];
  const name = BUCKET_ARN.exec(text)?.[1] ?? text;
  const buckets = index.derive(bucketsByName).get(name) ?? [];
  const named = namedBy(index, from, [{ kind: 'literal', value: text }], [BUCKET]);
  const resources = [...buckets, ...named.flatMap((one) => (one.kind === 'resource' ? [one.resource] : []))];
  return resources.length === 0 ? [undefined] : resources.map((bucket) => index.environmentOf(bucket).region);
}

/** Names of buckets are unique in a partition, so that one of another region is known by its name alone. */
function bucketsByName(index: TemplateIndex): ReadonlyMap<string, readonly Resource[]> {
  return grouped(
    index.ofType(BUCKET).flatMap((bucket) => {
      const name = bucket.properties['BucketName'];
      const texts = name === undefined || isNoValue(name) ? [] : textsOf(index, bucket, name);
      return texts.filter((text) => !isUnread(text)).map((text) => [text, bucket] as const);
    }),
  );
}
