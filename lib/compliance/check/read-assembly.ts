import { realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Fault } from '../../errors';
import type { ExistingRecord } from '../../existing';
import { describedSource } from '../gate/app-templates';
import type { Environment } from '../template/references';
import { isObject, type JsonObject, own } from '../template/resource';
import { bytesOf, jsonObjectIn, shown } from './files';
import { Claim, readTemplate } from './read-template';
import { StackMetadata } from './stack-metadata';
import type { TemplateInput } from './template-input';
import { readOrFault, Unreadable } from './unreadable';

/** The file that tells what is in an assembly. */
export const MANIFEST = 'manifest.json';

/** Types of what an assembly has. Source: `ArtifactType` of `aws-cdk-lib/cloud-assembly-schema`. */
export const STACK = 'aws:cloudformation:stack';
export const ASSEMBLY = 'cdk:cloud-assembly';

const FROM_CDK = 'an assembly as `cdk synth` writes it';

/**
 * Reads a cloud assembly of the CDK: every stack of every stage, and the stacks that are nested in them.
 *
 * @param folder `cdk.out`
 * @param prefix what comes before the names of its stacks, where other assemblies have stacks of the same names
 * @param faults takes what cannot be read
 */
export function readAssembly(folder: string, prefix: string, faults: Fault[]): readonly TemplateInput[] {
  return new AssemblyReader(prefix, faults).read(folder, '');
}

class AssemblyReader {
  private readonly seen = new Set<string>();

  public constructor(
    private readonly prefix: string,
    private readonly faults: Fault[],
  ) {}

  public read(folder: string, stage: string): readonly TemplateInput[] {
    const file = join(folder, MANIFEST);
    const artifacts = readOrFault(this.faults, shown(file), () => {
      const found = jsonObjectIn(file, FROM_CDK)['artifacts'];
      if (!isObject(found)) throw new Unreadable('no artifacts', FROM_CDK);
      // A manifest that names its own folder would never end.
      const real = realpathSync(folder);
      if (this.seen.has(real)) return {};
      this.seen.add(real);
      return found;
    });
    const inputs: TemplateInput[] = [];
    const existing: ExistingRecord[] = [];
    const stages: TemplateInput[] = [];
    for (const [id, artifact] of Object.entries(artifacts ?? {})) {
      const properties = own(artifact, 'properties');
      const type = own(artifact, 'type');
      if (type === ASSEMBLY) {
        const directory = own(properties, 'directoryName');
        const name = own(properties, 'displayName');
        if (typeof directory === 'string')
          stages.push(...this.read(join(folder, directory), typeof name === 'string' ? name : id));
      } else if (type === STACK && isObject(artifact)) {
        const stack = this.readStack(folder, id, artifact, stage);
        inputs.push(...stack.inputs);
        existing.push(...stack.existing);
      }
    }
    // What a construct says that somebody else provides holds for its stage, and for the stages in that.
    return [...inputs, ...stages].map((input) =>
      existing.length === 0 ? input : { ...input, existing: [...existing, ...(input.existing ?? [])] },
    );
  }

