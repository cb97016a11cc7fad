import { intrinsic, isNoValue, isObject, type JsonObject, type Resource } from './resource';
import type { TemplateSource } from './template-index';
import { partsOf } from './text';

/** Where a stack is deployed, as far as it is known. */
export interface Environment {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

/** What a value in a template stands for. */
export type Target =
  /** A resource of the index, or one of its attributes. */
  | { readonly kind: 'resource'; readonly resource: Resource; readonly attribute?: string }
  /** A value that the template itself has. */
  | { readonly kind: 'literal'; readonly value: unknown }
  /** A value that only the deployment knows. */
  | { readonly kind: 'unknown'; readonly expression: unknown };

/** A value, and the template whose names it uses. */
interface Located {
  readonly template: string;
  readonly value: unknown;
}

/** Longest chain of references that is followed: deeper than any sane app, and an end to circles. */
const DEEPEST = 32;
/** Most texts that conditions within one text make of it. */
const MOST_TEXTS = 64;
const ABSENT: Target = { kind: 'literal', value: undefined };

/** Follows `Ref`, `Fn::GetAtt`, `Fn::ImportValue` and the like to what they stand for, across the templates of an app. */
export class ReferenceResolver {
  private readonly sources = new Map<string, TemplateSource>();
  private readonly resources = new Map<string, Map<string, Resource>>();
  private readonly exported = new Map<string, Located[]>();
  private readonly outputs = new Map<string, Located[]>();
  private readonly nested = new Map<string, string>();

  public constructor(sources: readonly TemplateSource[], resources: readonly Resource[]) {
    for (const source of sources) {
      this.sources.set(source.name, source);
      this.resources.set(source.name, new Map());
      if (source.nestedIn) this.nested.set(key(source.nestedIn.template, source.nestedIn.logicalId), source.name);
      this.addOutputs(source);
    }
    for (const resource of resources) this.resources.get(resource.template)?.set(resource.logicalId, resource);
  }

  /** Everything that a value of a template may stand for. */
  public resolve(template: string, value: unknown): readonly Target[] {
    return this.follow({ template, value }, 0);
  }

  private follow(at: Located, depth: number): readonly Target[] {
    const call = intrinsic(at.value);
    if (isNoValue(at.value)) return [ABSENT];
    if (call === undefined) return [at.value === undefined ? unknown(at) : { kind: 'literal', value: at.value }];
    if (depth > DEEPEST) return [unknown(at)];
    const next = (located: Located) => this.follow(located, depth + 1);
    switch (call.name) {
      case 'Ref':
        return typeof call.argument === 'string' ? this.followRef(at, call.argument, next) : [unknown(at)];
      case 'Fn::GetAtt':
        return this.followAttribute(at, call.argument, next);
      case 'Fn::ImportValue':
        return followAll(at, this.exported.get(key(this.scopeOf(at.template), call.argument)), next);
      case 'Fn::GetStackOutput':
        return followAll(at, this.stackOutput(call.argument), next);
      case 'Fn::If':
        return Array.isArray(call.argument)
          ? call.argument.slice(1).flatMap((branch: unknown) => next({ template: at.template, value: branch }))
          : [unknown(at)];
      case 'Fn::Sub':
      case 'Fn::Join':
        return this.followText(at, next);
      case 'Fn::FindInMap':
        return this.followMap(at, call.argument, next);
      case 'Fn::Select':
        return this.followSelection(at, call.argument, next);
      default:
        return [unknown(at)];
    }
  }

  private followRef(at: Located, name: string, next: Follow): readonly Target[] {
    const resource = this.resources.get(at.template)?.get(name);
    if (resource) return [{ kind: 'resource', resource }];
    const source = this.sources.get(at.template);
    const known = pseudoParameter(name, source);
    if (known !== undefined) return [{ kind: 'literal', value: known }];
    const parent = source?.nestedIn;
    const deployer = parent && this.resources.get(parent.template)?.get(parent.logicalId);
    const parameters = deployer?.properties['Parameters'];
    if (parent && isObject(parameters) && name in parameters) return next({ template: parent.template, value: parameters[name] });
    const values = parameterValues(name, source);
    return values?.map((value) => ({ kind: 'literal', value })) ?? [unknown(at)];
  }

  private followAttribute(at: Located, argument: unknown, next: Follow): readonly Target[] {
    const [name, ...rest]: readonly unknown[] =
      typeof argument === 'string' ? argument.split('.') : Array.isArray(argument) ? argument : [];
    const attribute = rest.join('.');
    const resource = typeof name === 'string' ? this.resources.get(at.template)?.get(name) : undefined;
    if (!resource) return [unknown(at)];
    const nested = this.nested.get(key(at.template, resource.logicalId));
    if (nested === undefined || !attribute.startsWith('Outputs.')) return [{ kind: 'resource', resource, attribute }];
    const output = outputsOf(this.sources.get(nested)?.template)[attribute.slice('Outputs.'.length)];
    return isObject(output) ? next({ template: nested, value: output['Value'] }) : [unknown(at)];
  }

