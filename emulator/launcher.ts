import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { EMULATOR_ACCOUNT, emulatorEnvironment, endpointOf } from './environment';
import { CommandFailure } from './failure';
import { packageRoot, pythonPath } from './package-root';
import { endsWithin, killTree, ownGroup } from './process';

const START_SECONDS = 60;
const STOP_SECONDS = 5;
const PORT_IN_USE = 2;
const MOTO_MISSING = 3;

/** How to start an emulator. */
export interface EmulatorOptions {
  /** The Python to run it with: see `findPython`. */
  readonly python: string;
  /** The app's folder: functions find there what Lambda's runtime bundles. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /**
   * Port on 127.0.0.1.
   * @default - a free one
   */
  readonly port?: number | undefined;
  /**
   * The account that it is.
   * @default '123456789012'
   */
  readonly account?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One resource that stands in the emulator. */
export interface EmulatedResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly level: ResourceLevel;
}

/** How much of a resource is real in the emulator. */
export type ResourceLevel = 'exercised' | 'configuration stored only' | 'inert';

/** A running emulator: its state is gone when it stops, and it stops with the process that started it, however that ends. */
export class Emulator {
  public readonly endpoint: string;

  private constructor(
    private readonly child: EmulatorProcess,
    port: number,
    private readonly log: readonly string[],
  ) {
    this.endpoint = endpointOf(port);
  }

  /**
   * Starts an emulator and waits until it answers.
   *
   * @throws CommandFailure (2) when the port is in use, moto is missing, or it does not start
   */
  public static async start(options: EmulatorOptions): Promise<Emulator> {
    options.signal?.throwIfAborted();
    const child = spawn(options.python, ['-m', 'strongroom_emulator', ...argumentsOf(options)], {
      cwd: options.folder,
      env: emulatorEnvironment(options.env, pythonPath()),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: ownGroup(),
    });
    const log = tailOf(child.stderr);
    try {
      const port = await readiness(child, options, log);
      return new Emulator(child, port, log);
    } catch (error) {
      await killTree(child);
      throw error;
    }
  }

  /** The last lines that the emulator wrote: why it ended, or what it refused. */
  public get lastLines(): readonly string[] {
    return this.log;
  }

  /** Every resource of every stack that stands. */
  public async resources(): Promise<readonly EmulatedResource[]> {
    return this.ask('/strongroom/resources');
  }

  /** Asks the emulator itself, beside the AWS APIs. */
  public async ask<T>(path: string, init: RequestInit = {}): Promise<T> {
    const response = await fetch(`${this.endpoint}${path}`, { ...init, signal: AbortSignal.timeout(30_000) });
    const body = await response.text();
    if (!response.ok) throw new Error(`the emulator answered ${response.status} to ${path}: ${body.slice(0, 300)}`);
    return JSON.parse(body) as T;
  }

  /** Calls back when the emulator ends by itself. */
  public onEnd(callback: (reason: string) => void): void {
    this.child.once('exit', (code, signal) => callback(`the emulator ended (${signal ?? `exit code ${code}`})`));
  }

  /** Stops it; its state is gone. */
  public async stop(): Promise<void> {
    this.child.removeAllListeners('exit');
    this.child.stdin.end();
    if (!(await endsWithin(this.child, STOP_SECONDS))) await killTree(this.child);
  }
}

function argumentsOf({ port = 0, account, folder }: EmulatorOptions): readonly string[] {
  const identity = account === undefined || account === EMULATOR_ACCOUNT ? [] : ['--account', account];
  return ['--port', String(port), '--stop-with-stdin', '--node-path', runtimePackages(folder), ...identity];
}

type EmulatorProcess = ChildProcessByStdio<Writable, Readable, Readable>;

function readiness(child: EmulatorProcess, options: EmulatorOptions, log: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const give = (message: string) =>
      reject(new CommandFailure([message, ...log.slice(-10).map((line) => `  ${line}`)].join('\n'), 2));
    const timer = setTimeout(
      () => give(`The emulator did not answer within ${START_SECONDS} s. Its last lines:`),
      START_SECONDS * 1000,
    );
    const abort = () => reject(options.signal?.reason);
    options.signal?.addEventListener('abort', abort, { once: true });
    const done = () => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
    };
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = readyPort(line);
      if (port === undefined) return;
      done();
      resolve(port);
    });
    child.once('error', (error) => give(`The emulator could not be started: ${error.message}`));
    child.once('close', (code) => {
      done();
      if (code === PORT_IN_USE) reject(new CommandFailure(portMessage(options.port), 2));
      else if (code === MOTO_MISSING) give('The emulator found no moto that it can use. Its last lines:');
      else give(`The emulator ended with exit code ${code} before it answered. Its last lines:`);
    });
  });
}

function readyPort(line: string): number | undefined {
  if (!line.startsWith('{')) return undefined;
  const message: unknown = JSON.parse(line);
  if (typeof message !== 'object' || message === null || !('port' in message)) return undefined;
  return typeof message.port === 'number' ? message.port : undefined;
}

function portMessage(port: number | undefined): string {
  return [
    `Port ${port ?? ''} on 127.0.0.1 is in use.`,
    'Cure: leave --port out (a free port is found), name another one, or stop the program that listens there.',
  ].join('\n');
}

function tailOf(stream: Readable): readonly string[] {
  const lines: string[] = [];
  createInterface({ input: stream }).on('line', (line) => {
    lines.push(line);
    if (lines.length > 200) lines.shift();
  });
  return lines;
}

/** The folder that functions find `@aws-sdk/*` in, which Lambda's Node.js runtime bundles. */
function runtimePackages(folder: string): string {
  for (const base of [folder, packageRoot()]) {
    try {
      const file = createRequire(join(base, 'package.json')).resolve('@aws-sdk/client-s3/package.json');
      return join(file, '..', '..', '..');
    } catch {
      // Not there: the next place.
    }
  }
  return join(folder, 'node_modules');
}
