import { basename } from 'node:path';
import {
  CfnResource,
  CloudFormationValidatePlugin,
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  type PolicyViolatingResource,
  type PolicyViolation,
} from 'aws-cdk-lib/core';
import { NagPack } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { normalizeRuleId } from '../../exceptions';
import { RulePack } from '../rule-pack';
import { splitSteps } from '../steps';
import { visit } from './app-templates';
import { cureOf } from './cures';
import { type Finding, placeOf, ruleOfFinding } from './finding';
import { isOfCdkNag } from './known-packs';
import { type PackResults, type Result, resultsOf, resultsOfFindings, runNagPack } from './pack-run';

/** Takes what packs found, for the audit of exceptions that runs after them. */
export interface Recorder {
  /** The day of the judgement, `YYYY-MM-DD`. */
  readonly today: string;
  /** Takes the findings of a pack that ran to its end on an app, and what it says of what passes. */
  ran(pack: string, findings: readonly Finding[], kept: PackResults, app: IConstruct): void;
  /** Takes the finding that a pack threw: the CLI passes over a pack that failed without naming a resource. */
  threw(finding: Finding): void;
  /** Whether a rule is demanded where a resource is. */
  demands(rule: string, path: string): boolean;
  /** Why a finding is none, for a rule of Strongroom's that passed there stands in the rule's place; `undefined` where none does. */
  answered(rule: string, path: string): string | undefined;
}

/**
 * A pack whose findings are recorded. It fails for every error, and where it fails without one, that is an error too. A pack of
 * cdk-nag fails for a warning, unless an acknowledgement of something else makes the CDK judge it anew; recorded it does not.
 */
export class RecordedPack implements IPolicyValidationPlugin {
  public readonly name: string;
  public readonly version?: string;
  public readonly ruleIds?: string[];

  public constructor(
    private readonly pack: IPolicyValidationPlugin,
    private readonly recorder: Recorder,
  ) {
    this.name = pack.name;
    if (pack.version !== undefined) this.version = pack.version;
    if (pack.ruleIds !== undefined) this.ruleIds = pack.ruleIds;
  }

  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return recordThrow(this.name, context, this.recorder, () => {
      const { report: complete, kept } = this.run(context);
      const answered: Result[] = [];
      const report = withPlaces(complete, context);
      const violations = this.filters ? standing(this.name, report.violations, pathOf, this.judge, answered) : report.violations;
      const findings = findingsOf(this.name, violations, pathOf);
      const passed = findings.every(({ severity }) => severity === 'warning');
      if (passed && !complete.success && !this.filters) throw new Error(FAILED_FOR_NOTHING);
      this.recorder.ran(
        this.name,
        findings,
        this.filters ? { rules: kept.rules, results: this.settled(kept.results, answered) } : resultsOfFindings(findings),
        context.appConstruct,
      );
      return { ...report, violations, success: passed };
    });
  }

  /** Whether the pack's rules are known, so that some may not be demanded. */
  private get filters(): boolean {
    return this.pack instanceof NagPack || this.pack instanceof RulePack;
  }

  private run(context: IPolicyValidationContext): { readonly report: PolicyValidationPluginReport; readonly kept: PackResults } {
    const { pack } = this;
    if (pack instanceof NagPack) return runNagPack(pack, (probe) => probe.validate(context));
    if (!(pack instanceof RulePack)) return { report: pack.validate(context), kept: { rules: new Map(), results: [] } };
    const judgements = pack.judge(context.appConstruct, this.recorder.today);
    return { report: pack.report(context.appConstruct, judgements), kept: resultsOf(pack.name, judgements) };
  }

  private get judge(): Judge {
    const { pack, recorder } = this;
    const answered: Judge['answered'] = (rule, path) => (isOfCdkNag(pack) ? recorder.answered(rule, path) : undefined);
    return { demands: recorder.demands, answered };
  }

  private settled(results: readonly Result[], answered: readonly Result[]): readonly Result[] {
    const answers = new Map(answered.map((result) => [placeOf(result.rule, result.path), result]));
    return results
      .filter(({ rule, path }) => this.recorder.demands(rule, path))
      .map((result) => {
        const answer = answers.get(placeOf(result.rule, result.path));
        return answer === undefined ? result : { ...answer, type: result.type };
      });
  }
}

/** Shared by every app of the process, because it takes seconds to start. */
const ENGINE: { validator?: CloudFormationValidatePlugin } = {};

/** CloudFormation's own validator, recorded. The CDK runs it in place of its built-in one. */
export class RecordedValidator extends CloudFormationValidatePlugin {
  public constructor(private readonly recorder: Recorder) {
    super();
  }

