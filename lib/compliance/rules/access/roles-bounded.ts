import { Framework } from '../../citation';
import { policiesOf } from '../../facts/policies';
import { mayReachPersonalData } from '../../facts/reach';
import { rolePolicies } from '../../facts/role-policies';
import { confinesResources, reachesBeyondOne } from '../../facts/wildcard-resource';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { read } from '../../template/values';
import { TAKES_RIGHTS } from './escalation-actions';

const BOUNDARY = 'PermissionsBoundary';
/** Policies of AWS's that change identities. */
const OF_ADMINISTRATORS: readonly string[] = ['AdministratorAccess', 'IAMFullAccess'];

/**
 * A role that reaches data about persons, or that may change what identities may do, is under a permissions boundary, so that no policy
 * that is attached to it later gives more. A boundary that allows everything and refuses nothing is none.
 */
export const rolesBounded: Rule = {
  id: 'RolesBounded',
  severity: 'error',
  resourceTypes: ['AWS::IAM::Role'],
  why: 'Without a boundary, whoever attaches a policy to the role gives it anything.',
  fix: `Set '${BOUNDARY}': 'new WorkloadBoundary(stack, 'Boundary').serve(app)' does so for every role.`,
  cites: {
    [Framework.GDPR]: ['25(2)', '32(4)'],
    [Framework.PIPL]: ['51(4)'],
    [Framework.ISO27001]: ['5.18', '8.2'],
    [Framework.NIST80053]: ['AC-6'],
    [Framework.MLPS3]: ['8.1.4.2'],
  },
  exceptable: true,
  check: (role, index) => {
    const why = mayReachPersonalData(role, index)
      ? 'reaches, or may reach, personal data'
      : changesIdentities(role, index)
        ? 'may change what identities may do'
        : undefined;
    if (why === undefined) return NOT_APPLICABLE;
    const [fault] = read(index, role, BOUNDARY).flatMap((target) => faultOf(target, index) ?? []);
    if (fault === undefined) return COMPLIANT;
    return violationsOrCompliant([violation(`the role ${why}, and ${fault}`)]);
  },
};

function violation(detail: string): Violation {
  return { location: `Properties.${BOUNDARY}`, detail };
}

function faultOf(target: Target, index: TemplateIndex): string | undefined {
  if (target.kind === 'unknown') return undefined;
  if (target.kind === 'resource') {
    return boundsNothing(target.resource, index)
      ? `its permissions boundary '${target.resource.path}' allows everything`
      : undefined;
  }
  if (target.value === undefined || target.value === '') return 'has no permissions boundary';
  const isNone = String(target.value).endsWith(':aws:policy/AdministratorAccess');
  return isNone ? `its permissions boundary '${target.value}' allows everything` : undefined;
}

function boundsNothing(policy: Resource, index: TemplateIndex): boolean {
  const statements = policiesOf(policy, index).flatMap((each) => each.statements);
  return (
    statements.every(({ allows }) => allows) &&
    statements.some(({ actions, onAnything, conditions }) => {
      return actions.some((action) => /^\*+(:\*+)?$/.test(action)) && onAnything && conditions.length === 0;
    })
  );
}

function changesIdentities(role: Resource, index: TemplateIndex): boolean {
  const given = index.derive(rolePolicies).get(role);
  if (given === undefined) return false;
  if (given.byAws.some((name) => OF_ADMINISTRATORS.includes(name))) return true;
  const identities = TAKES_RIGHTS.filter((action) => /^(iam|sts):/.test(action));
  return given.policies
    .flatMap(({ statements }) => statements)
    .filter((statement) => statement.allows && !confinesResources(statement))
    .filter(({ resources, notResources }) => notResources.length > 0 || resources.some(reachesBeyondOne))
    .some((statement) => identities.some((action) => statement.covers(action)));
}
