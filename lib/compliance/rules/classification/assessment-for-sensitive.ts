import { ASSET_TAGS } from '../../../declaration/asset-tags';
import { DataCategory } from '../../../declaration/category';
import { Framework } from '../../citation';
import { faultsOf, invalid, judgeDeclarations } from '../../facts/stores/declaration-faults';
import type { DeclaredData } from '../../facts/stores/declared-data';
import { STORE_TYPES } from '../../facts/stores/store-types';
import type { Rule } from '../../rule';

/** A store of sensitive personal data names the impact assessment of its processing. Other personal data may name one. */
export const assessmentForSensitive: Rule = {
  id: 'AssessmentForSensitive',
  severity: 'error',
  resourceTypes: STORE_TYPES,
  why: 'What sensitive data can do to people is to be assessed before it is processed, not after it leaked.',
  fix: `Assess the processing, and put the reference of the assessment into the tag '${ASSET_TAGS.assessment}'; a DataAsset writes it from 'assessment'.`,
  cites: {
    [Framework.GDPR]: ['35(1)'],
    [Framework.PIPL]: ['55(1)', '56'],
    [Framework.ISO27001]: ['5.34'],
    [Framework.NIST80053]: ['RA-8'],
  },
  exceptable: true,
  check: (resource, index) => {
    const isSensitive = ({ category }: DeclaredData) => category === DataCategory.SENSITIVE_PERSONAL;
    return judgeDeclarations(
      resource,
      index,
      (declared) => isSensitive(declared) || (declared.personal && Boolean(declared.text('assessment'))),
      (declared) => (isSensitive(declared) ? faultsOf(declared, 'assessment') : invalid(declared, 'assessment')),
    );
  },
};
