import { isObject, type JsonObject, type Resource } from './resource';
import type { TemplateIndex } from './template-index';
import { isAbsent, readFrom } from './values';

/** The objects that are in a list whatever a condition decides; `undefined` where there is no list. */
export function sureObjects(
  index: TemplateIndex,
  from: Resource,
  value: unknown,
  path: string,
): readonly JsonObject[] | undefined {
  const lists = readFrom(index, from, value, path);
  if (lists.every(isAbsent)) return undefined;
  const [list, ...others] = lists;
  if (list?.kind !== 'literal' || !Array.isArray(list.value) || others.length > 0) return [];
  return list.value.flatMap((element: unknown) => {
    const [only, ...more] = readFrom(index, from, element, '');
    return only?.kind === 'literal' && isObject(only.value) && more.length === 0 ? [only.value] : [];
  });
}
