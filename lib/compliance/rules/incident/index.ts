import type { Rule } from '../../rule';

export const INCIDENT: readonly Rule[] = [];
