import type { Rule } from '../../rule';
import { noWayOut } from './no-way-out';

export const NETWORK: readonly Rule[] = [noWayOut];
