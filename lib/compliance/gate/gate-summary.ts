import { CloudFormationValidatePlugin } from 'aws-cdk-lib/core';
import { printable } from '../printable';
import type { ExceptionInForce } from './exception-audit';
import { type Finding, nameOfRule, ruleOfFinding } from './finding';

/** What the gate found in an app. */
export interface GateSummary {
  /** Packs that ran to their end, in their order. */
  readonly packs: readonly string[];
  /** How many resources were judged. */
  readonly resources: number;
  /** What fails the build: errors that no exception covers, and exceptions that were refused. */
  readonly findings: readonly Finding[];
  /** Warnings that no exception covers. */
  readonly warnings: readonly Finding[];
  /** Every exception in force, one for each id: a rule, or a finding of it that the exception names. */
  readonly exceptions: readonly ExceptionInForce[];
}

/**
 * How many exceptions there are, as a person counts: rules at places. The findings of one rule that are excepted by name at one
 * place are one exception, or being exact would look worse than being lax; and so is one rule in several packs, or asking more
 * would.
 */
function countExceptions({ exceptions }: GateSummary): number {
  return new Set(exceptions.map(ruleAtPlace)).size;
}

/** The summary in words, with a line for each exception in force, soonest to expire first. */
export function formatSummary(summary: GateSummary): string {
  const { packs, resources, findings, warnings } = summary;
  const excepted = countExceptions(summary);
  const per100 = resources === 0 ? 0 : (100 * excepted) / resources;
  return [
    `Gate: ${count(resources, 'resource')} under ${packs.join(', ')}${validated(packs)}: ${count(findings.length, 'finding')}, ${count(warnings.length, 'warning')}, ` +
      `${count(excepted, 'exception')} in force (${per100.toFixed(1)} per 100 resources).`,
    ...exceptionLines(summary.exceptions),
  ].join('\n');
}

/** Whoever sets `CDK_VALIDATION=false` leaves out a pack without any exception: that is never left unsaid. */
function validated(packs: readonly string[]): string {
  return packs.includes(CloudFormationValidatePlugin.PLUGIN_NAME) ? '' : ` (${CloudFormationValidatePlugin.PLUGIN_NAME} is off)`;
}

function exceptionLines(exceptions: readonly ExceptionInForce[]): string[] {
  const soonest = [...exceptions].sort((a, b) => a.expires.localeCompare(b.expires) || a.path.localeCompare(b.path));
  const named = new Map<string, { readonly line: string; readonly ids: string[]; findings: number }>();
  for (const exception of soonest) {
    const { rule, path, owner, expires, reason, ticket, findings } = exception;
    const line = `at ${path}, until ${expires}, ${owner}${ticket === undefined ? '' : ` (${ticket})`}: ${reason}`;
    const key = `${ruleAtPlace(exception)}\n${line}`;
    const same = named.get(key);
    if (same) {
      same.ids.push(rule);
      same.findings += findings;
    } else named.set(key, { line, ids: [rule], findings });
  }
  return [...named.values()].map(({ line, ids, findings }) => {
    const covers = ids.length === 1 ? count(findings, 'finding') : `${count(findings, 'finding')} under ${ids.length} names`;
    const rules = ids.length === 1 ? ids : [...new Set(ids.map(ruleOfFinding))];
    return `  ${printable(`${rules.join(', ')} (${covers}) ${line}`)}`;
  });
}

function ruleAtPlace({ rule, path }: ExceptionInForce): string {
  return `${nameOfRule(rule)} at ${path}`;
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
