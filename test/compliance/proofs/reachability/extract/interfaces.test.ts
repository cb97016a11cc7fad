import { INTERFACE_TYPES } from '../../../../../lib/compliance/proofs/reachability/extract/interface-types';
import { attribute, either, Network, ref, resource, subnet, UNKNOWN } from '../../../rules/network/fixtures';
import { describeAddresses, Extracted } from './extracted';

const NETWORK = {
  Network,
  A: subnet({ CidrBlock: '10.0.1.0/24' }),
  B: subnet({ CidrBlock: '10.0.2.0/24', MapPublicIpOnLaunch: true }),
  Group: resource('AWS::EC2::SecurityGroup', { VpcId: ref('Network') }),
};
const GROUPS = [attribute('Group', 'GroupId')];
const A = [ref('A')];
const WORKLOAD = { role: 'workload', subnets: ['A'], groups: ['Group'], isPublic: false };
const CLIENT = { ...WORKLOAD, listens: [] };
const STORE = { ...WORKLOAD, role: 'store' };
const DEFAULT = ['Network.DefaultSecurityGroup'];
const SUBNET_GROUP = {
  Subnets: resource('AWS::RDS::DBSubnetGroup', { SubnetIds: A }),
  Replication: resource('AWS::DMS::ReplicationSubnetGroup', { SubnetIds: A }),
};
const awsvpc = (AssignPublicIp?: unknown) => ({
  NetworkConfiguration: {
    AwsvpcConfiguration: { Subnets: A, SecurityGroups: GROUPS, ...(AssignPublicIp !== undefined && { AssignPublicIp }) },
  },
});

const TASKS = { Subnets: A, SecurityGroups: GROUPS, AssignPublicIp: 'ENABLED' };

