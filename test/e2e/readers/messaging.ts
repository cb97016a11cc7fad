import { GetSubscriptionAttributesCommand, GetTopicAttributesCommand, ListTagsForResourceCommand } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, ListQueueTagsCommand } from '@aws-sdk/client-sqs';
import { type Readers, type Subject, tags, tagsOf } from './reader';

export const MESSAGING_READERS: Readers = {
  'AWS::SNS::Topic': {
    read: async ({ physicalId: TopicArn, clients: { sns } }) => {
      const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
      const { Tags } = await sns.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }));
      return {
        TopicName: TopicArn.split(':').at(-1),
        DisplayName: Attributes['DisplayName'],
        FifoTopic: Attributes['FifoTopic'],
        KmsMasterKeyId: Attributes['KmsMasterKeyId'],
        SignatureVersion: Attributes['SignatureVersion'],
        Tags: tags(Tags),
        TracingConfig: Attributes['TracingConfig'],
      };
    },
  },
  'AWS::SNS::TopicPolicy': {
    read: async ({ properties, clients: { sns } }) => ({
      Topics: properties['Topics'],
      PolicyDocument: await same(properties['Topics'], async (TopicArn) => {
        const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
        return Attributes?.['Policy'];
      }),
    }),
  },
  'AWS::SNS::Subscription': {
    read: async ({ physicalId, clients: { sns } }) => {
      const { Attributes = {} } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: physicalId }));
      return Attributes;
    },
    unreadable: { Region: 'SNS has no such attribute: it is where CloudFormation calls' },
  },
  'AWS::SQS::Queue': {
    read: async ({ physicalId, clients: { sqs } }) => {
      const Attributes = await queueAttributes({ physicalId, clients: { sqs } });
      const { Tags } = await sqs.send(new ListQueueTagsCommand({ QueueUrl: physicalId }));
      return {
        ...Attributes,
        QueueName: physicalId.split('/').at(-1),
        MessageRetentionPeriod: Attributes['MessageRetentionPeriod'],
        Tags: tagsOf(Tags),
      };
    },
  },
  'AWS::SQS::QueuePolicy': {
    read: async ({ properties, clients: { sqs } }) => ({
      Queues: properties['Queues'],
      PolicyDocument: await same(
        properties['Queues'],
        async (QueueUrl) => (await queueAttributes({ physicalId: QueueUrl, clients: { sqs } }))['Policy'],
      ),
    }),
  },
};

async function queueAttributes({ physicalId, clients }: { physicalId: string; clients: Pick<Subject['clients'], 'sqs'> }) {
  const { Attributes = {} } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: physicalId, AttributeNames: ['All'] }),
  );
  return Attributes;
}

/** What all of these have, which must be one. */
async function same(names: unknown, read: (name: string) => Promise<string | undefined>): Promise<unknown> {
  const all = await Promise.all((Array.isArray(names) ? names : []).map((name) => read(String(name))));
  if (new Set(all).size > 1) throw new Error(`not all of ${names} have the same policy`);
  return all[0];
}
