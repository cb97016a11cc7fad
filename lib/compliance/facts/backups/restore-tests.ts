import { existsWith } from '../../template/existence';
import { intrinsic, isObject, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOf, textsOfTarget } from '../../template/text';
import { isAlways, read, readFrom } from '../../template/values';
import { both, either, type Match, matchOf, not, whichever } from '../policies/arn-pattern';
import type { Candidate } from './backup-selection';

/** What AWS Backup calls the kinds that it tests restores of. Source: `RestoreTestingSelection` in the reference of CloudFormation. */
const KINDS: Readonly<Record<string, string>> = {
  'AWS::DocDB::DBCluster': 'DocumentDB',
  'AWS::DynamoDB::GlobalTable': 'DynamoDB',
  'AWS::DynamoDB::Table': 'DynamoDB',
  'AWS::EC2::Instance': 'EC2',
  'AWS::EC2::Volume': 'EBS',
  'AWS::EFS::FileSystem': 'EFS',
  'AWS::FSx::FileSystem': 'FSx',
  'AWS::Neptune::DBCluster': 'Neptune',
  'AWS::RDS::DBInstance': 'RDS',
  'AWS::S3::Bucket': 'S3',
};

/** Types of which restores can be tested. */
export const TESTED_TYPES = [...Object.keys(KINDS), 'AWS::RDS::DBCluster'];

/** The kind of a store, as a restore testing selection names it: clusters of RDS are Aurora's, or RDS's own with three zones. */
export function kindOf(store: Resource, index: TemplateIndex): string | undefined {
  if (store.type !== 'AWS::RDS::DBCluster') return KINDS[store.type];
  const isAurora = read(index, store, 'Engine').some(
    (engine) => engine.kind === 'literal' && String(engine.value).startsWith('aurora'),
  );
  return isAurora ? 'Aurora' : 'RDS';
}

/** The restore testing selections of an account and region that are surely for a kind of store. */
export function rehearsalsOf(environment: Resource, kind: string, index: TemplateIndex): readonly Resource[] {
  const selections = index.inEnvironmentOf(environment, 'AWS::Backup::RestoreTestingSelection');
  const isKind = (value: unknown) => value === kind;
  return selections.filter((each) => existsWith(each) && isAlways(index, each, 'ProtectedResourceType', isKind));
}

/** Whether a restore testing selection for the kind of a store surely reaches it, by its ARN and by its tags. */
export function isRehearsedBy(selection: Resource, candidate: Candidate, index: TemplateIndex): boolean {
  const [arns, conditions] = ['ProtectedResourceArns', 'ProtectedResourceConditions'].map((name) => selection.properties[name]);
  if (arns === undefined && conditions === undefined) return false;
  const matches = [
    ...(arns === undefined ? [] : [named(selection, candidate, index)]),
    tagged(selection, candidate, 'StringEquals', index),
    tagged(selection, candidate, 'StringNotEquals', index),
  ];
  return both(...matches) === 'yes';
}

function named(selection: Resource, { store, arns }: Candidate, index: TemplateIndex): Match {
  const [list, ...others] = readFrom(index, selection, selection.properties, 'ProtectedResourceArns');
  if (list?.kind !== 'literal' || !Array.isArray(list.value) || others.length > 0) return 'maybe';
  return either(
    ...list.value.map((given: unknown) => {
      return whichever(
        readFrom(index, selection, given, '').flatMap((one): readonly Match[] => {
          if (one.kind === 'resource') return [one.resource === store ? 'yes' : 'no'];
          const texts = textsOfTarget(index, selection, one);
          return texts.flatMap((text) => arns.map((arn) => (namesItself(text, store) ? 'yes' : matchOf(text, arn))));
        }),
      );
    }),
  );
}

function namesItself(text: string, { path }: Resource): boolean {
  return text.includes(`\${${path}}`) || text.includes(`\${${path}.`);
}

function tagged(selection: Resource, { tagSets }: Candidate, operator: string, index: TemplateIndex): Match {
  const tests = readFrom(index, selection, selection.properties, `ProtectedResourceConditions.${operator}.*`);
  return both(
    ...tests.map((test) => {
      if (test.kind !== 'literal' || !isObject(test.value) || intrinsic(test.value) !== undefined) return 'maybe';
      const [key = ''] = textsOf(index, selection, test.value['Key']);
      const values = textsOf(index, selection, test.value['Value']);
      const tag = key.replace(/^aws:ResourceTag\//i, '');
      const fits = whichever(
        tagSets.flatMap(({ values: tags, open }) => {
          const given = tags.get(tag);
          if (given === undefined) return [tags.has(tag) || open ? ('maybe' as const) : ('no' as const)];
          return values.map((value) => (value === given ? 'yes' : value.includes('${') ? 'maybe' : 'no'));
        }),
      );
      return operator === 'StringEquals' ? fits : not(fits);
    }),
  );
}
