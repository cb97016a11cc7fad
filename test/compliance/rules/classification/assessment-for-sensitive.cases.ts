import { Topic } from 'aws-cdk-lib/aws-sns';
import { DataCategory } from '../../../../lib';
import { assessmentForSensitive } from '../../../../lib/compliance/rules/classification/assessment-for-sensitive';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { AT, bucket, INTERNAL, PERSONAL, SENSITIVE, UNKNOWN } from './fixtures';

const ASSESSMENT = 'strongroom:assessment';
const but = (assessment: unknown) => bucket({ ...SENSITIVE, [ASSESSMENT]: assessment });

export const CASES: RuleCases = {
  rule: assessmentForSensitive,
  compliant: {
    'sensitive data whose processing was assessed': { ...bucket(SENSITIVE), at: AT },
    'other personal data that was assessed as well': { ...bucket({ ...PERSONAL, [ASSESSMENT]: 'DPIA-7' }), at: AT },
    "a topic of the CDK's that an asset declares": {
      build: (stack) => {
        personalAsset({ category: DataCategory.SENSITIVE_PERSONAL, assessment: 'DPIA-7' }).tag(new Topic(stack, 'Results'));
      },
      at: ['Test/Results/Resource'],
    },
  },
  violations: {
    'sensitive data without an assessment': {
      ...but(undefined),
      at: { 'Test/Store': /^the store has no tag 'strongroom:assessment' in Properties\.Tags$/ },
    },
    'an empty reference': { ...but(''), at: { 'Test/Store': /no tag 'strongroom:assessment'/ } },
    'a reference that is none': { ...but('?'), at: { 'Test/Store': /assessment: got '\?'/ } },
    'a reference that is none, of other personal data': {
      ...bucket({ ...PERSONAL, [ASSESSMENT]: '?' }),
      at: { 'Test/Store': /^the tag 'strongroom:assessment' is not valid: assessment: got '\?'/ },
    },
    'a reference that only the deployment knows': {
      ...but(UNKNOWN),
      at: { 'Test/Store': /^only the deployment knows the value of the tag 'strongroom:assessment'/ },
    },
  },
  notApplicable: {
    'other personal data': { ...bucket(PERSONAL), at: AT },
    'data that is not about persons': { ...bucket({ ...INTERNAL, [ASSESSMENT]: '?' }), at: AT },
    'a store that declares nothing': { ...bucket({}), at: AT },
  },
};
