import XmlBuilder from 'fast-xml-builder';
import { stepLines } from '../steps';
import { type CheckedTemplate, type CheckFinding, type CheckReport, failuresOf, type RuleResult } from './check-report';
import { placeText, sentence } from './words';

/** Prefix of what becomes an attribute. */
const AT = '@';

/** A report in JUnit's XML: a suite for each template, and in it a case for each rule that judged something there. */
export function formatJunit(report: CheckReport): string {
  const failures = failuresOf(report);
  const suites = report.templates.map((template) => suiteOf(template, failures));
  const builder = new XmlBuilder({
    attributeNamePrefix: AT,
    ignoreAttributes: false,
    suppressBooleanAttributes: false,
    suppressEmptyNode: true,
    format: true,
    attributeValueProcessor: (_, value) => legal(String(value)),
    tagValueProcessor: (_, value) => legal(String(value)),
  });
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': 'strongroom check',
      '@tests': sum(suites, '@tests'),
      '@failures': sum(suites, '@failures'),
      '@skipped': sum(suites, '@skipped'),
      testsuite: suites,
    },
  });
}

interface Suite {
  readonly '@name': string;
  readonly '@tests': number;
  readonly '@failures': number;
  readonly '@skipped': number;
  readonly '@errors': 0;
  readonly testcase: readonly Case[];
}

interface Case {
  readonly '@name': string;
  readonly '@classname': string;
  readonly failure?: { readonly '@message': string; readonly '@type': string; readonly '#text': string };
  readonly skipped?: { readonly '@message': string };
}

function suiteOf({ name, results }: CheckedTemplate, failures: readonly CheckFinding[]): Suite {
  const byRule = new Map<string, CheckFinding[]>(results.map(({ rule }) => [rule, []]));
  for (const failure of failures) {
    if (failure.template === name) byRule.set(failure.rule, [...(byRule.get(failure.rule) ?? []), failure]);
  }
  const resultOf = new Map(results.map((result) => [result.rule, result]));
  const cases = [...byRule].map(([rule, found]): Case => {
    return { '@name': rule, '@classname': name, ...outcomeOf(found, resultOf.get(rule)) };
  });
  return {
    '@name': name,
    '@tests': cases.length,
    '@failures': cases.filter(({ failure }) => failure !== undefined).length,
    '@skipped': cases.filter(({ skipped }) => skipped !== undefined).length,
    '@errors': 0,
    testcase: cases,
  };
}

function outcomeOf(found: readonly CheckFinding[], result: RuleResult | undefined): Pick<Case, 'failure' | 'skipped'> {
  const [first] = found;
  if (first !== undefined) {
    const more = found.length === 1 ? '' : ` (and ${found.length - 1} more)`;
    return {
      failure: { '@message': `${sentence(first.detail)}${more}`, '@type': 'error', '#text': found.map(textOf).join('\n\n') },
    };
  }
  if (result?.excepted) return { skipped: { '@message': `excepted: ${result.excepted}` } };
  return result?.failed ? { skipped: { '@message': `known by the baseline: ${result.failed}` } } : {};
}

function textOf(finding: CheckFinding): string {
  const { path, location, detail, steps, why, fix } = finding;
  const lines = [
    placeText(finding),
    `${path}, ${location}`,
    sentence(detail),
    ...stepLines(steps, '  '),
    `Why: ${why}`,
    `Fix: ${fix}`,
  ];
  return lines.join('\n');
}

/** XML 1.0 has no way to write most control characters, and lone halves of surrogate pairs. */
function legal(text: string): string {
  return text.replace(ILLEGAL, '\u{FFFD}');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Surrogate}]/gu;

function sum(suites: readonly Suite[], of: '@tests' | '@failures' | '@skipped'): number {
  return suites.reduce((total, suite) => total + suite[of], 0);
}
