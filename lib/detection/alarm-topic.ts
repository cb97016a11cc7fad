import { Alarm, ComparisonOperator, type IAlarmAction, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IRuleTarget } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { type ArnComponents, ArnFormat, Stack } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { declareOwn } from '../declaration/own-data';
import { FaultCollector } from '../errors';
import { KeyHierarchy } from '../keys/key-hierarchy';
import { KeyPurpose } from '../keys/key-purpose';
import { Provided } from '../provided';
import { DeadLetters } from './dead-letters';

/** Properties of an `AlarmTopic`. */
export interface AlarmTopicProps {
  /**
   * E-mail addresses that every alarm goes to: mailboxes of a team or an on-call service. Each must confirm once.
   * @default - nobody; subscribe to `topic` instead
   */
  readonly contacts?: readonly string[];
}

const ADDRESS =
  /^[^\s@"<>(),;:\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/;
const ADDRESS_LENGTH = 254;

/** Whether SNS can send mail there. */
export function isEmailAddress(text: string): boolean {
  return ADDRESS.test(text) && text.length <= ADDRESS_LENGTH;
}

/**
 * Where alarms, findings and events of failed backups go: an SNS topic encrypted under the key for messaging. Over TLS,
 * CloudWatch alarms and backup vaults of this account may publish, and EventBridge rules. EventBridge names no account when it
 * publishes, so a rule of any account that knows the topic's ARN may: an event here is a reason to look, and no proof.
 *
 * What EventBridge can't publish and SNS can't mail is kept among the dead letters, and an alarm rings. It rings here: where the topic
 * itself is what fails, it shows in CloudWatch alone.
 *
 * @throws InvalidInputError naming every contact that is not an e-mail address, or stands there twice
 */
export class AlarmTopic extends Construct {
  /** The topic that serves `scope`: the nearest provided, else one without contacts in its stack. */
  public static of(scope: IConstruct): AlarmTopic {
    return ALARM_TOPIC.of(scope);
  }

  public readonly topic: Topic;
  /** What was not delivered: here, and to any target of a rule that `deadLetters.keep` was asked for. */
  public readonly deadLetters: DeadLetters;

  public constructor(scope: Construct, id: string, props: AlarmTopicProps = {}) {
    super(scope, id);
    const contacts = props.contacts ?? [];
    validate(this.node.path, contacts);
    this.topic = new Topic(this, 'Resource', {
      displayName: 'Strongroom alarms',
      masterKey: KeyHierarchy.of(this).key(KeyPurpose.MESSAGING),
      enforceSSL: true,
      signatureVersion: '2',
    });
    this.admitPublishers();
    this.deadLetters = new DeadLetters(this, 'DeadLetters');
    const deadLetterQueue = this.deadLetters.queue;
    for (const contact of contacts) this.topic.addSubscription(new EmailSubscription(contact, { deadLetterQueue }));
    this.watchDeadLetters();
    declareOwn(this, 'alarms');
  }

  /** The action that sends a CloudWatch alarm here. */
  public get action(): IAlarmAction {
    return new SnsAction(this.topic);
  }

  /** The target that sends an EventBridge rule's events here. */
  public get target(): IRuleTarget {
    // The CDK's own target widens the topic's and the key's policies, which admit EventBridge already.
    return this.deadLetters.keep({ bind: () => ({ arn: this.topic.topicArn, targetResource: this.topic }) });
  }

  /** Lets `scope` and everything below it send its alarms here. */
  public serve(scope: IConstruct): this {
    ALARM_TOPIC.provide(scope, this);
    return this;
  }

  private watchDeadLetters(): void {
    const lost = new Alarm(this, 'Undelivered', {
      alarmDescription: 'An event or a notice was not delivered',
      metric: this.deadLetters.count,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    lost.addAlarmAction(this.action);
  }

  private admitPublishers(): void {
    const { account } = Stack.of(this);
    this.admit('PublishAlarms', 'cloudwatch.amazonaws.com', {
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.admit('PublishBackupEvents', 'backup.amazonaws.com', {
      service: 'backup',
      resource: 'backup-vault',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    // EventBridge doesn't tell SNS its source, so a condition on it would drop every event ("Troubleshooting Amazon EventBridge").
    // The refusal below binds it as soon as it does.
    this.admit('PublishEvents', 'events.amazonaws.com');
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'RefuseOtherAccounts',
        effect: Effect.DENY,
        principals: PUBLISHERS.map((service) => new ServicePrincipal(service)),
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        // Without the test for its presence, a missing key counts as a different account.
        conditions: { Null: { 'aws:SourceAccount': 'false' }, StringNotEquals: { 'aws:SourceAccount': account } },
      }),
    );
  }

  private admit(sid: string, service: string, source?: ArnComponents): void {
    const stack = Stack.of(this);
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid,
        principals: [new ServicePrincipal(service)],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        ...(source && {
          conditions: {
            StringEquals: { 'aws:SourceAccount': stack.account },
            ArnLike: { 'aws:SourceArn': stack.formatArn(source) },
          },
        }),
      }),
    );
  }
}

const PUBLISHERS = ['cloudwatch.amazonaws.com', 'backup.amazonaws.com', 'events.amazonaws.com'];

const ALARM_TOPIC = new Provided<AlarmTopic>('AlarmTopic', (scope, id) => new AlarmTopic(scope, id));

function validate(path: string, contacts: readonly string[]): void {
  const faults = new FaultCollector(`alarm topic '${path}'`);
  for (const [index, contact] of contacts.entries()) {
    const fine = faults.check(
      isEmailAddress(contact),
      `contacts[${index}]`,
      contact,
      "an e-mail address, such as 'security@example.com'",
    );
    if (fine) faults.check(contacts.indexOf(contact) === index, `contacts[${index}]`, contact, 'each address once');
  }
  faults.throwIfAny();
}
