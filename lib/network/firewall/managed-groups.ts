import type { CfnFirewallPolicy } from 'aws-cdk-lib/aws-networkfirewall';
import type { Stack } from 'aws-cdk-lib/core';

/**
 * Groups of rules that AWS keeps current, in their order: before the firewall's own, for what that lets through is looked at no
 * more. What AWS knows to be hostile is refused, even where it is below an allowed domain; the signatures name what a seized
 * application tries, where the default action would only say that it was refused.
 *
 * They take 29,000 units at most, and the firewall's own 1,000, of the 30,000 that a policy has: 15,000 for active threat defence, 200 for
 * each list of domains. Signatures for mail, browsers, mobile devices and attacks from outside are left out: nothing of
 * that passes here. They are in every region that has Network Firewall. Sources: "Managed rule groups in AWS Network Firewall",
 * "AWS Network Firewall quotas", "AWS Network Firewall best practices guide".
 */
const MANAGED_GROUPS = [
  // Active threat defence: what Amazon sees attack its customers.
  'AttackInfrastructure',
  'BotNetCommandAndControlDomains',
  'AbusedLegitBotNetCommandAndControlDomains',
  'MalwareDomains',
  'AbusedLegitMalwareDomains',
  'ThreatSignaturesBotnet',
  'ThreatSignaturesBotnetWeb',
  'ThreatSignaturesMalware',
  'ThreatSignaturesMalwareCoinmining',
  'ThreatSignaturesIOC',
  'ThreatSignaturesEmergingEvents',
] as const;

/**
 * How a policy names them, in the order in which they are evaluated.
 *
 * AWS may learn from traffic that active threat defence sees, across its customers, unless a policy says no: this one does.
 *
 * @param watching whether they alert, and let through, what they would drop
 */
export function managedGroups(stack: Stack, watching: boolean): CfnFirewallPolicy.StatefulRuleGroupReferenceProperty[] {
  return MANAGED_GROUPS.map((group, index) => ({
    resourceArn: stack.formatArn({
      service: 'network-firewall',
      account: 'aws-managed',
      resource: 'stateful-rulegroup',
      resourceName: `${group}StrictOrder`,
    }),
    priority: 10 * (index + 1),
    ...(group === 'AttackInfrastructure' && { deepThreatInspection: false }),
    ...(watching && { override: { action: 'DROP_TO_ALERT' } }),
  }));
}
