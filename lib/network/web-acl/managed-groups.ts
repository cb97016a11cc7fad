import { Feature } from '../../availability';

/** A group of rules that AWS keeps current. */
export interface ManagedGroup {
  /** Name of our rule, and of its metric. */
  readonly name: string;
  /** Name that AWS gave the group. */
  readonly group: string;
  /** Names that AWS gave the rules of the group: AWS WAF ignores an override for a name that it doesn't know, and says nothing. */
  readonly rules: readonly string[];
  /** Rules of the group that only count unless they are told to block. */
  readonly toBlock?: readonly string[];
  /** Rules of the group that only label, since another rule of the web ACL refuses what has the label. */
  readonly toLabel?: readonly string[];
  /** What a region must have, for the group to be there. */
  readonly needs?: Feature;
}

/**
 * The group that knows how the traffic of what it protects usually is, and so, what a flood is. It is the first of all rules: it must see
 * every request, and what it refuses costs nothing. Source: "AWS WAF Distributed Denial of Service (DDoS) prevention rule group".
 */
export const ANTI_DDOS: ManagedGroup = {
  name: 'AntiDdos',
  group: 'AWSManagedRulesAntiDDoSRuleSet',
  rules: ['ChallengeAllDuringEvent', 'ChallengeDDoSRequests', 'DDoSRequests'],
  needs: Feature.WAF_ANTI_DDOS,
};

/**
 * The groups that know attacks, in their order: the cheapest to evaluate first. None is versioned by us, so that each stays current.
 *
 * All of them are in the China Regions, whose documentation of WAF names what is missing there. Sources: "AWS Managed Rules rule
 * groups list", "Amazon WAF" in "Getting Started with Amazon Web Services in China". Their rules are those of November 2026.
 */
export const MANAGED_GROUPS: readonly ManagedGroup[] = [
  {
    name: 'IpReputation',
    group: 'AWSManagedRulesAmazonIpReputationList',
    rules: ['AWSManagedIPReputationList', 'AWSManagedReconnaissanceList', 'AWSManagedIPDDoSList'],
    toBlock: ['AWSManagedIPDDoSList'],
  },
  { name: 'AnonymousIp', group: 'AWSManagedRulesAnonymousIpList', rules: ['AnonymousIPList', 'HostingProviderIPList'] },
  {
    name: 'KnownBadInputs',
    group: 'AWSManagedRulesKnownBadInputsRuleSet',
    rules: [
      ...['BODY', 'HEADER', 'QUERYSTRING', 'URIPATH'].flatMap((part) => [`JavaDeserializationRCE_${part}`, `Log4JRCE_${part}`]),
      ...['ExploitablePaths_URIPATH', 'Host_localhost_HEADER', 'PROPFIND_METHOD', 'ReactJSRCE_BODY'],
    ],
  },
  {
    name: 'Common',
    group: 'AWSManagedRulesCommonRuleSet',
    rules: [
      ...['BODY', 'COOKIE', 'QUERYARGUMENTS', 'URIPATH'].flatMap((part) => [
        `CrossSiteScripting_${part}`,
        `EC2MetaDataSSRF_${part}`,
      ]),
      ...['BODY', 'QUERYARGUMENTS', 'URIPATH'].flatMap((part) => [`GenericLFI_${part}`, `GenericRFI_${part}`]),
      ...['BODY', 'Cookie_HEADER', 'QUERYSTRING', 'URIPATH'].map((part) => `SizeRestrictions_${part}`),
      ...[
        'NoUserAgent_HEADER',
        'UserAgent_BadBots_HEADER',
        'RestrictedExtensions_QUERYARGUMENTS',
        'RestrictedExtensions_URIPATH',
      ],
    ],
  },
  {
    name: 'SqlInjection',
    group: 'AWSManagedRulesSQLiRuleSet',
    rules: [
      ...['BODY', 'COOKIE', 'QUERYARGUMENTS', 'URIPATH'].map((part) => `SQLi_${part}`),
      ...['SQLiExtendedPatterns_BODY', 'SQLiExtendedPatterns_QUERYARGUMENTS'],
    ],
  },
];

/**
 * The rule that refuses every body of more than 8 KB, whatever its path, and the label that it gives. AWS WAF can't tell it for which
 * paths, so that where one admits more, the rule only labels, and another refuses what has the label.
 */
export const BODY_RESTRICTION = {
  group: 'Common',
  rule: 'SizeRestrictions_BODY',
  label: 'awswaf:managed:aws:core-rule-set:SizeRestrictions_Body',
} as const;
