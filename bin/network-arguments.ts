import type { ArgsDef } from 'citty';
import { type Fault, InvalidInputError } from '../lib/errors';
import { takeApart } from './arguments';
import { oneValue } from './one-value';

/** The arguments of `strongroom network`. */
export const NETWORK_ARGS = {
  path: {
    type: 'positional',
    description: 'A cdk.out, a template, or a folder with some; several, if you like',
    valueHint: 'PATH...',
  },
  out: {
    type: 'string',
    valueHint: 'FOLDER',
    description: 'Where the pictures go; it is made where it does not exist (here by default)',
  },
} satisfies ArgsDef;

/** What a command line asks for. */
export interface NetworkRequest {
  readonly paths: readonly string[];
  readonly out: string;
}

/** @throws InvalidInputError naming everything that is wrong with the command line */
export function parseNetworkRequest(argv: readonly string[]): NetworkRequest {
  const faults: Fault[] = [];
  const { positionals, values } = takeApart(argv, NETWORK_ARGS, faults);
  if (positionals.length === 0 && faults.length === 0) {
    faults.push({ property: 'PATH', got: 'nothing', allowed: 'at least one cdk.out, template, or folder of templates' });
  }
  const out = oneValue(values, faults, 'out', 'a folder', (folder) => folder);
  if (faults.length > 0) throw new InvalidInputError('the command line', faults);
  return { paths: positionals, out: out ?? '.' };
}
