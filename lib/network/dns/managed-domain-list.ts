import { Token } from 'aws-cdk-lib/core';
import type { FaultCollector } from '../../errors';

/** Lists of domains that AWS keeps current. Source: "Managed Domain Lists" in the "Amazon Route 53 Developer Guide". */
export enum ManagedDomainList {
  /** All of the others, and domains of ransomware, spyware and tunnels. */
  AGGREGATE_THREATS = 'AWSManagedDomainsAggregateThreatList',
  /** Domains that send or host malware. */
  MALWARE = 'AWSManagedDomainsMalwareDomainList',
  /** Domains that control networks of seized machines. */
  BOTNETS = 'AWSManagedDomainsBotnetCommandandControl',
  /** Domains of GuardDuty's findings about DNS. */
  GUARDDUTY_THREATS = 'AWSManagedDomainsAmazonGuardDutyThreatList',
}

/** Ids of AWS's lists in one region, by their names. */
export type ManagedDomainLists = Readonly<Partial<Record<ManagedDomainList, string>>>;

const ID = /^rslvr-fdl-[0-9a-z]{8,32}$/;

/** Prints the ids. No name stands for one in a template, so that somebody has to look them up, once a region. */
const LOOK_UP =
  'aws route53resolver list-firewall-domain-lists --query "FirewallDomainLists[?ManagedOwnerName].[Name,Id]" --output text';

/** Notes a fault for each name that is none of AWS's lists, and each id that can be none. */
export function checkManagedDomainLists(faults: FaultCollector, property: string, lists: ManagedDomainLists): void {
  const names: readonly string[] = Object.values(ManagedDomainList);
  for (const [name, id] of Object.entries(lists)) {
    const known = faults.check(names.includes(name), property, name, `a list of AWS's: ${names.join(', ')}`);
    if (!known || Token.isUnresolved(id)) continue;
    faults.check(
      ID.test(id),
      `${property}.${name}`,
      id,
      `the list's id in this region, 'rslvr-fdl-...', as this prints it: ${LOOK_UP}`,
    );
  }
}
