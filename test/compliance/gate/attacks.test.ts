import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnFlowLog, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import {
  type App,
  attachCustomSynthesis,
  CfnResource,
  CloudFormationValidatePlugin,
  type IPolicyValidationPlugin,
  Stack,
  Stage,
  Validations,
} from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, NagMessageLevel, NagPack, NagRuleCompliance } from 'cdk-nag';
import { Framework } from '../../../lib/compliance/citation';
import { writeAtExit } from '../../../lib/compliance/gate/evidence-file';
import { ExceptionAuditor } from '../../../lib/compliance/gate/exception-auditor';
import { formatFindings } from '../../../lib/compliance/gate/format-findings';
import { Gate, type GateProps } from '../../../lib/compliance/gate/gate';
import { formatSummary } from '../../../lib/compliance/gate/gate-summary';
import type { Result } from '../../../lib/compliance/gate/pack-run';
import { COMPLIANT, violationsOrCompliant } from '../../../lib/compliance/rule';
import { RulePack } from '../../../lib/compliance/rule-pack';
import { EXCEPTION_METADATA, except } from '../../../lib/exceptions';
import { EXISTING_METADATA, Existing } from '../../../lib/existing';
import { ENVIRONMENT, testApp } from '../../support/app';

// What somebody would try who wants a violation to pass the build unseen.

const ACKNOWLEDGED = 'aws:cdk:acknowledged-rules';
const DECLARED = 'Strongroom::CustomerDataDeclared';
const EXCEPTION = { reason: 'The bucket only holds what is public anyway.', owner: 'web-team', expires: '2027-06-30' };
const CLOCK = () => new Date('2027-01-15T12:00:00Z');
const NOTHING: GateProps = { frameworks: [] };

function judged(build: (stack: Stack, app: App) => void, props: GateProps = NOTHING, clock = CLOCK) {
  const app = testApp();
  const gate = Gate.of(app).enforce(props, clock);
  build(new Stack(app, 'Test', { env: ENVIRONMENT }), app);
  let message: string | undefined;
  try {
    app.synth();
  } catch (error) {
    message = String(error);
  }
  const { summary, evidence } = gate;
  if (summary === undefined) throw new Error(`not judged: ${message}`);
  return { message, summary, evidence, findings: summary.findings.map(({ rule, path }) => `${rule} at ${path}`) };
}

const silent = (name: string): IPolicyValidationPlugin => ({ name, validate: () => ({ success: true, violations: [] }) });

describe('a pack of a name that is taken would stand in for the other', () => {
  test.each<[string, GateProps]>([
    ['Strongroom', NOTHING],
    ['Strongroom Gate', NOTHING],
    ['Strongroom-Gate', NOTHING],
    ['CloudFormation Validate', NOTHING],
    ['AwsSolutions', { frameworks: [Framework.AWS_SOLUTIONS] }],
    ['NIST.800.53.R5', { frameworks: { dev: [], prod: [Framework.NIST80053] } }],
  ])('%s', (name, props) => {
    expect(() => Gate.of(testApp()).enforce({ ...props, packs: [silent(name)] })).toThrow(
      `packs: got a pack of the name '${name}', which is taken; packs of names that differ`,
    );
  });

  test('twice among the packs of others', () => {
    expect(() => Gate.of(testApp()).enforce({ ...NOTHING, packs: [silent('A B'), silent('A-B')] })).toThrow("name 'A-B'");
  });

  test.each(['', 'A::B'])("no name, or one that is not told from its rules': '%s'", (name) => {
    expect(() => Gate.of(testApp()).enforce({ ...NOTHING, packs: [silent(name)] })).toThrow("a name without '::'");
  });

  test('one of a framework that is not chosen may stand among the packs', () => {
    Gate.of(testApp()).enforce({ ...NOTHING, packs: [new AwsSolutionsChecks()] });
  });
});

