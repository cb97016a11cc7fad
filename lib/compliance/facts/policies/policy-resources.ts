import type { Resource } from '../../template/resource';
import { type TagSet, tagSetsOf } from '../../template/tags';
import { matches, type Statement } from './statement';

/** Whether a text of `textsOf` names a resource of the index, whole or within: its path has a slash, and no other placeholder has. */
export function namesResource(text: string): boolean {
  return /\$\{[^}$/]*\/[^}$]*\}/.test(text);
}

/** Whether a store's tags are outside of what a statement's conditions on tags of the resource admit. */
export function excludedByTags({ conditions }: Statement, store: Resource): boolean {
  return conditions.some(({ operator, key, values }) => {
    const [, tag] = /^aws:resourcetag\/(.+)$/.exec(key) ?? [];
    if (tag === undefined || !/^String(Equals|Like)$/.test(operator)) return false;
    return tagSetsOf(store).every((tags) => !tags.open && !mayHave(tags, tag, values));
  });
}

function mayHave({ values: tags }: TagSet, tag: string, wanted: readonly string[]): boolean {
  const found = [...tags].find(([name]) => name.toLowerCase() === tag);
  if (found === undefined) return false;
  const [, value] = found;
  return value === undefined || wanted.some((pattern) => pattern.includes('$') || matches(pattern, value));
}
