import { Framework } from '../../citation';
import { policiesOf } from '../../facts/policies/policies';
import { mayReachPersonalData } from '../../facts/policies/reach';
import { rolePolicies } from '../../facts/policies/role-policies';
import { confinesResources, reachesBeyondOne } from '../../facts/policies/wildcard-resource';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOfTarget } from '../../template/text';
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
    [Framework.GDPR]: ['25(2)', '32(1)(b)'],
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
    const [fault] = read(index, role, BOUNDARY).flatMap((target) => faultOf(target, role, index) ?? []);
    if (fault === undefined) return COMPLIANT;
    return violationsOrCompliant([violation(`the role ${why}, and ${fault}`)]);
  },
};

function violation(detail: string): Violation {
  return { location: `Properties.${BOUNDARY}`, detail };
}

function faultOf(target: Target, role: Resource, index: TemplateIndex): string | undefined {
  if (target.kind === 'resource') {
    return boundsNothing(target.resource, index)
      ? `its permissions boundary '${target.resource.path}' allows everything`
      : undefined;
  }
  if (target.kind === 'literal' && (target.value === undefined || target.value === '')) return 'has no permissions boundary';
  const texts = textsOfTarget(index, role, target);
  const none = texts.find((text) => text.endsWith(':aws:policy/AdministratorAccess'));
  return none && `its permissions boundary '${none}' allows everything`;
}

/** What a boundary that allows it all leaves open: to change identities, to read, to destroy. */
const EXTREMES = ['iam:CreatePolicyVersion', 'kms:Decrypt', 's3:DeleteObjectVersion'];
/** What `Resource` may have in place of `*`: `arn:*`. */
const EVERY_ARN = /^arn:(aws[\w-]*:)?[*?:]+$/;
/** What holds for nearly every request. */
const OF_ANY_REQUEST = ['aws:currenttime', 'aws:epochtime', 'aws:securetransport', 'aws:tokenissuetime', 'aws:useragent'];

/** Whether a boundary allows everything, by however many statements, and refuses no way to change identities. */
function boundsNothing(policy: Resource, index: TemplateIndex): boolean {
  const statements = policiesOf(policy, index).flatMap((each) => each.statements);
  const everywhere = statements.filter((statement) => {
    const { allows, onAnything, resources, conditions } = statement;
    const keys = conditions.map(({ key }) => key).filter((key) => !OF_ANY_REQUEST.includes(key));
    return allows && (onAnything || resources.some((text) => EVERY_ARN.test(text))) && !statement.confinedBy(...keys);
  });
  const refuses = statements.some((statement) => !statement.allows && IDENTITIES.some((action) => statement.covers(action)));
  return !refuses && EXTREMES.every((action) => everywhere.some((statement) => statement.covers(action)));
}

const IDENTITIES = TAKES_RIGHTS.filter((action) => /^(iam|sts):/.test(action));

function changesIdentities(role: Resource, index: TemplateIndex): boolean {
  const given = index.derive(rolePolicies).get(role);
  if (given === undefined) return false;
  if (given.byAws.some((name) => OF_ADMINISTRATORS.includes(name))) return true;
  return given.policies
    .flatMap(({ statements }) => statements)
    .filter((statement) => statement.allows && !confinesResources(statement))
    .filter(({ resources, notResources }) => notResources.length > 0 || resources.some(reachesBeyondOne))
    .some((statement) => IDENTITIES.some((action) => statement.covers(action)));
}
