import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CommandFailure } from './failure';

/** Seconds that a child has to end by itself before it is killed. */
const GRACE_SECONDS = 5;

/** How to run a command. */
export interface RunOptions {
  /** What the command does, for a message: `cdk deploy`. */
  readonly purpose: string;
  /** Longest that it may take. */
  readonly timeoutSeconds: number;
  /** The whole environment of the child: nothing is inherited. */
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /**
   * Stops the child when aborted.
   * @default - only the timeout does
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Hears every line of standard output and error as it comes.
   * @default - nobody listens
   */
  readonly onLine?: (line: string) => void;
}

/** How a command ended. */
export interface RunResult {
  /** Its exit code; 127 when it could not be started. */
  readonly exitCode: number;
  /** Lines of standard output and error, in the order they came. */
  readonly output: string;
  /** Lines of standard error alone. */
  readonly errors: string;
}

/**
 * Runs a command to its end, with nothing on its standard input. Whatever the command started ends with it.
 *
 * @throws CommandFailure (2) when it takes longer than it may
 * @throws the signal's reason when the signal is aborted
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  options.signal?.throwIfAborted();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: ownGroup(),
  });
  const output: string[] = [];
  const errors: string[] = [];
  let late = false;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      output.push(line);
      if (stream === child.stderr) errors.push(line);
      options.onLine?.(line);
    });
  }
  const stop = () => void killTree(child);
  options.signal?.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, options.timeoutSeconds * 1000);
  try {
    const exitCode = await closed(child, errors);
    options.signal?.throwIfAborted();
    if (late) throw new CommandFailure(timeoutMessage(options, output), 2);
    return { exitCode, output: output.join('\n'), errors: errors.join('\n') };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', stop);
  }
}

/** Ends a child started with `detached: ownGroup()` and everything below it: politely, then not. */
export async function killTree(child: ChildProcess, graceSeconds = GRACE_SECONDS): Promise<void> {
  if (hasEnded(child)) return;
  signalTree(child, 'SIGTERM');
  if (await endsWithin(child, graceSeconds)) return;
  signalTree(child, 'SIGKILL');
  await endsWithin(child, graceSeconds);
}

/** Whether the child ends, or has ended, within so many seconds. */
export async function endsWithin(child: ChildProcess, seconds: number): Promise<boolean> {
  if (hasEnded(child)) return true;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), seconds * 1000);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

/** A group of its own lets one signal reach a child's children. Windows has no groups; there a tree is ended by its root. */
export function ownGroup(): boolean {
  return process.platform !== 'win32';
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

function signalTree(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  if (!ownGroup()) {
    spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (!isNoSuchProcess(error)) throw error;
  }
}

function isNoSuchProcess(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ESRCH';
}

function closed(child: ChildProcess, errors: string[]): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      errors.push(error.message);
      resolve(127);
    });
    child.once('close', (code) => resolve(code ?? 1));
    // A grandchild that left the group may hold the pipes open for ever.
    child.once('exit', (code) => setTimeout(() => resolve(code ?? 1), GRACE_SECONDS * 1000).unref());
  });
}

function timeoutMessage(options: RunOptions, output: readonly string[]): string {
  const tail = output.slice(-10).map((line) => `  ${line}`);
  return [`${options.purpose} did not end within ${options.timeoutSeconds} s and was stopped. Its last lines:`, ...tail].join(
    '\n',
  );
}
