import { Framework } from '../../citation';
import { onlyBounds } from '../../facts/policies/permissions-boundary';
import { IDENTITY_POLICY_TYPES, identityPoliciesOf, violationsIn } from '../../facts/policies/policies';
import { rolePolicies, rolesWith } from '../../facts/policies/role-policies';
import type { Statement } from '../../facts/policies/statement';
import { confinesResources, isAnyOf, isUnknown, reachesBeyondOne } from '../../facts/policies/wildcard-resource';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { RUNS_AS_PASSED_ROLE, TAKES_RIGHTS } from './escalation-actions';

/**
 * No identity may give itself rights that it wasn't given: by changing what identities may do, by acting as an identity of its
 * choice, or by having a service run its code as one, which takes the right to pass any role, and a right to start something. One named
 * resource is no choice, unless it is the role itself; neither is what a tag confines, nor what a permissions boundary is demanded for.
 *
 * The ways are those of `TAKES_RIGHTS` and `RUNS_AS_PASSED_ROLE`. AWS keeps no list of all.
 */
export const noEscalation: Rule = {
  id: 'NoEscalation',
  severity: 'error',
  resourceTypes: IDENTITY_POLICY_TYPES,
  why: 'Whoever may raise their own rights has all of them.',
  fix: "Name the roles in the statement's 'Resource', or leave identities to the deployment. Put the role under a WorkloadBoundary, which refuses these ways to everything below it.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(4)'],
    [Framework.ISO27001]: ['8.2'],
    [Framework.NIST80053]: ['AC-6'],
  },
  exceptable: true,
  check: (resource, index) => {
    const policies = identityPoliciesOf(resource, index);
    if (policies.length === 0 || onlyBounds(resource, index)) return NOT_APPLICABLE;
    const together = statementsTogether(resource, index);
    const roles = rolesWith(resource, index);
    return violationsOrCompliant(
      violationsIn(policies, (statement) => (statement.allows ? violations(statement, together, roles) : [])),
    );
  },
};

/** What the policy's roles, or else the policy alone, allow. */
function statementsTogether(holder: Resource, index: TemplateIndex): readonly Statement[] {
  const ofRoles = rolesWith(holder, index).flatMap((role) => index.derive(rolePolicies).get(role)?.policies ?? []);
  const policies = ofRoles.length > 0 ? ofRoles : identityPoliciesOf(holder, index);
  return policies.flatMap(({ statements }) => statements).filter(({ allows }) => allows);
}

function violations(statement: Statement, together: readonly Statement[], roles: readonly Resource[]): Violation[] {
  const { location, resourcesNamed } = statement;
  const own = roles.find((role) => resourcesNamed.includes(role));
  const where = wideIn(statement) ?? (own === undefined ? undefined : `its own role '${own.path}'`);
  if (where === undefined || confined(statement)) return [];
  const taken = TAKES_RIGHTS.filter((action) => statement.covers(action));
  const found: Violation[] = [];
  if (taken.length > 0) found.push({ location, detail: `the policy allows ${some(taken)} on ${where}` });
  if (statement.covers('iam:PassRole') && passesAny(statement)) {
    const started = RUNS_AS_PASSED_ROLE.filter(
      (action) => isPassedTo(statement, action) && together.some((each) => each.covers(action)),
    );
    if (started.length > 0) {
      found.push({
        location,
        detail: `the policy allows to pass any role ('iam:PassRole' on ${where}) to what ${some(started)} starts`,
      });
    }
  }
  return found;
}

function wideIn(statement: Statement): string | undefined {
  if (statement.notResources.length > 0) return `all but '${statement.notResources[0]}'`;
  const [wide] = statement.resources.filter((text) => reachesBeyondOne(text) || isUnknown(text));
  return wide === undefined ? undefined : isUnknown(wide) ? 'what only the deployment knows' : `'${wide}'`;
}

const ROLES = { arn: 'iam', named: /^role\/(.*)/s } as const;

/** Whether the roles that may be passed have nothing in common, not even how their names begin. */
function passesAny({ resources, notResources }: Statement): boolean {
  return notResources.length > 0 || resources.some((text) => isUnknown(text) || isAnyOf(text, ROLES));
}

/** Whether a condition lets the role be passed to what an action starts. Some services start others, to which the role is passed. */
function isPassedTo(statement: Statement, action: string): boolean {
  if (!statement.confinedBy('iam:PassedToService')) return true;
  const [prefix = ''] = action.split(':');
  const services = statement.conditionsOn('iam:PassedToService').flatMap(({ values }) => values);
  return START_OTHERS.includes(prefix) || services.some((service) => /[*?$]/.test(service) || service.includes(prefix));
}

const START_OTHERS: readonly string[] = ['autoscaling', 'batch', 'datapipeline'];

function confined(statement: Statement): boolean {
  return confinesResources(statement) || statement.confinedBy('iam:PermissionsBoundary', 'iam:PolicyARN');
}

function some(actions: readonly string[]): string {
  const more = actions.length - MOST_SHOWN;
  const shown = actions.slice(0, MOST_SHOWN).map((action) => `'${action}'`);
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const MOST_SHOWN = 3;
