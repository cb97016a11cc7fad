import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { App, CfnResource, type IPolicyValidationPlugin, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, NagMessageLevel, NagPack, NagRuleCompliance } from 'cdk-nag';
import { Construct, type IConstruct } from 'constructs';
import { Framework } from '../../../lib/compliance/citation';
import { requireCdkVersion } from '../../../lib/compliance/gate/cdk-version';
import { Gate, type GateProps } from '../../../lib/compliance/gate/gate';
import { formatSummary, type GateSummary } from '../../../lib/compliance/gate/gate-summary';
import { violationsOrCompliant } from '../../../lib/compliance/rule';
import { RulePack } from '../../../lib/compliance/rule-pack';
import { EXCEPTION_METADATA, type ExceptionProps, except } from '../../../lib/exceptions';
import { CONTEXT, ENVIRONMENT, testApp } from '../../support/app';

const DECLARED = 'Strongroom::CustomerDataDeclared';
const EXCEPTION = { reason: 'The bucket only holds what is public anyway.', owner: 'web-team', expires: '2027-06-30' };
const CLOCK = () => new Date('2027-01-15T12:00:00Z');
const NOW = { frameworks: [] };

function exception(construct: IConstruct, overrides: Partial<ExceptionProps> = {}): void {
  except(construct, { rule: DECLARED, ...EXCEPTION, ...overrides });
}

/** Builds an app under a gate, synthesizes it, and says what came of it. */
function judged(build: (stack: Stack, app: App) => void, props: GateProps = NOW) {
  const app = testApp();
  const gate = Gate.of(app).enforce(props, CLOCK);
  build(new Stack(app, 'Test', { env: ENVIRONMENT }), app);
  const message = messageOf(() => app.synth());
  if (gate.summary === undefined) throw new Error(`not judged: ${message}`);
  return { message, summary: gate.summary, findings: gate.summary.findings.map(({ rule, path }) => `${rule} at ${path}`) };
}

function messageOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

test('a finding fails the synthesis, in words that a person can act upon', () => {
  const { message, findings } = judged((stack) => new Bucket(stack, 'Orders'));
  expect(findings).toEqual([`${DECLARED} at Test/Orders/Resource`]);
  expect(message).toMatch(/test\/compliance\/gate\/gate\.test\.ts:\d+:\d+/);
  expect(message).toContain("CustomerDataDeclared: The store has no tag 'strongroom:asset' and tag 'strongroom:category'");
  expect(message).toContain('GDPR Art. 30; PIPL Art. 51(2)');
  expect(message).toContain('Suggested fix: Declare what the store holds');
});

test('an app without findings passes', () => {
  const { message, summary } = judged(
    (stack) => new CfnResource(stack, 'Handle', { type: 'AWS::CloudFormation::WaitConditionHandle' }),
  );
  expect(message).toBeUndefined();
  expect(summary).toEqual({ packs: ['Strongroom'], resources: 1, findings: [], warnings: [], exceptions: [] });
});

