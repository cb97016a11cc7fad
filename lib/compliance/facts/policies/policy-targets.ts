import { grouped } from '../../template/grouped';
import { namedBy } from '../../template/named';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { read } from '../../template/values';
import { STORE_TYPES } from '../stores/store-types';
import { policiesOf, RESOURCE_POLICY_TYPES } from './policies';
import type { Policy } from './statement';

/** Where a policy of its own type says which resource it is for. A policy of any other type is for what carries it. */
const TARGET: Readonly<Record<string, string>> = {
  'AWS::Kinesis::ResourcePolicy': 'ResourceArn',
  'AWS::MSK::ClusterPolicy': 'ClusterArn',
  'AWS::S3::AccessPoint': 'Bucket',
  'AWS::S3::BucketPolicy': 'Bucket',
  'AWS::S3::MultiRegionAccessPointPolicy': 'MrapName',
  'AWS::S3Express::AccessPoint': 'Bucket',
  'AWS::S3Express::BucketPolicy': 'Bucket',
  'AWS::S3Tables::TableBucketPolicy': 'TableBucketARN',
  'AWS::S3Tables::TablePolicy': 'TableARN',
  'AWS::S3Vectors::VectorBucketPolicy': 'VectorBucketArn',
  'AWS::SNS::TopicInlinePolicy': 'TopicArn',
  'AWS::SNS::TopicPolicy': 'Topics.*',
  'AWS::SQS::QueueInlinePolicy': 'Queue',
  'AWS::SQS::QueuePolicy': 'Queues.*',
  'AWS::SecretsManager::ResourcePolicy': 'SecretId',
};

/** What is no store, and where it names the stores that it is a way to, or a part of. */
const LEADS_TO: Readonly<Record<string, string>> = {
  'AWS::S3::AccessPoint': 'Bucket',
  'AWS::S3::MultiRegionAccessPoint': 'Regions.*.Bucket',
  'AWS::S3Tables::Table': 'TableBucketARN',
};
const NAMED_TYPES = [...STORE_TYPES, ...Object.keys(LEADS_TO)];

/** The stores that a resource policy is for. */
export function storesOfPolicy(holder: Resource, index: TemplateIndex): readonly Resource[] {
  const path = TARGET[holder.type];
  if (path === undefined) return [holder];
  return storesAt(holder, path, index);
}

function storesAt(from: Resource, path: string, index: TemplateIndex): readonly Resource[] {
  return namedBy(index, from, read(index, from, path), NAMED_TYPES).flatMap((named) => {
    if (named.kind !== 'resource') return [];
    const onward = LEADS_TO[named.resource.type];
    return onward === undefined ? [named.resource] : storesAt(named.resource, onward, index);
  });
}

/** The resource policies of a store. */
export function policiesOnStore(store: Resource, index: TemplateIndex): readonly Policy[] {
  return index.derive(byStore).get(store) ?? [];
}

function byStore(index: TemplateIndex): ReadonlyMap<Resource, readonly Policy[]> {
  return grouped(
    index.ofType(...RESOURCE_POLICY_TYPES).flatMap((holder) => {
      const policies = policiesOf(holder, index).filter(({ kind }) => kind === 'resource');
      return storesOfPolicy(holder, index).flatMap((store) => policies.map((policy): [Resource, Policy] => [store, policy]));
    }),
  );
}
