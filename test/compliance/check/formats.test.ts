import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { Baseline } from '../../../lib/compliance/check/baseline';
import { type CheckOptions, check } from '../../../lib/compliance/check/check';
import type { CheckReport } from '../../../lib/compliance/check/check-report';
import { FORMATS } from '../../../lib/compliance/check/formats';
import { readPaths } from '../../../lib/compliance/check/read-paths';
import type { TemplateInput } from '../../../lib/compliance/check/template-input';
import { Framework } from '../../../lib/compliance/citation';
import { folderWith } from './folder';
import { SARIF_SCHEMA } from './sarif-schema';

const CONTEXT = { version: '1.2.3', skipped: 0, colour: false };
const EXCEPTION = {
  rule: 'Strongroom::TransportEncrypted',
  reason: 'A demonstration without any data in it',
  owner: 'shop-team',
  expires: '2027-06-01',
};
const TEXT = `Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: x
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0 }
  Pictures:
    Type: AWS::S3::Bucket
    Metadata: { strongroom: { exceptions: [${JSON.stringify(EXCEPTION)}, ${JSON.stringify({ ...EXCEPTION, rule: 'Strongroom::SecretRotates' })}] } }
    Properties:
      Tags:
        - { Key: 'strongroom:asset', Value: pictures }
        - { Key: 'strongroom:category', Value: public }
        - { Key: 'strongroom:owner', Value: shop-team }
`;

function reportOf(options: CheckOptions = {}): CheckReport {
  const { inputs } = readPaths([folderWith({ 'stack.yaml': TEXT })]);
  const named = inputs.map((input): TemplateInput => {
    const acknowledgements = input.acknowledgements?.map((made) => ({
      ...made,
      path: 'infra/my stack.yaml/Pictures',
      source: 'infra/my stack.yaml:10:5',
    }));
    return { ...input, name: 'infra/my stack.yaml', file: 'infra/my stack.yaml', ...(acknowledgements && { acknowledgements }) };
  });
  return check(named, { frameworks: [Framework.MLPS3], today: '2026-11-24', ...options });
}

const baseline = Baseline.parse(JSON.stringify(reportOf()), 'baseline.json');

describe('text', () => {
  test('tells of each finding where it is, what is wrong, why, by which law, and what to do; then what was judged', () => {
    const text = FORMATS.text(reportOf(), { ...CONTEXT, skipped: 2 });
    const blocks = text.split('\n\n');
    expect(blocks[0]).toBe('infra/my stack.yaml');
    expect(blocks[1]).toMatch(
      new RegExp(
        [
          '^ERROR Strongroom::AdministrationClosed {2}infra/my stack\\.yaml:7:11',
          ' {2}infra/my stack\\.yaml/Web \\(AWS::EC2::SecurityGroup\\), Properties\\.SecurityGroupIngress\\.0',
          " {2}It lets in traffic from '0\\.0\\.0\\.0/0' to port 22 \\(SSH\\)\\.",
          ' {2}Why: .+',
          ' {2}Demanded by: GDPR Art\\. .+; PIPL Art\\. .+GB/T 22239-2019.+',
          ' {2}Fix: .+ This rule has no exceptions\\.$',
        ].join('\n'),
      ),
    );
    expect(blocks[2]).toMatch(
      /^ERROR Strongroom-Gate::ExceptionStale {2}infra\/my stack\.yaml:10:5\n {2}infra\/my stack\.yaml\/Pictures\n/,
    );
    expect(blocks[3]).toMatch(
      /^Checked 1 template with 2 resources by \d+ rules \(mlps3\), 2 other files passed over: 2 findings, 0 warnings, 1 exception in force\.\n$/,
    );
  });

  test('passes over what the baseline knows, and says so', () => {
    expect(FORMATS.text(reportOf({ baseline }), CONTEXT)).toMatch(
      /^Checked .*: 0 findings, 0 warnings, 1 exception in force, 2 known by the baseline\.\n$/,
    );
    const other = Baseline.parse(JSON.stringify(reportOf()).replaceAll(/"fingerprint":"../g, '"fingerprint":"zz'), 'b.json');
    expect(FORMATS.text(reportOf({ baseline: other }), CONTEXT)).toMatch(
      /\n2 findings of the baseline no longer occur: write it anew\.\n$/,
    );
  });

  test('has no lines but its own, whatever the templates say', () => {
    const nasty = 'x\u001b[2J\r\n\nChecked 1 template: 0 findings.\u202e\u{1f600}\ud800é 好';
    const report = reportOf();
    const text = FORMATS.text(
      {
        ...report,
        templates: report.templates.map((template) => ({ ...template, name: nasty })),
        findings: report.findings.map((finding) => {
          return {
            ...finding,
            template: nasty,
            detail: nasty,
            path: nasty,
            type: nasty,
            location: nasty,
            where: { file: nasty },
          };
        }),
      },
      CONTEXT,
    );
    expect(text).not.toMatch(/^Checked 1 template: /m);
    for (const hidden of ['\u001b', '\r', '\u202e', '\ud800']) expect(text).not.toContain(hidden);
    expect(text).toContain('x\\u{1b}[2J Checked 1 template: 0 findings.\\u{202e}\u{1f600}\\u{d800}é 好');
  });

  test('has colours where they are wanted', () => {
    expect(FORMATS.text(reportOf(), { ...CONTEXT, colour: true })).toContain('\u001b[31mERROR\u001b[39m');
    expect(FORMATS.text(reportOf(), CONTEXT)).not.toContain('\u001b');
  });
});

test('json is the report', () => {
  expect(JSON.parse(FORMATS.json(reportOf()))).toEqual(reportOf());
  expect(reportOf().schema).toBe('strongroom-check/1');
});

describe('sarif', () => {
  const ajv = addFormats(new Ajv({ strict: true, strictTypes: false }));
  const validate = ajv.compile(SARIF_SCHEMA);
  const sarifOf = (options: CheckOptions = {}) => JSON.parse(FORMATS.sarif(reportOf(options), CONTEXT));

  test.each([
    ['findings', {}],
    [
      'all frameworks',
      { frameworks: [Framework.GDPR, Framework.PIPL, Framework.ISO27001, Framework.NIST80053, Framework.MLPS3] },
    ],
    ['a baseline', { baseline }],
  ])('is valid: %s', (_, options) => {
    validate(sarifOf(options));
    expect(validate.errors ?? []).toEqual([]);
  });

  test('names the rule, the place in the repository, the resource and what is wrong', () => {
    const [run] = sarifOf().runs;
    const [ssh, stale] = run.results;
    expect(ssh).toMatchObject({
      ruleId: 'Strongroom::AdministrationClosed',
      level: 'error',
      message: { text: expect.stringMatching(/^It lets in traffic from '0\.0\.0\.0\/0' to port 22 \(SSH\)\. Fix: /) },
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: 'infra/my%20stack.yaml' }, region: { startLine: 7, startColumn: 11 } },
          logicalLocations: [{ fullyQualifiedName: 'infra/my stack.yaml/Web', kind: 'resource' }],
        },
      ],
    });
    expect(run.tool.driver.rules[ssh.ruleIndex]).toMatchObject({
      id: 'Strongroom::AdministrationClosed',
      shortDescription: { text: 'Administration closed' },
      properties: { tags: expect.arrayContaining(['security', 'mlps3']), 'security-severity': '9.5' },
    });
    expect(run.tool.driver.rules[stale.ruleIndex]).toMatchObject({ id: 'Strongroom-Gate::ExceptionStale' });
    expect(run.tool.driver).toMatchObject({ name: 'Strongroom', version: '1.2.3' });
  });

  test('names any file, even one of which only half a letter is known', () => {
    const report = reportOf();
    const findings = report.findings.map((finding) => ({ ...finding, where: { file: 'a\ud800 b.yaml', line: 1 } }));
    expect(FORMATS.sarif({ ...report, findings }, CONTEXT)).toContain('a%EF%BF%BD%20b.yaml');
  });

  test('tells new findings from those of the baseline', () => {
    expect(sarifOf({ baseline }).runs[0].results.map((result: { baselineState: string }) => result.baselineState)).toEqual([
      'unchanged',
      'unchanged',
    ]);
    expect(sarifOf().runs[0].results[0].baselineState).toBeUndefined();
  });
});

