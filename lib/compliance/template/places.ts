import type { ExistingRecord } from '../../existing';
import { append } from './grouped';
import type { Environment } from './references';
import type { Resource } from './resource';
import type { TemplateSource } from './template-index';

/** An account, or an account and region, of a stage. */
class Place {
  private readonly byType = new Map<string, Resource[]>();

  public constructor(public readonly first: TemplateSource) {}

  public add(resource: Resource): void {
    append(this.byType, resource.type, resource);
  }

  public ofType(type: string): readonly Resource[] {
    return this.byType.get(type) ?? [];
  }
}

/** Which resources stand in the same account, and in the same region of it. Nested stacks stand where the stack that deploys them does. */
export class Places {
  private readonly sources: ReadonlyMap<string, TemplateSource>;
  private readonly byAccount = new Map<string, Place>();
  private readonly byEnvironment = new Map<string, Place>();
  private readonly ofTemplate = new Map<string, { readonly account: Place; readonly environment: Place }>();

  public constructor(sources: readonly TemplateSource[], resources: readonly Resource[]) {
    this.sources = new Map(sources.map((source) => [source.name, source]));
    for (const { name } of sources) {
      const outermost = this.outermost(name);
      if (outermost === undefined) continue;
      const { stage = '', environment = {} } = outermost;
      const account = [stage, environment.account];
      this.ofTemplate.set(name, {
        account: made(this.byAccount, JSON.stringify(account), outermost),
        environment: made(this.byEnvironment, JSON.stringify([...account, environment.region]), outermost),
      });
    }
    for (const resource of resources) {
      const places = this.ofTemplate.get(resource.template);
      places?.account.add(resource);
      places?.environment.add(resource);
    }
  }

  public environmentOf(template: string): Environment {
    return this.outermost(template)?.environment ?? {};
  }

  public existing(template: string): readonly ExistingRecord[] {
    return this.outermost(template)?.existing ?? [];
  }

  public inAccountOf(template: string, type: string): readonly Resource[] {
    return this.ofTemplate.get(template)?.account.ofType(type) ?? [];
  }

  public inEnvironmentOf(template: string, type: string): readonly Resource[] {
    return this.ofTemplate.get(template)?.environment.ofType(type) ?? [];
  }

  public accounts(type: string): readonly Resource[] {
    return [...this.byAccount.values()].map((place) => asResource(place, type));
  }

  public environments(type: string): readonly Resource[] {
    return [...this.byEnvironment.values()].map((place) => asResource(place, type));
  }

  private outermost(name: string): TemplateSource | undefined {
    const seen = new Set<string>();
    let source = this.sources.get(name);
    while (source?.nestedIn !== undefined && !seen.has(source.name)) {
      seen.add(source.name);
      source = this.sources.get(source.nestedIn.template) ?? source;
    }
    return source;
  }
}

function made(places: Map<string, Place>, key: string, first: TemplateSource): Place {
  const found = places.get(key);
  if (found !== undefined) return found;
  const place = new Place(first);
  places.set(key, place);
  return place;
}

function asResource({ first }: Place, type: string): Resource {
  return { template: first.name, logicalId: '', type, properties: {}, definition: {}, path: first.name };
}
