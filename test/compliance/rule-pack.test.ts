import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { Framework } from '../../lib/compliance/citation';
import { StrongroomChecks } from '../../lib/compliance/packs';
import { COMPLIANT, NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../lib/compliance/rule';
import { RulePack } from '../../lib/compliance/rule-pack';
import { testApp, testStack } from '../support/app';

const RULE: Rule = {
  id: 'NoBucket',
  severity: 'error',
  resourceTypes: ['AWS::S3::Bucket'],
  why: 'Buckets are for water.',
  fix: 'Remove the bucket.',
  cites: { [Framework.GDPR]: ['5(1)(f)', '32'], [Framework.MLPS3]: ['8.1.4.8'] },
  exceptable: true,
  check: () => violationsOrCompliant([{ detail: 'this is a bucket' }]),
};

function reportOf(...rules: readonly Rule[]) {
  const stack = testStack();
  new Bucket(stack, 'Orders');
  return new RulePack('Test', rules).validateScope(stack);
}

test('a violation names construct, why, articles and cure', () => {
  expect(reportOf(RULE)).toEqual({
    success: false,
    violations: [
      {
        ruleName: 'NoBucket',
        description:
          'NoBucket: This is a bucket. Buckets are for water. [GDPR Art. 5(1)(f), 32; GB/T 22239-2019 (MLPS level 3) 8.1.4.8]',
        fix: 'Remove the bucket.',
        severity: 'error',
        ruleMetadata: {
          detail: 'this is a bucket',
          why: 'Buckets are for water.',
          cites: 'GDPR Art. 5(1)(f), 32; GB/T 22239-2019 (MLPS level 3) 8.1.4.8',
          source: expect.stringMatching(/^test\/compliance\/rule-pack\.test\.ts:\d+:\d+$/),
        },
        violatingResources: [{ constructPath: 'Test/Orders/Resource', locations: ['Properties'] }],
      },
    ],
  });
});

test('a warning is reported, and fails nothing', () => {
  const report = reportOf({ ...RULE, severity: 'warning' });
  expect(report.success).toBe(true);
  expect(report.violations.map(({ severity }) => severity)).toEqual(['warning']);
});

test('a violation that is not wrong yet is a warning, even of a rule without exceptions, and fails nothing', () => {
  const check = () => violationsOrCompliant([{ detail: 'this bucket ends soon', severity: 'warning' }]);
  const report = reportOf({ ...RULE, check, exceptable: false });
  expect(report.success).toBe(true);
  expect(report.violations.map(({ severity }) => severity)).toEqual(['warning']);
});

test('a warning beside an error fails', () => {
  const check = () => violationsOrCompliant([{ detail: 'this ends soon', severity: 'warning' }, { detail: 'this has ended' }]);
  const report = reportOf({ ...RULE, check });
  expect(report.success).toBe(false);
  expect(report.violations.map(({ severity }) => severity)).toEqual(['warning', 'error']);
});

test('a rule without exceptions is fatal, which the CDK lets nobody acknowledge', () => {
  expect(reportOf({ ...RULE, exceptable: false }).violations).toMatchObject([
    { severity: 'fatal', fix: 'Remove the bucket. This rule has no exceptions.' },
  ]);
});

test('a rule that throws is a violation that shows the message, and the others still judge', () => {
  const throwing: Rule = {
    ...RULE,
    id: 'Throws',
    check: () => {
      throw new Error('no such property');
    },
  };
  expect(reportOf(throwing, RULE).violations.map(({ ruleName, description }) => [ruleName, description.split('.')[0]])).toEqual([
    ['Throws', 'Throws: The rule could not judge this resource: no such property'],
    ['NoBucket', 'NoBucket: This is a bucket'],
  ]);
});

test('a rule meets the types that it names, and nothing else', () => {
  const check = jest.fn(() => COMPLIANT);
  const report = reportOf(
    { ...RULE, check },
    { ...RULE, resourceTypes: ['AWS::SQS::Queue'] },
    { ...RULE, check: () => NOT_APPLICABLE },
  );
  expect(check).toHaveBeenCalledTimes(1);
  expect(report).toEqual({ success: true, violations: [] });
});

test('a rule sees the template as it is deployed, not the construct', () => {
  const stack = testStack();
  const bucket = new CfnBucket(stack, 'Orders', { bucketName: 'as-constructed' });
  bucket.addPropertyOverride('BucketName', 'as-overridden');
  bucket.addOverride('DeletionPolicy', 'Retain');
  const seen: unknown[] = [];
  const rule: Rule = {
    ...RULE,
    check: ({ properties, definition, logicalId }) => {
      seen.push(properties, definition['DeletionPolicy'], logicalId);
      return COMPLIANT;
    },
  };
  new RulePack('Test', [rule]).validateScope(stack);
  expect(seen).toEqual([{ BucketName: 'as-overridden' }, 'Retain', 'Orders']);
});

test('a scope outside every app is refused', () => {
  class Orphan extends Construct {
    public constructor() {
      super(undefined as unknown as Construct, '');
    }
  }
  expect(() => new StrongroomChecks().validateScope(new Orphan())).toThrow('a construct outside every app');
});

test('an empty app has no findings', () => {
  expect(new StrongroomChecks().validateScope(testApp())).toEqual({ success: true, violations: [] });
});
