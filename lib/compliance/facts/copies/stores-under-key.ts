import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { read } from '../../template/values';
import { keysNamed } from '../encryption/key-named';
import { keyUses } from '../encryption/key-uses';

/** What rests under a key of the templates: under a replica what rests under the key that it is one of. */
export function usersOfKey(key: Resource, index: TemplateIndex): readonly Resource[] {
  const uses = index.derive(keyUses);
  const primaries = key.type === 'AWS::KMS::ReplicaKey' ? keysNamed(index, key, read(index, key, 'PrimaryKeyArn')) : [];
  const keys = [key, ...primaries.flatMap((named) => (named.kind === 'customer' ? [named.key] : []))];
  return [...new Set(keys.flatMap((each) => uses.get(each) ?? []).map(({ user }) => user))];
}
