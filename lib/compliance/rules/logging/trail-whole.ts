import { Framework } from '../../citation';
import { keysNamed } from '../../facts/encryption/key-named';
import { eventSelectorsOf, type FieldTest, records, selects } from '../../facts/logs/event-selectors';
import { holdsPersonalData } from '../../facts/stores/places-with-personal-data';
import { COMPLIANT, NOT_APPLICABLE, type Rule } from '../../rule';
import { existsWith } from '../../template/existence';
import type { Resource } from '../../template/resource';
import { ACCOUNT_TYPE, type TemplateIndex } from '../../template/template-index';
import { describe, isAlways, isFalse, isTrue, read } from '../../template/values';

/** What a trail of the whole account says, and what it lacks otherwise. */
const DEMANDS: readonly { readonly property: string; readonly is: (value: unknown) => boolean; readonly otherwise: string }[] = [
  { property: 'IsLogging', is: isTrue, otherwise: 'does not log' },
  { property: 'IsMultiRegionTrail', is: isTrue, otherwise: 'records one region only' },
  { property: 'IncludeGlobalServiceEvents', is: (value) => !isFalse(value), otherwise: 'leaves out global services such as IAM' },
  { property: 'EnableLogFileValidation', is: isTrue, otherwise: 'does not validate its files' },
];

/**
 * One trail records the management events of an account, reads and writes, in all regions; its files are validated by a chain of
 * digests and encrypted under a customer-managed key. It may leave out the events of KMS and of the RDS Data API, as CloudTrail
 * lets it; several trails do not add up to one.
 */
export const trailWhole: Rule = {
  id: 'TrailWhole',
  severity: 'error',
  resourceTypes: [ACCOUNT_TYPE],
  why: 'What was done in an account without a whole trail, and by whom, nobody can find out or prove.',
  fix: "Make an AuditTrail, or give a trail 'IsLogging', 'IsMultiRegionTrail' and 'EnableLogFileValidation' true, and the ARN of a customer-managed key as its 'KMSKeyId'.",
  cites: {
    [Framework.GDPR]: ['5(2)', '32(1)(b)'],
    [Framework.PIPL]: ['51(6)'],
    [Framework.ISO27001]: ['8.15'],
    [Framework.NIST80053]: ['AU-2', 'AU-12', 'AU-9(3)'],
    [Framework.MLPS3]: ['8.1.4.3', '8.2.3.3'],
  },
  exceptable: true,
  accountWide: true,
  check: (account, index) => {
    if (!holdsPersonalData(account, index)) return NOT_APPLICABLE;
    const trails = index.inAccountOf(account, 'AWS::CloudTrail::Trail');
    const lacking = trails.map((trail) => ({ trail, lacks: lacksOf(trail, index) }));
    if (lacking.some(({ lacks }) => lacks.length === 0)) return COMPLIANT;
    const found = lacking.map(({ trail, lacks }) => `'${trail.path}' ${lacks.join(', ')}`);
    const detail =
      found.length === 0
        ? 'no trail records what is done in the account'
        : `no trail records all that is done in the account: ${found.join('; ')}`;
    return { outcome: 'violation', violations: [{ detail }] };
  },
};

function lacksOf(trail: Resource, index: TemplateIndex): string[] {
  const selectors = eventSelectorsOf(trail, index).filter((selector) => selects(selector, 'eventCategory', 'Management'));
  const whole = (what: 'reads' | 'writes') =>
    selectors.some((selector) => {
      return records(selector, what) && selector.every(leavesNothingOut);
    });
  const keys = read(index, trail, 'KMSKeyId');
  const keyed = keysNamed(index, trail, keys).every(({ kind }) => kind === 'customer');
  return [
    ...DEMANDS.filter(({ property, is }) => !isAlways(index, trail, property, is)).map(({ property, otherwise }) => {
      return `${otherwise} ('${property}' is ${describe(read(index, trail, property))})`;
    }),
    ...(keyed ? [] : [`has no customer-managed key for sure ('KMSKeyId' is ${describe(keys)})`]),
    ...(whole('reads') && whole('writes') ? [] : ['does not record every management event']),
    ...(existsWith(trail) ? [] : [`is made under the condition '${trail.definition['Condition']}' only`]),
  ];
}

/** Sources can be left out of management events, and those of KMS and the RDS Data API only. */
function leavesNothingOut({ field, operator, values }: FieldTest): boolean {
  if (field !== 'eventSource') return ['eventCategory', 'readOnly'].includes(field);
  return operator === 'NotEquals' && values.flat().every((source) => LEFT_OUT.includes(source));
}

const LEFT_OUT = ['kms.amazonaws.com', 'rdsdata.amazonaws.com'];
