import { Trail } from 'aws-cdk-lib/aws-cloudtrail';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AuditTrail } from '../../../../lib/audit/trail';
import { trailWhole } from '../../../../lib/compliance/rules/logging/trail-whole';
import { ENVIRONMENT } from '../../../support/app';
import type { RuleCases } from '../cases';
import { addPersonalBucket, bucket, either, NO_VALUE, personalBucket, resource, trail, UNKNOWN } from './fixtures';

const Orders = personalBucket();
const equal = (Field: string, ...Equals: string[]) => ({ Field, Equals });
const advanced = (...FieldSelectors: unknown[]) => ({ AdvancedEventSelectors: [{ FieldSelectors }] });
const management = equal('eventCategory', 'Management');

export const CASES: RuleCases = {
  rule: trailWhole,
  compliant: {
    'a trail of all regions': { resources: { Orders, Trail: trail() }, at: ['Test'] },
    'what a template writes as texts': {
      resources: { Orders, Trail: trail({ IsLogging: 'true', IsMultiRegionTrail: 'true', EnableLogFileValidation: 'true' }) },
      at: ['Test'],
    },
    'one of several': {
      resources: { Orders, Trail: trail(), Regional: trail({ IsMultiRegionTrail: false }) },
      at: ['Test'],
    },
    'management events by a basic selector, without those of KMS': {
      resources: {
        Orders,
        Trail: trail({ EventSelectors: [{ ReadWriteType: 'All', ExcludeManagementEventSources: ['kms.amazonaws.com'] }] }),
      },
      at: ['Test'],
    },
    'reads and writes by two advanced selectors': {
      resources: {
        Orders,
        Trail: trail({
          AdvancedEventSelectors: ['true', 'false'].map((value) => ({ FieldSelectors: [management, equal('readOnly', value)] })),
        }),
      },
      at: ['Test'],
    },
    'in another region of the account': {
      sources: [
        { name: 'Data', template: { Resources: { Orders } }, environment: ENVIRONMENT },
        { name: 'Audit', template: { Resources: { Trail: trail() } }, environment: { ...ENVIRONMENT, region: 'eu-west-1' } },
      ],
      at: ['Data'],
    },
    'the trail of the CDK, with a key': {
      build: (stack) => {
        addPersonalBucket(stack);
        new Trail(stack, 'Trail', { encryptionKey: new Key(stack, 'Key'), enableFileValidation: true });
      },
      at: ['Test'],
    },
    'an AuditTrail': {
      build: (stack) => {
        addPersonalBucket(stack);
        new AuditTrail(stack, 'Trail');
      },
      at: ['Test'],
    },
  },
  violations: {
    'the key of AWS, or something that is no key': {
      resources: { Orders, Trail: trail({ KMSKeyId: 'alias/aws/s3' }), Other: trail({ KMSKeyId: { Ref: 'Orders' } }) },
      at: { Test: /'Test\/Trail' has no customer-managed key for sure.*'Test\/Other' has no customer-managed key/ },
    },
    'one source of events only': {
      resources: { Orders, Trail: trail(advanced(management, equal('eventSource', 'kms.amazonaws.com'))) },
      at: { Test: /does not record every management event/ },
    },
    'no trail': { resources: { Orders }, at: { Test: /no trail records what is done/ } },
    'a trail of one region, by default': {
      resources: { Orders, Trail: trail({ IsMultiRegionTrail: NO_VALUE }) },
      at: { Test: /'Test\/Trail' records one region only \('IsMultiRegionTrail' is nothing\)/ },
    },
    'a trail that is off': { resources: { Orders, Trail: trail({ IsLogging: false }) }, at: { Test: /does not log/ } },
    'no validation': {
      resources: { Orders, Trail: trail({ EnableLogFileValidation: 'false' }) },
      at: { Test: /does not validate its files/ },
    },
    'no key': { resources: { Orders, Trail: trail({ KMSKeyId: NO_VALUE }) }, at: { Test: /no customer-managed key/ } },
    'a key under a condition': {
      resources: { Orders, Trail: trail({ KMSKeyId: either('arn:aws:kms:eu-central-1:1:key/a', NO_VALUE) }) },
      at: { Test: /no customer-managed key for sure/ },
    },
    'no global services': {
      resources: { Orders, Trail: trail({ IncludeGlobalServiceEvents: false }) },
      at: { Test: /leaves out global services/ },
    },
    'what only the deployment knows': {
      resources: { Orders, Trail: trail({ IsLogging: UNKNOWN }) },
      at: { Test: /only the deployment knows/ },
    },
    'data events only': {
      resources: { Orders, Trail: trail(advanced(equal('eventCategory', 'Data'), equal('resources.type', 'AWS::S3::Object'))) },
      at: { Test: /not record every management event/ },
    },
    'writes only': {
      resources: { Orders, Trail: trail({ EventSelectors: [{ ReadWriteType: 'WriteOnly' }] }) },
      at: { Test: /not record every management event/ },
    },
    'reads only, by an advanced selector': {
      resources: { Orders, Trail: trail(advanced(management, equal('readOnly', 'true'))) },
      at: { Test: /not record every management event/ },
    },
    'some users only': {
      resources: {
        Orders,
        Trail: trail(
          advanced(management, { Field: 'userIdentity.arn', NotStartsWith: ['arn:aws:sts::123456789012:assumed-role/'] }),
        ),
      },
      at: { Test: /not record every management event/ },
    },
    'a trail under a condition': {
      resources: { Orders, Trail: trail({}, { Condition: 'IsProduction' }) },
      at: { Test: /under the condition 'IsProduction' only/ },
    },
    'two trails that would be whole together': {
      resources: { Orders, One: trail({ EnableLogFileValidation: false }), Other: trail({ IsMultiRegionTrail: false }) },
      at: { Test: [/'Test\/One' does not validate/, /'Test\/Other' records one region/] },
    },
    'the trail of the CDK as it comes': {
      build: (stack) => {
        addPersonalBucket(stack);
        new Trail(stack, 'Trail');
      },
      at: { Test: /'Test\/Trail\/Resource' has no customer-managed key/ },
    },
    'a trail in another account': {
      sources: [
        { name: 'Data', template: { Resources: { Orders } }, environment: ENVIRONMENT },
        { name: 'Audit', template: { Resources: { Trail: trail() } }, environment: { ...ENVIRONMENT, account: '210987654321' } },
      ],
      at: { Data: /no trail records/ },
    },
  },
  notApplicable: {
    'an account without data of persons': { resources: { Assets: bucket(), Queue: resource('AWS::SQS::Queue') }, at: ['Test'] },
  },
};
