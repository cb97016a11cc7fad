import { mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { reasonOf } from '../lib/compliance/check/files';
import { InvalidInputError } from '../lib/errors';

/**
 * Writes a file that `--out` names, or nothing of it.
 *
 * @param allowed what the flag takes
 * @throws InvalidInputError where it cannot be written
 */
export function writeOut(file: string, text: string, allowed: string): void {
  try {
    // A link stays one, and so does what is no file: /dev/null is written to, never replaced.
    const there = statSync(file, { throwIfNoEntry: false });
    if (there === undefined || there.isFile()) replaceFile(there === undefined ? file : realpathSync(file), text);
    else writeFileSync(file, text);
  } catch (error) {
    throw unwritable(file, allowed, error);
  }
}

/**
 * Makes a folder that `--out` names, and those above it.
 *
 * @throws InvalidInputError where it cannot be made
 */
export function makeFolder(folder: string, allowed: string): void {
  if (isFolder(folder)) return;
  // Node.js's own way to make those above never ends in /proc.
  if (dirname(folder) !== folder) makeFolder(dirname(folder), allowed);
  try {
    mkdirSync(folder);
  } catch (error) {
    throw unwritable(folder, allowed, error);
  }
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function unwritable(path: string, allowed: string, cause: unknown): InvalidInputError {
  const got = `'${path}', which cannot be written (${reasonOf(cause)})`;
  return new InvalidInputError('the command line', [{ property: '--out', got, allowed }], { cause });
}

function replaceFile(file: string, text: string): void {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
