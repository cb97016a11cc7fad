import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeAddressesCommand,
  DescribeNetworkAclsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVerifiedAccessEndpointsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import type { Clients } from './clients';

/** What an attribute can be told from. */
interface Subject {
  /** The physical id: what `Ref` gives. */
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly clients: Clients;
}

type Value = string | readonly string[];

type Attribute = (subject: Subject) => Value | Promise<Value>;

const id = (subject: Subject): string => subject.id;

/** ARN of something that is named by its physical id, `prefix` before it. */
function arn(service: string, prefix = ''): (subject: Subject) => string {
  return ({ partition, region, account, id: name }) => `arn:${partition}:${service}:${region}:${account}:${prefix}${name}`;
}

/**
 * Attributes (`Fn::GetAtt`) by resource type.
 *
 * Source: "Return values" of each type, AWS CloudFormation Template Reference Guide.
 */
export const ATTRIBUTES: Readonly<Record<string, Readonly<Record<string, Attribute>>>> = {
  'AWS::Backup::BackupPlan': { BackupPlanId: id, BackupPlanArn: arn('backup', 'backup-plan:') },
  'AWS::Backup::BackupVault': { BackupVaultName: id, BackupVaultArn: arn('backup', 'backup-vault:') },
  'AWS::CloudTrail::Trail': { Arn: arn('cloudtrail', 'trail/') },
  'AWS::CloudWatch::Alarm': { Arn: arn('cloudwatch', 'alarm:') },
  'AWS::DynamoDB::Table': {
    Arn: arn('dynamodb', 'table/'),
    StreamArn: async ({ id: name, clients }) =>
      (await clients.dynamodb.send(new DescribeTableCommand({ TableName: name }))).Table?.LatestStreamArn ?? '',
  },
  'AWS::EC2::ClientVpnEndpoint': { Id: id },
  'AWS::EC2::EIP': { AllocationId: async ({ id: address, clients }) => allocationOf(address, clients) },
  'AWS::EC2::InternetGateway': { InternetGatewayId: id },
  'AWS::EC2::NatGateway': { NatGatewayId: id },
  'AWS::EC2::NetworkAcl': { Id: id },
  'AWS::EC2::RouteTable': { RouteTableId: id },
  'AWS::EC2::SecurityGroup': { GroupId: id },
  'AWS::EC2::Subnet': {
    SubnetId: id,
    AvailabilityZone: async ({ id: subnet, clients }) =>
      (await clients.ec2.send(new DescribeSubnetsCommand({ SubnetIds: [subnet] }))).Subnets?.[0]?.AvailabilityZone ?? '',
  },
  'AWS::EC2::VerifiedAccessEndpoint': {
    VerifiedAccessEndpointId: id,
    EndpointDomain: async ({ id: endpoint, clients }) => {
      const { VerifiedAccessEndpoints = [] } = await clients.ec2.send(
        new DescribeVerifiedAccessEndpointsCommand({ VerifiedAccessEndpointIds: [endpoint] }),
      );
      return VerifiedAccessEndpoints[0]?.EndpointDomain ?? '';
    },
  },
  'AWS::EC2::VerifiedAccessGroup': { VerifiedAccessGroupId: id },
  'AWS::EC2::VerifiedAccessInstance': { VerifiedAccessInstanceId: id },
  'AWS::EC2::VerifiedAccessTrustProvider': { VerifiedAccessTrustProviderId: id },
  'AWS::EC2::VPC': {
    VpcId: id,
    Ipv6CidrBlocks: async ({ id: vpc, clients }) => {
      const { Vpcs: [found] = [] } = await clients.ec2.send(new DescribeVpcsCommand({ VpcIds: [vpc] }));
      return (found?.Ipv6CidrBlockAssociationSet ?? []).map(({ Ipv6CidrBlock = '' }) => Ipv6CidrBlock);
    },
    CidrBlock: async ({ id: vpc, clients }) =>
      (await clients.ec2.send(new DescribeVpcsCommand({ VpcIds: [vpc] }))).Vpcs?.[0]?.CidrBlock ?? '',
    DefaultSecurityGroup: async ({ id: vpc, clients }) => {
      const filters = [
        { Name: 'vpc-id', Values: [vpc] },
        { Name: 'group-name', Values: ['default'] },
      ];
      return (await clients.ec2.send(new DescribeSecurityGroupsCommand({ Filters: filters }))).SecurityGroups?.[0]?.GroupId ?? '';
    },
    DefaultNetworkAcl: async ({ id: vpc, clients }) => {
      const filters = [
        { Name: 'vpc-id', Values: [vpc] },
        { Name: 'default', Values: ['true'] },
      ];
      return (await clients.ec2.send(new DescribeNetworkAclsCommand({ Filters: filters }))).NetworkAcls?.[0]?.NetworkAclId ?? '';
    },
  },
  'AWS::EC2::VPCEndpoint': { Id: id },
  'AWS::Events::EventBus': { Name: id, Arn: arn('events', 'event-bus/') },
  // The physical id of a rule of another bus than the default is `bus|rule`.
  'AWS::Events::Rule': { Arn: (subject) => arn('events', 'rule/')({ ...subject, id: subject.id.replace('|', '/') }) },
  'AWS::GuardDuty::Detector': { Id: id },
  'AWS::IAM::InstanceProfile': {
    Arn: ({ partition, account, id: profile }) => `arn:${partition}:iam::${account}:instance-profile/${profile}`,
  },
  'AWS::IAM::ManagedPolicy': { PolicyArn: id },
  'AWS::IAM::Role': {
    Arn: async ({ id: role, clients }) => (await clients.iam.send(new GetRoleCommand({ RoleName: role }))).Role?.Arn ?? '',
  },
  'AWS::KMS::Key': { KeyId: id, Arn: arn('kms', 'key/') },
  'AWS::Lambda::Function': { Arn: arn('lambda', 'function:') },
  'AWS::Logs::LogGroup': { Arn: async (subject) => `${await arn('logs', 'log-group:')(subject)}:*` },
  // The physical ids of these are their ARNs.
  'AWS::NetworkFirewall::Firewall': { FirewallArn: id, EndpointIds: firewallEndpoints },
  'AWS::NetworkFirewall::FirewallPolicy': { FirewallPolicyArn: id },
  'AWS::NetworkFirewall::RuleGroup': { RuleGroupArn: id },
  'AWS::NetworkFirewall::TLSInspectionConfiguration': { TLSInspectionConfigurationArn: id },
  'AWS::Route53Resolver::FirewallDomainList': { Id: id },
  'AWS::Route53Resolver::FirewallRuleGroup': { Id: id },
  'AWS::Route53Resolver::ResolverQueryLoggingConfig': { Id: id },
  'AWS::S3::Bucket': {
    Arn: ({ partition, id: name }) => `arn:${partition}:s3:::${name}`,
    DomainName: ({ id: name }) => `${name}.s3.amazonaws.com`,
    RegionalDomainName: ({ id: name, region }) => `${name}.s3.${region}.amazonaws.com`,
  },
  'AWS::SNS::Topic': { TopicArn: id, TopicName: ({ id: topic }) => topic.split(':').at(-1) ?? '' },
  'AWS::SQS::Queue': {
    // The physical id of a queue is its URL.
    QueueName: ({ id: url }) => url.split('/').at(-1) ?? '',
    QueueUrl: id,
    Arn: (subject) => arn('sqs')({ ...subject, id: subject.id.split('/').at(-1) ?? '' }),
  },
  'AWS::SecretsManager::Secret': { Id: id },
  // The physical id of a web ACL is `name|id|scope`.
  'AWS::WAFv2::WebACL': {
    Id: ({ id: ref }) => ref.split('|')[1] ?? '',
    Arn: (subject) => {
      const [name = '', unique = '', scope = ''] = subject.id.split('|');
      const place = scope === 'CLOUDFRONT' ? 'global' : 'regional';
      return arn('wafv2', `${place}/webacl/`)({ ...subject, id: `${name}/${unique}` });
    },
  },
};

async function allocationOf(address: string, clients: Clients): Promise<string> {
  const { Addresses = [] } = await clients.ec2.send(new DescribeAddressesCommand({ PublicIps: [address] }));
  return Addresses[0]?.AllocationId ?? '';
}

/** `zone:endpoint` for each subnet of a firewall: found by the tag that AWS puts on the endpoints of a firewall. */
async function firewallEndpoints({ id: firewall, clients: { ec2 } }: Subject): Promise<readonly string[]> {
  const Filters = [{ Name: 'tag:Firewall', Values: [firewall] }];
  const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({ Filters }));
  return Promise.all(
    VpcEndpoints.map(async ({ VpcEndpointId, SubnetIds = [] }) => {
      const { Subnets: [subnet] = [] } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds }));
      return `${subnet?.AvailabilityZone}:${VpcEndpointId}`;
    }),
  );
}
