import type { Acknowledgement } from '../gate/acknowledgements';
import type { RuleKnowledge } from '../gate/exception-audit';
import { ruleOfFinding } from '../gate/finding';
import { OWN_PACK } from '../packs';
import type { Rule } from '../rule';
import { RULES } from '../rules';
import type { CheckedRule } from './check-report';

/** A rule of Strongroom's as a report tells it. */
export function ownRule(rule: Rule): CheckedRule {
  const { severity, exceptable, why, cites } = rule;
  return { id: ownId(rule), severity, exceptable, why, fix: fixOf(rule), cites };
}

/** A rule's id, qualified by its pack. */
export function ownId({ id }: Rule): string {
  return `${OWN}${id}`;
}

function fixOf({ fix, accountWide, exceptable }: Rule): string {
  const elsewhere = accountWide ? " Where something else provides it for the account: --existing 'whose it is'." : '';
  return `${fix}${elsewhere}${exceptable ? '' : ' This rule has no exceptions.'}`;
}

const OWN = `${OWN_PACK}::`;
const BARE = 'Annotation::';

/** What there is to know of Strongroom's own rules, where no other pack is enforced. */
export class OwnRules implements RuleKnowledge {
  private readonly all = new Map(RULES.map((rule) => [ownId(rule), rule]));
  private readonly judged: ReadonlySet<string>;

  /** @param rules those that the templates are judged by */
  public constructor(rules: readonly Rule[]) {
    this.judged = new Set(rules.map(ownId));
  }

  public hasRun(rule: string): boolean {
    return this.judged.has(ruleOfFinding(rule));
  }

  public isValidator(): boolean {
    return false;
  }

  public allowsExceptions(rule: string): boolean {
    return this.all.get(ruleOfFinding(rule))?.exceptable === true;
  }

  public whyUnknown(rule: string): string | undefined {
    if (!rule.startsWith(OWN)) return `exceptions in a template are to rules of '${OWN_PACK}'`;
    return this.all.has(ruleOfFinding(rule)) ? undefined : `the pack '${OWN_PACK}' has no rule '${rule.slice(OWN.length)}'`;
  }

  public qualify(bare: string): string | undefined {
    return this.all.has(`${OWN}${ruleOfFinding(bare)}`) ? `${OWN}${bare}` : undefined;
  }

  /** Whether an acknowledgement on a construct is about a rule of Strongroom's: all others are the gate's to judge. */
  public concerns({ rule }: Acknowledgement): boolean {
    return rule.startsWith(OWN) || (rule.startsWith(BARE) && this.qualify(rule.slice(BARE.length)) !== undefined);
  }
}
