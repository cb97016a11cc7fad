import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnDBCluster, CfnDBSubnetGroup } from 'aws-cdk-lib/aws-rds';
import type { Stack } from 'aws-cdk-lib/core';
import { functionsInVpcForData } from '../../../../lib/compliance/rules/network/functions-in-vpc-for-data';
import { SegmentedVpc, SubnetTier } from '../../../../lib/network/segmented-vpc';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import {
  attribute,
  either,
  INTERNET,
  Network,
  NO_VALUE,
  PERSONAL,
  ref,
  resource,
  routes,
  subnet,
  tier,
  UNKNOWN,
} from './fixtures';

const functionIn = (VpcConfig?: unknown) => resource('AWS::Lambda::Function', { Role: attribute('Role'), VpcConfig });
const role = (Action: string, Resource: unknown) => {
  const PolicyDocument = { Statement: [{ Effect: 'Allow', Action, Resource }] };
  return resource('AWS::IAM::Role', { Policies: [{ PolicyName: 'data', PolicyDocument }] });
};
const Cluster = resource('AWS::RDS::DBCluster', {
  Tags: PERSONAL,
  DBSubnetGroupName: ref('Group'),
  VpcSecurityGroupIds: [ref('Clients')],
});
const BASE = {
  Network,
  Applications: subnet({ Tags: tier('application') }),
  Data: subnet({ Tags: tier('data') }),
  Group: resource('AWS::RDS::DBSubnetGroup', { SubnetIds: [ref('Data')] }),
  Cluster,
  Role: role('rds-db:connect', {
    'Fn::Sub': `arn:aws:rds-db:eu-central-1:123456789012:dbuser:\${Cluster.DBClusterResourceId}/shop`,
  }),
};
const inside = (...subnets: unknown[]) => functionIn({ SubnetIds: subnets, SecurityGroupIds: ['sg-1'] });
const OUTSIDE = /the function, which reaches 'Test\/Cluster', runs outside of every VPC/;

function addFunction(stack: Stack, vpcSubnets: 'outside' | SubnetTier) {
  const network = new SegmentedVpc(stack, 'Network');
  const { subnetIds } = network.vpc.selectSubnets(network.tier(SubnetTier.DATA));
  const { ref: dbSubnetGroupName } = new CfnDBSubnetGroup(stack, 'Group', { dbSubnetGroupDescription: 'data', subnetIds });
  const cluster = new CfnDBCluster(stack, 'Cluster', { engine: 'aurora-postgresql', dbSubnetGroupName });
  personalAsset().tag(cluster);
  new LambdaFunction(stack, 'Orders', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => 1'),
    ...(vpcSubnets !== 'outside' && { vpc: network.vpc, vpcSubnets: network.tier(vpcSubnets) }),
    initialPolicy: [
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['rds-data:ExecuteStatement'],
        resources: [cluster.attrDbClusterArn],
      }),
    ],
  });
}