/** A resource of each type, and its interface. */
const TYPES: readonly (readonly [type: string, properties: Readonly<Record<string, unknown>>, expected: unknown])[] = [
  ['AWS::AmazonMQ::Broker', { SubnetIds: A, SecurityGroups: GROUPS, PubliclyAccessible: true }, { ...STORE, isPublic: true }],
  ['AWS::ApiGatewayV2::VpcLink', { SubnetIds: A, SecurityGroupIds: GROUPS }, { ...CLIENT, role: 'endpoint', relays: true }],
  ['AWS::AppRunner::VpcConnector', { Subnets: A, SecurityGroups: GROUPS }, CLIENT],
  ['AWS::CodeBuild::Project', { VpcConfig: { Subnets: A, SecurityGroupIds: GROUPS } }, CLIENT],
  [
    'AWS::DMS::ReplicationConfig',
    { ComputeConfig: { ReplicationSubnetGroupId: ref('Replication'), VpcSecurityGroupIds: GROUPS } },
    WORKLOAD,
  ],
  [
    'AWS::DMS::ReplicationInstance',
    { ReplicationSubnetGroupIdentifier: ref('Replication'), VpcSecurityGroupIds: GROUPS },
    { ...WORKLOAD, isPublic: true },
  ],
  ['AWS::EC2::InstanceConnectEndpoint', { SubnetId: ref('A'), SecurityGroupIds: GROUPS }, { ...CLIENT, role: 'endpoint' }],
  ['AWS::EC2::NetworkInterface', { SubnetId: ref('A'), GroupSet: GROUPS }, WORKLOAD],
  [
    'AWS::EC2::VerifiedAccessEndpoint',
    { LoadBalancerOptions: { SubnetIds: A }, SecurityGroupIds: GROUPS },
    { ...CLIENT, role: 'verified-access' },
  ],
  ['AWS::ECS::Service', awsvpc(), WORKLOAD],
  ['AWS::ECS::TaskSet', awsvpc('ENABLED'), { ...WORKLOAD, isPublic: true }],
  ['AWS::EFS::MountTarget', { SubnetId: ref('A'), SecurityGroups: GROUPS }, { ...STORE, answersOnly: true }],
  [
    'AWS::EMR::Cluster',
    { Instances: { Ec2SubnetId: ref('A'), EmrManagedMasterSecurityGroup: attribute('Group', 'GroupId') } },
    WORKLOAD,
  ],
  ['AWS::EMRServerless::Application', { NetworkConfiguration: { SubnetIds: A, SecurityGroupIds: GROUPS } }, CLIENT],
  [
    'AWS::Events::Rule',
    { Targets: [{ Arn: 'cluster' }, { EcsParameters: { NetworkConfiguration: { AwsVpcConfiguration: TASKS } } }] },
    { ...WORKLOAD, isPublic: true },
  ],
  ['AWS::FSx::FileSystem', { SubnetIds: A, SecurityGroupIds: GROUPS }, { ...STORE, answersOnly: true }],
  [
    'AWS::Glue::Connection',
    { ConnectionInput: { PhysicalConnectionRequirements: { SubnetId: ref('A'), SecurityGroupIdList: GROUPS } } },
    CLIENT,
  ],
  [
    'AWS::KafkaConnect::Connector',
    { KafkaCluster: { ApacheKafkaCluster: { Vpc: { Subnets: A, SecurityGroups: GROUPS } } } },
    CLIENT,
  ],
  ['AWS::Lambda::Function', { VpcConfig: { SubnetIds: A, SecurityGroupIds: GROUPS } }, CLIENT],
  [
    'AWS::MSK::Cluster',
    {
      BrokerNodeGroupInfo: {
        ClientSubnets: A,
        SecurityGroups: GROUPS,
        ConnectivityInfo: { PublicAccess: { Type: 'SERVICE_PROVIDED_EIPS' } },
      },
    },
    { ...STORE, isPublic: true },
  ],
  ['AWS::MSK::ServerlessCluster', { VpcConfigs: [{ SubnetIds: A, SecurityGroups: GROUPS }] }, STORE],
  ['AWS::MWAA::Environment', { NetworkConfiguration: { SubnetIds: A, SecurityGroupIds: GROUPS } }, WORKLOAD],
  [
    'AWS::OpenSearchServerless::VpcEndpoint',
    { SubnetIds: A, SecurityGroupIds: GROUPS },
    { ...WORKLOAD, role: 'endpoint', answersOnly: true },
  ],
  [
    'AWS::Pipes::Pipe',
    { TargetParameters: { EcsTaskParameters: { NetworkConfiguration: { AwsvpcConfiguration: TASKS } } } },
    { ...WORKLOAD, isPublic: true },
  ],
  ['AWS::QuickSight::VPCConnection', { SubnetIds: A, SecurityGroupIds: GROUPS }, CLIENT],
  ['AWS::RDS::DBProxy', { VpcSubnetIds: A, VpcSecurityGroupIds: GROUPS }, { ...STORE, relays: true }],
  ['AWS::RDS::DBProxyEndpoint', { VpcSubnetIds: A, VpcSecurityGroupIds: GROUPS }, { ...STORE, relays: true }],
  [
    'AWS::Redshift::EndpointAccess',
    { SubnetGroupName: ref('Subnets'), VpcSecurityGroupIds: GROUPS },
    { ...STORE, answersOnly: true },
  ],
  [
    'AWS::Route53Resolver::ResolverEndpoint',
    { IpAddresses: [{ SubnetId: ref('A') }], SecurityGroupIds: GROUPS },
    { ...WORKLOAD, role: 'endpoint', answersOnly: true },
  ],
  ['AWS::SageMaker::Domain', { SubnetIds: A, DefaultUserSettings: { SecurityGroups: GROUPS } }, WORKLOAD],
  ['AWS::SageMaker::Model', { VpcConfig: { Subnets: A, SecurityGroupIds: GROUPS } }, CLIENT],
  ['AWS::SageMaker::NotebookInstance', { SubnetId: ref('A'), SecurityGroupIds: GROUPS }, WORKLOAD],
  ['AWS::Serverless::Function', { VpcConfig: { SubnetIds: A, SecurityGroupIds: GROUPS } }, CLIENT],
  [
    'AWS::Scheduler::Schedule',
    { Target: { EcsParameters: { NetworkConfiguration: { AwsvpcConfiguration: TASKS } } } },
    { ...WORKLOAD, isPublic: true },
  ],
  ['AWS::Synthetics::Canary', { VPCConfig: { SubnetIds: A, SecurityGroupIds: GROUPS } }, CLIENT],
  [
    'AWS::Transfer::Server',
    { EndpointDetails: { SubnetIds: A, SecurityGroupIds: GROUPS, AddressAllocationIds: ['eipalloc-1'] } },
    { ...WORKLOAD, isPublic: true, answersOnly: true },
  ],
  ['AWS::VpcLattice::ResourceGateway', { SubnetIds: A, SecurityGroupIds: GROUPS }, CLIENT],
];

