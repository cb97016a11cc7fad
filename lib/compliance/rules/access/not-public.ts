import { Framework } from '../../citation';
import { functionsNamed } from '../../facts/policies/functions-named';
import { isForKnownCallers, isNarrow } from '../../facts/policies/known-callers';
import { policiesOf, RESOURCE_POLICY_TYPES } from '../../facts/policies/policies';
import { storesOfPolicy } from '../../facts/policies/policy-targets';
import { storesReachedByFunction } from '../../facts/policies/reach';
import { isUnknown } from '../../facts/policies/wildcard-resource';
import { personalDataIn } from '../../facts/stores/declared-data';
import { holdsPersonalData } from '../../facts/stores/places-with-personal-data';
import { PUBLIC_SETTINGS, publicSettings } from '../../facts/stores/public-settings';
import { openedByNetworkPolicy } from '../../facts/stores/serverless-search';
import { NOT_APPLICABLE, type Rule, type Verdict, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOf } from '../../template/text';
import { describe, isAlways, read } from '../../template/values';

const COLLECTION = 'AWS::OpenSearchServerless::Collection';
const FUNCTION_URL = 'AWS::Lambda::Url';
const PERMISSION = 'AWS::Lambda::Permission';
/** How a Lambda permission compares a source. */
const SOURCE = { operator: 'ArnLike', key: 'aws:sourcearn' };

/**
 * Data about persons is not public: no setting of its store lets the internet in, no policy everyone, and no function that reaches it
 * answers to a URL without authentication. A policy for everyone is one without a condition on who calls; a transport, or a tag, is
 * none. Replication instances of DMS count wherever such data is in their account and region.
 *
 * Whether databases, caches and search engines have a public address is for DataTierPrivate.
 */
export const notPublic: Rule = {
  id: 'NotPublic',
  severity: 'error',
  resourceTypes: [...new Set([...Object.keys(PUBLIC_SETTINGS), ...RESOURCE_POLICY_TYPES, COLLECTION, FUNCTION_URL, PERMISSION])],
  why: 'Personal data that anyone can reach is disclosed.',
  fix: "Block public access of the bucket ('blockPublicAccess: BlockPublicAccess.BLOCK_ALL'), set 'PubliclyAccessible' to false, name the principals of the policy, or set 'AuthType' to 'AWS_IAM'. CustomerDataBucket and CustomerDataTable are private.",
  cites: {
    [Framework.GDPR]: ['5(1)(f)', '25(2)', '32(1)(b)'],
    [Framework.PIPL]: ['25', '51(3)', '51(4)'],
    [Framework.ISO27001]: ['8.3'],
    [Framework.NIST80053]: ['AC-3'],
    [Framework.MLPS3]: ['8.1.4.2'],
  },
  exceptable: false,
  check: (resource, index) => {
    if (resource.type === FUNCTION_URL) return checkUrl(resource, index);
    if (resource.type === PERMISSION) return checkPermission(resource, index);
    const violations = [
      ...(opensPersonalData(resource, index) ? publicSettings(resource, index) : []),
      ...(policyIsAboutPersonalData(resource, index) ? forEveryone(resource, index) : []),
      ...(resource.type === COLLECTION ? openedByNetworkPolicy(resource, index) : []),
    ];
    const isAbout = opensPersonalData(resource, index) || policyIsAboutPersonalData(resource, index);
    return isAbout ? violationsOrCompliant(violations) : NOT_APPLICABLE;
  },
};

function opensPersonalData(resource: Resource, index: TemplateIndex): boolean {
  if (personalDataIn(resource, index) !== undefined) return true;
  return resource.type === 'AWS::DMS::ReplicationInstance' && holdsPersonalData(resource, index);
}

function policyIsAboutPersonalData(holder: Resource, index: TemplateIndex): boolean {
  return storesOfPolicy(holder, index).some((store) => personalDataIn(store, index) !== undefined);
}

function forEveryone(holder: Resource, index: TemplateIndex): Violation[] {
  return policiesOf(holder, index)
    .filter(({ kind }) => kind === 'resource')
    .flatMap(({ open, location, statements }) => [
      ...(open ? [{ location, detail: 'only the deployment knows whom the policy lets in' }] : []),
      ...statements
        .filter((statement) => statement.allows && !isForKnownCallers(statement))
        .flatMap(({ forAnyone, notPrincipal, principals, location: at }): Violation[] => {
          if (forAnyone) {
            const whom = notPrincipal ? 'everyone but those it names' : "everyone ('*')";
            return [{ location: at, detail: `the policy lets in ${whom}, and no condition says who calls` }];
          }
          const unknown = principals.some(({ kind, value }) => kind === 'AWS' && isUnknown(value));
          return unknown ? [{ location: at, detail: 'only the deployment knows whether the policy lets in everyone' }] : [];
        }),
    ]);
}

function checkUrl(url: Resource, index: TemplateIndex): Verdict {
  const reached = reachedBy(url, 'TargetFunctionArn', index);
  if (reached === undefined) return NOT_APPLICABLE;
  const path = 'AuthType';
  if (isAlways(index, url, path, (value) => value === 'AWS_IAM')) return violationsOrCompliant([]);
  const detail = `a function that reaches '${reached.path}' answers to anyone's requests: '${path}' is ${describe(read(index, url, path))}`;
  return violationsOrCompliant([{ location: `Properties.${path}`, detail }]);
}

function checkPermission(permission: Resource, index: TemplateIndex): Verdict {
  const reached = reachedBy(permission, 'FunctionName', index);
  if (reached === undefined) return NOT_APPLICABLE;
  const principals = textsOf(index, permission, permission.properties['Principal']);
  const narrowed = ['SourceAccount', 'SourceArn', 'PrincipalOrgID'].some((path) =>
    isAlways(index, permission, path, (value) => value !== undefined && value !== '' && isNarrow(String(value), SOURCE)),
  );
  if (narrowed || !principals.some((principal) => principal === '*' || isUnknown(principal))) return violationsOrCompliant([]);
  const whom = principals.includes('*') ? "anyone ('*')" : 'whom only the deployment knows';
  const detail = `a function that reaches '${reached.path}' may be invoked by ${whom}`;
  return violationsOrCompliant([{ location: 'Properties.Principal', detail }]);
}

function reachedBy(resource: Resource, path: string, index: TemplateIndex): Resource | undefined {
  return functionsNamed(resource, path, index)
    .flatMap((each) => storesReachedByFunction(each, index))
    .at(0);
}
