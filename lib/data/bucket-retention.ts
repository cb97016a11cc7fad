import type { LifecycleRule } from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';
import { EXPIRE_DELETE_MARKERS } from '../audit/closed-bucket';
import type { DataAsset } from '../declaration/data-asset';
import { FaultCollector } from '../errors';

/** Noncurrent versions are the way back from a mistaken overwrite or deletion; nobody needs more than a month of it. */
const LONGEST_UNDO_DAYS = 30;
const UPLOAD_DAYS = 1;
/** Days after which an object expires into a noncurrent version, and after which that version goes. */
export interface RetentionPlan {
  readonly currentDays: number;
  readonly noncurrentDays: number;
}

/**
 * Splits a retention so that an object *and* its noncurrent version are gone when it ends: `currentDays + noncurrentDays` is the
 * retention. A tenth of it, at most 30 days, is for undoing a mistake.
 *
 * @param retentionDays whole days, at least 2: S3 counts a day for each half
 */
export function planRetention(retentionDays: number): RetentionPlan {
  const noncurrentDays = Math.min(LONGEST_UNDO_DAYS, Math.max(1, Math.floor(retentionDays / 10)));
  return { currentDays: retentionDays - noncurrentDays, noncurrentDays };
}

/** Lifecycle rules that enforce a retention on every object, version, delete marker and abandoned upload. */
export function retentionRules(retention: Duration): LifecycleRule[] {
  const plan = planRetention(retention.toDays());
  return [
    {
      id: 'retention',
      expiration: Duration.days(plan.currentDays),
      noncurrentVersionExpiration: Duration.days(plan.noncurrentDays),
      abortIncompleteMultipartUploadAfter: Duration.days(UPLOAD_DAYS),
    },
    EXPIRE_DELETE_MARKERS,
  ];
}

/** @throws InvalidInputError when an asset's retention is shorter than a versioned bucket can keep */
export function assertBucketRetention(asset: DataAsset): void {
  const faults = new FaultCollector(`data asset '${asset.name}', of a bucket,`);
  const why = 'a versioned bucket takes one for the object, and one for its noncurrent version';
  faults.checkDays('retention', asset.retention, { from: 2, why });
  faults.throwIfAny();
}
