import { ASSET_TAGS } from '../../../declaration/asset-tags';
import { Framework } from '../../citation';
import { faultsOf, isOfPersons, judgeDeclarations } from '../../facts/stores/declaration-faults';
import type { DeclaredData } from '../../facts/stores/declared-data';
import { STORE_TYPES } from '../../facts/stores/store-types';
import type { Rule, Violation } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { readFrom } from '../../template/values';

/**
 * A store of data about persons says in which regions the data may be, all of one partition, and stands in one of them; so does each
 * replica of a global table. A stack that can be deployed to any region proves no residency.
 */
export const staysInResidency: Rule = {
  id: 'StaysInResidency',
  severity: 'error',
  resourceTypes: STORE_TYPES,
  why: 'Personal data outside of the regions that it may be in is a transfer that nobody examined.',
  fix: `Deploy the stack to a region of the data's residency, with 'env: { region }' known at synthesis, or declare another residency: the tag '${ASSET_TAGS.residency}' has the regions with a space between them, and a DataAsset writes it from 'residency'.`,
  cites: {
    [Framework.GDPR]: ['44'],
    [Framework.PIPL]: ['38', '40'],
    [Framework.ISO27001]: ['5.31', '5.34'],
    [Framework.NIST80053]: ['SA-9(5)'],
    [Framework.MLPS3]: ['8.2.4.5'],
  },
  exceptable: false,
  check: (resource, index) => {
    return judgeDeclarations(resource, index, isOfPersons, (declared) => {
      const faults = faultsOf(declared, 'residency');
      return faults.length > 0 ? faults : ofRegion(declared, resource, index);
    });
  },
};

function ofRegion(declared: DeclaredData, resource: Resource, index: TemplateIndex): Violation[] {
  const { location, region } = declared;
  const residency = declared.terms('residency');
  const allowed = residency.join(', ');
  return readFrom(index, resource, region, '').flatMap((at): Violation[] => {
    if (at.kind !== 'literal' || at.value === undefined) {
      const detail = `only the deployment knows the region of the store, and its data may be in ${allowed} alone`;
      return [{ location, detail }];
    }
    if (residency.includes(String(at.value))) return [];
    return [{ location, detail: `the store is in '${at.value}', outside the residency of its data (${allowed})` }];
  });
}