  private readStack(
    folder: string,
    id: string,
    artifact: JsonObject,
    stage: string,
  ): { readonly inputs: readonly TemplateInput[]; readonly existing: readonly ExistingRecord[] } {
    const displayName = artifact['displayName'];
    const path = typeof displayName === 'string' ? displayName : id;
    const metadata = new StackMetadata(path, this.metadataOf(folder, artifact));
    const name = `${this.prefix}${path}`;
    const stackName = own(artifact['properties'], 'stackName');
    const templateFile = own(artifact['properties'], 'templateFile');
    if (typeof templateFile !== 'string') {
      this.faults.push({
        property: shown(join(folder, MANIFEST)),
        got: `the stack '${id}' without a template`,
        allowed: FROM_CDK,
      });
      return { inputs: [], existing: [] };
    }
    const sourceOf = (at: string) => metadata.lineOf(at.slice(this.prefix.length));
    const common = { sourceOf, stage };
    const paths = metadata.pathsByStack();
    const inputs: TemplateInput[] = [];
    const add = (file: string, stack: string, more: Partial<TemplateInput>, above: readonly string[]): void => {
      const read = this.readFile(join(folder, file));
      if (read === undefined) return;
      const { template, placeOf } = read;
      const known = paths.get(stack);
      const pathOf = (logicalId: string) => {
        const at = known?.get(logicalId) ?? pathInTemplate(template, logicalId);
        return at === undefined ? undefined : `${this.prefix}${at}`;
      };
      const input = {
        ...common,
        name: `${this.prefix}${stack}`,
        file: shown(join(folder, file)),
        template,
        placeOf,
        pathOf,
        ...more,
      };
      inputs.push(input);
      for (const nested of nestedStacksOf(template, pathOf, this.prefix, metadata)) {
        const inside = !relative(folder, resolve(folder, nested.file)).startsWith('..');
        if (!inside || above.includes(nested.file)) continue;
        const nestedIn = { template: input.name, logicalId: nested.logicalId };
        add(nested.file, nested.path, { nestedIn }, [...above, nested.file]);
      }
    };
    const outermost = {
      stackName: typeof stackName === 'string' ? stackName : id,
      environment: environmentOf(artifact['environment']),
      acknowledgements: metadata.acknowledgements().map((made) => ({ ...made, path: `${this.prefix}${made.path}` })),
    };
    add(templateFile, path, { ...outermost, name }, [templateFile]);
    for (const [at, described] of metadata.described()) {
      inputs.push({
        ...common,
        ...describedSource(`${this.prefix}${at}`, described),
        file: shown(join(folder, MANIFEST)),
        environment: outermost.environment,
      });
    }
    return { inputs, existing: metadata.existing() };
  }

  private metadataOf(folder: string, artifact: JsonObject): JsonObject {
    const { metadata, additionalMetadataFile: file } = artifact;
    const inManifest = isObject(metadata) ? metadata : {};
    if (typeof file !== 'string') return inManifest;
    const path = join(folder, file);
    return { ...inManifest, ...readOrFault(this.faults, shown(path), () => jsonObjectIn(path, FROM_CDK)) };
  }

  private readFile(path: string) {
    return readOrFault(this.faults, shown(path), () => {
      const read = readTemplate(shown(path), bytesOf(path), Claim.MANIFEST);
      if (read.kind === 'faults') this.faults.push(...read.faults);
      return read.kind === 'template' ? read : undefined;
    });
  }
}

interface NestedStack {
  readonly logicalId: string;
  readonly path: string;
  readonly file: string;
}

/** The nested stacks of a template whose files are known, by the template or by the metadata. */
function nestedStacksOf(
  template: JsonObject,
  pathOf: (logicalId: string) => string | undefined,
  prefix: string,
  metadata: StackMetadata,
): readonly NestedStack[] {
  const resources = template['Resources'];
  if (!isObject(resources)) return [];
  return Object.entries(resources).flatMap(([logicalId, resource]) => {
    if (own(resource, 'Type') !== 'AWS::CloudFormation::Stack') return [];
    // The resource of `Shop/Data` is at `Shop/Data.NestedStack/Data.NestedStackResource`.
    const [, path] = /^(.*)\.NestedStack\/[^/]*$/.exec(pathOf(logicalId)?.slice(prefix.length) ?? '') ?? [];
    const file = own(own(resource, 'Metadata'), 'aws:asset:path') ?? (path && metadata.templateOf(path));
    return path !== undefined && typeof file === 'string' ? [{ logicalId, path, file }] : [];
  });
}

function pathInTemplate(template: JsonObject, logicalId: string): string | undefined {
  const path = own(own(own(template['Resources'], logicalId), 'Metadata'), 'aws:cdk:path');
  return typeof path === 'string' ? path : undefined;
}

/** `aws://unknown-account/eu-central-1`. */
function environmentOf(environment: unknown): Environment {
  const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(String(environment)) ?? [];
  return {
    account: account === 'unknown-account' ? undefined : account,
    region: region === 'unknown-region' ? undefined : region,
  };
}
