import type { Rule } from '../rule';
import { customerDataDeclared } from './classification/customer-data-declared';
import { everythingJudged } from './classification/everything-judged';
import { noWayOut } from './network/no-way-out';

/** Every rule of Strongroom's own. Packs choose among them. */
export const RULES: readonly Rule[] = [everythingJudged, customerDataDeclared, noWayOut];
