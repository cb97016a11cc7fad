import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { elements, read } from '../../template/values';

/**
 * Whether a managed policy only bounds what others grant: a role or a user has it as its permissions boundary, and nothing has it
 * attached. Such a policy grants nothing. Source: "Permissions boundaries for IAM entities", IAM User Guide.
 */
export function onlyBounds(policy: Resource, index: TemplateIndex): boolean {
  return index.derive(boundaries).has(policy);
}

function boundaries(index: TemplateIndex): ReadonlySet<Resource> {
  const holders = index.ofType('AWS::IAM::Role', 'AWS::IAM::User');
  const named = new Set(holders.flatMap((holder) => policiesIn(read(index, holder, 'PermissionsBoundary'))));
  const lists = index.ofType('AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group');
  const attached = new Set(lists.flatMap((holder) => policiesIn(elements(index, holder, 'ManagedPolicyArns'))));
  return new Set([...named].filter((policy) => !attached.has(policy) && !attachesItself(policy, index)));
}

function policiesIn(targets: ReturnType<typeof read>): readonly Resource[] {
  return targets.flatMap((target) => (target.kind === 'resource' ? [target.resource] : []));
}

function attachesItself(policy: Resource, index: TemplateIndex): boolean {
  return ['Groups', 'Roles', 'Users'].some((property) => {
    return read(index, policy, property).some(
      (target) => target.kind !== 'literal' || (Array.isArray(target.value) && target.value.length > 0),
    );
  });
}
