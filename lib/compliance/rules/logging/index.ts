import type { Rule } from '../../rule';
import { alarmsHeard } from './alarms-heard';
import { dataEventsLogged } from './data-events-logged';
import { deadLettersWatched } from './dead-letters-watched';
import { detectorFull } from './detector-full';
import { findingsGoSomewhere } from './findings-go-somewhere';
import { flowLogged } from './flow-logged';
import { logsApart } from './logs-apart';
import { logsLocked } from './logs-locked';
import { logsMasked } from './logs-masked';
import { networkLogsSixMonths } from './network-logs-six-months';
import { trailWhole } from './trail-whole';

export const LOGGING: readonly Rule[] = [
  trailWhole,
  dataEventsLogged,
  flowLogged,
  networkLogsSixMonths,
  logsLocked,
  logsApart,
  logsMasked,
  detectorFull,
  findingsGoSomewhere,
  alarmsHeard,
  deadLettersWatched,
];
