import { ASSET_TAGS } from '../../../declaration/asset-tags';
import { LawfulBasis } from '../../../declaration/category';
import { RECORD_TAG, StoreRecord } from '../../../declaration/control-tags';
import { Framework } from '../../citation';
import { faultsOf, invalid, isOfPersons, judgeDeclarations } from '../../facts/stores/declaration-faults';
import { declarationsOf } from '../../facts/stores/declared-data';
import { isStore, STORE_TYPES } from '../../facts/stores/store-types';
import type { Rule } from '../../rule';
import { existsWith } from '../../template/existence';
import type { Resource } from '../../template/resource';
import { ACCOUNT_TYPE, type TemplateIndex } from '../../template/template-index';

/**
 * A store of data about persons says why the processing is lawful. Where that is consent, there is a register of who gave it, and
 * withdrew it: one that the store names, or a store of the same account that is tagged as one.
 *
 * PIPL Art. 13 knows no legitimate interests. A template doesn't say whose law its data is under, so that basis is not refused here:
 * whoever processes personal information under PIPL states another.
 */
export const basisStated: Rule = {
  id: 'BasisStated',
  severity: 'error',
  resourceTypes: STORE_TYPES,
  why: 'Processing without a lawful basis is forbidden, and consent that nobody can show, or withdraw, is none.',
  fix: `State the lawful basis in the tag '${ASSET_TAGS.lawfulBasis}', and for consent where it is recorded in '${ASSET_TAGS.consentRegister}': a DataAsset writes them from 'lawfulBasis' and 'consentRegister'. Or tag the store in which the account records consent '${RECORD_TAG}' = '${StoreRecord.CONSENT}'.`,
  cites: {
    [Framework.GDPR]: ['6(1)', '7(1)', '7(3)'],
    [Framework.PIPL]: ['13', '14', '15'],
    [Framework.ISO27001]: ['5.34'],
    [Framework.NIST80053]: ['PT-2', 'PT-4'],
  },
  exceptable: true,
  check: (resource, index) => {
    return judgeDeclarations(resource, index, isOfPersons, (declared) => {
      const needsRegister = declared.text('lawfulBasis') === LawfulBasis.CONSENT && !index.derive(besideRegisters).has(resource);
      const ofRegister = needsRegister ? faultsOf(declared, 'consentRegister') : invalid(declared, 'consentRegister');
      const why = needsRegister
        ? ', and the data is processed by consent, of which there is no other register in the account'
        : '';
      return [
        ...faultsOf(declared, 'lawfulBasis'),
        ...ofRegister.map(({ detail, ...rest }) => ({ ...rest, detail: `${detail}${why}` })),
      ];
    });
  },
};

/** Every store in whose account a register of consent stands. */
function besideRegisters(index: TemplateIndex): ReadonlySet<Resource> {
  const accounts = index.ofType(ACCOUNT_TYPE).map((account) => index.inAccountOf(account, ...STORE_TYPES));
  return new Set(accounts.filter((stores) => stores.some((store) => isRegister(store, index))).flat());
}

function isRegister(store: Resource, index: TemplateIndex): boolean {
  return (
    isStore(store, index) &&
    existsWith(store) &&
    declarationsOf(store).some((declared) => declared.tag(RECORD_TAG) === StoreRecord.CONSENT)
  );
}
