import { isObject, type Resource } from '../template/resource';
import type { TemplateIndex } from '../template/template-index';
import { read } from '../template/values';
import { existsWith } from './existence';
import { grouped } from './grouped';
import { policiesOf } from './policies';
import { matches, type Statement } from './statement';

/** Types of policy that are attached to a store, and the property that names it. */
const ATTACHED: Readonly<Record<string, string>> = {
  'AWS::S3::BucketPolicy': 'Bucket',
  'AWS::SNS::TopicInlinePolicy': 'TopicArn',
  'AWS::SNS::TopicPolicy': 'Topics',
  'AWS::SQS::QueueInlinePolicy': 'Queue',
  'AWS::SQS::QueuePolicy': 'Queues',
};

/** What a denial is about: everyone who calls these actions when a test of the request is false. */
interface Denial {
  readonly actions: readonly string[];
  readonly operator: RegExp;
  /** In lower case. */
  readonly key: string;
}

/** Statements that apply to a store whatever a condition decides. Made once by `index.derive(sureStatements)`. */
export function sureStatements(index: TemplateIndex): ReadonlyMap<Resource, readonly Statement[]> {
  return grouped(
    Object.entries(ATTACHED).flatMap(([type, property]) => {
      return index.ofType(type).flatMap((policy) => {
        const statements = sureStatementsOf(policy, 'PolicyDocument', index);
        return attachedTo(policy, property, index)
          .filter((store) => existsWith(policy, store))
          .flatMap((store) => statements.map((statement) => [store, statement] as const));
      });
    }),
  );
}

/** By reference, or by the name of a bucket. */
function attachedTo(policy: Resource, property: string, index: TemplateIndex): readonly Resource[] {
  const [whole, ...others] = read(index, policy, property);
  if (whole === undefined || others.length > 0) return [];
  if (whole.kind === 'literal' && Array.isArray(whole.value)) {
    const each = whole.value.map((_, position) => read(index, policy, `${property}.${position}`));
    return each.flatMap(([one, ...more]) => (one?.kind === 'resource' && more.length === 0 ? [one.resource] : []));
  }
  if (whole.kind === 'resource') return [whole.resource];
  return whole.kind === 'literal' ? (index.derive(bucketsByName).get(String(whole.value)) ?? []) : [];
}

function bucketsByName(index: TemplateIndex): ReadonlyMap<string, readonly Resource[]> {
  return grouped(
    index.ofType('AWS::S3::Bucket').flatMap((bucket) => {
      const name = bucket.properties['BucketName'];
      return typeof name === 'string' ? [[name, bucket] as const] : [];
    }),
  );
}

/** The statements that are in a policy whatever a condition decides. */
export function sureStatementsOf(holder: Resource, property: string, index: TemplateIndex): readonly Statement[] {
  const [document, ...others] = read(index, holder, property);
  if (document?.kind !== 'literal' || !isObject(document.value) || others.length > 0) return [];
  const given: readonly unknown[] = [document.value['Statement']].flat();
  return policiesOf(holder, index).flatMap(({ statements }) => {
    return statements.filter(({ raw }) => given.includes(raw) && !JSON.stringify(raw).includes('"Fn::If"'));
  });
}

/** Whether a statement is a denial, and no other condition makes it less. */
export function denies(statement: Statement, { actions, operator, key }: Denial): boolean {
  const [condition, ...others] = statement.conditions;
  return (
    !statement.allows &&
    !statement.notPrincipal &&
    statement.forAnyone &&
    actions.every((action) => statement.covers(action)) &&
    others.length === 0 &&
    condition?.key === key &&
    operator.test(condition.operator) &&
    condition.values.every((value) => value === 'false')
  );
}

/** Whether a statement of a bucket's policy, which can be about no other, reaches the bucket, or all that is in it. */
export function reaches(statement: Statement, what: 'bucket' | 'objects'): boolean {
  const text = what === 'bucket' ? 'bucket' : 'bucket/object';
  return statement.resources.some((resource) => {
    return matches(resource.replaceAll(/\$\{[^}]*\}/g, 'bucket').replace(/^arn:.*:::[^/]*?(?=[/*]|$)/, 'bucket'), text);
  });
}