describe('exceptions', () => {
  test('one lets its construct off, and leaves its sibling failing', () => {
    const { findings, summary } = judged((stack) => {
      exception(new Bucket(stack, 'Excepted'), { ticket: 'SEC-1' });
      new Bucket(stack, 'Sibling');
    });
    expect(findings).toEqual([`${DECLARED} at Test/Sibling/Resource`]);
    expect(summary.exceptions).toEqual([{ ...EXCEPTION, rule: DECLARED, ticket: 'SEC-1', path: 'Test/Excepted', findings: 1 }]);
  });

  test('one above covers everything below, in nested stacks too', () => {
    const { message, summary } = judged((stack) => {
      const group = new Construct(stack, 'Group');
      new Bucket(group, 'A');
      new Bucket(new NestedStack(group, 'Nested'), 'B');
      exception(group);
    });
    expect(message).toBeUndefined();
    expect(summary.exceptions).toMatchObject([{ path: 'Test/Group', findings: 2 }]);
  });

  test('one that outlasts a year and a month is refused, with the latest day', () => {
    const { message, findings } = judged((stack) => exception(new Bucket(stack, 'A'), { expires: '2028-02-20' }));
    expect(findings).toEqual(['Strongroom-Gate::ExceptionTooLong at Test/A']);
    expect(message).toContain('would be in force until 2028-02-20, and today is 2027-01-15');
    expect(message).toContain('at most 400 days from now: 2028-02-19');
    expect(judged((stack) => exception(new Bucket(stack, 'A'), { expires: '2028-02-19' })).message).toBeUndefined();
  });

  test('one to another rule does not let a way out pass', () => {
    const { findings } = judged(
      (stack) => {
        const route = new CfnResource(stack, 'Route', { type: 'AWS::EC2::Route', properties: { NatGatewayId: 'nat-1' } });
        exception(route, { rule: 'Strongroom::NoWayOut' });
      },
      { frameworks: [Framework.GDPR] },
    );
    expect(findings).toEqual(['Strongroom::NoWayOut at Test/Route', 'Strongroom-Gate::ExceptionNotAllowed at Test/Route']);
  });

  test('the nearest one holds, so that one above it with nothing else to cover is stale', () => {
    const { findings } = judged((stack) => {
      const group = new Construct(stack, 'Group');
      exception(group);
      exception(new Bucket(group, 'A'));
    });
    expect(findings).toEqual(['Strongroom-Gate::ExceptionStale at Test/Group']);
  });

  test('one that has expired fails with its date, its owner and its line', () => {
    const { message, findings } = judged((stack) => exception(new Bucket(stack, 'A'), { expires: '2027-01-14' }));
    expect(findings).toEqual(['Strongroom-Gate::ExceptionExpired at Test/A']);
    expect(message).toContain(`The exception to '${DECLARED}' of web-team expired on 2027-01-14, and today is 2027-01-15`);
    expect(message).toMatch(/\(made at test\/compliance\/gate\/gate\.test\.ts:\d+:\d+\)/);
  });

  test('one is in force throughout its last day', () => {
    expect(judged((stack) => exception(new Bucket(stack, 'A'), { expires: '2027-01-15' })).message).toBeUndefined();
  });

  test('one that matches no finding any more is stale', () => {
    const { message, findings } = judged((stack) => exception(new Construct(stack, 'Cured')));
    expect(findings).toEqual(['Strongroom-Gate::ExceptionStale at Test/Cured']);
    expect(message).toContain('matches no finding any more');
  });

  test.each([
    ['Strongroom::CustomerDataDeclard', "the pack 'Strongroom' has no rule 'CustomerDataDeclard'"],
    ['AwsSolutions::AwsSolutions-S999', "the pack 'AwsSolutions' has no rule 'AwsSolutions-S999'"],
    [
      'AwsSolution::AwsSolutions-S1',
      "no pack 'AwsSolution' is enforced here; enforced are CloudFormation-Validate, Strongroom, AwsSolutions",
    ],
  ])('one to the unknown rule %s is refused', (rule, why) => {
    const { message, findings } = judged(
      (stack) => exception(new CfnResource(stack, 'A', { type: 'AWS::CloudFormation::WaitConditionHandle' }), { rule }),
      { ...NOW, packs: [new AwsSolutionsChecks()] },
    );
    expect(findings).toEqual(['Strongroom-Gate::ExceptionUnknown at Test/A']);
    expect(message).toContain(why);
  });

  test('one to a pack that another environment enforces is let be', () => {
    const { message, summary } = judged((stack) =>
      exception(new Construct(stack, 'A'), { rule: 'HIPAA.Security::HIPAA.Security-S3BucketLoggingEnabled' }),
    );
    expect(message).toBeUndefined();
    expect(summary.exceptions).toEqual([]);
  });

  test('one to a rule that allows none changes nothing, and is refused', () => {
    const strict = new RulePack('Strict', [
      {
        id: 'Never',
        severity: 'error',
        resourceTypes: ['Test::Never'],
        why: 'Never.',
        fix: 'Do not.',
        cites: {},
        exceptable: false,
        check: () => violationsOrCompliant([{ detail: 'it is there' }]),
      },
    ]);
    const { message, findings } = judged(
      (stack) => exception(new CfnResource(stack, 'A', { type: 'Test::Never' }), { rule: 'Strict::Never' }),
      { ...NOW, packs: [strict] },
    );
    expect(findings).toEqual(['Strict::Never at Test/A', 'Strongroom-Gate::ExceptionNotAllowed at Test/A']);
    expect(message).toContain('Never: It is there');
  });

  test("one to a finding of the gate's is refused", () => {
    const { findings } = judged((stack) => {
      const group = new Construct(stack, 'Group');
      exception(new Construct(group, 'Cured'));
      exception(group, { rule: 'Strongroom Gate::ExceptionStale' });
    });
    expect(findings).toEqual([
      'Strongroom-Gate::ExceptionNotAllowed at Test/Group',
      'Strongroom-Gate::ExceptionStale at Test/Group/Cured',
    ]);
  });

  test('one finding of a rule is excepted by its name, with any characters', () => {
    const { message, summary } = judged(
      (stack) => exception(new Construct(stack, 'A'), { rule: 'Findings::Rule[Resource::<A.Arn>/* b]' }),
      {
        ...NOW,
        ...NOW,
        packs: [saying('Findings', 'error', 'Rule[Resource::<A.Arn>/* b]', ['Rule'], 'Test/A')],
      },
    );
    expect(message).toBeUndefined();
    expect(summary.exceptions).toMatchObject([{ rule: 'Findings::Rule[Resource::<A.Arn>/*-b]', findings: 1 }]);
  });
});

