import type { Rule } from '../../rule';

export const LIFECYCLE: readonly Rule[] = [];
