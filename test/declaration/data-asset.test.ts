import { Template } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { ASSET_TAGS, DataAsset, DataCategory, InvalidInputError, LawfulBasis } from '../../lib';
import { testApp, testStack } from '../support/app';
import { PERSONAL, personalAsset } from '../support/assets';

function faultsOf(make: () => unknown): Record<string, string> {
  try {
    make();
  } catch (error) {
    if (error instanceof InvalidInputError) return Object.fromEntries(error.faults.map(({ property, got }) => [property, got]));
    throw error;
  }
  return {};
}

describe('DataAsset', () => {
  test('carries the whole declaration in tags', () => {
    const asset = personalAsset({ recipients: ['111122223333', 'parcel-service'], assessment: 'DPIA-7' });
    expect(asset.tags()).toEqual({
      'strongroom:asset': 'orders',
      'strongroom:category': 'personal',
      'strongroom:owner': 'orders-team',
      'strongroom:retention-days': '1095',
      'strongroom:residency': 'eu-central-1 eu-west-1',
      'strongroom:subjects': 'customers',
      'strongroom:purposes': 'order-fulfilment',
      'strongroom:lawful-basis': 'contract',
      'strongroom:recipients': '111122223333 parcel-service',
      'strongroom:assessment': 'DPIA-7',
    });
  });

  test('leaves out tags of what is not declared', () => {
    const asset = new DataAsset({
      name: 'catalogue',
      category: DataCategory.PUBLIC,
      owner: 'shop',
      retention: Duration.days(30),
      residency: ['eu-west-1'],
    });
    expect(Object.keys(asset.tags())).toEqual([
      ASSET_TAGS.asset,
      ASSET_TAGS.category,
      ASSET_TAGS.owner,
      ASSET_TAGS.retentionDays,
      ASSET_TAGS.residency,
    ]);
    expect(asset.personal).toBe(false);
  });

  test('tags a construct and what is below it', () => {
    const stack = testStack();
    const queue = new Queue(stack, 'Queue');
    personalAsset().tag(queue);
    Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', {
      Tags: Object.entries(personalAsset().tags())
        .map(([Key, Value]) => ({ Key, Value }))
        .sort((a, b) => a.Key.localeCompare(b.Key)),
    });
  });

  test('lists every fault at once, each with its cure', () => {
    const make = () =>
      new DataAsset({
        ...PERSONAL,
        name: 'Orders!',
        owner: '',
        retention: Duration.hours(5),
        residency: ['eu-centrl-1'],
        subjects: [],
        purposes: ['ads, all of them'],
        lawfulBasis: 'because' as LawfulBasis,
      });
    expect(faultsOf(make)).toEqual({
      name: "'Orders!'",
      owner: "''",
      retention: `'${5 / 24} days'`,
      'residency[0]': "'eu-centrl-1'",
      subjects: '[]',
      'purposes[0]': "'ads, all of them'",
      lawfulBasis: "'because'",
    });
    expect(make).toThrow("did you mean 'eu-central-1' or 'eu-central-2'");
  });

  test.each([
    ['subjects', { subjects: undefined }],
    ['purposes', { purposes: undefined }],
    ['lawfulBasis', { lawfulBasis: undefined }],
  ])('personal data without %s is refused', (property, missing) => {
    const { [property as keyof typeof PERSONAL]: _, ...rest } = { ...PERSONAL, ...missing };
    expect(faultsOf(() => new DataAsset(rest as typeof PERSONAL))).toEqual({ [property]: 'nothing' });
  });

  test('sensitive personal data needs an impact assessment', () => {
    expect(faultsOf(() => personalAsset({ category: DataCategory.SENSITIVE_PERSONAL }))).toEqual({ assessment: 'nothing' });
    expect(personalAsset({ category: DataCategory.SENSITIVE_PERSONAL, assessment: 'DPIA-1' }).personal).toBe(true);
  });

  test('consent needs a register', () => {
    const consent = { lawfulBasis: LawfulBasis.CONSENT };
    expect(faultsOf(() => personalAsset(consent))).toEqual({ consentRegister: 'nothing' });
    expect(faultsOf(() => personalAsset({ ...consent, consentRegister: '' }))).toEqual({ consentRegister: "''" });
    expect(personalAsset({ ...consent, consentRegister: 'consent-service' }).tags()).toMatchObject({
      'strongroom:lawful-basis': 'consent',
      'strongroom:consent-register': 'consent-service',
    });
  });

  test('no residency spans partitions', () => {
    expect(faultsOf(() => personalAsset({ residency: ['eu-central-1', 'cn-north-1'] }))).toEqual({
      residency: '["eu-central-1","cn-north-1"]',
    });
  });

  test('a list that does not fit into one tag is refused', () => {
    expect(faultsOf(() => personalAsset({ recipients: Array.from({ length: 30 }, (_, i) => `recipient-${i}`) }))).toEqual({
      recipients: expect.stringMatching(/^'\d+ characters in all'$/),
    });
  });

  test('any valid declaration makes tags that AWS accepts', () => {
    const term = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9+\-=._:/@]{0,20}$/);
    fc.assert(
      fc.property(
        fc.record({
          name: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/),
          subjects: fc.array(term, { minLength: 1, maxLength: 8 }),
          purposes: fc.array(term, { minLength: 1, maxLength: 8 }),
          retention: fc.integer({ min: 1, max: 36_500 }).map((days) => Duration.days(days)),
        }),
        (overrides) => {
          for (const [key, value] of Object.entries(personalAsset(overrides).tags())) {
            expect(key).toMatch(/^[\w+\-=.:/@ ]{1,128}$/);
            expect(value).toMatch(/^[\w+\-=.:/@ ]{1,256}$/);
          }
        },
      ),
    );
  });

  describe('residency', () => {
    test('refuses a stack outside of it, naming stack, region and cure', () => {
      const stack = testStack({ account: '123456789012', region: 'us-east-1' }, 'Abroad');
      expect(() => personalAsset().assertResidency(stack)).toThrow(
        /data asset 'orders' in stack 'Abroad'[\s\S]*residency: got \["eu-central-1","eu-west-1"\][\s\S]*'us-east-1'/,
      );
    });

    test('accepts a stack inside of it, and leaves an unknown region to the gate', () => {
      expect(() => personalAsset().assertResidency(testStack())).not.toThrow();
      expect(() => personalAsset().assertResidency(new Stack(testApp(), 'Anywhere'))).not.toThrow();
    });
  });
});
