import type { FaultCollector } from '../../errors';
import { checkRollout, type Rollout } from '../rollout';

/** A rule that counts what it would refuse, until a day: why, whose decision. */
export interface CountingRule extends Rollout {
  /** Name of the rule: `Common`, `RatePerIp`, or what a rate is called. */
  readonly rule: string;
  /**
   * The one rule of the managed group that counts, as AWS calls it: `CrossSiteScripting_BODY`.
   * @default - the whole rule
   */
  readonly within?: string;
}

/** A rule that may count. */
export interface Countable {
  readonly name: string;
  /** Rules of the managed group that it is. */
  readonly rules?: readonly string[];
}

/** Which rules count, and which rules within managed groups. */
export class CountedRules {
  public constructor(private readonly counting: readonly CountingRule[]) {}

  /** Whether a rule counts as a whole. */
  public has(name: string): boolean {
    return this.counting.some(({ rule, within }) => rule === name && within === undefined);
  }

  /** Rules that count within a managed group. */
  public within(name: string): readonly string[] {
    return [...new Set(this.counting.flatMap(({ rule, within }) => (rule === name && within !== undefined ? [within] : [])))];
  }

  /**
   * One rollout for all: they are one exception, of the web ACL, which ends when the first of them does.
   *
   * @param present names of the rules that the web ACL has
   */
  public rollout(present: readonly string[]): Rollout | undefined {
    const counting = this.counting.filter(({ rule }) => present.includes(rule));
    const [first] = counting.map(({ expires }) => expires).sort();
    if (first === undefined) return undefined;
    const ticket = distinct(counting.flatMap((each) => (each.ticket === undefined ? [] : [each.ticket])));
    return {
      reason: counting.map((each) => `${nameOf(each)}: ${each.reason}`).join('; '),
      owner: distinct(counting.map(({ owner }) => owner)),
      expires: first,
      ...(ticket !== '' && { ticket }),
    };
  }
}

/** Notes every fault of the rules that are to count. */
export function checkCounting(
  faults: FaultCollector,
  property: string,
  counting: readonly CountingRule[],
  countable: readonly Countable[],
): void {
  const rules = new Map(countable.map((rule) => [rule.name, rule.rules ?? []]));
  counting.forEach((each, index) => {
    const at = `${property}[${index}]`;
    const known = rules.get(each.rule);
    if (faults.check(known !== undefined, `${at}.rule`, each.rule, `one of ${listed([...rules.keys()])}`)) {
      const cure = known?.length === 0 ? `nothing: '${each.rule}' is no managed group` : `one of ${listed(known ?? [])}`;
      faults.check(each.within === undefined || known?.includes(each.within) === true, `${at}.within`, each.within, cure);
    }
    const first = counting.findIndex(({ rule, within }) => rule === each.rule && within === each.within);
    faults.check(first === index, at, nameOf(each), `each once: it is '${property}[${first}]' already`);
    checkRollout(faults, at, each);
  });
}

function nameOf({ rule, within }: CountingRule): string {
  return within === undefined ? rule : `${rule}/${within}`;
}

function listed(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

function distinct(texts: readonly string[]): string {
  return [...new Set(texts)].join(', ');
}
