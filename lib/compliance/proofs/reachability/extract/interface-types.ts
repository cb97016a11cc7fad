import { isFalse } from '../../../template/values';
import type { InterfaceRole } from '../model/network-model';

/** How a type of resource says in which subnets its network interfaces stand, and who reaches them. */
export interface InterfaceType {
  readonly role: InterfaceRole;
  /** Paths of the properties that name subnets; one that names a group of subnets stands in `grouped`. */
  readonly subnets?: readonly string[];
  readonly grouped?: string;
  /** Paths of the properties that name security groups. */
  readonly groups: readonly string[];
  /** When it has an address that the internet knows: as its subnets give, or by a property; never by default. */
  readonly public?: 'as subnets give' | { readonly path: string; readonly is: (value: unknown) => boolean };
  /** Whether nothing connects to it: it opens connections only. */
  readonly listensNever?: true;
  /** Whether it opens no connections: it answers only. */
  readonly answersOnly?: true;
  /** Whether it opens connections for whoever connects to it. */
  readonly relays?: true;
  /** Whether a service of AWS lets the internet in by it. */
  readonly isEntrance?: true;
}

const isOn = (value: unknown) => value !== undefined && !isFalse(value);
const isOnByDefault = (value: unknown) => !isFalse(value);
const isPresent = (value: unknown) => value !== undefined;

const NEVER_LISTENS = { role: 'workload', listensNever: true } as const;
const STORE = { role: 'store' } as const;
const ENDPOINT = { role: 'endpoint', answersOnly: true } as const;
const SAGEMAKER_MODEL = { ...NEVER_LISTENS, subnets: ['VpcConfig.Subnets.*'], groups: ['VpcConfig.SecurityGroupIds.*'] };
/** Tasks of ECS, whose network is described somewhere. */
function tasks(at: string): InterfaceType {
  return {
    role: 'workload',
    subnets: [`${at}.Subnets.*`],
    groups: [`${at}.SecurityGroups.*`],
    public: { path: `${at}.AssignPublicIp`, is: (value) => isPresent(value) && value !== 'DISABLED' },
  };
}

const ECS = tasks('NetworkConfiguration.AwsvpcConfiguration');

/**
 * Every type whose network interfaces its own properties tell. Databases, load balancers, and what is launched from a template stand
 * elsewhere. Sources: the pages of each type in "AWS resource and property types reference".
 */
