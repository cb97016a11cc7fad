import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Listr } from 'listr2';
import { readAssembly, type SynthesizedStack, selectStacks } from './assembly';
import { CdkCli } from './cdk';
import { deploymentTasks, type Task, type TaskInWork } from './deployment-tasks';
import { EMULATOR_ACCOUNT, EMULATOR_REGION, shellVariables } from './environment';
import { CommandFailure } from './failure';
import { Emulator } from './launcher';
import { PlainRenderer } from './plain-renderer';
import { type CdkProject, readProject } from './project';
import { findPython } from './python';
import { type Deployment, summarize } from './summary';

/** What `strongroom local` was asked. */
export interface LocalOptions {
  /** The app's folder. */
  readonly folder: string;
  /** Command that runs the app, in place of cdk.json's. */
  readonly app?: string | undefined;
  /** Patterns of stacks; without any, those of the stage `dev`, or all. */
  readonly stacks: readonly string[];
  /** Port on 127.0.0.1; without one, any that is free. */
  readonly port?: number | undefined;
  /** Whether the emulator stays up until a signal comes. */
  readonly keep: boolean;
  /** Whether the summary lists types. */
  readonly verbose: boolean;
  /** How the user writes the command, up to where flags follow. */
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
  /** Ends the run: everything it started is stopped. */
  readonly signal: AbortSignal;
  readonly print: (text: string) => void;
}

/**
 * Deploys an app to an emulator of its own through the real CDK CLI, tells what stands there, and deletes it all.
 *
 * @throws InvalidInputError, CommandFailure with a message for the user
 */
export async function runLocal(options: LocalOptions): Promise<void> {
  const run = new LocalRun(options);
  try {
    await run.deploy();
    if (options.keep) await run.keep();
  } finally {
    await run.end();
  }
  if (!options.keep) options.print(`\nAll of it is deleted now; \`${options.command} --keep\` leaves it up.`);
}

class LocalRun {
  private readonly started = Date.now();
  private readonly workFolder: string;
  private readonly abort = new AbortController();
  private readonly signal: AbortSignal;
  private readonly project: Later<CdkProject> = new Later('project');
  private readonly python: Later<string> = new Later('python');
  private readonly assembly: Later<string> = new Later('assembly');
  private readonly stacks: Later<readonly SynthesizedStack[]> = new Later('stacks');
  private emulator: Emulator | undefined;
  private account = EMULATOR_ACCOUNT;
  private deploying: Promise<void> = Promise.resolve();
  private failure: unknown;

  public constructor(private readonly options: LocalOptions) {
    this.workFolder = mkdtempSync(join(tmpdir(), 'strongroom-local-'));
    this.signal = AbortSignal.any([options.signal, this.abort.signal]);
  }

  public async deploy(): Promise<void> {
    const tasks = new Listr<object, 'default', typeof PlainRenderer>(
      [
        this.task('Read the project', () => this.readProject()),
        this.task('Find Python and moto', (task) => this.findPython(task)),
        this.task('Start the emulator', (task) => this.startEmulator(task)),
        this.task('Synthesize', (task) => this.synthesize(task)),
        this.task('Bootstrap', () => this.cli().bootstrap(this.stacks.value)),
        { title: 'Deploy', task: (_, task) => task.newListr(this.deployment(), { concurrent: true, exitOnError: false }) },
      ],
      {
        registerSignalListeners: false,
        fallbackRenderer: PlainRenderer,
        rendererOptions: { collapseSubtasks: false, showErrorMessage: false },
      },
    );
    try {
      await tasks.run({});
      await this.deploying;
    } catch (error) {
      this.options.signal.throwIfAborted();
      throw this.failure ?? error;
    }
    if (this.failure !== undefined) throw this.failure;
    this.options.print(`\n${summarize(await this.deployed(), this.options)}`);
  }

