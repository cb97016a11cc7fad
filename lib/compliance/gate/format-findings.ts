import type { IConstruct } from 'constructs';
import type { Finding } from './finding';
import { sourceAt } from './source-location';

/** Findings in words: of each the line of source, the construct, the rule, why, and what to do. */
export function formatFindings(root: IConstruct, findings: readonly Finding[]): string {
  return findings
    .map(({ rule, path, description, fix, source }) =>
      [
        source ?? sourceAt(root, path)?.line ?? '(source not known)',
        `ERROR ${description}`,
        `   ${path}`,
        `   Rule: ${rule}`,
        `   Fix: ${fix}`,
      ].join('\n'),
    )
    .join('\n\n');
}
