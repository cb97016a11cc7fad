import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { OWN_PACK } from '../packs';
import { type Acknowledgement, collectAcknowledgements } from './acknowledgements';
import { answersTo } from './answers';
import type { Judged } from './evidence';
import { audit, describe, findingOf, GATE, type RefusedException } from './exception-audit';
import type { Finding } from './finding';
import type { GateSummary } from './gate-summary';
import { KnownPacks } from './known-packs';
import type { PackResults } from './pack-run';
import type { Recorder } from './recorded-pack';

/** What a rule is demanded by: of Strongroom's own the rule itself, of a pack of cdk-nag's the framework. */
export type Demands = (rule: string, path: string) => boolean;

/** Runs after all packs, and judges the exceptions by what those found. Its own findings allow no exception. */
export class ExceptionAuditor implements IPolicyValidationPlugin, Recorder {
  public readonly name = GATE;
  private recorded = new Map<string, { readonly findings: readonly Finding[]; readonly kept: PackResults }>();
  private settled: ReadonlySet<string> = new Set();
  private thrown: Finding[] = [];

  /**
   * @param packs the packs whose findings are recorded here
   * @param clock by which exceptions expire
   * @param demands whether a rule is demanded where a resource is
   * @param report told of each synthesis
   */
  public constructor(
    private readonly packs: readonly IPolicyValidationPlugin[],
    private readonly clock: () => Date,
    public readonly demands: Demands,
    private readonly report: (summary: GateSummary, judged: Judged) => void,
  ) {}

  public get today(): string {
    return this.clock().toISOString().slice(0, 'YYYY-MM-DD'.length);
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

  public validate({ appConstruct }: IPolicyValidationContext): PolicyValidationPluginReport {
    const { acknowledgements, resources: all } = collectAcknowledgements(appConstruct);
    // The CLI has the CDK add one a stack, which nobody wrote.
    const resources = all.filter(({ cfnResourceType }) => cfnResourceType !== 'AWS::CDK::Metadata');
    const ran = [...this.recorded.keys()];
    const known = new KnownPacks(this.packs, GATE, ran, this.demands, resources[0]);
    const findings = [...this.recorded.values()].flatMap((run) => run.findings);
    const audited = audit(findings, acknowledgements, known, this.today);
    const { thrown, recorded } = this;
    this.recorded = new Map();
    this.settled = new Set();
    this.thrown = [];
    const { inForce, refused, open } = audited;
    const summary: GateSummary = {
      packs: ran,
      resources: resources.length,
      findings: [...thrown, ...open.filter(({ severity }) => severity === 'error'), ...refused.map(findingOf)],
      warnings: open.filter(({ severity }) => severity === 'warning'),
      exceptions: inForce,
    };
    this.report(summary, {
      today: this.today,
      resources: resources.map((resource) => ({ path: resource.node.path, type: resource.cfnResourceType })),
      runs: [...recorded].map(([pack, { kept }]) => ({ pack, ...kept })),
      audited,
    });
    return { success: refused.length === 0, violations: refused.map(asViolation) };
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
    if (outcome === 'fail') return isExcepted(rule, path);
    return outcome === 'pass' || details.length > 0;
  });
  return new Set(settled.map(({ rule, path }) => placeOf(rule, path)));
}

function placeOf(rule: string, path: string): string {
  return `${path}\n${rule}`;
}

function asViolation(refused: RefusedException): PolicyViolation {
  return {
    ruleName: refused.fault,
    description: describe(refused),
    fix: refused.fix,
    // The CDK lets nobody acknowledge what is fatal.
    severity: 'fatal',
    violatingResources: [{ constructPath: refused.acknowledgement.path, locations: [] }],
  };
}
