import { ASSET_TAGS } from '../../../declaration/asset-tags';
import { Framework } from '../../citation';
import { graceDaysOf } from '../../facts/backups/backup-grace';
import { type BackupReach, backupsOf } from '../../facts/backups/backups';
import { ownBackupsOf, SELF_BACKED_UP_TYPES } from '../../facts/backups/own-backups';
import { snapshotLivesOf, volumesReachedBy } from '../../facts/backups/snapshot-policies';
import { inDays } from '../../facts/lifecycle/dates';
import { personalDataIn, personalStores } from '../../facts/stores/declared-data';
import { NOT_APPLICABLE, type Rule, type Verdict, type Violation, violationsOrCompliant } from '../../rule';
import { grouped } from '../../template/grouped';
import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { asNumber, describe } from '../../template/values';

const PLAN = 'AWS::Backup::BackupPlan';
const SELECTION = 'AWS::Backup::BackupSelection';
const SNAPSHOTS = 'AWS::DLM::LifecyclePolicy';

/** A store whose data is in backups. */
interface BackedUp {
  readonly store: Resource;
  readonly retentionDays: number;
  /** Whether it is certain that it is backed up. */
  readonly certain: boolean;
}

/**
 * Backups of data about persons go soon enough: a recovery point lives for at most half of the retention of what it holds, and a
 * year, for so much later than the store does it lose the data. Judged are the rules of the backup plans that reach such a store,
 * with their copies; policies that take snapshots of its volumes; and what its service backs up by itself.
 */
export const backupsWithinRetention: Rule = {
  id: 'BackupsWithinRetention',
  severity: 'error',
  resourceTypes: [PLAN, SELECTION, SNAPSHOTS, ...SELF_BACKED_UP_TYPES],
  why: 'What is deleted from its store, and stays in backups, is not deleted: a restore brings it back years later.',
  fix: `Keep recovery points for at most half of the retention in the tag '${ASSET_TAGS.retentionDays}', and 365 days: 'Lifecycle.DeleteAfterDays' in each rule and copy of a backup plan, 'BackupRetentionPeriod' of a database, 'SnapshotRetentionLimit' of a cache. CustomerDataBackup makes plans of that length for each asset.`,
  cites: {
    [Framework.GDPR]: ['5(1)(e)', '17(1)'],
    [Framework.PIPL]: ['19', '47'],
    [Framework.ISO27001]: ['8.10'],
    [Framework.NIST80053]: ['SI-12'],
  },
  exceptable: true,
  check: (resource, index) => {
    if (resource.type === PLAN) return checkPlan(resource, index);
    if (resource.type === SELECTION) return checkSelection(resource, index);
    return resource.type === SNAPSHOTS ? checkSnapshots(resource, index) : checkOwn(resource, index);
  },
};

function checkPlan(plan: Resource, index: TemplateIndex): Verdict {
  const reached = index.derive(reachedPersonal).byPlan.get(plan) ?? [];
  const rules = reached[0]?.reach.rules ?? [];
  if (reached.length === 0) return NOT_APPLICABLE;
  const places = rules.flatMap((rule) => [rule, ...rule.copies]);
  return violationsOrCompliant(
    places.flatMap(({ location, deleteAfterDays }) =>
      tooLong(`${location}.Lifecycle.DeleteAfterDays`, forEver(deleteAfterDays), reached),
    ),
  );
}

/** A recovery point without an end, or with -1, is kept for ever. */
function forEver(days: readonly Target[]): readonly Target[] {
  return days.map((target) => {
    if (target.kind !== 'literal') return target;
    const number = asNumber(target.value);
    return { kind: 'literal', value: number === undefined || number < 0 ? Number.POSITIVE_INFINITY : number };
  });
}

function checkSelection(selection: Resource, index: TemplateIndex): Verdict {
  const [first] = index.derive(reachedPersonal).bySelection.get(selection) ?? [];
  if (first === undefined) return NOT_APPLICABLE;
  const detail = `backups of '${first.store.path}' follow a plan of which the templates don't tell all rules, so that nobody knows how long they are kept`;
  return violationsOrCompliant(first.reach.open ? [{ location: 'Properties.BackupPlanId', detail }] : []);
}

function checkSnapshots(policy: Resource, index: TemplateIndex): Verdict {
  const volumes = volumesReachedBy(policy, index).flatMap((store) => {
    const retentionDays = personalDataIn(store, index)?.retentionDays;
    return retentionDays === undefined ? [] : [{ store, retentionDays, certain: true }];
  });
  if (volumes.length === 0) return NOT_APPLICABLE;
  return violationsOrCompliant(snapshotLivesOf(policy, index).flatMap(({ location, days }) => tooLong(location, days, volumes)));
}

function checkOwn(store: Resource, index: TemplateIndex): Verdict {
  const retentionDays = personalDataIn(store, index)?.retentionDays;
  if (retentionDays === undefined) return NOT_APPLICABLE;
  const backedUp = [{ store, retentionDays, certain: true }];
  return violationsOrCompliant(ownBackupsOf(store, index).flatMap(({ location, days }) => tooLong(location, days, backedUp)));
}

/** What is wrong with how long backups of some stores are kept, told of one of them: a certain one, where there is one. */
function tooLong(location: string, life: readonly Target[], stores: readonly BackedUp[]): Violation[] {
  const isWithin = (target: Target, { retentionDays }: BackedUp) =>
    target.kind === 'literal' && typeof target.value === 'number' && target.value <= graceDaysOf(retentionDays);
  const wrong = stores.filter((store) => !life.every((target) => isWithin(target, store)));
  const [first] = wrong.sort((a, b) => Number(b.certain) - Number(a.certain) || a.retentionDays - b.retentionDays);
  if (first === undefined) return [];
  const long = life.filter((target) => !isWithin(target, first));
  const whose = `backups ${first.certain ? 'of' : 'that may be of'} '${first.store.path}'`;
  const grace = `data that may be kept for ${inDays(first.retentionDays)} may be in backups for ${graceDaysOf(first.retentionDays)} more`;
  return [{ location, detail: `${whose} are kept ${long.map(howLong).join(' or ')}, and ${grace}` }];
}

function howLong(target: Target): string {
  if (target.kind !== 'literal') return `for ${describe([target])}`;
  if (target.value === undefined) return 'by their number, whatever their age';
  return target.value === Number.POSITIVE_INFINITY ? 'for ever' : `for ${inDays(Number(target.value))}`;
}

interface Reached extends BackedUp {
  readonly reach: BackupReach;
}

/** Stores of data about persons with a known retention, by what backs them up. Made once by `index.derive(reachedPersonal)`. */
function reachedPersonal(index: TemplateIndex) {
  const reached = [...index.derive(personalStores)].flatMap(([store, { retentionDays }]): readonly Reached[] => {
    if (retentionDays === undefined) return [];
    return backupsOf(store, index).map((reach) => ({ store, retentionDays, certain: reach.certain, reach }));
  });
  return {
    byPlan: grouped(reached.map((each) => [each.reach.plan, each] as const)),
    bySelection: grouped(reached.map((each) => [each.reach.selection, each] as const)),
  };
}
