import { RECORD_TAG, StoreRecord } from '../../../declaration/control-tags';
import { Framework } from '../../citation';
import { BACKED_UP_TYPES } from '../../facts/backups/backed-up-types';
import { type BackupReach, type BackupRule, backupsOf } from '../../facts/backups/backups';
import { vaultsNamed } from '../../facts/backups/vaults';
import { declarationsOf } from '../../facts/stores/declared-data';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { isAbsent, read } from '../../template/values';

/**
 * A store of subjects' wrapped keys is in no vault that nobody can delete from: neither a locked one nor a logically air-gapped one,
 * by a backup rule, or by one of its copies. Erasure deletes a subject's key; a copy that cannot be deleted brings it back.
 *
 * It is backed up in a vault without a lock, and its recovery points live no longer than an erasure may take.
 */
export const keyTableNotLocked: Rule = {
  id: 'KeyTableNotLocked',
  severity: 'error',
  resourceTypes: BACKED_UP_TYPES,
  why: 'A key that was deleted to erase a person, and that a locked backup still has, erases nobody.',
  fix: `Leave the store out of the selection ('NotResources', or a condition on the tag '${RECORD_TAG}'), and give it a plan of its own into a vault without 'LockConfiguration', with a short 'DeleteAfterDays'.`,
  cites: {
    [Framework.GDPR]: ['17(1)'],
    [Framework.PIPL]: ['47'],
    [Framework.ISO27001]: ['8.10'],
    [Framework.NIST80053]: ['SI-12'],
  },
  exceptable: true,
  check: (store, index) => {
    if (!declarationsOf(store).some((declared) => declared.tag(RECORD_TAG) === StoreRecord.SUBJECT_KEYS)) return NOT_APPLICABLE;
    return violationsOrCompliant(backupsOf(store, index).flatMap((reach) => violations(reach, index)));
  },
};

function violations(reach: BackupReach, index: TemplateIndex): Violation[] {
  const { selection, certain, open, rules } = reach;
  const reaches = `the backup selection '${selection.path}' ${certain ? 'reaches' : 'may reach'} the store of subjects' keys`;
  const found = rules.flatMap((rule) => lockedVaults(rule, index));
  const unknown = open ? ['only the deployment knows all of the vaults of its plan'] : [];
  return [...new Set([...found, ...unknown])].map((what) => ({ detail: `${reaches}, and ${what}` }));
}

function lockedVaults({ plan, vault, airGappedVault, copies }: BackupRule, index: TemplateIndex): string[] {
  const isGiven = ({ kind, ...target }: Target) => kind !== 'literal' || ('value' in target && target.value !== undefined);
  const places = [vault, ...copies.map((copy) => copy.vault)];
  return [
    ...places.flatMap((targets) => vaultsNamed(index, plan, targets).flatMap((named) => whyKept(named, index))),
    ...(airGappedVault.some(isGiven) ? ['its plan backs up to a logically air-gapped vault'] : []),
  ];
}

function whyKept(vault: Resource | undefined, index: TemplateIndex): string[] {
  if (vault === undefined) return ['only the deployment knows whether a vault of its plan is locked'];
  if (vault.type !== 'AWS::Backup::BackupVault') return [`the vault '${vault.path}' is logically air-gapped`];
  const unlocked = read(index, vault, 'LockConfiguration').every(isAbsent);
  return unlocked ? [] : [`the vault '${vault.path}' is locked`];
}
