import { Framework } from '../../citation';
import { servicesOfAws } from '../../facts/policies/aws-managed-policies';
import { type DataService, dataActionsOf } from '../../facts/policies/data-actions';
import { onlyBounds } from '../../facts/policies/permissions-boundary';
import { IDENTITY_POLICY_TYPES, identityPoliciesOf, violationsIn } from '../../facts/policies/policies';
import { namesResource } from '../../facts/policies/policy-resources';
import { MANAGED_POLICIES } from '../../facts/policies/role-policies';
import type { Statement } from '../../facts/policies/statement';
import { confinesResources, isAnyOf, isUnknown } from '../../facts/policies/wildcard-resource';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOfTarget } from '../../template/text';
import { elements } from '../../template/values';

/** A text message goes to a telephone, which has no ARN. */
const WITHOUT_ARN = 'sns:Publish';

/**
 * No identity may read or change the data of every store, or use every key: neither by a statement of its own, nor by one of AWS's
 * policies that gives it (`AmazonS3FullAccess`). Conditions on tags of the resource confine, and so do those on the service through
 * which this account uses a key. An account, a network or a transport does not.
 */
export const noWildcardData: Rule = {
  id: 'NoWildcardData',
  severity: 'error',
  resourceTypes: IDENTITY_POLICY_TYPES,
  why: 'Whoever may read every store reads the personal data that is put there tomorrow, too.',
  fix: "Give the statement the ARNs of the stores: 'store.grantReadWrite(role)'; or confine it by 'aws:ResourceTag/strongroom:asset'. In place of AWS's policies, write one of your own.",
  cites: {
    [Framework.GDPR]: ['25(2)', '32(1)(b)'],
    [Framework.PIPL]: ['51(4)'],
    [Framework.ISO27001]: ['8.3'],
    [Framework.NIST80053]: ['AC-6'],
    [Framework.MLPS3]: ['8.1.4.2'],
  },
  exceptable: true,
  check: (resource, index) => {
    if (onlyBounds(resource, index)) return NOT_APPLICABLE;
    const policies = identityPoliciesOf(resource, index);
    const ofAws = policiesOfAws(resource, index);
    if (policies.length === 0 && ofAws === undefined) return NOT_APPLICABLE;
    return violationsOrCompliant([...violationsIn(policies, violations), ...(ofAws ?? [])]);
  },
};

function violations(statement: Statement): Violation[] {
  if (!statement.allows || confinesResources(statement)) return [];
  return [...dataActionsOf(statement)].flatMap(([service, covered]) => {
    const actions = covered.filter((action) => action !== WITHOUT_ARN);
    const [on] = anyOf(statement, service);
    if (actions.length === 0 || on === undefined) return [];
    const where = isUnknown(on) ? 'what only the deployment knows' : `'${on}'`;
    return [{ location: statement.location, detail: `the policy allows ${some(actions)} on ${where}` }];
  });
}

/** The resources of a statement that are all the stores, or keys, of a service, or may be. */
function anyOf({ resources, notResources, notActions }: Statement, service: DataService): readonly string[] {
  if (notResources.length > 0) return [`all but ${notResources[0]}`];
  const unknown = notActions.length > 0 ? [] : resources.filter(isUnknown);
  return [...resources.filter((text) => !namesResource(text) && isAnyOf(text, service)), ...unknown];
}

/** What AWS's own policies in the list of a role, user or group give; `undefined` without a list. */
function policiesOfAws(resource: Resource, index: TemplateIndex): readonly Violation[] | undefined {
  const location = MANAGED_POLICIES[resource.type];
  if (location === undefined || resource.properties[location] === undefined) return undefined;
  const texts = elements(index, resource, location).flatMap((target) => {
    return target.kind === 'resource' ? [] : textsOfTarget(index, resource, target);
  });
  return texts.flatMap((text) => {
    const given = servicesOfAws(text.replace(/^.*\//s, '')).flatMap(({ prefix, actions }) =>
      actions.map((action) => `${prefix}:${action}`),
    );
    const isOfAws = text.includes(':iam::aws:policy/');
    if (!isOfAws || given.length === 0) return [];
    return [{ location: `Properties.${location}`, detail: `the policy '${text}' of AWS allows ${some(given)} on everything` }];
  });
}

function some(actions: readonly string[]): string {
  return `'${actions[0]}'${actions.length > 1 ? ` and ${actions.length - 1} more on data` : ''}`;
}