export const CASES: RuleCases = {
  rule: functionsInVpcForData,
  compliant: {
    'in the application tier': { resources: { ...BASE, Function: inside(ref('Applications')) }, at: ['Test/Function'] },
    'in private subnets with a NAT gateway': {
      resources: {
        ...BASE,
        Applications: subnet(),
        ...routes('A', ['Applications'], { NatGatewayId: 'nat-1' }),
        Function: inside(ref('Applications')),
      },
      at: ['Test/Function'],
    },
    "the CDK's function in a SegmentedVpc's application tier": {
      build: (stack) => addFunction(stack, SubnetTier.APPLICATION),
      at: ['Test/Orders/Resource'],
    },
  },
  violations: {
    'outside of every VPC': { resources: { ...BASE, Function: functionIn() }, at: { 'Test/Function': OUTSIDE } },
    'without subnets': { resources: { ...BASE, Function: inside() }, at: { 'Test/Function': OUTSIDE } },
    'outside, under a condition': {
      resources: { ...BASE, Function: functionIn(either({ SubnetIds: [ref('Applications')] }, NO_VALUE)) },
      at: { 'Test/Function': OUTSIDE },
    },
    'by the Data API': {
      resources: { ...BASE, Role: role('rds-data:*', attribute('Cluster', 'DBClusterArn')), Function: functionIn() },
      at: { 'Test/Function': OUTSIDE },
    },
    'by the secret of the database': {
      resources: {
        ...BASE,
        Secret: resource('AWS::SecretsManager::Secret'),
        Attachment: resource('AWS::SecretsManager::SecretTargetAttachment', {
          SecretId: ref('Secret'),
          TargetId: ref('Cluster'),
          TargetType: 'AWS::RDS::DBCluster',
        }),
        Role: role('secretsmanager:GetSecretValue', ref('Secret')),
        Function: functionIn(),
      },
      at: { 'Test/Function': OUTSIDE },
    },
    'in a public subnet, let in by the security group of the database': {
      resources: {
        ...BASE,
        ...INTERNET,
        Public: subnet(),
        ...routes('A', ['Public'], { GatewayId: ref('Internet') }),
        Clients: resource('AWS::EC2::SecurityGroup', {
          SecurityGroupIngress: [{ SourceSecurityGroupId: attribute('Own', 'GroupId') }],
        }),
        Own: resource('AWS::EC2::SecurityGroup'),
        Role: role('logs:PutLogEvents', '*'),
        Function: functionIn({ SubnetIds: [ref('Public')], SecurityGroupIds: [attribute('Own', 'GroupId')] }),
      },
      at: {
        'Test/Function':
          /which reaches 'Test\/Cluster', runs in the subnet 'Test\/Public', which has a route to an internet gateway/,
      },
    },
    'in the data tier, let in by a rule apart': {
      resources: {
        ...BASE,
        Clients: resource('AWS::EC2::SecurityGroup'),
        Rule: resource('AWS::EC2::SecurityGroupIngress', {
          GroupId: attribute('Clients', 'GroupId'),
          SourceSecurityGroupId: attribute('Own', 'GroupId'),
        }),
        Own: resource('AWS::EC2::SecurityGroup'),
        Role: role('logs:PutLogEvents', '*'),
        Function: functionIn({ SubnetIds: [ref('Data')], SecurityGroupIds: [attribute('Own', 'GroupId')] }),
      },
      at: { 'Test/Function': /runs in the data subnet 'Test\/Data'/ },
    },
    'in the ingress tier': {
      resources: { ...BASE, Ingress: subnet({ Tags: tier('ingress') }), Function: inside(ref('Applications'), ref('Ingress')) },
      at: { 'Test/Function': /runs in the subnet 'Test\/Ingress' of the tier 'ingress'/ },
    },
    'in subnets that only the deployment knows': {
      resources: { ...BASE, Function: inside(UNKNOWN) },
      at: { 'Test/Function': /only the deployment knows the tier/ },
    },
    'to a cache, a domain and a warehouse': {
      resources: {
        Cache: resource('AWS::ElastiCache::ReplicationGroup', { Tags: PERSONAL }),
        OfCache: functionIn(),
        Role: role('elasticache:Connect', attribute('Cache')),
        Domain: resource('AWS::OpenSearchService::Domain', { Tags: PERSONAL }),
        OfDomain: resource('AWS::Lambda::Function', { Role: attribute('Search') }),
        Search: role('es:ESHttpGet', { 'Fn::Sub': `\${Domain.Arn}/*` }),
        Warehouse: resource('AWS::Redshift::Cluster', { ClusterIdentifier: 'sales', Tags: PERSONAL }),
        OfWarehouse: resource('AWS::Lambda::Function', { Role: attribute('Report') }),
        Report: role('redshift-data:ExecuteStatement', 'arn:aws:redshift:eu-central-1:123456789012:cluster:sales'),
      },
      at: { 'Test/OfCache': /'Test\/Cache'/, 'Test/OfDomain': /'Test\/Domain'/, 'Test/OfWarehouse': /'Test\/Warehouse'/ },
    },
    "the CDK's function outside of the network": {
      build: (stack) => addFunction(stack, 'outside'),
      at: { 'Test/Orders/Resource': /which reaches 'Test\/Cluster', runs outside of every VPC/ },
    },
    "the CDK's function in the data tier": {
      build: (stack) => addFunction(stack, SubnetTier.DATA),
      at: { 'Test/Orders/Resource': /runs in the data subnet 'Test\/Network\/Resource\/dataSubnet1\/Subnet'/ },
    },
  },
  notApplicable: {
    'a function that reaches no database': {
      resources: { ...BASE, Role: role('logs:PutLogEvents', '*'), Function: functionIn() },
      at: ['Test/Function'],
    },
    'a function that reaches a table': {
      resources: {
        Table: resource('AWS::DynamoDB::Table', { Tags: PERSONAL }),
        Role: role('dynamodb:GetItem', attribute('Table')),
        Function: functionIn(),
      },
      at: ['Test/Function'],
    },
    'a function that reaches a database of no persons': {
      resources: { ...BASE, Cluster: resource('AWS::RDS::DBCluster'), Function: functionIn() },
      at: ['Test/Function'],
    },
  },
};