/** Types that say it otherwise. */
const OTHERS: typeof TYPES = [
  [
    'AWS::Batch::ComputeEnvironment',
    { ComputeResources: { Subnets: [ref('B')], SecurityGroupIds: GROUPS } },
    { ...WORKLOAD, subnets: ['B'], isPublic: true },
  ],
  [
    'AWS::Batch::ComputeEnvironment',
    { ComputeResources: { Subnets: A, LaunchTemplate: { LaunchTemplateId: ref('Template') } } },
    { ...WORKLOAD, isPublic: true },
  ],
  [
    'AWS::EC2::EC2Fleet',
    {
      LaunchTemplateConfigs: [
        { LaunchTemplateSpecification: { LaunchTemplateId: ref('Template') }, Overrides: [{ SubnetId: ref('A') }] },
      ],
    },
    { ...WORKLOAD, isPublic: true },
  ],
  [
    'AWS::EC2::SpotFleet',
    {
      SpotFleetRequestConfigData: {
        LaunchSpecifications: [{ NetworkInterfaces: [{ SubnetId: ref('A'), Groups: GROUPS, AssociatePublicIpAddress: true }] }],
      },
    },
    { ...WORKLOAD, isPublic: true },
  ],
  [
    'AWS::AutoScaling::AutoScalingGroup',
    {
      VPCZoneIdentifier: A,
      MixedInstancesPolicy: {
        LaunchTemplate: { Overrides: [{ LaunchTemplateSpecification: { LaunchTemplateId: ref('Template') } }] },
      },
    },
    { ...WORKLOAD, isPublic: true },
  ],
  ['AWS::EC2::Instance', { SubnetId: ref('A'), SecurityGroupIds: GROUPS }, WORKLOAD],
  ['AWS::EC2::Instance', { SubnetId: ref('B') }, { ...WORKLOAD, subnets: ['B'], groups: DEFAULT, isPublic: true }],
  [
    'AWS::EC2::Instance',
    { NetworkInterfaces: [{ SubnetId: ref('B'), GroupSet: GROUPS, AssociatePublicIpAddress: false }] },
    { ...WORKLOAD, subnets: ['B'] },
  ],
  [
    'AWS::AutoScaling::AutoScalingGroup',
    { VPCZoneIdentifier: A, LaunchConfigurationName: ref('Configuration') },
    { ...WORKLOAD, isPublic: true },
  ],
  ['AWS::RDS::DBInstance', { DBSubnetGroupName: ref('Subnets'), VPCSecurityGroups: GROUPS }, { ...STORE, isPublic: true }],
  ['AWS::RDS::DBCluster', { DBSubnetGroupName: ref('Subnets') }, { ...STORE, groups: DEFAULT }],
  ['AWS::ElastiCache::ServerlessCache', { SubnetIds: A, SecurityGroupIds: GROUPS }, { ...STORE, answersOnly: true }],
  [
    'AWS::EC2::VPCEndpoint',
    { VpcEndpointType: 'Interface', SubnetIds: A, SecurityGroupIds: GROUPS },
    { ...WORKLOAD, role: 'endpoint', answersOnly: true },
  ],
  [
    'AWS::EC2::ClientVpnTargetNetworkAssociation',
    { SubnetId: ref('A'), ClientVpnEndpointId: ref('Vpn') },
    { ...CLIENT, role: 'client-vpn' },
  ],
  [
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    { Subnets: A, SecurityGroups: GROUPS },
    { ...WORKLOAD, role: 'load-balancer', isPublic: true, relays: true },
  ],
  [
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    { Type: 'network', Scheme: 'internal', SubnetMappings: [{ SubnetId: ref('A') }] },
    { ...WORKLOAD, role: 'load-balancer', groups: undefined, relays: true },
  ],
  [
    'AWS::ElasticLoadBalancing::LoadBalancer',
    { Subnets: A, SecurityGroups: GROUPS, Listeners: [{ LoadBalancerPort: '443', InstancePort: '80', Protocol: 'SSL' }] },
    { ...WORKLOAD, role: 'load-balancer', isPublic: true, listens: ['6:443'], relays: true },
  ],
  [
    'AWS::EKS::Cluster',
    { ResourcesVpcConfig: { SubnetIds: A } },
    { ...WORKLOAD, role: 'endpoint', groups: ['Judged.ClusterSecurityGroup'] },
  ],
];
const MORE = {
  ...SUBNET_GROUP,
  Template: resource('AWS::EC2::LaunchTemplate', {
    LaunchTemplateData: { NetworkInterfaces: [{ AssociatePublicIpAddress: true, Groups: GROUPS }] },
  }),
  Configuration: resource('AWS::AutoScaling::LaunchConfiguration', { SecurityGroups: GROUPS, AssociatePublicIpAddress: true }),
  Vpn: resource('AWS::EC2::ClientVpnEndpoint', { SecurityGroupIds: GROUPS }),
};