describe('acknowledgements that nobody owns', () => {
  test('a bare id is refused, and the qualified one is named', () => {
    const { message, findings } = judged(
      (stack) => Validations.of(new CfnBucket(stack, 'A')).acknowledge({ id: 'AwsSolutions-S1', reason: EXCEPTION.reason }),
      { ...NOW, packs: [new AwsSolutionsChecks()] },
    );
    expect(findings).toContain('Strongroom-Gate::AcknowledgementBare at Test/A');
    expect(message).toContain("except(construct, { rule: 'AwsSolutions::AwsSolutions-S1', reason, owner, expires })");
  });

  test('a qualified id without except() is refused', () => {
    const { message, findings } = judged((stack) => {
      Validations.of(new Bucket(stack, 'A')).acknowledge({ id: DECLARED, reason: EXCEPTION.reason });
    });
    expect(findings).toEqual(['Strongroom-Gate::AcknowledgementOwnerless at Test/A']);
    expect(message).toContain('has no owner and never expires');
  });

  test.each([
    [
      'nothing that makes it one',
      { reason: '', owner: '', expires: 'never' },
      /reason is '', .*owner is '', .*expires is 'never'/,
    ],
    ['no owner', { ...EXCEPTION, owner: ' ' }, /owner is ' ', and must be the team or role/],
    ['no day', { ...EXCEPTION, expires: '9999' }, /expires is '9999', and must be a day of the calendar/],
  ])('a record that except() did not make, with %s, is refused', (_, record, why) => {
    const { message, findings } = judged((stack) => forge(new Bucket(stack, 'A'), record));
    expect(findings).toEqual(['Strongroom-Gate::ExceptionInvalid at Test/A']);
    expect(message).toMatch(why);
  });

  test.each<[string, (stack: Stack, app: App) => IConstruct]>([
    ['an app', (_, app) => app],
    ['a stack', (stack) => stack],
    ['what holds a stack', (stack) => new Stack(new Construct(stack, 'A'), 'B').node.scope ?? stack],
  ])('a record on %s, put there behind the back of except(), is refused', (_, place) => {
    const { findings } = judged((stack, app) => {
      new Bucket(stack, 'Orders');
      forge(place(stack, app), EXCEPTION);
    });
    expect(findings).toContainEqual(expect.stringMatching(/^Strongroom-Gate::ExceptionInvalid at /));
  });

  test('a record of another shape is none', () => {
    const { findings } = judged((stack) => forge(new Bucket(stack, 'A'), { ...EXCEPTION, ticket: 7 }));
    expect(findings).toEqual(['Strongroom-Gate::AcknowledgementOwnerless at Test/A']);
  });

  test("what the CDK acknowledges of its own constructs' is let be; what the app acknowledges of the validator's is not", () => {
    const { findings } = judged((stack) => {
      const group = new Construct(stack, 'Group');
      const bucket = new Bucket(group, 'A');
      exception(group);
      new Vpc(group, 'Vpc', { natGateways: 0 }).addFlowLog('Log');
      Validations.of(bucket).acknowledge({ id: 'CloudFormation-Validate::E3012', reason: EXCEPTION.reason });
    });
    expect(findings).toEqual(['Strongroom-Gate::AcknowledgementOwnerless at Test/Group/A']);
  });
});

