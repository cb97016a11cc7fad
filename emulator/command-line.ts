import type { ArgsDef } from 'citty';
import { allowedInPlaceOf } from '../bin/arguments';
import { type Fault, InvalidInputError } from '../lib/errors';

const PORT = 'a port from 1 to 65535, or none for any free one';

/** The flags of `strongroom local`. */
export const LOCAL_ARGS = {
  keep: { type: 'boolean', description: 'Leave the emulator up to play on, until Ctrl-C' },
  port: { type: 'string', description: `Port on 127.0.0.1: ${PORT}` },
  app: { type: 'string', description: "Command that runs the app (cdk.json's by default)" },
  stacks: { type: 'string', description: "Patterns of stacks, separated by commas or spaces (stage 'dev' by default, else all)" },
  verbose: { type: 'boolean', description: 'List the resource types of each class' },
} satisfies ArgsDef;

const NPM_SCRIPT = 'local';

/** How the user writes this command, so that flags can follow: npm takes those before `--` for its own. */
export function commandOf(env: NodeJS.ProcessEnv): string {
  return env['npm_lifecycle_event'] === NPM_SCRIPT ? `npm run ${NPM_SCRIPT} --` : 'strongroom local';
}

/**
 * npm leaves what it took for its own flags in the environment, and the command would run without them.
 *
 * @throws InvalidInputError with the command as it was meant
 */
export function assertNoneTakenByNpm(argv: readonly string[], env: NodeJS.ProcessEnv): void {
  if (env['npm_lifecycle_event'] !== NPM_SCRIPT) return;
  const taken = Object.keys(LOCAL_ARGS).flatMap((name) => {
    const value = env[`npm_config_${name}`];
    if (value === undefined || value === '') return [];
    return [value === 'true' ? `--${name}` : `--${name}=${value}`];
  });
  if (taken.length === 0) return;
  const meant = [commandOf(env), ...taken, ...argv].join(' ');
  throw invalid([{ property: taken.join(' '), got: 'a flag that npm took for its own', allowed: `write \`${meant}\`` }]);
}

/** `--stacks a b c`, `--stacks=a,b`: every word after it up to the next flag is a pattern. */
export function separateStacks(argv: readonly string[]): { flags: readonly string[]; patterns: readonly string[] } {
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
    throw invalid([{ property: '--stacks', got: 'nothing', allowed: "patterns of stacks, such as 'dev/*'" }]);
  }
  return { flags, patterns: given };
}

/** citty takes any flag in silence; a misspelled one must not change what a run does. */
export function assertKnown(argv: readonly string[]): void {
  const args: ArgsDef = LOCAL_ARGS;
  const faults: Fault[] = [];
  for (let i = 0; i < argv.length; i++) {
    const [flag = '', value] = (argv[i] ?? '').split(/=(.*)/s);
    const definition = args[flag.replace(/^--/, '')];
    if (!flag.startsWith('--') || definition === undefined) {
      faults.push({ property: flag, got: 'an argument that is not known', allowed: allowedInPlaceOf(flag, args) });
    } else if (definition.type === 'string' && value === undefined) {
      const next = argv[i + 1];
      if (next !== undefined && !next.startsWith('--')) i++;
      else faults.push({ property: flag, got: 'no value', allowed: flag === '--port' ? PORT : `${definition.description}` });
    }
  }
  if (faults.length > 0) throw invalid(faults);
}

/** @throws InvalidInputError when the text is no port */
export function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw invalid([{ property: '--port', got: `'${text}'`, allowed: PORT }]);
}

function invalid(faults: readonly Fault[]): InvalidInputError {
  return new InvalidInputError('the command line', faults);
}
