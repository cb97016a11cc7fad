import { CfnAnalyzer } from 'aws-cdk-lib/aws-accessanalyzer';
import { Rule } from 'aws-cdk-lib/aws-events';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Existing } from '../existing';
import { AlarmTopic } from './alarm-topic';

/** Properties of an `ExternalAccess`. */
export interface ExternalAccessProps {
  /**
   * Says that the account is analyzed already: a region takes one such analyzer an account.
   * @default - an analyzer is made
   */
  readonly existing?: Existing;
}

/**
 * IAM Access Analyzer over the account: whatever a policy lets someone outside it reach is a finding, and goes to the alarm topic.
 */
export class ExternalAccess extends Construct {
  /** The analyzer; none where `existing` is given. */
  public readonly analyzer: CfnAnalyzer | undefined;
  /** Sends active findings to the alarm topic. Those of an organisation's own analyzer stay with its administrator. */
  public readonly rule: Rule;

  public constructor(scope: Construct, id: string, props: ExternalAccessProps = {}) {
    super(scope, id);
    props.existing?.record(this, 'IAM Access Analyzer', ['ExternalAccessAnalyzed']);
    this.analyzer = props.existing ? undefined : new CfnAnalyzer(this, 'Resource', { type: 'ACCOUNT' });
    this.rule = new Rule(this, 'ActiveFindings', {
      description: 'Findings of access from outside the account go to the alarm topic',
      eventPattern: {
        account: [Stack.of(this).account],
        source: ['aws.access-analyzer'],
        detailType: ['Access Analyzer Finding'],
        detail: { status: ['ACTIVE'] },
      },
      targets: [AlarmTopic.of(this).target],
    });
  }
}