describe('levels', () => {
  /** Where nothing fails, the CDK prints the warnings. */
  beforeEach(() => {
    jest.spyOn(console, 'error').mockImplementation(() => {});
  });

  test('a pack with warnings alone passes, whether or not something else is excepted', () => {
    const props = { ...NOW, packs: [saying('Warns', 'warning', 'Soft', ['Soft'])] };
    const plain = judged(() => {}, props);
    expect(plain.message).toBeUndefined();
    expect(plain.summary.warnings).toEqual([
      {
        rule: 'Warns::Soft',
        severity: 'warning',
        path: 'Test',
        description: 'said so',
        fix: expect.stringContaining("except(construct, { rule: 'Warns::Soft'"),
      },
    ]);
    expect(judged((stack) => exception(new Bucket(stack, 'A')), props).message).toBeUndefined();
  });

  test('an excepted warning is no longer counted', () => {
    const { summary } = judged((stack) => exception(new Construct(stack, 'A'), { rule: 'Warns::Soft' }), {
      ...NOW,
      ...NOW,
      packs: [saying('Warns', 'warning', 'Soft', ['Soft'], 'Test/A')],
    });
    expect(summary.warnings).toEqual([]);
    expect(summary.exceptions).toMatchObject([{ rule: 'Warns::Soft' }]);
  });

  test.each(['low', 'medium', 'high', 'critical', 'custom', 'error', 'fatal', undefined])(
    'a finding of the severity %s is an error, whatever the pack says of its success',
    (severity) => {
      const pack = saying('Says', severity, 'Hard', ['Hard']);
      const report = pack.validate({} as never);
      jest.spyOn(pack, 'validate').mockImplementation(() => ({ ...report, success: true }));
      const { message, findings } = judged(() => {}, { ...NOW, packs: [pack] });
      expect(findings).toEqual(['Says::Hard at Test']);
      expect(message).toContain('said so');
    },
  );

  test.each([
    ['nothing', []],
    ['a warning', [{ ruleName: 'Soft', description: 'said so', severity: 'warning', violatingResources: [] }]],
  ])('a pack that fails and names %s fails the build', (_, violations) => {
    const pack = { name: 'Mute', validate: () => ({ success: false, violations }) };
    const { message, findings } = judged((stack) => exception(new Bucket(stack, 'A')), { ...NOW, packs: [pack] });
    expect(findings).toEqual(['Mute::PackFailed at Test']);
    expect(message).toContain('it failed, and named no error');
  });

  test('an error that names no resource fails the build, at the first stack', () => {
    const violations = [{ ruleName: 'Hard', description: 'said so', severity: 'error', violatingResources: [] }];
    const pack = { name: 'Placeless', validate: () => ({ success: false, violations }) };
    const { message, findings } = judged((stack) => exception(new Bucket(stack, 'A')), { ...NOW, packs: [pack] });
    expect(findings).toEqual(['Placeless::Hard at Test']);
    expect(message).toContain('said so');
  });

  test("cdk-nag's packs pass with warnings alone", () => {
    const pack = new OnlyWarns();
    const { message, summary } = judged((stack) => new CfnResource(stack, 'A', { type: 'Test::A' }), { ...NOW, packs: [pack] });
    expect(message).toBeUndefined();
    expect(summary.warnings).toMatchObject([{ rule: 'OnlyWarns::OnlyWarns-Soft', path: 'Test/A' }]);
  });

  test('a pack that fails fails the build, and its exceptions are not called stale', () => {
    const broken: IPolicyValidationPlugin = {
      name: 'Broken',
      validate: () => {
        throw new Error('out of order');
      },
    };
    const { message, findings, summary } = judged((stack) => exception(new Construct(stack, 'A'), { rule: 'Broken::Rule' }), {
      ...NOW,
      ...NOW,
      packs: [broken],
    });
    expect(message).toContain('The pack did not run to its end: out of order');
    expect(findings).toEqual(['Broken::PackFailed at Test']);
    expect(summary.packs).toEqual(['Strongroom']);
  });
});

