import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { App, CfnResource, type IPolicyValidationPlugin, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Construct, type IConstruct } from 'constructs';
import { requireCdkVersion } from '../../lib/compliance/cdk-version';
import { Gate, type GateProps } from '../../lib/compliance/gate';
import { formatSummary, type GateSummary } from '../../lib/compliance/gate-summary';
import { violationsOrCompliant } from '../../lib/compliance/rule';
import { RulePack } from '../../lib/compliance/rule-pack';
import { type ExceptionProps, except } from '../../lib/exceptions';
import { CONTEXT, ENVIRONMENT, testApp } from '../support/app';

const DECLARED = 'Strongroom::CustomerDataDeclared';
const EXCEPTION = { reason: 'The bucket only holds what is public anyway.', owner: 'web-team', expires: '2027-06-30' };
const NOW = { clock: () => new Date('2027-01-15T12:00:00Z'), packs: [] };

function exception(construct: IConstruct, overrides: Partial<ExceptionProps> = {}): void {
  except(construct, { rule: DECLARED, ...EXCEPTION, ...overrides });
}

/** Builds an app under a gate, synthesizes it, and says what came of it. */
function judged(build: (stack: Stack, app: App) => void, props: GateProps = NOW) {
  const app = testApp();
  const gate = Gate.of(app).enforce(props);
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
  expect(message).toMatch(/test\/compliance\/gate\.test\.ts:\d+:\d+/);
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
      new Bucket(stack, 'A');
      new Bucket(new NestedStack(stack, 'Nested'), 'B');
      exception(stack);
    });
    expect(message).toBeUndefined();
    expect(summary.exceptions).toMatchObject([{ path: 'Test', findings: 2 }]);
  });

  test('the nearest one holds, so that one above it with nothing else to cover is stale', () => {
    const { findings } = judged((stack) => {
      exception(stack);
      exception(new Bucket(stack, 'A'));
    });
    expect(findings).toEqual(['Strongroom-Gate::ExceptionStale at Test']);
  });

  test('one that has expired fails with its date, its owner and its line', () => {
    const { message, findings } = judged((stack) => exception(new Bucket(stack, 'A'), { expires: '2027-01-14' }));
    expect(findings).toEqual(['Strongroom-Gate::ExceptionExpired at Test/A']);
    expect(message).toContain(`The exception to '${DECLARED}' of web-team expired on 2027-01-14, and today is 2027-01-15`);
    expect(message).toMatch(/\(made at test\/compliance\/gate\.test\.ts:\d+:\d+\)/);
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
      exception(stack, { rule: 'HIPAA.Security::HIPAA.Security-S3BucketLoggingEnabled' }),
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
      exception(new Construct(stack, 'Cured'));
      exception(stack, { rule: 'Strongroom Gate::ExceptionStale' });
    });
    expect(findings).toEqual(['Strongroom-Gate::ExceptionNotAllowed at Test', 'Strongroom-Gate::ExceptionStale at Test/Cured']);
  });

  test('one finding of a rule is excepted by its name, with any characters', () => {
    const { message, summary } = judged((stack) => exception(stack, { rule: 'Findings::Rule[Resource::<A.Arn>/* b]' }), {
      ...NOW,
      packs: [saying('Findings', 'error', 'Rule[Resource::<A.Arn>/* b]', ['Rule'])],
    });
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

  test("what the CDK acknowledges of its own constructs' is let be; what the app acknowledges of the validator's is not", () => {
    const { findings } = judged((stack) => {
      const bucket = new Bucket(stack, 'A');
      exception(stack);
      new Vpc(stack, 'Vpc', { natGateways: 0 }).addFlowLog('Log');
      Validations.of(bucket).acknowledge({ id: 'CloudFormation-Validate::E3012', reason: EXCEPTION.reason });
    });
    expect(findings).toEqual(['Strongroom-Gate::AcknowledgementOwnerless at Test/A']);
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
    expect(plain.summary.warnings).toEqual([{ rule: 'Warns::Soft', severity: 'warning', path: 'Test', description: 'said so' }]);
    expect(judged((stack) => exception(new Bucket(stack, 'A')), props).message).toBeUndefined();
  });

  test('an excepted warning is no longer counted', () => {
    const { summary } = judged((stack) => exception(stack, { rule: 'Warns::Soft' }), {
      ...NOW,
      packs: [saying('Warns', 'warning', 'Soft', ['Soft'])],
    });
    expect(summary.warnings).toEqual([]);
    expect(summary.exceptions).toMatchObject([{ rule: 'Warns::Soft' }]);
  });

  test('a pack that fails fails the build, and its exceptions are not called stale', () => {
    const broken: IPolicyValidationPlugin = {
      name: 'Broken',
      validate: () => {
        throw new Error('out of order');
      },
    };
    const { message, findings, summary } = judged((stack) => exception(stack, { rule: 'Broken::Rule' }), {
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
      expect(Gate.of(stage).enforce()).toBe(gate);
      new Bucket(new Stack(stage, 'Data'), 'Orders');
    }
    expect(messageOf(() => app.synth())).toContain('CustomerDataDeclared');
    expect(validate).toHaveBeenCalledTimes(1);
    expect(gate.summary?.findings.map(({ path }) => path)).toEqual(['Dev/Data/Orders/Resource', 'Prod/Data/Orders/Resource']);
  });

  test("by default cdk-nag's AWS Solutions and NIST 800-53 r5 judge too, and say why", () => {
    const { summary, findings, message } = judged((stack) => new CfnBucket(stack, 'Orders'), { clock: NOW.clock });
    expect(summary.packs).toEqual(['Strongroom', 'AwsSolutions', 'NIST.800.53.R5']);
    expect(findings).toContain('AwsSolutions::AwsSolutions-S10 at Test/Orders');
    expect(findings).toContain('NIST.800.53.R5::NIST.800.53.R5-S3BucketVersioningEnabled at Test/Orders');
    expect(message).toContain('(Control IDs: ');
  });

  test('a second call with other properties is refused', () => {
    const app = testApp();
    Gate.of(app).enforce(NOW);
    expect(() => Gate.of(app).enforce({ packs: [] })).toThrow('properties in a second call');
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
    packs: ['Strongroom', 'AwsSolutions'],
    resources: 200,
    findings: [],
    warnings: [{ rule: 'A::B', severity: 'warning', path: 'X', description: '' }],
    exceptions: [
      { ...EXCEPTION, rule: 'A::Late', path: 'X', findings: 1 },
      { ...EXCEPTION, rule: 'A::Named[one]', path: 'X', findings: 1 },
      { ...EXCEPTION, rule: 'A::Named[two]', path: 'X', findings: 3 },
      { ...EXCEPTION, rule: 'A::Soon', path: 'Y', findings: 1, expires: '2027-02-01', ticket: 'SEC-9' },
    ],
  };
  expect(formatSummary(summary)).toBe(
    [
      'Gate: 200 resources under Strongroom, AwsSolutions: 0 findings, 1 warning, 3 exceptions in force (1.5 per 100 resources).',
      '  A::Soon at Y, until 2027-02-01, web-team (SEC-9): The bucket only holds what is public anyway.',
      '  A::Late at X, until 2027-06-30, web-team: The bucket only holds what is public anyway.',
      '  A::Named (2 findings by name) at X, until 2027-06-30, web-team: The bucket only holds what is public anyway.',
    ].join('\n'),
  );
});

/** A pack that always says the same of the stack `Test`. */
function saying(name: string, severity: string, ruleName: string, ruleIds: string[]): IPolicyValidationPlugin {
  return {
    name,
    ruleIds,
    validate: () => ({
      success: false,
      violations: [
        { ruleName, description: 'said so', severity, violatingResources: [{ constructPath: 'Test', locations: [] }] },
      ],
    }),
  };
}