describe("an acknowledgement of the validator's rules that looks as if the CDK had made it", () => {
  test.each<[string, (stack: Stack, app: App) => void]>([
    ['without a trace, on the app', (_, app) => app.node.addMetadata(ACKNOWLEDGED, { 'CloudFormation-Validate::F3002': 'no' })],
    ['without a trace, on a stack', (stack) => stack.node.addMetadata(ACKNOWLEDGED, { 'CloudFormation-Validate::F3002': 'no' })],
    [
      'with a trace of the application',
      (stack) => stack.node.addMetadata(ACKNOWLEDGED, { 'CloudFormation-Validate::F3002': 'no' }, { stackTrace: true }),
    ],
    [
      'by a package',
      (stack) =>
        stack.node.addMetadata(
          ACKNOWLEDGED,
          { 'CloudFormation-Validate::F3002': 'no' },
          { stackTraceOverride: ['    ...Validations.acknowledge, harmless in aws-cdk-lib, some-library...'] },
        ),
    ],
    [
      'by a package, in a folder of pnpm',
      (stack) =>
        stack.node.addMetadata(
          ACKNOWLEDGED,
          { 'CloudFormation-Validate::F3002': 'no' },
          { stackTraceOverride: ['    ...Validations.acknowledge in .pnpm...'] },
        ),
    ],
    [
      'on the app, where the CDK makes none',
      (_, app) =>
        app.node.addMetadata(
          ACKNOWLEDGED,
          { 'CloudFormation-Validate::F3002': 'no' },
          { stackTraceOverride: ['    ...new Vpc2 in aws-cdk-lib...'] },
        ),
    ],
  ])('%s', (_, forge) => {
    expect(judged(forge).findings).toEqual([expect.stringMatching(/^Strongroom-Gate::AcknowledgementOwnerless at /)]);
  });

  test("of another pack's rule is nobody's, whoever made it", () => {
    const trace = { stackTraceOverride: ['    ...new Vpc2 in aws-cdk-lib...'] };
    const { findings } = judged((stack) => new CfnBucket(stack, 'A').node.addMetadata(ACKNOWLEDGED, { [DECLARED]: 'no' }, trace));
    expect(findings).toEqual(['Strongroom-Gate::AcknowledgementOwnerless at Test/A']);
  });

  test("the CDK's own are let be: on a flow log, and on the stack", () => {
    const { findings } = judged((stack) => {
      const group = new Vpc(stack, 'Vpc', { natGateways: 0 });
      except(group, { rule: DECLARED, ...EXCEPTION });
      const log = group
        .addFlowLog('Log')
        .node.findAll()
        .find((each) => each instanceof CfnFlowLog);
      expect(log).toBeDefined();
      except(new Bucket(group, 'A'), { rule: DECLARED, ...EXCEPTION });
    });
    expect(findings.filter((finding) => finding.includes('Acknowledgement'))).toEqual([]);
  });
});

describe('acknowledgements by a bare id', () => {
  test.each(['AwsSolutions-S10', 'Annotation::AwsSolutions-S10', 'aNNotation::AwsSolutions-S10'])(
    'of %s take no finding out of the report',
    (id) => {
      const { findings } = judged((stack) => new CfnBucket(stack, 'A').node.addMetadata(ACKNOWLEDGED, { [id]: 'no' }), {
        frameworks: [Framework.AWS_SOLUTIONS],
      });
      expect(findings).toContain('AwsSolutions::AwsSolutions-S10 at Test/A');
      expect(findings).toContainEqual(expect.stringMatching(/^Strongroom-Gate::Acknowledgement(Bare|Ownerless) at Test\/A$/));
    },
  );
});

/** A pack of cdk-nag's kind whose rule has the name of one that a rule of Strongroom's answers. */
class Namesake extends NagPack {
  public constructor(public readonly name: string) {
    super();
    this.packName = name;
  }

  protected override checkResource(node: CfnResource): void {
    this.applyRule({
      ruleSuffixOverride: 'IAM5',
      info: 'It is there.',
      explanation: 'It should not be.',
      level: NagMessageLevel.ERROR,
      rule: () => NagRuleCompliance.NON_COMPLIANT,
      node,
    });
  }
}

const policy = (stack: Stack) =>
  new CfnManagedPolicy(stack, 'Read', {
    policyDocument: { Statement: [{ Effect: 'Allow', Action: 'ec2:DescribeRegions', Resource: '*' }] },
  });