describe('registration', () => {
  test('packs run once, however many stages there are and however often the gate is enforced', () => {
    const counted = saying('Counted', 'warning', 'Rule', []);
    const validate = jest.spyOn(counted, 'validate');
    const app = testApp();
    const gate = Gate.of(app).enforce({ ...NOW, packs: [counted] });
    for (const id of ['Dev', 'Prod']) {
      const stage = new Stage(app, id, { env: ENVIRONMENT });
      expect(Gate.of(stage).enforce({ ...NOW, packs: [counted] })).toBe(gate);
      new Bucket(new Stack(stage, 'Data'), 'Orders');
    }
    expect(messageOf(() => app.synth())).toContain('CustomerDataDeclared');
    expect(validate).toHaveBeenCalledTimes(1);
    expect(gate.summary?.findings.map(({ path }) => path)).toEqual(['Dev/Data/Orders/Resource', 'Prod/Data/Orders/Resource']);
  });

  test("by default cdk-nag's AWS Solutions and NIST 800-53 r5 judge too, and say why", () => {
    const { summary, findings, message } = judged((stack) => new CfnBucket(stack, 'Orders'), {});
    expect(summary.packs).toEqual(['Strongroom', 'AwsSolutions', 'NIST.800.53.R5']);
    expect(findings).toContain('AwsSolutions::AwsSolutions-S10 at Test/Orders');
    expect(findings).toContain('NIST.800.53.R5::NIST.800.53.R5-S3BucketVersioningEnabled at Test/Orders');
    expect(message).toContain('(Control IDs: ');
  });

  test.each<{ call: string; first: GateProps; second: GateProps; clock?: () => Date }>([
    { call: 'chooses no packs, where they were chosen', first: NOW, second: {} },
    { call: 'chooses packs, where none were chosen', first: {}, second: NOW },
    {
      call: 'chooses another pack',
      first: { ...NOW, packs: [saying('A', 'error', 'B', [])] },
      second: { ...NOW, packs: [saying('A', 'error', 'B', [])] },
    },
    { call: 'chooses another clock', first: NOW, second: NOW, clock: () => new Date(0) },
  ])('a call that $call is refused, and the earlier one is named', ({ first, second, clock }) => {
    const app = testApp();
    Gate.of(app).enforce(first);
    const message = messageOf(() => Gate.of(app).enforce(second, clock));
    expect(message).toContain('got other properties than in an earlier call');
    expect(message).toMatch(/the earlier one is at test\/compliance\/gate\/gate\.test\.ts:\d+:\d+/);
  });

  test('a construct that enforces a gate of its own before the app does is found out', () => {
    const app = testApp();
    class Sneaky extends Construct {
      public constructor(scope: Construct, id: string) {
        super(scope, id);
        Gate.of(this).enforce({ ...NOW, packs: [] }, () => new Date(0));
      }
    }
    new Sneaky(app, 'Sneaky');
    expect(() => Gate.of(app).enforce()).toThrow('got other properties than in an earlier call');
  });

  test('a construct outside every app has no gate', () => {
    class Orphan extends Construct {
      public constructor() {
        super(undefined as unknown as Construct, '');
      }
    }
    expect(() => Gate.of(new Orphan())).toThrow('a construct outside every app');
  });

  test("the validator's findings are made errors, or the way to it is named", () => {
    const flag = '@aws-cdk/core:validateAgainstDefaultRules';
    const plain = new App({ context: { ...CONTEXT, [flag]: false }, analyticsReporting: false });
    Gate.of(plain).enforce(NOW);
    expect(plain.node.tryGetContext(flag)).toBe(true);
    const late = new App({ context: { ...CONTEXT, [flag]: false }, analyticsReporting: false });
    new Stack(late, 'Test');
    expect(() => Gate.of(late).enforce(NOW)).toThrow(
      `set it to true in cdk.json, or enforce the gate before anything is added to the app`,
    );
  });

  test('a CDK whose exceptions leak is refused', () => {
    expect(() => requireCdkVersion('2.270.1')).toThrow("aws-cdk-lib: got '2.270.1'; 2.271.0 or later");
    expect(() => requireCdkVersion('1.999.0')).toThrow('aws-cdk-lib');
    for (const fine of ['2.271.0', '2.276.0', '3.0.0']) requireCdkVersion(fine);
  });
});

