import type { Target } from '../../template/references';
import { isNoValue, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { resourcesIn, textsOf } from '../../template/text';
import { UNREAD } from '../../template/unread';
import { read } from '../../template/values';

/** Which key a value names. */
export type KeyNamed =
  /** A customer-managed key: a resource of the index, or the id or alias of one that stands outside. */
  | { readonly kind: 'customer'; readonly key: Resource | string }
  /** The key that AWS keeps in the account for a service: `alias/aws/s3`. */
  | { readonly kind: 'aws-managed'; readonly alias: string }
  /** A key that the account does not see. */
  | { readonly kind: 'aws-owned' }
  | { readonly kind: 'absent' }
  /** One that only the deployment knows. */
  | { readonly kind: 'unknown'; readonly text: string };

/** How a store, or a part of it, is encrypted at rest. */
export type StoreEncryption = { /** Where the store says it: `Properties.KmsKeyId`. */ readonly location: string } & (
  | Exclude<KeyNamed, { readonly kind: 'absent' }>
  | { readonly kind: 'none' }
);

const KEY_TYPES = ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'];
const ALIAS = 'AWS::KMS::Alias';
/** Longest chain of aliases that is followed: KMS has no alias of an alias, so that more is a circle. */
const DEEPEST = 3;

/** Which keys a value, as `read` has it, may name: by reference, id, ARN or alias. An alias that the index has stands for its key. */
export function keysNamed(index: TemplateIndex, from: Resource, targets: readonly Target[], depth = 0): readonly KeyNamed[] {
  return targets.flatMap((target): readonly KeyNamed[] => {
    if (target.kind === 'resource') return ofResource(index, target.resource, depth);
    if (target.kind === 'literal') {
      const { value } = target;
      return value === undefined || value === '' ? [{ kind: 'absent' }] : ofText(index, from, String(value), depth);
    }
    const named = resourcesIn(index, from, target.expression).filter(({ type }) => [...KEY_TYPES, ALIAS].includes(type));
    if (named.length > 0) return named.flatMap((resource) => ofResource(index, resource, depth));
    return textsOf(index, from, target.expression).flatMap((text) => ofText(index, from, text, depth));
  });
}

function ofResource(index: TemplateIndex, resource: Resource, depth: number): readonly KeyNamed[] {
  if (KEY_TYPES.includes(resource.type)) return [{ kind: 'customer', key: resource }];
  if (resource.type !== ALIAS || depth > DEEPEST) return [{ kind: 'unknown', text: `'${resource.path}'` }];
  return keysNamed(index, resource, read(index, resource, 'TargetKeyId'), depth + 1);
}

function ofText(index: TemplateIndex, from: Resource, text: string, depth: number): readonly KeyNamed[] {
  if (/^AWS_OWNED_(KMS_)?KEY$/.test(text)) return [{ kind: 'aws-owned' }];
  const [, path = ''] = /\$\{(.+?)(?:\.\w+)?\}$/.exec(text) ?? [];
  const referred = index.derive(keysByPath).get(path);
  if (referred !== undefined) return ofResource(index, referred, depth);
  const [, alias] = /(?:^|:)(?:alias\/)(.+)$/.exec(text) ?? [];
  if (alias?.startsWith('aws/')) return [{ kind: 'aws-managed', alias: `alias/${alias}` }];
  if (alias !== undefined && !alias.includes(UNREAD)) {
    const known = index.derive(aliases).get(placeAndName(index, from, `alias/${alias}`));
    return known === undefined ? [{ kind: 'customer', key: `alias/${alias}` }] : ofResource(index, known, depth);
  }
  const [, id] = /:key\/([\w-]+)$/.exec(text) ?? /^((?:mrk-)?[\da-f-]{32,36})$/i.exec(text) ?? [];
  return id === undefined ? [{ kind: 'unknown', text: `'${text}'` }] : [{ kind: 'customer', key: id }];
}

/** Keys and aliases by what `textsOf` writes for them. */
function keysByPath(index: TemplateIndex): ReadonlyMap<string, Resource> {
  return new Map(index.ofType(...KEY_TYPES, ALIAS).map((resource) => [resource.path, resource]));
}

function aliases(index: TemplateIndex): ReadonlyMap<string, Resource> {
  return new Map(
    index.ofType(ALIAS).flatMap((alias) => {
      const name = alias.properties['AliasName'];
      const texts = name === undefined || isNoValue(name) ? [] : textsOf(index, alias, name);
      return texts.map((text) => [placeAndName(index, alias, text), alias] as const);
    }),
  );
}

function placeAndName(index: TemplateIndex, resource: Resource, name: string): string {
  const { account, region } = index.environmentOf(resource);
  return JSON.stringify([account, region, name]);
}
