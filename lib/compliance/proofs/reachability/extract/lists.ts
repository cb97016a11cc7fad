import type { Target } from '../../../template/references';
import { intrinsic, type Resource } from '../../../template/resource';
import type { TemplateIndex } from '../../../template/template-index';

/** What a parameter that takes a list is given. */
const COMMA = ',';

/**
 * What a target is the list of, where texts put it together: `Fn::Join` of references, which a nested stack's parameter is given, and
 * `Fn::Split` of such a text that another stack exports; or the element of it that `Fn::Select` takes. A target that is none stays.
 */
export function elementsBehind(index: TemplateIndex, from: Resource, target: Target): readonly Target[] {
  if (target.kind === 'literal' && typeof target.value === 'string') return splitAt(COMMA, target.value).flat();
  if (target.kind !== 'unknown') return [target];
  const call = intrinsic(target.expression);
  if (call?.name !== 'Fn::Select') return listOf(index, from, target, COMMA)?.flat() ?? [target];
  const [position, list]: readonly unknown[] = Array.isArray(call.argument) ? call.argument : [];
  const [only, ...others] = index.resolve(placed(from, target.template), list);
  const all = only === undefined || others.length > 0 ? undefined : listOf(index, from, only, COMMA);
  return all?.[Number(position)] ?? [target];
}

/** The elements of a list, each as what it may be. */
function listOf(
  index: TemplateIndex,
  from: Resource,
  target: Target,
  separator: unknown,
): readonly (readonly Target[])[] | undefined {
  if (target.kind === 'literal') return typeof target.value === 'string' ? splitAt(String(separator), target.value) : undefined;
  const call = target.kind === 'unknown' ? intrinsic(target.expression) : undefined;
  if (target.kind !== 'unknown' || !Array.isArray(call?.argument)) return undefined;
  const [by, content]: readonly unknown[] = call.argument;
  const at = placed(from, target.template);
  if (call.name === 'Fn::Join' && by === separator && Array.isArray(content)) {
    return content.map((part: unknown) => index.resolve(at, part));
  }
  if (call.name !== 'Fn::Split') return undefined;
  const [text, ...others] = index.resolve(at, content);
  // A text that is split by itself once more would never end.
  const isNew = text !== undefined && others.length === 0 && !(text.kind === 'unknown' && text.expression === target.expression);
  return isNew && intrinsicName(text) !== 'Fn::Split' ? listOf(index, from, text, by) : undefined;
}

function intrinsicName(target: Target): string | undefined {
  return target.kind === 'unknown' ? intrinsic(target.expression)?.name : undefined;
}

function splitAt(separator: string, text: string): readonly (readonly Target[])[] {
  return text.split(separator).map((value) => [{ kind: 'literal', value: value.trim() }]);
}

function placed(from: Resource, template: string | undefined): Resource {
  return template === undefined || template === from.template ? from : { ...from, template };
}
