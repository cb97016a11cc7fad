import { ASSET_TAGS } from '../../../declaration/asset-tags';
import { Framework } from '../../citation';
import { faultsOf, isDeclared, judgeDeclarations } from '../../facts/stores/declaration-faults';
import { STORE_TYPES } from '../../facts/stores/store-types';
import type { Rule } from '../../rule';

/**
 * Somebody answers for the data of every store, whatever its category: who says that a store holds no personal data does, too. A
 * store that declares nothing is a matter of CustomerDataDeclared.
 */
export const ownerNamed: Rule = {
  id: 'OwnerNamed',
  severity: 'error',
  resourceTypes: STORE_TYPES,
  why: 'Where nobody answers for data, nobody decides who gets it, how long it is kept, and what to do when it leaks.',
  fix: `Name the team or role that answers for the data in the tag '${ASSET_TAGS.owner}'; a DataAsset writes it from 'owner'.`,
  cites: {
    [Framework.GDPR]: ['5(2)', '24(1)'],
    [Framework.PIPL]: ['9', '51(1)'],
    [Framework.ISO27001]: ['5.2', '5.9'],
    [Framework.NIST80053]: ['CM-8', 'CM-8(4)'],
  },
  exceptable: true,
  check: (resource, index) => {
    return judgeDeclarations(resource, index, isDeclared, (declared) => faultsOf(declared, 'owner'));
  },
};
