import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { CfnFirewallDomainList, CfnFirewallRuleGroup, CfnFirewallRuleGroupAssociation } from 'aws-cdk-lib/aws-route53resolver';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { FaultCollector } from '../../errors';
import { isDisposable } from '../../profile';
import { checkDomains, dnsPatterns } from '../firewall/domain-list';
import { exceptWatching, type Rollout } from '../rollout';
import { DnsQueryLogs } from './dns-query-logs';
import { checkManagedDomainLists, ManagedDomainList, type ManagedDomainLists } from './managed-domain-list';

/** Properties of a `DnsFirewall`. */
export interface DnsFirewallProps {
  readonly vpc: IVpc;
  /**
   * AWS's lists of hostile domains, by name, each with its id in this region: `{ [ManagedDomainList.AGGREGATE_THREATS]: 'rslvr-fdl-...' }`.
   * A template can name them by id alone, which differs by region and which
   * `aws route53resolver list-firewall-domain-lists` prints.
   * @default - none
   */
  readonly managedDomainLists?: ManagedDomainLists;
  /**
   * The only domains that are looked up, beside those of AWS's own services and of the VPC itself: `example.com` for that name alone,
   * `*.example.com` for those below it, `.example.com` for both. Names of private hosted zones belong here, too. It closes the way out in
   * names that are looked up.
   * @default - every domain but those that are refused
   */
  readonly onlyDomains?: readonly string[];
  /**
   * Answers everything, and alerts of what it would refuse, until a day.
   * @default - it refuses
   */
  readonly watching?: Rollout;
}

/** What DNS Firewall Advanced tells from the names that are looked up, in the order that it is asked. */
const THREATS = [
  // Data that leaves in names, and answers that come back in records.
  'DNS_TUNNELING',
  // Names that malware makes up to find its master, of letters and of words.
  'DGA',
  'DICTIONARY_DGA',
] as const;

/** Before groups that others associate with the VPC: AWS keeps 100 and 9900 for Firewall Manager. */
const PRIORITY = 101;

/** AWS's lists, each in its place, whichever of them are given. */
const LISTS: readonly string[] = Object.values(ManagedDomainList);

/**
 * Where the rules of a kind begin. The place of a rule never depends on which others there are: no two may have one place, not even while
 * one group becomes another.
 */
const FIRST = { threats: 10, lists: 100, only: 1000 } as const;

/** A rule of the group, but for what it does about what it finds. */
type Matcher = Omit<CfnFirewallRuleGroup.FirewallRuleProperty, 'action' | 'blockResponse'>;

/**
 * What the resolver of a VPC refuses to look up: names that look like a tunnel, names that an algorithm made, those of AWS's lists, where
 * they are given, and, where domains are given, everything else. Every query is logged, with what became of it. While DNS Firewall itself
 * fails, nothing is looked up: AWS fails closed, and nothing here says otherwise.
 *
 * Without `onlyDomains` it detects by how names look, and only what it is most sure of, so that it lowers what can be carried out in
 * names and does not close that way: a patient thief stays below it, and a domain that looks sane is answered. With them the way is
 * closed, for names below AWS's own domains are answered by AWS alone, and no thief sees who asked.
 *
 * Outside of disposable environments the association can't be changed or removed until someone takes its protection off.
 *
 * Sources: "Resolver DNS Firewall Advanced", "DNS Firewall VPC configuration", "Rule settings in DNS Firewall".
 *
 * @throws InvalidInputError naming every fault at once
 */
export class DnsFirewall extends Construct {
  public constructor(scope: Construct, id: string, props: DnsFirewallProps) {
    super(scope, id);
    this.validate(props);
    const { vpcId } = props.vpc;
    const group = new CfnFirewallRuleGroup(this, 'Resource', { firewallRules: this.rules(props) });
    if (props.watching !== undefined) exceptWatching(group, props.watching);
    new CfnFirewallRuleGroupAssociation(this, 'Association', {
      vpcId,
      firewallRuleGroupId: group.attrId,
      priority: PRIORITY,
      mutationProtection: isDisposable(this) ? 'DISABLED' : 'ENABLED',
    });
    new DnsQueryLogs(this, 'Queries', { vpc: props.vpc });
  }

  /** What is hostile is refused even where it is below a domain that is let through. */
  private rules({
    managedDomainLists = {},
    onlyDomains,
    watching,
  }: DnsFirewallProps): CfnFirewallRuleGroup.FirewallRuleProperty[] {
    const refuse = (matcher: Matcher) => ({
      ...matcher,
      ...(watching === undefined ? { action: 'BLOCK', blockResponse: 'NODATA' } : { action: 'ALERT' }),
    });
    const rules = [
      ...THREATS.map((dnsThreatProtection, index) =>
        refuse({ dnsThreatProtection, confidenceThreshold: 'HIGH', priority: FIRST.threats + 10 * index }),
      ),
      ...Object.entries(managedDomainLists).map(([name, firewallDomainListId]) =>
        refuse({ firewallDomainListId, priority: FIRST.lists + 10 * LISTS.indexOf(name) }),
      ),
    ];
    if (onlyDomains === undefined) return rules;
    const allowed = [...awsDomains(Stack.of(this)), ...dnsPatterns(onlyDomains)];
    return [
      ...rules,
      {
        ...this.list('Allowed', allowed),
        // Where an allowed name leads to is for its owner to say.
        firewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN',
        priority: FIRST.only,
        action: 'ALLOW',
      },
      refuse({ ...this.list('Everything', ['*']), priority: FIRST.only + 10 }),
    ];
  }

  private list(id: string, domains: string[]): { firewallDomainListId: string } {
    return { firewallDomainListId: new CfnFirewallDomainList(this, id, { domains }).attrId };
  }

  private validate({ managedDomainLists, onlyDomains }: DnsFirewallProps): void {
    const faults = new FaultCollector(`DNS firewall '${this.node.path}'`);
    if (managedDomainLists !== undefined) checkManagedDomainLists(faults, 'managedDomainLists', managedDomainLists);
    if (onlyDomains !== undefined) checkDomains(faults, 'onlyDomains', onlyDomains);
    faults.throwIfAny();
  }
}

/** Names that AWS answers by itself: its services, whose endpoints are in the VPC, and the VPC's own instances. */
function awsDomains(stack: Stack): string[] {
  return [`*.${stack.urlSuffix}`, '*.compute.internal', '*.ec2.internal'];
}
