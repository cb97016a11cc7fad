import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IRuleTarget } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { KeyHierarchy } from '../keys/key-hierarchy';
import { KeyPurpose } from '../keys/key-purpose';

/**
 * Keeps for two weeks what was not delivered: events of any EventBridge rule or bus of this account and region, and the notices of
 * topics that name it. The queue is encrypted under the key for messaging, and takes letters over TLS.
 *
 * EventBridge is admitted once, whichever rule it is, so that a rule of a later stack changes nothing here.
 */
export class DeadLetters extends Construct {
  public readonly queue: Queue;

  public constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queue = new Queue(this, 'Resource', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: KeyHierarchy.of(this).key(KeyPurpose.MESSAGING),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.admitEvents();
  }

  /** How many letters there are. */
  public get count(): Metric {
    return this.queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' });
  }

  /** The target of a rule, with what can't be delivered to it kept here. */
  public keep(target: IRuleTarget): IRuleTarget {
    return { bind: (rule, id) => ({ ...target.bind(rule, id), deadLetterConfig: { arn: this.queue.queueArn } }) };
  }

  /** "Using dead-letter queues to process undelivered events in EventBridge": a rule sends from its own ARN, a bus from the bus's. */
  private admitEvents(): void {
    const stack = Stack.of(this);
    const sources = ['rule', 'event-bus'].map((resource) => stack.formatArn({ service: 'events', resource, resourceName: '*' }));
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'KeepUndeliveredEvents',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': sources } },
      }),
    );
  }
}
