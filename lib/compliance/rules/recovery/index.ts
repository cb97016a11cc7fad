import type { Rule } from '../../rule';

export const RECOVERY: readonly Rule[] = [];
