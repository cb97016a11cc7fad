import { InterfaceVpcEndpointAwsService as Service } from 'aws-cdk-lib/aws-ec2';
import type { Stack } from 'aws-cdk-lib/core';
import { AWS_OWNED_BUCKETS } from '../../../lib/network/endpoints/endpoint-policy';
import { SegmentedVpc, type SegmentedVpcProps } from '../../../lib/network/segmented-vpc';
import { testStack } from '../../support/app';
import { resourcesOf } from '../support';

const THIS_ACCOUNT = {
  Sid: 'OnlyThisAccount',
  Effect: 'Allow',
  Principal: '*',
  Action: '*',
  Resource: '*',
  Condition: { StringEquals: { 'aws:PrincipalAccount': '123456789012', 'aws:ResourceAccount': '123456789012' } },
};

describe('the endpoints', () => {
  const stack = network();

  test('are these', () => {
    expect(services(stack)).toEqual([
      'Gateway com.amazonaws.{region}.dynamodb',
      'Gateway com.amazonaws.{region}.s3',
      'Interface com.amazonaws.eu-central-1.events',
      'Interface com.amazonaws.eu-central-1.kms',
      'Interface com.amazonaws.eu-central-1.ssm',
    ]);
  });

  test.each(['s3', 'dynamodb', 'kms', 'ssm', 'events'])('%s admits identities and resources of this account alone', (service) => {
    expect(policy(stack, service)).toEqual({ Version: '2012-10-17', Statement: [THIS_ACCOUNT] });
  });

  test('no endpoint is without a policy', () => {
    expect(
      resourcesOf(stack, 'AWS::EC2::VPCEndpoint').filter(({ properties }) => properties.PolicyDocument === undefined),
    ).toEqual([]);
  });

  test('the gateways serve the route tables of the application tier, not those of the data tier', () => {
    const paths = new Map(resourcesOf(stack).map(({ id, path }) => [id, path]));
    const tables = resourcesOf(stack, 'AWS::EC2::VPCEndpoint')
      .filter(({ properties }) => properties.VpcEndpointType === 'Gateway')
      .map(({ properties }) => properties.RouteTableIds.map(({ Ref }: { Ref: string }) => paths.get(Ref)));
    const application = [1, 2, 3].map((zone) => `Test/Network/Resource/applicationSubnet${zone}/RouteTable`);
    expect(tables).toEqual([application, application]);
  });

  test('the interfaces stand in every zone of a tier of their own, under the names of the services, behind one group', () => {
    const paths = new Map(resourcesOf(stack).map(({ id, path }) => [id, path]));
    const interfaces = resourcesOf(stack, 'AWS::EC2::VPCEndpoint').filter(
      ({ properties }) => properties.VpcEndpointType === 'Interface',
    );
    const [group] = resourcesOf(stack, 'AWS::EC2::SecurityGroup');
    for (const { properties } of interfaces) {
      expect(properties.SubnetIds.map(({ Ref }: { Ref: string }) => paths.get(Ref))).toEqual(
        [1, 2, 3].map((zone) => `Test/Network/Resource/endpointsSubnet${zone}/Subnet`),
      );
      expect(properties.PrivateDnsEnabled).toBe(true);
      expect(properties.SecurityGroupIds).toEqual([{ 'Fn::GetAtt': [group?.id, 'GroupId'] }]);
    }
    expect(interfaces).toHaveLength(3);
  });

  test('the group takes HTTPS from the application tier, and sends nothing', () => {
    expect(
      resourcesOf(stack, 'AWS::EC2::SecurityGroup').map(({ path, properties: { VpcId, ...rest } }) => ({ path, ...rest })),
    ).toEqual([
      {
        path: 'Test/Network/Endpoints/SecurityGroup/Resource',
        GroupDescription: 'Interface endpoints: HTTPS from the application tier',
        SecurityGroupIngress: [
          {
            CidrIp: '10.0.128.0/18',
            Description: 'HTTPS from the application tier',
            FromPort: 443,
            ToPort: 443,
            IpProtocol: 'tcp',
          },
        ],
        // How the CDK writes "nothing": a group without any rule would send everything.
        SecurityGroupEgress: [
          { CidrIp: '255.255.255.255/32', Description: 'Disallow all traffic', FromPort: 252, ToPort: 86, IpProtocol: 'icmp' },
        ],
      },
    ]);
    expect(resourcesOf(stack, 'AWS::EC2::SecurityGroupIngress')).toEqual([]);
    expect(resourcesOf(stack, 'AWS::EC2::SecurityGroupEgress')).toEqual([]);
  });
});

