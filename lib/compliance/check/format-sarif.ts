import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } from 'node-sarif-builder';
import { CITED_FRAMEWORKS, formatCitations, PRACTICE } from '../citation';
import { printable } from '../printable';
import type { CheckedRule, CheckFinding, CheckReport } from './check-report';
import { sentence, titleOf } from './words';

/**
 * A report in SARIF 2.1.0, for code scanning. Tags, precision and severity of rules are as GitHub reads them.
 *
 * Sources: OASIS SARIF 2.1.0; GitHub's "SARIF support for code scanning".
 *
 * @param version of Strongroom
 */
export function formatSarif(report: CheckReport, version: string): string {
  const run = new SarifRunBuilder().initSimple({ toolDriverName: 'Strongroom', toolDriverVersion: version });
  for (const rule of report.rules) run.addRule(ruleOf(rule));
  for (const finding of report.findings) run.addResult(resultOf(finding, report.baseline !== undefined));
  const log = new SarifBuilder({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json' });
  log.addRun(run);
  return `${JSON.stringify(log.buildSarifOutput(), undefined, 2)}\n`;
}

/** GitHub's scale is that of CVSS: critical above 9, high from 7, medium from 4. */
const SEVERITY = { withoutExceptions: '9.5', error: '8.0', warning: '5.0' };

/** GitHub shows no more. */
const MOST_TAGS = 20;

function ruleOf(rule: CheckedRule): SarifRuleBuilder {
  const { id, severity, exceptable, why, fix, cites } = rule;
  const demands = cites === PRACTICE ? '' : `\n\nDemanded by: ${formatCitations(cites)}.`;
  return new SarifRuleBuilder({
    name: id.replace(/^.*::/, ''),
    fullDescription: { text: why },
    help: { text: `${why}\n\nFix: ${fix}${demands}`, markdown: `${why}\n\n**Fix:** ${fix}${demands}` },
    defaultConfiguration: { level: severity },
    properties: {
      tags: tagsOf(rule),
      precision: 'high',
      'security-severity': exceptable ? SEVERITY[severity] : SEVERITY.withoutExceptions,
    },
  }).initSimple({ ruleId: id, shortDescriptionText: titleOf(rule) });
}

function tagsOf({ cites }: CheckedRule): string[] {
  if (cites === PRACTICE) return ['security', PRACTICE];
  const cited = CITED_FRAMEWORKS.filter((framework) => (cites[framework] ?? []).length > 0);
  const places = cited.flatMap((framework) => (cites[framework] ?? []).map((place) => `${framework}/${place}`));
  return ['security', ...cited, ...places].slice(0, MOST_TAGS);
}

function resultOf(finding: CheckFinding, hasBaseline: boolean): SarifResultBuilder {
  const { rule, severity, where, path, type, detail, steps = [], fix, fingerprint, known } = finding;
  return new SarifResultBuilder({
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(where.file) },
          // A finding about a whole file is shown at its first line.
          region: { startLine: where.line ?? 1, ...(where.column !== undefined && { startColumn: where.column }) },
        },
        logicalLocations: [{ fullyQualifiedName: path, kind: type === 'exception' ? 'member' : 'resource' }],
      },
    ],
    partialFingerprints: { 'strongroomFinding/v1': fingerprint },
    ...(hasBaseline && { baselineState: known ? 'unchanged' : 'new' }),
  }).initSimple({
    ruleId: rule,
    level: severity,
    messageText: [sentence(detail), ...steps.map(printable), `Fix: ${fix}`].join(steps.length > 0 ? '\n' : ' '),
  });
}

function uriOf(file: string): string {
  // Half a surrogate pair has no encoding.
  const text = Buffer.from(file).toString();
  return isAbsolute(text) ? pathToFileURL(text).href : text.split('/').map(encodeURIComponent).join('/');
}