  /** A text of one part is that part; one whose parts are all known is known. */
  private followText(at: Located, next: Follow): readonly Target[] {
    const parts = partsOf(at.value);
    if (parts === undefined) return [unknown(at)];
    const followed = parts.map((part) => next({ template: at.template, value: part }));
    const [only, ...others] = followed;
    if (only !== undefined && others.length === 0) return only;
    let texts: readonly string[] = [''];
    for (const targets of followed) {
      const literals = targets.flatMap((target) =>
        target.kind === 'literal' && isScalar(target.value) ? [String(target.value)] : [],
      );
      if (literals.length < targets.length || literals.length * texts.length > MOST_TEXTS) return [unknown(at)];
      texts = texts.flatMap((text) => literals.map((literal) => text + literal));
    }
    return texts.map((value) => ({ kind: 'literal', value }));
  }

  /** A key that only the deployment knows may be any key of the map. */
  private followMap(at: Located, argument: unknown, next: Follow): readonly Target[] {
    const [name, ...keys]: readonly unknown[] = Array.isArray(argument) ? argument : [];
    const template = this.sources.get(at.template)?.template;
    const mappings = isObject(template) ? template['Mappings'] : undefined;
    let maps: readonly unknown[] = [isObject(mappings) && typeof name === 'string' ? mappings[name] : undefined];
    for (const mapKey of keys.slice(0, 2)) {
      const known = next({ template: at.template, value: mapKey });
      maps = maps.filter(isObject).flatMap((map) => {
        const named = known.flatMap((target) => (target.kind === 'literal' ? [map[String(target.value)]] : Object.values(map)));
        return named.filter((value) => value !== undefined);
      });
    }
    return maps.length === 0 ? [unknown(at)] : maps.map((value) => ({ kind: 'literal', value }));
  }

  private followSelection(at: Located, argument: unknown, next: Follow): readonly Target[] {
    const [position, list]: readonly unknown[] = Array.isArray(argument) ? argument : [];
    const chosen = Array.isArray(list) ? list[Number(position)] : undefined;
    return chosen === undefined ? [unknown(at)] : next({ template: at.template, value: chosen });
  }

  private addOutputs(source: TemplateSource): void {
    for (const [name, output] of Object.entries(outputsOf(source.template))) {
      if (!isObject(output)) continue;
      const located = { template: source.name, value: output['Value'] };
      if (source.stackName !== undefined) push(this.outputs, key(source.stackName, name), located);
      const exported = output['Export'];
      if (isObject(exported)) push(this.exported, key(this.scopeOf(source.name), exported['Name']), located);
    }
  }

  private stackOutput(argument: unknown): readonly Located[] | undefined {
    return isObject(argument) ? this.outputs.get(key(argument['StackName'], argument['OutputName'])) : undefined;
  }

  /** An export is visible in its account and region. */
  private scopeOf(template: string): string {
    const { account, region } = this.sources.get(template)?.environment ?? {};
    return `${account}/${region}`;
  }
}

type Follow = (located: Located) => readonly Target[];

function followAll(at: Located, found: readonly Located[] | undefined, next: Follow): readonly Target[] {
  return found === undefined ? [unknown(at)] : found.flatMap(next);
}

function unknown(at: Located): Target {
  return { kind: 'unknown', expression: at.value };
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function pseudoParameter(name: string, source: TemplateSource | undefined): string | undefined {
  if (name === 'AWS::Region') return source?.environment?.region;
  return name === 'AWS::AccountId' ? source?.environment?.account : undefined;
}

/** What a parameter may be: the value that it is given, or each that it allows. A default alone is no value, for anyone can give another. */
function parameterValues(name: string, source: TemplateSource | undefined): readonly unknown[] | undefined {
  const given = source?.parameters?.[name];
  if (given !== undefined) return [given];
  const parameters = isObject(source?.template) ? source.template['Parameters'] : undefined;
  const parameter = isObject(parameters) ? parameters[name] : undefined;
  const allowed = isObject(parameter) ? parameter['AllowedValues'] : undefined;
  return Array.isArray(allowed) && allowed.length > 0 ? allowed : undefined;
}

function outputsOf(template: unknown): JsonObject {
  const outputs = isObject(template) ? template['Outputs'] : undefined;
  return isObject(outputs) ? outputs : {};
}

function key(...parts: readonly unknown[]): string {
  return JSON.stringify(parts);
}

function push<T>(map: Map<string, T[]>, at: string, value: T): void {
  const found = map.get(at);
  if (found === undefined) map.set(at, [value]);
  else found.push(value);
}
