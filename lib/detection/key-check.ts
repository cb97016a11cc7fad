import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { EventBus, type IEventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as HandlerLambda } from 'aws-cdk-lib/aws-lambda';
import { Duration, Lazy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { declareOwn } from '../declaration/own-data';
import { HandlerFunction } from '../handler-function';
import { KeyHierarchy } from '../keys/key-hierarchy';
import { KeyPurpose } from '../keys/key-purpose';
import { AlarmTopic } from './alarm-topic';

/** Properties of a `KeyCheck`. */
export interface KeyCheckProps {
  /**
   * The keys to check.
   * @default - those that serve this scope
   */
  readonly hierarchy?: KeyHierarchy;
  /**
   * Network that the check runs in. It needs interface endpoints of KMS, SSM and EventBridge.
   * @default - none
   */
  readonly vpc?: IVpc;
  /**
   * Subnets of that network: its application tier.
   * @default - its private subnets
   */
  readonly subnets?: SubnetSelection;
  /**
   * The bus that findings go to: source `strongroom.keys`, detail-type `Key Check Finding`.
   * @default - one of its own, encrypted under the key for messaging
   */
  readonly bus?: IEventBus;
  /**
   * When keys are checked, at least once a day: an alarm rings when a day passes without.
   * @default - once a day
   */
  readonly schedule?: Schedule;
}

/** A day and an hour: two daily runs are never a whole day apart to the second. */
const SILENCE_HOURS = 25;

/**
 * Compares every key of a hierarchy with its declared state once a day: a key that is missing, disabled or waits for its deletion,
 * rotation that is off or too slow, another policy than was deployed, a grant that no service made for itself, another kind of key,
 * and what could not be read. Which keys there are is told to the function by its deployment, so that a declared state that is
 * deleted, or rewritten to be another key's, is a finding, too. One rewritten to the very policy that the key was given hides that
 * change from the check, not from the trail.
 *
 * Each finding is an event on the bus, and goes on to the alarm topic, whose dead letters take runs and findings that got lost. Alarms
 * ring for findings until a run finds none, for a run that failed, and for a day without a run; the last one also from the first
 * deployment until the first run.
 *
 * The function reserves one concurrent run. Lambda refuses that in an account whose quota of concurrent executions is still that of
 * a new one, 10: it must be raised above 100 before, as Lambda keeps 100 unreserved.
 */
export class KeyCheck extends Construct {
  /** The bus that findings go to. */
  public readonly bus: IEventBus;
  public readonly function: HandlerLambda;

  public constructor(scope: Construct, id: string, props: KeyCheckProps = {}) {
    super(scope, id);
    const keys = props.hierarchy ?? KeyHierarchy.of(this);
    const busName = Lazy.string({ produce: () => this.bus.eventBusName });
    const busArn = Lazy.string({ produce: () => this.bus.eventBusArn });
    this.function = new HandlerFunction(this, 'Function', {
      handler: 'key-check',
      description: 'Compares every key with its declared state',
      environment: {
        ENVIRONMENT: keys.environmentName,
        DECLARATION_PATH: keys.declarationPath,
        EVENT_BUS_NAME: busName,
        KEYS: deployedKeys(this, keys),
      },
      statements: [...readKeys(this, keys), statement('ReportFindings', ['events:PutEvents'], [busArn])],
      failures: AlarmTopic.of(this).topic,
      timeout: Duration.minutes(2),
      concurrency: 1,
      ...(props.vpc && { vpc: props.vpc }),
      ...(props.subnets && { subnets: props.subnets }),
    }).function;
    this.bus = props.bus ?? this.makeBus();
    this.run(props.schedule ?? Schedule.rate(Duration.days(1)));
    this.forwardFindings();
    this.watch(keys.environmentName);
    declareOwn(this, 'key-check');
  }

  private makeBus(): IEventBus {
    const bus = new EventBus(this, 'Bus', {
      description: 'Findings of the key check',
      kmsKey: KeyHierarchy.of(this).key(KeyPurpose.MESSAGING),
      deadLetterQueue: AlarmTopic.of(this).deadLetters.queue,
    });
    // EventBus declares `eventSourceName: string | undefined` where IEventBus has it optional, which exactOptionalPropertyTypes tells apart.
    return bus as IEventBus;
  }

  private run(schedule: Schedule): void {
    const rule = new Rule(this, 'Schedule', { description: 'Runs the key check', schedule });
    const runs = new LambdaFunction(this.function, { retryAttempts: 3, maxEventAge: Duration.hours(2) });
    rule.addTarget(AlarmTopic.of(this).deadLetters.keep(runs));
  }

  private forwardFindings(): void {
    new Rule(this, 'Findings', {
      description: 'Sends findings of the key check to the alarm topic',
      eventBus: this.bus,
      eventPattern: { source: ['strongroom.keys'], detailType: ['Key Check Finding'] },
      targets: [AlarmTopic.of(this).target],
    });
  }

  private watch(environment: string): void {
    const findings = new Metric({
      namespace: 'Strongroom',
      metricName: 'KeyFindings',
      dimensionsMap: { environment },
      statistic: 'Maximum',
      period: Duration.minutes(5),
    });
    // Between two runs nothing is measured, and what was found still stands.
    this.alarm('KeyFindings', 'Keys differ from their declared state', findings, 1, TreatMissingData.IGNORE);
    const errors = this.function.metricErrors({ period: Duration.minutes(5) });
    this.alarm('Errors', 'The key check failed', errors, 1, TreatMissingData.NOT_BREACHING);
    const silence = new Alarm(this, 'Silence', {
      alarmDescription: 'The key check has not run for a day',
      metric: this.function.metricInvocations({ period: Duration.hours(1) }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: SILENCE_HOURS,
      treatMissingData: TreatMissingData.BREACHING,
    });
    silence.addAlarmAction(AlarmTopic.of(this).action);
  }

  private alarm(
    id: string,
    alarmDescription: string,
    metric: Metric,
    threshold: number,
    treatMissingData: TreatMissingData,
  ): void {
    const alarm = new Alarm(this, id, {
      alarmDescription,
      metric,
      threshold,
      treatMissingData,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
    });
    alarm.addAlarmAction(AlarmTopic.of(this).action);
  }
}

function readKeys(scope: Construct, keys: KeyHierarchy): PolicyStatement[] {
  const path = Stack.of(scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: keys.declarationPath.slice(1) });
  // A hierarchy that makes its keys when they are asked for has all of them at the end only.
  const keyArns = Lazy.list({ produce: () => keys.purposes.map((purpose) => keys.key(purpose).keyArn) });
  return [
    new PolicyStatement({
      sid: 'ReadKeys',
      actions: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:ListGrants'],
      resources: keyArns,
    }),
    statement('ReadDeclaredStates', ['ssm:GetParametersByPath'], [path]),
  ];
}

/** About 130 bytes a key: with one a purpose, far below the 4 KB that Lambda has for variables. */
function deployedKeys(scope: Construct, keys: KeyHierarchy): string {
  const describe = (purpose: KeyPurpose) => ({ keyId: keys.key(purpose).keyArn, existing: keys.isExisting(purpose) });
  return Lazy.string({
    produce: () =>
      Stack.of(scope).toJsonString(Object.fromEntries([...keys.purposes].sort().map((purpose) => [purpose, describe(purpose)]))),
  });
}

function statement(sid: string, actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ sid, actions, resources });
}
