import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { check } from '../lib/compliance/check/check';
import { failuresOf } from '../lib/compliance/check/check-report';
import { reasonOf } from '../lib/compliance/check/files';
import { FORMATS } from '../lib/compliance/check/formats';
import { readPaths } from '../lib/compliance/check/read-paths';
import { InvalidInputError } from '../lib/errors';
import { parseRequest } from './check-arguments';

export { CHECK_ARGS } from './check-arguments';

const FINDINGS = 1;

/** What the flags cannot say, for the command's help. */
export const CHECK_NOTES = [
  'Exit code: 0 when nothing fails, 1 for findings, 2 for bad input.',
  'An exception of a plain template stands on its resource, an exception of a CDK app is made by except():',
  '  Metadata: { strongroom: { exceptions: [{ rule: Strongroom::Rule, reason, owner, expires: YYYY-MM-DD, ticket }] } }',
].join('\n');

/**
 * `strongroom check`: judges templates, and tells of what is wrong with them.
 *
 * @param version of Strongroom, for the report
 * @returns the exit code: 0 when nothing fails, 1 for findings
 * @throws InvalidInputError for a bad command line, and for what cannot be read
 */
export function runCheck(argv: readonly string[], version: string): number {
  const { paths, format, out, options } = parseRequest(argv);
  const progress = new Progress(process.stderr);
  const { inputs, skipped } = readPaths(paths, (file) => progress.tell(file));
  progress.end();
  const report = check(inputs, options);
  const colour = out === undefined && process.stdout.isTTY && !process.env['NO_COLOR'];
  const text = FORMATS[format](report, { version, skipped, colour });
  if (out === undefined) write(text);
  else replace(out, text);
  return failuresOf(report).length > 0 ? FINDINGS : 0;
}

/** A reader that has seen enough (`| head`) is no error. */
function write(text: string): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.stdout.write(text);
}

/** Writes a report, or nothing of it. */
function replace(file: string, text: string): void {
  try {
    // A link stays one, and so does what is no file: /dev/null is written to, never replaced.
    const there = statSync(file, { throwIfNoEntry: false });
    if (there === undefined || there.isFile()) replaceFile(there === undefined ? file : realpathSync(file), text);
    else writeFileSync(file, text);
  } catch (error) {
    const got = `'${file}', which cannot be written (${reasonOf(error)})`;
    throw new InvalidInputError('the command line', [{ property: '--out', got, allowed: 'a file that can be written' }], {
      cause: error,
    });
  }
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

/** From this file on a person wants to know that something goes on. */
const PATIENCE = 20;

/** One line on a terminal that says which file is being read. */
class Progress {
  private files = 0;

  public constructor(private readonly stream: NodeJS.WriteStream) {}

  public tell(file: string): void {
    this.files += 1;
    if (!this.stream.isTTY || this.files <= PATIENCE) return;
    this.stream.write(`\r\u001b[K${`Read ${this.files} files: ${file}`.slice(0, this.stream.columns - 1)}`);
  }

  public end(): void {
    if (this.stream.isTTY && this.files > PATIENCE) this.stream.write('\r\u001b[K');
  }
}
