import { DescribeStateMachineCommand, ListTagsForResourceCommand } from '@aws-sdk/client-sfn';
import { type Readers, tags } from './reader';

export const STEP_FUNCTIONS_READERS: Readers = {
  'AWS::StepFunctions::StateMachine': {
    read: async ({ physicalId: stateMachineArn, clients: { stepFunctions } }) => {
      const machine = await stepFunctions.send(new DescribeStateMachineCommand({ stateMachineArn }));
      const { tags: given = [] } = await stepFunctions.send(new ListTagsForResourceCommand({ resourceArn: stateMachineArn }));
      const { level, includeExecutionData, destinations } = machine.loggingConfiguration ?? {};
      return {
        DefinitionString: machine.definition,
        LoggingConfiguration: {
          Level: level,
          IncludeExecutionData: includeExecutionData,
          Destinations: destinations?.map(({ cloudWatchLogsLogGroup: group }) => ({
            CloudWatchLogsLogGroup: { LogGroupArn: group?.logGroupArn },
          })),
        },
        RoleArn: machine.roleArn,
        StateMachineName: machine.name,
        StateMachineType: machine.type,
        Tags: tags(given.map(({ key, value }) => ({ Key: key, Value: value }))),
        TracingConfiguration: { Enabled: machine.tracingConfiguration?.enabled },
      };
    },
  },
};
