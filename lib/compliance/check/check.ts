import { type Fault, InvalidInputError } from '../../errors';
import { Existing } from '../../existing';
import { CITED_FRAMEWORKS, formatCitations, type Framework, PRACTICE } from '../citation';
import { audit, ExceptionFault, findingOf, GATE, type RefusedException } from '../gate/exception-audit';
import type { Finding } from '../gate/finding';
import { type Judgement, judge } from '../judge';
import { isDemandedBy, OWN_PACK } from '../packs';
import type { Rule, Violation } from '../rule';
import { RULES } from '../rules';
import type { Environment } from '../template/references';
import { own, type Resource } from '../template/resource';
import { TEMPLATE_TYPE, TemplateIndex } from '../template/template-index';
import type { Baseline } from './baseline';
import { CHECK_SCHEMA, type CheckedRule, type CheckFinding, type CheckReport, type Where } from './check-report';
import { fingerprintOf } from './fingerprint';
import { OwnRules } from './own-rules';
import { resultsOf } from './rule-results';
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
  const rules = RULES.filter((rule) => isDemandedBy(rule, frameworks));
  const index = new TemplateIndex(inputs, today);
  const judgements = judge(index, rules);
  const places = new Places(inputs);

  const known = new OwnRules(rules);
  const plain = new Set(inputs.filter(({ pathOf }) => pathOf === undefined).flatMap((input) => input.acknowledgements ?? []));
  const acknowledgements = inputs.flatMap(({ acknowledgements: made = [] }) =>
    made.filter((each) => plain.has(each) || known.concerns(each)),
  );
  const found = new Map(judgements.flatMap((judgement) => findingsOf(judgement, places)));
  const { inForce, refused, open } = audit([...found.keys()], acknowledgements, known, today);
  const faulty = refused.map((each) => ofException(plain.has(each.acknowledgement) ? inTemplate(each) : each, places, inputs));
  const unsettled = [...open.flatMap((finding) => found.get(finding) ?? []), ...faulty];
  const told = options.baseline?.apply(unsettled);
  const findings = told?.findings ?? unsettled;
  const openIn = new Set(open.map((finding) => found.get(finding)?.path + finding.rule));
  return {
    schema: CHECK_SCHEMA,
    date: today,
    frameworks,
    templates: inputs.map(({ name, file }) => ({
      name,
      file,
      resources: places.resourcesIn(name),
      results: resultsOf(name, judgements, ({ rule, resource }) => openIn.has(`${resource.path}${idOf(rule)}`)),
    })),
    rules: [...rules.map(described), ...new Map(faulty.map((finding) => [finding.rule, describedFault(finding)])).values()],
    findings,
    exceptions: inForce,
    ...(told && { baseline: told.counts }),
  };
}
