import { ASSET_TAGS } from '../../declaration/data-asset';
import { Framework } from '../citation';
import type { Resource } from '../resource';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../rule';
import { STORE_TYPES } from '../store-types';
import { type TagSet, tagSetsOf } from '../tags';

const REQUIRED = [ASSET_TAGS.asset, ASSET_TAGS.category];

/** Every store says which data it holds, and how much care that needs. */
export const customerDataDeclared: Rule = {
  id: 'CustomerDataDeclared',
  severity: 'error',
  resourceTypes: STORE_TYPES,
  why: 'Data that nobody declared is in no record of processing, and no control knows how much care it needs.',
  fix: `Declare what the store holds: 'new DataAsset({ ... }).tag(construct)', or make it by a construct that takes the asset, such as CustomerDataBucket. Without the library, give it the tags '${REQUIRED.join("' and '")}'.`,
  cites: {
    [Framework.GDPR]: ['30'],
    [Framework.PIPL]: ['51(2)'],
    [Framework.ISO27001]: ['5.12', '5.13'],
    [Framework.NIST80053]: ['RA-2', 'CM-8'],
  },
  exceptable: true,
  check: (resource) => {
    if (isPartOfCluster(resource)) return NOT_APPLICABLE;
    return violationsOrCompliant(tagSetsOf(resource).flatMap(violations));
  },
};

/** An instance of Aurora holds nothing: its cluster is the store. */
function isPartOfCluster(resource: Resource): boolean {
  return resource.type === 'AWS::RDS::DBInstance' && resource.properties['DBClusterIdentifier'] !== undefined;
}

function violations({ location, values, open }: TagSet): Violation[] {
  const missing = REQUIRED.filter((key) => (values.has(key) ? values.get(key) === '' : !open));
  const unknown = REQUIRED.filter((key) => (values.has(key) ? values.get(key) === undefined : open));
  return [
    ...(missing.length === 0 ? [] : [{ location, detail: `the store has no ${tags(missing)} in ${location}` }]),
    ...(unknown.length === 0
      ? []
      : [{ location, detail: `only the deployment knows the value of the ${tags(unknown)} in ${location}` }]),
  ];
}

function tags(keys: readonly string[]): string {
  return `tag ${keys.map((key) => `'${key}'`).join(' and tag ')}`;
}
