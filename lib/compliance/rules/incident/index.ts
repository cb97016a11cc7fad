import type { Rule } from '../../rule';
import { breachClock } from './breach-clock';
import { securityContact } from './security-contact';

export const INCIDENT: readonly Rule[] = [breachClock, securityContact];
