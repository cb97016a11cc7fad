import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Tags } from 'aws-cdk-lib/core';
import { LawfulBasis } from '../../../../lib';
import { basisStated } from '../../../../lib/compliance/rules/classification/basis-stated';
import { ENVIRONMENT } from '../../../support/app';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { AT, bucket, INTERNAL, listOf, PERSONAL, UNKNOWN } from './fixtures';

const BASIS = 'strongroom:lawful-basis';
const REGISTER = 'strongroom:consent-register';
const RECORD = 'strongroom:record';
const but = (tags: Readonly<Record<string, unknown>>) => bucket({ ...PERSONAL, ...tags });
const CONSENT = but({ [BASIS]: 'consent' });

/** A table in which something is recorded. */
const records = (record: unknown) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: { Tags: listOf({ ...INTERNAL, [RECORD]: record }) },
});
const beside = (record: unknown) => ({ resources: { ...CONSENT.resources, Records: records(record) } });
const stack = (name: string, resources: unknown, environment: { account: string; region: string } = ENVIRONMENT) => ({
  name,
  template: { Resources: resources },
  environment,
});
const addTable = (scope: Parameters<NonNullable<RuleCases['compliant'][string]['build']>>[0]) =>
  new Table(scope, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });

export const CASES: RuleCases = {
  rule: basisStated,
  compliant: {
    ...Object.fromEntries(
      ['contract', 'legal-obligation', 'vital-interests', 'public-task', 'legitimate-interests'].map((basis) => [
        basis,
        { ...but({ [BASIS]: basis }), at: AT },
      ]),
    ),
    'consent, with the name of its register': { ...but({ [BASIS]: 'consent', [REGISTER]: 'consent-service' }), at: AT },
    'consent, with a register in the template': { ...beside('consent'), at: AT },
    'consent, with a register in another stack of the account, in another region': {
      sources: [
        stack('Test', CONSENT.resources),
        stack('Consents', { Records: records('consent') }, { ...ENVIRONMENT, region: 'eu-west-1' }),
      ],
      at: AT,
    },
    'consent, recorded where it is asked for': { ...but({ [BASIS]: 'consent', [RECORD]: 'consent' }), at: AT },
    "a table of the CDK's that an asset declares": {
      build: (scope) => {
        personalAsset({ lawfulBasis: LawfulBasis.CONSENT, consentRegister: 'consent-service' }).tag(addTable(scope));
      },
      at: ['Test/Orders/Resource'],
    },
  },
  violations: {
    'consent, and a register in production only': {
      resources: { ...CONSENT.resources, Records: { ...records('consent'), Condition: 'IsProduction' } },
      at: { 'Test/Store': /no other register in the account/ },
    },
    'no basis': {
      ...but({ [BASIS]: undefined }),
      at: { 'Test/Store': /^the store has no tag 'strongroom:lawful-basis' in Properties\.Tags$/ },
    },
    'a basis that is none': {
      ...but({ [BASIS]: 'because' }),
      at: {
        'Test/Store': /^the tag 'strongroom:lawful-basis' is not valid: lawfulBasis: got 'because'; one of consent, contract/,
      },
    },
    'a basis that only the deployment knows': {
      ...but({ [BASIS]: UNKNOWN }),
      at: { 'Test/Store': /^only the deployment knows the value of the tag 'strongroom:lawful-basis'/ },
    },
    'consent without a register': {
      ...CONSENT,
      at: {
        'Test/Store':
          /^the store has no tag 'strongroom:consent-register' in Properties\.Tags, and the data is processed by consent, of which there is no other register in the account$/,
      },
    },
    'consent, with a register that only the deployment knows': {
      ...but({ [BASIS]: 'consent', [REGISTER]: UNKNOWN }),
      at: { 'Test/Store': /^only the deployment knows the value of the tag 'strongroom:consent-register'/ },
    },
    'consent, with a register that has no name': {
      ...but({ [BASIS]: 'consent', [REGISTER]: '?' }),
      at: { 'Test/Store': /consentRegister: got '\?'/ },
    },
    'a register that has no name, whatever the basis': {
      ...but({ [REGISTER]: '?' }),
      at: { 'Test/Store': /consentRegister: got '\?'/ },
    },
    'consent, beside a store of other records': { ...beside('evidence'), at: { 'Test/Store': /no other register/ } },
    'consent, beside a store of records that only the deployment knows': {
      ...beside(UNKNOWN),
      at: { 'Test/Store': /no other register/ },
    },
    'consent, beside what is no store': {
      resources: {
        ...CONSENT.resources,
        Role: { Type: 'AWS::IAM::Role', Properties: { Tags: listOf({ [RECORD]: 'consent' }) } },
      },
      at: { 'Test/Store': /no other register/ },
    },
    'consent, with a register in another account': {
      sources: [
        stack('Test', CONSENT.resources),
        stack('Consents', { Records: records('consent') }, { ...ENVIRONMENT, account: '444455556666' }),
      ],
      at: { 'Test/Store': /no other register/ },
    },
    "a table of the CDK's": {
      build: (scope) => {
        addTable(scope);
        for (const [key, value] of Object.entries(personalAsset().tags())) if (key !== BASIS) Tags.of(scope).add(key, value);
      },
      at: { 'Test/Orders/Resource': /no tag 'strongroom:lawful-basis'/ },
    },
  },
  notApplicable: {
    'a store of anything else': { ...bucket(INTERNAL), at: AT },
    'a store that declares nothing': { ...bucket({}), at: AT },
  },
};
