import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  ListTagsCommand,
} from '@aws-sdk/client-lambda';
import { type Readers, tagsOf } from './reader';

interface Statement {
  readonly Sid?: string;
  readonly Action?: string;
  readonly Principal?: string | Readonly<Record<string, string>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export const LAMBDA_READERS: Readers = {
  'AWS::Lambda::Function': {
    read: async ({ physicalId: FunctionName, clients: { lambda } }) => {
      const configuration = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      const { Tags } = await lambda.send(new ListTagsCommand({ Resource: configuration.FunctionArn }));
      const concurrency = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }));
      const { DeadLetterConfig, Environment, EphemeralStorage, LoggingConfig, TracingConfig, VpcConfig } = configuration;
      return {
        FunctionName,
        Architectures: configuration.Architectures,
        DeadLetterConfig,
        Description: configuration.Description,
        Environment: { Variables: Environment?.Variables },
        EphemeralStorage,
        Handler: configuration.Handler,
        KmsKeyArn: configuration.KMSKeyArn,
        LoggingConfig,
        MemorySize: configuration.MemorySize,
        ReservedConcurrentExecutions: concurrency.ReservedConcurrentExecutions,
        Role: configuration.Role,
        Runtime: configuration.Runtime,
        Tags: tagsOf(Tags),
        Timeout: configuration.Timeout,
        TracingConfig,
        VpcConfig: VpcConfig && { SecurityGroupIds: VpcConfig.SecurityGroupIds, SubnetIds: VpcConfig.SubnetIds },
      };
    },
    unreadable: { Code: 'Lambda hands out its own copy of the bundle: that it is the right one shows when it is invoked' },
  },
  'AWS::Lambda::Permission': {
    read: async ({ properties, physicalId, clients: { lambda } }) => {
      const { Policy = '{}' } = await lambda.send(new GetPolicyCommand({ FunctionName: String(properties['FunctionName']) }));
      const statements: readonly Statement[] = JSON.parse(Policy).Statement ?? [];
      const statement = statements.find(({ Sid }) => Sid === physicalId);
      const condition = Object.assign({}, ...Object.values(statement?.Condition ?? {}));
      const principal = statement?.Principal;
      return {
        FunctionName: properties['FunctionName'],
        Action: statement?.Action,
        Principal: typeof principal === 'object' ? Object.values(principal)[0] : principal,
        SourceAccount: condition['AWS:SourceAccount'] ?? condition['aws:SourceAccount'],
        SourceArn: condition['AWS:SourceArn'] ?? condition['aws:SourceArn'],
      };
    },
  },
  'AWS::Lambda::EventInvokeConfig': {
    read: async ({ properties, clients: { lambda } }) => {
      const FunctionName = String(properties['FunctionName']);
      const config = await lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }));
      return {
        FunctionName,
        DestinationConfig: config.DestinationConfig,
        MaximumEventAgeInSeconds: config.MaximumEventAgeInSeconds,
        MaximumRetryAttempts: config.MaximumRetryAttempts,
        Qualifier: config.FunctionArn?.split(':')[7],
      };
    },
  },
};
