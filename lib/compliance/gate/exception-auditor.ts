import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { normalizeRuleId } from '../../exceptions';
import { OWN_PACK } from '../packs';
import { type Acknowledgement, collectAcknowledgements } from './acknowledgements';
import { answersTo } from './answers';
import type { Judged } from './evidence';
import { audit, findingOf, GATE } from './exception-audit';
import { type Finding, placeOf } from './finding';
import type { GateSummary } from './gate-summary';
import { KnownPacks } from './known-packs';
import { type PackResults, resultsOfFindings } from './pack-run';
import type { Recorder } from './recorded-pack';
import { existingFaults, strangers } from './tree-faults';

/** What a rule is demanded by: of Strongroom's own the rule itself, of a pack of cdk-nag's the framework. */
export type Demands = (rule: string, path: string) => boolean;

/** Runs after all packs, and judges the exceptions by what those found. Its own findings allow no exception. */
export class ExceptionAuditor implements IPolicyValidationPlugin, Recorder {
  public readonly name = GATE;
  private recorded = new Map<string, { readonly findings: readonly Finding[]; readonly kept: PackResults }>();
  private settled: ReadonlySet<string> = new Set();
  private thrown: Finding[] = [];
  private day: string | undefined;

  /**
   * @param packs the packs whose findings are recorded here
   * @param clock by which exceptions expire
   * @param demands whether a rule is demanded where a resource is
   * @param existing who provides what an account has once, where the app says so
   * @param report told of each synthesis; without a judgement where it did not come to its end
   */
  public constructor(
    private readonly packs: readonly IPolicyValidationPlugin[],
    private readonly clock: () => Date,
    public readonly demands: Demands,
    private readonly existing: string | undefined,
    private readonly report: (summary: GateSummary, judged: Judged | undefined) => void,
  ) {}

  /** One day for all of a run, which may last past midnight. */
  public get today(): string {
    this.day ??= this.clock().toISOString().slice(0, 'YYYY-MM-DD'.length);
    return this.day;
  }

  public ran(pack: string, findings: readonly Finding[], kept: PackResults, app: IConstruct): void {
    this.recorded.set(pack, { findings, kept });
    if (pack === OWN_PACK) this.settled = settledPlaces(kept, collectAcknowledgements(app).acknowledgements);
  }

  public threw(finding: Finding): void {
    this.thrown.push(finding);
  }

  public answered(rule: string, path: string): string | undefined {
    const answer = answersTo(rule);
    const by = answer?.rules.find((own) => this.settled.has(placeOf(`${OWN_PACK}::${own}`, path)));
    return answer && by && `answered by ${OWN_PACK}::${by}: ${answer.why}`;
  }

  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    try {
      return this.judge(context);
    } catch (error) {
      return this.failed(context, error);
    } finally {
      this.recorded = new Map();
      this.settled = new Set();
      this.thrown = [];
      this.day = undefined;
    }
  }

  private judge(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const { appConstruct } = context;
    const { acknowledgements, resources: all } = collectAcknowledgements(appConstruct);
    // The CLI has the CDK add one a stack, which nobody wrote.
    const resources = all.filter(({ cfnResourceType }) => cfnResourceType !== 'AWS::CDK::Metadata');
    const ran = [...this.recorded.keys()];
    const known = new KnownPacks(this.packs, GATE, ran, this.demands, resources[0]);
    const findings = [...this.recorded.values()].flatMap((run) => run.findings);
    const audited = audit(findings, acknowledgements, known, this.today);
    const { thrown, recorded } = this;
    const { inForce, refused, open } = audited;
    const own = [...refused.map(findingOf), ...strangers(context), ...existingFaults(appConstruct, this.existing)];
    const summary: GateSummary = {
      packs: ran,
      resources: resources.length,
      findings: [...thrown, ...open.filter(({ severity }) => severity === 'error'), ...own],
      warnings: open.filter(({ severity }) => severity === 'warning'),
      exceptions: inForce,
    };
    this.report(summary, {
      today: this.today,
      resources: resources.map((resource) => ({ path: resource.node.path, type: resource.cfnResourceType })),
      runs: [
        ...[...recorded].map(([pack, { kept }]) => ({ pack, ...kept })),
        { pack: GATE, ...resultsOfFindings([...thrown, ...own]) },
      ],
      audited,
    });
    // The CDK judges a pack anew where anything is acknowledged, and may take its findings for warnings: whatever it makes of them, this fails.
    return { success: summary.findings.length === 0, violations: own.map(asFatal) };
  }

  /** The CLI passes over a plugin that failed, and with this one over every finding. */
  private failed({ stackTemplates: [first] }: IPolicyValidationContext, error: unknown): PolicyValidationPluginReport {
    const failure: Finding = {
      rule: normalizeRuleId(`${GATE}::GateFailed`),
      severity: 'error',
      path: first?.stackConstructPath ?? '',
      description: `GateFailed: The gate did not run to its end: ${error instanceof Error ? error.message : String(error)}.`,
      fix: 'Mend what the message names; where it names nothing, please report it.',
    };
    const found = [...this.recorded.values()].flatMap((run) => run.findings);
    const findings = [failure, ...this.thrown, ...found.filter(({ severity }) => severity === 'error')];
    this.report({ packs: [...this.recorded.keys()], resources: 0, findings, warnings: [], exceptions: [] }, undefined);
    return { success: false, violations: [asFatal(failure)] };
  }
}

/**
 * Where a rule of Strongroom's is settled, so that it may answer another: it passes, somebody else provides what it asks for, or an
 * exception covers the place, which is judged by itself.
 */
function settledPlaces({ results }: PackResults, acknowledgements: readonly Acknowledgement[]): ReadonlySet<string> {
  const excepted = new Set(acknowledgements.filter(({ exception }) => exception).map(({ rule, path }) => placeOf(rule, path)));
  const isExcepted = (rule: string, path: string): boolean =>
    excepted.has(placeOf(rule, path)) || (path !== '' && isExcepted(rule, path.slice(0, Math.max(0, path.lastIndexOf('/')))));
  const settled = results.filter(({ rule, path, outcome, details }) => {
    if (outcome === 'not-applicable') return details.length > 0;
    // It passes with a warning of what it did not see, or of what will not pass for long.
    return (outcome === 'pass' && details.length === 0) || isExcepted(rule, path);
  });
  return new Set(settled.map(({ rule, path }) => placeOf(rule, path)));
}

/** The CDK lets nobody acknowledge what is fatal. */
function asFatal({ rule, description, fix, path }: Finding): PolicyViolation {
  const ruleName = rule.replace(/^.*::/, '');
  return { ruleName, description, fix, severity: 'fatal', violatingResources: [{ constructPath: path, locations: [] }] };
}
