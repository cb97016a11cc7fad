import type { Target } from '../template/references';
import type { Resource } from '../template/resource';
import type { TemplateIndex } from '../template/template-index';
import { asNumber, read } from '../template/values';

/** For how long a service keeps the backups that it makes of a store by itself. */
interface NativeBackup {
  /** The property that has it, where a type has one for each kind of store. */
  readonly of?: string;
  /** The property that says it, in days. */
  readonly property: string;
  /** Days where it is absent. */
  readonly absent: number;
}

const CLUSTER: readonly NativeBackup[] = [{ property: 'BackupRetentionPeriod', absent: 1 }];
const fileSystem = (of: string, absent: number) => ({ of, property: 'AutomaticBackupRetentionDays', absent });

/**
 * Types whose service backs them up by itself. Source: the references of CloudFormation, for what an absent property means.
 */
const NATIVE: Readonly<Record<string, readonly NativeBackup[]>> = {
  'AWS::DocDB::DBCluster': CLUSTER,
  'AWS::FSx::FileSystem': [
    fileSystem('LustreConfiguration', 0),
    fileSystem('OntapConfiguration', 30),
    fileSystem('OpenZFSConfiguration', 30),
    fileSystem('WindowsConfiguration', 30),
  ],
  'AWS::Neptune::DBCluster': CLUSTER,
  'AWS::RDS::DBCluster': CLUSTER,
  'AWS::RDS::DBInstance': CLUSTER,
  'AWS::Redshift::Cluster': [{ property: 'AutomatedSnapshotRetentionPeriod', absent: 1 }],
};

/** Where and how long a service keeps its own backups of a store: days, or what only the deployment knows. */
export interface KeptNatively {
  /** `Properties.BackupRetentionPeriod`. */
  readonly location: string;
  readonly days: readonly Target[];
}

/** What a store's own service keeps of it; `undefined` for a type of which no service keeps backups by itself. */
export function nativeBackupOf(store: Resource, index: TemplateIndex): KeptNatively | undefined {
  const own = NATIVE[store.type]?.find(({ of }) => of === undefined || store.properties[of] !== undefined);
  if (own === undefined) return undefined;
  const path = own.of === undefined ? own.property : `${own.of}.${own.property}`;
  const days = read(index, store, path).map((target): Target => {
    if (target.kind !== 'literal') return target;
    return { kind: 'literal', value: target.value === undefined ? own.absent : (asNumber(target.value) ?? 0) };
  });
  return { location: `Properties.${path}`, days };
}
