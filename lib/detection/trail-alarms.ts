import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AlarmTopic } from './alarm-topic';
import { TRAIL_SIGNALS, type TrailSignal } from './trail-signals';

/** Properties of `TrailAlarms`. */
export interface TrailAlarmsProps {
  /** Where the trail writes its events: that of an `AuditTrail`, or of a trail that exists already. */
  readonly logGroup: ILogGroup;
}

/**
 * An alarm for each event of the audit trail that someone should hear of within minutes: use of the root user, changes of keys,
 * trail, IAM, network and buckets, failed sign-ins. Source: "Security Hub CSPM controls for Amazon CloudWatch", CloudWatch.1 to
 * CloudWatch.14, after the CIS AWS Foundations Benchmark.
 */
export class TrailAlarms extends Construct {
  /** The alarms, by the name of their signal. */
  public readonly alarms: ReadonlyMap<string, Alarm>;

  public constructor(scope: Construct, id: string, props: TrailAlarmsProps) {
    super(scope, id);
    const { action } = AlarmTopic.of(this);
    this.alarms = new Map(
      TRAIL_SIGNALS.map((signal) => {
        const alarm = this.alarm(signal, props.logGroup);
        alarm.addAlarmAction(action);
        return [signal.name, alarm];
      }),
    );
  }

  private alarm(signal: TrailSignal, logGroup: ILogGroup): Alarm {
    const home = new Construct(this, signal.name);
    const filter = new MetricFilter(home, 'Filter', {
      logGroup,
      filterPattern: FilterPattern.literal(signal.pattern),
      // Two environments of an account would otherwise count into one metric.
      metricNamespace: `Strongroom/${Stack.of(this).stackName}`,
      metricName: signal.name,
      metricValue: '1',
      defaultValue: 0,
    });
    return new Alarm(home, 'Alarm', {
      alarmDescription: signal.meaning,
      metric: filter.metric({ statistic: 'Sum', period: Duration.minutes(5) }),
      threshold: signal.threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
