import { grouped } from '../../template/grouped';
import type { Target } from '../../template/references';
import { isNoValue, type Resource } from '../../template/resource';
import { ENVIRONMENT_TYPE, type TemplateIndex } from '../../template/template-index';
import { isAbsent, readFrom } from '../../template/values';
import { BACKED_UP_TYPES } from './backed-up-types';
import { BackupSelection, type Candidate, candidateOf } from './backup-selection';

/** Where a backup rule copies its recovery points to. */
interface BackupCopy {
  /** `Properties.BackupPlan.BackupPlanRule.0.CopyActions.0`. */
  readonly location: string;
  /** The vault: an ARN. */
  readonly vault: readonly Target[];
  /** How long the copy is kept: as long as what it copies, where it has no lifecycle of its own. */
  readonly deleteAfterDays: readonly Target[];
}

/** One rule of a backup plan. */
export interface BackupRule {
  readonly plan: Resource;
  /** `Properties.BackupPlan.BackupPlanRule.0`. */
  readonly location: string;
  /** The vault: a name. */
  readonly vault: readonly Target[];
  /** The logically air-gapped vault that it backs up to besides: an ARN, or the literal `undefined`. */
  readonly airGappedVault: readonly Target[];
  /** How long recovery points are kept; the literal `undefined` for those that are kept for ever. */
  readonly deleteAfterDays: readonly Target[];
  /** Whether it backs up continuously. */
  readonly continuous: readonly Target[];
  readonly copies: readonly BackupCopy[];
}

/** A backup plan, as far as it can be read. */
interface Plan {
  readonly rules: readonly BackupRule[];
  /** Whether it may have more rules, or copies: what only the deployment knows. */
  readonly open: boolean;
}

/** That a backup selection reaches a store. */
export interface BackupReach extends Plan {
  readonly selection: Resource;
  /** False where only the deployment knows whether the selection reaches the store. */
  readonly certain: boolean;
  /** `undefined` for a plan that is not in the index: its rules are not known. */
  readonly plan: Resource | undefined;
}

/**
 * Which backup selections of a store's account and region reach it, or may, with the rules of their plans. None for a type that AWS
 * Backup does not know. What a service backs up by itself, such as an RDS instance, is not here.
 */
export function backupsOf(store: Resource, index: TemplateIndex): readonly BackupReach[] {
  return index.derive(reaches).get(store) ?? [];
}

/** Selections by the store that they reach. Made once by `index.derive(reaches)`. */
function reaches(index: TemplateIndex): ReadonlyMap<Resource, readonly BackupReach[]> {
  const found = new Map<Resource, readonly BackupReach[]>();
  for (const environment of index.ofType(ENVIRONMENT_TYPE)) {
    const selections = new Selections(index.inEnvironmentOf(environment, 'AWS::Backup::BackupSelection'), index);
    for (const store of index.inEnvironmentOf(environment, ...BACKED_UP_TYPES)) {
      const candidate = candidateOf(store, index);
      const reaching = selections.worthAsking(candidate).flatMap((selection) => {
        const match = selection.reaches(candidate);
        return match === 'no' ? [] : [reachOf(selection.resource, match === 'yes', index)];
      });
      found.set(store, reaching);
    }
  }
  return found;
}

/** The selections of an account and region, filed by what they reach at most: an app may have one for each of its stores. */
class Selections {
  private readonly all: readonly BackupSelection[];
  private readonly ofAny: readonly BackupSelection[];
  private readonly filed: ReadonlyMap<Resource | string, readonly BackupSelection[]>;

  public constructor(resources: readonly Resource[], index: TemplateIndex) {
    this.all = resources.map((resource) => new BackupSelection(resource, index));
    const filed = this.all.map((selection) => ({ selection, atMost: selection.atMost }));
    this.ofAny = filed.flatMap(({ selection, atMost }) => (atMost === undefined ? [selection] : []));
    this.filed = grouped(
      filed.flatMap(({ selection, atMost }) =>
        atMost === undefined ? [] : [...atMost.stores, ...atMost.tags].map((key) => [key, selection] as const),
      ),
    );
  }

  /** The selections that may reach a store. */
  public worthAsking({ store, tagSets }: Candidate): readonly BackupSelection[] {
    if (tagSets.some(({ values, open }) => open || [...values.values()].includes(undefined))) return this.all;
    const tags = tagSets.flatMap(({ values }) => [...values].map(([key, value]) => `${key}=${value}`));
    return [...new Set([...this.ofAny, ...[store, ...tags].flatMap((key) => this.filed.get(key) ?? [])])];
  }
}

function reachOf(selection: Resource, certain: boolean, index: TemplateIndex): BackupReach {
  const targets = index.resolve(selection, selection.properties['BackupPlanId']);
  const [target] = targets;
  const plan = target?.kind === 'resource' && target.resource.type === 'AWS::Backup::BackupPlan' ? target.resource : undefined;
  const { rules, open } = (plan && index.derive(plans).get(plan)) ?? { rules: [], open: true };
  return { selection, certain, plan, rules, open: open || targets.length > 1 };
}

/** Backup plans, read. Made once by `index.derive(plans)`. */
function plans(index: TemplateIndex): ReadonlyMap<Resource, Plan> {
  return new Map(index.ofType('AWS::Backup::BackupPlan').map((plan) => [plan, planOf(plan, index)]));
}

function planOf(plan: Resource, index: TemplateIndex): Plan {
  const path = 'BackupPlan.BackupPlanRule';
  const rules = itemsOf(readFrom(index, plan, plan.properties, path), `Properties.${path}`);
  let { open } = rules;
  const read = rules.items.map(({ value, location }) => {
    const at = (property: string) => readFrom(index, plan, value, property);
    const deleteAfterDays = at('Lifecycle.DeleteAfterDays');
    const copies = itemsOf(at('CopyActions'), `${location}.CopyActions`);
    open ||= copies.open;
    return {
      plan,
      location,
      vault: at('TargetBackupVault'),
      airGappedVault: at('TargetLogicallyAirGappedBackupVaultArn'),
      deleteAfterDays,
      continuous: at('EnableContinuousBackup'),
      copies: copies.items.map((copy) => ({
        location: copy.location,
        vault: readFrom(index, plan, copy.value, 'DestinationBackupVaultArn'),
        deleteAfterDays: isWithoutLifecycle(readFrom(index, plan, copy.value, 'Lifecycle'))
          ? deleteAfterDays
          : readFrom(index, plan, copy.value, 'Lifecycle.DeleteAfterDays'),
      })),
    };
  });
  return { rules: read, open };
}

/** Source: `CopyAction` in the reference of AWS Backup: "the lifecycle policy of the source backup" applies. */
function isWithoutLifecycle(lifecycle: readonly Target[]): boolean {
  return lifecycle.every(isAbsent);
}

function itemsOf(lists: readonly Target[], path: string) {
  const items = lists.flatMap((list) => {
    if (list.kind !== 'literal' || !Array.isArray(list.value)) return [];
    return list.value.flatMap((value: unknown, position) =>
      isNoValue(value) ? [] : [{ value, location: `${path}.${position}` }],
    );
  });
  const open = lists.some((list) => list.kind !== 'literal' || !(list.value === undefined || Array.isArray(list.value)));
  return { items, open };
}
