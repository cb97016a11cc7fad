import { writeFileSync } from 'node:fs';
import { Existing } from '../../../lib';
import { Baseline } from '../../../lib/compliance/check/baseline';
import { type CheckOptions, check } from '../../../lib/compliance/check/check';
import { type CheckFinding, type CheckReport, failuresOf } from '../../../lib/compliance/check/check-report';
import { fingerprintOf } from '../../../lib/compliance/check/fingerprint';
import { readPaths } from '../../../lib/compliance/check/read-paths';
import { resultsByTemplate } from '../../../lib/compliance/check/rule-results';
import { CITED_FRAMEWORKS, Framework } from '../../../lib/compliance/citation';
import type { Violation } from '../../../lib/compliance/rule';
import { RULES } from '../../../lib/compliance/rules';
import { InvalidInputError } from '../../../lib/errors';
import { folderWith } from './folder';

const TODAY = '2026-11-24';

/** A bucket that nobody declared, and more of it. */
const bucket = (more = '') => `Resources:\n  Orders:\n    Type: AWS::S3::Bucket\n${more}`;

function checked(text: string, options: CheckOptions = {}): CheckReport {
  const folder = folderWith({ 'stack.yaml': text });
  return check(readPaths([folder]).inputs, { today: TODAY, frameworks: [Framework.PIPL], ...options });
}

/** Findings as `rule at logical id`. */
const told = ({ findings }: CheckReport) =>
  findings.map(({ rule, logicalId }) => `${rule.replace(/^Strongroom::/, '')} at ${logicalId}`);

describe('exceptions of a plain template', () => {
  const excepted = (fields: Readonly<Record<string, unknown>> | string) => {
    const list = typeof fields === 'string' ? fields : `exceptions: [${JSON.stringify({ ...VALID, ...fields })}]`;
    return checked(bucket(`    Metadata:\n      strongroom: { ${list} }\n`));
  };
  const VALID = {
    rule: 'Strongroom::CustomerDataDeclared',
    reason: 'Holds nothing but pictures of the shop',
    owner: 'shop-team',
    expires: '2027-06-01',
  };

  test('let the finding off, and nothing else', () => {
    const report = excepted({ ticket: 'SHOP-12' });
    expect(told(report)).not.toContain('CustomerDataDeclared at Orders');
    expect(told(report)).toContain('TransportEncrypted at Orders');
    expect(report.exceptions).toEqual([expect.objectContaining({ ...VALID, ticket: 'SHOP-12', findings: 1 })]);
    expect(report.templates[0]?.results).toContainEqual({ rule: VALID.rule, passed: 0, failed: 0, excepted: 1 });
  });

  test.each([
    ['expired', { expires: '2026-11-23' }, 'ExceptionExpired', /expired on 2026-11-23/],
    ['too long', { expires: '2029-01-01' }, 'ExceptionTooLong', /until 2029-01-01/],
    ['stale', { rule: 'Strongroom::UploadsScanned' }, 'ExceptionStale', /matches no finding/],
    ['of no rule', { rule: 'Strongroom::Nonsense' }, 'ExceptionUnknown', /no rule 'Nonsense'/],
    ['of another pack', { rule: 'AwsSolutions::AwsSolutions-S1' }, 'ExceptionUnknown', /to rules of 'Strongroom'/],
    ['bare', { rule: 'CustomerDataDeclared' }, 'ExceptionInvalid', /qualified by its pack/],
    ['of no owner', { owner: '' }, 'ExceptionInvalid', /owner is ''/],
    ['of few words', { reason: 'legacy' }, 'ExceptionInvalid', /reason is 'legacy'/],
    ['of no date', { expires: 'never' }, 'ExceptionInvalid', /expires is 'never'/],
    ['not allowed', { rule: 'Strongroom::EverythingJudged' }, 'ExceptionNotAllowed', /allows no exception/],
  ])('one that is %s is a finding', (_, fields, rule, detail) => {
    const report = excepted(fields);
    expect(report.exceptions).toEqual([]);
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        rule: `Strongroom-Gate::${rule}`,
        severity: 'error',
        logicalId: 'Orders',
        detail: expect.stringMatching(detail),
      }),
    );
    expect(report.findings.find((finding) => finding.rule.endsWith(rule))?.where).toMatchObject({ line: 5 });
  });

  test.each([
    ['a field that is none', 'exceptions: [{ rule: x, resaon: y }]', "the field 'resaon'"],
    ['no list', 'exceptions: { rule: x }', 'as Metadata.strongroom'],
    ['a text', 'exceptions: [x]', '"x"'],
  ])('%s is bad input', (_, list, got) => {
    expect(() => excepted(list)).toThrow(InvalidInputError);
    expect(() => excepted(list)).toThrow(/stack\.yaml:5:\d+: got /);
    expect(() => excepted(list)).toThrow(got);
  });

  test('one to a rule that was not asked is not stale', () => {
    const options = { frameworks: [Framework.MLPS3] };
    const rule = 'Strongroom::UploadsAborted';
    const text = bucket(`    Metadata: { strongroom: { exceptions: [${JSON.stringify({ ...VALID, rule })}] } }\n`);
    expect(told(checked(text, options)).filter((finding) => finding.includes('Exception'))).toEqual([]);
  });
});

