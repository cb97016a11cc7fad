import type { Rule } from '../rule';
import { customerDataDeclared } from './customer-data-declared';
import { everythingJudged } from './everything-judged';
import { noWayOut } from './no-way-out';

/** Every rule of Strongroom's own. Packs choose among them. */
export const RULES: readonly Rule[] = [everythingJudged, customerDataDeclared, noWayOut];
