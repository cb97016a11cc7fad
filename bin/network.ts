import { dirname, join } from 'node:path';
import { readPaths } from '../lib/compliance/check/read-paths';
import { printable } from '../lib/compliance/printable';
import type { Drawing } from '../lib/compliance/report/network-picture/drawing';
import { drawingOf } from '../lib/compliance/report/network-picture/picture';
import { grouped } from '../lib/compliance/template/grouped';
import { TemplateIndex } from '../lib/compliance/template/template-index';
import { InvalidInputError } from '../lib/errors';
import { parseNetworkRequest } from './network-arguments';
import { makeFolder, writeOut } from './write-file';

export { NETWORK_ARGS } from './network-arguments';

/** What the flags cannot say, for the command's help. */
export const NETWORK_NOTES = [
  'Of several environments each has a folder of its own: dev/network.svg, prod/network.svg.',
  'Exit code: 0, or 2 for bad input. What a picture shows as broken, strongroom check finds.',
].join('\n');

/** Name of each picture. */
const FILE = 'network.svg';
/** What `--out` takes. */
const WRITABLE = 'a folder that can be written to';

/**
 * `strongroom network`: draws the network of templates, one picture for each environment, with what is proven of it.
 *
 * @returns the exit code
 * @throws InvalidInputError for a bad command line, for what cannot be read or written, and where there is no network
 */
export async function runNetwork(argv: readonly string[]): Promise<number> {
  const { paths, out } = parseNetworkRequest(argv);
  const pictures = picturesOf(paths);
  if (pictures.length === 0) {
    throw new InvalidInputError('input', [
      { property: paths.join(' '), got: 'no subnet in any template', allowed: 'templates of a network' },
    ]);
  }
  const { renderSvg } = await import('../lib/compliance/report/network-picture/render.js');
  for (const { environment, drawing } of pictures) {
    const file = pictures.length === 1 ? join(out, FILE) : join(out, folderName(environment), FILE);
    makeFolder(dirname(file), WRITABLE);
    writeOut(file, await renderSvg(drawing), WRITABLE);
    process.stdout.write(`${printable(file)}: ${printable(summary(drawing))}\n`);
  }
  return 0;
}

interface Picture {
  readonly environment: string;
  readonly drawing: Drawing;
}

function picturesOf(paths: readonly string[]): readonly Picture[] {
  const { inputs } = readPaths(paths);
  const stages = grouped(inputs.map((input) => [input.stage ?? '', input] as const));
  return [...stages].flatMap(([environment, templates]) => {
    const title = environment === '' ? 'Network' : `Network of ${environment}`;
    const drawing = drawingOf(title, new TemplateIndex(templates));
    return drawing === undefined ? [] : [{ environment, drawing }];
  });
}

/** A stage within a stage has a slash in its name, and a folder may not leave its place. */
function folderName(environment: string): string {
  return environment.replace(/[^\w-]+/g, '-') || 'templates';
}

function summary({ vpcs, claims }: Drawing): string {
  const subnets = vpcs.reduce((sum, { bands }) => sum + bands.flatMap(({ rows }) => rows.flat()).length, 0);
  const count = (outcome: string) => claims.filter((claim) => claim.outcome === outcome).length;
  const outcomes = [
    [count('holds'), 'proven'],
    [count('broken'), 'broken'],
    [count('undecided'), 'not decided'],
  ] as const;
  const told = outcomes.flatMap(([number, words]) => (number > 0 ? [`${number} ${words}`] : []));
  return `${subnets} subnet${subnets === 1 ? '' : 's'}; claims: ${told.join(', ') || 'nothing to prove'}`;
}
