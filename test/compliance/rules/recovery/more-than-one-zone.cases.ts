import { type ISubnet, type IVpc, SubnetType, Vpc, type VpcProps } from 'aws-cdk-lib/aws-ec2';
import { NetworkLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  DatabaseCluster,
  DatabaseClusterEngine,
  DatabaseInstance,
  DatabaseInstanceEngine,
} from 'aws-cdk-lib/aws-rds';
import { type Stack, Tags } from 'aws-cdk-lib/core';
import { moreThanOneZone } from '../../../../lib/compliance/rules/recovery/more-than-one-zone';
import { SegmentedVpc } from '../../../../lib/network/segmented-vpc';
import type { RuleCases } from '../cases';
import { either, internal, NO_VALUE, PARAMETER, store, TABLE } from './fixtures';

const resource = (Type: string, Properties: Readonly<Record<string, unknown>> = {}, rest = {}) => ({ Type, Properties, ...rest });
const instance = (service: string, Properties: Readonly<Record<string, unknown>> = {}, rest = {}) =>
  resource(`AWS::${service}::DBInstance`, { DBClusterIdentifier: { Ref: 'Cluster' }, ...Properties }, rest);
const subnet = (zone: unknown, VpcId: unknown = { Ref: 'Vpc' }) =>
  resource('AWS::EC2::Subnet', { VpcId, AvailabilityZone: zone });
const nat = (SubnetId: unknown, rest = {}) => resource('AWS::EC2::NatGateway', { SubnetId }, rest);
const zone = (position: number) => ({ 'Fn::Select': [position, { 'Fn::GetAZs': '' }] });
const VPC = { Vpc: resource('AWS::EC2::VPC'), A: subnet(zone(0)), B: subnet(zone(1)), Again: subnet(zone(0)) };
const SUBNETS = ['subnet-1', 'subnet-2'];
const mappings = (...ids: readonly unknown[]) => ids.map((SubnetId) => ({ SubnetId }));
const firewall = (id: unknown) => resource('AWS::NetworkFirewall::Firewall', { SubnetMappings: mappings(id) });
const ONE = /the store is in one zone, for all that is known/;
const ONLY = /the NAT gateway is in the only zone of its network that has one for sure/;

function personal(scope: Parameters<typeof Tags.of>[0]): void {
  Tags.of(scope).add('strongroom:category', 'personal');
}

/** Vpc declares `vpnGatewayId: string | undefined` where IVpc has it optional, which exactOptionalPropertyTypes tells apart. */
function network(stack: Stack, props: VpcProps): IVpc {
  return new Vpc(stack, 'Vpc', props) as IVpc;
}

