import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Clients } from './clients';
import { eventually } from './suite';

const SOURCE = 'strongroom.keys';

/** What the check answers. */
export interface CheckResult {
  readonly checked: number;
  readonly findings: number;
}

/** A finding as it stands on the bus. */
export interface FindingEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Runs the check as its schedule would. */
export async function runCheck({ lambda }: Clients, functionName: string): Promise<CheckResult> {
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: functionName, Payload: '{}' }));
  const answer = Payload?.transformToString() ?? '';
  if (FunctionError !== undefined) throw new Error(`${functionName} failed: ${answer}`);
  return JSON.parse(answer);
}

/** A queue that gets every finding of a bus, as an application's own rule would send it. */
export async function subscribe({ events, sqs }: Clients, bus: string): Promise<() => Promise<FindingEvent>> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'findings-of-the-test' }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const rule = { Name: 'findings-of-the-test', EventBusName: bus };
  await events.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify({ source: [SOURCE] }) }));
  const target = { Id: 'queue', Arn: Attributes?.['QueueArn'] ?? '' };
  await events.send(new PutTargetsCommand({ Rule: rule.Name, EventBusName: bus, Targets: [target] }));
  return () =>
    eventually('a finding on the bus', async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }));
      return Messages[0]?.Body === undefined ? undefined : JSON.parse(Messages[0].Body);
    });
}

/** The highest value of a metric of the check in the last hour. */
export async function metric({ cloudWatch }: Clients, name: string, environment: string): Promise<number | undefined> {
  const now = Date.now();
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'Strongroom',
      MetricName: name,
      Dimensions: [{ Name: 'environment', Value: environment }],
      StartTime: new Date(now - 3_600_000),
      EndTime: new Date(now + 60_000),
      Period: 3600,
      Statistics: ['Maximum'],
    }),
  );
  const values = Datapoints.map(({ Maximum = 0 }) => Maximum);
  return values.length > 0 ? Math.max(...values) : undefined;
}