  public override get version(): string {
    return super.version ?? '';
  }

  public override get ruleIds(): string[] {
    return super.ruleIds ?? [];
  }

  public override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return recordThrow(this.name, context, this.recorder, () => {
      ENGINE.validator ??= new CloudFormationValidatePlugin();
      const report = withPlaces(ENGINE.validator.validate(context), context);
      const paths = report.violations.length === 0 ? new Map<string, string>() : pathsByLogicalId(context.appConstruct);
      const at = ({ constructPath, templatePath, resourceLogicalId }: PolicyViolatingResource) =>
        constructPath ?? paths.get(`${basename(templatePath ?? '')}/${resourceLogicalId}`) ?? '';
      const answered: Result[] = [];
      const violations = standing(this.name, report.violations, at, this.recorder, answered);
      const findings = findingsOf(this.name, violations, at);
      this.recorder.ran(this.name, findings, resultsOfFindings(findings, answered), context.appConstruct);
      return { ...report, violations, success: findings.every(({ severity }) => severity === 'warning') };
    });
  }
}

type Judge = Pick<Recorder, 'demands' | 'answered'>;

/**
 * The violations of rules that are demanded where they are, without those that a rule of Strongroom's answers.
 *
 * @param answered takes those
 */
function standing(
  pack: string,
  violations: readonly PolicyViolation[],
  pathOf: (at: PolicyViolatingResource) => string,
  judge: Judge,
  answered: Result[],
): PolicyViolation[] {
  return violations.flatMap((violation) => {
    const rule = normalizeRuleId(`${pack}::${violation.ruleName}`);
    const violatingResources = violation.violatingResources.filter((at) => {
      const path = pathOf(at);
      if (!judge.demands(rule, path)) return false;
      const why = judge.answered(rule, path);
      if (why !== undefined)
        answered.push({ rule: ruleOfFinding(rule), path, type: '', outcome: 'not-applicable', details: [why] });
      return why === undefined;
    });
    return violatingResources.length > 0 ? [{ ...violation, violatingResources }] : [];
  });
}

function pathOf({ constructPath = '' }: PolicyViolatingResource): string {
  return constructPath;
}

const FAILED_FOR_NOTHING = 'it failed, and named no error';

/** Where anything is acknowledged, the CDK drops a violation that names no resource. So it is at the first stack. */
function withPlaces(report: PolicyValidationPluginReport, context: IPolicyValidationContext): PolicyValidationPluginReport {
  const violations = report.violations.map((violation) => {
    return violation.violatingResources.length > 0 ? violation : { ...violation, violatingResources: [firstStack(context)] };
  });
  return { ...report, violations };
}

function firstStack({ stackTemplates: [first] }: IPolicyValidationContext) {
  return { constructPath: first?.stackConstructPath ?? '', locations: [] };
}

function recordThrow(
  pack: string,
  context: IPolicyValidationContext,
  recorder: Recorder,
  run: () => PolicyValidationPluginReport,
): PolicyValidationPluginReport {
  try {
    return run();
  } catch (error) {
    const ruleName = 'PackFailed';
    const description = `The pack did not run to its end: ${error instanceof Error ? error.message : String(error)}`;
    const at = firstStack(context);
    const fix = 'Mend what the message names, or leave the pack out of the gate.';
    recorder.threw({
      rule: normalizeRuleId(`${pack}::${ruleName}`),
      severity: 'error',
      path: at.constructPath,
      description,
      fix,
    });
    return { success: false, violations: [{ ruleName, description, fix, severity: 'fatal', violatingResources: [at] }] };
  }
}

function findingsOf(
  pack: string,
  violations: readonly PolicyViolation[],
  pathOf: (at: PolicyViolatingResource) => string,
): Finding[] {
  return violations.flatMap(({ ruleName, description, severity, fix, violatingResources, ruleMetadata }) => {
    const rule = normalizeRuleId(`${pack}::${ruleName}`);
    const level = ['warning', 'info'].includes(severity?.toLowerCase() ?? '') ? 'warning' : 'error';
    const cure = fix ?? cureOf(rule);
    const { steps } = ruleMetadata ?? {};
    return violatingResources.map((resource) => ({
      rule,
      severity: level,
      path: pathOf(resource),
      description,
      ...(typeof steps === 'string' && { steps: splitSteps(steps) }),
      fix: cure,
    }));
  });
}

function pathsByLogicalId(root: IConstruct): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  visit(root, (construct) => {
    if (!CfnResource.isCfnResource(construct)) return;
    paths.set(`${construct.stack.templateFile}/${construct.stack.resolve(construct.logicalId)}`, construct.node.path);
  });
  return paths;
}
