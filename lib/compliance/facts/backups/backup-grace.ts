import { scheduleOf } from '../../../recovery/backup-schedule';

/**
 * How many days a recovery point may live. One that is made on the last day of an item keeps it for as long as the point lives, so
 * that its life is what the retention is exceeded by: at most half of it, and a year. The schedule of `CustomerDataBackup` is as long.
 *
 * @param retentionDays whole days, at least 1
 */
export function graceDaysOf(retentionDays: number): number {
  const { dailyDays, monthlyDays } = scheduleOf(retentionDays);
  return monthlyDays ?? dailyDays;
}
