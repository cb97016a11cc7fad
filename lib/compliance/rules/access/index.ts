import type { Rule } from '../../rule';

export const ACCESS: readonly Rule[] = [];
