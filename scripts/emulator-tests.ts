import { delimiter, join } from 'node:path';
import { withoutAws } from '../emulator/environment';
import { CommandFailure } from '../emulator/failure';
import { pythonPath } from '../emulator/package-root';
import { run } from '../emulator/process';
import { findPython } from '../emulator/python';

const FOLDER = join(__dirname, '..');
const PYTEST = 'pytest>=8,<10';
const PYTEST_FOLDER = join(FOLDER, '.strongroom', 'pytest');
const SECONDS = 1200;

/** The emulator's own tests. What they need and can't have is a failure, never a skip. */
async function main(): Promise<void> {
  const python = await findPython({ folder: FOLDER, env: process.env, note: console.log });
  const env = {
    ...withoutAws(process.env),
    PYTHONPATH: [pythonPath(), PYTEST_FOLDER, process.env['PYTHONPATH']].filter((path) => path).join(delimiter),
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const options = { cwd: FOLDER, env, timeoutSeconds: SECONDS };
  const present = await run(python, ['-c', 'import pytest'], { ...options, purpose: 'looking for pytest' });
  if (present.exitCode !== 0) await installPytest(python, options);

  const result = await run(python, ['-m', 'pytest', 'emulator/tests', '-q'], {
    ...options,
    purpose: 'pytest',
    onLine: console.log,
  });
  const counts = /^=*\s*(\d+ (?:passed|failed|error|skipped)[^=]*?)\s*=*$/m.exec(result.output)?.[1];
  if (result.exitCode !== 0) throw new CommandFailure(`emulator tests: ${counts ?? `pytest ended with ${result.exitCode}`}`, 1);
  console.log(`emulator tests: ${counts}`);
}

async function installPytest(
  python: string,
  options: { cwd: string; env: NodeJS.ProcessEnv; timeoutSeconds: number },
): Promise<void> {
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', PYTEST_FOLDER, PYTEST];
  const { exitCode, errors } = await run(python, args, { ...options, purpose: 'installing pytest' });
  if (exitCode === 0) return;
  throw new CommandFailure(
    `The emulator's tests need pytest, and it could not be installed:\n${errors}\nCure: ${python} -m pip install pytest`,
    2,
  );
}

main().catch((error) => {
  console.error(error instanceof CommandFailure ? error.message : error);
  process.exitCode = error instanceof CommandFailure ? error.exitCode : 70;
});
