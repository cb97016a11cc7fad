import { createHash } from 'node:crypto';
import type { ExistingRecord } from '../../existing';
import { append } from './grouped';
import { Places } from './places';
import { type Environment, ReferenceResolver, type Target } from './references';
import { isObject, type JsonObject, type Resource } from './resource';

/** A template, and how it stands among the others. */
export interface TemplateSource {
  /** Name of the template, unique in the index: the stack's construct path, or a file's name. */
  readonly name: string;
  readonly template: unknown;
  /** Name that the stack is deployed under, where it is known. */
  readonly stackName?: string | undefined;
  /** Where it is deployed, as far as it is known: exports are visible there. */
  readonly environment?: Environment | undefined;
  /** The construct path of the stage that the stack is part of. One stage is one set of accounts that an app's other stages know nothing of. */
  readonly stage?: string | undefined;
  /** What somebody else provides for the stack's account. */
  readonly existing?: readonly ExistingRecord[] | undefined;
  /** Values that are given to its parameters, by name. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  /** The resource that deploys it, for the template of a nested stack; `url`: its `TemplateURL`, where that names the template's file. */
  readonly nestedIn?: { readonly template: string; readonly logicalId: string; readonly url?: string } | undefined;
  /**
   * Whether it describes what stands already, and nobody here deploys it: its logical ids are the ids that AWS gave. Rules that are
   * about what is declared pass it over.
   * @default false
   */
  readonly describesExisting?: true | undefined;
  /** The construct path of a resource, for templates of constructs. */
  readonly pathOf?: ((logicalId: string) => string | undefined) | undefined;
}

/** For `ofType`: the resources of every type. */
export const EVERY_TYPE = '*';
/** For `ofType`: each template as a whole, as if it were a resource. A report says it is at its stack. */
export const TEMPLATE_TYPE = 'Strongroom::Template';
/** For `ofType`: each account and region that the templates are for, as if it were a resource. A report says it is at its first stack. */
export const ENVIRONMENT_TYPE = 'Strongroom::Environment';
/** For `ofType`: each account that the templates are for, in all its regions, as if it were a resource. */
export const ACCOUNT_TYPE = 'Strongroom::Account';

/**
 * Every resource of an app, or of a set of templates: built once a run, and read by every rule. Finding resources by type or by
 * logical id, and following references, costs the same however many resources there are.
 */
export class TemplateIndex {
  /** Every resource, in the order of the templates. */
  public readonly resources: readonly Resource[];
  private readonly byType = new Map<string, Resource[]>();
  private readonly references: ReferenceResolver;
  private readonly nested: ReadonlyMap<string, TemplateSource>;
  private readonly places: Places;
  private readonly described: ReadonlySet<string>;
  private readonly derived = new Map<(index: TemplateIndex) => unknown, unknown>();

  /** @param today the day of the judgement, `YYYY-MM-DD`: what a table of dates is compared with; today, in UTC, by default */
  public constructor(
    sources: readonly TemplateSource[],
    public readonly today: string = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length),
  ) {
    this.resources = sources.flatMap(resourcesOf);
    for (const resource of this.resources) append(this.byType, resource.type, resource);
    this.byType.set(EVERY_TYPE, [...this.resources]);
    this.byType.set(TEMPLATE_TYPE, sources.map(asResource));
    this.nested = new Map(sources.flatMap((source) => (source.nestedIn ? [[placeOf(source.nestedIn), source] as const] : [])));
    this.described = new Set(sources.flatMap(({ name, describesExisting }) => (describesExisting ? [name] : [])));
    this.places = new Places(sources, this.resources);
    this.byType.set(ENVIRONMENT_TYPE, [...this.places.environments(ENVIRONMENT_TYPE)]);
    this.byType.set(ACCOUNT_TYPE, [...this.places.accounts(ACCOUNT_TYPE)]);
    this.references = new ReferenceResolver(sources, this.resources);
  }

  /** The resources of these types. */
  public ofType(...types: readonly string[]): readonly Resource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  /** Where a resource is deployed, as far as it is known. */
  public environmentOf({ template }: Resource): Environment {
    return this.places.environmentOf(template);
  }

  /** Whether a resource stands already, and is only described here. */
  public describesExisting({ template }: Resource): boolean {
    return this.described.has(template);
  }

  /** Who provides what a rule asks for, where somebody else does for the account of a resource. */
  public providerOf({ template }: Resource, rule: string): string | undefined {
    return this.places.existing(template).find(({ rules }) => rules === undefined || rules.includes(rule))?.providedBy;
  }

  /** The resources of these types in the account of a resource, whatever their region; in the same stage. Takes a resource of `ACCOUNT_TYPE`, too. */
  public inAccountOf(resource: Resource, ...types: readonly string[]): readonly Resource[] {
    return types.flatMap((type) => this.places.inAccountOf(resource.template, type));
  }

  /** The resources of these types in the account and region of a resource; in the same stage. Takes a resource of `ENVIRONMENT_TYPE`, too. */
  public inEnvironmentOf(resource: Resource, ...types: readonly string[]): readonly Resource[] {
    return types.flatMap((type) => this.places.inEnvironmentOf(resource.template, type));
  }

  /**
   * What a value of a resource may be: resources, literals, or something that only the deployment knows. More than one where a
   * condition decides. Follows references into other stacks of the app and into nested stacks.
   */
  public resolve(from: Resource, value: unknown): readonly Target[] {
    return this.references.resolve(from.template, value);
  }

  /**
   * Whether the template that a nested stack's resource deploys is in the index. The CDK puts the digest of a nested template into
   * its URL, so that a URL that somebody replaced is told from the one of the template that is judged here. Without the CDK, the
   * URL names the template's file.
   */
  public deploysKnownTemplate(stack: Resource): boolean {
    const source = this.nested.get(placeOf(stack));
    if (source === undefined) return false;
    const url = stack.properties['TemplateURL'] ?? '';
    return source.nestedIn?.url === undefined
      ? JSON.stringify(url).includes(digestOf(source.template))
      : url === source.nestedIn.url;
  }

  /**
   * What a rule needs of the whole index, such as a table of routes: made at the first call, and then kept.
   *
   * @param make a function that lives as long as the program, for it is the key
   */
  public derive<T>(make: (index: TemplateIndex) => T): T {
    if (!this.derived.has(make)) this.derived.set(make, make(this));
    return this.derived.get(make) as T;
  }
}

function resourcesOf(source: TemplateSource): Resource[] {
  const resources = isObject(source.template) ? source.template['Resources'] : undefined;
  if (!isObject(resources)) return [];
  return Object.entries(resources).flatMap(([logicalId, definition]) => {
    if (!isObject(definition) || typeof definition['Type'] !== 'string') return [];
    return [
      {
        template: source.name,
        logicalId,
        type: definition['Type'],
        properties: propertiesOf(definition),
        definition,
        path: source.pathOf?.(logicalId) ?? `${source.name}/${logicalId}`,
      },
    ];
  });
}

function asResource({ name, template }: TemplateSource): Resource {
  const definition = isObject(template) ? template : {};
  return { template: name, logicalId: '', type: TEMPLATE_TYPE, properties: {}, definition, path: name };
}

function placeOf({ template, logicalId }: { readonly template: string; readonly logicalId: string }): string {
  return `${template}\n${logicalId}`;
}

function digestOf(template: unknown): string {
  return createHash('sha256').update(JSON.stringify(template)).digest('hex');
}

function propertiesOf(definition: JsonObject): JsonObject {
  const properties = definition['Properties'];
  return isObject(properties) ? properties : {};
}
