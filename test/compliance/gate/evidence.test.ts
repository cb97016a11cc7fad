import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Stack, Stage } from 'aws-cdk-lib/core';
import { CustomerDataBucket, except } from '../../../lib';
import { Framework } from '../../../lib/compliance/citation';
import type { Evidence } from '../../../lib/compliance/gate/evidence';
import { formatEvidence } from '../../../lib/compliance/gate/evidence-file';
import { Gate, type GateProps } from '../../../lib/compliance/gate/gate';
import { Existing } from '../../../lib/existing';
import { ENVIRONMENT, testApp } from '../../support/app';
import { personalAsset } from '../../support/assets';

const CLOCK = () => new Date('2027-01-15T12:00:00Z');
const SCHEMA = JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'schemas', 'compliance.schema.json'), 'utf8'));

/** Builds and judges an app, whether it passes or not, and gives the evidence. */
function evidenceOf(build: (stack: Stack) => void, props: GateProps = {}): Evidence {
  const app = testApp();
  const gate = Gate.of(app).enforce(props, CLOCK);
  build(new Stack(app, 'Shop', { env: ENVIRONMENT }));
  try {
    app.synth();
  } catch {
    // Findings fail the synthesis; the evidence is about those, too.
  }
  if (gate.evidence === undefined) throw new Error('the app was not judged');
  return gate.evidence;
}

/** The outcomes of a rule, by path. */
function outcomes({ rules, resources, exceptions }: Evidence, id: string): Record<string, unknown> {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule === undefined) throw new Error(`no evidence of ${id}`);
  const at = (number: number) => resources[number]?.path ?? `no resource ${number}`;
  return Object.fromEntries([
    ...rule.pass.map((number) => [at(number), 'pass']),
    ...rule.fail.map(({ resource, details }) => [at(resource), { fail: details }]),
    ...rule.excepted.map(({ resource, exceptions: by }) => [
      at(resource),
      { excepted: by.map((number) => exceptions[number]?.reason) },
    ]),
    ...rule.notApplicable.map(({ resource, because }) => [at(resource), { notApplicable: because }]),
  ]);
}

const DECLARED = 'Strongroom::CustomerDataDeclared';
const EXCEPTION = { reason: 'The bucket only holds what is public anyway.', owner: 'web-team', expires: '2027-06-30' };
const TAGS = [
  { key: 'strongroom:asset', value: 'prices' },
  { key: 'strongroom:category', value: 'public' },
  { key: 'strongroom:owner', value: 'shop-team' },
];

function threeBuckets(stack: Stack): void {
  new CfnBucket(stack, 'Declared', { tags: TAGS });
  new CfnBucket(stack, 'Undeclared');
  except(new CfnBucket(stack, 'Excepted'), { rule: DECLARED, ...EXCEPTION });
}

test('what passes is recorded beside what fails and what is excepted', () => {
  const evidence = evidenceOf(threeBuckets, { frameworks: [Framework.GDPR] });
  expect(outcomes(evidence, DECLARED)).toEqual({
    'Shop/Declared': 'pass',
    'Shop/Undeclared': { fail: [expect.stringContaining("no tag 'strongroom:asset'")] },
    'Shop/Excepted': { excepted: [EXCEPTION.reason] },
  });
  expect(evidence).toMatchObject({
    schema: 'strongroom-compliance/1',
    date: '2027-01-15',
    frameworks: { '*': ['gdpr'] },
    exceptions: [{ ...EXCEPTION, rule: DECLARED, path: 'Shop/Excepted', findings: 1 }],
  });
});

test("cdk-nag's rules are recorded, too, which report violations alone", () => {
  const evidence = evidenceOf(
    (stack) => {
      new CfnBucket(stack, 'Open', { tags: TAGS });
      new CfnBucket(stack, 'Versioned', { tags: TAGS, versioningConfiguration: { status: 'Enabled' } });
    },
    { frameworks: [Framework.NIST80053] },
  );
  expect(outcomes(evidence, 'NIST.800.53.R5::NIST.800.53.R5-S3BucketVersioningEnabled')).toEqual({
    'Shop/Open': { fail: [] },
    'Shop/Versioned': 'pass',
  });
  expect(outcomes(evidence, 'NIST.800.53.R5::NIST.800.53.R5-DynamoDBAutoScalingEnabled')).toEqual({});
});

