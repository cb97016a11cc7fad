import { ASSET_TAGS } from '../../../declaration/asset-tags';
import { Framework } from '../../citation';
import { inDays } from '../../facts/lifecycle/dates';
import { isVersioned } from '../../facts/stores/bucket-lifecycle';
import { personalDataIn } from '../../facts/stores/declared-data';
import { expiryOf } from '../../facts/stores/expiry';
import { STORE_TYPES } from '../../facts/stores/store-types';
import { NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../rule';

/**
 * Data about persons expires no later than its declaration allows. In a versioned bucket that is the day on which the noncurrent
 * version goes, which an expired object becomes. Of items with a time to live of their own nobody can tell from a template, and a
 * store without an expiry is for RetentionSet to report.
 */
export const retentionWithinDeclared: Rule = {
  id: 'RetentionWithinDeclared',
  severity: 'error',
  resourceTypes: STORE_TYPES,
  why: 'What is kept longer than was declared is kept without a reason, and the record of processing is not true.',
  fix: `Shorten the store's expiry, or correct the asset's retention (the tag '${ASSET_TAGS.retentionDays}') where the purpose needs more time. A versioned bucket's 'ExpirationInDays' and 'NoncurrentDays' add up: CustomerDataBucket splits the retention between them.`,
  cites: {
    [Framework.GDPR]: ['5(1)(e)'],
    [Framework.PIPL]: ['19'],
    [Framework.ISO27001]: ['8.10'],
    [Framework.NIST80053]: ['SI-12'],
  },
  exceptable: true,
  check: (resource, index) => {
    const allowed = personalDataIn(resource, index)?.retentionDays;
    const expiry = expiryOf(resource, index);
    if (allowed === undefined || expiry === undefined) return NOT_APPLICABLE;
    const days = expiry.days.flatMap((target) =>
      target.kind === 'literal' && typeof target.value === 'number' ? [target.value] : [],
    );
    if (days.length === 0) return NOT_APPLICABLE;
    const most = Math.max(...days);
    const versions =
      resource.type === 'AWS::S3::Bucket' && isVersioned(resource, index) ? ', the noncurrent version included' : '';
    const detail = `data in the store goes after ${inDays(rounded(most))}${versions}, and may be kept for ${allowed}`;
    return violationsOrCompliant(most > allowed ? [{ location: expiry.location, detail }] : []);
  },
};

function rounded(days: number): number {
  return Math.round(days * 100) / 100;
}
