import { basename } from 'node:path';
import {
  CfnResource,
  CloudFormationValidatePlugin,
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  type PolicyViolatingResource,
} from 'aws-cdk-lib/core';
import { NagPack } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { normalizeRuleId } from '../../exceptions';
import { visit } from './app-templates';
import { cureOf } from './cures';
import type { Finding } from './finding';

/** Takes what packs found, for the audit of exceptions that runs after them. */
export interface Recorder {
  /** Takes the findings of a pack that ran to its end. */
  ran(pack: string, findings: readonly Finding[]): void;
  /** Takes the finding that a pack threw: the CLI passes over a pack that failed without naming a resource. */
  threw(finding: Finding): void;
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
      const report = withPlaces(this.pack.validate(context), context);
      const findings = findingsOf(this.name, report, ({ constructPath }) => constructPath ?? '');
      const passed = findings.every(({ severity }) => severity === 'warning');
      if (passed && !report.success && !(this.pack instanceof NagPack)) throw new Error(FAILED_FOR_NOTHING);
      this.recorder.ran(this.name, findings);
      return { ...report, success: passed };
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
      const report = ENGINE.validator.validate(context);
      const paths = report.violations.length === 0 ? new Map<string, string>() : pathsByLogicalId(context.appConstruct);
      const pathOf = ({ constructPath, templatePath, resourceLogicalId }: PolicyViolatingResource) =>
        constructPath ?? paths.get(`${basename(templatePath ?? '')}/${resourceLogicalId}`) ?? '';
      this.recorder.ran(this.name, findingsOf(this.name, report, pathOf));
      return report;
    });
  }
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
  report: PolicyValidationPluginReport,
  pathOf: (at: PolicyViolatingResource) => string,
): Finding[] {
  return report.violations.flatMap(({ ruleName, description, severity, fix, violatingResources }) => {
    const rule = normalizeRuleId(`${pack}::${ruleName}`);
    const level = ['warning', 'info'].includes(severity?.toLowerCase() ?? '') ? 'warning' : 'error';
    const cure = fix ?? cureOf(rule);
    return violatingResources.map((resource) => ({
      rule,
      severity: level,
      path: pathOf(resource),
      description,
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
