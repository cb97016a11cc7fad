import { Framework } from '../../citation';
import { BACKED_UP_TYPES } from '../../facts/backups/backed-up-types';
import { backupsOf } from '../../facts/backups/backups';
import { ownBackupsOf } from '../../facts/backups/own-backups';
import { isReplicated } from '../../facts/copies/replication';
import { personalDataIn } from '../../facts/stores/declared-data';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { describe, isAlways, isTrue } from '../../template/values';

/** Days that a service must keep its own backups to stand in for a plan: a fault of Friday evening is found by then. */
const SHORTEST_DAYS = 7;

/**
 * Every durable store of data about persons is backed up: a backup selection of its account and region reaches it for certain.
 *
 * In place of that count, of a bucket, replication of all of it to another one, and of a database or file system whose service makes
 * backups by itself, that they are kept for a week. Point-in-time recovery of a table does not count: it goes with the table. AWS
 * Backup and replication take versioned buckets only, so that a selection reaches no other.
 *
 * Durable are the types that AWS Backup knows ("Supported resources"). Whether a plan backs up often enough, and into what, is not
 * asked here.
 */
export const personalDataBackedUp: Rule = {
  id: 'PersonalDataBackedUp',
  severity: 'error',
  resourceTypes: BACKED_UP_TYPES,
  why: 'Data about persons that is lost for good is a breach of its availability, whoever lost it.',
  fix: `Declare a CustomerDataBackup after the stores, or an AWS::Backup::BackupSelection whose 'Resources', 'ListOfTags' and 'Conditions' reach the store; a bucket must have its 'VersioningConfiguration.Status' Enabled. RDS, DocumentDB, Neptune, Redshift and FSx may keep automated backups for ${SHORTEST_DAYS} days instead.`,
  cites: {
    [Framework.GDPR]: ['32(1)(b)', '32(1)(c)'],
    [Framework.PIPL]: ['51'],
    [Framework.ISO27001]: ['8.13'],
    [Framework.NIST80053]: ['CP-9'],
    [Framework.MLPS3]: ['8.1.4.9'],
  },
  exceptable: true,
  accountWide: true,
  check: (store, index) => {
    if (personalDataIn(store, index) === undefined) return NOT_APPLICABLE;
    const isBucket = store.type === 'AWS::S3::Bucket';
    const unversioned = isBucket && !isSurelyVersioned(store, index) ? [UNVERSIONED] : [];
    const reaching = backupsOf(store, index);
    if (reaching.some(({ certain }) => certain) || (isBucket && isReplicated(store, index))) {
      return violationsOrCompliant(unversioned);
    }
    const [native] = ownBackupsOf(store, index);
    if (native?.days.every((days) => days.kind === 'literal' && Number(days.value) >= SHORTEST_DAYS)) return COMPLIANT;
    return violationsOrCompliant([
      ...unversioned,
      unreached(reaching.map(({ selection }) => selection)),
      ...(native === undefined ? [] : [tooShort(native.location, describe(native.days))]),
    ]);
  },
};

const UNVERSIONED: Violation = {
  location: 'Properties.VersioningConfiguration',
  detail: 'the bucket is not versioned for sure, so that neither AWS Backup nor replication copies it',
};

/** Object Lock turns versions on by itself. */
function isSurelyVersioned(bucket: Resource, index: TemplateIndex): boolean {
  const isEnabled = (status: unknown) => status === 'Enabled';
  return (
    isAlways(index, bucket, 'VersioningConfiguration.Status', isEnabled) || isAlways(index, bucket, 'ObjectLockEnabled', isTrue)
  );
}

function unreached(maybe: readonly Resource[]): Violation {
  const [first] = maybe;
  if (first === undefined) return { detail: 'no backup selection of its account and region reaches the store' };
  return { detail: `only the deployment knows whether the backup selection '${first.path}' reaches the store` };
}

function tooShort(location: string, days: string): Violation {
  return {
    location,
    detail: `the service's own backups of the store are kept for ${days} ${days === '1' ? 'day' : 'days'}, at least ${SHORTEST_DAYS} would do`,
  };
}
