import {
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
} from '@aws-sdk/client-cloudtrail';
import { DescribeAlarmsCommand, ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch';
import { type Readers, tags, unless } from './reader';

export const AUDIT_READERS: Readers = {
  'AWS::CloudTrail::Trail': {
    read: async ({ physicalId: Name, clients: { cloudTrail } }) => {
      const { Trail } = await cloudTrail.send(new GetTrailCommand({ Name }));
      const status = await cloudTrail.send(new GetTrailStatusCommand({ Name }));
      const selectors = await cloudTrail.send(new GetEventSelectorsCommand({ TrailName: Name }));
      const insights = await unless(
        cloudTrail.send(new GetInsightSelectorsCommand({ TrailName: Name })),
        'InsightNotEnabledException',
      );
      const { ResourceTagList = [] } = await cloudTrail.send(new ListTagsCommand({ ResourceIdList: [Trail?.TrailARN ?? ''] }));
      return {
        TrailName: Trail?.Name,
        AdvancedEventSelectors: selectors.AdvancedEventSelectors,
        CloudWatchLogsLogGroupArn: Trail?.CloudWatchLogsLogGroupArn,
        CloudWatchLogsRoleArn: Trail?.CloudWatchLogsRoleArn,
        EnableLogFileValidation: Trail?.LogFileValidationEnabled,
        EventSelectors: selectors.EventSelectors,
        IncludeGlobalServiceEvents: Trail?.IncludeGlobalServiceEvents,
        InsightSelectors: insights?.InsightSelectors,
        IsLogging: status.IsLogging,
        IsMultiRegionTrail: Trail?.IsMultiRegionTrail,
        IsOrganizationTrail: Trail?.IsOrganizationTrail,
        KMSKeyId: Trail?.KmsKeyId,
        S3BucketName: Trail?.S3BucketName,
        S3KeyPrefix: Trail?.S3KeyPrefix,
        SnsTopicName: Trail?.SnsTopicName,
        Tags: tags(ResourceTagList[0]?.TagsList),
      };
    },
  },
  'AWS::CloudWatch::Alarm': {
    read: async ({ physicalId, clients: { cloudWatch } }) => {
      const { MetricAlarms: [alarm] = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [physicalId] }));
      const { Tags } = await cloudWatch.send(new ListTagsForResourceCommand({ ResourceARN: alarm?.AlarmArn }));
      return { ...alarm, OKActions: alarm?.OKActions, Tags: tags(Tags) };
    },
  },
};
