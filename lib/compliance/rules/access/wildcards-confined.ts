import { Framework } from '../../citation';
import { isHarmless } from '../../facts/policies/harmless-actions';
import { onlyBounds } from '../../facts/policies/permissions-boundary';
import { IDENTITY_POLICY_TYPES, identityPoliciesOf, violationsIn } from '../../facts/policies/policies';
import type { Statement } from '../../facts/policies/statement';
import { confinesResources, isUnknown, reachesBeyondOne } from '../../facts/policies/wildcard-resource';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';

/**
 * A wildcard in what an identity may do, or to what, is harmless. In an action it is, where every resource is named, or where all
 * that it stands for reads configuration. In a resource it is, where it stands for the parts of one named resource, such as the
 * objects of a bucket; where every action reads configuration or has no resource to name; or where a condition confines it to tagged
 * resources, or a key to the service through which it is used. Every action of a service, or of all, is never harmless.
 *
 * A permissions boundary grants nothing, so its wildcards are those of no one. Source: "Security best practices in IAM", "Apply
 * least-privilege permissions".
 */
export const wildcardsConfined: Rule = {
  id: 'WildcardsConfined',
  severity: 'error',
  resourceTypes: IDENTITY_POLICY_TYPES,
  why: 'A wildcard gives rights on what nobody thought of, and on what is made later.',
  fix: "Name the actions and the resources one by one, by 'grant' methods of the constructs; where resources have no names yet, confine the statement by 'aws:ResourceTag/...'.",
  cites: {
    [Framework.GDPR]: ['25(2)', '32(1)(b)'],
    [Framework.PIPL]: ['51(4)'],
    [Framework.ISO27001]: ['8.3'],
    [Framework.NIST80053]: ['AC-6'],
    [Framework.MLPS3]: ['8.1.4.2'],
  },
  exceptable: true,
  check: (resource, index) => {
    const policies = identityPoliciesOf(resource, index);
    if (policies.length === 0) return NOT_APPLICABLE;
    if (onlyBounds(resource, index)) return COMPLIANT;
    return violationsOrCompliant(violationsIn(policies, (statement) => (statement.allows ? violations(statement) : [])));
  },
};

function violations(statement: Statement): Violation[] {
  const { location, actions, notActions, resources, notResources } = statement;
  if (notActions.length > 0) {
    return [{ location, detail: `the policy allows every action but some (${shown(notActions)})` }];
  }
  const whole = actions.filter((action) => /^[^:]*[*?$]|:[*?]*$/.test(action));
  if (whole.length > 0) return [{ location, detail: `the policy allows every action of a service (${shown(whole)})` }];
  const wide = [
    ...resources.filter((text) => reachesBeyondOne(text) || isUnknown(text)),
    ...notResources.map((text) => `all but ${text}`),
  ];
  const harmful = actions.filter((action) => !isHarmless(action));
  if (wide.length === 0 || harmful.length === 0 || confinesResources(statement)) return [];
  const where = wide.every(isUnknown) ? 'what only the deployment knows' : shown(wide);
  return [{ location, detail: `the policy allows ${shown(harmful)} on ${where}, which no condition confines to what is named` }];
}

/** A few of many. */
function shown(texts: readonly string[]): string {
  const [few, more] = [texts.slice(0, MOST_SHOWN), texts.length - MOST_SHOWN];
  return `${few.map((text) => `'${text}'`).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const MOST_SHOWN = 5;