export const INTERFACE_TYPES: Readonly<Record<string, InterfaceType>> = {
  'AWS::AmazonMQ::Broker': {
    ...STORE,
    subnets: ['SubnetIds.*'],
    groups: ['SecurityGroups.*'],
    public: { path: 'PubliclyAccessible', is: isOn },
  },
  // It connects to what stands in the network, for whoever calls an API.
  'AWS::ApiGatewayV2::VpcLink': {
    role: 'endpoint',
    listensNever: true,
    relays: true,
    isEntrance: true,
    subnets: ['SubnetIds.*'],
    groups: ['SecurityGroupIds.*'],
  },
  'AWS::AppRunner::VpcConnector': { ...NEVER_LISTENS, subnets: ['Subnets.*'], groups: ['SecurityGroups.*'] },
  'AWS::CodeBuild::Project': { ...NEVER_LISTENS, subnets: ['VpcConfig.Subnets.*'], groups: ['VpcConfig.SecurityGroupIds.*'] },
  'AWS::DMS::ReplicationConfig': {
    role: 'workload',
    grouped: 'ComputeConfig.ReplicationSubnetGroupId',
    groups: ['ComputeConfig.VpcSecurityGroupIds.*'],
  },
  'AWS::DMS::ReplicationInstance': {
    role: 'workload',
    grouped: 'ReplicationSubnetGroupIdentifier',
    groups: ['VpcSecurityGroupIds.*'],
    public: { path: 'PubliclyAccessible', is: isOnByDefault },
  },
  'AWS::EC2::InstanceConnectEndpoint': {
    role: 'endpoint',
    listensNever: true,
    subnets: ['SubnetId'],
    groups: ['SecurityGroupIds.*'],
  },
  'AWS::EC2::NetworkInterface': { role: 'workload', subnets: ['SubnetId'], groups: ['GroupSet.*'] },
  'AWS::EC2::VerifiedAccessEndpoint': {
    role: 'verified-access',
    subnets: ['LoadBalancerOptions.SubnetIds.*', 'CidrOptions.SubnetIds.*', 'RdsOptions.SubnetIds.*'],
    groups: ['SecurityGroupIds.*'],
    listensNever: true,
  },
  'AWS::ECS::Service': ECS,
  'AWS::ECS::TaskSet': ECS,
  'AWS::EFS::MountTarget': { ...STORE, subnets: ['SubnetId'], groups: ['SecurityGroups.*'], answersOnly: true },
  'AWS::EMR::Cluster': {
    role: 'workload',
    subnets: ['Instances.Ec2SubnetId', 'Instances.Ec2SubnetIds.*'],
    groups: [
      ...['Instances.EmrManagedMasterSecurityGroup', 'Instances.EmrManagedSlaveSecurityGroup'],
      ...['Instances.AdditionalMasterSecurityGroups.*', 'Instances.AdditionalSlaveSecurityGroups.*'],
    ],
    public: 'as subnets give',
  },
  'AWS::EMRServerless::Application': {
    ...NEVER_LISTENS,
    subnets: ['NetworkConfiguration.SubnetIds.*'],
    groups: ['NetworkConfiguration.SecurityGroupIds.*'],
  },
  'AWS::Events::Rule': tasks('Targets.*.EcsParameters.NetworkConfiguration.AwsVpcConfiguration'),
  'AWS::FSx::FileSystem': { ...STORE, subnets: ['SubnetIds.*'], groups: ['SecurityGroupIds.*'], answersOnly: true },
  'AWS::Glue::Connection': {
    ...NEVER_LISTENS,
    subnets: ['ConnectionInput.PhysicalConnectionRequirements.SubnetId'],
    groups: ['ConnectionInput.PhysicalConnectionRequirements.SecurityGroupIdList.*'],
  },
  'AWS::KafkaConnect::Connector': {
    ...NEVER_LISTENS,
    subnets: ['KafkaCluster.ApacheKafkaCluster.Vpc.Subnets.*'],
    groups: ['KafkaCluster.ApacheKafkaCluster.Vpc.SecurityGroups.*'],
  },
  'AWS::Lambda::Function': { ...NEVER_LISTENS, subnets: ['VpcConfig.SubnetIds.*'], groups: ['VpcConfig.SecurityGroupIds.*'] },
  'AWS::MSK::Cluster': {
    ...STORE,
    subnets: ['BrokerNodeGroupInfo.ClientSubnets.*'],
    groups: ['BrokerNodeGroupInfo.SecurityGroups.*'],
    public: {
      path: 'BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type',
      is: (value) => isPresent(value) && value !== 'DISABLED',
    },
  },
  'AWS::MSK::ServerlessCluster': { ...STORE, subnets: ['VpcConfigs.*.SubnetIds.*'], groups: ['VpcConfigs.*.SecurityGroups.*'] },
  'AWS::MWAA::Environment': {
    role: 'workload',
    subnets: ['NetworkConfiguration.SubnetIds.*'],
    groups: ['NetworkConfiguration.SecurityGroupIds.*'],
  },
  'AWS::OpenSearchServerless::VpcEndpoint': { ...ENDPOINT, subnets: ['SubnetIds.*'], groups: ['SecurityGroupIds.*'] },
  'AWS::Pipes::Pipe': tasks('TargetParameters.EcsTaskParameters.NetworkConfiguration.AwsvpcConfiguration'),
  'AWS::QuickSight::VPCConnection': { ...NEVER_LISTENS, subnets: ['SubnetIds.*'], groups: ['SecurityGroupIds.*'] },
  'AWS::RDS::DBProxy': { ...STORE, subnets: ['VpcSubnetIds.*'], groups: ['VpcSecurityGroupIds.*'], relays: true },
  'AWS::RDS::DBProxyEndpoint': { ...STORE, subnets: ['VpcSubnetIds.*'], groups: ['VpcSecurityGroupIds.*'], relays: true },
  'AWS::Redshift::EndpointAccess': { ...STORE, grouped: 'SubnetGroupName', groups: ['VpcSecurityGroupIds.*'], answersOnly: true },
  'AWS::Route53Resolver::ResolverEndpoint': {
    role: 'endpoint',
    subnets: ['IpAddresses.*.SubnetId'],
    groups: ['SecurityGroupIds.*'],
    answersOnly: true,
  },
  'AWS::SageMaker::Domain': {
    role: 'workload',
    subnets: ['SubnetIds.*'],
    groups: ['DefaultUserSettings.SecurityGroups.*'],
  },
  'AWS::SageMaker::Model': SAGEMAKER_MODEL,
  'AWS::SageMaker::NotebookInstance': { role: 'workload', subnets: ['SubnetId'], groups: ['SecurityGroupIds.*'] },
  'AWS::Serverless::Function': { ...NEVER_LISTENS, subnets: ['VpcConfig.SubnetIds.*'], groups: ['VpcConfig.SecurityGroupIds.*'] },
  'AWS::Scheduler::Schedule': tasks('Target.EcsParameters.NetworkConfiguration.AwsvpcConfiguration'),
  'AWS::Synthetics::Canary': { ...NEVER_LISTENS, subnets: ['VPCConfig.SubnetIds.*'], groups: ['VPCConfig.SecurityGroupIds.*'] },
  'AWS::Transfer::Server': {
    role: 'workload',
    subnets: ['EndpointDetails.SubnetIds.*'],
    groups: ['EndpointDetails.SecurityGroupIds.*'],
    public: { path: 'EndpointDetails.AddressAllocationIds', is: isPresent },
    answersOnly: true,
  },
  'AWS::VpcLattice::ResourceGateway': { ...NEVER_LISTENS, subnets: ['SubnetIds.*'], groups: ['SecurityGroupIds.*'] },
};
