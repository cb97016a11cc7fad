import { append } from './grouped';
import { intrinsic, isNoValue, isObject, type JsonObject, own, type Resource } from './resource';
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
  /** A value that only the deployment knows; `template`: the one whose names the expression uses. */
  | { readonly kind: 'unknown'; readonly expression: unknown; readonly template?: string };

/** A value, and the template whose names it uses. */
interface Located {
  readonly template: string;
  readonly value: unknown;
}

/** Longest chain of references that is followed: deeper than any sane app, and an end to circles. */
const DEEPEST = 32;
/** Most steps that one value takes: a template that refers to itself at two points would double them at each. */
const MOST_STEPS = 1_000;
/** Most texts that conditions within one text make of it. */
const MOST_TEXTS = 64;
const ABSENT: Target = { kind: 'literal', value: undefined };

/** Follows `Ref`, `Fn::GetAtt`, `Fn::ImportValue` and the like to what they stand for, across the templates of an app. */
export class ReferenceResolver {
  private readonly sources = new Map<string, TemplateSource>();
  private readonly resources = new Map<string, Map<string, Resource>>();
  private readonly exported = new Map<string, Located[]>();
  private readonly outputs = new Map<string, Located[]>();
  private readonly crossRegion = new Map<string, Located[]>();
  private readonly nested = new Map<string, string>();
  private steps = 0;

  public constructor(sources: readonly TemplateSource[], resources: readonly Resource[]) {
    for (const source of sources) {
      this.sources.set(source.name, source);
      this.resources.set(source.name, new Map());
      if (source.nestedIn) this.nested.set(key(source.nestedIn.template, source.nestedIn.logicalId), source.name);
    }
    for (const resource of resources) this.resources.get(resource.template)?.set(resource.logicalId, resource);
    for (const source of sources) this.addOutputs(source);
    for (const resource of resources) this.addCrossRegionExports(resource);
  }

  /** Everything that a value of a template may stand for. */
  public resolve(template: string, value: unknown): readonly Target[] {
    this.steps = 0;
    return this.follow({ template, value }, 0);
  }

