#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { ArgsDef } from 'citty';
import { assertKnown, assertNoneTakenByNpm, commandOf, LOCAL_ARGS, parsePort, separateStacks } from '../emulator/command-line';
import { CommandFailure, Interrupted } from '../emulator/failure';
import { runLocal } from '../emulator/local';
import { packageRoot } from '../emulator/package-root';
import { printable } from '../lib/compliance/printable';
import { InvalidInputError } from '../lib/errors';

const USAGE_ERROR = 2;
const FAULT_OF_OURS = 70;

/** A command: what its help says, and what it does. */
interface Command {
  readonly args: ArgsDef;
  /** More of its help: what its flags cannot say. */
  readonly notes?: string;
  /** @returns the exit code */
  readonly run: (argv: readonly string[]) => number | Promise<number>;
}

/** Commands by name, each loaded when it is meant: nobody waits for what another command needs. */
const COMMANDS: Readonly<Record<string, { readonly description: string; readonly load: () => Promise<Command> }>> = {
  check: {
    description: 'Judge templates of CloudFormation, from the CDK or from anywhere, by rules of laws and standards',
    load: async () => {
      const { CHECK_ARGS, CHECK_NOTES, runCheck } = await import('./check.js');
      return { args: CHECK_ARGS, notes: CHECK_NOTES, run: (argv) => runCheck(argv, version()) };
    },
  },
  cost: {
    description: "Estimate what templates cost a month while they idle; without any, Strongroom's network in each profile",
    load: async () => {
      const { COST_ARGS, COST_NOTES, runCost } = await import('./cost.js');
      return { args: COST_ARGS, notes: COST_NOTES, run: runCost };
    },
  },
  local: {
    description: 'Deploy a CDK app to an emulator on this machine: no account, no credentials',
    load: async () => ({ args: LOCAL_ARGS, run: local }),
  },
  network: {
    description: 'Draw the network of templates, with what is proven of it',
    load: async () => {
      const { NETWORK_ARGS, NETWORK_NOTES, runNetwork } = await import('./network.js');
      return { args: NETWORK_ARGS, notes: NETWORK_NOTES, run: runNetwork };
    },
  },
};

async function main(argv: readonly string[]): Promise<number> {
  if (!process.stdout.isTTY) process.env['NO_COLOR'] ??= '1';
  const [name, ...rest] = argv;
  if (name === '--version' || name === '-v') return say(version());
  if (name === undefined || name === '--help' || name === '-h') return say(await usage(), name === undefined ? USAGE_ERROR : 0);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    const allowed = [...Object.keys(COMMANDS), '--help', '--version'].join(', ');
    throw new InvalidInputError('the command line', [{ property: 'command', got: `'${name}'`, allowed }]);
  }
  const { description, load } = command;
  const loaded = await load();
  if (rest.some((argument) => argument === '--help' || argument === '-h'))
    return say(await usageOf({ name, description }, loaded));
  return loaded.run(rest);
}

async function local(argv: readonly string[]): Promise<number> {
  const { parseArgs } = await import('citty');
  assertNoneTakenByNpm(argv, process.env);
  const { flags, patterns } = separateStacks(argv);
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

async function usage(): Promise<string> {
  const { defineCommand, renderUsage } = await import('citty');
  const subCommands = Object.entries(COMMANDS).map(([name, { description }]) => [
    name,
    defineCommand({ meta: { name, description } }),
  ]);
  return renderUsage(defineCommand({ meta: meta(), subCommands: Object.fromEntries(subCommands) }));
}

async function usageOf(
  command: { readonly name: string; readonly description: string },
  { args, notes }: Command,
): Promise<string> {
  const { defineCommand, renderUsage } = await import('citty');
  const text = await renderUsage(defineCommand({ meta: command, args }), { meta: meta() });
  return notes === undefined ? text : `${text.trimEnd()}\n\n${notes}\n`;
}

function meta() {
  return { name: 'strongroom', version: version(), description: 'A security baseline for customer data on AWS' };
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
      if (error.code === 'EPIPE') stop('SIGPIPE');
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
  if (error instanceof InvalidInputError) return say(error.message.split('\n').map(printable).join('\n'), USAGE_ERROR);
  if (error instanceof CommandFailure) return say(error.message, error.exitCode);
  console.error('A fault of Strongroom itself; please report it with this trace:');
  console.error(error);
  return FAULT_OF_OURS;
}

/** A reader that has seen enough (`| head`) is no error; a disk that is full is one, and no finding. */
function failUnwritten(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  unwritten = true;
  process.exitCode = USAGE_ERROR;
  console.error(`Standard output cannot be written: ${printable(error.message)}`);
}

let unwritten = false;
process.stdout.on('error', failUnwritten);
process.stderr.on('error', () => undefined);

main(process.argv.slice(2))
  .catch(report)
  .then((exitCode) => {
    process.exitCode = unwritten ? USAGE_ERROR : exitCode;
  });
