import { assetFromTags } from '../../../declaration/asset-from-tags';
import { ASSET_TAGS, demandedTags } from '../../../declaration/asset-tags';
import { DataCategory, isPersonal } from '../../../declaration/category';
import { InvalidInputError } from '../../../errors';
import { Framework } from '../../citation';
import { isStore, STORE_TYPES } from '../../facts/store-types';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import { type TagSet, tagSetsOf } from '../../template/tags';
import type { TemplateIndex } from '../../template/template-index';

const CATEGORIES = Object.values(DataCategory);

/**
 * Every store says which data it holds, of which category, and who answers for it; one that holds data about persons carries the
 * whole declaration, and stands in a region of its residency.
 */
export const customerDataDeclared: Rule = {
  id: 'CustomerDataDeclared',
  severity: 'error',
  resourceTypes: STORE_TYPES,
  why: 'Data that nobody declared is in no record of processing, and no control knows how much care it needs.',
  fix: `Declare what the store holds: 'new DataAsset({ ... }).tag(construct)', or make it by a construct that takes the asset, such as CustomerDataBucket. Without the library, give it the tags '${demandedTags(undefined).join("', '")}', and for data about persons '${ofPersonsOnly().join("', '")}'.`,
  cites: {
    [Framework.GDPR]: ['30'],
    [Framework.PIPL]: ['51(2)'],
    [Framework.ISO27001]: ['5.12', '5.13'],
    [Framework.NIST80053]: ['RA-2', 'CM-8'],
  },
  exceptable: true,
  check: (resource, index) => {
    if (!isStore(resource, index)) return NOT_APPLICABLE;
    return violationsOrCompliant(tagSetsOf(resource).flatMap((tagSet) => violations(tagSet, resource, index)));
  },
};

function violations(tagSet: TagSet, resource: Resource, index: TemplateIndex): Violation[] {
  const { location, values, open } = tagSet;
  const category = CATEGORIES.find((known) => known === values.get(ASSET_TAGS.category));
  const demanded = demandedTags(category);
  const missing = demanded.filter((key) => (values.has(key) ? values.get(key) === '' : !open));
  const unknown = demanded.filter((key) => (values.has(key) ? values.get(key) === undefined : open));
  const found = [
    ...(missing.length === 0 ? [] : [`the store has no ${tags(missing)} in ${location}`]),
    ...(unknown.length === 0 ? [] : [`only the deployment knows the value of the ${tags(unknown)} in ${location}`]),
  ];
  const given = values.get(ASSET_TAGS.category);
  if (given && category === undefined) {
    found.push(`the tag '${ASSET_TAGS.category}' is '${given}', and no category but ${CATEGORIES.join(', ')}`);
  }
  if (found.length === 0 && category !== undefined && isPersonal(category)) found.push(...ofPersons(tagSet, resource, index));
  return found.map((detail) => ({ location, detail }));
}

/** What is wrong with the values of a declaration of data about persons, and with where its store is. */
function ofPersons({ values, region }: TagSet, resource: Resource, index: TemplateIndex): string[] {
  try {
    const { residency } = assetFromTags(values);
    return index.resolve(resource, region).flatMap((at) => {
      if (at.kind !== 'literal') return ['the store holds data about persons, and only the deployment knows its region'];
      if (residency.some((allowed) => allowed === at.value)) return [];
      return [`the store is in '${at.value}', outside the residency of its data (${residency.join(', ')})`];
    });
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.faults.map(
      ({ property, got, allowed }) => `the declaration in its tags is not valid: ${property}: got ${got}; ${allowed}`,
    );
  }
}

function ofPersonsOnly(): string[] {
  const always = demandedTags(undefined);
  return demandedTags(DataCategory.SENSITIVE_PERSONAL).filter((key) => !always.includes(key));
}

function tags(keys: readonly string[]): string {
  return `tag ${keys.map((key) => `'${key}'`).join(' and tag ')}`;
}
