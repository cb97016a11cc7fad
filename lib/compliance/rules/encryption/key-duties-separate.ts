import { Framework } from '../../citation';
import { entangledIn } from '../../facts/encryption/key-duties';
import { policiesOf } from '../../facts/policies/policies';
import { NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../rule';

/**
 * Who manages a key does not use it: the policy of a key lets nobody but the account's root do both. A key without a policy has the
 * default one, which names root alone. What IAM policies of the account add is not judged here; neither is a policy that only the
 * deployment knows, which is a violation of KeyNotForAnyone.
 */
export const keyDutiesSeparate: Rule = {
  id: 'KeyDutiesSeparate',
  severity: 'error',
  resourceTypes: ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'],
  why: 'Who can both open a key to others and read with it can take the data and hide that anyone was let.',
  fix: "Take the use ('kms:Decrypt', 'kms:GenerateDataKey*', ...) or the administration ('kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', ...) from the principal: 'kms:*' is for the account's root alone. KeyHierarchy takes administrators and refuses them every use.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)', '32(4)'],
    [Framework.PIPL]: ['51(4)'],
    [Framework.ISO27001]: ['5.3', '8.24'],
    [Framework.NIST80053]: ['AC-5', 'SC-12'],
    [Framework.MLPS3]: ['8.1.4.2'],
  },
  exceptable: true,
  check: (key, index) => {
    if (policiesOf(key, index).every(({ statements }) => statements.length === 0)) return NOT_APPLICABLE;
    return violationsOrCompliant(
      entangledIn(key, index).map(({ principal, administers, uses, location }) => {
        return {
          location,
          detail: `the key's policy lets '${principal}' both administer the key (${administers}) and use it (${uses})`,
        };
      }),
    );
  },
};
