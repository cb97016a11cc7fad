import type { Rule } from '../../rule';

export const ENCRYPTION: readonly Rule[] = [];
