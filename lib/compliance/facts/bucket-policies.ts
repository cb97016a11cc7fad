import type { Resource } from '../template/resource';
import type { TemplateIndex } from '../template/template-index';
import { read } from '../template/values';
import { existsWith } from './existence';
import { grouped } from './grouped';
import { namedBy } from './named';
import { policiesOf } from './policies';
import type { Statement } from './statement';

/** The statements that surely are in the policy of a bucket. Made once by `index.derive(bucketStatements)`. */
export function bucketStatements(index: TemplateIndex): ReadonlyMap<Resource, readonly Statement[]> {
  const pairs = index.ofType('AWS::S3::BucketPolicy').flatMap((policy) => {
    const [bucket, ...others] = namedBy(index, policy, read(index, policy, 'Bucket'), ['AWS::S3::Bucket']);
    if (bucket?.kind !== 'resource' || others.length > 0 || !existsWith(policy, bucket.resource)) return [];
    const statements = policiesOf(policy, index).flatMap((each) => each.statements);
    return statements.map((statement) => [bucket.resource, statement] as const);
  });
  return grouped(pairs);
}
