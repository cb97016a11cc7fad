import { App, type IPolicyValidationPlugin, Validations } from 'aws-cdk-lib/core';
import { FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT, VALIDATE_AGAINST_DEFAULT_RULES } from 'aws-cdk-lib/cx-api';
import { version as cdkVersion } from 'aws-cdk-lib/package.json';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { type Fault, InvalidInputError } from '../../errors';
import { StrongroomChecks } from '../rule-pack';
import { requireCdkVersion } from './cdk-version';
import { ExceptionAuditor } from './exception-auditor';
import { formatFindings } from './format-findings';
import type { GateSummary } from './gate-summary';
import { RecordedPack, RecordedValidator } from './recorded-pack';
import { applicationLine } from './source-location';

/** Properties of an enforced gate. */
export interface GateProps {
  /**
   * Packs besides Strongroom's own: cdk-nag's, or any other plugin.
   * @default - cdk-nag's AWS Solutions and NIST SP 800-53 r5
   */
  readonly packs?: readonly IPolicyValidationPlugin[];
}

/** How a gate was enforced, and by which line of the application. */
interface Enforcement {
  readonly packs: readonly IPolicyValidationPlugin[] | undefined;
  readonly clock: () => Date;
  readonly source: string | undefined;
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

  private enforced: Enforcement | undefined;
  private judged: GateSummary | undefined;

  private constructor(private readonly app: App) {}

  /** What the gate found at the latest synthesis; `undefined` before it. */
  public get summary(): GateSummary | undefined {
    return this.judged;
  }

  /**
   * Makes the app's synthesis fail for findings. Calling it again with the same properties changes nothing. No call prevails over
   * another that asks for something else, or a construct of a library could choose the packs before the app does.
   *
   * @param props the packs
   * @param clock what time it is, by which exceptions expire: for tests
   * @throws InvalidInputError when the CDK is too old, the validator's findings can't be made errors, or two calls ask for different
   * gates
   */
  public enforce({ packs: chosen }: GateProps = {}, clock: () => Date = systemClock): this {
    const asked = { packs: chosen, clock, source: applicationLine(new Error().stack?.split('\n').slice(2) ?? []) };
    if (this.enforced) {
      if (!isSame(this.enforced, asked)) throw new InvalidInputError('gate', [enforcedOtherwise(this.enforced)]);
      return this;
    }
    requireCdkVersion(cdkVersion);
    this.makeValidatorStrict();
    this.enforced = asked;
    const packs = [new StrongroomChecks(), ...(chosen ?? defaultPacks())];
    const auditor = new ExceptionAuditor(packs, clock, (summary) => {
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

function systemClock(): Date {
  return new Date();
}

function isSame(one: Enforcement, other: Enforcement): boolean {
  const same =
    one.packs?.length === other.packs?.length && (one.packs ?? []).every((pack, position) => pack === other.packs?.[position]);
  return same && one.clock === other.clock;
}

function enforcedOtherwise({ source }: Enforcement): Fault {
  return {
    property: 'enforce',
    got: 'other properties than in an earlier call',
    allowed: `the same in every call, and one call for an app is enough; the earlier one is at ${source ?? 'a line that is not known'}`,
  };
}

const NOT_STRICT = {
  property: `context['${VALIDATE_AGAINST_DEFAULT_RULES}']`,
  got: 'nothing that makes findings of the validator errors',
  allowed: 'set it to true in cdk.json, or enforce the gate before anything is added to the app',
};

/** Verbose, so that a finding says why, and a rule that throws shows its message. */
function defaultPacks(): IPolicyValidationPlugin[] {
  return [new AwsSolutionsChecks(undefined, { verbose: true }), new NIST80053R5Checks(undefined, { verbose: true })];
}
