import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib/core';
import { normalizeRuleId } from '../../exceptions';
import { collectAcknowledgements } from './acknowledgements';
import { audit, type RefusedException } from './exception-audit';
import type { Finding } from './finding';
import type { GateSummary } from './gate-summary';
import { KnownPacks } from './known-packs';
import type { Recorder } from './recorded-pack';

/** Name of the plugin, which comes before `::` in the ids of its findings. */
const GATE = 'Strongroom Gate';

/** Runs after all packs, and judges the exceptions by what those found. Its own findings allow no exception. */
export class ExceptionAuditor implements IPolicyValidationPlugin, Recorder {
  public readonly name = GATE;
  private recorded = new Map<string, readonly Finding[]>();
  private thrown: Finding[] = [];

  /**
   * @param packs the packs whose findings are recorded here
   * @param clock by which exceptions expire
   * @param report told of each synthesis
   */
  public constructor(
    private readonly packs: readonly IPolicyValidationPlugin[],
    private readonly clock: () => Date,
    private readonly report: (summary: GateSummary) => void,
  ) {}

  public ran(pack: string, findings: readonly Finding[]): void {
    this.recorded.set(pack, findings);
  }

  public threw(finding: Finding): void {
    this.thrown.push(finding);
  }

  public validate({ appConstruct }: IPolicyValidationContext): PolicyValidationPluginReport {
    const { acknowledgements, resources: all } = collectAcknowledgements(appConstruct);
    // The CLI has the CDK add one a stack, which nobody wrote.
    const resources = all.filter(({ cfnResourceType }) => cfnResourceType !== 'AWS::CDK::Metadata');
    const ran = [...this.recorded.keys()];
    const known = new KnownPacks(this.packs, GATE, ran, resources[0]);
    const today = this.clock().toISOString().slice(0, 'YYYY-MM-DD'.length);
    const { inForce, refused, open } = audit([...this.recorded.values()].flat(), acknowledgements, known, today);
    const thrown = this.thrown;
    this.recorded = new Map();
    this.thrown = [];
    this.report({
      packs: ran,
      resources: resources.length,
      findings: [...thrown, ...open.filter(({ severity }) => severity === 'error'), ...refused.map(asFinding)],
      warnings: open.filter(({ severity }) => severity === 'warning'),
      exceptions: inForce,
    });
    return { success: refused.length === 0, violations: refused.map(asViolation) };
  }
}

function asFinding(refused: RefusedException): Finding {
  const rule = normalizeRuleId(`${GATE}::${refused.fault}`);
  const { path, source } = refused.acknowledgement;
  return {
    rule,
    severity: 'error',
    path,
    description: describe(refused),
    fix: refused.fix,
    ...(source !== undefined && { source }),
  };
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

function describe({ fault, detail, acknowledgement: { source } }: RefusedException): string {
  return `${fault}: ${detail.charAt(0).toUpperCase()}${detail.slice(1)}${source === undefined ? '' : ` (made at ${source})`}.`;
}
