import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { asNumber, isPresent, read } from '../../template/values';

/** Backups that a service makes by itself. */
export interface OwnBackups {
  /** What says how long they are kept: `Properties.BackupRetentionPeriod`. */
  readonly location: string;
  /** Days, as a number: 0 for none, `Infinity` for ever. More than one where a condition decides. */
  readonly days: readonly Target[];
}

interface Setting {
  readonly path: string;
  /** Days where it is absent. */
  readonly absent: number;
  /** The setting is one of this part of the resource, and of no use where that is absent. */
  readonly within?: string;
  /** Days of what is no number. */
  readonly named?: Readonly<Record<string, number>>;
}

/** Days of the backup plan that EFS makes for itself. Source: "Backing up EFS file systems". */
const DAYS_OF_EFS = 35;

const CLUSTER: readonly Setting[] = [{ path: 'BackupRetentionPeriod', absent: 1 }];
const fileSystem = (within: string, absent: number): Setting => {
  return { path: `${within}.AutomaticBackupRetentionDays`, absent, within };
};
const SNAPSHOTS: readonly Setting[] = [{ path: 'SnapshotRetentionLimit', absent: 0 }];

/**
 * How long each service keeps the backups that it makes by itself, with what an absent property means. Manual snapshots of Redshift
 * count where the template says how long they are kept. Recovery to a point in time of a table, at most 35 days, does not.
 *
 * Source: the reference of CloudFormation.
 */
const SETTINGS: Readonly<Record<string, readonly Setting[]>> = {
  'AWS::DocDB::DBCluster': CLUSTER,
  'AWS::DocDBElastic::Cluster': CLUSTER,
  'AWS::EFS::FileSystem': [{ path: 'BackupPolicy.Status', absent: 0, named: { ENABLED: DAYS_OF_EFS, DISABLED: 0 } }],
  'AWS::ElastiCache::CacheCluster': SNAPSHOTS,
  'AWS::ElastiCache::ReplicationGroup': SNAPSHOTS,
  'AWS::ElastiCache::ServerlessCache': SNAPSHOTS,
  'AWS::FSx::FileSystem': [
    fileSystem('LustreConfiguration', 0),
    ...['OntapConfiguration', 'OpenZFSConfiguration', 'WindowsConfiguration'].map((within) => fileSystem(within, 30)),
  ],
  'AWS::MemoryDB::Cluster': SNAPSHOTS,
  'AWS::Neptune::DBCluster': CLUSTER,
  'AWS::RDS::DBCluster': CLUSTER,
  'AWS::RDS::DBInstance': CLUSTER,
  'AWS::Redshift::Cluster': [
    { path: 'AutomatedSnapshotRetentionPeriod', absent: 1 },
    { path: 'ManualSnapshotRetentionPeriod', absent: 0 },
    { path: 'SnapshotCopyRetentionPeriod', absent: 0 },
  ],
};

/** Types that back themselves up. */
export const SELF_BACKED_UP_TYPES = Object.keys(SETTINGS);

/** The backups that a store's service makes by itself: first those that it makes without being asked. */
export function ownBackupsOf(store: Resource, index: TemplateIndex): readonly OwnBackups[] {
  return (SETTINGS[store.type] ?? [])
    .filter(({ within }) => within === undefined || isGiven(read(index, store, within)))
    .map(({ path, absent, named }) => ({
      location: `Properties.${path}`,
      days: read(index, store, path).map((target): Target => {
        if (target.kind !== 'literal') return target;
        if (target.value === undefined) return { kind: 'literal', value: absent };
        const days = named?.[String(target.value)] ?? asNumber(target.value);
        if (days === undefined) return { kind: 'unknown', expression: target.value };
        return { kind: 'literal', value: days < 0 ? Number.POSITIVE_INFINITY : days };
      }),
    }));
}

function isGiven(targets: readonly Target[]): boolean {
  return targets.some(isPresent);
}
