import {
  DescribeLogGroupsCommand,
  DescribeMetricFiltersCommand,
  DescribeResourcePoliciesCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { type Readers, tagsOf } from './reader';

export const LOGS_READERS: Readers = {
  'AWS::Logs::LogGroup': {
    read: async ({ physicalId, clients: { logs } }) => {
      const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: physicalId }));
      const group = logGroups.find(({ logGroupName }) => logGroupName === physicalId);
      const resourceArn = (group?.logGroupArn ?? group?.arn ?? '').replace(/:\*$/, '');
      const { tags } = await logs.send(new ListTagsForResourceCommand({ resourceArn }));
      return {
        LogGroupName: group?.logGroupName,
        DeletionProtectionEnabled: group?.deletionProtectionEnabled,
        KmsKeyId: group?.kmsKeyId,
        LogGroupClass: group?.logGroupClass,
        RetentionInDays: group?.retentionInDays,
        Tags: tagsOf(tags),
      };
    },
  },
  'AWS::Logs::MetricFilter': {
    read: async ({ physicalId, properties, clients: { logs } }) => {
      const logGroupName = String(properties['LogGroupName']);
      const { metricFilters = [] } = await logs.send(new DescribeMetricFiltersCommand({ logGroupName }));
      const filter = metricFilters.find(({ filterName }) => filterName === physicalId);
      return {
        FilterName: filter?.filterName,
        FilterPattern: filter?.filterPattern,
        LogGroupName: filter?.logGroupName,
        MetricTransformations: filter?.metricTransformations?.map((transformation) => ({
          DefaultValue: transformation.defaultValue,
          MetricName: transformation.metricName,
          MetricNamespace: transformation.metricNamespace,
          MetricValue: transformation.metricValue,
          Unit: transformation.unit,
        })),
      };
    },
  },
  'AWS::Logs::ResourcePolicy': {
    read: async ({ properties, clients: { logs } }) => {
      const { resourcePolicies = [] } = await logs.send(new DescribeResourcePoliciesCommand({}));
      const policy = resourcePolicies.find(({ policyName }) => policyName === properties['PolicyName']);
      return { PolicyName: policy?.policyName, PolicyDocument: policy?.policyDocument };
    },
  },
};
