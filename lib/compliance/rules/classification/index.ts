import type { Rule } from '../../rule';
import { assessmentForSensitive } from './assessment-for-sensitive';
import { basisStated } from './basis-stated';
import { categoryKnown } from './category-known';
import { customerDataDeclared } from './customer-data-declared';
import { everythingJudged } from './everything-judged';
import { ownerNamed } from './owner-named';
import { purposeStated } from './purpose-stated';

export const CLASSIFICATION: readonly Rule[] = [
  everythingJudged,
  customerDataDeclared,
  categoryKnown,
  ownerNamed,
  purposeStated,
  basisStated,
  assessmentForSensitive,
];
