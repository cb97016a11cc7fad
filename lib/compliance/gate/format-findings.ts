import type { IConstruct } from 'constructs';
import { printable } from '../printable';
import { stepLines } from '../steps';
import type { Finding } from './finding';
import { sourceAt } from './source-location';

/** Findings in words: of each the line of source, the construct, the rule, why, and what to do. */
export function formatFindings(root: IConstruct, findings: readonly Finding[]): string {
  return findings
    .map(({ rule, path, description, steps, fix, source }) =>
      [
        printable(source ?? sourceAt(root, path)?.line ?? '(source not known)'),
        `ERROR ${printable(description)}`,
        ...stepLines(steps),
        `   ${printable(path)}`,
        `   Rule: ${printable(rule)}`,
        `   Fix: ${printable(fix)}`,
      ].join('\n'),
    )
    .join('\n\n');
}
