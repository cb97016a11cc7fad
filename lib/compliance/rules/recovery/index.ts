import type { Rule } from '../../rule';
import { keyTableNotLocked } from './key-table-not-locked';
import { moreThanOneZone } from './more-than-one-zone';
import { personalDataBackedUp } from './personal-data-backed-up';
import { pointInTime } from './point-in-time';
import { restoresRehearsed } from './restores-rehearsed';
import { vaultLocked } from './vault-locked';

export const RECOVERY: readonly Rule[] = [
  personalDataBackedUp,
  pointInTime,
  vaultLocked,
  restoresRehearsed,
  keyTableNotLocked,
  moreThanOneZone,
];