test('in the profile minimal the interfaces stand in one zone', () => {
  const stack = network({ profile: 'minimal' });
  const [subnet] = resourcesOf(stack, 'AWS::EC2::Subnet').filter(({ path }) => path.endsWith('/endpointsSubnet1/Subnet'));
  const interfaces = resourcesOf(stack, 'AWS::EC2::VPCEndpoint').filter(
    ({ properties }) => properties.VpcEndpointType === 'Interface',
  );
  expect(interfaces.map(({ properties }) => properties.SubnetIds)).toEqual(interfaces.map(() => [{ Ref: subnet?.id }]));
  expect(interfaces).toHaveLength(3);
});

describe('with a management tier', () => {
  const stack = network({ management: true });

  test('the endpoints that Session Manager needs are there as well, each once', () => {
    expect(services(stack)).toEqual([
      'Gateway com.amazonaws.{region}.dynamodb',
      'Gateway com.amazonaws.{region}.s3',
      'Interface com.amazonaws.eu-central-1.events',
      'Interface com.amazonaws.eu-central-1.kms',
      'Interface com.amazonaws.eu-central-1.logs',
      'Interface com.amazonaws.eu-central-1.ssm',
      'Interface com.amazonaws.eu-central-1.ssmmessages',
    ]);
  });

  test('the gateways serve the route tables of both tiers', () => {
    const paths = new Map(resourcesOf(stack).map(({ id, path }) => [id, path]));
    const tables = resourcesOf(stack, 'AWS::EC2::VPCEndpoint')
      .filter(({ properties }) => properties.VpcEndpointType === 'Gateway')
      .map(({ properties }) => properties.RouteTableIds.map(({ Ref }: { Ref: string }) => paths.get(Ref)));
    const both = ['application', 'management'].flatMap((tier) =>
      [1, 2, 3].map((zone) => `Test/Network/Resource/${tier}Subnet${zone}/RouteTable`),
    );
    expect(tables).toEqual([both, both]);
  });

  test('the group takes HTTPS from both tiers', () => {
    const [group] = resourcesOf(stack, 'AWS::EC2::SecurityGroup').filter(({ path }) => path.includes('/Endpoints/'));
    expect(
      group?.properties.SecurityGroupIngress.map((rule: { CidrIp: string; Description: string; FromPort: number }) => {
        return [rule.CidrIp, rule.FromPort, rule.Description];
      }),
    ).toEqual([
      ['10.0.128.0/18', 443, 'HTTPS from the application tier'],
      ['10.0.96.0/20', 443, 'HTTPS from the management tier'],
    ]);
  });

  test('instances read the documents and parameters that AWS publishes, by identities of this account', () => {
    expect(policy(stack, 'ssm').Statement).toEqual([
      THIS_ACCOUNT,
      {
        Sid: 'ReadDocumentsOfAws',
        Effect: 'Allow',
        Principal: '*',
        Action: ['ssm:DescribeDocument', 'ssm:GetDocument', 'ssm:GetParameter', 'ssm:GetParameters'],
        Resource: ['arn:aws:ssm:eu-central-1::document/*', 'arn:aws:ssm:eu-central-1::parameter/aws/*'],
        Condition: { StringEquals: { 'aws:PrincipalAccount': '123456789012' } },
      },
    ]);
    expect(policy(stack, 'ssmmessages').Statement).toEqual([THIS_ACCOUNT]);
    const [, read] = policy(network({ management: true, organizationId: 'o-a1b2c3d4e5' }), 'ssm').Statement;
    expect(read.Condition).toEqual({ StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } });
  });
});

