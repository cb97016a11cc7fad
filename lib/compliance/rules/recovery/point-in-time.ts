import { Framework } from '../../citation';
import { type BackupReach, backupsOf } from '../../facts/backups/backups';
import { personalDataIn } from '../../facts/stores/declared-data';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Verdict, violationsOrCompliant } from '../../rule';
import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { asNumber, describe, isAbsent, isTrue, read } from '../../template/values';

type Check = (store: Resource, index: TemplateIndex) => Verdict;

const ENABLED = 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled';

/** Of clusters, whose retention is one day where nobody said, and of instances, which nobody can go back in while it is 0. */
const RETENTION: Check = (store, index) => {
  const path = 'BackupRetentionPeriod';
  // A replica is recovered from its source.
  const source = read(index, store, 'SourceDBInstanceIdentifier');
  if (source.every((target) => !isAbsent(target))) return NOT_APPLICABLE;
  return judge(path, read(index, store, path), (days) => days === undefined || (asNumber(days) ?? 0) >= 1);
};

const CHECKS: Readonly<Record<string, Check>> = {
  'AWS::Cassandra::Table': (table, index) => {
    return judge('PointInTimeRecoveryEnabled', read(index, table, 'PointInTimeRecoveryEnabled'), isTrue);
  },
  'AWS::DocDB::DBCluster': RETENTION,
  'AWS::DynamoDB::GlobalTable': (table, index) => {
    // Each replica has all of the data.
    const replicas = read(index, table, `Replicas.*.${ENABLED}`);
    const one = replicas.some((enabled) => enabled.kind === 'literal' && isTrue(enabled.value));
    return one ? COMPLIANT : judge('Replicas', replicas.length === 0 ? read(index, table, ENABLED) : replicas, isTrue);
  },
  'AWS::DynamoDB::Table': (table, index) => judge(ENABLED, read(index, table, ENABLED), isTrue),
  'AWS::Neptune::DBCluster': RETENTION,
  'AWS::RDS::DBCluster': RETENTION,
  'AWS::RDS::DBInstance': RETENTION,
  'AWS::S3::Bucket': (bucket, index) => checkBackups(backupsOf(bucket, index)),
};

/**
 * A store of data about persons can be brought back to any moment, where its type supports that: tables by point-in-time recovery,
 * databases by automated backups, which keep the log of changes, buckets by a plan that backs up continuously. A bucket that no
 * selection reaches is a violation of PersonalDataBackedUp, and of this rule none.
 *
 * Sources: "Point-in-time recovery for DynamoDB", "Supported services for continuous backups / point in time restore (PITR)".
 */
export const pointInTime: Rule = {
  id: 'PointInTime',
  severity: 'error',
  resourceTypes: Object.keys(CHECKS),
  why: 'Data that a fault corrupted at noon is lost since the night before, unless the store can go back to the minute.',
  fix: `Set '${ENABLED}' (tables; in one replica of a global table) or 'PointInTimeRecoveryEnabled' (Keyspaces) to true, 'BackupRetentionPeriod' above 0 (databases), or 'EnableContinuousBackup' to true in a rule of the plan that reaches the bucket. CustomerDataTable and CustomerDataBackup do.`,
  cites: {
    [Framework.GDPR]: ['32(1)(c)'],
    [Framework.PIPL]: ['51'],
    [Framework.ISO27001]: ['8.13'],
    [Framework.NIST80053]: ['CP-9'],
    [Framework.MLPS3]: ['8.1.4.9'],
  },
  exceptable: true,
  check: (store, index) => {
    if (personalDataIn(store, index) === undefined) return NOT_APPLICABLE;
    return CHECKS[store.type]?.(store, index) ?? NOT_APPLICABLE;
  },
};

function judge(path: string, targets: readonly Target[], satisfies: (value: unknown) => boolean): Verdict {
  if (targets.every((target) => target.kind === 'literal' && satisfies(target.value))) return COMPLIANT;
  const detail = `the store can't be brought back to a point in time for sure: '${path}' is ${describe(targets)}`;
  return violationsOrCompliant([{ location: `Properties.${path}`, detail }]);
}

function checkBackups(reaching: readonly BackupReach[]): Verdict {
  const certain = reaching.filter((reach) => reach.certain);
  const [first] = certain;
  if (first === undefined) return NOT_APPLICABLE;
  const isContinuous = ({ rules }: BackupReach) =>
    rules.some(
      ({ continuous }) => continuous.length > 0 && continuous.every((one) => one.kind === 'literal' && isTrue(one.value)),
    );
  if (certain.some(isContinuous)) return COMPLIANT;
  const detail = certain.some(({ open }) => open)
    ? `only the deployment knows whether the plan of the backup selection '${first.selection.path}' backs up the bucket continuously`
    : `the plan of the backup selection '${first.selection.path}' backs up the bucket at times only, and not continuously`;
  return violationsOrCompliant([{ detail }]);
}
