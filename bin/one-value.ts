import type { Fault } from '../lib/errors';
import type { Arguments } from './arguments';

/** The value of a flag that may be given once; a fault where it is none of those that `parse` takes. */
export function oneValue<T>(
  values: Arguments['values'],
  faults: Fault[],
  name: string,
  allowed: string,
  parse: (text: string) => T | undefined,
): T | undefined {
  const [text, ...more] = values.get(name) ?? [];
  if (text === undefined) return undefined;
  if (more.length > 0) faults.push({ property: `--${name}`, got: 'several values', allowed: 'one' });
  const value = parse(text);
  if (value === undefined) faults.push({ property: `--${name}`, got: `'${text}'`, allowed });
  return value;
}
