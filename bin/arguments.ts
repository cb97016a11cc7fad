import type { ArgsDef } from 'citty';
import type { Fault } from '../lib/errors';

/** A command line, taken apart. */
export interface Arguments {
  readonly positionals: readonly string[];
  /** Every value that each flag was given, in order. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/**
 * Takes a command line apart by its definition, in which every flag has a value, and may be given more than once.
 *
 * @param faults takes what is not known, and flags without a value
 */
export function takeApart(argv: readonly string[], args: ArgsDef, faults: Fault[]): Arguments {
  const positionals: string[] = [];
  const values = new Map<string, string[]>();
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? '';
    if (argument === '--') {
      positionals.push(...argv.slice(i + 1));
      break;
    }
    if (!argument.startsWith('-')) {
      positionals.push(argument);
      continue;
    }
    const [flag = '', given] = argument.split(/=(.*)/s);
    const name = flag.replace(/^--/, '');
    const definition = Object.hasOwn(args, name) ? args[name] : undefined;
    if (!flag.startsWith('--') || definition === undefined || definition.type === 'positional') {
      faults.push({ property: flag, got: 'an argument that is not known', allowed: allowedInPlaceOf(flag, args) });
      continue;
    }
    const next = argv[i + 1];
    if (given === undefined && next !== undefined && !next.startsWith('--')) i++;
    const value = given ?? (next?.startsWith('--') ? undefined : next);
    if (value === undefined || value === '')
      faults.push({ property: flag, got: 'no value', allowed: `${definition.description}` });
    else values.set(name, [...(values.get(name) ?? []), value]);
  }
  return { positionals, values };
}

/** What to say of a flag that is not known. */
export function allowedInPlaceOf(flag: string, args: ArgsDef): string {
  const flags = Object.entries(args).flatMap(([name, { type }]) => (type === 'positional' ? [] : [name]));
  const known = [...flags, 'help'].map((name) => `--${name}`);
  const allowed = `allowed: ${known.join(', ')}`;
  if (!flag.startsWith('-')) return allowed;
  const distances = known.map((name) => ({ name, distance: editDistance(`--${flag.replace(/^-+/, '')}`, name) }));
  const nearest = distances.reduce((best, each) => (each.distance < best.distance ? each : best));
  return nearest.distance <= 2 ? `did you mean ${nearest.name}? ${allowed}` : allowed;
}

/** How many letters have to be inserted, deleted or replaced (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
