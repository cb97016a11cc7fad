import type { Rule } from '../../rule';
import { administrationClosed } from './administration-closed';
import { dataTierPrivate } from './data-tier-private';
import { dnsFiltered } from './dns-filtered';
import { endpointsPoliced } from './endpoints-policed';
import { firewallsBlock } from './firewalls-block';
import { functionsInVpcForData } from './functions-in-vpc-for-data';
import { noWayOut } from './no-way-out';
import { webProtected } from './web-protected';

export const NETWORK: readonly Rule[] = [
  noWayOut,
  dataTierPrivate,
  administrationClosed,
  endpointsPoliced,
  webProtected,
  dnsFiltered,
  firewallsBlock,
  functionsInVpcForData,
];
