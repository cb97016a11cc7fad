import { CfnAnalyzer } from 'aws-cdk-lib/aws-accessanalyzer';
import { Rule } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** Properties of an `ExternalAccess`. */
export interface ExternalAccessProps {
  /** Where findings go: a topic whose policy lets EventBridge publish, as that of an `AlarmTopic` does. */
  readonly topic: ITopic;
}

/**
 * IAM Access Analyzer over the account: whatever a policy lets someone outside it reach is a finding, and goes to the topic.
 * A region takes one such analyzer an account.
 */
export class ExternalAccess extends Construct {
  public readonly analyzer: CfnAnalyzer;
  /** Sends active findings to the topic. */
  public readonly rule: Rule;

  public constructor(scope: Construct, id: string, { topic }: ExternalAccessProps) {
    super(scope, id);
    this.analyzer = new CfnAnalyzer(this, 'Resource', { type: 'ACCOUNT' });
    this.rule = new Rule(this, 'ActiveFindings', {
      description: 'Findings of access from outside the account go to the alarm topic',
      eventPattern: {
        account: [Stack.of(this).account],
        source: ['aws.access-analyzer'],
        detailType: ['Access Analyzer Finding'],
        detail: { status: ['ACTIVE'] },
      },
      targets: [{ bind: () => ({ arn: topic.topicArn, targetResource: topic }) }],
    });
  }
}