describe('a baseline', () => {
  const baselineOf = (report: CheckReport) => Baseline.parse(JSON.stringify(report), 'baseline.json');
  // The same folder, for its name is part of every path.
  const folder = folderWith({});
  const at = (text: string, options: CheckOptions = {}) => {
    writeFileSync(`${folder}/stack.yaml`, text);
    return check(readPaths([folder]).inputs, { today: TODAY, frameworks: [Framework.PIPL], ...options });
  };

  const group = (...ports: readonly number[]) =>
    [
      'Resources:',
      '  Web:',
      '    Type: AWS::EC2::SecurityGroup',
      '    Properties:',
      '      GroupDescription: x',
      '      SecurityGroupIngress:',
      ...ports.map((port) => `        - { IpProtocol: tcp, FromPort: ${port}, ToPort: ${port}, CidrIp: 0.0.0.0/0 }`),
      '',
    ].join('\n');

  test('knows what it has, wherever the lines have moved to', () => {
    const baseline = baselineOf(at(group(22)));
    const report = at(`# moved\n\n${group(22)}`, { baseline });
    expect(failuresOf(report)).toEqual([]);
    expect(report.baseline).toEqual({ known: 1, gone: 0 });
    expect(report.findings.map(({ known }) => known)).toEqual([true]);
  });

  test('does not know what is new, and tells what is gone', () => {
    const baseline = baselineOf(at(group(22)));
    const report = at(group(22).replace('Web', 'Other'), { baseline });
    expect(failuresOf(report)).toHaveLength(1);
    expect(report.baseline).toEqual({ known: 0, gone: 1 });
  });

  test('of a run with a baseline is as good', () => {
    const baseline = baselineOf(at(group(22)));
    expect(failuresOf(at(group(22), { baseline: baselineOf(at(group(22), { baseline })) }))).toEqual([]);
  });

  test('knows a finding of a list wherever in the list it is, and no other port', () => {
    const baseline = baselineOf(at(group(80, 22)));
    expect(failuresOf(at(group(22, 80), { baseline }))).toEqual([]);
    expect(failuresOf(at(group(3389, 22), { baseline })).map(({ detail }) => detail)).toEqual([expect.stringContaining('3389')]);
  });

  test('knows a finding as often as it has it', () => {
    const baseline = baselineOf(at(group(22)));
    expect(at(group(22, 22), { baseline }).baseline).toEqual({ known: 1, gone: 0 });
    expect(failuresOf(at(group(22, 22), { baseline }))).toHaveLength(1);
  });

  test('does not know as an error what was a warning', () => {
    const report = at(group(22));
    const warning = { ...report, findings: report.findings.map((finding) => ({ ...finding, severity: 'warning' as const })) };
    expect(failuresOf(at(group(22), { baseline: baselineOf(warning) }))).toHaveLength(1);
  });

  test.each([
    ['no JSON', '{', /baseline\.json:1:2: got text that is no JSON/],
    ['another report', '{"schema": "strongroom-compliance/1"}', /got schema "strongroom-compliance\/1"/],
    ['a list', '[]', /got schema nothing/],
    ['no findings', '{"schema": "strongroom-check/1"}', /got findings that are none/],
    ['findings without fingerprints', '{"schema": "strongroom-check/1", "findings": [{}]}', /got findings that are none/],
  ])('that is %s is bad input', (_, text, says) => {
    expect(() => Baseline.parse(text, 'baseline.json')).toThrow(says);
  });
});

