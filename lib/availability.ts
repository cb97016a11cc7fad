import { Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { partitionOf } from './regions';

/** Features of AWS that some partition lacks. The value is its name in words. */
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
}

/** What a partition lacks. One that has no row lacks nothing that Strongroom uses. */
const LACKING: Readonly<Record<string, readonly Feature[]>> = {
  'aws-iso': [Feature.LAMBDA_ARM64],
  'aws-iso-b': [Feature.LAMBDA_ARM64],
  'aws-cn': [
    Feature.GUARDDUTY_EBS_MALWARE_PROTECTION,
    Feature.GUARDDUTY_RDS_LOGIN_EVENTS,
    Feature.GUARDDUTY_LAMBDA_NETWORK_LOGS,
    Feature.GUARDDUTY_RUNTIME_MONITORING,
    Feature.WAF_FOR_CLOUDFRONT,
  ],
};

/** Whether the partition that `scope` deploys to has a feature. A region that is only known at deployment is taken to have all. */
export function isAvailable(scope: IConstruct, feature: Feature): boolean {
  const { region } = Stack.of(scope);
  return isAvailableIn(Token.isUnresolved(region) ? undefined : region, feature);
}

/** Whether the partition of a region has a feature; `undefined` for a region that is only known at deployment. */
export function isAvailableIn(region: string | undefined, feature: Feature): boolean {
  return !LACKING[partitionOf(region ?? '') ?? '']?.includes(feature);
}
