import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withoutAws } from './environment';
import { CommandFailure } from './failure';
import { run } from './process';

/** The version that the emulator is written against: it replaces parts of moto, so that no other will do. */
const MOTO_VERSION = '5.2.1';

const OLDEST_PYTHON = [3, 11] as const;
const NAMES = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11'];
const PROBE = `
import sys
print("python", *sys.version_info[:3])
import moto, moto.server, boto3
print("moto", moto.__version__)
`;

/** Where and how to look. */
export interface PythonSearch {
  /** The app's folder; a private environment is made below it, in `.strongroom/venv`. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Hears what takes long. */
  readonly note?: (text: string) => void;
}

/** A Python that was tried: what it is, and why it will not do. */
interface Candidate {
  readonly command: string;
  readonly usable: boolean;
  readonly hasMoto: boolean;
  readonly why: string;
}

/**
 * A Python of at least 3.11 with moto: the one on the PATH, else a private environment, which is made when there is none.
 *
 * @returns the command that starts it
 * @throws CommandFailure (2) saying what was tried, how to mend it, and what works without
 */
export async function findPython(search: PythonSearch): Promise<string> {
  const tried: Candidate[] = [];
  const own = privatePython(search.folder);
  for (const command of [...NAMES, ...(existsSync(own) ? [own] : [])]) {
    const candidate = await probe(command, search);
    if (candidate === undefined) continue;
    if (candidate.hasMoto) return candidate.command;
    tried.push(candidate);
  }
  const base = tried.find((candidate) => candidate.usable && candidate.command !== own);
  if (base === undefined) throw new CommandFailure(missingMessage(tried, []), 2);
  return installMoto(base, tried, search);
}

async function probe(command: string, search: PythonSearch): Promise<Candidate | undefined> {
  const { exitCode, output, errors } = await runPython(command, ['-c', PROBE], 60, search);
  const version = /^python (\d+) (\d+) (\d+)$/m.exec(output);
  if (version === null)
    return exitCode === 127 ? undefined : { command, usable: false, hasMoto: false, why: `does not run: ${lastLine(errors)}` };
  const [major = 0, minor = 0] = version.slice(1).map(Number);
  const name = `Python ${version.slice(1).join('.')}`;
  if (major !== OLDEST_PYTHON[0] || minor < OLDEST_PYTHON[1]) {
    return { command, usable: false, hasMoto: false, why: `${name}; at least ${OLDEST_PYTHON.join('.')} is needed` };
  }
  const moto = /^moto (\S+)$/m.exec(output)?.[1];
  const why = moto === undefined ? `${name}; ${lastLine(errors)}` : `${name}; moto ${moto}, not ${MOTO_VERSION}`;
  return { command, usable: true, hasMoto: moto === MOTO_VERSION, why };
}

async function installMoto(base: Candidate, tried: readonly Candidate[], search: PythonSearch): Promise<string> {
  const venv = join(search.folder, '.strongroom', 'venv');
  const own = privatePython(search.folder);
  search.note?.(`installing moto ${MOTO_VERSION} into ${venv}, once`);
  const steps: readonly (readonly [string, ...string[]])[] = [
    [base.command, '-m', 'venv', '--clear', venv],
    [own, '-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--quiet', `moto[server]==${MOTO_VERSION}`],
  ];
  for (const [command, ...args] of steps) {
    const { exitCode, errors } = await runPython(command, args, 300, search);
    const failure = `${[command, ...args].join(' ')} failed: ${lastLine(errors)}`;
    if (exitCode !== 0) throw new CommandFailure(missingMessage(tried, [failure]), 2);
  }
  const installed = await probe(own, search);
  if (installed?.hasMoto) return own;
  throw new CommandFailure(missingMessage([...tried, ...(installed ? [installed] : [])], []), 2);
}

function runPython(command: string, args: readonly string[], timeoutSeconds: number, search: PythonSearch) {
  const { env, folder: cwd, signal } = search;
  return run(command, args, { purpose: `${command} ${args[0]}`, timeoutSeconds, env: withoutAws(env), cwd, signal });
}

function privatePython(folder: string): string {
  const inside = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python3'];
  return join(folder, '.strongroom', 'venv', ...inside);
}

function missingMessage(tried: readonly Candidate[], failures: readonly string[]): string {
  const missing = tried.some((candidate) => candidate.usable)
    ? `moto ${MOTO_VERSION}`
    : `Python ${OLDEST_PYTHON.join('.')} or later`;
  return [
    `The local emulator needs Python ${OLDEST_PYTHON.join('.')} or later with moto ${MOTO_VERSION}; ${missing} is missing.`,
    ...tried.map(({ command, why }) => `  - ${command}: ${why}`),
    ...failures.map((failure) => `  - ${failure}`),
    ...(tried.length === 0 ? [`  - none of ${NAMES.join(', ')} is on the PATH`] : []),
    `Cure: install Python (https://www.python.org/downloads), then: python3 -m pip install 'moto[server]==${MOTO_VERSION}'`,
    '      A mirror of PyPI is named by PIP_INDEX_URL.',
    'All else works without it: npx cdk synth with its gate, unit tests, benchmarks, and every deployment to a real account.',
  ].join('\n');
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
