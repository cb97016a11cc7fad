import type { Resource } from '../template/resource';
import type { TemplateIndex } from '../template/template-index';
import { read } from '../template/values';
import { grouped } from './grouped';
import { namedBy } from './named';
import { policiesOf, RESOURCE_POLICY_TYPES } from './policies';
import type { Policy } from './statement';
import { STORE_TYPES } from './store-types';

/** Where a policy of its own type says which resource it is for. A policy of any other type is for what carries it. */
const TARGET: Readonly<Record<string, string>> = {
  'AWS::Kinesis::ResourcePolicy': 'ResourceArn',
  'AWS::MSK::ClusterPolicy': 'ClusterArn',
  'AWS::S3::AccessPoint': 'Bucket',
  'AWS::S3::BucketPolicy': 'Bucket',
  'AWS::S3Express::AccessPoint': 'Bucket',
  'AWS::S3Express::BucketPolicy': 'Bucket',
  'AWS::S3Tables::TableBucketPolicy': 'TableBucketARN',
  'AWS::S3Vectors::VectorBucketPolicy': 'VectorBucketArn',
  'AWS::SNS::TopicInlinePolicy': 'TopicArn',
  'AWS::SNS::TopicPolicy': 'Topics.*',
  'AWS::SQS::QueueInlinePolicy': 'Queue',
  'AWS::SQS::QueuePolicy': 'Queues.*',
  'AWS::SecretsManager::ResourcePolicy': 'SecretId',
};

/** The stores that a resource policy is for. */
export function storesOfPolicy(holder: Resource, index: TemplateIndex): readonly Resource[] {
  const path = TARGET[holder.type];
  if (path === undefined) return [holder];
  return namedBy(index, holder, read(index, holder, path), STORE_TYPES).flatMap((named) =>
    named.kind === 'resource' ? [named.resource] : [],
  );
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
