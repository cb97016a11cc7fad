import { RECORD_TAG, StoreRecord, SUBJECT_KEYS_TAG } from '../../../declaration/control-tags';
import { Framework } from '../../citation';
import { personalDataIn } from '../../facts/stores/declared-data';
import { NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../rule';
import { describe, isAbsent, read } from '../../template/values';

const MODE = 'ObjectLockConfiguration.Rule.DefaultRetention.Mode';

/**
 * Object Lock in compliance mode keeps data about persons only where each subject's data is encrypted under a key of its own, whose
 * deletion erases what nobody can delete. Evidence is not judged: it is kept because someone may have to prove something.
 *
 * Governance mode complies, since who has the permission can delete; and so does a lock without a default, which locks nothing that
 * no one chose to lock.
 */
export const lockOnlyUnderSubjectKeys: Rule = {
  id: 'LockOnlyUnderSubjectKeys',
  severity: 'error',
  resourceTypes: ['AWS::S3::Bucket'],
  why: 'What is locked in compliance mode nobody can delete, not even when a person has the right that it is erased.',
  fix: `Take the default retention off, or set its 'Mode' to 'GOVERNANCE'. Where the data must be locked, encrypt it under a key for each subject and say so with the tag '${SUBJECT_KEYS_TAG}' = 'true'.`,
  cites: {
    [Framework.GDPR]: ['17(1)'],
    [Framework.PIPL]: ['47'],
    [Framework.ISO27001]: ['8.10'],
    [Framework.NIST80053]: ['SI-12'],
  },
  exceptable: true,
  check: (resource, index) => {
    const declared = personalDataIn(resource, index);
    const mode = read(index, resource, MODE);
    const unlocked = mode.every(isAbsent);
    if (declared === undefined || unlocked || declared.tag(RECORD_TAG) === StoreRecord.EVIDENCE) return NOT_APPLICABLE;
    const strict = mode.filter(
      (target) => target.kind !== 'literal' || (target.value !== 'GOVERNANCE' && target.value !== undefined),
    );
    if (strict.length === 0 || declared.tag(SUBJECT_KEYS_TAG) === 'true') return violationsOrCompliant([]);
    const detail = `new objects are locked in the mode ${describe(strict)} by default, and their subjects have no keys of their own`;
    return violationsOrCompliant([{ location: `Properties.${MODE}`, detail }]);
  },
};
