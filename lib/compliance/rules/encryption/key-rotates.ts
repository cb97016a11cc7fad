import { Framework } from '../../citation';
import { NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../rule';
import { asNumber, describe, isAlways, isTrue, read } from '../../template/values';

const SYMMETRIC = 'SYMMETRIC_DEFAULT';
const MOST_DAYS = 365;

/**
 * KMS makes new material for every symmetric encryption key, at least once a year. It makes none for asymmetric and HMAC keys, and
 * a replica rotates with its primary: those are not judged. Imported material is rotated by hand, which no template shows: an
 * exception says by whom.
 */
export const keyRotates: Rule = {
  id: 'KeyRotates',
  severity: 'error',
  resourceTypes: ['AWS::KMS::Key'],
  why: 'The longer the same key material is in use, the more data is lost with it.',
  fix: "Set 'EnableKeyRotation' to true and leave 'RotationPeriodInDays' at 365 or below, as KeyHierarchy does.",
  cites: {
    [Framework.GDPR]: ['32(1)(a)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.24'],
    [Framework.NIST80053]: ['SC-12'],
  },
  exceptable: true,
  check: (key, index) => {
    if (isAlways(index, key, 'KeySpec', (spec) => spec !== undefined && spec !== SYMMETRIC)) return NOT_APPLICABLE;
    const enabled = isAlways(index, key, 'EnableKeyRotation', isTrue);
    const soon = isAlways(
      index,
      key,
      'RotationPeriodInDays',
      (days) => days === undefined || (asNumber(days) ?? Infinity) <= MOST_DAYS,
    );
    const rotation = describe(read(index, key, 'EnableKeyRotation'));
    const period = describe(read(index, key, 'RotationPeriodInDays'));
    return violationsOrCompliant([
      ...(enabled
        ? []
        : [{ location: 'Properties.EnableKeyRotation', detail: `the key is not rotated: 'EnableKeyRotation' is ${rotation}` }]),
      ...(soon
        ? []
        : [
            {
              location: 'Properties.RotationPeriodInDays',
              detail: `the key is rotated every ${period} days, and not at least every ${MOST_DAYS}`,
            },
          ]),
    ]);
  },
};
