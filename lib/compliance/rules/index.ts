import type { Rule } from '../rule';
import { customerDataDeclared } from './customer-data-declared';
import { noWayOut } from './no-way-out';

/** Every rule of Strongroom's own. Packs choose among them. */
export const RULES: readonly Rule[] = [customerDataDeclared, noWayOut];