describe('a rule of Strongroom answers rules of cdk-nag itself', () => {
  test('of which this is one', () => {
    const { findings, evidence } = judged(policy, { frameworks: [Framework.NIST80053, Framework.AWS_SOLUTIONS] });
    expect(findings.filter((finding) => finding.includes('IAM5'))).toEqual([]);
    const { fail, notApplicable } = evidence?.rules.find(({ id }) => id === 'AwsSolutions::AwsSolutions-IAM5') ?? {};
    expect({ fail, notApplicable }).toEqual({
      fail: [],
      notApplicable: [{ resource: 0, because: expect.stringMatching(/^answered by Strongroom::WildcardsConfined: /) }],
    });
  });

  test.each<[string, IPolicyValidationPlugin]>([
    ["another pack of cdk-nag's kind", new Namesake('Mine')],
    ["one that has the name of cdk-nag's", new Namesake('AwsSolutions')],
    [
      'a pack of rules of its own',
      new RulePack('Mine', [
        {
          id: 'IAM5',
          severity: 'error',
          resourceTypes: ['AWS::IAM::ManagedPolicy'],
          why: 'No.',
          fix: 'No.',
          cites: {},
          exceptable: true,
          check: () => violationsOrCompliant([{ detail: 'it is there' }]),
        },
      ]),
    ],
  ])('and none of %s', (_, pack) => {
    const { findings } = judged(policy, { frameworks: [Framework.NIST80053], packs: [pack] });
    expect(findings).toContainEqual(expect.stringMatching(/IAM5 at Test\/Read$/));
  });
});

describe('a rule of Strongroom answers where it', () => {
  const IAM5 = 'AwsSolutions::AwsSolutions-IAM5[Resource::*]';
  test.each<[string, Result['outcome'], readonly string[], boolean]>([
    ['passes', 'pass', [], true],
    ['is not needed, since somebody provides what it asks for', 'not-applicable', ['provided by us'], true],
    ['passes with a warning: it does not', 'pass', ['it did not see'], false],
    ['is about something else: it does not', 'not-applicable', [], false],
    ['fails: it does not', 'fail', ['open'], false],
  ])('%s', (_, outcome, details, answers) => {
    const auditor = new ExceptionAuditor(
      [],
      CLOCK,
      () => true,
      undefined,
      () => {},
    );
    const results = [{ rule: 'Strongroom::WildcardsConfined', path: 'Test/A', type: 'Test::A', outcome, details }];
    auditor.ran('Strongroom', [], { rules: new Map(), results }, testApp());
    expect(auditor.answered(IAM5, 'Test/A') !== undefined).toBe(answers);
    expect(auditor.answered(IAM5, 'Test/B')).toBeUndefined();
    expect(auditor.answered('AwsSolutions::AwsSolutions-S1[a::x-IAM5[y]', 'Test/A')).toBeUndefined();
  });
});

describe('a rule of Strongroom that fails and is let off', () => {
  const WILDCARDS = 'Strongroom::WildcardsConfined';
  const wild = (stack: Stack, letOff: (construct: CfnManagedPolicy) => void) =>
    letOff(
      new CfnManagedPolicy(stack, 'Write', {
        policyDocument: { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }] },
      }),
    );
  const props = { frameworks: [Framework.NIST80053, Framework.AWS_SOLUTIONS] };
  const about = (findings: readonly string[]) => findings.filter((finding) => /IAM5|Wildcards/.test(finding));

  test('answers where an exception covers it', () => {
    const { findings } = judged(
      (stack) => wild(stack, (construct) => except(construct, { rule: WILDCARDS, ...EXCEPTION })),
      props,
    );
    expect(about(findings)).toEqual([]);
  });

  test('and not where nobody answers for that', () => {
    const { findings } = judged(
      (stack) => wild(stack, (construct) => Validations.of(construct).acknowledge({ id: WILDCARDS, reason: EXCEPTION.reason })),
      props,
    );
    expect(about(findings)).toEqual(['AwsSolutions::AwsSolutions-IAM5[Resource::*] at Test/Write']);
    expect(findings).toContain('Strongroom-Gate::AcknowledgementOwnerless at Test/Write');
  });
});