describe('options', () => {
  test('a parameter has the value that it is given', () => {
    const text = `Parameters:\n  Address: { Type: String }\n${bucket()}  Web:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: x\n      SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Ref Address }]\n`;
    const closed = (Address: string) =>
      told(checked(text, { parameters: { Address } })).filter((finding) => finding.endsWith('Web'));
    expect(closed('10.0.0.0/8')).toEqual([]);
    expect(closed('0.0.0.0/0')).toEqual(['AdministrationClosed at Web']);
    expect(() => checked(text, { parameters: { Adress: '10.0.0.0/8' } })).toThrow(
      /parameter Adress: got a name that is no parameter/,
    );
  });

  const personal = bucket(
    `    Properties:\n      Tags: [${Object.entries({
      asset: 'orders',
      category: 'personal',
      owner: 'shop',
      'retention-days': '30',
      residency: 'eu-central-1',
      subjects: 'customers',
      purposes: 'sales',
      'lawful-basis': 'contract',
    })
      .map(([key, value]) => `{ Key: 'strongroom:${key}', Value: '${value}' }`)
      .join(', ')}]\n`,
  );
  const environment = { region: 'eu-central-1', account: '111122223333' };

  test('what somebody provides for the account is not asked of the templates', () => {
    const asked = told(checked(personal, { environment }));
    const elsewhere = told(checked(personal, { environment, existing: Existing.by('the platform team') }));
    expect(asked).toContain('TrailWhole at ');
    expect(elsewhere).not.toContain('TrailWhole at ');
    expect(elsewhere).toContain('CustomerManagedKey at Orders');
    expect(asked).toEqual(expect.arrayContaining(elsewhere));
  });

  test('templates that do not say where they are deployed are where the options say', () => {
    const text = [
      'Mappings: { Offices: { eu-central-1: { Cidr: 10.0.0.0/8 }, us-east-1: { Cidr: 0.0.0.0/0 } } }',
      'Resources:',
      '  Web:',
      '    Type: AWS::EC2::SecurityGroup',
      '    Properties:',
      '      GroupDescription: x',
      "      SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !FindInMap [Offices, !Ref 'AWS::Region', Cidr] }]",
      '',
    ].join('\n');
    const isOpen = (region?: string) => told(checked(text, { environment: { region } })).includes('AdministrationClosed at Web');
    expect([isOpen('eu-central-1'), isOpen('us-east-1'), isOpen()]).toEqual([false, true, true]);
  });

  test('a nested stack stands where the one that deploys it does, and a parameter that it is given is its own', () => {
    const web = (CidrIp: unknown) => ({
      Parameters: { Address: { Type: 'String' } },
      Mappings: { Offices: { 'eu-central-1': { Cidr: '10.0.0.0/8' }, 'us-east-1': { Cidr: '0.0.0.0/0' } } },
      Resources: {
        Web: {
          Type: 'AWS::EC2::SecurityGroup',
          Properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp }] },
        },
      },
    });
    const open = (CidrIp: unknown, parameters: Record<string, string>) => {
      const main = { name: 'Main', file: 'main', template: { Resources: {} }, environment: { region: 'eu-central-1' } };
      const nestedIn = { template: 'Main', logicalId: 'Nested' };
      const nested = { name: 'Nested', file: 'nested', template: web(CidrIp), nestedIn, parameters: { Address: '10.0.0.0/8' } };
      return told(check([main, nested], { today: TODAY, environment: { region: 'us-east-1' }, parameters }));
    };
    expect(open({ 'Fn::FindInMap': ['Offices', { Ref: 'AWS::Region' }, 'Cidr'] }, {})).not.toContain(
      'AdministrationClosed at Web',
    );
    expect(open({ Ref: 'Address' }, { Address: '0.0.0.0/0' })).not.toContain('AdministrationClosed at Web');
    expect(open('0.0.0.0/0', {})).toContain('AdministrationClosed at Web');
  });

  test('what the CDK adds to each stack is not counted', () => {
    const report = checked(`${bucket()}  CDKMetadata:\n    Type: AWS::CDK::Metadata\n`);
    expect(report.templates[0]?.resources).toBe(1);
  });

  test.each([
    [Framework.HIPAA, /'hipaa' judges constructs, so that only the gate of an app has it/],
    [Framework.AWS_SOLUTIONS, /'aws-solutions' judges constructs/],
  ])('%s judges no templates', (framework, says) => expect(() => checked(bucket(), { frameworks: [framework] })).toThrow(says));

  test('a framework chooses the rules that cite it', () => {
    const asked = checked(bucket(), { frameworks: [Framework.MLPS3] }).rules;
    const basis = ['EverythingJudged', 'CustomerDataDeclared', 'CategoryKnown'].map((id) => `Strongroom::${id}`);
    expect(asked.filter(({ id }) => !basis.includes(id)).every(({ cites }) => typeof cites === 'object' && cites.mlps3)).toBe(
      true,
    );
    expect(asked.length).toBeLessThan(checked(bucket(), { frameworks: CITED_FRAMEWORKS }).rules.length);
  });
});

