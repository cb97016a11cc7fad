import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssembly, type SynthesizedStack, selectStacks } from '../../../emulator/assembly';
import { CdkCli } from '../../../emulator/cdk';
import { Emulator } from '../../../emulator/launcher';
import { readProject } from '../../../emulator/project';
import { findPython } from '../../../emulator/python';
import { type Clients, makeClients } from './clients';

/** The repository. */
export const REPOSITORY = join(__dirname, '..', '..', '..');

/** Longest that a deployment of the whole baseline may take in a test, in milliseconds. */
export const DEPLOYMENT_TIMEOUT = 600_000;

/** What was done to resources since a moment. */
export interface JournalEntry {
  readonly stack: string;
  readonly operation: 'create' | 'update' | 'replace' | 'delete';
  readonly type: string;
  readonly logicalId: string;
}

/** A synthesized app, and the stacks of it that a test is about. */
export interface SynthesizedApp {
  readonly assembly: string;
  readonly stacks: readonly SynthesizedStack[];
}

/** One emulator, and the real CDK CLI led to it. */
export class Suite {
  private constructor(
    public readonly emulator: Emulator,
    public readonly cli: CdkCli,
    private readonly workFolder: string,
  ) {}

  /** @param env what the CDK's processes get beside this process's environment */
  public static async start(env: NodeJS.ProcessEnv = {}): Promise<Suite> {
    const workFolder = mkdtempSync(join(tmpdir(), 'strongroom-e2e-'));
    const python = await findPython({ folder: REPOSITORY, env: process.env });
    const emulator = await Emulator.start({ python, folder: REPOSITORY, env: process.env });
    const cli = new CdkCli({ folder: REPOSITORY, endpoint: emulator.endpoint, workFolder, env: { ...process.env, ...env } });
    return new Suite(emulator, cli, workFolder);
  }

  public async stop(): Promise<void> {
    await this.emulator.stop();
    rmSync(this.workFolder, { recursive: true, force: true });
  }

  public clients(region: string): Clients {
    return makeClients(this.emulator.endpoint, region);
  }

  /** Runs an app of this repository: the deployable one, or a fixture below test/e2e/fixtures. */
  public async synth(fixture?: string, patterns: readonly string[] = []): Promise<SynthesizedApp> {
    const { app } = readProject(REPOSITORY, fixture && `node --import tsx test/e2e/fixtures/${fixture}.ts`);
    const assembly = await this.cli.synth(app, {}, fixture ?? 'app');
    return { assembly, stacks: selectStacks(readAssembly(assembly), patterns) };
  }

  public async deploy(app: SynthesizedApp): Promise<void> {
    await this.cli.deploy(app.assembly, app.stacks, join(this.workFolder, 'outputs.json'));
  }

  /** What `work` did to resources, in order. */
  public async recorded(work: () => Promise<void>): Promise<readonly JournalEntry[]> {
    const { last } = await this.journal(0);
    await work();
    const { stacks } = await this.journal(last);
    return Object.values(stacks).flat();
  }

  private journal(since: number): Promise<{ last: number; stacks: Record<string, JournalEntry[]> }> {
    return this.emulator.ask(`/strongroom/journal?since=${since}`);
  }
}

/** Asks until there is an answer. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>, seconds = 30): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${what}: not within ${seconds} s`);
}