describe("CloudFormation's validator", () => {
  test('is recorded as a pack is: where its findings are, what answers them, and what is left of them', () => {
    const at = (resourceLogicalId: string) => ({ resourceLogicalId, templatePath: '/out/Test.template.json', locations: [] });
    const found = (ruleName: string, severity: string, ...violatingResources: object[]) => {
      return { ruleName, severity, description: `${ruleName} found`, violatingResources: violatingResources as [] };
    };
    jest.spyOn(CloudFormationValidatePlugin.prototype, 'validate').mockReturnValue({
      success: false,
      violations: [
        found('W2512', 'warning', at('Read')),
        found('F1', 'error', at('Read')),
        found('F2', 'error', { constructPath: 'Test', locations: [] }),
        found('F3', 'error'),
        found('W1', 'warning', at('Read')),
      ],
    });
    const before = process.env['CDK_VALIDATION'];
    delete process.env['CDK_VALIDATION'];
    try {
      const { findings, summary, evidence } = judged(policy, { frameworks: [Framework.NIST80053] });
      expect(findings.filter((finding) => finding.startsWith('CloudFormation'))).toEqual([
        'CloudFormation-Validate::F1 at Test/Read',
        'CloudFormation-Validate::F2 at Test',
        'CloudFormation-Validate::F3 at Test',
      ]);
      expect(summary.warnings.map(({ rule }) => rule)).toEqual(['CloudFormation-Validate::W1']);
      expect(evidence?.rules.filter(({ id }) => id.startsWith('CloudFormation'))).toMatchObject([
        { id: 'CloudFormation-Validate::F1', fail: [{ details: ['F1 found'] }] },
        { id: 'CloudFormation-Validate::F2', fail: [{ details: ['F2 found'] }] },
        { id: 'CloudFormation-Validate::F3', fail: [{ details: ['F3 found'] }] },
        { id: 'CloudFormation-Validate::W1', severity: 'warning', fail: [{ details: ['W1 found'] }] },
        { id: 'CloudFormation-Validate::W2512', fail: [], notApplicable: [{ because: expect.stringContaining('answered by') }] },
      ]);
    } finally {
      process.env['CDK_VALIDATION'] = before;
    }
  });
});

describe('what does not come to its end fails', () => {
  /** A pack of cdk-nag's kind whose very list of rules throws. */
  class Broken extends NagPack {
    public readonly name = 'Broken';

    protected override checkResource(): void {
      throw new Error('out of order');
    }
  }

  test("a pack of cdk-nag's kind that throws leaves the others' findings standing", () => {
    const { findings, message } = judged((stack) => new CfnBucket(stack, 'A'), { ...NOTHING, packs: [new Broken()] });
    expect(findings).toEqual(['Broken::PackFailed at Test', `${DECLARED} at Test/A`]);
    expect(message).toContain('out of order');
  });

  test('the gate itself, too: its finding stands beside those of the packs, and there is no evidence', () => {
    const { findings, message, evidence } = judged((stack) => {
      const { node } = new CfnBucket(stack, 'A');
      node.addMetadata(ACKNOWLEDGED, { 'A::B': 'no' }, { stackTraceOverride: [7 as unknown as string] });
    });
    expect(findings).toContain('Strongroom-Gate::GateFailed at Test');
    expect(findings).toContain(`${DECLARED} at Test/A`);
    expect(message).toContain('The gate did not run to its end');
    expect(evidence).toBeUndefined();
  });

  test("a rule of cdk-nag's kind that throws is a finding of its own, in the evidence too", () => {
    class Careless extends Namesake {
      protected override checkResource(node: CfnResource): void {
        const rule = () => {
          throw new Error('out of order');
        };
        this.applyRule({ ruleSuffixOverride: 'Bad', info: 'No.', explanation: 'No.', level: NagMessageLevel.ERROR, rule, node });
      }
    }
    const { findings, evidence } = judged((stack) => new CfnResource(stack, 'A', { type: 'Test::A' }), {
      ...NOTHING,
      packs: [new Careless('Careless')],
    });
    expect(findings).toEqual(['Careless::Careless-Bad at Test/A']);
    expect(evidence?.rules.find(({ id }) => id === 'Careless::Careless-Bad')?.fail).toEqual([
      { resource: 0, details: ['the rule failed: out of order'] },
    ]);
  });

  test('and the evidence has both', () => {
    const { evidence } = judged((stack) => new CfnBucket(stack, 'A'), { ...NOTHING, packs: [new Broken()] });
    expect(evidence?.rules.find(({ id }) => id === 'Broken::PackFailed')?.fail).toEqual([
      { resource: expect.any(Number), details: [expect.stringContaining('out of order')] },
    ]);
  });
});

test('a finding of a severity of its own fails where its sibling is excepted', () => {
  const pack: IPolicyValidationPlugin = {
    name: 'Own',
    ruleIds: ['Hard'],
    validate: () => ({
      success: false,
      violations: [
        {
          ruleName: 'Hard',
          description: 'said so',
          severity: 'high',
          violatingResources: ['Test/A', 'Test/B'].map((constructPath) => ({ constructPath, locations: [] })),
        },
      ],
    }),
  };
  const { findings, message } = judged(
    (stack) => {
      except(new CfnResource(stack, 'A', { type: 'Test::A' }), { rule: 'Own::Hard', ...EXCEPTION });
      new CfnResource(stack, 'B', { type: 'Test::A' });
    },
    { ...NOTHING, packs: [pack] },
  );
  expect(findings).toEqual(['Own::Hard at Test/B']);
  expect(message).toContain('said so');
});