test('a rule that only warns has passed; one that fails beside it has not', () => {
  const [rule] = RULES;
  if (rule === undefined) throw new Error('there are no rules');
  const resource = (logicalId: string) => {
    return { template: 'T', logicalId, type: 'A', properties: {}, definition: {}, path: `T/${logicalId}` };
  };
  const soon = { detail: 'it ends soon', severity: 'warning' } as const;
  const judgement = (logicalId: string, ...violations: [Violation, ...Violation[]]) => {
    return { rule, resource: resource(logicalId), verdict: { outcome: 'violation', violations } } as const;
  };
  const open = [{ rule: `Strongroom::${rule.id}`, severity: 'error', path: 'T/B', description: '', fix: '' } as const];
  const results = resultsByTemplate([judgement('A', soon), judgement('B', soon, { detail: 'it has ended' })], open);
  expect(results.get('T')).toEqual([{ rule: `Strongroom::${rule.id}`, passed: 1, failed: 1, excepted: 0 }]);
});

test('a relative nested stack is known; another is not', () => {
  const main =
    'Resources:\n  A: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./a.yaml } }\n  B: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: https://example.com/b.yaml } }\n';
  const folder = folderWith({ 'main.yaml': main, 'a.yaml': 'Resources: { T: { Type: AWS::SNS::TopicPolicy } }\n' });
  const { findings } = check(readPaths([folder]).inputs, { today: TODAY });
  expect(findings.filter(({ rule }) => rule.endsWith('EverythingJudged')).map(({ logicalId }) => logicalId)).toEqual(['B']);
});

test('a finding is the same tomorrow', () => {
  const finding = { rule: 'A::B', path: 'T/A', location: 'Properties.Tags.3' };
  const of = (detail: string, location = finding.location) => fingerprintOf({ ...finding, detail, location } as CheckFinding);
  expect(of('expired on 2026-11-23, and today is 2026-11-24')).toBe(of('expired on 2026-11-23, and today is 2026-11-25'));
  expect(of('it ended 3 days ago')).toBe(of('it ended 12 days ago'));
  expect(of('expired on 2026-11-23')).not.toBe(of('expired on 2026-11-22'));
  expect(of('x', 'Properties.Tags.4')).toBe(of('x'));
  expect(of('x', 'Properties.Rules.3')).not.toBe(of('x'));
});
