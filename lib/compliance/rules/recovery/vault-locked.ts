import { Framework } from '../../citation';
import { policiesOf } from '../../facts/policies/policies';
import type { Statement } from '../../facts/policies/statement';
import { isMarkedDisposable } from '../../facts/stores/disposable';
import { type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { asNumber, describe, isAbsent, isAlways, read } from '../../template/values';

/** Actions that end recovery points before their time, or take off what protects them. */
const DELETIONS = [
  'backup:DeleteBackupVault',
  'backup:DeleteBackupVaultLockConfiguration',
  'backup:DeleteRecoveryPoint',
  'backup:DisassociateRecoveryPoint',
  'backup:UpdateRecoveryPointLifecycle',
];
/** Of them, what a policy refuses where the lock alone does not. */
const LAST_RESORT = ['backup:DeleteBackupVaultLockConfiguration', 'backup:DeleteRecoveryPoint'];

const LOCK = 'LockConfiguration';

/**
 * A backup vault is locked, with a shortest life of recovery points: in compliance mode (`ChangeableForDays`), which nobody can take
 * off once that many days are over; or in governance mode, which whoever has the right can, with an access policy that refuses
 * everyone to delete recovery points and the lock. No policy allows any of that. A vault of made-up data only, tagged so, may do
 * with the lock alone.
 *
 * Logically air-gapped vaults are locked in compliance mode from the start. Sources: "AWS Backup Vault Lock", "Vault access policies".
 */
export const vaultLocked: Rule = {
  id: 'VaultLocked',
  severity: 'error',
  resourceTypes: ['AWS::Backup::BackupVault'],
  why: 'Whoever takes an account over deletes the backups first, so that there is nothing to restore from.',
  fix: `Make the vault by CustomerDataBackup, or set '${LOCK}' with 'MinRetentionDays' and 'ChangeableForDays' (3 or more). Without 'ChangeableForDays', let 'AccessPolicy' deny ${LAST_RESORT.join(' and ')} to everyone.`,
  cites: {
    [Framework.GDPR]: ['32(1)(b)', '32(1)(c)'],
    [Framework.PIPL]: ['51'],
    [Framework.ISO27001]: ['8.13'],
    [Framework.NIST80053]: ['CP-9'],
    [Framework.MLPS3]: ['8.1.4.9'],
  },
  exceptable: true,
  check: (vault, index) => violationsOrCompliant([...lock(vault, index), ...policy(vault, index)]),
};

function lock(vault: Resource, index: TemplateIndex): Violation[] {
  const shortest = `${LOCK}.MinRetentionDays`;
  if (isAlways(index, vault, shortest, (days) => (asNumber(days) ?? 0) >= 1)) return [];
  const configured = read(index, vault, LOCK);
  const unlocked = configured.every(isAbsent);
  if (unlocked) return [{ location: `Properties.${LOCK}`, detail: 'the vault has no lock' }];
  const detail = `the lock of the vault keeps recovery points for no time for sure: 'MinRetentionDays' is ${describe(read(index, vault, shortest))}`;
  return [{ location: `Properties.${shortest}`, detail }];
}

function policy(vault: Resource, index: TemplateIndex): Violation[] {
  const policies = policiesOf(vault, index);
  const statements = policies.flatMap((each) => each.statements);
  const allowed = statements
    .filter(({ allows }) => allows)
    .flatMap((statement) => DELETIONS.filter((action) => statement.covers(action)).map((action) => ({ statement, action })));
  const [first] = allowed;
  if (first !== undefined) {
    return [{ location: first.statement.location, detail: `the access policy of the vault allows '${first.action}'` }];
  }
  if (isFinal(vault, index) || isMarkedDisposable(vault)) return [];
  const location = 'Properties.AccessPolicy';
  const isThere = isAlways(index, vault, 'AccessPolicy', (given) => given !== undefined);
  const admitted = LAST_RESORT.filter((action) => {
    return !isThere || !policies.every((each) => each.statements.some((statement) => refuses(statement, action)));
  });
  if (admitted.length === 0) return [];
  const what = policies.some(({ open }) => open)
    ? 'only the deployment knows whether its access policy refuses'
    : 'its access policy does not refuse';
  return [
    {
      location,
      detail: `the lock of the vault is one that can be taken off ('ChangeableForDays' is absent, or not known), and ${what} everyone '${admitted.join("' and '")}'`,
    },
  ];
}

/** A lock that nobody can take off, once it has set. */
function isFinal(vault: Resource, index: TemplateIndex): boolean {
  return isAlways(index, vault, `${LOCK}.ChangeableForDays`, (days) => (asNumber(days) ?? 0) >= 1);
}

function refuses(statement: Statement, action: string): boolean {
  return (
    !statement.allows &&
    statement.forAnyone &&
    !statement.notPrincipal &&
    statement.covers(action) &&
    statement.onAnything &&
    statement.conditions.length === 0
  );
}