test('a template that no stack writes is a finding', () => {
  const template = { Resources: { Open: { Type: 'AWS::S3::Bucket' } } };
  const { findings, message } = judged((stack) => {
    attachCustomSynthesis(stack.node.root, {
      onSynthesize: ({ assembly, outdir }) => {
        writeFileSync(join(outdir, 'hidden.json'), JSON.stringify(template));
        assembly.addArtifact('Hidden', {
          type: 'aws:cloudformation:stack' as never,
          environment: 'aws://123456789012/eu-central-1',
          properties: { templateFile: 'hidden.json' },
        });
      },
    });
  });
  expect(findings).toEqual(['Strongroom-Gate::TemplateUnjudged at Hidden']);
  expect(message).toContain('The template hidden.json is in the assembly');
});

describe('what exists already', () => {
  test.each<[string, (stack: Stack) => void, RegExp]>([
    [
      'of a rule that is about each resource',
      (stack) => Existing.by('us').record(stack, 'everything', ['TrailWhole', 'CustomerDataDeclared']),
      /us provides what CustomerDataDeclared asks for.*of what an account has once: .*TrailWhole/,
    ],
    ['of no rule', (stack) => Existing.by('us').record(stack, 'x', ['Nonsense']), /provides what Nonsense asks for/],
    [
      'of all rules, by a construct and not by the app',
      (stack) => stack.node.addMetadata(EXISTING_METADATA, { what: 'all', providedBy: 'us' }),
      /us provides all that an account has once, which only the app may say/,
    ],
  ])('is a finding where it is %s', (_, say, why) => {
    const { findings, message } = judged(say);
    expect(findings).toEqual(['Strongroom-Gate::ExistingUnknown at Test']);
    expect(message?.replace(/\s+/g, ' ')).toMatch(why);
  });

  test('is none where nobody provides it', () => {
    const { findings } = judged(
      (stack) => {
        new CfnBucket(stack, 'A', { tags: [{ key: 'strongroom:category', value: 'personal' }] });
        stack.node.addMetadata(EXISTING_METADATA, { what: 'all', providedBy: ' ' });
      },
      { frameworks: [Framework.GDPR] },
    );
    expect(findings).toContain('Strongroom::TrailWhole at Test');
  });

  test('in one stage is none in another', () => {
    const app = testApp();
    const gate = Gate.of(app).enforce({ frameworks: [Framework.GDPR] }, CLOCK);
    for (const name of ['dev', 'prod']) {
      const stack = new Stack(new Stage(app, name, { env: ENVIRONMENT }), 'Data');
      new CfnBucket(stack, 'A', { tags: [{ key: 'strongroom:category', value: 'personal' }] });
      if (name === 'dev') Existing.by('us').record(stack, 'trail', ['TrailWhole']);
    }
    expect(() => app.synth()).toThrow('TrailWhole');
    const trails = gate.summary?.findings.filter(({ rule }) => rule === 'Strongroom::TrailWhole').map(({ path }) => path);
    expect(trails).toEqual(['prod/Data']);
  });

  test('is the same in every call', () => {
    const gate = Gate.of(testApp()).enforce({ ...NOTHING, existing: Existing.by('us') }, CLOCK);
    expect(() => gate.enforce({ ...NOTHING, existing: Existing.by('them') }, CLOCK)).toThrow(
      'other properties than in an earlier call',
    );
  });

  test('is the app’s to say', () => {
    expect(judged(() => {}, { ...NOTHING, existing: Existing.by('us') }).findings).toEqual([]);
  });
});

test('a run has one day, though it lasts past midnight', () => {
  let calls = 0;
  const clock = () => new Date(`2027-01-${15 + calls++}T00:00:00Z`);
  const { evidence } = judged(
    (stack) => except(new CfnBucket(stack, 'A'), { rule: DECLARED, ...EXCEPTION, expires: '2027-01-15' }),
    NOTHING,
    clock,
  );
  expect(evidence).toMatchObject({ date: '2027-01-15', exceptions: [{ expires: '2027-01-15' }] });
});

