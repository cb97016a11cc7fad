import { ENGINE_VERSIONS, type End, type Engine, LAMBDA_RUNTIMES } from './runtime-support';

/** What the table knows: the day on which support ends, `open` where none is announced, `ended` for what is older than the table. */
export type Support = { readonly end: string } | 'open' | 'ended';

/** Of a version of an engine; `undefined` for what is no version. */
export function supportOf(engine: Engine, version: string): Support | undefined {
  const given = numbers(version);
  if (given === undefined) return undefined;
  const [, end] = ENGINE_VERSIONS[engine].findLast(([from]) => compare(numbers(from) ?? [], given) <= 0) ?? [undefined, 'ended'];
  return end === 'ended' ? 'ended' : asSupport(end);
}

/** Of a Lambda runtime: one that the table lacks is taken for newer when its number is higher than any of its language, and is else `undefined`. */
export function supportOfRuntime(runtime: string): Support | undefined {
  if (Object.hasOwn(LAMBDA_RUNTIMES, runtime)) return asSupport(LAMBDA_RUNTIMES[runtime]);
  const { language, number } = parts(runtime);
  const known = Object.keys(LAMBDA_RUNTIMES)
    .map(parts)
    .filter((other) => other.language === language && other.number.length > 0);
  const newer = number.length > 0 && known.every((other) => compare(other.number, number) < 0);
  return newer && known.length > 0 ? 'open' : undefined;
}

function asSupport(end: End): Support {
  return end === undefined ? 'open' : { end };
}

function parts(runtime: string): { readonly language: string; readonly number: readonly number[] } {
  const [, language = '', version = ''] = /^(provided\.al|[a-z]+)([\d.]*)/.exec(runtime) ?? [];
  return { language, number: numbers(version.replace(/\.$/, '')) ?? [] };
}

/** `8.0.mysql_aurora.3.08.0` and `6.x` begin with the numbers that count. */
function numbers(version: string): readonly number[] | undefined {
  const [leading] = /^\d+(\.\d+)*/.exec(version.trim()) ?? [];
  return leading?.split('.').map(Number);
}

/** A version that begins with another is not older: 13.4 is not older than 13. */
function compare(one: readonly number[], other: readonly number[]): number {
  for (const [position, value] of one.entries()) {
    const difference = value - (other[position] ?? 0);
    if (difference !== 0) return difference;
  }
  return other.length > one.length ? -1 : 0;
}
