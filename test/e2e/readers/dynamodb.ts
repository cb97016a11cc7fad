import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetResourcePolicyCommand,
  ListTagsOfResourceCommand,
  type Tag,
} from '@aws-sdk/client-dynamodb';
import type { Clients } from '../support/clients';
import { type Readers, tags, unless } from './reader';

export const DYNAMODB_READERS: Readers = {
  'AWS::DynamoDB::Table': {
    read: async ({ physicalId: TableName, clients: { dynamodb } }) => {
      const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
      const ResourceArn = Table?.TableArn ?? '';
      const { ContinuousBackupsDescription } = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
      const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
      const policy = await unless(dynamodb.send(new GetResourcePolicyCommand({ ResourceArn })), 'PolicyNotFoundException');
      const recovery = ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
      return {
        TableName,
        AttributeDefinitions: Table?.AttributeDefinitions,
        BillingMode: Table?.BillingModeSummary?.BillingMode ?? 'PROVISIONED',
        DeletionProtectionEnabled: Table?.DeletionProtectionEnabled,
        KeySchema: Table?.KeySchema,
        PointInTimeRecoverySpecification: {
          PointInTimeRecoveryEnabled: recovery?.PointInTimeRecoveryStatus === 'ENABLED',
          RecoveryPeriodInDays: recovery?.RecoveryPeriodInDays,
        },
        ResourcePolicy: { PolicyDocument: policy?.Policy },
        SSESpecification: {
          SSEEnabled: Table?.SSEDescription?.Status === 'ENABLED',
          SSEType: Table?.SSEDescription?.SSEType,
          KMSMasterKeyId: Table?.SSEDescription?.KMSMasterKeyArn,
        },
        StreamSpecification: { StreamViewType: Table?.StreamSpecification?.StreamViewType },
        Tags: tags(await tagsOfTable(dynamodb, ResourceArn)),
        TimeToLiveSpecification: {
          AttributeName: TimeToLiveDescription?.AttributeName,
          Enabled: TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED',
        },
      };
    },
  },
};

/** DynamoDB tells ten at a time. */
async function tagsOfTable(dynamodb: Clients['dynamodb'], ResourceArn: string): Promise<Tag[]> {
  const found: Tag[] = [];
  for (let NextToken: string | undefined; ; ) {
    const { Tags = [], ...page } = await dynamodb.send(
      new ListTagsOfResourceCommand({ ResourceArn, ...(NextToken && { NextToken }) }),
    );
    found.push(...Tags);
    NextToken = page.NextToken;
    if (NextToken === undefined) return found;
  }
}
