import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { CfnDetector } from 'aws-cdk-lib/aws-guardduty';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Feature, isAvailable } from '../availability';
import { FaultCollector } from '../errors';
import type { Existing } from '../existing';
import { AlarmTopic } from './alarm-topic';

/** Properties of a `ThreatDetection`. */
export interface ThreatDetectionProps {
  /**
   * Says that the account has a detector already: a region takes one an account.
   * @default - a detector is made
   */
  readonly existing?: Existing;
  /**
   * Findings of this severity and above raise an alarm: 0 to 10. GuardDuty calls 7 to 8.9 high, and 9 to 10 critical.
   * @default 7
   */
  readonly alarmFrom?: number;
}

/**
 * GuardDuty with every protection plan that the partition has, publishing what it finds every 15 minutes; severe findings go to the
 * alarm topic.
 *
 * @throws InvalidInputError when `alarmFrom` is not a severity
 */
export class ThreatDetection extends Construct {
  /** The detector; none where `existing` is given. */
  public readonly detector: CfnDetector | undefined;
  /** Sends severe findings to the alarm topic. Findings of a member account's detector reach its own event bus, too. */
  public readonly rule: Rule;

  public constructor(scope: Construct, id: string, props: ThreatDetectionProps = {}) {
    super(scope, id);
    const alarmFrom = props.alarmFrom ?? 7;
    validate(this.node.path, alarmFrom);
    props.existing?.record(this, 'GuardDuty detector', ['DetectorFull']);
    this.detector = props.existing ? undefined : this.makeDetector();
    this.rule = new Rule(this, 'SevereFindings', {
      description: `Findings of GuardDuty from severity ${alarmFrom} go to the alarm topic`,
      eventPattern: {
        account: [Stack.of(this).account],
        source: ['aws.guardduty'],
        detailType: ['GuardDuty Finding'],
        detail: { severity: Match.greaterThanOrEqual(alarmFrom) },
      },
      targets: [AlarmTopic.of(this).target],
    });
  }

  private makeDetector(): CfnDetector {
    return new CfnDetector(this, 'Resource', {
      enable: true,
      findingPublishingFrequency: 'FIFTEEN_MINUTES',
      features: PROTECTION_PLANS.filter(({ feature }) => feature === undefined || isAvailable(this, feature)).map(
        ({ name, agents }) => ({
          name,
          status: 'ENABLED',
          ...(agents && { additionalConfiguration: agents.map((agent) => ({ name: agent, status: 'ENABLED' })) }),
        }),
      ),
    });
  }
}

interface ProtectionPlan {
  readonly name: string;
  /** What a partition may lack; absent for a plan that every partition has. */
  readonly feature?: Feature;
  /** Agents that GuardDuty installs and keeps current by itself. */
  readonly agents?: readonly string[];
}

/** `EKS_RUNTIME_MONITORING` is a part of `RUNTIME_MONITORING`; GuardDuty refuses both together ("DetectorFeatureConfiguration"). */
const PROTECTION_PLANS: readonly ProtectionPlan[] = [
  { name: 'S3_DATA_EVENTS' },
  { name: 'EKS_AUDIT_LOGS' },
  { name: 'EBS_MALWARE_PROTECTION', feature: Feature.GUARDDUTY_EBS_MALWARE_PROTECTION },
  { name: 'RDS_LOGIN_EVENTS', feature: Feature.GUARDDUTY_RDS_LOGIN_EVENTS },
  { name: 'LAMBDA_NETWORK_LOGS', feature: Feature.GUARDDUTY_LAMBDA_NETWORK_LOGS },
  {
    name: 'RUNTIME_MONITORING',
    feature: Feature.GUARDDUTY_RUNTIME_MONITORING,
    agents: ['EC2_AGENT_MANAGEMENT', 'ECS_FARGATE_AGENT_MANAGEMENT', 'EKS_ADDON_MANAGEMENT'],
  },
];

function validate(path: string, alarmFrom: number): void {
  const faults = new FaultCollector(`threat detection '${path}'`);
  faults.check(
    Number.isFinite(alarmFrom) && alarmFrom >= 0 && alarmFrom <= 10,
    'alarmFrom',
    alarmFrom,
    'a severity of GuardDuty, 0 to 10: 7 is high',
  );
  faults.throwIfAny();
}
