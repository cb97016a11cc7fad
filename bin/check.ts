import { check } from '../lib/compliance/check/check';
import { failuresOf } from '../lib/compliance/check/check-report';
import { FORMATS } from '../lib/compliance/check/formats';
import { readPaths } from '../lib/compliance/check/read-paths';
import { parseRequest } from './check-arguments';
import { writeOut } from './write-file';

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
  if (out === undefined) process.stdout.write(text);
  else writeOut(out, text, 'a file that can be written');
  return failuresOf(report).length > 0 ? FINDINGS : 0;
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
