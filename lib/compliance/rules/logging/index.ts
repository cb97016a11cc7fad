import type { Rule } from '../../rule';

export const LOGGING: readonly Rule[] = [];
