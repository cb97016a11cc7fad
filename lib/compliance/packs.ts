import { CITED_FRAMEWORKS, Framework, PRACTICE } from './citation';
import type { Rule } from './rule';
import { RulePack } from './rule-pack';
import { RULES } from './rules';

/** What comes before `::` in the ids of Strongroom's rules, whichever pack has them: an exception is written once for all. */
export const OWN_PACK = 'Strongroom';

/** Rules that the others rest on: what isn't declared, or can't be seen, is passed over by all of them. Every pack has these. */
const BASIS: readonly string[] = ['EverythingJudged', 'CustomerDataDeclared', 'CategoryKnown'];

/** The rules that a framework demands, as far as a template shows it. */
class FrameworkPack extends RulePack {
  public constructor(framework: Framework) {
    super(
      OWN_PACK,
      RULES.filter((rule) => isDemandedBy(rule, [framework])),
    );
  }
}

/** The rules that cite the GDPR. */
export class GdprChecks extends FrameworkPack {
  public constructor() {
    super(Framework.GDPR);
  }
}

/** The rules that cite China's Personal Information Protection Law. */
export class PiplChecks extends FrameworkPack {
  public constructor() {
    super(Framework.PIPL);
  }
}

/** The rules that cite GB/T 22239-2019 level 3, China's multi-level protection scheme. */
export class MlpsChecks extends FrameworkPack {
  public constructor() {
    super(Framework.MLPS3);
  }
}

/** The rules that cite ISO/IEC 27001:2022 Annex A. */
export class Iso27001Checks extends FrameworkPack {
  public constructor() {
    super(Framework.ISO27001);
  }
}

/** Every rule of Strongroom's own, each named with the articles that demand it. */
export class StrongroomChecks extends RulePack {
  public constructor() {
    super(OWN_PACK, RULES);
  }
}

/** Whether one of the frameworks demands a rule. Where all that rules cite are chosen, so is good practice that none of them names. */
export function isDemandedBy(rule: Rule, frameworks: readonly Framework[]): boolean {
  if (BASIS.includes(rule.id)) return true;
  const { cites } = rule;
  if (cites === PRACTICE) return CITED_FRAMEWORKS.every((framework) => frameworks.includes(framework));
  return CITED_FRAMEWORKS.some((framework) => frameworks.includes(framework) && (cites[framework] ?? []).length > 0);
}
