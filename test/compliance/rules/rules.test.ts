import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../../lib/compliance/rules';
import { judged, type RuleCases } from './cases';

// Every rule's cases, one file a rule, as tables: `<topic>/<rule>.cases.ts`.

const TABLES: readonly RuleCases[] = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.cases.ts'))
  .sort()
  .map((file) => require(join(__dirname, file)).CASES);

describe.each(TABLES.map((table) => [table.rule.id, table] as const))(
  '%s',
  (_, { rule, compliant, violations, notApplicable }) => {
    test.each(Object.entries(compliant))('complies: %s', (__, shown) => {
      const found = judged(rule, shown);
      expect(shown.at.map((path) => `${path}: ${found.get(path)?.outcome}`)).toEqual(
        shown.at.map((path) => `${path}: compliant`),
      );
      expect([...found].filter(([, { outcome }]) => outcome === 'violation')).toEqual([]);
      expect(shown.at).not.toEqual([]);
    });

    test.each(Object.entries(violations))('does not: %s', (__, shown) => {
      const found = [...judged(rule, shown)].filter(([, { outcome }]) => outcome === 'violation');
      expect(found.map(([path]) => path).sort()).toEqual(Object.keys(shown.at).sort());
      for (const [path, { details }] of found) {
        for (const says of [shown.at[path] ?? []].flat()) expect(details.join('\n')).toMatch(says);
      }
      expect(found).not.toEqual([]);
    });

    const others = Object.entries(notApplicable ?? {});
    // A rule may be about everything, and jest refuses a table without rows.
    if (others.length === 0) return;
    test.each(others)('is not about: %s', (__, shown) => {
      const found = judged(rule, shown);
      expect(shown.at.filter((path) => (found.get(path)?.outcome ?? 'not-applicable') !== 'not-applicable')).toEqual([]);
    });
  },
);

test('every rule has cases, of both kinds', () => {
  const complete = TABLES.filter(
    ({ compliant, violations }) => Object.keys(compliant).length > 0 && Object.keys(violations).length > 0,
  );
  expect(complete.map(({ rule }) => rule.id).sort()).toEqual(RULES.map(({ id }) => id).sort());
});
