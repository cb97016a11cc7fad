import {
  DescribeVpcBlockPublicAccessExclusionsCommand,
  DescribeVpcBlockPublicAccessOptionsCommand,
  DescribeVpcEncryptionControlsCommand,
  GetSnapshotBlockPublicAccessStateCommand,
} from '@aws-sdk/client-ec2';
import { type Readers, tags } from './reader';

export const EC2_GUARD_READERS: Readers = {
  'AWS::EC2::VPCBlockPublicAccessOptions': {
    read: async ({ clients: { ec2 } }) => {
      const { VpcBlockPublicAccessOptions: options } = await ec2.send(new DescribeVpcBlockPublicAccessOptionsCommand({}));
      return { InternetGatewayBlockMode: options?.InternetGatewayBlockMode };
    },
  },
  'AWS::EC2::VPCBlockPublicAccessExclusion': {
    read: async ({ physicalId, clients: { ec2 } }) => {
      const { VpcBlockPublicAccessExclusions: [exclusion] = [] } = await ec2.send(
        new DescribeVpcBlockPublicAccessExclusionsCommand({ ExclusionIds: [physicalId] }),
      );
      const [kind, id] = (exclusion?.ResourceArn?.split(':').at(-1) ?? '').split('/');
      return {
        InternetGatewayExclusionMode: exclusion?.InternetGatewayExclusionMode,
        SubnetId: kind === 'subnet' ? id : undefined,
        VpcId: kind === 'vpc' ? id : undefined,
        Tags: tags(exclusion?.Tags),
      };
    },
  },
  'AWS::EC2::SnapshotBlockPublicAccess': {
    read: async ({ clients: { ec2 } }) => {
      const { State } = await ec2.send(new GetSnapshotBlockPublicAccessStateCommand({}));
      return { State };
    },
  },
  'AWS::EC2::VPCEncryptionControl': {
    read: async ({ physicalId, clients: { ec2 } }) => {
      const { VpcEncryptionControls: [control] = [] } = await ec2.send(
        new DescribeVpcEncryptionControlsCommand({ VpcEncryptionControlIds: [physicalId] }),
      );
      const exclusions = Object.entries(control?.ResourceExclusions ?? {}).map(([name, { State }]) => [
        `${name}ExclusionInput`,
        State === 'enabled' ? 'enable' : 'disable',
      ]);
      return { ...Object.fromEntries(exclusions), Mode: control?.Mode, VpcId: control?.VpcId, Tags: tags(control?.Tags) };
    },
  },
};
