import { globMatches } from '../../template/glob';
import { parsedJson } from '../../template/json';
import { intrinsic, isNoValue, isObject, own, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOf } from '../../template/text';
import { isTrue } from '../../template/values';

/**
 * Whether a pattern of EventBridge matches an event. An operator that is not known here matches nothing. Source: "Comparison
 * operators for use in event patterns in Amazon EventBridge".
 */
export function matchesEvent(pattern: unknown, event: unknown): boolean {
  if (!isObject(pattern)) return false;
  if (Array.isArray(event)) return event.some((each) => matchesEvent(pattern, each));
  return Object.entries(pattern).every(([field, wanted]) => {
    if (field === '$or') return Array.isArray(wanted) && wanted.some((each) => matchesEvent(each, event));
    const value = own(event, field);
    if (!Array.isArray(wanted)) return matchesEvent(wanted, value);
    return wanted.some((alternative) => matchesValue(alternative, value));
  });
}

function matchesValue(alternative: unknown, value: unknown): boolean {
  if (Array.isArray(value)) return value.some((each) => matchesValue(alternative, each));
  if (!isObject(alternative)) return value !== undefined && alternative === value;
  const [[operator, operand] = ['', undefined], ...others] = Object.entries(alternative);
  return others.length === 0 && Object.hasOwn(OPERATORS, operator) && OPERATORS[operator]?.(value, operand) === true;
}

const OPERATORS: Readonly<Record<string, (value: unknown, operand: unknown) => boolean>> = {
  'anything-but': (value, operand) =>
    value !== undefined && ![operand].flat().some((each) => (isObject(each) ? matchesValue(each, value) : each === value)),
  'equals-ignore-case': (value, operand) => text(value)?.toLowerCase() === text(operand)?.toLowerCase(),
  exists: (value, operand) => isTrue(operand) === (value !== undefined),
  numeric: (value, operand) => Array.isArray(operand) && typeof value === 'number' && inRange(value, operand),
  prefix: (value, operand) => text(value)?.startsWith(text(operand) ?? '\n') === true,
  suffix: (value, operand) => text(value)?.endsWith(text(operand) ?? '\n') === true,
  wildcard: (value, operand) => text(value) !== undefined && globMatches(text(operand) ?? '', text(value) ?? ''),
};

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '=': (value, bound) => value === bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** `['>=', 7, '<', 9]`. */
function inRange(value: number, [comparison, bound, ...rest]: readonly unknown[]): boolean {
  if (typeof bound !== 'number' || COMPARISONS[String(comparison)]?.(value, bound) !== true) return false;
  return rest.length === 0 || inRange(value, rest);
}

/**
 * The pattern of a rule, with its references followed; `${AWS::AccountId}` for an account that nobody knows yet. What else only the
 * deployment knows stays as it is, and so matches no event.
 */
export function patternOf(rule: Resource, index: TemplateIndex): unknown {
  const plain = (value: unknown): unknown => {
    if (intrinsic(value) !== undefined) {
      const [only, ...others] = index.resolve(rule, value);
      if (only?.kind === 'literal' && others.length === 0) return only.value;
      const [known, ...more] = textsOf(index, rule, value);
      return known !== undefined && more.length === 0 && /^\$\{AWS::\w+\}$/.test(known) ? known : value;
    }
    if (Array.isArray(value)) return value.filter((each) => !isNoValue(each)).map(plain);
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([field, of]) => [field, plain(of)])) : value;
  };
  const given = plain(rule.properties['EventPattern']);
  return typeof given === 'string' ? parsedJson(given) : given;
}