describe('the interfaces of each type', () => {
  test.each([...TYPES, ...OTHERS])('%s %j', (type, properties, expected) => {
    const found = new Extracted({ ...NETWORK, ...MORE, Judged: resource(type, properties) }).interfacesOf('Judged');
    expect(found).toEqual([expected]);
  });

  test.each(TYPES.map(([type]) => type))('%s outside of every network has none', (type) => {
    expect(new Extracted({ ...NETWORK, Judged: resource(type) }).interfacesOf('Judged')).toEqual([]);
  });

  test('every type is tested', () => {
    expect(TYPES.map(([type]) => type)).toEqual(Object.keys(INTERFACE_TYPES));
  });
});

test('a database without an address of its own stands for its cluster alone', () => {
  const cluster = resource('AWS::RDS::DBCluster', { DBSubnetGroupName: ref('Subnets'), VpcSecurityGroupIds: GROUPS });
  const instance = (PubliclyAccessible: boolean) => {
    return resource('AWS::RDS::DBInstance', { DBClusterIdentifier: ref('Cluster'), PubliclyAccessible });
  };
  const found = new Extracted({ ...NETWORK, ...MORE, Cluster: cluster, Private: instance(false), Public: instance(true) });
  expect(found.interfacesOf('Private')).toEqual([]);
  expect(found.interfacesOf('Public')).toEqual([{ ...STORE, isPublic: true }]);
});

test('listeners of several protocols; one on a port that only the deployment knows', () => {
  const listener = (Protocol: string, Port: unknown) => {
    return resource('AWS::ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Balancer'), Protocol, Port });
  };
  const Balancer = resource('AWS::ElasticLoadBalancingV2::LoadBalancer', { Type: 'network', Subnets: A, SecurityGroups: GROUPS });
  const known = new Extracted({ ...NETWORK, Balancer, Tls: listener('TLS', 443), Dns: listener('TCP_UDP', '53') });
  expect(known.interfacesOf('Balancer')).toMatchObject([{ listens: ['6:443', '6,17:53'] }]);
  const [unknown] = new Extracted({ ...NETWORK, Balancer, Tls: listener('TLS', UNKNOWN) }).interfacesOf('Balancer');
  expect(unknown?.listens).toBeUndefined();
});

