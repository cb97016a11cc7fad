import { ASSET_TAGS } from '../../../declaration/asset-tags';
import { DataCategory } from '../../../declaration/category';
import { Framework } from '../../citation';
import { invalid, judgeDeclarations } from '../../facts/stores/declaration-faults';
import { STORE_TYPES } from '../../facts/stores/store-types';
import type { Rule } from '../../rule';

/** The category of a store is one of the four that every other rule knows. One that is missing is a matter of CustomerDataDeclared. */
export const categoryKnown: Rule = {
  id: 'CategoryKnown',
  severity: 'error',
  resourceTypes: STORE_TYPES,
  why: 'No control knows how much care data of an unknown category needs, so that it would get none.',
  fix: `Set the tag '${ASSET_TAGS.category}' to ${Object.values(DataCategory)
    .map((category) => `'${category}'`)
    .join(', ')}; a DataAsset takes nothing else.`,
  cites: {
    [Framework.GDPR]: ['30'],
    [Framework.PIPL]: ['51(2)'],
    [Framework.ISO27001]: ['5.12'],
    [Framework.NIST80053]: ['RA-2'],
  },
  exceptable: true,
  check: (resource, index) => {
    return judgeDeclarations(
      resource,
      index,
      (declared) => Boolean(declared.text('category')),
      (declared) => invalid(declared, 'category'),
    );
  },
};
