import { App, type IPolicyValidationPlugin, Stack, Stage, Token, Validations } from 'aws-cdk-lib/core';
import { FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT, VALIDATE_AGAINST_DEFAULT_RULES } from 'aws-cdk-lib/cx-api';
import { version as cdkVersion } from 'aws-cdk-lib/package.json';
import type { NagPack } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { lackingIn } from '../../availability';
import { type Fault, InvalidInputError } from '../../errors';
import { normalizeRuleId } from '../../exceptions';
import { EXISTING_METADATA, type Existing, type ExistingRecord } from '../../existing';
import type { Framework } from '../citation';
import { isDemandedBy, OWN_PACK, StrongroomChecks } from '../packs';
import { RULES } from '../rules';

import { requireCdkVersion } from './cdk-version';
import { type Evidence, evidenceOf } from './evidence';
import { writeAtExit } from './evidence-file';
import { type Demands, ExceptionAuditor } from './exception-auditor';
import { ruleOfFinding } from './finding';
import { formatFindings } from './format-findings';
import { DEFAULT_FRAMEWORKS, FrameworkChoice, type Frameworks } from './frameworks';
import type { GateSummary } from './gate-summary';
import { faultsOfNames } from './pack-names';
import { RecordedPack, RecordedValidator } from './recorded-pack';
import { applicationLine } from './source-location';

/** Properties of an enforced gate. */
export interface GateProps {
  /**
   * What the app is judged by: a list for the whole of it, or one for each stage by its construct path, `{ dev: [...], prod: [...] }`.
   * Strongroom's own rules are those that cite one of them. With an empty list there are only the rules that everything else rests
   * on: all data is declared, and all of the app can be judged.
   * @default - the GDPR, PIPL, ISO/IEC 27001, NIST SP 800-53 r5, MLPS level 3 and AWS Solutions
   */
  readonly frameworks?: Frameworks;
  /**
   * Other packs: any plugin of the CDK's validation.
   * @default - none
   */
  readonly packs?: readonly IPolicyValidationPlugin[];
  /**
   * Who provides what an account has once, a trail, a detector, a backup plan that finds stores by their tags, where this app does not.
   * @default - nobody: the app must
   */
  readonly existing?: Existing;
}

/** How a gate was enforced, and by which line of the application. */
interface Enforcement {
  readonly choice: FrameworkChoice;
  readonly packs: readonly IPolicyValidationPlugin[];
  readonly existing: Existing | undefined;
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
  private recorded: Evidence | undefined;

  private constructor(private readonly app: App) {}

  /** What the gate found at the latest synthesis; `undefined` before it. */
  public get summary(): GateSummary | undefined {
    return this.judged;
  }

  /** What every rule says of every resource, at the latest synthesis; `undefined` before it. */
  public get evidence(): Evidence | undefined {
    return this.recorded;
  }

  /**
   * Makes the app's synthesis fail for findings. Calling it again with the same properties changes nothing. No call prevails over
   * another that asks for something else, or a construct of a library could choose the packs before the app does.
   *
   * The evidence of what passes is written into the assembly as `compliance.json` when the process ends: a pack may not write there.
   *
   * @param props what the app is judged by
   * @param clock what time it is, by which exceptions expire: for tests
   * @throws InvalidInputError when the CDK is too old, the validator's findings can't be made errors, or two calls ask for different
   * gates
   */
  public enforce(props: GateProps = {}, clock: () => Date = systemClock): this {
    const asked: Enforcement = {
      choice: new FrameworkChoice(props.frameworks ?? DEFAULT_FRAMEWORKS),
      packs: props.packs ?? [],
      existing: props.existing,
      clock,
      source: applicationLine(new Error().stack?.split('\n').slice(2) ?? []),
    };
    if (this.enforced) {
      if (!isSame(this.enforced, asked)) throw new InvalidInputError('gate', [enforcedOtherwise(this.enforced)]);
      return this;
    }
    const faults = faultsOfNames(asked.choice, asked.packs);
    if (faults.length > 0) throw new InvalidInputError('gate', faults);
    requireCdkVersion(cdkVersion);
    this.makeValidatorStrict();
    this.enforced = asked;
    this.register(asked);
    return this;
  }

