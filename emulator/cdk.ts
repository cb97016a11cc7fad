import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { SynthesizedStack } from './assembly';
import { cdkEnvironment } from './environment';
import { CommandFailure } from './failure';
import { type RunResult, run } from './process';

const SUPPORTED_CLI = '2.1148.1';
const SECONDS = { synth: 300, bootstrap: 120, deploy: 1200, destroy: 900, diff: 300 } as const;

/** The surroundings of the CDK CLI in one run. */
export interface CdkCliOptions {
  /** The app's folder. */
  readonly folder: string;
  /** The emulator's endpoint: the only one that the CLI can reach. */
  readonly endpoint: string;
  /** A folder of the run's own, for what the CLI writes. */
  readonly workFolder: string;
  readonly env: NodeJS.ProcessEnv;
  /**
   * The account that the emulator is.
   * @default '123456789012'
   */
  readonly account?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The app's own CDK CLI, led to the emulator: no profile, no credentials and no settings of the user reach it. */
export class CdkCli {
  private readonly bin: string;
  private readonly env: NodeJS.ProcessEnv;

  /** @throws CommandFailure (2) when the app has no CLI, or one that is known not to work */
  public constructor(private readonly options: CdkCliOptions) {
    this.bin = cliOf(options.folder);
    mkdirSync(options.workFolder, { recursive: true });
    // The CLI remembers there which account its credentials are of.
    const home = join(options.workFolder, `cdk-home-${options.account ?? ''}`);
    this.env = cdkEnvironment(options.env, options.endpoint, home, options.account);
  }

  /**
   * Runs the app once.
   *
   * @param onLine hears what the app says
   * @returns the folder of the cloud assembly
   * @throws CommandFailure with what the app said: 1 for findings, 2 when the app found its input not valid
   */
  public async synth(
    app: string,
    context: Readonly<Record<string, string>> = {},
    name = 'cdk.out',
    onLine?: (line: string) => void,
  ): Promise<string> {
    const output = join(this.options.workFolder, name);
    const given = Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
    const args = ['synth', '--quiet', '--app', app, '--output', output, ...given];
    const result = await this.run('synth', args, this.options.folder, this.env, onLine);
    if (result.exitCode === 0) return output;
    const fault = inputFault(result);
    if (fault !== undefined) throw new CommandFailure(fault, 2);
    throw new CommandFailure(`Synthesis failed:\n${result.output.replace(RUNTIME_WARNING, '')}`, 1);
  }

  /**
   * Bootstraps the environments that the stacks need.
   *
   * @throws CommandFailure (1) when one can't be bootstrapped
   */
  public async bootstrap(stacks: readonly SynthesizedStack[]): Promise<void> {
    const needed = stacks.filter(({ qualifier }) => qualifier !== undefined);
    const environments = new Map(needed.map((stack) => [`aws://${stack.account}/${stack.region} ${stack.qualifier}`, stack]));
    for (const { account, region, qualifier = '' } of environments.values()) {
      const stackName = qualifier === 'hnb659fds' ? 'CDKToolkit' : `CDKToolkit-${qualifier}`;
      const args = ['bootstrap', `aws://${account}/${region}`, '--qualifier', qualifier, '--toolkit-stack-name', stackName];
      const result = await this.quietly('bootstrap', args);
      if (result.exitCode !== 0)
        throw new CommandFailure(`Bootstrapping aws://${account}/${region} failed:\n${explain(result)}`, 1);
    }
  }

  /**
   * Deploys the chosen stacks of an assembly in one process.
   *
   * @param outputs file that takes the stacks' outputs
   * @param onLine hears the CLI's lines: see `DeploymentProgress`
   * @throws CommandFailure (1) with the reason that CloudFormation gave
   */
  public async deploy(
    assembly: string,
    stacks: readonly SynthesizedStack[],
    outputs: string,
    onLine?: (line: string) => void,
  ): Promise<void> {
    const args = [
      'deploy',
      ...paths(stacks),
      '--app',
      assembly,
      '--method=direct',
      '--require-approval',
      'never',
      '--progress',
      'events',
    ];
    const result = await this.quietly('deploy', [...args, '--outputs-file', outputs], onLine);
    if (result.exitCode !== 0) throw new CommandFailure(`The deployment failed:\n${explain(result)}`, 1);
  }

