import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, type IChainable, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AlarmTopic } from '../detection/alarm-topic';

/** Properties of a `Workflow`. */
export interface WorkflowProps {
  /** What the workflow is for, in a sentence. */
  readonly description: string;
  /** The states, the first one first. */
  readonly definition: IChainable;
  /** What the workflow may do, beside logging and tracing. */
  readonly statements: readonly PolicyStatement[];
  /** Where its steps are logged, without their data. */
  readonly logGroup: ILogGroup;
}

/** "Using CloudWatch Logs to log execution history": actions of log delivery, which name no resource. */
const DELIVER_LOGS = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];
/** "X-Ray and Step Functions". */
const TRACE = ['xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

/**
 * A standard state machine under a role of its own that may do what is stated and no more. Every step is logged and traced, its data
 * are not; an alarm rings when an execution fails.
 */
export class Workflow extends Construct {
  public readonly machine: StateMachine;
  /** All that the workflow's role may do. */
  public readonly policy: ManagedPolicy;

  public constructor(scope: Construct, id: string, props: WorkflowProps) {
    super(scope, id);
    const { description } = props;
    this.policy = new ManagedPolicy(this, 'Policy', {
      description,
      statements: [
        ...props.statements,
        new PolicyStatement({ sid: 'DeliverLogs', actions: DELIVER_LOGS, resources: ['*'] }),
        new PolicyStatement({ sid: 'Trace', actions: TRACE, resources: ['*'] }),
      ],
    });
    const role = new Role(this, 'Role', {
      description,
      assumedBy: new ServicePrincipal('states.amazonaws.com', { conditions: forMachines(Stack.of(this)) }),
      managedPolicies: [this.policy],
    });
    this.machine = new StateMachine(this, 'Resource', {
      // What the CDK would add to the role is in the policy already, and would become an inline policy.
      role: role.withoutPolicyUpdates(),
      comment: description,
      definitionBody: DefinitionBody.fromChainable(props.definition),
      stateMachineType: StateMachineType.STANDARD,
      logs: { destination: props.logGroup, level: LogLevel.ALL, includeExecutionData: false },
      tracingEnabled: true,
    });
    // Step Functions checks the right to log when the machine is made.
    this.machine.node.addDependency(this.policy);
    const failures = new Alarm(this, 'Failures', {
      alarmDescription: `Failed: ${description}`,
      metric: this.machine.metricFailed({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    failures.addAlarmAction(AlarmTopic.of(this).action);
  }
}

/** "Prevent cross-service confused deputy issue in Step Functions". */
function forMachines(stack: Stack): Record<string, Record<string, string>> {
  const machines = stack.formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': machines } };
}
