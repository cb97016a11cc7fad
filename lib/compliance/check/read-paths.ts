import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { type Fault, InvalidInputError } from '../../errors';
import { describedSource } from '../gate/app-templates';
import { isObject, own } from '../template/resource';
import { bytesOf, jsonObjectIn, reasonOf, shown } from './files';
import { type FileInput, nestFiles } from './nested-files';
import { ASSEMBLY, MANIFEST, readAssembly, STACK } from './read-assembly';
import { Claim, readTemplate, tooLarge, UNREAD } from './read-template';
import { exceptionsOf } from './template-exceptions';
import type { TemplateInput } from './template-input';
import { readOrFault, Unreadable } from './unreadable';

/** What stands at some paths. */
export interface ReadPaths {
  readonly inputs: readonly TemplateInput[];
  /** How many files of the folders are no templates. */
  readonly skipped: number;
}

const EXTENSIONS: ReadonlySet<string> = new Set(['.json', '.yaml', '.yml', '.template']);
const DEPLOYED: ReadonlySet<unknown> = new Set([STACK, ASSEMBLY]);
const PASSED_OVER: ReadonlySet<string> = new Set(['node_modules', '.git']);

/**
 * Reads what is at each path: an assembly of the CDK (`cdk.out`), a template, a network as EC2 describes it, or a folder with some of them.
 *
 * @param progress told of each file of a folder before it is read
 * @throws InvalidInputError naming everything that cannot be read, or that there is no template at all
 */
export function readPaths(paths: readonly string[], progress: (file: string) => void = () => undefined): ReadPaths {
  const reader = new PathReader(progress);
  for (const path of paths) reader.add(path);
  return reader.done(paths);
}

class PathReader {
  private readonly faults: Fault[] = [];
  private readonly seen = new Set<string>();
  private readonly files: FileInput[] = [];
  private readonly assemblies: string[] = [];
  private readonly networks: TemplateInput[] = [];
  private skipped = 0;

  public constructor(private readonly progress: (file: string) => void) {}

  public add(named: string): void {
    const path = resolve(named);
    const stats = readOrFault(this.faults, shown(path), () => statsOf(path));
    if (stats?.isDirectory()) this.addFolder(path);
    else if (stats?.isFile()) this.addFile(path, Claim.NAMED);
    else if (stats) this.faults.push({ property: named, got: 'neither a file nor a folder', allowed: 'a file or a folder' });
  }

  public done(paths: readonly string[]): ReadPaths {
    const prefixed = this.assemblies.length > 1;
    const ofAssemblies = this.assemblies.flatMap((folder) =>
      readAssembly(folder, prefixed ? `${shown(folder)}/` : '', this.faults),
    );
    if (this.faults.length > 0) throw new InvalidInputError('input', this.faults);
    const inputs = [...ofAssemblies, ...this.networks, ...nestFiles(this.files).map((input) => this.withExceptions(input))];
    if (this.faults.length > 0) throw new InvalidInputError('input', this.faults);
    if (inputs.length > 0) return { inputs, skipped: this.skipped };
    const files = `${this.skipped} ${this.skipped === 1 ? 'file that is none' : 'files that are none'}`;
    throw new InvalidInputError('input', [
      {
        property: paths.join(' '),
        got: this.skipped === 0 ? 'no template' : `no template, but ${files}`,
        allowed: 'a template of CloudFormation, a cdk.out with stacks, or a folder with some',
      },
    ]);
  }

  private withExceptions(input: TemplateInput): TemplateInput {
    return { ...input, acknowledgements: exceptionsOf(input, this.faults) };
  }

  private addFolder(folder: string): void {
    if (!this.isNew(folder)) return;
    if (isAssembly(folder)) {
      this.assemblies.push(folder);
      return;
    }
    const entries = readOrFault(this.faults, shown(folder), () => {
      try {
        return readdirSync(folder, { withFileTypes: true });
      } catch (error) {
        throw new Unreadable(`nothing (${reasonOf(error)})`, 'a folder that can be read');
      }
    });
    for (const entry of [...(entries ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!PASSED_OVER.has(entry.name)) this.addFolder(path);
      } else if (EXTENSIONS.has(extname(entry.name).toLowerCase()) && isFile(path)) {
        this.progress(shown(path));
        this.addFile(path, Claim.FOUND);
      }
    }
  }

  private addFile(path: string, claim: Claim): void {
    if (!this.isNew(path)) return;
    const file = shown(path);
    const read = readOrFault(this.faults, shown(path), () => {
      const { size } = statsOf(path);
      if (size <= UNREAD) return readTemplate(file, bytesOf(path), claim);
      if (claim === Claim.NAMED) throw tooLarge(size);
      return { kind: 'other' } as const;
    });
    if (read?.kind === 'other') this.skipped += 1;
    else if (read?.kind === 'faults') this.faults.push(...read.faults);
    else if (read?.kind === 'network') this.networks.push({ ...describedSource(file, read.template), file });
    else if (read?.kind === 'template') {
      this.files.push({ path, input: { name: file, file, isPlain: true, template: read.template, placeOf: read.placeOf } });
    }
  }

  /** Whoever names a file and its folder means it once. */
  private isNew(path: string): boolean {
    const real = realpathSync(path);
    if (this.seen.has(real)) return false;
    this.seen.add(real);
    return true;
  }
}

function statsOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw new Unreadable(`nothing (${reasonOf(error)})`, 'a file or a folder that can be read');
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Web pages have a manifest of this name, too: theirs has no artifacts. One without stacks says nothing of the templates beside it. */
function isAssembly(folder: string): boolean {
  const manifest = join(folder, MANIFEST);
  if (!isFile(manifest)) return false;
  try {
    const artifacts = jsonObjectIn(manifest, '')['artifacts'];
    return isObject(artifacts) && Object.values(artifacts).some((artifact) => DEPLOYED.has(own(artifact, 'type')));
  } catch (error) {
    if (error instanceof Unreadable) return basename(folder) === 'cdk.out';
    throw error;
  }
}