export const CASES: RuleCases = {
  rule: moreThanOneZone,
  compliant: {
    'databases and caches with a standby': {
      resources: {
        Instance: store('AWS::RDS::DBInstance', { MultiAZ: 'true' }),
        Three: store('AWS::RDS::DBCluster', { Engine: 'mysql', DBClusterInstanceClass: 'db.r6gd.large' }),
        Cache: store('AWS::ElastiCache::ReplicationGroup', { MultiAZEnabled: true }),
        Memcached: store('AWS::ElastiCache::CacheCluster', { AZMode: 'cross-az' }),
        Memory: store('AWS::MemoryDB::Cluster'),
        Accelerator: store('AWS::DAX::Cluster', { ReplicationFactor: 3 }),
        Search: store('AWS::OpenSearchService::Domain', { ClusterConfig: { ZoneAwarenessEnabled: true } }),
        OldSearch: store('AWS::Elasticsearch::Domain', { ElasticsearchClusterConfig: { ZoneAwarenessEnabled: true } }),
        Warehouse: store('AWS::Redshift::Cluster', { MultiAZ: true }),
        Movable: store('AWS::Redshift::Cluster', { AvailabilityZoneRelocation: true }),
        Series: store('AWS::Timestream::InfluxDBInstance', { DeploymentType: 'WITH_MULTIAZ_STANDBY' }),
        Files: store('AWS::EFS::FileSystem'),
      },
      at: [
        'Instance',
        'Three',
        'Cache',
        'Memcached',
        'Memory',
        'Accelerator',
        'Search',
        'OldSearch',
        'Warehouse',
        'Movable',
        'Series',
        'Files',
      ].map((name) => `Test/${name}`),
    },
    'clusters of two instances': {
      resources: {
        Cluster: store('AWS::RDS::DBCluster', { Engine: 'aurora-mysql' }),
        First: instance('RDS', { AvailabilityZone: 'eu-central-1a' }),
        Second: instance('RDS', { AvailabilityZone: 'eu-central-1b' }),
      },
      at: ['Test/Cluster'],
    },
    'clusters of DocumentDB': {
      resources: { Cluster: store('AWS::DocDB::DBCluster'), First: instance('DocDB'), Second: instance('DocDB') },
      at: ['Test/Cluster'],
    },
    'clusters of Neptune, under a condition as a whole': {
      resources: {
        Cluster: store('AWS::Neptune::DBCluster', {}, { Condition: 'IsProduction' }),
        First: instance('Neptune', {}, { Condition: 'IsProduction' }),
        Second: instance('Neptune', {}, { Condition: 'IsProduction' }),
      },
      at: ['Test/Cluster'],
    },
    'load balancers of two subnets, where data about persons stands': {
      resources: {
        Orders: TABLE,
        Network: resource('AWS::ElasticLoadBalancingV2::LoadBalancer', { Type: 'network', Subnets: SUBNETS }),
        Mapped: resource('AWS::ElasticLoadBalancingV2::LoadBalancer', { Type: 'gateway', SubnetMappings: mappings(...SUBNETS) }),
        Application: resource('AWS::ElasticLoadBalancingV2::LoadBalancer', { Subnets: PARAMETER }),
        Classic: resource('AWS::ElasticLoadBalancing::LoadBalancer', { AvailabilityZones: ['a', 'b'] }),
      },
      at: ['Test/Network', 'Test/Mapped', 'Test/Application', 'Test/Classic'],
    },
    'a firewall in two subnets, and one of a transit gateway in two zones': {
      resources: {
        Orders: TABLE,
        Vpc: resource('AWS::NetworkFirewall::Firewall', { SubnetMappings: mappings({ Ref: 'A' }, { Ref: 'B' }) }),
        Gateway: resource('AWS::NetworkFirewall::Firewall', {
          AvailabilityZoneMappings: [{ AvailabilityZone: 'a' }, { AvailabilityZone: 'b' }],
        }),
      },
      at: ['Test/Vpc', 'Test/Gateway'],
    },
    'a NAT gateway in each of two zones': {
      resources: { Orders: TABLE, ...VPC, NatA: nat({ Ref: 'A' }), NatB: nat({ Ref: 'B' }) },
      at: ['Test/NatA', 'Test/NatB'],
    },
    'a firewall in each of two zones': {
      resources: { Orders: TABLE, ...VPC, One: firewall({ Ref: 'A' }), Two: firewall({ Ref: 'B' }) },
      at: ['Test/One', 'Test/Two'],
    },
    'NAT gateways in subnets of another app': {
      resources: { Orders: TABLE, NatA: nat({ Ref: 'SubnetA' }), NatB: nat({ Ref: 'SubnetB' }) },
      at: ['Test/NatA', 'Test/NatB'],
    },
    'a regional NAT gateway': {
      resources: { Orders: TABLE, Nat: resource('AWS::EC2::NatGateway', { AvailabilityMode: 'regional', VpcId: 'vpc-1' }) },
      at: ['Test/Nat'],
    },
    'constructs of the CDK': {
      build: (stack) => {
        const vpc = network(stack, { maxAzs: 2 });
        const cluster = new DatabaseCluster(stack, 'Orders', {
          vpc,
          engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_16_6 }),
          writer: ClusterInstance.serverlessV2('Writer'),
          readers: [ClusterInstance.serverlessV2('Reader', { scaleWithWriter: true })],
        });
        personal(cluster);
        new NetworkLoadBalancer(stack, 'Balancer', { vpc });
      },
      at: [
        'Test/Orders/Resource',
        'Test/Balancer/Resource',
        'Test/Vpc/PublicSubnet1/NATGateway',
        'Test/Vpc/PublicSubnet2/NATGateway',
      ],
    },
    'a database in our network': {
      build: (stack) => {
        const { vpc } = new SegmentedVpc(stack, 'Network');
        const subnets: ISubnet[] = vpc.isolatedSubnets;
        const engine = DatabaseInstanceEngine.POSTGRES;
        personal(new DatabaseInstance(stack, 'Orders', { vpc, vpcSubnets: { subnets }, engine, multiAz: true }));
      },
      at: ['Test/Orders/Resource'],
    },
  },
  violations: {
    'databases and caches without, or not for sure': {
      resources: {
        Instance: store('AWS::RDS::DBInstance'),
        Sometimes: store('AWS::RDS::DBInstance', { MultiAZ: either(true, false) }),
        Unknown: store('AWS::RDS::DBInstance', { MultiAZ: PARAMETER }),
        Cache: store('AWS::ElastiCache::ReplicationGroup', { AutomaticFailoverEnabled: true }),
        Memcached: store('AWS::ElastiCache::CacheCluster', { NumCacheNodes: 3 }),
        Memory: store('AWS::MemoryDB::Cluster', { NumReplicasPerShard: 0 }),
        Accelerator: store('AWS::DAX::Cluster', { ReplicationFactor: 1 }),
        Search: store('AWS::OpenSearchService::Domain'),
        OldSearch: store('AWS::Elasticsearch::Domain', { ElasticsearchClusterConfig: { ZoneAwarenessEnabled: false } }),
        Warehouse: store('AWS::Redshift::Cluster', { MultiAZ: either(true, NO_VALUE) }),
        Series: store('AWS::Timestream::InfluxDBInstance'),
        Files: store('AWS::EFS::FileSystem', { AvailabilityZoneName: 'eu-central-1a' }),
      },
      at: {
        'Test/Instance': [ONE, /'MultiAZ' is nothing/],
        'Test/Sometimes': /'MultiAZ' is true or false/,
        'Test/Unknown': /'MultiAZ' is a value that only the deployment knows/,
        'Test/Cache': /'MultiAZEnabled' is nothing/,
        'Test/Memcached': ONE,
        'Test/Memory': ONE,
        'Test/Accelerator': ONE,
        'Test/Search': ONE,
        'Test/OldSearch': ONE,
        'Test/Warehouse': ONE,
        'Test/Series': ONE,
        'Test/Files': /'AvailabilityZoneName' is 'eu-central-1a'/,
      },
    },
    'a cluster of one instance': {
      resources: { Cluster: store('AWS::RDS::DBCluster', { Engine: 'aurora-mysql' }), First: instance('RDS') },
      at: { 'Test/Cluster': /the instances of the cluster are in one zone that is known/ },
    },
    'a cluster of none': {
      resources: { Cluster: store('AWS::DocDB::DBCluster') },
      at: { 'Test/Cluster': /in no zone that is known/ },
    },
    'a cluster whose instances name the same zone': {
      resources: {
        Cluster: store('AWS::Neptune::DBCluster'),
        First: instance('Neptune', { AvailabilityZone: 'eu-central-1a' }),
        Second: instance('Neptune', { AvailabilityZone: 'eu-central-1a' }),
      },
      at: { 'Test/Cluster': /in one zone/ },
    },
    'a cluster whose second instance a condition makes': {
      resources: {
        Cluster: store('AWS::RDS::DBCluster', { Engine: 'aurora-mysql' }),
        First: instance('RDS'),
        Second: instance('RDS', {}, { Condition: 'IsProduction' }),
      },
      at: { 'Test/Cluster': /in one zone/ },
    },
    'load balancers and firewalls of one subnet, or of nobody knows how many': {
      resources: {
        Orders: TABLE,
        One: resource('AWS::ElasticLoadBalancingV2::LoadBalancer', { Type: 'network', Subnets: ['subnet-1'] }),
        Same: resource('AWS::ElasticLoadBalancingV2::LoadBalancer', {
          Type: 'network',
          SubnetMappings: mappings({ Ref: 'A' }, { Ref: 'A' }),
        }),
        Sometimes: resource('AWS::ElasticLoadBalancingV2::LoadBalancer', {
          Type: 'network',
          Subnets: ['subnet-1', either('subnet-2', NO_VALUE)],
        }),
        Unknown: resource('AWS::ElasticLoadBalancingV2::LoadBalancer', { Type: 'network', Subnets: PARAMETER }),
        Untyped: resource('AWS::ElasticLoadBalancingV2::LoadBalancer', { Type: PARAMETER, Subnets: ['subnet-1'] }),
        Classic: resource('AWS::ElasticLoadBalancing::LoadBalancer', { Subnets: ['subnet-1'] }),
        Firewall: resource('AWS::NetworkFirewall::Firewall', { SubnetMappings: mappings('subnet-1') }),
      },
      at: {
        'Test/One': /'Subnets' has 1 subnet or zone for sure: it needs two or more/,
        'Test/Same': /'SubnetMappings' has 1 subnet or zone/,
        'Test/Sometimes': /'Subnets' has 1 subnet or zone/,
        'Test/Unknown': /only the deployment knows the subnets in 'Subnets'/,
        'Test/Untyped': /'Subnets' has 1 subnet or zone/,
        'Test/Classic': /'Subnets' has 1 subnet or zone/,
        'Test/Firewall': /'SubnetMappings' has 1 subnet or zone/,
      },
    },
    'one NAT gateway': { resources: { Orders: TABLE, ...VPC, Nat: nat({ Ref: 'A' }) }, at: { 'Test/Nat': ONLY } },
    'a NAT gateway in one zone and a firewall in another': {
      resources: { Orders: TABLE, ...VPC, Nat: nat({ Ref: 'A' }), Firewall: firewall({ Ref: 'B' }) },
      at: { 'Test/Nat': ONLY, 'Test/Firewall': /'SubnetMappings' has 1 subnet or zone/ },
    },
    'two NAT gateways in the same zone': {
      resources: { Orders: TABLE, ...VPC, Nat: nat({ Ref: 'A' }), Again: subnet(zone(0)), Second: nat({ Ref: 'Again' }) },
      at: { 'Test/Nat': ONLY, 'Test/Second': ONLY },
    },
    'NAT gateways of two networks': {
      resources: {
        Orders: TABLE,
        ...VPC,
        Other: resource('AWS::EC2::VPC'),
        C: subnet(zone(1), { Ref: 'Other' }),
        Nat: nat({ Ref: 'A' }),
        Second: nat({ Ref: 'C' }),
      },
      at: { 'Test/Nat': ONLY, 'Test/Second': ONLY },
    },
    'a second NAT gateway that a condition makes': {
      resources: { Orders: TABLE, ...VPC, Nat: nat({ Ref: 'A' }), Second: nat({ Ref: 'B' }, { Condition: 'IsProduction' }) },
      at: { 'Test/Nat': ONLY },
    },
    'constructs of the CDK': {
      build: (stack) => {
        const vpc = network(stack, {
          natGateways: 1,
          subnetConfiguration: [
            { name: 'a', subnetType: SubnetType.PUBLIC },
            { name: 'b', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
          ],
        });
        personal(new DatabaseInstance(stack, 'Orders', { vpc, engine: DatabaseInstanceEngine.POSTGRES }));
      },
      at: { 'Test/Orders/Resource': ONE, 'Test/Vpc/aSubnet1/NATGateway': ONLY },
    },
  },
  notApplicable: {
    'stores of no data about persons, and what stands beside them': {
      resources: {
        Prices: internal('AWS::RDS::DBInstance'),
        Balancer: resource('AWS::ElasticLoadBalancingV2::LoadBalancer', { Type: 'network', Subnets: ['subnet-1'] }),
        Nat: nat('subnet-1'),
      },
      at: ['Test/Prices', 'Test/Balancer', 'Test/Nat'],
    },
    'a read replica': {
      resources: { Replica: store('AWS::RDS::DBInstance', { SourceDBInstanceIdentifier: 'orders' }) },
      at: ['Test/Replica'],
    },
    'an instance of a cluster': {
      resources: {
        Cluster: store('AWS::RDS::DBCluster', { DBClusterInstanceClass: 'db.r6gd.large' }),
        First: store('AWS::RDS::DBInstance', { DBClusterIdentifier: { Ref: 'Cluster' } }),
      },
      at: ['Test/First'],
    },
    'what a region keeps in several zones by itself': {
      resources: { Orders: TABLE, Cache: store('AWS::ElastiCache::ServerlessCache') },
      at: ['Test/Orders', 'Test/Cache'],
    },
  },
};
