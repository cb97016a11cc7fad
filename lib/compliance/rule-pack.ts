import type { PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib/core';
import { type IPolicyValidationContext, type IPolicyValidationPlugin, Stage } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { InvalidInputError } from '../errors';
import { formatCitations } from './citation';
import { indexOf } from './gate/app-templates';
import { sourceAt } from './gate/source-location';
import { type Judgement, judge } from './judge';
import type { Rule, Violation } from './rule';
import { joinSteps } from './steps';

/** A named choice of rules, as a validation plugin of the CDK. */
export class RulePack implements IPolicyValidationPlugin {
  public readonly ruleIds: string[];

  /**
   * @param name what comes before `::` in the id of each of its rules
   * @param rules the rules of the pack
   */
  public constructor(
    public readonly name: string,
    public readonly rules: readonly Rule[],
  ) {
    this.ruleIds = rules.map((rule) => rule.id);
  }

  /** Called by the CDK once every template is written. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return this.report(context.appConstruct);
  }

  /**
   * Judges a part of an app without the CDK's report: for tests. Synthesizes the app.
   *
   * @throws InvalidInputError when `scope` is in no app
   */
  public validateScope(scope: IConstruct): PolicyValidationPluginReport {
    const { root } = scope.node;
    if (!Stage.isStage(root)) {
      throw new InvalidInputError(`scope '${scope.node.path}'`, [
        { property: 'scope', got: 'a construct outside every app', allowed: 'an app, or a construct within one' },
      ]);
    }
    root.synth();
    return this.report(scope);
  }

  /**
   * What each rule of the pack says of each resource of a synthesized tree.
   *
   * @param today the day of the judgement, `YYYY-MM-DD`: today by default
   */
  public judge(root: IConstruct, today?: string): readonly Judgement[] {
    return judge(indexOf(root, today), this.rules);
  }

  /** The violations among judgements, as the CDK reports them. */
  public report(root: IConstruct, judgements: readonly Judgement[] = this.judge(root)): PolicyValidationPluginReport {
    const violations = judgements.flatMap((judgement) => this.violationsOf(judgement, root));
    return { success: violations.every((violation) => violation.severity === 'warning'), violations };
  }

  private violationsOf({ rule, resource, verdict }: Judgement, root: IConstruct): PolicyViolation[] {
    if (verdict.outcome !== 'violation') return [];
    return verdict.violations.map((violation) => {
      const source = sourceAt(root, resource.path);
      return {
        ruleName: rule.id,
        description: describe(rule, violation, source?.exact === false ? source.line : undefined),
        fix: fixOf(rule),
        // The CDK lets nobody acknowledge what is fatal.
        severity: violation.severity ?? (rule.exceptable ? rule.severity : 'fatal'),
        ruleMetadata: {
          detail: violation.detail,
          why: rule.why,
          cites: formatCitations(rule.cites),
          ...(violation.steps && { steps: joinSteps(violation.steps) }),
          ...(source && { source: source.line }),
        },
        violatingResources: [{ constructPath: resource.path, locations: [violation.location ?? 'Properties'] }],
      };
    });
  }
}

/** The CDK prints the exact line itself, above the description. */
function describe(rule: Rule, { detail }: Violation, near: string | undefined): string {
  const cites = formatCitations(rule.cites);
  const sentence = `${detail.charAt(0).toUpperCase()}${detail.slice(1)}`;
  return `${rule.id}: ${sentence}${near === undefined ? '' : ` (made at ${near})`}. ${rule.why}${cites === '' ? '' : ` [${cites}]`}`;
}

function fixOf({ fix, exceptable, accountWide }: Rule): string {
  const elsewhere = accountWide
    ? " Where another app provides it for the account: Gate.of(app).enforce({ existing: Existing.by('whose it is') })."
    : '';
  return `${fix}${elsewhere}${exceptable ? '' : ' This rule has no exceptions.'}`;
}
