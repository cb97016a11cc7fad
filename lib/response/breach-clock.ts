import { Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  type IChainable,
  IntegrationPattern,
  JsonPath,
  type StateMachine,
  Succeed,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Stack, Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { CONTROL_TAG, Control } from '../declaration/control-tags';
import { declareOwn } from '../declaration/own-data';
import { AlarmTopic } from '../detection/alarm-topic';
import { KeyHierarchy } from '../keys/key-hierarchy';
import { KeyPurpose } from '../keys/key-purpose';
import { statefulRemovalPolicy } from '../profile';
import { BREACH_DEADLINES, type BreachDeadline } from './breach-deadlines';
import { clockStates, PATIENTLY } from './clock-states';
import { FINDERS, findingIn } from './finders';
import { Workflow } from './workflow';

/** Properties of a `BreachClock`. */
export interface BreachClockProps {
  /**
   * The deadlines that it reminds of.
   * @default - those of `BREACH_DEADLINES`
   */
  readonly deadlines?: readonly BreachDeadline[];
}

/**
 * Runs from the moment a breach may have happened to the moment somebody decided on it. A severe finding starts it, once a finding
 * however often that one recurs; it tells the alarm topic at once, again before each deadline, and when a deadline is over. Whoever
 * decided, whether to notify or not, stops the execution and gives the decision as the cause: that is the record of it. After the
 * last deadline it fails, which rings an alarm. A finding that starts no clock is among the dead letters of the alarm topic.
 *
 * The time counts from the finding, which is the earliest that anyone can be aware. What it carries, logs and tells of a finding is
 * its id, type, severity, time and place, never its details: those may be about persons.
 *
 * A breach that no service finds starts it, too: start an execution of `intake` with these fields.
 *
 * @throws InvalidInputError naming every deadline that is not valid
 */
export class BreachClock extends Construct {
  /** Starts the clock of a finding, unless it ran within the last 90 days. Its input is one finding. */
  public readonly intake: StateMachine;
  /** The clock of one finding. */
  public readonly clock: StateMachine;

  public constructor(scope: Construct, id: string, props: BreachClockProps = {}) {
    super(scope, id);
    const keys = KeyHierarchy.of(this);
    const logGroup = new LogGroup(this, 'Logs', {
      encryptionKey: keys.key(KeyPurpose.LOGS),
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: statefulRemovalPolicy(this),
    });
    const { topic } = AlarmTopic.of(this);
    const messaging = keys.key(KeyPurpose.MESSAGING).keyArn;
    this.clock = new Workflow(this, 'Clock', {
      description: 'Reminds of the deadlines of a breach until somebody decides',
      definition: clockStates(this, topic, props.deadlines ?? Object.values(BREACH_DEADLINES)),
      statements: [
        allow('Notify', ['sns:Publish'], topic.topicArn),
        allow('EncryptNotices', ['kms:Decrypt', 'kms:GenerateDataKey'], messaging),
      ],
      logGroup,
    }).machine;
    this.intake = new Workflow(this, 'Intake', {
      description: 'Starts the breach clock of a finding, once a finding',
      definition: this.start(),
      statements: [allow('StartClock', ['states:StartExecution'], this.clock.stateMachineArn)],
      logGroup,
    }).machine;
    this.listen();
    declareOwn(this, 'breach-clock');
    Tags.of(this).add(CONTROL_TAG, Control.BREACH_CLOCK);
  }

  /** GuardDuty sends a finding again whenever it recurs. The name of an execution can't be used twice within 90 days. */
  private start(): IChainable {
    const start = new StepFunctionsStartExecution(this, 'StartClock', {
      stateMachine: this.clock,
      integrationPattern: IntegrationPattern.REQUEST_RESPONSE,
      name: JsonPath.stringAt('$.id'),
      input: TaskInput.fromJsonPathAt('$'),
    });
    const started = new Succeed(this, 'Started');
    start.addRetry({ errors: [STARTED_BEFORE], maxAttempts: 0 });
    start.addRetry({ errors: ['States.ALL'], ...PATIENTLY });
    start.addCatch(started, { errors: [STARTED_BEFORE] });
    return start.next(started);
  }

  private listen(): void {
    const { deadLetters } = AlarmTopic.of(this);
    const description = 'Lets EventBridge start the breach clock';
    const stack = Stack.of(this);
    const role = new Role(this, 'Starter', {
      description,
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'events', resource: 'rule', resourceName: '*' }) },
        },
      }),
      managedPolicies: [
        new ManagedPolicy(this, 'StarterPolicy', {
          description,
          statements: [allow('StartIntake', ['states:StartExecution'], this.intake.stateMachineArn)],
        }),
      ],
    });
    for (const { service, source, detailType, severe, severityPath } of FINDERS) {
      new Rule(this, `${service}Findings`, {
        description: `Severe findings of ${service} start the breach clock`,
        eventPattern: {
          account: [stack.account],
          source: [source],
          detailType: [detailType],
          detail: { severity: severe },
        },
        targets: [
          deadLetters.keep(
            new SfnStateMachine(this.intake, { role: role.withoutPolicyUpdates(), input: findingIn(severityPath) }),
          ),
        ],
      });
    }
  }
}

function allow(sid: string, actions: string[], resource: string): PolicyStatement {
  return new PolicyStatement({ sid, actions, resources: [resource] });
}

const STARTED_BEFORE = 'StepFunctions.ExecutionAlreadyExistsException';
