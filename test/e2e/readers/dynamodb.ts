import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetResourcePolicyCommand,
  ListTagsOfResourceCommand,
} from '@aws-sdk/client-dynamodb';
import { type Readers, tags, unless } from './reader';

export const DYNAMODB_READERS: Readers = {
  'AWS::DynamoDB::Table': {
    read: async ({ physicalId: TableName, clients: { dynamodb } }) => {
      const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
      const ResourceArn = Table?.TableArn ?? '';
      const { ContinuousBackupsDescription } = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
      const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
      const { Tags } = await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn }));
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
        Tags: tags(Tags),
        TimeToLiveSpecification: {
          AttributeName: TimeToLiveDescription?.AttributeName,
          Enabled: TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED',
        },
      };
    },
  },
};
