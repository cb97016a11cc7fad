import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Clients } from './clients';
import { eventually } from './suite';

/** A queue that gets what a topic does, and how to take it away again. */
export async function listen({ sns, sqs }: Clients, TopicArn: string) {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'notices-of-the-test' }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.['QueueArn'], ReturnSubscriptionArn: true }),
  );
  const notice = (text: string) =>
    eventually(`a notice of ${text}`, async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      const said = Messages.map(({ Body = '{}' }): string => JSON.parse(Body).Message);
      return said.find((message) => message.includes(text));
    });
  const stop = async () => {
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  };
  return { notice, stop };
}

/** A finding of GuardDuty, as it comes to the account's bus. */
export async function find({ events }: Clients, id: string, severity: number): Promise<void> {
  const detail = {
    id,
    severity,
    type: 'Exfiltration:S3/AnomalousBehavior',
    resource: { accessKeyDetails: { userName: 'mary' } },
  };
  const entry = { Source: 'aws.guardduty', DetailType: 'GuardDuty Finding', Detail: JSON.stringify(detail) };
  await events.send(new PutEventsCommand({ Entries: [entry] }));
}

/** Executions of a state machine: name and status. */
export async function executions({ stepFunctions }: Clients, stateMachineArn: string) {
  const { executions: found = [] } = await stepFunctions.send(new ListExecutionsCommand({ stateMachineArn }));
  return found.map(({ executionArn = '', name = '', status = '' }) => ({ executionArn, name, status: String(status) }));
}

/** What whoever decided on a breach does. */
export async function decide({ stepFunctions }: Clients, executionArn: string): Promise<void> {
  await stepFunctions.send(new StopExecutionCommand({ executionArn, cause: 'No breach: it was a test.' }));
}
