import { InstanceType, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import type { Stack } from 'aws-cdk-lib/core';
import { dataTierPrivate } from '../../../../lib/compliance/rules/network/data-tier-private';
import { SegmentedVpc, SubnetTier } from '../../../../lib/network/segmented-vpc';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { addVpc, either, INTERNET, Network, PERSONAL, ref, resource, routes, subnet, tier, UNKNOWN } from './fixtures';

const Data = subnet();
const Group = resource('AWS::RDS::DBSubnetGroup', { SubnetIds: [ref('Data')] });
const CLOSED = { Network, Data, Group };
const instance = (properties = {}) => {
  const closed = { DBSubnetGroupName: ref('Group'), PubliclyAccessible: false, Tags: PERSONAL };
  return resource('AWS::RDS::DBInstance', { ...closed, ...properties });
};
/** A type of store in the subnets of a group. */
const grouped = (type: string, property: string, groupType: string) => ({
  ...CLOSED,
  Group: resource(groupType, { SubnetIds: [ref('Data')] }),
  Store: resource(type, { [property]: ref('Group'), Tags: PERSONAL }),
});
const domain = (properties = {}) => resource('AWS::OpenSearchService::Domain', { Tags: PERSONAL, ...properties });

function addDatabase(stack: Stack, network: SegmentedVpc | undefined, vpcSubnets = {}) {
  const vpc = network?.vpc ?? addVpc(stack, 'Vpc');
  const database = new DatabaseInstance(stack, 'Orders', {
    vpc,
    vpcSubnets,
    publiclyAccessible: false,
    engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 }),
    instanceType: new InstanceType('t4g.micro'),
  });
  personalAsset().tag(database);
}

