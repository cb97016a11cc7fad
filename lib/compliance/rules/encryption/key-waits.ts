import { Framework } from '../../citation';
import { type Rule, violationsOrCompliant } from '../../rule';
import { asNumber, describe, isAlways, read } from '../../template/values';

const WINDOW = 'PendingWindowInDays';
/** The longest that KMS has, and what it takes by default. */
const LEAST_DAYS = 30;

/** A key that is to be deleted can be called back for 30 days: what is under it is lost with it. */
export const keyWaits: Rule = {
  id: 'KeyWaits',
  severity: 'error',
  resourceTypes: ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'],
  why: 'With a key everything under it is lost, backups too, and a month is what it takes to notice.',
  fix: "Leave 'PendingWindowInDays' out, or set it to 30, as KeyHierarchy does.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['9'],
    [Framework.ISO27001]: ['8.24'],
    [Framework.NIST80053]: ['SC-12(1)'],
  },
  exceptable: true,
  check: (key, index) => {
    const waits = isAlways(index, key, WINDOW, (days) => days === undefined || (asNumber(days) ?? 0) >= LEAST_DAYS);
    if (waits) return violationsOrCompliant([]);
    return violationsOrCompliant([
      {
        location: `Properties.${WINDOW}`,
        detail: `a deletion of the key can be called back for ${describe(read(index, key, WINDOW))} days, and not for ${LEAST_DAYS}`,
      },
    ]);
  },
};
