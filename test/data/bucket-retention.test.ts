import { Duration } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { planRetention, retentionRules } from '../../lib/data/bucket-retention';

describe('planRetention', () => {
  test.each([
    [2, 1, 1],
    [30, 27, 3],
    [365, 335, 30],
    [1095, 1065, 30],
  ])('%d days: %d as the object, %d as its noncurrent version', (days, currentDays, noncurrentDays) => {
    expect(planRetention(days)).toEqual({ currentDays, noncurrentDays });
  });

  test('object and noncurrent version together never outlive the retention, and each has at least a day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 100_000 }), (days) => {
        const { currentDays, noncurrentDays } = planRetention(days);
        expect(currentDays + noncurrentDays).toBe(days);
        expect(currentDays).toBeGreaterThanOrEqual(1);
        expect(noncurrentDays).toBeGreaterThanOrEqual(1);
        expect(noncurrentDays).toBeLessThanOrEqual(30);
      }),
    );
  });

  test('delete markers and abandoned uploads go too', () => {
    expect(retentionRules(Duration.days(100))).toEqual([
      {
        id: 'retention',
        expiration: Duration.days(90),
        noncurrentVersionExpiration: Duration.days(10),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
      { id: 'delete-markers', expiredObjectDeleteMarker: true },
    ]);
  });
});
