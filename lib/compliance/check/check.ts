import { type Fault, InvalidInputError } from '../../errors';
import type { Existing } from '../../existing';
import { CITED_FRAMEWORKS, Framework } from '../citation';
import { audit } from '../gate/exception-audit';
import { judge } from '../judge';
import { isDemandedBy } from '../packs';
import { PROOFS, type ProofName } from '../proofs/proofs';
import type { Rule } from '../rule';
import { RULES } from '../rules';
import type { Environment } from '../template/references';
import { isObject, own } from '../template/resource';
import { TemplateIndex } from '../template/template-index';
import type { Baseline } from './baseline';
import { CHECK_SCHEMA, type CheckReport } from './check-report';
import { findingsOf, ruleOfFault, withFault } from './findings';
import { OwnRules, ownRule } from './own-rules';
import { Places } from './places';
import { resultsByTemplate } from './rule-results';
import type { TemplateInput } from './template-input';

/** How templates are checked. */
export interface CheckOptions {
  /**
   * What they are judged by: rules that cite one of these. `Framework.AWS_SOLUTIONS` and the other packs of cdk-nag judge constructs,
   * and no templates.
   * @default - all that Strongroom's rules cite
   */
  readonly frameworks?: readonly Framework[];
  /**
   * What is to be proven, by its claims alone; frameworks choose among them.
   * @default - the claims of all proofs, and all other rules
   */
  readonly proofs?: readonly ProofName[];
  /**
   * Where templates are deployed that don't say so.
   * @default - not known
   */
  readonly environment?: Environment;
  /**
   * Values of the templates' parameters.
   * @default - none: a parameter may have every value that the template allows
   */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * Who provides what an account has once, a trail, a detector, where the templates do not.
   * @default - nobody: the templates must
   */
  readonly existing?: Existing;
  /**
   * An earlier check, whose findings don't fail this one.
   * @default - none
   */
  readonly baseline?: Baseline;
  /**
   * The day of the judgement, `YYYY-MM-DD`.
   * @default - today, in UTC
   */
  readonly today?: string;
}

/**
 * Judges templates by Strongroom's rules, as the gate judges an app: with exceptions, and without the packs of others.
 *
 * @throws InvalidInputError for a framework that judges no templates, and a parameter that no template has
 */
export function check(templates: readonly TemplateInput[], options: CheckOptions = {}): CheckReport {
  const { frameworks = CITED_FRAMEWORKS, today = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length) } = options;
  refuseUnknown(templates, frameworks, options.parameters ?? {});
  const inputs = templates.map((template) => completed(template, options));
  const places = new Places(inputs);
  const rules = rulesOf(options.proofs).filter((rule) => isDemandedBy(rule, frameworks));
  const judgements = judge(new TemplateIndex(inputs, today), rules);

  const known = new OwnRules(rules);
  const acknowledgements = inputs.flatMap(({ acknowledgements: made = [], isPlain }) =>
    made.filter((each) => isPlain || known.concerns(each)),
  );
  const found = new Map(judgements.flatMap((judgement) => findingsOf(judgement, places)));
  const { inForce, refused, open } = audit([...found.keys()], acknowledgements, known, today);
  const faults = refused.map((each) => withFault(each, places));
  const unsettled = [...open.flatMap((finding) => found.get(finding) ?? []), ...faults];
  const told = options.baseline?.apply(unsettled);
  const results = resultsByTemplate(judgements, open);
  return {
    schema: CHECK_SCHEMA,
    date: today,
    frameworks,
    ...(options.proofs && { proofs: options.proofs }),
    templates: inputs.map(({ name, file, template }) => ({
      name,
      file,
      resources: resourcesIn(template),
      results: results.get(name) ?? [],
    })),
    rules: [...rules.map(ownRule), ...new Map(faults.map((fault) => [fault.rule, ruleOfFault(fault)])).values()],
    findings: told?.findings ?? unsettled,
    exceptions: inForce,
    ...(told && { baseline: told.counts }),
  };
}

function rulesOf(proofs: readonly ProofName[] | undefined): readonly Rule[] {
  return proofs === undefined ? RULES : proofs.flatMap((name) => PROOFS[name]);
}

function completed(template: TemplateInput, { environment, parameters, existing }: CheckOptions): TemplateInput {
  const { account, region } = template.environment ?? {};
  const elsewhere = existing && { what: 'what an account has once', providedBy: existing.providedBy };
  return {
    ...template,
    // A nested stack stands where the one that deploys it does.
    ...(template.nestedIn === undefined && {
      environment: { account: account ?? environment?.account, region: region ?? environment?.region },
    }),
    parameters: { ...parameters, ...template.parameters },
    existing: [...(template.existing ?? []), ...(elsewhere ? [elsewhere] : [])],
  };
}

function resourcesIn(template: unknown): number {
  const resources = own(template, 'Resources');
  // The CDK's command line adds one a stack, which nobody wrote.
  return Object.values(isObject(resources) ? resources : {}).filter((resource) => own(resource, 'Type') !== 'AWS::CDK::Metadata')
    .length;
}

function refuseUnknown(
  templates: readonly TemplateInput[],
  frameworks: readonly Framework[],
  parameters: Readonly<Record<string, string>>,
): void {
  const cited: readonly Framework[] = CITED_FRAMEWORKS;
  const faults: Fault[] = frameworks
    .filter((framework) => !cited.includes(framework))
    .map((framework) => ({ property: 'framework', got: `'${framework}'`, allowed: allowedFrameworks(framework) }));
  for (const name of Object.keys(parameters)) {
    if (templates.some(({ template }) => own(own(template, 'Parameters'), name) !== undefined)) continue;
    faults.push({ property: `parameter ${name}`, got: 'a name that is no parameter of any template', allowed: 'one that is' });
  }
  if (faults.length > 0) throw new InvalidInputError('check', faults);
}

/** What to say of a framework that templates are not judged by. */
export function allowedFrameworks(wrong: string): string {
  const known: readonly string[] = Object.values(Framework);
  const others = known.includes(wrong) ? `; '${wrong}' judges constructs, so that only the gate of an app has it` : '';
  return `of ${CITED_FRAMEWORKS.join(', ')}${others}`;
}
