import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import { type Readers, tags } from './reader';

export const EVENTS_READERS: Readers = {
  'AWS::Events::EventBus': {
    read: async ({ physicalId: Name, clients: { events } }) => {
      const bus = await events.send(new DescribeEventBusCommand({ Name }));
      const { Tags } = await events.send(new ListTagsForResourceCommand({ ResourceARN: bus.Arn }));
      return {
        Name: bus.Name,
        DeadLetterConfig: bus.DeadLetterConfig,
        Description: bus.Description,
        KmsKeyIdentifier: bus.KmsKeyIdentifier,
        LogConfig: bus.LogConfig,
        Policy: bus.Policy,
        Tags: tags(Tags),
      };
    },
  },
  'AWS::Events::EventBusPolicy': {
    read: async ({ properties, clients: { events } }) => {
      const { Name, Policy = '{}' } = await events.send(
        new DescribeEventBusCommand({ Name: String(properties['EventBusName']) }),
      );
      const statements: readonly { Sid?: string }[] = JSON.parse(Policy).Statement ?? [];
      const statement = statements.find(({ Sid }) => Sid === properties['StatementId']);
      return { EventBusName: Name, StatementId: statement?.Sid, Statement: statement };
    },
  },
  'AWS::Events::Rule': {
    read: async ({ physicalId, clients: { events } }) => {
      const [last = '', bus] = physicalId.split('|').reverse();
      const place = { EventBusName: bus ?? 'default' };
      const rule = await events.send(new DescribeRuleCommand({ Name: last, ...place }));
      const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: last, ...place }));
      const { Tags } = await events.send(new ListTagsForResourceCommand({ ResourceARN: rule.Arn }));
      return {
        Name: rule.Name,
        Description: rule.Description,
        EventBusName: rule.EventBusName,
        EventPattern: rule.EventPattern,
        RoleArn: rule.RoleArn,
        ScheduleExpression: rule.ScheduleExpression,
        State: rule.State,
        Tags: tags(Tags),
        Targets,
      };
    },
  },
};
