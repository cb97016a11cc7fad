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
  /** The resource that deploys it, for the template of a nested stack. */
  readonly nestedIn?: { readonly template: string; readonly logicalId: string } | undefined;
  /** The construct path of a resource, for templates of constructs. */
  readonly pathOf?: ((logicalId: string) => string | undefined) | undefined;
}

/**
 * Every resource of an app, or of a set of templates: built once a run, and read by every rule. Finding resources by type or by
 * logical id, and following references, costs the same however many resources there are.
 */
export class TemplateIndex {
  /** Every resource, in the order of the templates. */
  public readonly resources: readonly Resource[];
  private readonly byType = new Map<string, Resource[]>();
  private readonly references: ReferenceResolver;
  private readonly derived = new Map<(index: TemplateIndex) => unknown, unknown>();

  public constructor(sources: readonly TemplateSource[]) {
    this.resources = sources.flatMap(resourcesOf);
    for (const resource of this.resources) {
      const same = this.byType.get(resource.type);
      if (same === undefined) this.byType.set(resource.type, [resource]);
      else same.push(resource);
    }
    this.references = new ReferenceResolver(sources, this.resources);
  }

  /** The resources of these types. */
  public ofType(...types: readonly string[]): readonly Resource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  /**
   * What a value of a resource may be: resources, literals, or something that only the deployment knows. More than one where a
   * condition decides. Follows references into other stacks of the app and into nested stacks.
   */
  public resolve(from: Resource, value: unknown): readonly Target[] {
    return this.references.resolve(from.template, value);
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

function propertiesOf(definition: JsonObject): JsonObject {
  const properties = definition['Properties'];
  return isObject(properties) ? properties : {};
}
