import { Duration } from 'aws-cdk-lib/core';
import fc from 'fast-check';
import type { DataAsset } from '../../lib/declaration/data-asset';
import { groupBySchedule, scheduleOf } from '../../lib/recovery/backup-schedule';
import { personalAsset } from '../support/assets';

const retention = fc.oneof(fc.integer({ min: 1, max: 130 }), fc.integer({ min: 1, max: 36_500 }));
const assets = fc.array(retention, { maxLength: 10 }).map(assetsKeptFor);
const manyAssets = fc.array(retention, { minLength: 150, maxLength: 260, size: 'max' }).map(assetsKeptFor);

describe('a schedule', () => {
  test.each([
    [1, { dailyDays: 1, monthlyDays: undefined, coldAfterDays: undefined }],
    [14, { dailyDays: 7, monthlyDays: undefined, coldAfterDays: undefined }],
    [71, { dailyDays: 35, monthlyDays: undefined, coldAfterDays: undefined }],
    [72, { dailyDays: 35, monthlyDays: 36, coldAfterDays: undefined }],
    [239, { dailyDays: 35, monthlyDays: 119, coldAfterDays: undefined }],
    [240, { dailyDays: 35, monthlyDays: 120, coldAfterDays: 30 }],
    [1095, { dailyDays: 35, monthlyDays: 365, coldAfterDays: 30 }],
  ])('of %d days', (days, schedule) => {
    expect(scheduleOf(days)).toEqual(schedule);
  });

  test('lets no data outlive its retention by more than half of it, or a year, whenever its last recovery point is made', () => {
    fc.assert(
      fc.property(retention, (days) => {
        const { dailyDays, monthlyDays } = scheduleOf(days);
        expect(dailyDays).toBeGreaterThanOrEqual(1);
        const gone = days + Math.max(dailyDays, monthlyDays ?? 0);
        expect(gone).toBeLessThanOrEqual(Math.min(Math.max(days + 1, 1.5 * days), days + 365));
      }),
    );
  });

  test('is one that AWS Backup takes: 35 days of continuous backup, 90 days in cold storage', () => {
    fc.assert(
      fc.property(retention, (days) => {
        const { dailyDays, monthlyDays, coldAfterDays } = scheduleOf(days);
        expect(dailyDays).toBeLessThanOrEqual(35);
        if (monthlyDays !== undefined) expect(monthlyDays).toBeGreaterThan(dailyDays);
        if (coldAfterDays !== undefined) expect((monthlyDays ?? 0) - coldAfterDays).toBeGreaterThanOrEqual(90);
      }),
    );
  });

  test('keeps recovery points no shorter for a longer retention', () => {
    fc.assert(
      fc.property(retention, retention, (a, b) => {
        const [shorter, longer] = [scheduleOf(Math.min(a, b)), scheduleOf(Math.max(a, b))];
        expect(longer.dailyDays).toBeGreaterThanOrEqual(shorter.dailyDays);
        expect(longer.monthlyDays ?? 0).toBeGreaterThanOrEqual(shorter.monthlyDays ?? 0);
      }),
    );
  });
});

describe('groups', () => {
  test('hold every asset once, in the order of declaration', () => {
    fc.assert(
      fc.property(assets, (all) => {
        const groups = groupBySchedule(all);
        expect(sorted(groups.flatMap((group) => group.assets))).toEqual(sorted(all));
        for (const group of groups) {
          const places = group.assets.map((asset) => all.indexOf(asset));
          expect(places).toEqual([...places].sort((a, b) => a - b));
        }
      }),
      { numRuns: 30 },
    );
  });

  test('keep no recovery point longer than half of the shortest retention in them', () => {
    fc.assert(
      fc.property(assets, (all) => {
        for (const { schedule, assets: members } of groupBySchedule(all)) {
          const shortest = Math.min(...members.map(({ retention: kept }) => kept.toDays()));
          expect(Math.max(schedule.dailyDays, schedule.monthlyDays ?? 0)).toBeLessThanOrEqual(Math.max(1, shortest / 2));
        }
      }),
      { numRuns: 30 },
    );
  });

  test('have unique names that follow from the schedule, and at most a hundred assets', () => {
    fc.assert(
      fc.property(manyAssets, (all) => {
        const groups = groupBySchedule(all);
        expect(new Set(groups.map(({ id }) => id)).size).toBe(groups.length);
        for (const { id, schedule, assets: members } of groups) {
          expect(members.length).toBeGreaterThan(0);
          expect(members.length).toBeLessThanOrEqual(100);
          const { dailyDays, monthlyDays } = schedule;
          expect(id.replace(/Part\d+$/, '')).toBe(`Daily${dailyDays}${monthlyDays === undefined ? '' : `Monthly${monthlyDays}`}`);
        }
      }),
      { numRuns: 5, endOnFailure: true },
    );
  });

  test('are cut after a hundred assets of one schedule', () => {
    const groups = groupBySchedule(assetsKeptFor(Array(250).fill(1095)));
    expect(groups.map(({ assets: members }) => members.length)).toEqual([100, 100, 50]);
  });

  test('are stable: a further asset moves none of the others', () => {
    fc.assert(
      fc.property(assets, retention, (all, days) => {
        const before = places(groupBySchedule(all));
        const after = places(groupBySchedule([...all, personalAsset({ name: 'further', retention: Duration.days(days) })]));
        after.delete('further');
        expect(after).toEqual(before);
      }),
      { numRuns: 30 },
    );
  });
});

function assetsKeptFor(days: readonly number[]): DataAsset[] {
  return days.map((each, index) => personalAsset({ name: `a${index}x`, retention: Duration.days(each) }));
}

function sorted(all: readonly DataAsset[]): string[] {
  return all.map(({ name }) => name).sort();
}

function places(groups: ReturnType<typeof groupBySchedule>): Map<string, string> {
  return new Map(groups.flatMap(({ id, assets: members }) => members.map(({ name }): [string, string] => [name, id])));
}