describe('the evidence', () => {
  const of = (evidence: ReturnType<typeof judged>['evidence'], id: string) => evidence?.rules.find((rule) => rule.id === id);

  test('has what a pack finds that is none of cdk-nag’s, and of what type the resource is', () => {
    const pack: IPolicyValidationPlugin = {
      name: 'Own',
      validate: () => ({
        success: false,
        violations: [
          {
            ruleName: 'Hard[a]',
            description: 'one',
            severity: 'error',
            violatingResources: [{ constructPath: 'Test/A', locations: [] }],
          },
          {
            ruleName: 'Hard[b]',
            description: 'two',
            severity: 'error',
            violatingResources: [{ constructPath: 'Test/A', locations: [] }],
          },
          { ruleName: 'Whole', description: 'all', severity: 'warning', violatingResources: [] },
        ],
      }),
    };
    const { evidence } = judged((stack) => new CfnResource(stack, 'A', { type: 'Test::A' }), { ...NOTHING, packs: [pack] });
    const at = (number = -1) => evidence?.resources[number];
    expect(of(evidence, 'Own::Hard')).toMatchObject({ severity: 'error', pass: [], fail: [{ details: ['one', 'two'] }] });
    expect(at(of(evidence, 'Own::Hard')?.fail[0]?.resource)).toEqual({ path: 'Test/A', type: 'Test::A' });
    expect(of(evidence, 'Own::Whole')).toMatchObject({ severity: 'warning', fail: [{ details: ['all'] }] });
    expect(at(of(evidence, 'Own::Whole')?.fail[0]?.resource)).toEqual({ path: 'Test', type: 'Strongroom::Template' });
  });

  test('says of a rule that passes with a warning of what it warns', () => {
    const pack = new RulePack('Own', [
      {
        id: 'Soon',
        severity: 'error',
        resourceTypes: ['Test::A'],
        why: 'It ends.',
        fix: 'No.',
        cites: {},
        exceptable: true,
        check: ({ logicalId }) =>
          logicalId === 'B' ? COMPLIANT : violationsOrCompliant([{ detail: 'it ends soon', severity: 'warning' }]),
      },
    ]);
    jest.spyOn(console, 'error').mockImplementation(() => {});
    const { evidence } = judged((stack) => ['B', 'A'].map((id) => new CfnResource(stack, id, { type: 'Test::A' })), {
      ...NOTHING,
      packs: [pack],
    });
    expect(of(evidence, 'Own::Soon')).toMatchObject({
      pass: [expect.any(Number), expect.any(Number)],
      warnings: [{ resource: 0, details: ['it ends soon'] }],
      fail: [],
    });
  });

  test('names an exception once, however many findings of a rule it covers', () => {
    const check = () => violationsOrCompliant([{ detail: 'one' }, { detail: 'two' }]);
    const rule = {
      id: 'Two',
      severity: 'error',
      resourceTypes: ['Test::A'],
      why: 'No.',
      fix: 'No.',
      cites: {},
      exceptable: true,
    } as const;
    const { evidence } = judged(
      (stack) => except(new CfnResource(stack, 'A', { type: 'Test::A' }), { rule: 'Own::Two', ...EXCEPTION }),
      { ...NOTHING, packs: [new RulePack('Own', [{ ...rule, check }])] },
    );
    expect(of(evidence, 'Own::Two')).toMatchObject({ fail: [], excepted: [{ resource: 0, exceptions: [0] }] });
    expect(evidence?.exceptions).toMatchObject([{ findings: 2 }]);
  });

  test('calls nothing excepted of which one finding is let off by an exception that has expired', () => {
    const named = (finding: string) => `AwsSolutions::AwsSolutions-IAM5[Action::${finding}]`;
    const { evidence } = judged(
      (stack) => {
        const policy = new CfnManagedPolicy(stack, 'Write', {
          policyDocument: {
            Statement: [{ Effect: 'Allow', Action: ['sqs:SendMessage*', 'sqs:Purge*'], Resource: 'arn:aws:sqs:::x' }],
          },
        });
        except(policy, { rule: named('sqs:SendMessage*'), ...EXCEPTION });
        except(policy, { rule: named('sqs:Purge*'), ...EXCEPTION, expires: '2027-01-14' });
      },
      { frameworks: [Framework.AWS_SOLUTIONS] },
    );
    expect(of(evidence, 'AwsSolutions::AwsSolutions-IAM5')).toMatchObject({
      excepted: [],
      fail: [{ details: expect.any(Array) }],
    });
  });
});

