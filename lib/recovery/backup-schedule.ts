import type { DataAsset } from '../declaration/data-asset';

/** Days that a daily recovery point is kept at most: the longest period of a continuous backup. */
const LONGEST_DAILY_DAYS = 35;
/** Days that a monthly recovery point is kept at most. */
const LONGEST_MONTHLY_DAYS = 365;
const COLD_AFTER_DAYS = 30;
/** Days that AWS Backup demands of a recovery point in cold storage. */
const SHORTEST_COLD_DAYS = 90;
/** Selections that a plan takes. Source: "AWS Backup quotas". */
const LARGEST_GROUP = 100;

/** How long recovery points of some assets live, in days. What they hold outlives its retention by the longest of these at most. */
export interface BackupSchedule {
  readonly dailyDays: number;
  /** `undefined` where a monthly recovery point would live no longer than a daily one. */
  readonly monthlyDays: number | undefined;
  /** Age at which a monthly recovery point moves to cold storage; `undefined` where it would not stay there long enough. */
  readonly coldAfterDays: number | undefined;
}

/** Assets that one backup plan covers. */
export interface ScheduledAssets {
  /** Names the plan's construct: the same as long as the schedule is. */
  readonly id: string;
  readonly schedule: BackupSchedule;
  readonly assets: readonly DataAsset[];
}

/**
 * The schedule that a retention allows. A recovery point that is made on the last day of an item keeps it for as long as the point
 * lives, so that its life is what the retention is exceeded by: at most half of it, and a year.
 *
 * @param retentionDays whole days, at least 1
 */
export function scheduleOf(retentionDays: number): BackupSchedule {
  const graceDays = Math.max(1, Math.floor(retentionDays / 2));
  const monthlyDays = graceDays > LONGEST_DAILY_DAYS ? Math.min(LONGEST_MONTHLY_DAYS, graceDays) : undefined;
  const cold = monthlyDays !== undefined && monthlyDays - COLD_AFTER_DAYS >= SHORTEST_COLD_DAYS;
  return {
    dailyDays: Math.min(LONGEST_DAILY_DAYS, graceDays),
    monthlyDays,
    coldAfterDays: cold ? COLD_AFTER_DAYS : undefined,
  };
}

/** Groups assets by the schedule that their retention allows, in the order of declaration, no group larger than a plan takes. */
export function groupBySchedule(assets: readonly DataAsset[]): ScheduledAssets[] {
  const groups = new Map<string, DataAsset[]>();
  for (const asset of assets) {
    const id = planId(scheduleOf(asset.retention.toDays()));
    groups.set(id, [...(groups.get(id) ?? []), asset]);
  }
  return [...groups].flatMap(([id, members]) => split(id, members));
}

function split(id: string, members: readonly DataAsset[]): ScheduledAssets[] {
  const parts: ScheduledAssets[] = [];
  for (let from = 0; from < members.length; from += LARGEST_GROUP) {
    const assets = members.slice(from, from + LARGEST_GROUP);
    const [first] = assets;
    if (!first) continue;
    const part = parts.length === 0 ? id : `${id}Part${parts.length + 1}`;
    parts.push({ id: part, schedule: scheduleOf(first.retention.toDays()), assets });
  }
  return parts;
}

function planId({ dailyDays, monthlyDays }: BackupSchedule): string {
  return monthlyDays === undefined ? `Daily${dailyDays}` : `Daily${dailyDays}Monthly${monthlyDays}`;
}
