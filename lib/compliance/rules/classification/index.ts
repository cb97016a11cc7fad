import type { Rule } from '../../rule';
import { customerDataDeclared } from './customer-data-declared';
import { everythingJudged } from './everything-judged';

export const CLASSIFICATION: readonly Rule[] = [everythingJudged, customerDataDeclared];
