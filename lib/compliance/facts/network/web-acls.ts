import { existsWith } from '../../template/existence';
import { grouped } from '../../template/grouped';
import type { Target } from '../../template/references';
import type { JsonObject, Resource } from '../../template/resource';
import { sureObjects } from '../../template/sure-objects';
import type { TemplateIndex } from '../../template/template-index';
import { textsOf } from '../../template/text';
import { describe, isAbsent, read, readFrom } from '../../template/values';

const WEB_ACL = 'AWS::WAFv2::WebACL';

/** The associations of web ACLs with a resource, by the texts that name it in an ARN: `${Shop/Api.Arn}`, or a part of it. */
function webAclAssociations(index: TemplateIndex): ReadonlyMap<string, readonly Resource[]> {
  return grouped(
    index.ofType('AWS::WAFv2::WebACLAssociation').flatMap((association) => {
      const texts = textsOf(index, association, association.properties['ResourceArn']);
      // What may be one resource or another is associated with neither for sure.
      const [text, ...others] = new Set(texts.map(withoutAttributes));
      return text === undefined || others.length > 0 ? [] : [[endOf(text), association] as const];
    }),
  );
}

/** The associations whose ARN ends in a text, for a resource that is there whenever they are. */
export function associationsWith(end: string, resource: Resource, index: TemplateIndex): readonly Resource[] {
  const found = index.derive(webAclAssociations).get(end) ?? [];
  return found.filter((association) => existsWith(association, resource));
}

/** Of an ARN the part after the last colon, which for a stage is `/restapis/.../stages/...`. */
function endOf(arn: string): string {
  return arn.replace(/^.*?:(?=\/restapis\/)/, '');
}

function withoutAttributes(text: string): string {
  return text.replace(/(\$\{[^}$]*\/[^}$/]*?)\.\w+(?=\})/g, '$1');
}

/** Why a web ACL, named by a value as `read` has it, looks for no known attack; `undefined` for one that does. */
export function whyFindsNothing(targets: readonly Target[], index: TemplateIndex): string | undefined {
  return targets.map((target) => whyOne(target, index)).find((why) => why !== undefined);
}

function whyOne(target: Target, index: TemplateIndex): string | undefined {
  if (target.kind === 'literal' && (target.value === undefined || target.value === '')) return 'there is no web ACL before it';
  if (target.kind !== 'resource' || target.resource.type !== WEB_ACL) {
    return `no template here shows what the web ACL ${describe([target])} looks for`;
  }
  const acl = target.resource;
  const rules = sureObjects(index, acl, acl.properties, 'Rules') ?? [];
  if (rules.some((rule) => looksForKnownAttacks(rule, acl, index))) return undefined;
  return `the web ACL '${acl.path}' has no managed rule group that surely sees every request`;
}

/** Whether a rule is a managed group, for every request. */
function looksForKnownAttacks(rule: JsonObject, acl: Resource, index: TemplateIndex): boolean {
  const given = (path: string) => readFrom(index, acl, rule, path);
  const isKnown = (target: Target) => target.kind === 'literal' && target.value !== undefined;
  return (
    given('Statement.ManagedRuleGroupStatement.Name').every(isKnown) &&
    given('Statement.ManagedRuleGroupStatement.ScopeDownStatement').every(isAbsent)
  );
}

/** The web ACLs of associations. */
export function webAclsOf(associations: readonly Resource[], index: TemplateIndex): readonly (readonly Target[])[] {
  return associations.map((association) => read(index, association, 'WebACLArn'));
}
