import type { Target } from '../../../template/references';
import type { Resource } from '../../../template/resource';
import type { TemplateIndex } from '../../../template/template-index';
import { isUnread } from '../../../template/unread';
import { describe, isPresent, read } from '../../../template/values';
import type { Id, Origin } from '../model/network-model';
import { elementsBehind } from './lists';

/** What a property names: a resource of a template, or something that no template here makes. */
export type Thing =
  | { readonly kind: 'made'; readonly resource: Resource; readonly attribute?: string }
  | {
      readonly kind: 'unseen';
      /** The same for the same thing, as far as the templates show. */
      readonly key: string;
      /** For a message: `'subnet-0abc'`. */
      readonly words: string;
      /** Its physical id, where the template has one. */
      readonly literal?: string;
    };

/** Everything that a property may name; nothing where it is absent. */
export function thingsAt(index: TemplateIndex, from: Resource, path: string): readonly Thing[] {
  return read(index, from, path)
    .flatMap((target) => elementsBehind(index, from, target))
    .filter(isPresent)
    .map((target) => thingOf(index, from, target));
}

/** What a target of `read` is. A physical id is that of a resource where a template describes what is there already. */
export function thingOf(index: TemplateIndex, from: Resource, target: Target): Thing {
  if (target.kind === 'resource') return { ...target, kind: 'made' };
  const words = describe([target]);
  if (target.kind === 'unknown') {
    return { kind: 'unseen', key: JSON.stringify([target.template ?? from.template, target.expression]), words };
  }
  const literal = String(target.value);
  if (isUnread(literal)) return { kind: 'unseen', key: JSON.stringify([from.template, literal]), words };
  const resource = resourceWithId(index, literal);
  if (resource !== undefined) return { kind: 'made', resource };
  return { kind: 'unseen', key: JSON.stringify([placeOf(index, from), literal]), words, literal };
}

/** The resource that stands already, and is described under its physical id, such as `subnet-0abc`. */
function resourceWithId(index: TemplateIndex, id: string): Resource | undefined {
  return index.derive(described).get(id);
}

function described(index: TemplateIndex): ReadonlyMap<string, Resource> {
  const standing = index.resources.filter((resource) => index.describesExisting(resource));
  return new Map(standing.map((resource) => [resource.logicalId, resource]));
}

/**
 * Whether a thing may be any of some types that templates make, since only the deployment knows which: a parameter, an import, an output
 * of a stack that no template here shows, or what a custom resource looks up. A physical id is one of something that stands already.
 */
export function mayBeAny(thing: Thing, types: readonly string[]): boolean {
  if (thing.kind === 'unseen') return thing.literal === undefined;
  const { type } = thing.resource;
  return !types.includes(type) && (type.startsWith('Custom::') || type.startsWith('AWS::CloudFormation::'));
}

/** The account and region of a resource. */
export function placeOf(index: TemplateIndex, resource: Resource): string {
  const { account = '?', region = '?' } = index.environmentOf(resource);
  return `${account}/${region}`;
}

/** Id of a resource in the model. */
export function idOf({ template, logicalId }: Resource): Id {
  return `${template}#${logicalId}`;
}

export function originOf({ path }: Resource, says: string, undecided?: string): Origin {
  return { path, says, ...(undecided !== undefined && { undecided }) };
}

/** The resources of one type among things. */
export function madeAmong(things: readonly Thing[], type: string): readonly Resource[] {
  return things.flatMap((thing) => (thing.kind === 'made' && thing.resource.type === type ? [thing.resource] : []));
}
