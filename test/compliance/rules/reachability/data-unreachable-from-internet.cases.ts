import { IpProtocol, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { dataUnreachableFromInternet } from '../../../../lib/compliance/proofs/reachability/claims/data-unreachable-from-internet';
import { SegmentedVpc, SubnetTier } from '../../../../lib/network/segmented-vpc';
import type { RuleCases } from '../cases';
import { addVpc, attribute, either, ref, resource, routes, UNKNOWN } from '../network/fixtures';
import { ANYONE, aclFor, balancer, database, group, lets, NETWORK, service, TIERS } from './fixtures';
import { Tampered } from './segmented';

const TO_INTERNET = { GatewayId: ref('Internet') };
const OPEN = database([lets(5432, ANYONE)], { PubliclyAccessible: true });
const FROM_BALANCERS = { SourceSecurityGroupId: attribute('Balancers', 'GroupId') };
const CLOSED_TIERS = { ...TIERS, ...aclFor('Data', [{ from: '10.0.1.0/24', ports: [5432, 5432] }]) };
/** An internal load balancer among the applications, which may connect to the database. */
const INTERNAL = {
  ...NETWORK,
  ...balancer([443], [lets(443, ANYONE)], { Scheme: 'internal', Subnets: [ref('Applications')] }),
  ...database([lets(5432, FROM_BALANCERS)]),
};
/** A Network Load Balancer without groups, before a database that lets in a partner's addresses alone. */
const PARTNERS = {
  ...NETWORK,
  Balancer: resource('AWS::ElasticLoadBalancingV2::LoadBalancer', { Type: 'network', Subnets: [ref('Public')] }),
  ...database([lets(5432, { CidrIp: '203.0.113.0/24' })]),
};
const targets = (properties: object) => ({
  Targets: resource('AWS::ElasticLoadBalancingV2::TargetGroup', { Protocol: 'TCP', Port: 5432, ...properties }),
  Listener: resource('AWS::ElasticLoadBalancingV2::Listener', {
    LoadBalancerArn: ref('Balancer'),
    Port: 5432,
    Protocol: 'TCP',
    DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Targets') }],
  }),
});
const CDK_NETWORK = [
  { name: 'public', subnetType: SubnetType.PUBLIC },
  { name: 'apps', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
  { name: 'db', subnetType: SubnetType.PRIVATE_ISOLATED },
];

export const CASES: RuleCases = {
  rule: dataUnreachableFromInternet.rule,
  compliant: {
    'a database without a route to the internet, however public and open': {
      resources: { ...NETWORK, ...OPEN },
      at: ['Test/Database', 'Test/Data'],
    },
    'a database that lets in applications, behind a load balancer that reaches these': {
      resources: {
        ...NETWORK,
        ...balancer([443], [lets(443, ANYONE)]),
        ...service(['Applications'], [lets(8080, FROM_BALANCERS)]),
        ...database([lets(5432, { SourceSecurityGroupId: attribute('Services', 'GroupId') })]),
      },
      at: ['Test/Database', 'Test/Data'],
    },
    'a database in a public subnet whose group lets in nobody outside': {
      resources: {
        ...NETWORK,
        ...routes('D', ['Data'], TO_INTERNET),
        ...aclFor('Data', [{ from: '10.0.0.0/16', ports: [0, 65535] }]),
        ...database([lets(5432, { CidrIp: '10.0.1.0/24' })], { PubliclyAccessible: true }),
      },
      at: ['Test/Database'],
    },
    'a tier whose ACL lets in no load balancer': {
      resources: { ...CLOSED_TIERS, ...balancer([443], [lets(443, ANYONE)]) },
      at: ['Test/Data'],
    },
    'an internal load balancer that may connect to the database': { resources: INTERNAL, at: ['Test/Database', 'Test/Data'] },
    'a Network Load Balancer that shows its own address, before a database that lets in a partner': {
      resources: { ...PARTNERS, ...targets({ TargetType: 'ip' }) },
      at: ['Test/Database', 'Test/Data'],
    },
    'a file system beside applications': {
      resources: {
        ...NETWORK,
        Files: resource('AWS::EFS::MountTarget', {
          SubnetId: ref('Applications'),
          SecurityGroups: [attribute('Storage', 'GroupId')],
        }),
        Storage: group([lets(2049, { CidrIp: '10.0.1.0/24' })]),
      },
      at: ['Test/Files'],
    },
    'a SegmentedVpc in which one guard of several is gone: the route': {
      build: (stack) => void new Tampered(stack).addRoute(SubnetTier.DATA),
      at: ['Test/Network/Resource/dataSubnet1/Subnet'],
    },
    'the same: the ACL': {
      build: (stack) => void new Tampered(stack).openAcl(SubnetTier.DATA),
      at: ['Test/Network/Resource/dataSubnet1/Subnet'],
    },
    'a SegmentedVpc': {
      build: (stack) => void new SegmentedVpc(stack, 'Network', { zones: 2 }),
      at: ['Test/Network/Resource/dataSubnet1/Subnet', 'Test/Network/Resource/dataSubnet2/Subnet'],
    },
    'a VPC of the CDK, with a database in its isolated subnets': {
      build: (stack) => {
        const vpc = addVpc(stack, 'Vpc', { subnetConfiguration: CDK_NETWORK, ipProtocol: IpProtocol.DUAL_STACK });
        new DatabaseInstance(stack, 'Database', {
          vpc,
          vpcSubnets: { subnetGroupName: 'db' },
          engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 }),
        });
      },
      at: ['Test/Database/Resource', 'Test/Vpc/dbSubnet1/Subnet'],
    },
  },
  violations: {
    'one route more': {
      resources: { ...NETWORK, ...OPEN, ...routes('D', ['Data'], TO_INTERNET) },
      at: {
        'Test/Data':
          /the internet reaches whatever is put into the data subnet by TCP: the internet -> internet gateway 'Test\/Internet' \('Test\/Internet': internet gateway\) -> anything in 'Test\/Data' \('Test\/Network': the default network ACL allows all\) and answers go back .*'Test\/DRoute0': route 0\.0\.0\.0\/0 to gateway 'Test\/Internet'/,
      },
    },
    "one entry more in a tier's ACL": {
      resources: {
        ...TIERS,
        ...aclFor('Data', [{ from: '0.0.0.0/0', ports: [5432, 5432] }]),
        ...routes('D', ['Data'], TO_INTERNET),
      },
      at: { 'Test/Data': /by TCP 5432: .*'Test\/DataAclIn0': entry 100 allows TCP 5432 from 0\.0\.0\.0\/0/ },
    },
    'one rule more of a group: a store in a public subnet': {
      resources: {
        ...NETWORK,
        Broker: resource('AWS::AmazonMQ::Broker', {
          SubnetIds: [ref('Public')],
          SecurityGroups: [attribute('Brokers', 'GroupId')],
          PubliclyAccessible: true,
        }),
        Brokers: group([]),
        Rule: resource('AWS::EC2::SecurityGroupIngress', { GroupId: attribute('Brokers', 'GroupId'), ...lets(5671, ANYONE) }),
      },
      at: {
        'Test/Broker':
          /the internet reaches the store by TCP 5671: the internet -> internet gateway 'Test\/Internet' .*-> store 'Test\/Broker' \(.*'Test\/Rule': lets in TCP 5671 from 0\.0\.0\.0\/0\)/,
      },
    },
    'a load balancer that may connect to the database': {
      resources: {
        ...NETWORK,
        ...balancer([443], [lets(443, ANYONE)]),
        ...database([lets(5432, FROM_BALANCERS)]),
      },
      at: {
        'Test/Database':
          /over what connects for it, by TCP 5432: the internet -> internet gateway .*-> load balancer 'Test\/Balancer' .*-> store 'Test\/Database' .*'Test\/Databases': lets in TCP 5432 from the group 'Test\/Balancers'/,
      },
    },
    'CloudFront before an internal load balancer': {
      resources: {
        ...INTERNAL,
        Origin: resource('AWS::CloudFront::VpcOrigin', { VpcOriginEndpointConfig: { Arn: ref('Balancer') } }),
      },
      at: { 'Test/Database': /'Test\/Origin': connects to it for whoever is on the internet.*-> store 'Test\/Database'/ },
    },
    'an accelerator before an internal load balancer': {
      resources: {
        ...INTERNAL,
        Group: resource('AWS::RDS::DBSubnetGroup', { SubnetIds: [ref('Data')] }),
        Endpoints: resource('AWS::GlobalAccelerator::EndpointGroup', {
          EndpointConfigurations: [{ EndpointId: ref('Balancer') }],
        }),
      },
      at: { 'Test/Database': /'Test\/Endpoints': takes packets from the internet to it.*-> store 'Test\/Database'/ },
    },
    "a Network Load Balancer that shows its clients' addresses, before a database that lets in a partner": {
      resources: { ...PARTNERS, ...targets({ TargetType: 'instance' }) },
      at: { 'Test/Database': /'Test\/Databases': lets in TCP 5432 from 203\.0\.113\.0\/24/ },
    },
    'a data tier that load balancers may connect to': {
      resources: {
        ...TIERS,
        ...balancer([443], [lets(443, ANYONE)]),
        ...aclFor('Data', [{ from: '10.0.0.0/24', ports: [5432, 5432] }]),
      },
      at: { 'Test/Data': /-> load balancer 'Test\/Balancer'.*entry 100 allows TCP 5432 from 10\.0\.0\.0\/24/ },
    },
    'a route under a condition': {
      resources: { ...NETWORK, ...routes('D', ['Data'], { GatewayId: either(ref('Internet'), { Ref: 'AWS::NoValue' }) }) },
      at: { 'Test/Data': /route 0\.0\.0\.0\/0 to gateway 'Test\/Internet'/ },
    },
    'a denial that may not be there': {
      resources: {
        ...TIERS,
        ...routes('D', ['Data'], TO_INTERNET),
        ...aclFor('Data', [{ from: '0.0.0.0/0', ports: [5432, 5432] }]),
        Denial: {
          ...resource('AWS::EC2::NetworkAclEntry', {
            NetworkAclId: ref('DataAcl'),
            RuleNumber: 1,
            Protocol: -1,
            RuleAction: 'deny',
            CidrBlock: '0.0.0.0/0',
          }),
          Condition: 'IsProduction',
        },
      },
      at: { 'Test/Data': /entry 100 allows TCP 5432/ },
    },
    'a public database in subnets that no template makes, with an open group': {
      resources: { ...NETWORK, ...database([lets(5432, ANYONE)], { DBSubnetGroupName: 'shared', PubliclyAccessible: true }) },
      at: { 'Test/Database': /taken for the worst since no template here makes the subnet 'shared'/ },
    },
    'a group that only the deployment knows, in a public subnet': {
      resources: {
        ...NETWORK,
        Broker: resource('AWS::AmazonMQ::Broker', {
          SubnetIds: [ref('Public')],
          SecurityGroups: [UNKNOWN],
          PubliclyAccessible: true,
        }),
      },
      at: { 'Test/Broker': /taken for the worst since its security group is a value that only the deployment knows/ },
    },
    'a SegmentedVpc whose every guard is gone': {
      build: (stack) => void new Tampered(stack).addRoute(SubnetTier.DATA).openAcl(SubnetTier.DATA).exclude(SubnetTier.DATA),
      at: {
        'Test/Network/Resource/dataSubnet1/Subnet':
          /'Test\/dataIn': entry 1 allows all traffic.*'Test\/Route': route 0\.0\.0\.0\/0/,
      },
    },
  },
  notApplicable: {
    'subnets for something else': { resources: NETWORK, at: ['Test/Public', 'Test/Applications'] },
    'a store in no network': { resources: { Table: resource('AWS::DynamoDB::Table') }, at: ['Test/Table'] },
  },
};
