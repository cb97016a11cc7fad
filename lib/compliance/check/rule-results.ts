import { type Finding, placeOf } from '../gate/finding';
import type { Judgement } from '../judge';
import type { RuleResult } from './check-report';
import { ownId } from './own-rules';

type Tally = { passed: number; failed: number; excepted: number };

/**
 * How often each rule passed and failed, by the template that it judged something of. A warning is no failure.
 *
 * @param open findings that no exception covers
 */
export function resultsByTemplate(
  judgements: readonly Judgement[],
  open: readonly Finding[],
): ReadonlyMap<string, readonly RuleResult[]> {
  const failing = new Set(open.map(({ rule, path }) => placeOf(rule, path)));
  const tallies = new Map<string, Map<string, Tally>>();
  for (const { rule, resource, verdict } of judgements) {
    if (verdict.outcome === 'not-applicable') continue;
    const id = ownId(rule);
    const tally = madeAt(
      madeAt(tallies, resource.template, () => new Map()),
      id,
      () => ({ passed: 0, failed: 0, excepted: 0 }),
    );
    const fails = verdict.outcome === 'violation' && verdict.violations.some(({ severity }) => severity !== 'warning');
    if (!fails) tally.passed += 1;
    else if (failing.has(placeOf(id, resource.path))) tally.failed += 1;
    else tally.excepted += 1;
  }
  return new Map(
    [...tallies].map(([template, rules]) => [template, [...rules].map(([rule, tally]) => ({ rule, ...tally }))] as const),
  );
}

function madeAt<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