  /**
   * Whether the deployed stacks differ from those of an assembly.
   *
   * @returns the differences as the CLI tells them, `undefined` when there are none
   */
  public async diff(assembly: string, stacks: readonly SynthesizedStack[]): Promise<string | undefined> {
    const result = await this.quietly('diff', ['diff', ...paths(stacks), '--app', assembly, '--fail', '--method=template']);
    return result.exitCode === 0 ? undefined : result.output;
  }

  /**
   * Deletes the chosen stacks.
   *
   * @throws CommandFailure (1) with the reason when a stack can't be deleted
   */
  public async destroy(assembly: string, stacks: readonly SynthesizedStack[]): Promise<void> {
    const result = await this.quietly('destroy', ['destroy', ...paths(stacks), '--app', assembly, '--force']);
    if (result.exitCode !== 0) throw new CommandFailure(`Destroying failed:\n${explain(result)}`, 1);
  }

  /** Outside of the app's folder, whose settings name profiles and roles; the assembly says all that is needed. */
  private quietly(command: keyof typeof SECONDS, args: readonly string[], onLine?: (line: string) => void): Promise<RunResult> {
    return this.run(command, args, this.options.workFolder, { ...this.env, NODE_NO_WARNINGS: '1' }, onLine);
  }

  private run(
    command: keyof typeof SECONDS,
    args: readonly string[],
    cwd: string,
    env: NodeJS.ProcessEnv,
    onLine?: (line: string) => void,
  ): Promise<RunResult> {
    return run(process.execPath, [this.bin, ...args, '--ci', '--no-color', '--no-notices'], {
      purpose: `cdk ${command}`,
      timeoutSeconds: SECONDS[command],
      env,
      cwd,
      signal: this.options.signal,
      ...(onLine && { onLine }),
    });
  }
}

function paths(stacks: readonly SynthesizedStack[]): readonly string[] {
  return stacks.map(({ path }) => path);
}

function cliOf(folder: string): string {
  const manifest = resolveFrom(folder, 'aws-cdk/package.json');
  const version: unknown = manifest && JSON.parse(readFileSync(manifest, 'utf8')).version;
  if (manifest !== undefined && typeof version === 'string' && version.startsWith('2.'))
    return join(manifest, '..', 'bin', 'cdk');
  const found = typeof version === 'string' ? `version ${version}, which cannot read current assemblies` : 'none';
  throw new CommandFailure(`The CDK CLI of ${folder}: ${found}.\nCure: npm install --save-dev aws-cdk@${SUPPORTED_CLI}`, 2);
}

function resolveFrom(folder: string, module: string): string | undefined {
  try {
    return createRequire(join(folder, 'package.json')).resolve(module);
  } catch {
    return undefined;
  }
}

/**
 * What the app said when it found its input not valid: it exited with 2, which the CLI tells but does not pass on, or let the error
 * through, which Node.js prints with its frames and exits with 1.
 */
function inputFault({ output, errors }: RunResult): string | undefined {
  const uncaught = /^InvalidInputError: ([\s\S]*?)\n(?:\s+at |\n)/m.exec(errors)?.[1];
  if (uncaught !== undefined) return uncaught;
  return EXITED_WITH_2.test(output) ? output.replace(RUNTIME_WARNING, '').replace(EXITED_WITH_2, '').trim() : undefined;
}

const EXITED_WITH_2 = /^.*: Subprocess exited with error 2$/m;

/** What says nothing to a user here: the CLI's own stack and its errors' members, and hints that hold for a real account only. */
const FRAMES = /(?:\n\s+at [^\n]*:\d+:\d+\)?)+(?: \{\n[\s\S]*?\n\})?/g;
const HINTS = [/^\s*Logs: https:\/\//, /CloudTrail delivery can lag/];

/** The SDK inside of the CLI warns of its own future, which is no finding. */
const RUNTIME_WARNING = /\(node:\d+\) Warning: NodeVersionSupportWarning[\s\S]*?\n\(Use `node --trace-warnings[^\n]*\n/g;

/** Why the CLI failed, from where it begins to say so. */
function explain(result: RunResult): string {
  const text = result.errors.replace(FRAMES, '');
  const lines = text.split('\n').filter((line) => !HINTS.some((hint) => hint.test(line)));
  const start = lines.findIndex((line) => line.includes('❌'));
  const reason = start < 0 ? lines.slice(-30) : lines.slice(start);
  return (reason.join('\n').trim() || result.output.split('\n').slice(-30).join('\n')).trim();
}
