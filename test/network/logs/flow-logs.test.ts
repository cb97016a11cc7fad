import { Template } from 'aws-cdk-lib/assertions';
import { Stack } from 'aws-cdk-lib/core';
import { LogArchive } from '../../../lib/audit/log-archive';
import { SegmentedVpc } from '../../../lib/network/segmented-vpc';
import { ENVIRONMENT, testApp, testStack } from '../../support/app';
import { resourcesOf } from '../support';

describe('flow logs', () => {
  const stack = testStack();
  new SegmentedVpc(stack, 'Network');
  const [archive] = resourcesOf(stack, 'AWS::S3::Bucket').filter(({ path }) => path.endsWith('/Archive/Resource/Resource'));

  test('keep all traffic of the VPC in the log archive, in partitions of an hour, with what an investigation asks', () => {
    expect(resourcesOf(stack, 'AWS::EC2::FlowLog').map(({ path, properties }) => ({ path, properties }))).toEqual([
      {
        path: 'Test/Network/FlowLogs/Resource',
        properties: {
          ResourceType: 'VPC',
          ResourceId: { Ref: resourcesOf(stack, 'AWS::EC2::VPC')[0]?.id },
          TrafficType: 'ALL',
          MaxAggregationInterval: 60,
          LogDestinationType: 's3',
          LogDestination: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [archive?.id, 'Arn'] }, '/flow-logs/']] },
          DestinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: true, PerHourPartition: true },
          LogFormat: [
            ...['version', 'account-id', 'region', 'vpc-id', 'subnet-id', 'az-id', 'interface-id', 'instance-id'],
            ...['flow-direction', 'traffic-path', 'srcaddr', 'srcport', 'dstaddr', 'dstport'],
            ...['pkt-srcaddr', 'pkt-src-aws-service', 'pkt-dstaddr', 'pkt-dst-aws-service'],
            ...['type', 'protocol', 'tcp-flags', 'packets', 'bytes', 'start', 'end', 'action', 'reject-reason', 'log-status'],
            'encryption-status',
          ]
            .map((field) => `\${${field}}`)
            .join(' '),
        },
      },
    ]);
  });

  test('say nothing of encryption where AWS does not see to it', () => {
    const other = testStack({ account: '123456789012', region: 'cn-north-1' });
    new SegmentedVpc(other, 'Network');
    const [flowLog] = resourcesOf(other, 'AWS::EC2::FlowLog');
    expect(flowLog?.properties.LogFormat).toMatch(/ \$\{reject-reason\} \$\{log-status\}$/);
  });

  test('wait for the policy of the archive, which EC2 would replace otherwise', () => {
    const flowLog = Object.values(Template.fromStack(stack).findResources('AWS::EC2::FlowLog'))[0];
    const policies = resourcesOf(stack, 'AWS::S3::BucketPolicy').filter(
      ({ properties }) => properties.Bucket.Ref === archive?.id,
    );
    expect(flowLog?.['DependsOn']).toEqual(policies.map(({ id }) => id));
  });

  test('may be delivered where they go: the archive admits the keys of Hive partitions', () => {
    const policies = resourcesOf(stack, 'AWS::S3::BucketPolicy').filter(
      ({ properties }) => properties.Bucket.Ref === archive?.id,
    );
    const resources: string[] = policies[0]?.properties.PolicyDocument.Statement.filter(
      ({ Effect, Principal }: { Effect: string; Principal: { Service?: string } }) =>
        Effect === 'Allow' && Principal.Service === 'delivery.logs.amazonaws.com',
    ).flatMap(({ Resource }: { Resource: unknown }) => [Resource].flat().map((resource) => JSON.stringify(resource)));
    expect(resources.filter((resource) => resource.includes('/flow-logs/AWSLogs/aws-account-id=123456789012/*'))).toHaveLength(1);
  });

  test('make the stack of the network depend on that of the archive, not the other way', () => {
    const app = testApp();
    const audit = new Stack(app, 'Audit', { env: ENVIRONMENT });
    new LogArchive(audit, 'LogArchive').serve(app);
    const network = new Stack(app, 'Network', { env: ENVIRONMENT });
    new SegmentedVpc(network, 'Network');
    app.synth();
    expect(network.dependencies.map(({ node }) => node.path)).toEqual(['Audit']);
    expect(audit.dependencies).toEqual([]);
  });
});
