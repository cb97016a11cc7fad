import { ASSET_TAGS } from '../../../declaration/asset-tags';
import { ERASURE_TAG } from '../../../declaration/control-tags';
import { Framework } from '../../citation';
import { type DeclaredData, declarationsOf, personalDataIn } from '../../facts/stores/declared-data';
import { expiryOf } from '../../facts/stores/expiry';
import { STORE_TYPES } from '../../facts/stores/store-types';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { describe, isAbsent } from '../../template/values';

/**
 * A store of data about persons says how long the data may be kept, and something ends its life: the store's own expiry, of a bucket
 * for every object; for tables and for types that have no expiry, a mechanism that somebody named.
 */
export const retentionSet: Rule = {
  id: 'RetentionSet',
  severity: 'error',
  resourceTypes: STORE_TYPES,
  why: 'Data that nothing deletes stays for ever, whatever a policy says.',
  fix: `Let the store itself expire its data: 'ExpirationInDays' in a lifecycle rule for the whole bucket (CustomerDataBucket does it), 'TimeToLiveSpecification' of a table (CustomerDataTable does it), 'RetentionInDays' of a log group. Where it can't, name what erases the data in the tag '${ERASURE_TAG}', such as 'app:purge-accounts'. Say how long the data may be kept in the tag '${ASSET_TAGS.retentionDays}'.`,
  cites: {
    [Framework.GDPR]: ['5(1)(e)', '25(2)'],
    [Framework.PIPL]: ['19', '47'],
    [Framework.ISO27001]: ['8.10'],
    [Framework.NIST80053]: ['SI-12'],
    [Framework.MLPS3]: ['8.1.4.11'],
  },
  exceptable: true,
  check: (resource, index) => {
    const declared = personalDataIn(resource, index);
    if (declared === undefined) return NOT_APPLICABLE;
    const personal = declarationsOf(resource).filter((each) => each.personal);
    return violationsOrCompliant([...personal.flatMap(undeclared), ...unenforced(resource, declared, index)]);
  },
};

function undeclared(declared: DeclaredData): Violation[] {
  if (declared.retentionDays !== undefined) return [];
  const given = declared.text('retentionDays');
  const what =
    given === undefined ? 'has no value that is known before the deployment' : `is '${given}', and no number of whole days`;
  return [{ location: declared.location, detail: `the tag '${ASSET_TAGS.retentionDays}' ${what}` }];
}

function unenforced(store: Resource, declared: DeclaredData, index: TemplateIndex): Violation[] {
  const expiry = expiryOf(store, index);
  const erasure = declared.tag(ERASURE_TAG)?.trim() ?? '';
  if (erasure !== '' && (expiry === undefined || expiry.orErasure)) return [];
  if (expiry === undefined) {
    return [
      {
        location: declared.location,
        detail: `nothing in the template ends the life of data in this type of store, and no tag '${ERASURE_TAG}' names what does`,
      },
    ];
  }
  const { location, days, orErasure } = expiry;
  const unknown = days.filter((target) => target.kind !== 'literal');
  const never = days.some(isAbsent);
  const what = location.replace('Properties.', '');
  const named = orErasure ? `, and no tag '${ERASURE_TAG}' names what erases it` : '';
  return [
    ...(never ? [{ location, detail: `data in the store never expires, as its ${what} has it${named}` }] : []),
    ...(unknown.length > 0 ? [{ location, detail: `the expiry of the store's data is ${describe(unknown)}${named}` }] : []),
  ];
}
