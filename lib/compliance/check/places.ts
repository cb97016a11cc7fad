import type { Resource } from '../template/resource';
import type { Where } from './check-report';
import type { TemplateInput } from './template-input';

/** Where findings are: in which template, and at which line of which file. */
export class Places {
  private readonly byName: ReadonlyMap<string, TemplateInput>;

  public constructor(inputs: readonly TemplateInput[]) {
    this.byName = new Map(inputs.map((input) => [input.name, input]));
  }

  /** The line of source that made a resource; where there is none, the place of a part of it in its template. */
  public whereIs({ template, logicalId, path }: Resource, location: string): Where {
    const input = this.byName.get(template);
    const source = logicalId === '' ? undefined : input?.sourceOf?.(path);
    if (source !== undefined) return whereOf(source);
    const inResource = logicalId === '' ? [] : ['Resources', logicalId];
    const segments = location.split(/\.|\[(\d+)\]/).filter((segment) => segment !== undefined && segment !== '');
    return { file: input?.file ?? template, ...input?.placeOf?.([...inResource, ...segments]) };
  }

  /** The template that the construct of a path is in. */
  public templateOf(path: string): TemplateInput | undefined {
    for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
      const input = this.byName.get(at);
      if (input !== undefined) return input;
    }
    return undefined;
  }
}

/** `lib/orders.ts:12:5`, taken apart. */
export function whereOf(source: string): Where {
  const [, file, line, column] = /^(.+):(\d+):(\d+)$/s.exec(source) ?? [];
  return file === undefined ? { file: source } : { file, line: Number(line), column: Number(column) };
}
