import type { Target } from './references';
import { intrinsic, isObject, own, type Resource } from './resource';
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
  const pieces = text.split(/\$\{([^!}$][^}$]*)\}/);
  const parts = pieces.map((piece, position): unknown => {
    if (position % 2 === 0) return piece.replaceAll('${!', '${');
    const name = piece.trim();
    return Object.hasOwn(variables, name) ? own(variables, name) : name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name };
  });
  const found = parts.filter((part) => part !== '');
  return found.length === 0 ? [''] : found;
}

/**
 * The texts that a value may be, with a placeholder for what only the deployment knows: `${Token}`, `${AWS::Partition}`, and for a
 * resource its construct path and attribute, `${Shop/Orders/Resource.Arn}`. More than one where a condition decides.
 */
export function textsOf(index: TemplateIndex, from: Resource, value: unknown): readonly string[] {
  return texts(index, from, value, { depth: 0, left: { steps: MOST_STEPS } });
}

/** The texts that a target may be: what it is written as, or what `textsOf` makes of it. */
export function textsOfTarget(index: TemplateIndex, from: Resource, target: Target): readonly string[] {
  if (target.kind === 'literal') return [String(target.value)];
  return target.kind === 'unknown' ? textsOf(index, from, target.expression) : [placeholderOf(target.resource, target.attribute)];
}

function placeholderOf({ path }: Resource, attribute: string | undefined): string {
  return `\${${path}${attribute === undefined ? '' : `.${attribute}`}}`;
}

/** How deep a walk through references is, and how many steps all of it has left: circles that meet twice would double them. */
interface Walk {
  readonly depth: number;
  readonly left: { steps: number };
}

function deeper({ depth, left }: Walk): Walk {
  return { depth: depth + 1, left };
}

function isOver({ depth, left }: Walk): boolean {
  left.steps--;
  return depth > DEEPEST || left.steps < 0;
}

const MOST_STEPS = 200;
const MOST_TEXTS = 64;
/** Deeper than any sane template, and an end to circles of references. */
const DEEPEST = 32;
/** Stands for what only the deployment knows. */
const TOKEN = `\${Token}`;

function texts(index: TemplateIndex, from: Resource, value: unknown, walk: Walk): readonly string[] {
  if (isOver(walk)) return [TOKEN];
  const parts = partsOf(value);
  if (parts === undefined) return index.resolve(from, value).flatMap((target) => textsBehind(index, from, target, value, walk));
  let found: readonly string[] = [''];
  for (const part of parts) {
    const next = texts(index, from, part, deeper(walk));
    if (next.length * found.length > MOST_TEXTS) return [TOKEN];
    found = found.flatMap((text) => next.map((more) => text + more));
  }
  return found;
}

function textsBehind(index: TemplateIndex, from: Resource, target: Target, value: unknown, walk: Walk): readonly string[] {
  if (target.kind === 'resource') {
    return [placeholderOf(target.resource, target.attribute)];
  }
  if (target.kind === 'literal') {
    return [target.value === undefined || typeof target.value === 'object' ? TOKEN : String(target.value)];
  }
  const { expression } = target;
  if (partsOf(expression) !== undefined && expression !== value)
    return texts(index, placedAt(target, from), expression, deeper(walk));
  const call = intrinsic(expression);
  return [call?.name === 'Ref' && String(call.argument).startsWith('AWS::') ? `\${${call.argument}}` : TOKEN];
}

/** Every resource that a value refers to, however deep in it. */
export function resourcesIn(index: TemplateIndex, from: Resource, value: unknown): readonly Resource[] {
  return [...new Set(resources(index, from, value, { depth: 0, left: { steps: MOST_STEPS } }))];
}

function resources(index: TemplateIndex, from: Resource, value: unknown, walk: Walk): readonly Resource[] {
  if (typeof value !== 'object' || value === null || walk.depth > DEEPEST) return [];
  const within = (parts: readonly unknown[]) => parts.flatMap((part) => resources(index, from, part, deeper(walk)));
  if (intrinsic(value) === undefined) return within(Object.values(value));
  if (isOver(walk)) return [];
  return index.resolve(from, value).flatMap((target) => {
    if (target.kind === 'resource') return [target.resource];
    if (target.kind === 'literal') return resources(index, from, target.value, deeper(walk));
    const { expression } = target;
    if (expression !== value) return resources(index, placedAt(target, from), expression, deeper(walk));
    return within(partsOf(value) ?? argumentsOf(value));
  });
}

/** The names of an expression are those of its own template. */
function placedAt({ template }: { readonly template?: string }, from: Resource): Resource {
  return template === undefined || template === from.template ? from : { ...from, template };
}

function argumentsOf(value: unknown): readonly unknown[] {
  const argument = intrinsic(value)?.argument;
  return typeof argument === 'object' && argument !== null ? Object.values(argument) : [];
}
