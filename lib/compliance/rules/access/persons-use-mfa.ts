import { Framework } from '../../citation';
import { mayReachPersonalData } from '../../facts/policies/reach';
import type { Condition, Policy, Statement } from '../../facts/policies/statement';
import { personsIn, trustsOf } from '../../facts/policies/trust';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';

const PRESENT = 'aws:MultiFactorAuthPresent';
const AGE = 'aws:MultiFactorAuthAge';

/**
 * A role that reaches data about persons is taken by a person with a second factor only. The trust has to ask for it: a session of a
 * role carries none, so the role's own policies can't. `BoolIfExists` asks for nothing in an `Allow`, as access keys without a
 * session don't have the key. Who comes from a provider of identities gave the second factor there.
 *
 * Source: "Secure API access with MFA", IAM User Guide.
 */
export const personsUseMfa: Rule = {
  id: 'PersonsUseMfa',
  severity: 'error',
  resourceTypes: ['AWS::IAM::Role'],
  why: 'A stolen password or access key is enough to read personal data.',
  fix: `Add the condition 'Bool': { '${PRESENT}': 'true' } to the statement of the trust, or have persons come from a provider of identities; CustomerDataRoles do either.`,
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['5.17', '8.5'],
    [Framework.NIST80053]: ['IA-2(1)', 'IA-2(2)'],
    [Framework.MLPS3]: ['8.1.4.1'],
  },
  exceptable: true,
  check: (role, index) => {
    if (!mayReachPersonalData(role, index)) return NOT_APPLICABLE;
    const trusts = trustsOf(role, index);
    const letsPersons = (statement: Statement) => personsIn(statement, role, index).length > 0;
    const letting = trusts.flatMap(({ statements }) => statements).filter(letsPersons);
    const open = trusts.filter((trust) => trust.open);
    if (letting.length === 0 && open.length === 0) return NOT_APPLICABLE;
    const without = trusts
      .filter(({ statements }) => !statements.some(refusesWithout))
      .flatMap(({ statements }) => statements.filter(letsPersons))
      .filter((statement) => !statement.conditions.some(demands));
    return violationsOrCompliant([
      ...open.map(unread),
      ...without.map((statement) => {
        const persons = personsIn(statement, role, index).map(({ value }) => `'${value}'`);
        const detail = `the role reaches personal data, and ${persons.join(', ')} may assume it without a second factor`;
        return { location: statement.location, detail };
      }),
    ]);
  },
};

function demands({ operator, key, values }: Condition): boolean {
  if (key === PRESENT.toLowerCase()) return operator === 'Bool' && values.length > 0 && values.every((value) => value === 'true');
  if (key !== AGE.toLowerCase()) return false;
  if (operator === 'Null') return values.length > 0 && values.every((value) => value === 'false');
  return /^NumericLessThan(Equals)?$/.test(operator) && values.length > 0;
}

/** Whether everyone is refused who has no second factor. */
function refusesWithout(statement: Statement): boolean {
  const [only, ...others] = statement.conditions;
  if (statement.allows || !statement.forAnyone || !statement.covers('sts:AssumeRole') || only === undefined) return false;
  const { operator, key, values } = only;
  return others.length === 0 && operator === 'BoolIfExists' && key === PRESENT.toLowerCase() && values.includes('false');
}

function unread({ location }: Policy): Violation {
  return { location, detail: 'only the deployment knows who may assume the role, which reaches personal data' };
}
