import { normalizeRuleId } from '../../exceptions';
import type { Acknowledgement } from '../gate/acknowledgements';
import { GATE, type RuleKnowledge } from '../gate/exception-audit';
import { ruleOfFinding } from '../gate/finding';
import { OWN_PACK } from '../packs';
import type { Rule } from '../rule';
import { RULES } from '../rules';

const OWN = `${OWN_PACK}::`;
const BARE = 'Annotation::';

/** What there is to know of Strongroom's own rules, where no other pack is enforced. */
export class OwnRules implements RuleKnowledge {
  private readonly all = new Map(RULES.map((rule) => [`${OWN}${rule.id}`, rule]));
  private readonly judged: ReadonlySet<string>;

  /** @param rules those that the templates are judged by */
  public constructor(rules: readonly Rule[]) {
    this.judged = new Set(rules.map(({ id }) => `${OWN}${id}`));
  }

  public hasRun(rule: string): boolean {
    return this.judged.has(ruleOfFinding(rule));
  }

  public isValidator(): boolean {
    return false;
  }

  public allowsExceptions(rule: string): boolean {
    if (rule.startsWith(`${normalizeRuleId(GATE)}::`)) return false;
    return this.all.get(ruleOfFinding(rule))?.exceptable ?? true;
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
