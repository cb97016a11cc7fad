import { type LifecycleRule, StorageClass } from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';
import { FaultCollector } from '../errors';
import { EXPIRE_DELETE_MARKERS } from './closed-bucket';

/** Six months, counted at their longest: Cybersecurity Law of the PRC Art. 23(3), formerly 21(3). */
const SHORTEST_DAYS = 184;
/** A hundred years: the longest default retention of Object Lock. */
const LONGEST_DAYS = 36_500;
const RARELY_READ_AFTER = Duration.days(30);
const ALMOST_NEVER_READ_AFTER = Duration.days(90);

/** @throws InvalidInputError when the retention of a log archive is not whole days between 184 and 36,500 */
export function validateArchiveRetention(path: string, retention: Duration): void {
  const faults = new FaultCollector(`log archive '${path}'`);
  checkArchiveRetention(faults, 'retention', retention);
  faults.throwIfAny();
}

/** Notes a fault when the retention of a log archive is not whole days between 184 and 36,500. */
export function checkArchiveRetention(faults: FaultCollector, property: string, retention: Duration): void {
  faults.checkDays(property, retention, {
    from: SHORTEST_DAYS,
    to: LONGEST_DAYS,
    why: 'network logs are kept for at least six months',
  });
}

/** Lifecycle rules of logs: cheaper as they age, gone a day after their lock ends. */
export function archiveRules(retention: Duration): LifecycleRule[] {
  return [
    {
      id: 'retention',
      transitions: [
        { storageClass: StorageClass.INFREQUENT_ACCESS, transitionAfter: RARELY_READ_AFTER },
        { storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: ALMOST_NEVER_READ_AFTER },
      ],
      expiration: retention,
      noncurrentVersionExpiration: Duration.days(1),
      abortIncompleteMultipartUploadAfter: Duration.days(1),
    },
    EXPIRE_DELETE_MARKERS,
  ];
}