  private register({ choice, packs: others, existing, clock }: Enforcement): void {
    const nag = choice.nagPacks();
    const packs = [new StrongroomChecks(), ...nag.map(([, pack]) => pack), ...others];
    const auditor = new ExceptionAuditor(packs, clock, demandsOf(choice, nag), existing?.providedBy, (summary, judged) => {
      this.judged = summary;
      this.recorded = judged && evidenceOf(judged, { frameworks: frameworksOf(choice), lacking: lackingOf(this.app) });
      writeAtExit(this.app.outdir, this.recorded);
      this.failUnderCli(summary);
    });
    const plugins: IPolicyValidationPlugin[] = packs.map((pack) => new RecordedPack(pack, auditor));
    if (process.env['CDK_VALIDATION'] !== 'false') plugins.push(new RecordedValidator(auditor));
    Validations.of(this.app).addPlugins(...plugins, auditor);
    this.app.node.addValidation({
      validate: () => {
        if (existing) this.recordExisting(existing);
        const faults = unknownStages(this.app, choice);
        if (faults.length > 0) throw new InvalidInputError('gate', faults);
        return [];
      },
    });
  }

  /** On each stack, since the CDK writes the metadata of stacks alone: what judges the assembly later finds it there. */
  private recordExisting({ providedBy }: Existing): void {
    const record: ExistingRecord = { what: 'what an account has once', providedBy };
    for (const stack of this.app.node.findAll().filter(Stack.isStack)) {
      stack.node.addMetadata(EXISTING_METADATA, record);
    }
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
  const packs = one.packs.length === other.packs.length && one.packs.every((pack, position) => pack === other.packs[position]);
  return (
    packs &&
    one.choice.equals(other.choice) &&
    one.existing?.providedBy === other.existing?.providedBy &&
    one.clock === other.clock
  );
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

function demandsOf(choice: FrameworkChoice, nag: readonly (readonly [Framework, NagPack])[]): Demands {
  const frameworks = new Map(nag.map(([framework, pack]) => [normalizeRuleId(pack.name), framework]));
  const own = new Map(RULES.map((rule) => [`${OWN_PACK}::${rule.id}`, rule]));
  return (id, path) => {
    const rule = own.get(ruleOfFinding(id));
    if (rule) return isDemandedBy(rule, choice.at(path));
    const framework = frameworks.get(id.slice(0, id.indexOf('::')));
    return framework === undefined || choice.at(path).includes(framework);
  };
}

function frameworksOf(choice: FrameworkChoice): Evidence['frameworks'] {
  return Object.fromEntries([...choice.stages.map((stage) => [stage, choice.at(stage)]), ['*', choice.all]]);
}

/** What the regions of an app's stacks lack; nothing of a region that only the deployment knows. */
function lackingOf(app: App): Evidence['lacking'] {
  const stacks = app.node.findAll().filter(Stack.isStack);
  const regions = [...new Set(stacks.map(({ region }) => region))].filter((region) => !Token.isUnresolved(region)).sort();
  return Object.fromEntries(regions.map((region) => [region, lackingIn(region)]));
}

function unknownStages(app: App, choice: FrameworkChoice): Fault[] {
  const known = app.node
    .findAll()
    .filter(Stage.isStage)
    .map(({ node }) => node.path);
  return choice.stages
    .filter((stage) => !known.includes(stage))
    .map((stage) => ({
      property: `frameworks['${stage}']`,
      got: 'the construct path of no stage',
      allowed: `of ${known.filter(Boolean).join(', ') || 'none: the app has no stages'}`,
    }));
}
