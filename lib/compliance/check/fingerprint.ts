import { createHash } from 'node:crypto';
import type { CheckFinding } from './check-report';

/** What in a detail is another thing every day, and says nothing of the template. */
const TODAY = /today is \d{4}-\d{2}-\d{2}|\b\d+ days? (ago|from now|left)\b/g;

/**
 * What tells a finding from every other, and is the same in the next run: without lines, which move, and positions in lists, which
 * change with what is put before them.
 */
export function fingerprintOf({ rule, path, location, detail, steps = [] }: Omit<CheckFinding, 'fingerprint' | 'known'>): string {
  const stable = [
    rule,
    path,
    location.replace(/(^|\.)\d+(?=\.|$)/g, '$1*').replace(/\[\d+\]/g, '[*]'),
    [detail, ...steps].join('\n').replace(TODAY, ''),
  ];
  return createHash('sha256').update(JSON.stringify(stable)).digest('hex').slice(0, 32);
}
