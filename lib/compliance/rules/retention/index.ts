import type { Rule } from '../../rule';

export const RETENTION: readonly Rule[] = [];
