import type { Target } from '../../template/references';
import { isObject, type JsonObject, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { areAbsent, asNumber, isFalse, isTrue, read, readFrom } from '../../template/values';

/** Reads a property of a lifecycle rule. */
type At = (path: string) => readonly Target[];

/** Most lifecycles that conditions make of one. */
const MOST = 64;
const ABSENT: Target = { kind: 'literal', value: undefined };

/** What narrows a rule to a part of the bucket, unless it is absent or empty. */
const FILTERS = ['Prefix', 'TagFilters', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan'];

/** After how many days every object of a bucket expires: the literal `undefined` for never. More than one where a condition decides. */
export function expirationOf(bucket: Resource, index: TemplateIndex): readonly Target[] {
  return fewestDays(bucket, index, (at) => at('ExpirationInDays'));
}

/** After how many days every noncurrent version goes. A rule that keeps some of the newest whatever their age lets none go. */
export function noncurrentExpirationOf(bucket: Resource, index: TemplateIndex): readonly Target[] {
  return fewestDays(bucket, index, (at) => {
    const days = at('NoncurrentVersionExpiration.NoncurrentDays');
    if (!areAbsent(at('NoncurrentVersionExpiration.NewerNoncurrentVersions'))) return [ABSENT];
    return areAbsent(days) ? at('NoncurrentVersionExpirationInDays') : days;
  });
}

/** After how many days every multipart upload that nobody completed is aborted. */
export function abortionOf(bucket: Resource, index: TemplateIndex): readonly Target[] {
  return fewestDays(bucket, index, (at) => at('AbortIncompleteMultipartUpload.DaysAfterInitiation'));
}

/**
 * After how many days a delete marker goes that nothing is behind any more. An expiration in days does that, too: "Lifecycle
 * configuration elements" of S3.
 */
export function deleteMarkerExpirationOf(bucket: Resource, index: TemplateIndex): readonly Target[] {
  return fewestDays(bucket, index, (at) => {
    const days = at('ExpirationInDays');
    if (!areAbsent(days)) return days;
    return at('ExpiredObjectDeleteMarker').map((marker) =>
      marker.kind === 'literal' ? { kind: 'literal', value: isTrue(marker.value) ? 0 : undefined } : marker,
    );
  });
}

/** Whether a bucket has, or may have, noncurrent versions: those of a suspended one stay. Object Lock turns versioning on. */
export function isVersioned(bucket: Resource, index: TemplateIndex): boolean {
  const versioning = read(index, bucket, 'VersioningConfiguration.Status');
  const lock = read(index, bucket, 'ObjectLockEnabled');
  return (
    !areAbsent(versioning) ||
    !lock.every((target) => target.kind === 'literal' && (target.value === undefined || isFalse(target.value)))
  );
}

/** Of each lifecycle that a bucket may have: the fewest days that a rule for every object says, at the most that rule may say. */
function fewestDays(bucket: Resource, index: TemplateIndex, daysOf: (at: At) => readonly Target[]): readonly Target[] {
  return lifecyclesOf(bucket, index).map((lifecycle) => {
    if (lifecycle === undefined) return { kind: 'unknown', expression: bucket.properties['LifecycleConfiguration'] };
    const rules = lifecycle
      .map(
        (rule): At =>
          (path) =>
            readFrom(index, bucket, rule, path),
      )
      .filter(isForEveryObject)
      .map((at) => most(daysOf(at)));
    return fewest(rules);
  });
}

/** The lifecycles that conditions make; `undefined` for one that only the deployment knows. */
function lifecyclesOf(bucket: Resource, index: TemplateIndex): readonly (readonly JsonObject[] | undefined)[] {
  return read(index, bucket, 'LifecycleConfiguration.Rules').flatMap((rules): readonly (readonly JsonObject[] | undefined)[] => {
    if (rules.kind !== 'literal') return [undefined];
    if (rules.value === undefined) return [[]];
    if (!Array.isArray(rules.value)) return [undefined];
    let lifecycles: readonly (readonly JsonObject[])[] = [[]];
    for (const given of rules.value) {
      const alternatives = readFrom(index, bucket, given, '').map((rule) =>
        rule.kind === 'literal' && isObject(rule.value) ? [rule.value] : [],
      );
      if (lifecycles.length * alternatives.length > MOST) return [undefined];
      lifecycles = lifecycles.flatMap((before) => alternatives.map((rule) => [...before, ...rule]));
    }
    return lifecycles;
  });
}

function isForEveryObject(at: At): boolean {
  const isEmpty = (value: unknown) => value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  return (
    at('Status').every((status) => status.kind === 'literal' && status.value === 'Enabled') &&
    FILTERS.every((filter) => at(filter).every((target) => target.kind === 'literal' && isEmpty(target.value)))
  );
}

/** The worst of what one rule may say: never, then what nobody knows, then the most days. */
function most(targets: readonly Target[]): Target {
  return sorted(targets).at(-1) ?? ABSENT;
}

function fewest(targets: readonly Target[]): Target {
  return sorted(targets)[0] ?? ABSENT;
}

function sorted(targets: readonly Target[]): Target[] {
  const rank = (target: Target) =>
    target.kind !== 'literal' ? Number.MAX_SAFE_INTEGER : (asNumber(target.value) ?? Number.POSITIVE_INFINITY);
  return [...targets].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}
