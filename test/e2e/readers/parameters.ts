import { DescribeSecretCommand, GetResourcePolicyCommand } from '@aws-sdk/client-secrets-manager';
import {
  DescribeDocumentCommand,
  DescribeParametersCommand,
  GetDocumentCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-ssm';
import { type Readers, tagMap, tags } from './reader';

export const PARAMETER_READERS: Readers = {
  'AWS::SSM::Parameter': {
    read: async ({ physicalId: Name, clients: { ssm } }) => {
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
      const ParameterFilters = [{ Key: 'Name', Option: 'Equals', Values: [Name] }];
      const { Parameters: [description] = [] } = await ssm.send(new DescribeParametersCommand({ ParameterFilters }));
      const { TagList = [] } = await ssm.send(new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: Name }));
      return {
        Name: Parameter?.Name,
        AllowedPattern: description?.AllowedPattern,
        Description: description?.Description,
        Tier: description?.Tier,
        Type: Parameter?.Type,
        Value: Parameter?.Value,
        Tags: tagMap(Object.fromEntries(TagList.map(({ Key, Value }) => [Key, Value]))),
      };
    },
  },
  'AWS::SSM::Document': {
    read: async ({ physicalId: Name, clients: { ssm } }) => {
      const { Content, DocumentFormat, DocumentType, VersionName } = await ssm.send(new GetDocumentCommand({ Name }));
      const { Document } = await ssm.send(new DescribeDocumentCommand({ Name }));
      const { TagList } = await ssm.send(new ListTagsForResourceCommand({ ResourceType: 'Document', ResourceId: Name }));
      return { Name, Content, DocumentFormat, DocumentType, VersionName, TargetType: Document?.TargetType, Tags: tags(TagList) };
    },
    unreadable: { UpdateMethod: 'it says how CloudFormation changes the document' },
  },
  'AWS::SecretsManager::Secret': {
    read: async ({ physicalId: SecretId, clients: { secretsManager } }) => {
      const secret = await secretsManager.send(new DescribeSecretCommand({ SecretId }));
      return { Name: secret.Name, Description: secret.Description, KmsKeyId: secret.KmsKeyId, Tags: tags(secret.Tags) };
    },
    unreadable: {
      GenerateSecretString: 'it says how the value is made; the value itself is nobody’s to print',
      SecretString: 'the value is nobody’s to print',
    },
  },
  'AWS::SecretsManager::ResourcePolicy': {
    read: async ({ properties, clients: { secretsManager } }) => {
      const SecretId = String(properties['SecretId']);
      const { ResourcePolicy } = await secretsManager.send(new GetResourcePolicyCommand({ SecretId }));
      return { SecretId, ResourcePolicy };
    },
  },
};
