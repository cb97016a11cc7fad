import type { CheckedRule, CheckFinding } from './check-report';

/** A fragment as a sentence: `The bucket is public.` */
export function sentence(fragment: string): string {
  return `${fragment.charAt(0).toUpperCase()}${fragment.slice(1)}${/[.!?]$/.test(fragment) ? '' : '.'}`;
}

/** Where a finding is, as an editor opens it: `lib/orders.ts:12:5`. */
export function placeText({ where: { file, line, column } }: CheckFinding): string {
  return line === undefined ? file : `${file}:${line}:${column ?? 1}`;
}

/** A rule's name in words: `Customer data declared`. */
export function titleOf({ id }: CheckedRule): string {
  const words = id
    .replace(/^.*::/, '')
    .replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
  return words;
}
