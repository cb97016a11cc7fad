import type { Rule } from '../../rule';

export const RESIDENCY: readonly Rule[] = [];
