import { append, grouped } from '../../template/grouped';
import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOf, textsOfTarget } from '../../template/text';
import { elements, read } from '../../template/values';
import { identityPoliciesOf, policiesOf } from './policies';
import type { Policy } from './statement';

/** What a role, or a set of permissions of IAM Identity Center, is given by identity policies. */
export interface RolePolicies {
  /** Those that a template has. */
  readonly policies: readonly Policy[];
  /** Names of AWS's own: `AmazonS3FullAccess`, without the path. */
  readonly byAws: readonly string[];
  /** Whether there are others, or parts of them, that nobody reads here. */
  readonly open: boolean;
}

/** Types that policies are attached to, and that someone or something acts as. */
const ROLE_TYPES = ['AWS::IAM::Role', 'AWS::SSO::PermissionSet'];

/** Where a policy says what it is attached to, by type. */
const ATTACHES: Readonly<Record<string, string>> = {
  'AWS::IAM::ManagedPolicy': 'Roles.*',
  'AWS::IAM::Policy': 'Roles.*',
  'AWS::IAM::RolePolicy': 'RoleName',
};
/** Where managed policies are listed, by type. */
export const MANAGED_POLICIES: Readonly<Record<string, string>> = {
  'AWS::IAM::Group': 'ManagedPolicyArns',
  'AWS::IAM::Role': 'ManagedPolicyArns',
  'AWS::IAM::User': 'ManagedPolicyArns',
  'AWS::SSO::PermissionSet': 'ManagedPolicies',
};
const OF_AWS = /^arn:.+:iam::aws:policy\/(?:.*\/)?([^/]+)$/;

/** The policies of every role. Made once by `index.derive(rolePolicies)`. */
export function rolePolicies(index: TemplateIndex): ReadonlyMap<Resource, RolePolicies> {
  const attached = new Map<Resource, Policy[]>();
  for (const [type, path] of Object.entries(ATTACHES)) {
    for (const holder of index.ofType(type)) {
      for (const role of read(index, holder, path).flatMap((target) => roleOf(target, holder, index))) {
        attached.set(role, [...(attached.get(role) ?? []), ...policiesOf(holder, index)]);
      }
    }
  }
  return new Map(index.ofType(...ROLE_TYPES).map((role) => [role, policiesGiven(role, attached.get(role) ?? [], index)]));
}

/** The roles that a policy is attached to, or that it is part of. */
export function rolesWith(holder: Resource, index: TemplateIndex): readonly Resource[] {
  return index.derive(rolesByPolicy).get(holder) ?? [];
}

function rolesByPolicy(index: TemplateIndex): ReadonlyMap<Resource, readonly Resource[]> {
  const found = new Map<Resource, Resource[]>();
  for (const [role, { policies }] of index.derive(rolePolicies)) {
    for (const holder of new Set(policies.map((policy) => policy.holder))) {
      append(found, holder, role);
    }
  }
  return found;
}

function policiesGiven(role: Resource, attached: readonly Policy[], index: TemplateIndex): RolePolicies {
  const own = identityPoliciesOf(role, index);
  const listed = elements(index, role, MANAGED_POLICIES[role.type] ?? '');
  const managed = listed.flatMap((target) => (target.kind === 'resource' ? policiesOf(target.resource, index) : []));
  const texts = listed.flatMap((target) => (target.kind === 'resource' ? [] : textsOfTarget(index, role, target)));
  const policies = [...own, ...attached, ...managed];
  return {
    policies,
    byAws: texts.flatMap((text) => OF_AWS.exec(text)?.[1] ?? []),
    open: policies.some(({ open }) => open) || texts.some((text) => !OF_AWS.test(text)),
  };
}

/** The role that a value names, by reference, by name or by ARN. */
export function roleOf(target: Target, from: Resource, index: TemplateIndex): readonly Resource[] {
  if (target.kind === 'resource') return target.resource.type === 'AWS::IAM::Role' ? [target.resource] : [];
  const names = textsOfTarget(index, from, target).map((text) => text.replace(/^arn:.*:role\/(?:.*\/)?/, ''));
  return names.flatMap((name) => index.derive(rolesByName).get(accountName(from, name, index)) ?? []);
}

function rolesByName(index: TemplateIndex): ReadonlyMap<string, readonly Resource[]> {
  return grouped(
    index.ofType('AWS::IAM::Role').flatMap((role) => {
      const names = role.properties['RoleName'] === undefined ? [] : textsOf(index, role, role.properties['RoleName']);
      return names.map((name): [string, Resource] => [accountName(role, name, index), role]);
    }),
  );
}

/** A role's name is its own in its account. */
function accountName(resource: Resource, name: string, index: TemplateIndex): string {
  return JSON.stringify([index.environmentOf(resource).account, name]);
}
