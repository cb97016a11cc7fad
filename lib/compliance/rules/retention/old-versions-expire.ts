import { Framework } from '../../citation';
import { deleteMarkerExpirationOf, isVersioned, noncurrentExpirationOf } from '../../facts/stores/bucket-lifecycle';
import { personalDataIn } from '../../facts/stores/declared-data';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Target } from '../../template/references';
import { describe, isAbsent } from '../../template/values';

/**
 * In a versioned bucket of data about persons, every noncurrent version goes after some days, and so does the delete marker that it
 * leaves. To keep some of the newest versions whatever their age is to keep them for ever.
 *
 * Source: "Expiring objects" of S3, on versioned buckets.
 */
export const oldVersionsExpire: Rule = {
  id: 'OldVersionsExpire',
  severity: 'error',
  resourceTypes: ['AWS::S3::Bucket'],
  why: 'In a versioned bucket a deletion only hides the object: its old version stays, and anyone who may read versions can read it.',
  fix: "Add a lifecycle rule without a filter that has 'NoncurrentVersionExpiration: { NoncurrentDays: 30 }', without 'NewerNoncurrentVersions', and one that has 'ExpiredObjectDeleteMarker: true' or 'ExpirationInDays'. CustomerDataBucket has them.",
  cites: {
    [Framework.GDPR]: ['5(1)(e)', '17(1)'],
    [Framework.PIPL]: ['47'],
    [Framework.ISO27001]: ['8.10'],
    [Framework.NIST80053]: ['SI-12'],
    [Framework.MLPS3]: ['8.1.4.11'],
  },
  exceptable: true,
  check: (resource, index) => {
    if (personalDataIn(resource, index) === undefined || !isVersioned(resource, index)) return NOT_APPLICABLE;
    return violationsOrCompliant([
      ...staying('noncurrent versions of the bucket', noncurrentExpirationOf(resource, index)),
      ...staying('delete markers of the bucket', deleteMarkerExpirationOf(resource, index)),
    ]);
  },
};

function staying(what: string, days: readonly Target[]): Violation[] {
  const location = 'Properties.LifecycleConfiguration';
  const unknown = days.filter((target) => target.kind !== 'literal');
  if (unknown.length > 0) return [{ location, detail: `whether ${what} ever expire is ${describe(unknown)}` }];
  const never = days.some(isAbsent);
  return never ? [{ location, detail: `${what} never expire: no enabled rule for the whole bucket ends them` }] : [];
}
