#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { assertKnown, assertNoneTakenByNpm, commandOf, LOCAL_ARGS, parsePort, separateStacks } from '../emulator/command-line';
import { CommandFailure, Interrupted } from '../emulator/failure';
import { runLocal } from '../emulator/local';
import { packageRoot } from '../emulator/package-root';
import { InvalidInputError } from '../lib/errors';

const USAGE_ERROR = 2;
const FAULT_OF_OURS = 70;

async function main(argv: readonly string[]): Promise<number> {
  if (!process.stdout.isTTY) process.env['NO_COLOR'] ??= '1';
  const { defineCommand, parseArgs, renderUsage } = await import('citty');
  const local = defineCommand({
    meta: { name: 'local', description: 'Deploy a CDK app to an emulator on this machine: no account, no credentials' },
    args: LOCAL_ARGS,
  });
  const meta = { name: 'strongroom', version: version(), description: 'A security baseline for customer data on AWS' };
  const strongroom = defineCommand({
    meta,
    subCommands: { local },
  });

  const [name, ...rest] = argv;
  if (name === '--version' || name === '-v') return say(version());
  if (name === undefined || name === '--help' || name === '-h')
    return say(await renderUsage(strongroom), name === undefined ? USAGE_ERROR : 0);
  if (name !== 'local')
    throw new InvalidInputError('the command line', [
      { property: 'command', got: `'${name}'`, allowed: 'local, --help, --version' },
    ]);
  if (rest.some((argument) => argument === '--help' || argument === '-h')) return say(await renderUsage(local, { meta }));

  assertNoneTakenByNpm(rest, process.env);
  const { flags, patterns } = separateStacks(rest);
  assertKnown(flags);
  const args = parseArgs<typeof LOCAL_ARGS>([...flags], LOCAL_ARGS);
  await untilSignal((signal) =>
    runLocal({
      folder: process.cwd(),
      app: args.app,
      stacks: patterns,
      port: parsePort(args.port),
      keep: args.keep ?? false,
      verbose: args.verbose ?? false,
      command: commandOf(process.env),
      env: process.env,
      signal,
      print: (text) => console.log(text),
    }),
  );
  return 0;
}

/** Runs `work` until it ends or a signal comes, which it hears of by its own signal. */
async function untilSignal(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals) => controller.abort(new Interrupted(signal));
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, stop);
  // Node.js makes an error of the stream of SIGPIPE (`| head`), and of every later write one more: this stays.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      stop('SIGPIPE');
    });
  }
  try {
    await work(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

function version(): string {
  return JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')).version;
}

function say(text: string, exitCode = 0): number {
  (exitCode === 0 ? console.log : console.error)(text);
  return exitCode;
}

function report(error: unknown): number {
  if (error instanceof Interrupted) {
    console.error(error.message);
    return 128 + (constants.signals[error.signal] ?? 0);
  }
  if (error instanceof InvalidInputError) return say(error.message, 2);
  if (error instanceof CommandFailure) return say(error.message, error.exitCode);
  console.error('A fault of Strongroom itself; please report it with this trace:');
  console.error(error);
  return FAULT_OF_OURS;
}

main(process.argv.slice(2))
  .catch(report)
  .then((exitCode) => {
    process.exitCode = exitCode;
  });
