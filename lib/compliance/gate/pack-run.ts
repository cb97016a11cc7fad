import type { PolicyValidationPluginReport } from 'aws-cdk-lib/core';
import { type IApplyRule, NagPack, NagRuleCompliance } from 'cdk-nag';
import { normalizeRuleId } from '../../exceptions';
import type { Judgement } from '../judge';
import type { Rule } from '../rule';
import { type Finding, placeOf, ruleOfFinding } from './finding';

/** What a pack says of one rule at one resource. */
export interface Result {
  /** The rule's id, qualified by its pack, without a finding's name. */
  readonly rule: string;
  /** Construct path of the resource. */
  readonly path: string;
  /** Type of the resource; empty where only its path is known. */
  readonly type: string;
  readonly outcome: 'pass' | 'fail' | 'not-applicable';
  /** What fails, or why the rule is not applicable. */
  readonly details: readonly string[];
}

/** What is to be known of a rule whose results are kept. */
export interface RuleInfo {
  readonly id: string;
  readonly severity: string;
  readonly why: string;
  readonly own?: Rule;
}

/** Everything that a pack said in one run. A resource without a result of a rule is one that the rule is not about. */
export interface PackResults {
  readonly rules: ReadonlyMap<string, RuleInfo>;
  readonly results: readonly Result[];
}

/** Judgements of Strongroom's own rules as results. */
export function resultsOf(pack: string, judgements: readonly Judgement[]): PackResults {
  const rules = new Map<string, RuleInfo>();
  const results = judgements.map(({ rule, resource, verdict, providedBy }): Result => {
    const id = normalizeRuleId(`${pack}::${rule.id}`);
    rules.set(id, { id, severity: rule.severity, why: rule.why, own: rule });
    const at = { rule: id, path: resource.path, type: resource.type };
    if (verdict.outcome === 'violation') {
      const fails = verdict.violations.some(({ severity }) => severity !== 'warning');
      return {
        ...at,
        outcome: fails ? 'fail' : 'pass',
        details: verdict.violations.map(({ detail, steps = [] }) => [detail, ...steps].join('\n')),
      };
    }
    if (verdict.outcome === 'compliant') return { ...at, outcome: 'pass', details: [] };
    return { ...at, outcome: 'not-applicable', details: providedBy === undefined ? [] : [`provided by ${providedBy}`] };
  });
  return { rules, results };
}

/**
 * Findings of a pack as results: of what passes it says nothing.
 *
 * @param others what else is to be said of its rules
 */
export function resultsOfFindings(findings: readonly Finding[], others: readonly Result[] = []): PackResults {
  const rules = new Map<string, RuleInfo>();
  const results = new Map<string, Result>();
  for (const { rule, path, severity, description } of findings) {
    const id = ruleOfFinding(rule);
    if (severity === 'error' || !rules.has(id)) rules.set(id, { id, severity, why: description });
    const place = placeOf(id, path);
    const details = [...(results.get(place)?.details ?? []), description];
    results.set(place, { rule: id, path, type: '', outcome: 'fail', details });
  }
  for (const other of others) {
    const { rule: id, path, details } = other;
    if (!rules.has(id)) rules.set(id, { id, severity: 'warning', why: details.join(' ') });
    const place = placeOf(id, path);
    if (!results.has(place)) results.set(place, other);
  }
  return { rules, results: [...results.values()] };
}

/** Runs a pack of cdk-nag, which reports violations only, and keeps what each of its rules says of each resource. */
export function runNagPack(
  pack: NagPack,
  run: (pack: NagPack) => PolicyValidationPluginReport,
): { readonly report: PolicyValidationPluginReport; readonly kept: PackResults } {
  const rules = new Map<string, RuleInfo>();
  const results: Result[] = [];
  const kept = new Map<string, IApplyRule['rule']>();
  const applyRule = (params: IApplyRule) => {
    const suffix = params.ruleSuffixOverride ?? params.rule.name;
    const found = kept.get(suffix);
    const rule = found ?? keeping(params, normalizeRuleId(`${pack.name}::${pack.readPackName}-${suffix}`));
    if (found === undefined) kept.set(suffix, rule);
    NagPack.prototype['applyRule'].call(probe, { ...params, rule });
  };
  const keeping = (params: IApplyRule, id: string): IApplyRule['rule'] => {
    rules.set(id, { id, severity: params.level.toLowerCase(), why: params.explanation });
    const rule: IApplyRule['rule'] = (node) => {
      const at = { rule: id, path: node.node.path, type: node.cfnResourceType };
      try {
        const said = params.rule(node);
        const outcome = outcomeOf(said);
        if (outcome !== 'not-applicable') results.push({ ...at, outcome, details: Array.isArray(said) ? said : [] });
        return said;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        results.push({ ...at, outcome: 'fail', details: [`the rule failed: ${message}`] });
        throw error;
      }
    };
    // The rule's name is part of its id.
    return Object.defineProperty(rule, 'name', { value: params.rule.name });
  };
  // A bare acknowledgement would take a finding out of the report without a trace; a qualified one is the CDK's to apply.
  const probe: NagPack = Object.create(pack, { applyRule: { value: applyRule }, isAcknowledged: { value: () => false } });
  return { report: run(probe), kept: { rules, results } };
}

function outcomeOf(said: ReturnType<IApplyRule['rule']>): Result['outcome'] {
  if (Array.isArray(said)) return said.length === 0 ? 'pass' : 'fail';
  if (said === NagRuleCompliance.COMPLIANT) return 'pass';
  return said === NagRuleCompliance.NON_COMPLIANT ? 'fail' : 'not-applicable';
}
