import type { MetadataEntry } from 'constructs';
import { FaultCollector } from '../../errors';
import { checkException } from '../../exceptions';
import { EXISTING_METADATA, type ExistingRecord } from '../../existing';
import { type Acknowledgement, acknowledgementsIn } from '../gate/acknowledgements';
import { describedTemplateOf, isExistingRecord } from '../gate/app-templates';
import { applicationLine } from '../gate/source-location';
import { append } from '../template/grouped';
import { isObject, type JsonObject } from '../template/resource';

/** Types of the CDK's own entries. Source: `ArtifactMetadataEntryType` of `aws-cdk-lib/cloud-assembly-schema`. */
const CREATION_STACK = 'aws:cdk:creationStack';
const LOGICAL_ID = 'aws:cdk:logicalId';
const TEMPLATE_FILE = 'aws:cdk:templateFile';

/** What an assembly says of the constructs of a stack, and of the stacks that are nested in it. */
export class StackMetadata {
  private readonly lines = new Map<string, string>();
  private readonly children = new Map<string, string[]>();
  private readonly stacks = new Map<string, string>();
  private readonly logicalIds: (readonly [path: string, logicalId: string])[] = [];
  private readonly entries: readonly (readonly [path: string, entries: readonly MetadataEntry[]])[];

  /** @param metadata entries by `/` and the construct's path */
  public constructor(
    private readonly stack: string,
    metadata: JsonObject,
  ) {
    this.entries = Object.entries(metadata).map(([path, entries]) => [path.replace(/^\//, ''), entriesIn(entries)]);
    for (const [path, entries] of this.entries) {
      const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
      append(this.children, parent, path);
      for (const { type, data } of entries) {
        if (type === LOGICAL_ID && typeof data === 'string') this.logicalIds.push([path, data]);
        else if (type === TEMPLATE_FILE && typeof data === 'string') this.stacks.set(path, data);
        else if (type === CREATION_STACK && Array.isArray(data)) {
          const line = applicationLine(data.map(String));
          if (line !== undefined) this.lines.set(path, line);
        }
      }
    }
  }

  /** The file that a nested stack's template was written to, where the metadata say so. */
  public templateOf(nestedStack: string): string | undefined {
    return this.stacks.get(nestedStack);
  }

  /** The construct paths of each stack's logical ids, for this stack and those nested in it. */
  public pathsByStack(): ReadonlyMap<string, ReadonlyMap<string, string>> {
    const found = new Map<string, Map<string, string>>();
    for (const [path, logicalId] of this.logicalIds) {
      const stack = this.stackOf(path);
      const paths = found.get(stack) ?? new Map<string, string>();
      found.set(stack, paths.set(logicalId, path));
    }
    return found;
  }

  /** The application's line that made a construct; where that is not known, of what is beside or above it. */
  public lineOf(path: string): string | undefined {
    const own = this.lines.get(path);
    if (own !== undefined) return own;
    for (let at = path; at.length >= this.stack.length; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
      for (const candidate of [at, ...(this.children.get(at) ?? [])]) {
        const line = this.lines.get(candidate);
        if (line !== undefined) return line;
      }
      if (at === '') break;
    }
    return undefined;
  }

  public acknowledgements(): readonly Acknowledgement[] {
    return this.entries.flatMap(([path, entries]) => [
      ...acknowledgementsIn(path, entries, (record) => {
        const faults = new FaultCollector(`exception of '${path}'`);
        const isStack = path === this.stack || this.stacks.has(path);
        faults.check(!isStack, 'construct', path, 'a construct inside a stack, as near to the resource as can be');
        checkException(faults, record);
        faults.throwIfAny();
      }),
    ]);
  }

  public existing(): readonly ExistingRecord[] {
    return this.entries.flatMap(([, entries]) =>
      entries.flatMap(({ type, data }) => (type === EXISTING_METADATA && isExistingRecord(data) ? [data] : [])),
    );
  }

  /** What stands already and is described by a construct, by its path. */
  public described(): readonly (readonly [path: string, template: JsonObject])[] {
    return this.entries.flatMap(([path, entries]) =>
      entries.flatMap(({ type, data }) => {
        const template = describedTemplateOf(type, data);
        return template === undefined ? [] : [[path, template] as const];
      }),
    );
  }

  private stackOf(path: string): string {
    for (let at = path; at.length > this.stack.length; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
      if (this.stacks.has(at)) return at;
    }
    return this.stack;
  }
}

function entriesIn(value: unknown): readonly MetadataEntry[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (!isObject(entry) || typeof entry['type'] !== 'string') return [];
    const trace = Array.isArray(entry['trace']) ? { trace: entry['trace'].map(String) } : {};
    return [{ type: entry['type'], data: entry['data'], ...trace }];
  });
}