test('a rule of which only findings are excepted by name is excepted when all of them are', () => {
  const named = (finding: string) => `AwsSolutions::AwsSolutions-IAM5[${finding}]`;
  const policy = (stack: Stack, id: string, rules: string[]) => {
    const made = new CfnManagedPolicy(stack, id, {
      policyDocument: {
        Statement: [{ Effect: 'Allow', Action: ['sqs:SendMessage*', 'sqs:Purge*'], Resource: '*' }],
      },
    });
    if (rules.length > 0) except(made, { rule: rules, ...EXCEPTION });
  };
  const evidence = evidenceOf(
    (stack) => {
      policy(stack, 'Half', [named('Action::sqs:SendMessage*'), named('Resource::*')]);
      policy(stack, 'Whole', [named('Action::sqs:SendMessage*'), named('Action::sqs:Purge*'), named('Resource::*')]);
    },
    { frameworks: [Framework.AWS_SOLUTIONS] },
  );
  const found = outcomes(evidence, 'AwsSolutions::AwsSolutions-IAM5');
  expect(found).toMatchObject({
    'Shop/Half': { fail: expect.any(Array) },
    'Shop/Whole': { excepted: Array(3).fill(EXCEPTION.reason) },
  });
});

test('what somebody else provides is not applicable, and says who does', () => {
  const build = (stack: Stack) => void new CustomerDataBucket(stack, 'Orders', { asset: personalAsset() });
  const existing = Existing.by("the platform team's baseline");
  const judged = evidenceOf(build, { frameworks: [Framework.GDPR], existing });
  expect(outcomes(judged, 'Strongroom::PersonalDataBackedUp')).toMatchObject({
    'Shop/Orders/Resource/Resource': { notApplicable: "provided by the platform team's baseline" },
  });
  expect(outcomes(judged, 'Strongroom::TrailWhole')).toEqual({
    Shop: { notApplicable: "provided by the platform team's baseline" },
  });
  const alone = evidenceOf(build, { frameworks: [Framework.GDPR] });
  expect(outcomes(alone, 'Strongroom::TrailWhole')).toEqual({ Shop: { fail: [expect.any(String)] } });
});

test('it follows its schema, whose words are its own', () => {
  const evidence = JSON.parse(formatEvidence(evidenceOf(threeBuckets)));
  const validate = new Ajv({ strict: true, strictRequired: false, allErrors: true }).compile(SCHEMA);
  expect([validate(evidence), validate.errors]).toEqual([true, null]);
  expect(SCHEMA.$defs.framework.enum.sort()).toEqual(Object.values(Framework).sort());
  expect(validate({ ...evidence, rules: [{ ...evidence.rules[0], pass: ['0'] }] })).toBe(false);
});

test('the same app gives the same text', () => {
  const text = () => formatEvidence(evidenceOf(threeBuckets, { frameworks: [Framework.GDPR] }));
  expect(text()).toBe(text());
});

test('a stage is judged by its own frameworks, and the evidence says by which', () => {
  const app = testApp();
  const gate = Gate.of(app).enforce({ frameworks: { dev: [], prod: [Framework.NIST80053] } }, CLOCK);
  for (const name of ['dev', 'prod'])
    new CfnBucket(new Stack(new Stage(app, name), 'Shop', { env: ENVIRONMENT }), 'Prices', { tags: TAGS });
  expect(() => app.synth()).toThrow('S3BucketVersioningEnabled');
  expect(gate.summary?.findings.filter(({ path }) => path.startsWith('dev/'))).toEqual([]);
  expect(gate.summary?.findings.map(({ rule }) => rule)).toContain('NIST.800.53.R5::NIST.800.53.R5-S3BucketVersioningEnabled');
  expect(gate.evidence?.frameworks).toEqual({ dev: [], prod: ['nist80053'], '*': ['nist80053'] });
  if (gate.evidence === undefined) throw new Error('not judged');
  expect(Object.keys(outcomes(gate.evidence, 'NIST.800.53.R5::NIST.800.53.R5-S3BucketVersioningEnabled'))).toEqual([
    'prod/Shop/Prices',
  ]);
});

test('what a region lacks is recorded with what stands in its place', () => {
  const app = testApp();
  new Stack(app, 'Shop', { env: { region: 'cn-north-1' } });
  new Stack(app, 'Anywhere');
  const gate = Gate.of(app).enforce({ frameworks: [] });
  app.synth();
  const { lacking } = gate.evidence ?? {};
  expect(Object.keys(lacking ?? {})).toEqual(['cn-north-1']);
  expect(lacking?.['cn-north-1']).toContainEqual({
    feature: 'AWS Client VPN',
    instead: 'sessions of Session Manager, through endpoints, each logged',
  });
});
