import { existsWith } from '../../template/existence';
import { grouped } from '../../template/grouped';
import { namedBy } from '../../template/named';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { read } from '../../template/values';
import { policiesOf } from '../policies/policies';
import { matches, type Statement } from '../policies/statement';

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

/** By reference, name or ARN. */
function attachedTo(policy: Resource, property: string, index: TemplateIndex): readonly Resource[] {
  const [whole, ...others] = read(index, policy, property);
  if (whole === undefined || others.length > 0) return [];
  const isList = whole.kind === 'literal' && Array.isArray(whole.value);
  const each = isList ? [...whole.value.keys()].map((position) => read(index, policy, `${property}.${position}`)) : [[whole]];
  return each.flatMap((targets) => {
    const [named, ...more] = namedBy(index, policy, targets, STORES);
    return named?.kind === 'resource' && more.length === 0 ? [named.resource] : [];
  });
}

const STORES = ['AWS::S3::Bucket', 'AWS::SNS::Topic', 'AWS::SQS::Queue'];

/** What a policy says that is there whatever a condition decides. Of its statements, those that deny are surely there. */
export function sureStatementsOf(holder: Resource, property: string, index: TemplateIndex): readonly Statement[] {
  const documents = read(index, holder, property);
  return documents.length === 1 ? policiesOf(holder, index).flatMap(({ statements }) => statements) : [];
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
    return matches(resource.replaceAll(/\$\{[^}$]*\}/g, 'bucket').replace(/^arn:.*:::[^/]*?(?=[/*]|$)/, 'bucket'), text);
  });
}
