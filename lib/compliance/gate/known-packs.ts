import { type CfnResource, CloudFormationValidatePlugin, type IPolicyValidationPlugin } from 'aws-cdk-lib/core';
import {
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  type IApplyRule,
  NagPack,
  NIST80053R4Checks,
  NIST80053R5Checks,
  PCIDSS321Checks,
  ServerlessChecks,
} from 'cdk-nag';
import { normalizeRuleId } from '../../exceptions';
import { RulePack } from '../rule-pack';
import { ruleOfFinding } from './finding';

/** Packs that exist, enforced or not: an exception to one that is not enforced here is for another environment. */
const PUBLISHED = ['AwsSolutions', 'HIPAA.Security', 'NIST.800.53.R4', 'NIST.800.53.R5', 'PCI.DSS.321', 'Serverless'];
const CDK_NAGS: readonly unknown[] = [
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  NIST80053R4Checks,
  NIST80053R5Checks,
  PCIDSS321Checks,
  ServerlessChecks,
];

/** Whether a pack is one of cdk-nag's as it is published, and not one that somebody gave its name, or derived from it. */
export function isOfCdkNag(pack: IPolicyValidationPlugin): boolean {
  return CDK_NAGS.includes(pack.constructor);
}

const VALIDATOR = normalizeRuleId(CloudFormationValidatePlugin.PLUGIN_NAME);

/** What the gate knows of the packs that it enforces: their rules, which of those allow exceptions, and whether they have run. */
export class KnownPacks {
  private readonly rules = new Map<string, ReadonlySet<string> | undefined>();
  private readonly withoutExceptions = new Set<string>();
  private readonly ran: ReadonlySet<string>;

  /**
   * @param packs the packs that are enforced
   * @param gate name of the gate's own plugin, whose findings are about exceptions and allow none
   * @param ran names of the packs that have run to their end, so that their findings are known
   * @param demands whether a rule is demanded where a resource is: not every stage has every framework
   * @param sample any resource of the app: what a pack of cdk-nag needs to name its rules
   */
  public constructor(
    packs: readonly IPolicyValidationPlugin[],
    private readonly gate: string,
    ran: readonly string[],
    private readonly demands: (rule: string, path: string) => boolean,
    sample: CfnResource | undefined,
  ) {
    this.ran = new Set(ran.map(normalizeRuleId));
    this.rules.set(VALIDATOR, undefined);
    for (const pack of packs) {
      const name = normalizeRuleId(pack.name);
      const ids = rulesOf(pack, sample);
      this.rules.set(name, ids === undefined ? undefined : new Set(ids.map(normalizeRuleId)));
      if (!(pack instanceof RulePack)) continue;
      for (const rule of pack.rules) if (!rule.exceptable) this.withoutExceptions.add(`${name}::${rule.id}`);
    }
  }

  public hasRun(rule: string, path: string): boolean {
    return this.ran.has(packOf(rule)) && this.demands(rule, path);
  }

  public isValidator(rule: string): boolean {
    return packOf(rule) === VALIDATOR;
  }

  public allowsExceptions(rule: string): boolean {
    return packOf(rule) !== normalizeRuleId(this.gate) && !this.withoutExceptions.has(ruleOfFinding(rule));
  }

  /** What is unknown about a rule's id; `undefined` for one that a pack may have. */
  public whyUnknown(rule: string): string | undefined {
    const pack = packOf(rule);
    if (pack === normalizeRuleId(this.gate)) return undefined;
    if (!this.rules.has(pack)) {
      return PUBLISHED.includes(pack)
        ? undefined
        : `no pack '${pack}' is enforced here; enforced are ${[...this.rules.keys()].join(', ')}`;
    }
    const known = this.rules.get(pack);
    const id = ruleOfFinding(rule.slice(pack.length + 2));
    return known === undefined || known.has(id) ? undefined : `the pack '${pack}' has no rule '${id}'`;
  }

  /** The qualified id of a bare one, when a pack has such a rule. */
  public qualify(bare: string): string | undefined {
    const id = ruleOfFinding(bare);
    for (const [pack, rules] of this.rules) if (rules?.has(id)) return `${pack}::${bare}`;
    return undefined;
  }
}

function packOf(rule: string): string {
  return rule.slice(0, rule.indexOf('::'));
}

/** The ids of a pack's rules; `undefined` when the pack doesn't say. */
function rulesOf(pack: IPolicyValidationPlugin, sample: CfnResource | undefined): readonly string[] | undefined {
  if (!(pack instanceof NagPack)) return pack.ruleIds;
  return sample && rulesOfNagPack(pack, sample);
}

/** A pack of cdk-nag applies each of its rules to each resource, and lists them nowhere: shown one resource, it names them all. */
function rulesOfNagPack(pack: NagPack, sample: CfnResource): readonly string[] | undefined {
  const ids: string[] = [];
  const applyRule = ({ ruleSuffixOverride, rule }: IApplyRule) =>
    ids.push(`${pack.readPackName}-${ruleSuffixOverride ?? rule.name}`);
  const probe: NagPack = Object.create(pack, { applyRule: { value: applyRule } });
  try {
    probe['checkResource'](sample);
  } catch {
    // It has failed as a pack, too, and that is told.
    return undefined;
  }
  return ids;
}
