import { demandedTags } from '../../../declaration/asset-tags';
import { DataCategory, LawfulBasis } from '../../../declaration/category';
import { Framework } from '../../citation';
import { invalid, judgeDeclarations, undeclared } from '../../facts/stores/declaration-faults';
import { STORE_TYPES } from '../../facts/stores/store-types';
import type { Rule } from '../../rule';

const OF_EVERY_STORE = demandedTags(undefined);
const OF_PERSONS = demandedTags(DataCategory.SENSITIVE_PERSONAL, LawfulBasis.CONSENT).filter(
  (key) => !OF_EVERY_STORE.includes(key),
);

/**
 * Every store says which data it holds, and of which category: each replica of a global table, and the volumes of instances, too. What
 * else there is to say is for the rules beside this one: whether the category is known, who answers for the data, and of data about
 * persons what for, on which basis, for how long and where.
 */
export const customerDataDeclared: Rule = {
  id: 'CustomerDataDeclared',
  severity: 'error',
  resourceTypes: STORE_TYPES,
  why: 'Data that nobody declared is in no record of processing, and no control knows how much care it needs.',
  fix: `Declare what the store holds: 'new DataAsset({ ... }).tag(construct)', or make it by a construct that takes the asset, such as CustomerDataBucket. Without the library, give it the tags '${OF_EVERY_STORE.join("', '")}', and for data about persons, as far as they apply, '${OF_PERSONS.join("', '")}'.`,
  cites: {
    [Framework.GDPR]: ['30'],
    [Framework.PIPL]: ['51(2)'],
    [Framework.ISO27001]: ['5.12', '5.13'],
    [Framework.NIST80053]: ['RA-2', 'CM-8'],
  },
  exceptable: true,
  check: (resource, index) => {
    return judgeDeclarations(
      resource,
      index,
      () => true,
      (declared) => [...undeclared(declared, 'asset', 'category'), ...invalid(declared, 'asset')],
    );
  },
};