export const CASES: RuleCases = {
  rule: dataTierPrivate,
  compliant: {
    'an instance in subnets without routes': { resources: { ...CLOSED, Store: instance() }, at: ['Test/Store'] },
    'an instance that says nothing of public access, in a network without an internet gateway': {
      resources: { ...CLOSED, Store: instance({ PubliclyAccessible: undefined }) },
      at: ['Test/Store'],
    },
    'subnets of the data tier with routes of their own': {
      resources: {
        ...CLOSED,
        ...INTERNET,
        Data: subnet({ Tags: tier('data') }),
        ...routes('Table', ['Data'], { TransitGatewayId: 'tgw-1', DestinationCidrBlock: '10.1.0.0/16' }),
        Store: instance(),
      },
      at: ['Test/Store'],
    },
    'an instance of a cluster, which has the subnets': {
      resources: {
        ...CLOSED,
        Cluster: resource('AWS::RDS::DBCluster', { DBSubnetGroupName: ref('Group'), Tags: PERSONAL }),
        Store: resource('AWS::RDS::DBInstance', { DBClusterIdentifier: ref('Cluster'), PubliclyAccessible: 'false' }),
      },
      at: ['Test/Cluster', 'Test/Store'],
    },
    'a replica, in the subnets of its source': {
      resources: { ...CLOSED, Store: instance({ DBSubnetGroupName: undefined, SourceDBInstanceIdentifier: 'orders' }) },
      at: ['Test/Store'],
    },
    'a cluster of DocumentDB': {
      resources: grouped('AWS::DocDB::DBCluster', 'DBSubnetGroupName', 'AWS::DocDB::DBSubnetGroup'),
      at: ['Test/Store'],
    },
    'a cluster of Redshift, which is private unless it says otherwise': {
      resources: grouped('AWS::Redshift::Cluster', 'ClusterSubnetGroupName', 'AWS::Redshift::ClusterSubnetGroup'),
      at: ['Test/Store'],
    },
    'a cache': {
      resources: grouped('AWS::ElastiCache::ReplicationGroup', 'CacheSubnetGroupName', 'AWS::ElastiCache::SubnetGroup'),
      at: ['Test/Store'],
    },
    'a serverless cache': {
      resources: {
        ...CLOSED,
        Store: resource('AWS::ElastiCache::ServerlessCache', { SubnetIds: [ref('Data')], Tags: PERSONAL }),
      },
      at: ['Test/Store'],
    },
    'a domain in a VPC': {
      resources: { ...CLOSED, Store: domain({ VPCOptions: { SubnetIds: [ref('Data')] } }) },
      at: ['Test/Store'],
    },
    'a private database of no persons, wherever it is': {
      resources: { Store: resource('AWS::RDS::DBInstance', { PubliclyAccessible: false }) },
      at: ['Test/Store'],
    },
    "the CDK's instance in a SegmentedVpc's data tier": {
      build: (stack) => {
        const network = new SegmentedVpc(stack, 'Network');
        addDatabase(stack, network, network.tier(SubnetTier.DATA));
      },
      at: ['Test/Orders/Resource'],
    },
  },
  violations: {
    'a public instance, of whatever data': {
      resources: { Store: resource('AWS::RDS::DBInstance', { PubliclyAccessible: 'true' }) },
      at: { 'Test/Store': /publicly accessible: 'PubliclyAccessible' is 'true'/ },
    },
    'public under a condition': {
      resources: { ...CLOSED, Store: instance({ PubliclyAccessible: either(true, false) }) },
      at: { 'Test/Store': /is true or false/ },
    },
    'public if the deployment says so': {
      resources: { ...CLOSED, Store: instance({ PubliclyAccessible: UNKNOWN }) },
      at: { 'Test/Store': /only the deployment knows/ },
    },
    'nothing said of public access, beside an internet gateway': {
      resources: { ...CLOSED, ...INTERNET, Store: instance({ PubliclyAccessible: undefined }) },
      at: { 'Test/Store': /does not say 'PubliclyAccessible', and AWS makes it public/ },
    },
    'a public instance of a cluster': {
      resources: {
        ...CLOSED,
        Cluster: resource('AWS::RDS::DBCluster', { DBSubnetGroupName: ref('Group'), Tags: PERSONAL }),
        Store: resource('AWS::RDS::DBInstance', { DBClusterIdentifier: ref('Cluster'), PubliclyAccessible: true }),
      },
      at: { 'Test/Store': /publicly accessible/ },
    },
    'a public graph, workgroup and warehouse': {
      resources: {
        Graph: resource('AWS::NeptuneGraph::Graph', { PublicConnectivity: true }),
        Workgroup: resource('AWS::RedshiftServerless::Workgroup', { PubliclyAccessible: true }),
        Warehouse: resource('AWS::Redshift::Cluster', { PubliclyAccessible: true }),
      },
      at: { 'Test/Graph': /PublicConnectivity/, 'Test/Workgroup': /is true/, 'Test/Warehouse': /is true/ },
    },
    'no subnet group': {
      resources: { Store: instance({ DBSubnetGroupName: undefined }) },
      at: { 'Test/Store': /names no subnets: AWS puts it into the default VPC/ },
    },
    'a domain outside of every VPC': {
      resources: { Store: domain() },
      at: { 'Test/Store': /names no subnets: its endpoint is public/ },
    },
    'a domain in a VPC under a condition': {
      resources: { ...CLOSED, Store: domain({ VPCOptions: either({ SubnetIds: [ref('Data')] }, { Ref: 'AWS::NoValue' }) }) },
      at: { 'Test/Store': /its endpoint is public/ },
    },
    'subnets with a NAT gateway': {
      resources: { ...CLOSED, ...routes('Table', ['Data'], { NatGatewayId: 'nat-1' }), Store: instance() },
      at: { 'Test/Store': /outside of data subnets: the subnet 'Test\/Data' has a route to a NAT gateway/ },
    },
    'subnets with an internet gateway': {
      resources: { ...CLOSED, ...INTERNET, ...routes('Table', ['Data'], { GatewayId: ref('Internet') }), Store: instance() },
      at: { 'Test/Store': /has a route to an internet gateway \(Test\/Internet\)/ },
    },
    'subnets that give public addresses': {
      resources: { ...CLOSED, Data: subnet({ MapPublicIpOnLaunch: true }), Store: instance() },
      at: { 'Test/Store': /gives public addresses/ },
    },
    'subnets of the application tier': {
      resources: { ...CLOSED, Data: subnet({ Tags: tier('application') }), Store: instance() },
      at: { 'Test/Store': /is of the tier 'application'/ },
    },
    'one subnet of two that is open': {
      resources: {
        ...CLOSED,
        Open: subnet(),
        ...routes('Table', ['Open'], { NatGatewayId: 'nat-1' }),
        Group: resource('AWS::RDS::DBSubnetGroup', { SubnetIds: [ref('Data'), ref('Open')] }),
        Store: instance(),
      },
      at: { 'Test/Store': /'Test\/Open' has a route/ },
    },
    'subnets that only the deployment knows': {
      resources: { ...CLOSED, Group: resource('AWS::RDS::DBSubnetGroup', { SubnetIds: UNKNOWN }), Store: instance() },
      at: { 'Test/Store': /only the deployment knows the routes of the subnet/ },
    },
    'subnets in a VPC that is not made here': {
      resources: { ...CLOSED, Data: subnet({ VpcId: 'vpc-1' }), Store: instance() },
      at: { 'Test/Store': /only the deployment knows the routes of the subnet 'Test\/Data'/ },
    },
    'a workgroup, for the data of its namespace': {
      resources: {
        Namespace: resource('AWS::RedshiftServerless::Namespace', { NamespaceName: 'orders', Tags: PERSONAL }),
        Store: resource('AWS::RedshiftServerless::Workgroup', { NamespaceName: 'orders', SubnetIds: ['subnet-1'] }),
      },
      at: { 'Test/Store': /'subnet-1'/ },
    },
    "the CDK's instance in its VPC's private subnets": {
      build: (stack) => addDatabase(stack, undefined, { subnetType: SubnetType.PRIVATE_WITH_EGRESS }),
      at: { 'Test/Orders/Resource': /'Test\/Vpc\/PrivateSubnet1\/Subnet' has a route to a NAT gateway/ },
    },
  },
  notApplicable: {
    'a cache of no persons': { resources: { Store: resource('AWS::ElastiCache::ReplicationGroup') }, at: ['Test/Store'] },
    'a table, which has no network': {
      resources: { Store: resource('AWS::DynamoDB::Table', { Tags: PERSONAL }) },
      at: ['Test/Store'],
    },
  },
};
