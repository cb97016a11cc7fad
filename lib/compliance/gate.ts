import { App, type IPolicyValidationPlugin, Validations } from 'aws-cdk-lib/core';
import { FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT, VALIDATE_AGAINST_DEFAULT_RULES } from 'aws-cdk-lib/cx-api';
import { version as cdkVersion } from 'aws-cdk-lib/package.json';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { InvalidInputError } from '../errors';
import { requireCdkVersion } from './cdk-version';
import { ExceptionAuditor } from './exception-auditor';
import { formatFindings } from './format-findings';
import type { GateSummary } from './gate-summary';
import { RecordedPack, RecordedValidator } from './recorded-pack';
import { StrongroomChecks } from './rule-pack';

/** Properties of an enforced gate. */
export interface GateProps {
  /**
   * Packs besides Strongroom's own: cdk-nag's, or any other plugin.
   * @default - cdk-nag's AWS Solutions and NIST SP 800-53 r5
   */
  readonly packs?: readonly IPolicyValidationPlugin[];
  /**
   * What time it is, by which exceptions expire.
   * @default - the system's clock
   */
  readonly clock?: () => Date;
}

const GATES = new WeakMap<App, Gate>();

/**
 * Judges a whole app when it is synthesized, and fails the build for every finding that no exception in force covers.
 *
 * Packs are registered once, on the app: a pack on a stage would walk the whole app again for each stage. Only errors fail
 * the build; warnings are reported. CloudFormation's own validator runs with its findings as errors, unless `CDK_VALIDATION=false`
 * turns it off. Exceptions are made by `except()` alone, and are judged too.
 */
export class Gate {
  /**
   * The gate of the app that `scope` is part of.
   *
   * @throws InvalidInputError when `scope` is in no app
   */
  public static of(scope: IConstruct): Gate {
    const app = scope.node.root;
    if (!App.isApp(app)) {
      throw new InvalidInputError(`scope '${scope.node.path}' of the gate`, [
        { property: 'scope', got: 'a construct outside every app', allowed: 'an app, or a construct within one' },
      ]);
    }
    const found = GATES.get(app);
    if (found) return found;
    const made = new Gate(app);
    GATES.set(app, made);
    return made;
  }

  private enforced = false;
  private judged: GateSummary | undefined;

  private constructor(private readonly app: App) {}

  /** What the gate found at the latest synthesis; `undefined` before it. */
  public get summary(): GateSummary | undefined {
    return this.judged;
  }

  /**
   * Makes the app's synthesis fail for findings. Calling it again without properties, as each stage of an app may, changes nothing.
   *
   * @throws InvalidInputError when the CDK is too old, the validator's findings can't be made errors, or a second call asks for
   * something else than the first
   */
  public enforce(props: GateProps = {}): this {
    if (this.enforced) {
      if (Object.keys(props).length > 0) throw new InvalidInputError('gate', [ENFORCED_TWICE]);
      return this;
    }
    requireCdkVersion(cdkVersion);
    this.makeValidatorStrict();
    this.enforced = true;
    const packs = [new StrongroomChecks(), ...(props.packs ?? defaultPacks())];
    const auditor = new ExceptionAuditor(packs, props.clock ?? (() => new Date()), (summary) => {
      this.judged = summary;
      this.failUnderCli(summary);
    });
    const plugins: IPolicyValidationPlugin[] = packs.map((pack) => new RecordedPack(pack, auditor));
    if (process.env['CDK_VALIDATION'] !== 'false') plugins.push(new RecordedValidator(auditor));
    Validations.of(this.app).addPlugins(...plugins, auditor);
    return this;
  }

  /**
   * The CLI has the CDK leave the failing to it, and then looks at the stacks that a command selects only: in a plain `cdk synth` of
   * an app whose stacks stand in stages, at none. So under the CLI the gate tells of its findings and fails the app by itself.
   */
  private failUnderCli({ findings }: GateSummary): void {
    const cliFails = String(this.app.node.tryGetContext(FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT)) === 'false';
    if (!cliFails || findings.length === 0) return;
    console.error(formatFindings(this.app, findings));
    console.error(`\nThe gate found ${findings.length} ${findings.length === 1 ? 'violation' : 'violations'}.`);
    process.exitCode = 1;
  }

  private makeValidatorStrict(): void {
    const { node } = this.app;
    if (String(node.tryGetContext(VALIDATE_AGAINST_DEFAULT_RULES)) === 'true') return;
    if (node.children.length > 0) throw new InvalidInputError('gate', [NOT_STRICT]);
    node.setContext(VALIDATE_AGAINST_DEFAULT_RULES, true);
  }
}

const ENFORCED_TWICE = {
  property: 'enforce',
  got: 'properties in a second call',
  allowed: 'hand them to the first call; later ones, as of a stage, have none',
};
const NOT_STRICT = {
  property: `context['${VALIDATE_AGAINST_DEFAULT_RULES}']`,
  got: 'nothing that makes findings of the validator errors',
  allowed: 'set it to true in cdk.json, or enforce the gate before anything is added to the app',
};

/** Verbose, so that a finding says why, and a rule that throws shows its message. */
function defaultPacks(): IPolicyValidationPlugin[] {
  return [new AwsSolutionsChecks(undefined, { verbose: true }), new NIST80053R5Checks(undefined, { verbose: true })];
}
