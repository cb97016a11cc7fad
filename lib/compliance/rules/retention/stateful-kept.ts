import { DISPOSABLE_TAG } from '../../../declaration/control-tags';
import { Framework } from '../../citation';
import { personalDataIn } from '../../facts/stores/declared-data';
import { isDisposable } from '../../facts/stores/disposable';
import { STORE_TYPES } from '../../facts/stores/store-types';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { describe, isAbsent, readFrom } from '../../template/values';

/**
 * Stores in which data about persons is not at home. Queues, topics, streams, brokers, caches and log groups hold what passes through
 * or what is told of it; instances and secrets are made anew; a group of features is a view of what a bucket holds.
 */
const PASSING: readonly string[] = [
  'AWS::AmazonMQ::Broker',
  'AWS::AutoScaling::LaunchConfiguration',
  'AWS::DAX::Cluster',
  'AWS::EC2::Instance',
  'AWS::EC2::LaunchTemplate',
  'AWS::ElastiCache::CacheCluster',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::ElastiCache::ServerlessCache',
  'AWS::Kinesis::Stream',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::Logs::LogGroup',
  'AWS::MSK::Cluster',
  'AWS::MSK::ServerlessCluster',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::SageMaker::FeatureGroup',
  'AWS::SecretsManager::Secret',
  'AWS::WorkSpaces::Workspace',
];
const DURABLE = STORE_TYPES.filter((type) => !PASSING.includes(type));

/** Types whose `DeletionPolicy` is `Snapshot` where the template has none. Source: "DeletionPolicy attribute". */
const SNAPSHOT_BY_DEFAULT = ['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance'];
/** Tag by which the CDK's provider for `autoDeleteObjects` knows the buckets that it empties. */
const AUTO_DELETE_TAG = 'aws-cdk:auto-delete-objects';

/**
 * A store in which data about persons is at home outlives its stack, and its replacement: CloudFormation retains it, or a snapshot of
 * it. Nothing is asked of a store of made-up data that says it is disposable.
 */
export const statefulKept: Rule = {
  id: 'StatefulKept',
  severity: 'error',
  resourceTypes: DURABLE,
  why: 'A deleted stack, a renamed construct or a changed property deletes the only copy of the data with the store.',
  fix: `Set 'DeletionPolicy' and 'UpdateReplacePolicy' to 'Retain' or 'Snapshot' ('removalPolicy: RemovalPolicy.RETAIN'; CustomerDataBucket and CustomerDataTable have it in the production profile). A store of made-up data only says so with the tag '${DISPOSABLE_TAG}' = 'true'.`,
  cites: {
    [Framework.GDPR]: ['32(1)(b)', '32(1)(c)'],
    [Framework.PIPL]: ['9'],
    [Framework.ISO27001]: ['8.13'],
    [Framework.NIST80053]: ['CP-9'],
  },
  exceptable: true,
  check: (resource, index) => {
    const declared = personalDataIn(resource, index);
    if (declared === undefined || isDisposable(resource)) return NOT_APPLICABLE;
    const emptied = declared.tag(AUTO_DELETE_TAG) === 'true';
    return violationsOrCompliant([
      ...lost(resource, 'DeletionPolicy', 'its stack is deleted', index),
      ...lost(resource, 'UpdateReplacePolicy', 'an update replaces it', index),
      ...(emptied
        ? [{ location: declared.location, detail: `the tag '${AUTO_DELETE_TAG}' has the bucket emptied with its stack` }]
        : []),
    ]);
  },
};

function lost(
  store: Resource,
  attribute: 'DeletionPolicy' | 'UpdateReplacePolicy',
  when: string,
  index: TemplateIndex,
): Violation[] {
  const byDefault = attribute === 'DeletionPolicy' && SNAPSHOT_BY_DEFAULT.includes(store.type) ? 'Snapshot' : 'Delete';
  const keeping = attribute === 'DeletionPolicy' ? ['Retain', 'Snapshot', 'RetainExceptOnCreate'] : ['Retain', 'Snapshot'];
  const losing = readFrom(index, store, store.definition[attribute], '').filter(
    (target) => target.kind !== 'literal' || !keeping.includes(String(target.value ?? byDefault)),
  );
  if (losing.length === 0) return [];
  const absent = losing.every(isAbsent);
  const what = absent ? `absent, which is '${byDefault}'` : describe(losing);
  return [{ location: attribute, detail: `the store and its data go when ${when}: its ${attribute} is ${what}` }];
}
