import type { Target } from './references';
import { intrinsic, isNoValue, isObject, type Resource } from './resource';
import type { TemplateIndex } from './template-index';

/**
 * What a property may be, read through conditions and references: `read(index, bucket, 'VersioningConfiguration.Status')`. Segments
 * are names of properties, positions in lists, or `*` for every element of a list.
 *
 * @returns the literal `undefined` where a property is absent; nothing for `*` of a list that is absent or empty; more than one
 * target where a condition decides
 */
export function read(index: TemplateIndex, resource: Resource, path: string): readonly Target[] {
  return readFrom(index, resource, resource.properties, path);
}

/** As `read`, from a value within the resource. */
export function readFrom(index: TemplateIndex, resource: Resource, value: unknown, path: string): readonly Target[] {
  let targets = follow(index, resource, value);
  for (const segment of path === '' ? [] : path.split('.')) {
    targets = targets.flatMap((target) =>
      target.kind === 'literal' ? step(index, resource, target.value, segment) : [unknown(target)],
    );
  }
  return targets;
}

/** Elements of a list, read through conditions: every one that may be in it. */
export function elements(index: TemplateIndex, resource: Resource, path: string): readonly Target[] {
  return read(index, resource, path === '' ? '*' : `${path}.*`);
}

/** Whether a property is known, and every value that it may have satisfies a condition. An absent property is `undefined`. */
export function isAlways(
  index: TemplateIndex,
  resource: Resource,
  path: string,
  satisfies: (value: unknown) => boolean,
): boolean {
  return read(index, resource, path).every((target) => target.kind === 'literal' && satisfies(target.value));
}

/** Whether a property is surely absent: left out, or the value that stands for that. */
export function isAbsent(target: Target): boolean {
  return target.kind === 'literal' && target.value === undefined;
}

/** Whether a property has a value, even if only the deployment knows it. */
export function isPresent(target: Target): boolean {
  return !isAbsent(target);
}

/** Whether a property is surely absent, whatever a condition decides. */
export function areAbsent(targets: readonly Target[]): boolean {
  return targets.every(isAbsent);
}

/** Whether a value is CloudFormation's true, as a boolean or a text. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

/** Whether a value is CloudFormation's false, as a boolean or a text; absent is not. */
export function isFalse(value: unknown): boolean {
  return value === false || value === 'false';
}

/** A number that a template has as a number or a text. */
export function asNumber(value: unknown): number | undefined {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Targets for a message: `'Suspended'`, `nothing`, `a value that only the deployment knows ({"Ref":"Status"})`. */
export function describe(targets: readonly Target[]): string {
  return targets.length === 0 ? 'nothing' : [...new Set(targets.map(describeOne))].join(' or ');
}

function describeOne(target: Target): string {
  if (target.kind === 'resource') return `'${target.resource.path}'`;
  if (target.kind === 'unknown') return `a value that only the deployment knows (${brief(target.expression)})`;
  return target.value === undefined
    ? 'nothing'
    : typeof target.value === 'string'
      ? `'${brief(target.value)}'`
      : brief(target.value);
}

function brief(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}

const LONGEST = 120;

function follow(index: TemplateIndex, resource: Resource, value: unknown): readonly Target[] {
  if (value === undefined || isNoValue(value)) return [{ kind: 'literal', value: undefined }];
  return index.resolve(resource, value);
}

function step(index: TemplateIndex, resource: Resource, value: unknown, segment: string): readonly Target[] {
  if (segment === '*') {
    if (Array.isArray(value)) return value.flatMap((element) => follow(index, resource, element)).filter(isPresent);
    return value === undefined ? [] : [{ kind: 'unknown', expression: value }];
  }
  if (Array.isArray(value) && /^\d+$/.test(segment)) return follow(index, resource, value[Number(segment)]);
  if (isObject(value) && intrinsic(value) === undefined) return follow(index, resource, value[segment]);
  return [value === undefined ? { kind: 'literal', value: undefined } : { kind: 'unknown', expression: value }];
}

/** A part of a resource's attribute, or of an unknown, is not known. */
function unknown(target: Target): Target {
  return target.kind === 'resource' ? { kind: 'unknown', expression: { Ref: target.resource.path } } : target;
}
