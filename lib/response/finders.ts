import { EventField, Match, RuleTargetInput } from 'aws-cdk-lib/aws-events';

/** A service whose severe findings may be a breach, and where its events have what the clock needs of them. */
export interface Finder {
  readonly service: string;
  readonly source: string;
  readonly detailType: string;
  /** What makes a finding severe. */
  readonly severe: unknown;
  readonly severityPath: string;
}

/**
 * GuardDuty's highest severities begin at 7; Macie's highest is called High. Sources: "Amazon GuardDuty findings severity levels";
 * "Amazon EventBridge event schema for Macie findings".
 */
export const FINDERS: readonly Finder[] = [
  {
    service: 'GuardDuty',
    source: 'aws.guardduty',
    detailType: 'GuardDuty Finding',
    severe: Match.greaterThanOrEqual(7),
    severityPath: '$.detail.severity',
  },
  {
    service: 'Macie',
    source: 'aws.macie',
    detailType: 'Macie Finding',
    severe: { description: ['High'] },
    severityPath: '$.detail.severity.description',
  },
];

/** What the clock is told of a finding: nothing that may be about persons. */
export function findingIn(severityPath: string): RuleTargetInput {
  return RuleTargetInput.fromObject({
    id: EventField.fromPath('$.detail.id'),
    type: EventField.fromPath('$.detail.type'),
    severity: EventField.fromPath(severityPath),
    time: EventField.time,
    account: EventField.account,
    region: EventField.region,
  });
}
