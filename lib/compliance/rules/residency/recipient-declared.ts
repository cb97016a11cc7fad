import { ASSET_TAGS } from '../../../declaration/asset-tags';
import { Framework } from '../../citation';
import { volumesReachedBy } from '../../facts/backups/snapshot-policies';
import { usersOfKey } from '../../facts/copies/stores-under-key';
import { ExpectedAccounts, strangerNamed, strangersIn } from '../../facts/policies/admitted-accounts';
import { policiesOf, RESOURCE_POLICY_TYPES } from '../../facts/policies/policies';
import { storesOfPolicy } from '../../facts/policies/policy-targets';
import { invalid } from '../../facts/stores/declaration-faults';
import { declarationsOf, personalDataIn } from '../../facts/stores/declared-data';
import { STORE_TYPES } from '../../facts/stores/store-types';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import { namedBy } from '../../template/named';
import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { resourcesIn, textsOf } from '../../template/text';
import { read } from '../../template/values';

const KEYS = ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'];
/** What lets accounts at data without a policy: what data, and which accounts. */
const SHARES: Readonly<Record<string, Share>> = {
  'AWS::DLM::LifecyclePolicy': {
    of: volumesReachedBy,
    accounts: 'PolicyDetails.Schedules.*.ShareRules.*.TargetAccounts.*',
  },
  'AWS::RAM::ResourceShare': { of: storesShared, accounts: 'Principals.*' },
};
/** Principals of a share that are no accounts: one's own organisation, or a part of it, and services. */
const NO_ACCOUNT = /^arn:.*:organizations::.*:(organization|ou)\/|^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/;

interface Share {
  readonly of: (share: Resource, index: TemplateIndex) => readonly Resource[];
  /** As in `read`. */
  readonly accounts: string;
}

/**
 * Who is let at data about persons from another account is a recipient that the store declares: by a policy of the store, of the key
 * that it rests under, by a share, or by sharing snapshots. One's own organisation is no recipient where a condition names it;
 * services are none either.
 */
export const recipientDeclared: Rule = {
  id: 'RecipientDeclared',
  severity: 'error',
  resourceTypes: [...new Set([...STORE_TYPES, ...RESOURCE_POLICY_TYPES, ...Object.keys(SHARES)])],
  why: 'A recipient that nobody declared is in no record, under no contract, and told to nobody whom the data is about.',
  fix: `Remove the account from the policy, or name it in the tag '${ASSET_TAGS.recipients}' of the store: account ids with a space between them; a DataAsset writes it from 'recipients'. Bind what is for everyone of the organisation by 'aws:PrincipalOrgID'.`,
  cites: {
    [Framework.GDPR]: ['28(3)', '30(1)(d)'],
    [Framework.PIPL]: ['21', '23'],
    [Framework.ISO27001]: ['5.14', '5.19'],
    [Framework.NIST80053]: ['AC-3', 'AC-21'],
    [Framework.MLPS3]: ['8.1.4.2', '8.1.4.11'],
  },
  exceptable: true,
  check: (resource, index) => {
    const stores = storesOpenedBy(resource, index).filter((store) => personalDataIn(store, index) !== undefined);
    if (stores.length === 0) return NOT_APPLICABLE;
    // Who may use a key gets no more than the policies of the stores under it let in; each of those is judged by its own.
    const together = KEYS.includes(resource.type) ? [stores] : stores.map((store) => [store]);
    return violationsOrCompliant([
      ...(stores.includes(resource) ? declarationsOf(resource).flatMap((declared) => invalid(declared, 'recipients')) : []),
      ...together.flatMap((those) => admitted(resource, those, index)),
    ]);
  },
};

function storesOpenedBy(resource: Resource, index: TemplateIndex): readonly Resource[] {
  if (KEYS.includes(resource.type)) return usersOfKey(resource, index);
  return SHARES[resource.type]?.of(resource, index) ?? storesOfPolicy(resource, index);
}

function storesShared(share: Resource, index: TemplateIndex): readonly Resource[] {
  const targets = read(index, share, 'ResourceArns.*');
  const named = namedBy(index, share, targets, STORE_TYPES);
  const referred = targets.flatMap((target) => (target.kind === 'unknown' ? resourcesIn(index, share, target.expression) : []));
  return [...new Set([...named.flatMap((one) => (one.kind === 'resource' ? [one.resource] : [])), ...referred])];
}

/** Accounts that no store declares as a recipient of its data. */
function admitted(resource: Resource, stores: readonly Resource[], index: TemplateIndex): Violation[] {
  const own = [resource, ...stores].map((each) => index.environmentOf(each).account);
  const recipients = stores.flatMap(declarationsOf).flatMap((declared) => declared.terms('recipients'));
  const expected = new ExpectedAccounts(own, recipients);
  const [first, ...others] = stores.map(({ path }) => `'${path}'`);
  const whose = others.length === 0 ? first : `${first} and ${others.length} more`;
  return [...byPolicies(resource, expected, index), ...byShare(resource, expected, index)].map(({ location, whom }) => {
    return {
      location,
      detail: `${whom} may get at the data in ${whose}, whose tag '${ASSET_TAGS.recipients}' names no such recipient`,
    };
  });
}

function byPolicies(resource: Resource, expected: ExpectedAccounts, index: TemplateIndex) {
  const policies = policiesOf(resource, index).filter(({ kind }) => kind === 'resource');
  return policies.flatMap(({ location, open, statements }) => [
    ...(open ? [{ location, whom: 'whoever a part of the policy names that only the deployment knows' }] : []),
    ...statements.flatMap((statement) =>
      strangersIn(statement, expected, index).map((whom) => ({ location: statement.location, whom })),
    ),
  ]);
}

function byShare(resource: Resource, expected: ExpectedAccounts, index: TemplateIndex) {
  const path = SHARES[resource.type]?.accounts;
  if (path === undefined) return [];
  const location = `Properties.${path.split('.*')[0]}`;
  return read(index, resource, path).flatMap((target) => {
    const texts = target.kind === 'unknown' ? textsOf(index, resource, target.expression) : [nameOf(target)];
    const named = target.kind === 'resource' ? [target.resource] : [];
    return texts
      .filter((text) => !NO_ACCOUNT.test(text))
      .flatMap((text) => strangerNamed(text, named, expected, index).map((whom) => ({ location, whom })));
  });
}

function nameOf(target: Exclude<Target, { readonly kind: 'unknown' }>): string {
  return target.kind === 'literal' ? String(target.value) : `\${${target.resource.path}}`;
}