describe('in an organisation', () => {
  const stack = network({ organizationId: 'o-a1b2c3d4e5' });

  test.each(['s3', 'dynamodb', 'kms', 'ssm', 'events'])('%s admits identities and resources of the organisation', (service) => {
    expect(policy(stack, service)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          ...THIS_ACCOUNT,
          Sid: 'OnlyThisOrganization',
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5', 'aws:ResourceOrgID': 'o-a1b2c3d4e5' } },
        },
      ],
    });
  });
});

describe('buckets of AWS', () => {
  test('are open for the services that have an endpoint, to read, and only through S3', () => {
    const stack = network({ interfaceEndpoints: [Service.KMS, Service.ECR_DOCKER, Service.SSM_MESSAGES] });
    expect(policy(stack, 's3').Statement).toEqual([
      THIS_ACCOUNT,
      {
        Sid: 'ReadBucketsOfAws',
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: [
          'arn:aws:s3:::al2023-repos-eu-central-1-de612dc2/*',
          'arn:aws:s3:::amazon-ssm-eu-central-1/*',
          'arn:aws:s3:::aws-ssm-eu-central-1/*',
          'arn:aws:s3:::patch-baseline-snapshot-eu-central-1/*',
          'arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*',
        ],
      },
    ]);
    expect(policy(stack, 'ecr.dkr').Statement).toEqual([THIS_ACCOUNT]);
  });

  test('stay closed for a service that has none', () => {
    const stack = network({ interfaceEndpoints: [Service.ECR_DOCKER] });
    expect(policy(stack, 's3').Statement[1].Resource).toBe('arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*');
  });

  test('each say why they are needed', () => {
    for (const { reason } of AWS_OWNED_BUCKETS) expect(reason).toMatch(/^[A-Z].{30,}\.$/);
  });
});

describe('in China', () => {
  const stack = network(
    { interfaceEndpoints: [Service.KMS, Service.SSM, Service.EVENTBRIDGE, Service.ECR_DOCKER, Service.STS] },
    'cn-north-1',
  );

  test('the services have the names of the partition', () => {
    expect(services(stack)).toEqual([
      'Gateway com.amazonaws.{region}.dynamodb',
      'Gateway com.amazonaws.{region}.s3',
      'Interface cn.com.amazonaws.cn-north-1.ecr.dkr',
      'Interface cn.com.amazonaws.cn-north-1.sts',
      'Interface com.amazonaws.cn-north-1.events',
      'Interface com.amazonaws.cn-north-1.kms',
      'Interface com.amazonaws.cn-north-1.ssm',
    ]);
  });

  test('the buckets of AWS, too', () => {
    expect(policy(stack, 's3').Statement[1].Resource).toBe('arn:aws-cn:s3:::prod-cn-north-1-starport-layer-bucket/*');
  });
});

function network(props: SegmentedVpcProps = {}, region = 'eu-central-1'): Stack {
  const stack = testStack({ account: '123456789012', region });
  new SegmentedVpc(stack, 'Network', props);
  return stack;
}

function services(stack: Stack): string[] {
  return resourcesOf(stack, 'AWS::EC2::VPCEndpoint')
    .map(({ properties }) => `${properties.VpcEndpointType} ${serviceName(properties.ServiceName)}`)
    .sort();
}

function serviceName(name: unknown): string {
  return typeof name === 'string'
    ? name
    : JSON.stringify(name).replace(/^.*"com\.amazonaws\.",\{"Ref":"AWS::Region"\},"(.+)"\]\]\}$/, 'com.amazonaws.{region}$1');
}

// biome-ignore lint/suspicious/noExplicitAny: a policy is arbitrary JSON, and the assertions state its shape.
function policy(stack: Stack, service: string): any {
  const path = `Test/Network/Endpoints/${service}/Resource`;
  return resourcesOf(stack, 'AWS::EC2::VPCEndpoint').find((endpoint) => endpoint.path === path)?.properties.PolicyDocument;
}
