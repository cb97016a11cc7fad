import type { Rule } from '../rule';
import { ACCESS } from './access';
import { CLASSIFICATION } from './classification';
import { ENCRYPTION } from './encryption';
import { INCIDENT } from './incident';
import { LIFECYCLE } from './lifecycle';
import { LOGGING } from './logging';
import { NETWORK } from './network';
import { REACHABILITY } from './reachability';
import { RECOVERY } from './recovery';
import { RESIDENCY } from './residency';
import { RETENTION } from './retention';

/** Every rule of Strongroom's own, by topic. */
export const RULES_BY_TOPIC = {
  classification: CLASSIFICATION,
  encryption: ENCRYPTION,
  retention: RETENTION,
  residency: RESIDENCY,
  access: ACCESS,
  network: NETWORK,
  reachability: REACHABILITY,
  logging: LOGGING,
  recovery: RECOVERY,
  incident: INCIDENT,
  lifecycle: LIFECYCLE,
} as const satisfies Readonly<Record<string, readonly Rule[]>>;

/** Every rule of Strongroom's own. Packs choose among them. */
export const RULES: readonly Rule[] = Object.values(RULES_BY_TOPIC).flat();