  /** Stays up until a signal comes. */
  public async keep(): Promise<void> {
    const region = this.stacks.value[0]?.region ?? EMULATOR_REGION;
    const variables = shellVariables(this.options.env, this.running().endpoint, this.account, region);
    const lines = Object.entries(variables).map(([name, value]) => `  export ${name}=${value}`);
    this.options.print(
      [
        '',
        'The emulator stays up. To use it from another shell:',
        ...lines,
        '',
        'Ctrl-C stops it and deletes everything in it.',
      ].join('\n'),
    );
    await new Promise<void>((resolve) => {
      if (this.signal.aborted) resolve();
      this.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    if (!this.options.signal.aborted) throw this.failure;
  }

  /** Stops what runs, and deletes what was written. */
  public async end(): Promise<void> {
    await this.emulator?.stop();
    rmSync(this.workFolder, { recursive: true, force: true });
  }

  private async readProject(): Promise<void> {
    this.project.value = readProject(this.options.folder, this.options.app);
  }

  private async findPython(task: TaskInWork): Promise<void> {
    const { folder, env } = this.options;
    const note = (text: string) => {
      task.output = text;
    };
    this.python.value = await findPython({ folder, env, signal: this.signal, note });
  }

  private async startEmulator(task?: TaskInWork): Promise<void> {
    const { folder, env, port } = this.options;
    const emulator = await Emulator.start({
      python: this.python.value,
      folder,
      env,
      port,
      account: this.account,
      signal: this.signal,
    });
    emulator.onEnd((reason) => this.fail(new CommandFailure([reason, ...emulator.lastLines.slice(-15)].join('\n  '), 1)));
    this.emulator = emulator;
    if (task) task.title = `Start the emulator: ${emulator.endpoint}`;
  }

  private async synthesize(task: TaskInWork): Promise<void> {
    const assembly = await this.cli().synth(this.project.value.app, {}, 'cdk.out', (line) => {
      if (line.startsWith('Gate: ')) task.output = line;
    });
    const stacks = selectStacks(readAssembly(assembly), this.options.stacks);
    this.assembly.value = assembly;
    this.stacks.value = stacks;
    task.title = `Synthesize: ${stacks.length === 1 ? '1 stack' : `${stacks.length} stacks`} chosen`;
    await this.become(stacks[0]?.account ?? EMULATOR_ACCOUNT);
  }

  /** The emulator is one account, which only the stacks can tell; another than the usual one wants a new start. */
  private async become(account: string): Promise<void> {
    if (account === this.account) return;
    this.account = account;
    await this.running().stop();
    await this.startEmulator();
  }

  private deployment(): Task[] {
    const { tasks, ended } = deploymentTasks(this.stacks.value, async (onLine) => {
      try {
        await this.cli().deploy(this.assembly.value, this.stacks.value, this.outputsFile(), onLine);
      } catch (error) {
        this.failure ??= error;
      }
    });
    this.deploying = ended;
    return tasks;
  }

  private async deployed(): Promise<Deployment> {
    const names = new Set(this.stacks.value.map(({ name }) => name));
    const resources = await this.running().resources();
    return {
      stacks: [...names],
      resources: resources.filter(({ stack }) => names.has(stack)),
      outputs: JSON.parse(readFileSync(this.outputsFile(), 'utf8')),
      seconds: (Date.now() - this.started) / 1000,
    };
  }

  private cli(): CdkCli {
    const { folder, env } = this.options;
    return new CdkCli({
      folder,
      env,
      endpoint: this.running().endpoint,
      workFolder: this.workFolder,
      account: this.account,
      signal: this.signal,
    });
  }

  private running(): Emulator {
    if (this.emulator === undefined) throw new Error('the emulator is not started');
    return this.emulator;
  }

  private outputsFile(): string {
    return join(this.workFolder, 'outputs.json');
  }

  private task(title: string, work: (task: TaskInWork) => Promise<void>): Task {
    return {
      title,
      rendererOptions: { persistentOutput: true },
      task: async (_, task) => {
        try {
          await work(task);
        } catch (error) {
          this.failure ??= error;
          throw new Error('failed');
        }
      },
    };
  }

  private fail(failure: CommandFailure): void {
    this.failure = failure;
    this.abort.abort(failure);
  }
}

/** A value that an earlier step of the run sets. */
class Later<T> {
  private held: { readonly value: T } | undefined;

  public constructor(private readonly name: string) {}

  public get value(): T {
    if (this.held === undefined) throw new Error(`${this.name} is not known yet`);
    return this.held.value;
  }

  public set value(value: T) {
    this.held = { value };
  }
}