describe('the file of the evidence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-evidence-'));
  const file = join(folder, 'compliance.json');
  const evidence = {
    schema: 'strongroom-compliance/1',
    date: '2027-01-15',
    frameworks: {},
    lacking: {},
    resources: [],
    exceptions: [],
    rules: [],
  } as const;
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What the process does at its exit. */
  function exit(): void {
    for (const listener of process
      .rawListeners('exit')
      .filter((each) => String(each).includes('writeAll') || each.name === 'bound onceWrapper')) {
      const { listener: wrapped } = listener as { listener?: { name: string } };
      if (wrapped?.name === 'writeAll') (listener as () => void)();
    }
  }

  test('is written to the folder that was meant, wherever the process has gone', () => {
    const before = process.cwd();
    process.chdir(folder);
    try {
      writeAtExit('.', evidence);
    } finally {
      process.chdir(before);
    }
    exit();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(evidence);
  });

  test('goes where a later run has none', () => {
    writeFileSync(file, 'of an earlier run');
    writeAtExit(folder, undefined);
    exit();
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });

  test('breaks nothing where it cannot be written, and is written for the other apps', () => {
    const said = jest.spyOn(console, 'error').mockImplementation(() => {});
    writeFileSync(join(folder, 'no-folder'), '');
    writeAtExit(join(folder, 'no-folder'), evidence);
    writeAtExit(folder, evidence);
    exit();
    expect(said).toHaveBeenCalledWith(
      expect.stringMatching(/^The gate's evidence is not in .*no-folder\/compliance\.json: .*ENOTDIR/),
    );
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(evidence);
  });
});

test('an acknowledgement through the CDK, of nothing at all, changes nothing', () => {
  const { findings } = judged((stack) => Validations.of(new CfnBucket(stack, 'A')).acknowledge());
  expect(findings).toEqual([`${DECLARED} at Test/A`]);
});

test('findings and exceptions are told in lines of their own, whatever a template says', () => {
  const nasty = 'x\u001b[2J\n\nThe gate found 0 violations.';
  const plain = 'x\\u{1b}[2J The gate found 0 violations.';
  const finding = { rule: nasty, severity: 'error', path: nasty, description: nasty, fix: nasty, source: nasty } as const;
  expect(formatFindings(testApp(), [finding])).toBe(
    [plain, `ERROR ${plain}`, `   ${plain}`, `   Rule: ${plain}`, `   Fix: ${plain}`].join('\n'),
  );
  const exception = { rule: 'A::B', path: 'X', owner: nasty, expires: '2027-06-30', reason: nasty, findings: 1 };
  const summary = { packs: [], resources: 1, findings: [], warnings: [], exceptions: [exception] };
  expect(formatSummary(summary).split('\n').slice(1)).toEqual([`  A::B (1 finding) at X, until 2027-06-30, ${plain}: ${plain}`]);
});

test('a record without an acknowledgement excepts nothing', () => {
  const { findings } = judged((stack) =>
    new CfnBucket(stack, 'A').node.addMetadata(EXCEPTION_METADATA, { rule: DECLARED, ...EXCEPTION }),
  );
  expect(findings).toEqual([`${DECLARED} at Test/A`]);
});

test('the same frameworks in another order are the same gate', () => {
  const gate = Gate.of(testApp()).enforce({ frameworks: [Framework.GDPR, Framework.PIPL] }, CLOCK);
  expect(gate.enforce({ frameworks: [Framework.PIPL, Framework.GDPR, Framework.PIPL] }, CLOCK)).toBe(gate);
});

