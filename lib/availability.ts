import { Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { partitionOf } from './regions';

/** Features of AWS that some partition or region lacks. The value is its name in words. */
export enum Feature {
  /** Lambda functions on arm64. */
  LAMBDA_ARM64 = 'Lambda on arm64',
  /** GuardDuty's malware scans of EBS volumes. */
  GUARDDUTY_EBS_MALWARE_PROTECTION = 'GuardDuty Malware Protection for EC2',
  /** GuardDuty's monitoring of logins to databases. */
  GUARDDUTY_RDS_LOGIN_EVENTS = 'GuardDuty RDS Protection',
  /** GuardDuty's monitoring of functions' network activity. */
  GUARDDUTY_LAMBDA_NETWORK_LOGS = 'GuardDuty Lambda Protection',
  /** GuardDuty's agents on instances, tasks and clusters. */
  GUARDDUTY_RUNTIME_MONITORING = 'GuardDuty Runtime Monitoring',
  /** Web ACLs of CloudFront distributions. */
  WAF_FOR_CLOUDFRONT = 'AWS WAF for CloudFront',
  /** Detection of floods against what a web ACL protects, by how its own traffic usually is. */
  WAF_ANTI_DDOS = "AWS WAF's anti-DDoS rule group",
  /** Rates of requests counted by anything but an address: a header, a cookie. */
  WAF_RATE_KEYS = 'rate rules of AWS WAF by a header or cookie',
  /** Rates of requests counted by the client's TLS fingerprint. */
  WAF_RATE_FINGERPRINTS = 'rate rules of AWS WAF by a TLS fingerprint',
  /** Access of people to one application, by who they are and what device they have. */
  VERIFIED_ACCESS = 'AWS Verified Access',
  /** A way into a network for people's devices. */
  CLIENT_VPN = 'AWS Client VPN',
  /** Encryption of a network's traffic, seen or enforced by AWS. */
  VPC_ENCRYPTION_CONTROL = 'VPC Encryption Controls',
}

/** A feature that a partition lacks, and the control that stands in its place. */
export interface Lack {
  readonly feature: Feature;
  /** What stands in its place, in words. */
  readonly instead: string;
}

const X86 = 'functions run on x86_64';
const SESSIONS = 'sessions of Session Manager, through endpoints, each logged';
const RATE_BY_ADDRESS = "the web ACL's rate rule by address, which always stands";
const FOUNDATIONAL_FINDINGS = "GuardDuty's findings from flow logs, DNS logs and the trail";

/**
 * What a partition or region lacks, each with what stands in its place. One that has no row lacks nothing that Strongroom uses: China
 * has Network Firewall with all its managed groups, and DNS Firewall. Sources: the services' pages of "Getting Started with Amazon Web
 * Services in China", "Region availability for Resolver DNS Firewall", and AWS's announcements of 6 March 2025 ("AWS WAF adds JA4
 * fingerprinting") and 5 May 2025 ("AWS WAF expands availability of its enhanced rate-based rules").
 */
const LACKING: Readonly<Record<string, Readonly<Partial<Record<Feature, string>>>>> = {
  'aws-iso': { [Feature.LAMBDA_ARM64]: X86 },
  'aws-iso-b': { [Feature.LAMBDA_ARM64]: X86 },
  'aws-cn': {
    [Feature.GUARDDUTY_EBS_MALWARE_PROTECTION]: FOUNDATIONAL_FINDINGS,
    [Feature.GUARDDUTY_RDS_LOGIN_EVENTS]:
      'databases that the application tier alone can connect to, with flow logs of every attempt',
    [Feature.GUARDDUTY_LAMBDA_NETWORK_LOGS]: "flow logs and DNS query logs of the VPC that functions' network interfaces are in",
    [Feature.GUARDDUTY_RUNTIME_MONITORING]: FOUNDATIONAL_FINDINGS,
    [Feature.WAF_FOR_CLOUDFRONT]: "a regional web ACL before the distribution's origin",
    // Nothing confirms that it is there, though the guide describes it, and a web ACL with a group that isn't there doesn't deploy.
    [Feature.WAF_ANTI_DDOS]: "the web ACL's rate rule by address, and the list of addresses that take part in floods",
    [Feature.WAF_RATE_KEYS]: RATE_BY_ADDRESS,
    [Feature.WAF_RATE_FINGERPRINTS]: RATE_BY_ADDRESS,
    [Feature.CLIENT_VPN]: SESSIONS,
  },
  'aws-us-gov': { [Feature.WAF_RATE_FINGERPRINTS]: RATE_BY_ADDRESS },
  'ap-southeast-4': { [Feature.WAF_RATE_FINGERPRINTS]: RATE_BY_ADDRESS },
  'ap-southeast-5': { [Feature.WAF_RATE_FINGERPRINTS]: RATE_BY_ADDRESS },
  'il-central-1': { [Feature.WAF_RATE_FINGERPRINTS]: RATE_BY_ADDRESS },
};

/**
 * What few regions have, whatever their partition: which, and what stands in its place in the others. Sources: AWS's public
 * parameters, `/aws/service/global-infrastructure/services/verified-access/regions`; AWS's announcements of VPC Encryption Controls of
 * 21 November 2025 and, for GovCloud, March 2026.
 */
const ONLY_IN: Readonly<Partial<Record<Feature, { readonly regions: readonly string[]; readonly instead: string }>>> = {
  [Feature.VERIFIED_ACCESS]: {
    regions: [
      ...['ap-northeast-1', 'ap-northeast-2', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ca-central-1'],
      ...['eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-west-1', 'eu-west-2', 'il-central-1', 'sa-east-1'],
      ...['us-east-1', 'us-east-2', 'us-gov-east-1', 'us-gov-west-1', 'us-west-1', 'us-west-2'],
    ],
    instead: SESSIONS,
  },
  [Feature.VPC_ENCRYPTION_CONTROL]: {
    regions: [
      ...['af-south-1', 'ap-east-1', 'ap-northeast-1', 'ap-northeast-3', 'ap-south-1', 'ap-south-2', 'ap-southeast-1'],
      ...['ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 'ca-central-1', 'ca-west-1', 'eu-central-1', 'eu-central-2'],
      ...['eu-north-1', 'eu-south-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'me-central-1', 'me-south-1', 'sa-east-1'],
      ...['us-east-1', 'us-east-2', 'us-gov-east-1', 'us-gov-west-1', 'us-west-1', 'us-west-2'],
    ],
    instead: 'TLS, which rules demand of stores, listeners and endpoints',
  },
};

/** Whether the region that `scope` deploys to has a feature. A region that is only known at deployment is taken to have all. */
export function isAvailable(scope: IConstruct, feature: Feature): boolean {
  const { region } = Stack.of(scope);
  return isAvailableIn(Token.isUnresolved(region) ? undefined : region, feature);
}

/** Whether a region has a feature; `undefined` for a region that is only known at deployment. */
export function isAvailableIn(region: string | undefined, feature: Feature): boolean {
  return rowOf(region)[feature] === undefined;
}

/** What a region lacks, for a report; nothing for a region that is only known at deployment. */
export function lackingIn(region: string | undefined): readonly Lack[] {
  const row = rowOf(region);
  return Object.values(Feature).flatMap((feature) => {
    const instead = row[feature];
    return instead === undefined ? [] : [{ feature, instead }];
  });
}

function rowOf(region: string | undefined): Readonly<Partial<Record<Feature, string>>> {
  const partition = partitionOf(region ?? '');
  if (region === undefined || partition === undefined) return {};
  const elsewhere = Object.entries(ONLY_IN).filter(([, { regions }]) => !regions.includes(region));
  return {
    ...LACKING[partition],
    ...LACKING[region],
    ...Object.fromEntries(elsewhere.map(([feature, { instead }]) => [feature, instead])),
  };
}
