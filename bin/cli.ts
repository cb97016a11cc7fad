#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { ArgsDef } from 'citty';
import { CommandFailure, Interrupted } from '../emulator/failure';
import { runLocal } from '../emulator/local';
import { packageRoot } from '../emulator/package-root';
import { InvalidInputError } from '../lib/errors';

const USAGE_ERROR = 2;
const FAULT_OF_OURS = 70;

const LOCAL_ARGS = {
  keep: { type: 'boolean', description: 'Leave the emulator up to play on, until Ctrl-C' },
  port: { type: 'string', description: 'Port on 127.0.0.1 (any free one by default)' },
  app: { type: 'string', description: "Command that runs the app (cdk.json's by default)" },
  stacks: { type: 'string', description: "Patterns of stacks, separated by commas or spaces (stage 'dev' by default, else all)" },
  verbose: { type: 'boolean', description: 'List the resource types of each class' },
} satisfies ArgsDef;

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

  const { flags, patterns } = separateStacks(rest);
  assertKnown(flags, LOCAL_ARGS);
  const args = parseArgs<typeof LOCAL_ARGS>([...flags], LOCAL_ARGS);
  await untilSignal((signal) =>
    runLocal({
      folder: process.cwd(),
      app: args.app,
      stacks: patterns,
      port: parsePort(args.port),
      keep: args.keep ?? false,
      verbose: args.verbose ?? false,
      env: process.env,
      signal,
      print: (text) => console.log(text),
    }),
  );
  return 0;
}

/** `--stacks a b c`, `--stacks=a,b`: every word after it up to the next flag is a pattern. */
function separateStacks(argv: readonly string[]): { flags: readonly string[]; patterns: readonly string[] } {
  const flags: string[] = [];
  const patterns: string[] = [];
  let inStacks = false;
  for (const argument of argv) {
    if (argument.startsWith('-')) inStacks = argument === '--stacks' || argument.startsWith('--stacks=');
    if (!inStacks) flags.push(argument);
    else patterns.push(...argument.replace(/^--stacks=?/, '').split(','));
  }
  const given = patterns.filter((pattern) => pattern !== '');
  if (given.length === 0 && argv.some((argument) => argument.startsWith('--stacks'))) {
    throw new InvalidInputError('the command line', [
      { property: '--stacks', got: 'nothing', allowed: "patterns of stacks, such as 'dev/*'" },
    ]);
  }
  return { flags, patterns: given };
}

/** citty takes any flag in silence; a misspelled one must not change what a run does. */
function assertKnown(argv: readonly string[], args: ArgsDef): void {
  const allowed = Object.keys(args).map((name) => `--${name}`);
  const faults = [];
  for (let i = 0; i < argv.length; i++) {
    const [flag = '', value] = (argv[i] ?? '').split(/=(.*)/s);
    const definition = args[flag.replace(/^--/, '')];
    if (!flag.startsWith('--') || definition === undefined) {
      faults.push({ property: flag, got: 'an argument that is not known', allowed: `allowed: ${allowed.join(', ')}, --help` });
    } else if (definition.type === 'string' && value === undefined) {
      const next = argv[++i];
      if (next === undefined || next.startsWith('--'))
        faults.push({ property: flag, got: 'no value', allowed: `${definition.description}` });
    }
  }
  if (faults.length > 0) throw new InvalidInputError('the command line', faults);
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidInputError('the command line', [
    { property: '--port', got: `'${text}'`, allowed: 'a port from 1 to 65535, or none for any free one' },
  ]);
}

/** Runs `work` until it ends or a signal comes, which it hears of by its own signal. */
async function untilSignal(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals) => controller.abort(new Interrupted(signal));
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, stop);
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
