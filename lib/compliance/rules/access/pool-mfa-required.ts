import { Framework } from '../../citation';
import { type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { describe, elements, isAlways, read } from '../../template/values';

const REQUIRED = 'MfaConfiguration';
const FACTORS = 'EnabledMfas';
const SMS = 'SMS_MFA';

/**
 * A user pool demands a second factor of everyone, and has one that is no text message: those go to whoever has the number ported.
 * Source: "Adding MFA to a user pool", Amazon Cognito Developer Guide; NIST SP 800-63B on the public telephone network.
 */
export const poolMfaRequired: Rule = {
  id: 'PoolMfaRequired',
  severity: 'error',
  resourceTypes: ['AWS::Cognito::UserPool'],
  why: 'A password that was used elsewhere opens the account of a customer, and all that is in it.',
  fix: `Set '${REQUIRED}' to 'ON' and put 'SOFTWARE_TOKEN_MFA' into '${FACTORS}': 'mfa: Mfa.REQUIRED, mfaSecondFactor: { otp: true, sms: false }'.`,
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.5'],
    [Framework.NIST80053]: ['IA-2(2)', 'IA-8'],
    [Framework.MLPS3]: ['8.1.4.1'],
  },
  exceptable: true,
  check: (pool, index) => violationsOrCompliant([...required(pool, index), ...factors(pool, index)]),
};

function required(pool: Resource, index: TemplateIndex): Violation[] {
  if (isAlways(index, pool, REQUIRED, (value) => value === 'ON')) return [];
  const given = describe(read(index, pool, REQUIRED));
  return [{ location: `Properties.${REQUIRED}`, detail: `the user pool requires no second factor: '${REQUIRED}' is ${given}` }];
}

function factors(pool: Resource, index: TemplateIndex): Violation[] {
  const location = `Properties.${FACTORS}`;
  const targets = elements(index, pool, FACTORS);
  const known = targets.flatMap((target) => (target.kind === 'literal' ? [target.value] : []));
  if (known.some((factor) => factor !== SMS && factor !== undefined)) return [];
  if (known.length < targets.length)
    return [{ location, detail: 'only the deployment knows which second factors the user pool has' }];
  const given = known.length === 0 ? `'${FACTORS}' names no factor` : `'${SMS}' is the only second factor`;
  return [{ location, detail: `the user pool has no second factor beside text messages: ${given}` }];
}
