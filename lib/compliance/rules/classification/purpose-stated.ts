import { ASSET_TAGS } from '../../../declaration/asset-tags';
import { Framework } from '../../citation';
import { faultsOf, isOfPersons, judgeDeclarations } from '../../facts/stores/declaration-faults';
import { STORE_TYPES } from '../../facts/stores/store-types';
import type { Rule } from '../../rule';

/** A store of data about persons says what the data is processed for, and whom it is about. */
export const purposeStated: Rule = {
  id: 'PurposeStated',
  severity: 'error',
  resourceTypes: STORE_TYPES,
  why: 'Personal data without a stated purpose may be used for none, and nobody can tell when it is no longer needed.',
  fix: `State what the data is processed for in the tag '${ASSET_TAGS.purposes}', and whom it is about in '${ASSET_TAGS.subjects}': words with a space between them. A DataAsset writes them from 'purposes' and 'subjects'.`,
  cites: {
    [Framework.GDPR]: ['5(1)(b)', '30(1)(b)', '30(1)(c)'],
    [Framework.PIPL]: ['6'],
    [Framework.ISO27001]: ['5.34'],
    [Framework.NIST80053]: ['PT-3'],
  },
  exceptable: true,
  check: (resource, index) => {
    return judgeDeclarations(resource, index, isOfPersons, (declared) => faultsOf(declared, 'subjects', 'purposes'));
  },
};
