import { intrinsic, isObject, type Resource } from './resource';
import type { TemplateIndex } from './template-index';

/**
 * The parts that `Fn::Sub` or `Fn::Join` puts together: texts, and intrinsics. `undefined` for what puts nothing together, or in a
 * way that only the deployment knows.
 */
export function partsOf(value: unknown): readonly unknown[] | undefined {
  const call = intrinsic(value);
  if (call?.name === 'Fn::Join') {
    const [separator, parts]: readonly unknown[] = Array.isArray(call.argument) ? call.argument : [];
    if (typeof separator !== 'string' || !Array.isArray(parts)) return undefined;
    return parts.flatMap((part: unknown, position) => (position === 0 || separator === '' ? [part] : [separator, part]));
  }
  if (call?.name !== 'Fn::Sub') return undefined;
  const [text, variables]: readonly unknown[] = Array.isArray(call.argument) ? call.argument : [call.argument];
  return typeof text === 'string' ? substituted(text, isObject(variables) ? variables : {}) : undefined;
}

function substituted(text: string, variables: Readonly<Record<string, unknown>>): readonly unknown[] {
  // Every odd piece is the name of a variable; `${!x}` stands for the text `${x}`.
  const pieces = text.split(/\$\{([^!}][^}]*)\}/);
  const parts = pieces.map((piece, position): unknown => {
    if (position % 2 === 0) return piece.replaceAll('${!', '${');
    const name = piece.trim();
    return name in variables ? variables[name] : name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name };
  });
  const found = parts.filter((part) => part !== '');
  return found.length === 0 ? [''] : found;
}

/**
 * The texts that a value may be, with a placeholder for what only the deployment knows: `${Token}`, `${AWS::Partition}`, and for a
 * resource its construct path and attribute, `${Shop/Orders/Resource.Arn}`. More than one where a condition decides.
 */
export function textsOf(index: TemplateIndex, from: Resource, value: unknown): readonly string[] {
  const parts = partsOf(value);
  if (parts === undefined)
    return index.resolve(from, value).flatMap((target) => {
      if (target.kind === 'resource') {
        return [`\${${target.resource.path}${target.attribute === undefined ? '' : `.${target.attribute}`}}`];
      }
      if (target.kind === 'literal') return typeof target.value === 'object' ? [TOKEN] : [String(target.value)];
      const call = intrinsic(target.expression);
      if (partsOf(target.expression) !== undefined && target.expression !== value) return textsOf(index, from, target.expression);
      return [call?.name === 'Ref' && String(call.argument).startsWith('AWS::') ? `\${${call.argument}}` : TOKEN];
    });
  let texts: readonly string[] = [''];
  for (const part of parts) {
    const next = textsOf(index, from, part);
    if (next.length * texts.length > MOST_TEXTS) return [TOKEN];
    texts = texts.flatMap((text) => next.map((more) => text + more));
  }
  return texts;
}

const MOST_TEXTS = 64;
/** Stands for what only the deployment knows. */
const TOKEN = `\${Token}`;

/** Every resource that a value refers to, however deep in it. */
export function resourcesIn(index: TemplateIndex, from: Resource, value: unknown): readonly Resource[] {
  const parts = intrinsic(value) === undefined ? undefined : (partsOf(value) ?? argumentsOf(value));
  const direct =
    intrinsic(value) === undefined
      ? []
      : index.resolve(from, value).flatMap((target) => (target.kind === 'resource' ? [target.resource] : []));
  if (direct.length > 0) return direct;
  const within = parts ?? (typeof value === 'object' && value !== null ? Object.values(value) : []);
  return [...new Set(within.flatMap((part) => resourcesIn(index, from, part)))];
}

function argumentsOf(value: unknown): readonly unknown[] {
  const argument = intrinsic(value)?.argument;
  return typeof argument === 'object' && argument !== null ? Object.values(argument) : [];
}