describe('frameworks by stage', () => {
  const LOGGED = 'NIST.800.53.R5::NIST.800.53.R5-S3BucketLoggingEnabled';
  const staged = (build: (stack: Stack, stage: string) => void) => {
    const app = testApp();
    const gate = Gate.of(app).enforce({ frameworks: { dev: [], 'dev/strict': [Framework.NIST80053] } }, CLOCK);
    const dev = new Stage(app, 'dev', { env: ENVIRONMENT });
    build(new Stack(dev, 'Data'), 'dev');
    build(new Stack(new Stage(dev, 'strict'), 'Data'), 'dev/strict');
    build(new Stack(new Stage(dev, 'other'), 'Data'), 'dev/other');
    build(new Stack(app, 'Data', { env: ENVIRONMENT }), '');
    expect(() => app.synth()).toThrow('S3BucketLoggingEnabled');
    return gate;
  };

  test('a stage in a stage has its own, or those of the one around it; what is in none has all', () => {
    const gate = staged((stack) => new CfnBucket(stack, 'A'));
    const paths = gate.summary?.findings.filter(({ rule }) => rule === LOGGED).map(({ path }) => path);
    expect(paths?.sort()).toEqual(['Data/A', 'dev/strict/Data/A']);
  });

  test('an exception to what is not demanded where it stands is not stale', () => {
    const gate = staged((stack, stage) => {
      const made = new CfnBucket(stack, 'A', { loggingConfiguration: { destinationBucketName: 'logs' } });
      if (stage === 'dev' || stage === 'dev/strict') except(made, { rule: LOGGED, ...EXCEPTION });
      if (stage === '') new CfnBucket(stack, 'B');
    });
    const stale = gate.summary?.findings.filter(({ rule }) => rule.endsWith('ExceptionStale')).map(({ path }) => path);
    expect(stale).toEqual(['dev/strict/Data/A']);
  });

  test('of a stage that the app has not are bad input, and the stages are named', () => {
    const app = testApp();
    Gate.of(app).enforce({ frameworks: { deev: [] } }, CLOCK);
    new Stage(new Stage(app, 'dev'), 'strict');
    expect(() => app.synth()).toThrow(
      "gate is not valid:\n  - frameworks['deev']: got the construct path of no stage; of dev, dev/strict",
    );
  });

  test('of a stage, where the app has none', () => {
    const app = testApp();
    Gate.of(app).enforce({ frameworks: { dev: [] } }, CLOCK);
    expect(() => app.synth()).toThrow('of none: the app has no stages');
  });
});

describe('a second synthesis', () => {
  test('judges anew, by the day that it is then', () => {
    let day = '2027-01-15';
    const app = testApp();
    const gate = Gate.of(app).enforce(NOTHING, () => new Date(`${day}T12:00:00Z`));
    except(new CfnBucket(new Stack(app, 'Test', { env: ENVIRONMENT }), 'A'), { rule: DECLARED, ...EXCEPTION, expires: day });
    app.synth();
    expect(gate.summary).toMatchObject({ findings: [], exceptions: [{ findings: 1 }] });
    day = '2027-01-16';
    expect(() => app.synth({ force: true, skipValidation: true })).toThrow('expired on 2027-01-15');
    expect(gate.summary).toMatchObject({ findings: [{ rule: 'Strongroom-Gate::ExceptionExpired' }] });
  });

  test('does not tell again of what a pack found in the first', () => {
    let works = true;
    const violatingResources = [{ constructPath: 'Test/A', locations: [] }];
    const validate = () => {
      if (!works) throw new Error('out of order');
      return { success: false, violations: [{ ruleName: 'Hard', description: 'no', severity: 'error', violatingResources }] };
    };
    const app = testApp();
    const gate = Gate.of(app).enforce({ ...NOTHING, packs: [{ name: 'Shaky', validate }] }, CLOCK);
    new CfnResource(new Stack(app, 'Test', { env: ENVIRONMENT }), 'A', { type: 'Test::A' });
    expect(() => app.synth()).toThrow('Shaky');
    works = false;
    expect(() => app.synth({ force: true })).toThrow('out of order');
    expect(gate.summary?.findings.map(({ rule }) => rule)).toEqual(['Shaky::PackFailed']);
  });

  test('does not tell again of a pack that threw in the first', () => {
    let works = false;
    const validate = () => {
      if (works) return { success: true, violations: [] };
      throw new Error('out of order');
    };
    const app = testApp();
    const gate = Gate.of(app).enforce({ ...NOTHING, packs: [{ name: 'Shaky', validate }] }, CLOCK);
    new CfnResource(new Stack(app, 'Test', { env: ENVIRONMENT }), 'A', { type: 'Test::A' });
    expect(() => app.synth()).toThrow('out of order');
    works = true;
    app.synth({ force: true });
    expect(gate.summary).toMatchObject({ findings: [] });
  });
});

test('what the CDK adds to each stack is no resource', () => {
  const { summary } = judged((stack) => new CfnResource(stack, 'CDKMetadata', { type: 'AWS::CDK::Metadata' }));
  expect(summary.resources).toBe(0);
});
