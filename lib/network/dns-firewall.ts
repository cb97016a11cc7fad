import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { CfnFirewallRuleGroup, CfnFirewallRuleGroupAssociation } from 'aws-cdk-lib/aws-route53resolver';
import { Construct } from 'constructs';
import { isDisposable } from '../profile';
import { DnsQueryLogs } from './dns-query-logs';

/** Properties of a `DnsFirewall`. */
export interface DnsFirewallProps {
  readonly vpc: IVpc;
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

/**
 * What the resolver of a VPC refuses to look up: names that look like a tunnel, and names that an algorithm made. Nothing else is
 * refused, and every query is logged, with what became of it.
 *
 * It detects by how names look, and only what it is most sure of, so that it lowers what can be carried out in names and does not
 * close that way: a patient thief stays below it, and a domain that looks sane is answered. Only a list of the domains that may be
 * looked up would close it. While DNS Firewall itself fails, nothing is looked up.
 *
 * Outside of disposable environments the association can't be changed or removed until someone takes its protection off.
 *
 * Sources: "Resolver DNS Firewall Advanced", "DNS Firewall VPC configuration".
 */
export class DnsFirewall extends Construct {
  public constructor(scope: Construct, id: string, props: DnsFirewallProps) {
    super(scope, id);
    const { vpcId } = props.vpc;
    const group = new CfnFirewallRuleGroup(this, 'Resource', {
      firewallRules: THREATS.map((dnsThreatProtection, position) => ({
        dnsThreatProtection,
        priority: 10 * (position + 1),
        action: 'BLOCK',
        blockResponse: 'NODATA',
        confidenceThreshold: 'HIGH',
      })),
    });
    new CfnFirewallRuleGroupAssociation(this, 'Association', {
      vpcId,
      firewallRuleGroupId: group.attrId,
      priority: PRIORITY,
      mutationProtection: isDisposable(this) ? 'DISABLED' : 'ENABLED',
    });
    new DnsQueryLogs(this, 'Queries', { vpc: props.vpc });
  }
}
