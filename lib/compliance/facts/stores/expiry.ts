import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { asNumber, isAlways, isTrue, read } from '../../template/values';
import { expirationOf, isVersioned, noncurrentExpirationOf } from './bucket-lifecycle';

/** Stands for days: each item, message or recovery point says itself when it goes. */
const EACH_ITS_OWN = 'each its own';

/** What ends the life of the data in a store. */
export interface Expiry {
  /** Where it stands, or is missing: `Properties.RetentionInDays`. */
  readonly location: string;
  /** After how many days, as a number; `EACH_ITS_OWN`; the literal `undefined` for never. More than one where a condition decides. */
  readonly days: readonly Target[];
  /** Whether data that never expires may be erased by something else instead, which the tag `ERASURE_TAG` names. */
  readonly orErasure: boolean;
}

type Read = (store: Resource, index: TemplateIndex) => Expiry | undefined;

const DAY = 1;
const HOUR = 1 / 24;
const SECOND = 1 / 86_400;

interface Age {
  /** Days of one unit of the property. */
  readonly unit: number;
  /** Days where the property is absent. */
  readonly absent?: number;
  /** Whether 0 is for ever. */
  readonly zeroIsNever?: boolean;
  readonly orErasure?: boolean;
}

/**
 * How each type expires its data. A type that is not here has no expiry in CloudFormation: relational, graph, document and search
 * databases, caches, file systems, volumes, brokers, user pools, secrets that somebody puts in.
 *
 * A topic keeps nothing but its archive; a delivery stream keeps what it can't deliver for a day, and a cache of DynamoDB each item
 * for its time to live, five minutes where nobody said. Recovery points of a vault go when the rule says that made them.
 *
 * Sources: the references of CloudFormation and of the services' APIs, for what an absent property means.
 */
const EXPIRIES: Readonly<Record<string, Read>> = {
  'AWS::Backup::BackupVault': always(EACH_ITS_OWN),
  'AWS::Backup::LogicallyAirGappedBackupVault': always(EACH_ITS_OWN),
  'AWS::Cassandra::Table': age('DefaultTimeToLive', { unit: SECOND, zeroIsNever: true, orErasure: true }),
  'AWS::CustomerProfiles::Domain': age('DefaultExpirationDays', { unit: DAY }),
  'AWS::DAX::Cluster': always(EACH_ITS_OWN),
  'AWS::DynamoDB::GlobalTable': timeToLive,
  'AWS::DynamoDB::Table': timeToLive,
  'AWS::Kinesis::Stream': age('RetentionPeriodHours', { unit: HOUR, absent: 1 }),
  'AWS::KinesisFirehose::DeliveryStream': always(1),
  'AWS::KinesisVideo::Stream': age('DataRetentionInHours', { unit: HOUR, absent: 0 }),
  'AWS::Logs::LogGroup': age('RetentionInDays', { unit: DAY }),
  'AWS::S3::Bucket': lifecycle,
  'AWS::S3Express::DirectoryBucket': lifecycle,
  'AWS::SNS::Topic': age('ArchivePolicy.MessageRetentionPeriod', { unit: DAY, absent: 0 }),
  'AWS::SQS::Queue': age('MessageRetentionPeriod', { unit: SECOND, absent: 4 }),
  'AWS::SecretsManager::Secret': generated,
  'AWS::Timestream::Table': age('RetentionProperties.MagneticStoreRetentionPeriodInDays', { unit: DAY, orErasure: true }),
};

/** What ends the life of the data in a store; `undefined` for a type of which CloudFormation knows nothing that would. */
export function expiryOf(store: Resource, index: TemplateIndex): Expiry | undefined {
  return EXPIRIES[store.type]?.(store, index);
}

function always(days: number | typeof EACH_ITS_OWN): Read {
  return () => ({ location: 'Properties', days: [{ kind: 'literal', value: days }], orErasure: false });
}

function age(path: string, { unit, absent, zeroIsNever = false, orErasure = false }: Age): Read {
  const daysOf = (value: unknown) => {
    const units = asNumber(value);
    if (units === undefined) return value === undefined ? absent : undefined;
    return zeroIsNever && units === 0 ? undefined : units * unit;
  };
  return (store, index) => ({ location: `Properties.${path}`, days: map(read(index, store, path), daysOf), orErasure });
}

/** A credential that is generated is about nobody, and its rotation replaces it: for SecretRotates to see to. */
function generated(secret: Resource, index: TemplateIndex): Expiry | undefined {
  const isGenerated = isAlways(index, secret, 'GenerateSecretString', (value) => value !== undefined);
  return isGenerated ? always(EACH_ITS_OWN)(secret, index) : undefined;
}

function timeToLive(table: Resource, index: TemplateIndex): Expiry {
  const specification = 'TimeToLiveSpecification';
  const enabled = map(read(index, table, `${specification}.Enabled`), (value) => (isTrue(value) ? EACH_ITS_OWN : undefined));
  return { location: `Properties.${specification}`, days: enabled, orErasure: true };
}

/** In a versioned bucket an object that expires becomes a noncurrent version, whose days come on top. */
function lifecycle(bucket: Resource, index: TemplateIndex): Expiry {
  const current = expirationOf(bucket, index);
  const later = isVersioned(bucket, index) ? noncurrentExpirationOf(bucket, index) : [];
  // A version that never goes is for another rule to say: as far as this one is concerned it adds nothing.
  const added = later.flatMap((target) => (target.kind === 'literal' ? (asNumber(target.value) ?? 0) : []));
  const most = Math.max(0, ...added);
  const days = map(current, (value) => {
    const own = asNumber(value);
    return own === undefined ? undefined : own + most;
  });
  return { location: 'Properties.LifecycleConfiguration', days, orErasure: false };
}

function map(targets: readonly Target[], change: (value: unknown) => unknown): readonly Target[] {
  return targets.map((target) => (target.kind === 'literal' ? { kind: 'literal', value: change(target.value) } : target));
}
