import { Framework } from '../../citation';
import { isForKnownSource, isNarrow } from '../../facts/policies/known-callers';
import { policiesOf, RESOURCE_POLICY_TYPES } from '../../facts/policies/policies';
import { mayReachPersonalData } from '../../facts/policies/reach';
import type { Policy, Statement } from '../../facts/policies/statement';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Verdict, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOf, textsOfTarget } from '../../template/text';
import { describe, read } from '../../template/values';

const ROLE = 'AWS::IAM::Role';
const PERMISSION = 'AWS::Lambda::Permission';
const SERVICE = /\.amazonaws\.com(\.cn)?$/;
/**
 * Services that say for whom they assume a role, as their own pages on the confused deputy show. Of others no condition can be
 * demanded: what never comes would lock them out.
 */
const SAY_FOR_WHOM =
  /^(bedrock|codebuild|config|datasync|firehose|glue|kinesisanalytics|logs|pipes|sagemaker|scheduler|ssm|states|transfer|vpc-flow-logs)\./;

/**
 * What a service doesn't say for whom it calls, by type of policy: EventBridge to SNS. Source: "Troubleshooting Amazon EventBridge".
 */
const SILENT: Readonly<Record<string, string>> = {
  'AWS::SNS::TopicInlinePolicy': 'events.amazonaws.com',
  'AWS::SNS::TopicPolicy': 'events.amazonaws.com',
};

/**
 * What lets an AWS service in says for whom: for which account, organisation or resource. Otherwise the service lets in whoever has
 * it do something, from any account. Of roles, those count that reach data about persons, and the services that say for whom they
 * act. Source: "The confused deputy problem", IAM User Guide.
 */
export const servicePrincipalsBound: Rule = {
  id: 'ServicePrincipalsBound',
  severity: 'error',
  resourceTypes: [ROLE, PERMISSION, ...RESOURCE_POLICY_TYPES],
  why: 'A service acts for every customer of AWS, and a stranger can have it act on what is yours.',
  fix: "Add the condition 'aws:SourceAccount', 'aws:SourceArn' or 'aws:SourceOrgID' to the statement; to a Lambda permission, 'SourceArn' or 'SourceAccount'.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(4)'],
    [Framework.ISO27001]: ['5.15', '8.3'],
    [Framework.NIST80053]: ['AC-3'],
  },
  exceptable: true,
  check: (resource, index) => {
    if (resource.type === PERMISSION) return checkPermission(resource, index);
    const policies = policiesOf(resource, index).filter(({ kind }) => kind !== 'identity');
    if (policies.length === 0 || (resource.type === ROLE && !mayReachPersonalData(resource, index))) return NOT_APPLICABLE;
    const open = policies.filter((policy) => policy.open);
    const letting = policies.flatMap(({ statements }) =>
      statements.filter((statement) => servicesIn(statement, resource).length > 0),
    );
    if (open.length === 0 && letting.length === 0) return NOT_APPLICABLE;
    return violationsOrCompliant([...open.map(unread), ...letting.flatMap((statement) => violations(statement, resource))]);
  },
};

function servicesIn({ allows, principals }: Statement, { type }: Resource): readonly string[] {
  if (!allows) return [];
  const services = principals.filter(({ kind }) => kind === 'Service').map(({ value }) => value);
  if (type === ROLE) return services.filter((service) => SAY_FOR_WHOM.test(service));
  return services.filter((service) => service !== SILENT[type]);
}

function violations(statement: Statement, holder: Resource): Violation[] {
  if (isForKnownSource(statement, ...(holder.type === ROLE ? ['sts:externalid'] : []))) return [];
  const services = servicesIn(statement, holder).map((service) => `'${service}'`);
  return [
    { location: statement.location, detail: `${services.join(', ')} may act for anyone: no condition says for which account` },
  ];
}

function unread({ location }: Policy): Violation {
  return { location, detail: 'only the deployment knows whom the policy lets in' };
}

/** What a Lambda permission says of whom a service acts for. */
const SOURCES = ['SourceArn', 'SourceAccount', 'PrincipalOrgID'];

function checkPermission(permission: Resource, index: TemplateIndex): Verdict {
  const services = textsOf(index, permission, permission.properties['Principal']).filter((text) => SERVICE.test(text));
  if (services.length === 0) return NOT_APPLICABLE;
  const isGiven = (path: string) =>
    read(index, permission, path).every((target) => {
      if (target.kind === 'resource') return true;
      if (target.kind === 'literal' && (target.value === undefined || target.value === '')) return false;
      // An ARN is compared as a pattern, so that one that nobody knows may be any; an account or an organisation is not.
      const texts = textsOfTarget(index, permission, target);
      const operator = path === 'SourceArn' ? 'ArnLike' : 'StringEquals';
      return texts.every((text) => !/^\*$/.test(text) && isNarrow(text, { operator, key: path }));
    });
  if (SOURCES.some(isGiven)) return COMPLIANT;
  const shown = SOURCES.map((path) => `'${path}' is ${describe(read(index, permission, path))}`).join(', ');
  const detail = `'${services[0]}' may invoke the function for anyone: ${shown}`;
  return violationsOrCompliant([{ location: 'Properties', detail }]);
}
