import { existsWith } from '../../template/existence';
import { grouped } from '../../template/grouped';
import { parsedJson } from '../../template/json';
import { namedBy } from '../../template/named';
import { isObject, type Resource } from '../../template/resource';
import { sureObjects } from '../../template/sure-objects';
import type { TemplateIndex } from '../../template/template-index';
import { isAlways, isPresent, read, readFrom } from '../../template/values';
import { dataActionsOf } from '../policies/data-actions';
import { policiesOnStore } from '../policies/policy-targets';
import { dataActionsOfRole, mayReachPersonalData, storesReachedBy } from '../policies/reach';
import { roleOf } from '../policies/role-policies';

const FUNCTION = 'AWS::Lambda::Function';
const LOG_GROUP = ['AWS::Logs::LogGroup'];

/** Where the functions that may have data about persons in hand log. */
export interface PersonalFunctions {
  /** The log group of each that has one in the index. */
  readonly logGroups: ReadonlyMap<Resource, Resource>;
  /** The functions that log to each. */
  readonly byLogGroup: ReadonlyMap<Resource, readonly Resource[]>;
  /** Every one. */
  readonly all: ReadonlySet<Resource>;
}

/** Made once by `index.derive(personalFunctions)`. */
export function personalFunctions(index: TemplateIndex): PersonalFunctions {
  const reaching = index.ofType(FUNCTION).filter((each) => {
    return read(index, each, 'Role').some((role) => roleOf(role, each, index).some((one) => mayHandlePersonalData(one, index)));
  });
  const pairs = reaching.flatMap((each) => logGroupsOf(each, index).map((logGroup) => [each, logGroup] as const));
  return {
    all: new Set(reaching),
    logGroups: new Map(pairs),
    byLogGroup: grouped(pairs.map(([each, logGroup]) => [logGroup, each] as const)),
  };
}

/** What only empties a bucket never has the data in hand: the CDK's own function for buckets that go with their stack is such. */
const DELETIONS = ['s3:DeleteObject', 's3:DeleteObjectVersion'];

function mayHandlePersonalData(role: Resource, index: TemplateIndex): boolean {
  if (!mayReachPersonalData(role, index)) return false;
  const stores = storesReachedBy(role, index);
  const admitting = stores.flatMap((store) => policiesOnStore(store, index)).flatMap(({ statements }) => statements);
  const admitted = admitting
    .filter(({ allows, principals }) => allows && principals.some(({ named }) => named.includes(role)))
    .flatMap((statement) => [...dataActionsOf(statement).values()].flat());
  const actions = [...dataActionsOfRole(role, index), ...admitted];
  return stores.length === 0 || actions.some((action) => !DELETIONS.includes(action));
}

/** Without a log group that it names, a function logs to `/aws/lambda/` and its name. */
function logGroupsOf(each: Resource, index: TemplateIndex): readonly Resource[] {
  const named = read(index, each, 'LoggingConfig.LogGroup');
  const isNamed = named.some(isPresent);
  const targets = isNamed
    ? named
    : namesOf(each, index).map((name) => ({ kind: 'literal', value: `/aws/lambda/${name}` }) as const);
  return namedBy(index, each, targets, LOG_GROUP).flatMap((found) => {
    return found.kind === 'resource' && existsWith(found.resource, each) ? [found.resource] : [];
  });
}

/** A function's name as templates write it: the reference to it, or the text that it is given. */
function namesOf(each: Resource, index: TemplateIndex): readonly string[] {
  const given = read(index, each, 'FunctionName').flatMap((name) => {
    return name.kind === 'literal' && typeof name.value === 'string' ? [name.value] : [];
  });
  return [`\${${each.path}}`, ...given];
}

/**
 * Whether a log group masks personal data: a statement of its data protection policy, or of its account's, de-identifies what it
 * finds. Source: "Log group data protection policy".
 */
export function isMasked(logGroup: Resource, index: TemplateIndex): boolean {
  return masks(logGroup, 'DataProtectionPolicy', index) || isMaskedByAccount(logGroup, index);
}

/** Whether a policy of the account masks every log group of a resource's region, those that a service makes included. */
export function isMaskedByAccount(resource: Resource, index: TemplateIndex): boolean {
  const { account, region } = index.environmentOf(resource);
  return index.derive(accountPolicies).some((policy) => {
    const there = index.environmentOf(policy);
    return there.account === account && there.region === region;
  });
}

function accountPolicies(index: TemplateIndex): readonly Resource[] {
  return index.ofType('AWS::Logs::AccountPolicy').filter((policy) => {
    const protects = isAlways(index, policy, 'PolicyType', (type) => type === 'DATA_PROTECTION_POLICY');
    const everywhere = isAlways(index, policy, 'SelectionCriteria', (criteria) => criteria === undefined);
    return protects && everywhere && existsWith(policy) && masks(policy, 'PolicyDocument', index);
  });
}

function masks(holder: Resource, property: string, index: TemplateIndex): boolean {
  return read(index, holder, property).every((target) => {
    if (target.kind !== 'literal') return false;
    const document = typeof target.value === 'string' ? parsedJson(target.value) : target.value;
    return (sureObjects(index, holder, document, 'Statement') ?? []).some((statement) => {
      const found = readFrom(index, holder, statement, 'DataIdentifier.*');
      const mask = readFrom(index, holder, statement, 'Operation.Deidentify.MaskConfig');
      return found.length > 0 && mask.every((config) => config.kind === 'literal' && isObject(config.value));
    });
  });
}
