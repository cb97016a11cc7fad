import type { Rule } from '../../rule';
import { administrationClosed } from './administration-closed';
import { dataTierPrivate } from './data-tier-private';
import { dnsFiltered } from './dns-filtered';
import { endpointsPoliced } from './endpoints-policed';
import { functionsInVpcForData } from './functions-in-vpc-for-data';
import { intrusionPrevented } from './intrusion-prevented';
import { noWayOut } from './no-way-out';
import { webProtected } from './web-protected';

export const NETWORK: readonly Rule[] = [
  noWayOut,
  dataTierPrivate,
  administrationClosed,
  endpointsPoliced,
  webProtected,
  intrusionPrevented,
  dnsFiltered,
  functionsInVpcForData,
];
