import { printable } from './printable';

/** Steps as one text, a line each. No text of a template begins a line. */
export function joinSteps(steps: readonly string[]): string {
  return steps.map(printable).join('\n');
}

/** The steps of such a text. */
export function splitSteps(text: string): readonly string[] {
  return text.split('\n');
}

/** Steps as lines of a report that stand below what they explain. */
export function stepLines(steps: readonly string[] = [], indent = '      '): string[] {
  return steps.map((step) => `${indent}${printable(step)}`);
}
