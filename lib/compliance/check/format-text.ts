import { styleText } from 'node:util';
import { formatCitations, PRACTICE } from '../citation';
import { printable } from '../printable';
import { stepLines } from '../steps';
import { grouped } from '../template/grouped';
import { type CheckedTemplate, type CheckFinding, type CheckReport, failuresOf } from './check-report';
import { placeText, sentence } from './words';

/** How a report in words looks. */
export interface TextStyle {
  /** Whether it may have colours. */
  readonly colour: boolean;
  /** How many files of the folders were no templates. */
  readonly skipped: number;
}

type Colour = 'red' | 'yellow' | 'green' | 'bold' | 'dim';

/** A report in words: findings by template, each with where it is, what is wrong, why, and what to do; then what was judged. */
export function formatText(report: CheckReport, { colour, skipped }: TextStyle): string {
  // It is the caller who knows where the text goes.
  const paint = (style: Colour, text: string) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const told = report.findings.filter(({ known }) => !known);
  const byTemplate = grouped(told.map((finding) => [finding.template, finding] as const));
  const blocks = report.templates.flatMap((template) => {
    const findings = byTemplate.get(template.name);
    if (findings === undefined) return [];
    return [paint('bold', headingOf(template)), ...findings.map((finding) => formatFinding(finding, paint))];
  });
  const proven = report.proofs === undefined ? [] : [claimsOf(report, paint)];
  return `${[...blocks, ...proven, summaryOf(report, skipped, paint)].join('\n\n')}\n`;
}

function headingOf({ name, file }: CheckedTemplate): string {
  return printable(name === file ? name : `${name} (${file})`);
}

function formatFinding(finding: CheckFinding, paint: (style: Colour, text: string) => string): string {
  const { severity, rule, path, type, location, detail, steps, why, cites, fix } = finding;
  const level = severity === 'error' ? paint('red', 'ERROR') : paint('yellow', 'WARNING');
  return [
    `${level} ${printable(rule)}  ${paint('dim', printable(placeText(finding)))}`,
    `  ${printable(`${path}${type === 'exception' ? '' : ` (${type}), ${location}`}`)}`,
    `  ${printable(sentence(detail))}`,
    ...stepLines(steps, '    '),
    `  Why: ${why}`,
    ...(cites === PRACTICE ? [] : [`  Demanded by: ${formatCitations(cites)}`]),
    `  Fix: ${printable(fix)}`,
  ].join('\n');
}

/** Of each claim of a proof, how often it holds and how often it is broken: that there is no finding may also mean that there is no network. */
function claimsOf({ templates, rules, findings }: CheckReport, paint: (style: Colour, text: string) => string): string {
  const claims = rules.filter(({ id }) => templates.some(({ results }) => results.some(({ rule }) => rule === id)) || isOwn(id));
  const lines = claims.map(({ id, why }) => {
    const results = templates.flatMap((template) => template.results.filter(({ rule }) => rule === id));
    const sum = (of: 'passed' | 'failed' | 'excepted') => results.reduce((total, result) => total + result[of], 0);
    const [passed, failed, excepted] = [sum('passed'), sum('failed'), sum('excepted')];
    const broken = findings.some(({ rule, known }) => rule === id && !known);
    const mark =
      passed + failed + excepted === 0
        ? paint('dim', 'NOTHING TO PROVE')
        : broken
          ? paint('red', 'BROKEN')
          : paint('green', 'PROVEN');
    const counts = [
      `holds for ${passed}`,
      ...(failed > 0 ? [`broken for ${failed}`] : []),
      ...(excepted > 0 ? [`excepted for ${excepted}`] : []),
    ];
    return `  ${mark} ${id}: ${counts.join(', ')}\n    ${why}`;
  });
  return [paint('bold', 'Claims, each with the number of subnets and interfaces'), ...lines].join('\n');
}

function isOwn(id: string): boolean {
  return id.startsWith('Strongroom::');
}

function summaryOf(report: CheckReport, skipped: number, paint: (style: Colour, text: string) => string): string {
  const { templates, findings, exceptions, baseline, frameworks } = report;
  const failures = failuresOf(report).length;
  const warnings = findings.filter(({ severity, known }) => severity === 'warning' && !known).length;
  const resources = templates.reduce((sum, template) => sum + template.resources, 0);
  const rules = new Set(report.rules.filter(({ id }) => isOwn(id)).map(({ id }) => id)).size;
  const passedOver = skipped === 0 ? '' : `, ${count(skipped, 'other file')} passed over`;
  const judged = `${count(templates.length, 'template')} with ${count(resources, 'resource')} by ${count(rules, 'rule')} (${frameworks.join(', ')})${passedOver}`;
  const found = [
    count(failures, 'finding'),
    count(warnings, 'warning'),
    `${count(exceptions.length, 'exception')} in force`,
    ...(baseline ? [`${baseline.known} known by the baseline`] : []),
  ].join(', ');
  const gone = baseline?.gone
    ? `\n${count(baseline.gone, 'finding')} of the baseline no longer ${baseline.gone === 1 ? 'occurs' : 'occur'}: write it anew.`
    : '';
  return `${paint(failures > 0 ? 'red' : 'green', `Checked ${judged}: ${found}.`)}${gone}`;
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