  private follow(at: Located, depth: number): readonly Target[] {
    const call = intrinsic(at.value);
    if (isNoValue(at.value)) return [ABSENT];
    if (call === undefined) return [at.value === undefined ? unknown(at) : { kind: 'literal', value: at.value }];
    if (depth > DEEPEST || ++this.steps > MOST_STEPS) return [unknown(at)];
    const next = (located: Located) => this.follow(located, depth + 1);
    switch (call.name) {
      case 'Ref':
        return typeof call.argument === 'string' ? this.followRef(at, call.argument, next) : [unknown(at)];
      case 'Fn::GetAtt':
        return this.followAttribute(at, call.argument, next);
      case 'Fn::ImportValue':
        return followAll(at, this.exported.get(key(this.scopeOf(at.template), nameOf(at.template, call.argument, next))), next);
      case 'Fn::GetStackOutput':
        return followAll(at, this.stackOutput(call.argument), next);
      case 'Fn::If':
        return Array.isArray(call.argument) && call.argument.length === 3
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
    const known = this.pseudoParameter(name, at.template);
    if (known !== undefined) return [{ kind: 'literal', value: known }];
    if (isOfParameterStore(name, source)) return [unknown(at)];
    const parent = source?.nestedIn;
    const deployer = parent && this.resources.get(parent.template)?.get(parent.logicalId);
    const passed = own(deployer?.properties['Parameters'], name);
    if (parent && passed !== undefined) return next({ template: parent.template, value: passed });
    const values = parameterValues(name, source);
    return values?.map((value) => ({ kind: 'literal', value })) ?? [unknown(at)];
  }

  private followAttribute(at: Located, argument: unknown, next: Follow): readonly Target[] {
    const [name, ...rest]: readonly unknown[] =
      typeof argument === 'string' ? argument.split('.') : Array.isArray(argument) ? argument : [];
    const attribute = rest.join('.');
    const resource = typeof name === 'string' ? this.resources.get(at.template)?.get(name) : undefined;
    if (!resource) return [unknown(at)];
    if (resource.type === 'Custom::CrossRegionExportReader') {
      return followAll(at, this.crossRegion.get(key(this.scopeOf(at.template), attribute)), next);
    }
    const nested = this.nested.get(key(at.template, resource.logicalId));
    if (nested === undefined || !attribute.startsWith('Outputs.')) return [{ kind: 'resource', resource, attribute }];
    const output = own(outputsOf(this.sources.get(nested)?.template), attribute.slice('Outputs.'.length));
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

  /** A key that only the deployment knows may be any key of the map, or none, for which there may be a default. */
  private followMap(at: Located, argument: unknown, next: Follow): readonly Target[] {
    const [name, first, second, options]: readonly unknown[] = Array.isArray(argument) ? argument : [];
    const mappings = own(this.sources.get(at.template)?.template, 'Mappings');
    let maps: readonly unknown[] = [typeof name === 'string' ? own(mappings, name) : undefined];
    let surelyIn = true;
    for (const mapKey of [first, second]) {
      const known = next({ template: at.template, value: mapKey });
      maps = maps.filter(isObject).flatMap((map) => {
        return known.flatMap((target) => {
          const values = target.kind === 'literal' ? [own(map, String(target.value))] : Object.values(map);
          const found = values.filter((value) => value !== undefined);
          if (target.kind !== 'literal' || found.length === 0) surelyIn = false;
          return found;
        });
      });
    }
    const otherwise = own(options, 'DefaultValue');
    const defaults =
      surelyIn && maps.length > 0 ? [] : otherwise === undefined ? [] : next({ template: at.template, value: otherwise });
    const found: Target[] = maps.map((value) => ({ kind: 'literal', value }));
    return found.length + defaults.length === 0 ? [unknown(at)] : [...found, ...defaults];
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
      if (source.stackName !== undefined) append(this.outputs, key(source.stackName, name), located);
      const exported = output['Export'];
      if (isObject(exported))
        append(
          this.exported,
          key(
            this.scopeOf(source.name),
            nameOf(source.name, exported['Name'], ({ template, value }) => this.resolve(template, value)),
          ),
          located,
        );
    }
  }

  /** What the CDK's `crossRegionReferences` hand to a stack of another region of the account. */
  private addCrossRegionExports({ type, template, properties }: Resource): void {
    if (type !== 'Custom::CrossRegionExportWriter') return;
    const { region, exports: exported } = isObject(properties['WriterProps']) ? properties['WriterProps'] : {};
    if (!isObject(exported)) return;
    const scope = `${this.environmentOf(template).account}/${region}`;
    for (const [name, value] of Object.entries(exported)) append(this.crossRegion, key(scope, name), { template, value });
  }

  private stackOutput(argument: unknown): readonly Located[] | undefined {
    return isObject(argument) ? this.outputs.get(key(argument['StackName'], argument['OutputName'])) : undefined;
  }

  /** An export is visible in its account and region. */
  private scopeOf(template: string): string {
    const { account, region } = this.environmentOf(template);
    return `${account}/${region}`;
  }

  /** A nested template is deployed to where its parent is. */
  private environmentOf(template: string, depth = 0): Environment {
    const source = this.sources.get(template);
    const { account, region } = source?.environment ?? {};
    if (source?.nestedIn === undefined || depth > DEEPEST) return { account, region };
    const parent = this.environmentOf(source.nestedIn.template, depth + 1);
    return { account: account ?? parent.account, region: region ?? parent.region };
  }

  private pseudoParameter(name: string, template: string): string | undefined {
    if (name === 'AWS::Region') return this.environmentOf(template).region;
    if (name === 'AWS::StackName') return this.sources.get(template)?.stackName;
    return name === 'AWS::AccountId' ? this.environmentOf(template).account : undefined;
  }
}

type Follow = (located: Located) => readonly Target[];

function followAll(at: Located, found: readonly Located[] | undefined, next: Follow): readonly Target[] {
  return found === undefined ? [unknown(at)] : found.flatMap(next);
}

/** The name of an export: one that only the deployment knows is another in every template. */
function nameOf(template: string, value: unknown, follow: Follow): unknown {
  const [only, ...others] = follow({ template, value });
  return only?.kind === 'literal' && others.length === 0 ? only.value : { template, value };
}

function unknown({ template, value }: Located): Target {
  return { kind: 'unknown', expression: value, template };
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function parameterType(name: string, source: TemplateSource | undefined): string {
  return String(own(own(own(source?.template, 'Parameters'), name), 'Type'));
}

/** A parameter of this kind is given the name of one in the Parameter Store, and stands for what that has at the deployment. */
function isOfParameterStore(name: string, source: TemplateSource | undefined): boolean {
  return parameterType(name, source).startsWith('AWS::SSM::Parameter::Value<');
}

/**
 * What a parameter may be: the value that it is given, or each that it allows. A default alone is no value, for anyone can give
 * another; and what a list allows are its elements, of which it may have any.
 */
function parameterValues(name: string, source: TemplateSource | undefined): readonly unknown[] | undefined {
  const isList = /^(CommaDelimitedList|List<)/.test(parameterType(name, source));
  const given = own(source?.parameters, name);
  if (given !== undefined) return [isList && typeof given === 'string' ? given.split(',').map((each) => each.trim()) : given];
  const allowed = own(own(own(source?.template, 'Parameters'), name), 'AllowedValues');
  return Array.isArray(allowed) && allowed.length > 0 && !isList ? allowed : undefined;
}

function outputsOf(template: unknown): JsonObject {
  const outputs = isObject(template) ? template['Outputs'] : undefined;
  return isObject(outputs) ? outputs : {};
}

function key(...parts: readonly unknown[]): string {
  return JSON.stringify(parts);
}
