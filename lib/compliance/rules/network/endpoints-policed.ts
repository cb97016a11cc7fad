import { Framework } from '../../citation';
import { confinesTo, isNarrow } from '../../facts/policies/known-callers';
import { policiesOf } from '../../facts/policies/policies';
import type { Policy, Statement } from '../../facts/policies/statement';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { resourcesIn, textsOf } from '../../template/text';
import { UNREAD } from '../../template/unread';
import { isAlways } from '../../template/values';

/** Condition keys that keep a request within one's own organisation, or accounts. */
const PERIMETER = [
  'aws:PrincipalAccount',
  'aws:PrincipalOrgID',
  'aws:PrincipalOrgPaths',
  'aws:ResourceAccount',
  'aws:ResourceOrgID',
  'aws:ResourceOrgPaths',
];
/** Types of endpoints whose traffic no policy sees: to appliances, and to networks and resources of VPC Lattice. */
const WITHOUT_POLICY: readonly unknown[] = ['GatewayLoadBalancer', 'Resource', 'ServiceNetwork'];
const MISSING = 'it has no condition on aws:PrincipalOrgID, aws:PrincipalAccount, aws:ResourceOrgID or aws:ResourceAccount';
const ABSENT = "the endpoint has no 'PolicyDocument', and AWS's own lets anyone reach anything through it";

/**
 * An endpoint's policy keeps traffic within the organisation or the account: no statement lets anyone do something with resources that
 * may be anybody's, unless a condition names the organisation or account of who asks, or of what is asked for. A statement that denies
 * everything outside of them does as well.
 *
 * Endpoints of other people's services take no policy, and neither do those for appliances and VPC Lattice. Sources: "Control access to
 * VPC endpoints using endpoint policies", "Building a data perimeter on AWS".
 */
export const endpointsPoliced: Rule = {
  id: 'EndpointsPoliced',
  severity: 'error',
  resourceTypes: ['AWS::EC2::VPCEndpoint'],
  why: "Through an endpoint that takes everybody's credentials, data leaves for a stranger's bucket or queue without ever touching the internet.",
  fix: "Give the endpoint a 'PolicyDocument' whose statements carry 'aws:PrincipalOrgID' and 'aws:ResourceOrgID', or 'aws:PrincipalAccount' and 'aws:ResourceAccount': ServiceEndpoints, and so SegmentedVpc, does. An endpoint whose service takes no policy is excepted by except().",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.12', '8.20'],
    [Framework.NIST80053]: ['SC-7', 'SC-7(10)', 'AC-4'],
    [Framework.MLPS3]: ['8.1.3.1', '8.1.3.2'],
  },
  exceptable: true,
  check: (endpoint, index) => {
    if (isAlways(index, endpoint, 'VpcEndpointType', (type) => WITHOUT_POLICY.includes(type))) return NOT_APPLICABLE;
    if (isOfSomebodyElse(endpoint, index)) return NOT_APPLICABLE;
    const mayBeAbsent = !isAlways(index, endpoint, 'PolicyDocument', (value) => value !== undefined);
    const policies = policiesOf(endpoint, index);
    if (policies.length === 0) return violationsOrCompliant([{ location: 'Properties.PolicyDocument', detail: ABSENT }]);
    const absent = mayBeAbsent && policies.every(({ open }) => !open);
    return violationsOrCompliant([
      ...(absent ? [{ location: 'Properties.PolicyDocument', detail: `under a condition, ${ABSENT}` }] : []),
      ...policies.flatMap(violationsIn),
    ]);
  },
};

/** The service of another account, or of one's own, behind a load balancer. */
function isOfSomebodyElse(endpoint: Resource, index: TemplateIndex): boolean {
  const name = endpoint.properties['ServiceName'];
  if (resourcesIn(index, endpoint, name).some(({ type }) => type === 'AWS::EC2::VPCEndpointService')) return true;
  const texts = name === undefined ? [] : textsOf(index, endpoint, name);
  return texts.length > 0 && texts.every((text) => /^[\w.]*\.vpce\..*vpce-svc-/.test(text));
}

function violationsIn({ location, statements, open }: Policy): Violation[] {
  if (open) return [{ location, detail: "only the deployment knows the whole of the endpoint's policy" }];
  if (statements.some(refusesOutsiders)) return [];
  return statements.filter(letsOutsidersIn).map((statement) => {
    return { location: statement.location, detail: `the endpoint's policy lets anyone use resources of any account: ${MISSING}` };
  });
}

function letsOutsidersIn(statement: Statement): boolean {
  if (!statement.allows || !mayBeAnyone(statement) || confinesTo(statement, PERIMETER)) return false;
  return statement.notResources.length > 0 || statement.resources.some(mayBeAnybodys);
}

function mayBeAnyone({ forAnyone, principals }: Statement): boolean {
  return forAnyone || principals.some(({ value }) => value === UNREAD);
}

/** Whether a resource of a policy may be in any account: `*`, `arn:aws:s3:::*`, `arn:aws:sqs:*:*:*`. */
function mayBeAnybodys(resource: string): boolean {
  if (/^[*?]*$/.test(resource) || resource.startsWith(UNREAD)) return true;
  const [, , , , account = '*', ...rest] = resource
    .replaceAll(UNREAD, '*')
    .replace(/\$\{[^}$]*\}/g, 'named')
    .split(':');
  if (!resource.startsWith('arn:')) return false;
  return account === '' ? /^[*?]/.test(rest.join(':')) : /[*?]/.test(account);
}

/** Whether a statement denies everyone everything outside of the perimeter. Services of AWS may be left out. */
function refusesOutsiders(statement: Statement): boolean {
  if (statement.allows || !statement.forAnyone || !statement.onAnything || !statement.covers('any:Action')) return false;
  const outside = statement.conditions.filter(({ operator, key, values }) => {
    const named = PERIMETER.some((known) => known.toLowerCase() === key);
    const known = values.length > 0 && values.every((value) => isNarrow(value, { operator, key }));
    return named && known && /^StringNot(Equals|Like|EqualsIgnoreCase)(IfExists)?$/.test(operator);
  });
  // Conditions of one statement hold together: two keys would deny only what is outside by both.
  const others = statement.conditions.filter((condition) => !outside.includes(condition));
  return outside.length === 1 && others.every(({ key }) => key === 'aws:principalisawsservice');
}