test('the summary lists exceptions by the day on which they end', () => {
  const summary: GateSummary = {
    packs: ['Strongroom', 'CloudFormation Validate'],
    resources: 200,
    findings: [],
    warnings: [{ rule: 'A::B', severity: 'warning', path: 'X', description: '', fix: '' }],
    exceptions: [
      { ...EXCEPTION, rule: 'A::Late', path: 'X', findings: 1 },
      { ...EXCEPTION, rule: 'A::Named[one]', path: 'X', findings: 1 },
      { ...EXCEPTION, rule: 'A::Named[two]', path: 'X', findings: 3 },
      { ...EXCEPTION, rule: 'A::Soon', path: 'Y', findings: 1, expires: '2027-02-01', ticket: 'SEC-9' },
      { ...EXCEPTION, rule: 'A::A-Shared', path: 'Z', findings: 1 },
      { ...EXCEPTION, rule: 'B.1::B.1-Shared', path: 'Z', findings: 1 },
      { ...EXCEPTION, rule: 'B.1::A-Shared', path: 'Z', findings: 1, reason: 'The rule has a prefix that is not its pack.' },
    ],
  };
  expect(formatSummary(summary)).toBe(
    [
      'Gate: 200 resources under Strongroom, CloudFormation Validate: 0 findings, 1 warning, 5 exceptions in force (2.5 per 100 resources).',
      '  A::Soon (1 finding) at Y, until 2027-02-01, web-team (SEC-9): The bucket only holds what is public anyway.',
      '  A::Late (1 finding) at X, until 2027-06-30, web-team: The bucket only holds what is public anyway.',
      '  A::Named (4 findings under 2 names) at X, until 2027-06-30, web-team: The bucket only holds what is public anyway.',
      '  A::A-Shared, B.1::B.1-Shared (2 findings under 2 names) at Z, until 2027-06-30, web-team: The bucket only holds what is public anyway.',
      '  B.1::A-Shared (1 finding) at Z, until 2027-06-30, web-team: The rule has a prefix that is not its pack.',
    ].join('\n'),
  );
});

/** A pack that always says the same of one construct. */
function saying(
  name: string,
  severity: string | undefined,
  ruleName: string,
  ruleIds: string[],
  constructPath = 'Test',
): IPolicyValidationPlugin {
  const violatingResources = [{ constructPath, locations: [] }];
  return {
    name,
    ruleIds,
    validate: () => ({
      success: severity === 'warning',
      violations: [{ ruleName, description: 'said so', ...(severity && { severity }), violatingResources }],
    }),
  };
}

/** Silences a rule behind the back of `except()`. */
function forge(construct: IConstruct, record: Record<string, unknown>): void {
  Validations.of(construct).acknowledge({ id: DECLARED, reason: EXCEPTION.reason });
  construct.node.addMetadata(EXCEPTION_METADATA, { rule: DECLARED, ...record });
}

/** A pack of cdk-nag's kind with one rule, which only warns. */
class OnlyWarns extends NagPack {
  public readonly name = 'OnlyWarns';

  public constructor() {
    super();
    this.packName = this.name;
  }

  protected override checkResource(node: CfnResource): void {
    this.applyRule({
      ruleSuffixOverride: 'Soft',
      info: 'It is there.',
      explanation: 'It should not be.',
      level: NagMessageLevel.WARN,
      rule: () => NagRuleCompliance.NON_COMPLIANT,
      node,
    });
  }
}

test('the summary says when the validator did not run', () => {
  const summary: GateSummary = { packs: ['Strongroom'], resources: 1, findings: [], warnings: [], exceptions: [] };
  expect(formatSummary(summary)).toContain('under Strongroom (CloudFormation Validate is off): 0 findings');
});