describe('what a launch template says', () => {
  const fleet = (LaunchTemplate: unknown) =>
    resource('AWS::AutoScaling::AutoScalingGroup', { VPCZoneIdentifier: A, LaunchTemplate });
  const Template = resource('AWS::EC2::LaunchTemplate', {
    LaunchTemplateName: 'web',
    LaunchTemplateData: { SecurityGroupIds: GROUPS },
  });

  test.each([
    ['by reference', { LaunchTemplateId: ref('Template') }],
    ['by name', { LaunchTemplateName: 'web' }],
    ['under a condition', either({ LaunchTemplateId: ref('Template') }, { LaunchTemplateName: 'web' })],
  ])('%s', (_, named) => {
    const [found] = new Extracted({ ...NETWORK, Template, Fleet: fleet(named) }).interfacesOf('Fleet');
    expect([...new Set(found?.groups)]).toEqual(['Group']);
    expect(found?.isPublic).toBe(false);
  });

  test('nobody knows what one says that no template makes', () => {
    const { network } = new Extracted({ ...NETWORK, Fleet: fleet({ LaunchTemplateId: 'lt-1' }) });
    expect(network.interfaces).toMatchObject([{ hasPublicAddress: true, groupsUndecided: { path: 'Test/Fleet' } }]);
  });
});

describe('subnets in lists that texts put together', () => {
  const JOINED = { 'Fn::Join': [',', [ref('A'), ref('B')]] };
  const connector = (Subnets: unknown) => resource('AWS::AppRunner::VpcConnector', { Subnets, SecurityGroups: GROUPS });

  test.each<[string, unknown, readonly string[]]>([
    ['split', { 'Fn::Split': [',', JOINED] }, ['A', 'B']],
    ['an element', [{ 'Fn::Select': [1, { 'Fn::Split': [',', JOINED] }] }], ['B']],
    ['an export', { 'Fn::Split': ['|', { 'Fn::ImportValue': 'subnets' }] }, ['A', 'B']],
    ['an element of an export', [{ 'Fn::Select': ['0', { 'Fn::Split': ['|', { 'Fn::ImportValue': 'subnets' }] }] }], ['A']],
  ])('%s', (_, Subnets, expected) => {
    const Outputs = { Subnets: { Value: { 'Fn::Join': ['|', [ref('A'), ref('B')]] }, Export: { Name: 'subnets' } } };
    const found = new Extracted({ ...NETWORK, Judged: connector(Subnets) }, exporting(Outputs)).interfacesOf('Judged');
    const [names] = found.map(({ subnets }) => subnets?.map((id) => id.replace('Other#', '')));
    expect(names).toEqual(expected);
  });

  /** Another template of the account and region, with the same network. */
  function exporting(Outputs: unknown) {
    return {
      name: 'Other',
      template: { Resources: NETWORK, Outputs },
      environment: { account: '123456789012', region: 'eu-central-1' },
    };
  }
});

test('a network that stands already and is described is found by its ids', () => {
  const described = {
    name: 'Standing',
    template: {
      Resources: {
        'vpc-1': resource('AWS::EC2::VPC', { CidrBlock: '10.7.0.0/16' }),
        'subnet-1': resource('AWS::EC2::Subnet', { VpcId: ref('vpc-1'), CidrBlock: '10.7.1.0/24' }),
        'sg-1': resource('AWS::EC2::SecurityGroup', { VpcId: ref('vpc-1') }),
      },
    },
    environment: { account: '123456789012', region: 'eu-central-1' },
    describesExisting: true as const,
  };
  const Judged = resource('AWS::Lambda::Function', { VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] } });
  const { network } = new Extracted({ Judged }, described);
  expect(network.interfaces).toMatchObject([{ subnets: ['Standing#subnet-1'], groups: ['Standing#sg-1'] }]);
  const addresses = network.subnets.get('Standing#subnet-1')?.addresses;
  expect(addresses && describeAddresses(addresses)).toBe('10.7.1.0-10.7.1.255');
});

test('a dynamic reference is what only the deployment knows', () => {
  const Judged = resource('AWS::Lambda::Function', {
    VpcConfig: { SubnetIds: [ref('A')], SecurityGroupIds: ['{{resolve:ssm:/groups/web}}'] },
  });
  const { network } = new Extracted({ ...NETWORK, Judged });
  expect(network.interfaces).toMatchObject([{ groupsUndecided: { undecided: expect.stringContaining('{{resolve:ssm') } }]);
});

test('an app without a network has none', () => {
  const { network } = new Extracted({ Orders: resource('AWS::DynamoDB::Table'), Judged: resource('AWS::Lambda::Function') });
  expect([network.vpcs.size, network.subnets.size, network.gateways.size, network.interfaces.length]).toEqual([0, 0, 0, 0]);
});
