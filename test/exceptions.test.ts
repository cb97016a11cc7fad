import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { type IPolicyValidationPlugin, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { InvalidInputError } from '../lib/errors';
import { EXCEPTION_METADATA, type ExceptionProps, except, NEXT_REVIEW } from '../lib/exceptions';
import { testApp, testStack } from './support/app';

const VALID: ExceptionProps = {
  rule: 'AwsSolutions::AwsSolutions-S1',
  reason: 'The bucket receives the access logs of the others.',
  owner: 'platform-team',
  expires: '2027-06-30',
};

/** A construct that may have an exception. */
function place(): Construct {
  return new Construct(testStack(), 'Place');
}

function faultsOf(props: Partial<Record<keyof ExceptionProps, unknown>>): string[] {
  return faultsAt(place(), props);
}

function faultsAt(construct: IConstruct, props: Partial<Record<keyof ExceptionProps, unknown>> = {}): string[] {
  try {
    except(construct, { ...VALID, ...props } as ExceptionProps);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.faults.map(({ property }) => property);
    throw error;
  }
  return [];
}

test('an exception stands on its construct: the qualified acknowledgement, and who answers for it until when', () => {
  const construct = place();
  except(construct, { ...VALID, ticket: 'SEC-12' });
  expect(construct.node.metadata.map(({ type, data }) => ({ type, data }))).toEqual(
    expect.arrayContaining([
      { type: Validations.ACKNOWLEDGED_RULES_METADATA_KEY, data: { 'AwsSolutions::AwsSolutions-S1': VALID.reason } },
      { type: EXCEPTION_METADATA, data: { ...VALID, ticket: 'SEC-12' } },
    ]),
  );
});

test('several rules with one reason are excepted in one call', () => {
  const construct = place();
  except(construct, {
    ...VALID,
    rule: ['AwsSolutions::AwsSolutions-S1', 'NIST.800.53.R5::NIST.800.53.R5-S3BucketLoggingEnabled'],
  });
  const records = construct.node.metadata.filter(({ type }) => type === EXCEPTION_METADATA).map(({ data }) => data.rule);
  expect(records).toEqual(['AwsSolutions::AwsSolutions-S1', 'NIST.800.53.R5::NIST.800.53.R5-S3BucketLoggingEnabled']);
});

test('every fault is named at once', () => {
  expect(faultsOf({ rule: 'AwsSolutions-S1', reason: 'because', owner: ' ', expires: '2027-02-30', ticket: '' })).toEqual([
    'rule',
    'reason',
    'owner',
    'expires',
    'ticket',
  ]);
});

test.each([
  'Strongroom::CustomerDataDeclared',
  'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
  'AwsSolutions::AwsSolutions-IAM5[Resource::<OrdersA1B2.Arn>/*]',
  'NIST.800.53.R5::NIST.800.53.R5-S3BucketReplicationEnabled',
  'CloudFormation Validate::E3012',
])('a rule may be %s', (rule) => {
  expect(faultsOf({ rule })).toEqual([]);
});

test.each([
  'AwsSolutions-S1',
  '::AwsSolutions-S1',
  'AwsSolutions::',
  'annotation::AwsSolutions-S1',
  'Annotation::@aws-cdk/core:warning',
  'AwsSolutions::AwsSolutions-IAM5[Resource',
  'AwsSolutions::AwsSolutions-IAM5[Resource)]',
  '',
])("a rule may not be '%s'", (rule) => {
  expect(faultsOf({ rule })).toEqual(['rule']);
});

test('a list of no rules is refused', () => {
  expect(faultsOf({ rule: [] })).toEqual(['rule']);
});

test.each(['n/a', 'accepted', 'notapplicabletothisbucket', 'we do not do it'])("'%s' is no reason", (reason) => {
  expect(faultsOf({ reason })).toEqual(['reason']);
});

test.each(['2027-13-01', '2027-02-29', '30.6.2027', '2027-6-30', '2027-06-30T00:00:00Z', undefined])(
  '%s is no day',
  (expires) => {
    expect(faultsOf({ expires })).toEqual(['expires']);
  },
);

test('a leap day, and the day of the next review, are days', () => {
  expect(faultsOf({ expires: '2028-02-29' })).toEqual([]);
  expect(faultsOf({ expires: NEXT_REVIEW })).toEqual([]);
});

test('a message says what was wrong and what is right', () => {
  expect(() => except(place(), { ...VALID, expires: 'never' })).toThrow(
    "exception of 'Test/Place' is not valid:\n  - expires: got 'never'; a day of the calendar as YYYY-MM-DD: '2027-11-30'",
  );
});

test('nothing is acknowledged when anything is wrong', () => {
  const construct = place();
  expect(() => except(construct, { ...VALID, owner: '' })).toThrow(InvalidInputError);
  expect(construct.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)).toEqual([]);
});

test('an excepted finding stays in the validation report with its reason and place, and its record in the manifest', () => {
  const app = testApp();
  Validations.of(app).addPlugins(complaining('Pack', 'Rule', 'Test/Logs/Resource'));
  const stack = new Stack(app, 'Test');
  except(new Bucket(stack, 'Logs'), { ...VALID, rule: 'Pack::Rule' });
  const { directory } = app.synth();

  const report = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'));
  expect(report.pluginReports).toMatchObject([
    {
      pluginName: 'Pack',
      conclusion: 'success',
      violations: [],
      suppressedViolations: [
        { ruleName: 'Rule', acknowledgedId: 'Pack::Rule', reason: VALID.reason, acknowledgedAt: 'Test/Logs' },
      ],
    },
  ]);
  const manifest = readFileSync(join(directory, 'Test.metadata.json'), 'utf8');
  expect(JSON.parse(manifest)['/Test/Logs']).toContainEqual(
    expect.objectContaining({ type: EXCEPTION_METADATA, data: { ...VALID, rule: 'Pack::Rule' } }),
  );
  expect(JSON.stringify(app.synth().getStackByName('Test').template)).not.toContain(VALID.reason);
});

function complaining(name: string, ruleName: string, constructPath: string): IPolicyValidationPlugin {
  return {
    name,
    validate: () => ({
      success: false,
      violations: [{ ruleName, description: 'wrong', severity: 'error', violatingResources: [{ constructPath, locations: [] }] }],
    }),
  };
}

describe('an exception covers no more than a part of a stack', () => {
  const app = testApp();
  const stack = new Stack(app, 'Test');
  const stage = new Stage(app, 'Prod');
  const holder = new Construct(stage, 'Holder');
  new Stack(holder, 'Held');
  const inside = new Construct(stack, 'Inside');
  new Stack(inside, 'Odd');

  test.each<[string, IConstruct]>([
    ['an app', app],
    ['a stage', stage],
    ['a stack', stack],
    ['a nested stack', new NestedStack(stack, 'Nested')],
    ['what holds a stack', holder],
    ['what holds a stack inside another', inside],
  ])('so that %s has none', (_, construct) => {
    expect(faultsAt(construct)).toEqual(['construct']);
    expect(construct.node.metadata.map(({ type }) => type)).not.toContain(EXCEPTION_METADATA);
  });

  test('while what holds a nested stack may', () => {
    const holds = new Construct(stack, 'Holds');
    new NestedStack(holds, 'Nested');
    expect(faultsAt(holds)).toEqual([]);
  });
});