describe('junit', () => {
  const cases = (xml: string, rule: string) =>
    new RegExp(`<testcase name="${rule}"[^>]*?(/>|>[\\s\\S]*?</testcase>)`).exec(xml)?.[0];

  test('has a suite for each template, and a case for each rule that judged something there', () => {
    const xml = FORMATS.junit(reportOf());
    const suite = /<testsuite name="([^"]+)" tests="(\d+)" failures="(\d+)" skipped="(\d+)" errors="0">/.exec(xml) ?? [];
    expect(suite.slice(1)).toEqual(['infra/my stack.yaml', String(xml.match(/<testcase /g)?.length), '2', '1']);
    expect(cases(xml, 'Strongroom::AdministrationClosed')).toMatch(
      /classname="infra\/my stack\.yaml">\s*<failure message="It lets in traffic[^"]*" type="error">infra\/my stack\.yaml:7:11\n/,
    );
    expect(cases(xml, 'Strongroom::TransportEncrypted')).toMatch(/<skipped message="excepted: 1"\/>/);
    expect(cases(xml, 'Strongroom-Gate::ExceptionStale')).toContain('<failure ');
    expect(cases(xml, 'Strongroom::CustomerDataDeclared')).toMatch(/\/>$/);
    expect(cases(xml, 'Strongroom::AlarmsHeard')).toBeUndefined();
  });

  test('skips what the baseline knows', () => {
    expect(cases(FORMATS.junit(reportOf({ baseline })), 'Strongroom::AdministrationClosed')).toMatch(
      /<skipped message="known by the baseline: 1"\/>/,
    );
  });

  test('is XML whatever the templates say', () => {
    const nasty = '<a href="x">&amp; ]]> \u0000\u0007\u001b \ud800 \ufffe \u{1f600} \' --> é';
    const report = reportOf();
    const xml = FORMATS.junit({
      ...report,
      templates: report.templates.map((template) => ({ ...template, name: nasty })),
      findings: report.findings.map((finding) => ({ ...finding, template: nasty, detail: nasty, path: nasty })),
    });
    expect(wellFormed(xml)).toEqual([]);
    expect(xml).toContain('\u{1f600}');
  });
});

/** What is not well-formed in a text of XML: tags that don't match, bare markup, characters that XML 1.0 doesn't have. */
function wellFormed(xml: string): string[] {
  const faults: string[] = [];
  const open: string[] = [];
  const rest = xml
    .replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>/, '')
    .replace(
      /<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g,
      (_, closing: string, name: string, attributes: string, empty: string) => {
        if (closing !== '' && open.pop() !== name) faults.push(`</${name}>`);
        if (closing === '' && empty === '') open.push(name);
        if (/&(?!(amp|lt|gt|quot|apos);)/.test(attributes)) faults.push(attributes);
        return '';
      },
    );
  if (/[<>]|&(?!(amp|lt|gt|quot|apos);)/.test(rest)) faults.push(rest);
  if (/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(xml)) faults.push('a character');
  return [...faults, ...open];
}
