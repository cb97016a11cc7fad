import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Stack } from 'aws-cdk-lib/core';
import { SegmentedVpc } from '../../lib';
import { Profile, provideProfile } from '../../lib/profile';
import { testStack } from '../support/app';
import { findings, resourcesOf } from './support';

const RESOLVER = 'AWS::Route53Resolver';

describe('the DNS firewall of a segmented VPC', () => {
  const stack = testStack();
  const network = new SegmentedVpc(stack, 'Network');
  const [vpc] = resourcesOf(stack, 'AWS::EC2::VPC');

  test('blocks tunnels and generated names that it is sure of, and nothing else', () => {
    const rule = (DnsThreatProtection: string, Priority: number) => {
      return { DnsThreatProtection, Priority, Action: 'BLOCK', BlockResponse: 'NODATA', ConfidenceThreshold: 'HIGH' };
    };
    expect(shown(stack, `${RESOLVER}::FirewallRuleGroup`)).toEqual([
      {
        path: 'Test/Network/DnsFirewall/Resource',
        properties: { FirewallRules: [rule('DNS_TUNNELING', 10), rule('DGA', 20), rule('DICTIONARY_DGA', 30)] },
      },
    ]);
  });

  test('is associated with the VPC, before what others associate, and kept so', () => {
    const [group] = resourcesOf(stack, `${RESOLVER}::FirewallRuleGroup`);
    expect(shown(stack, `${RESOLVER}::FirewallRuleGroupAssociation`)).toEqual([
      {
        path: 'Test/Network/DnsFirewall/Association',
        properties: {
          VpcId: { Ref: vpc?.id },
          FirewallRuleGroupId: { 'Fn::GetAtt': [group?.id, 'Id'] },
          Priority: 101,
          MutationProtection: 'ENABLED',
        },
      },
    ]);
  });

  test('fails closed, as AWS makes it: nothing says otherwise', () => {
    expect(resourcesOf(stack, `${RESOLVER}::FirewallConfig`)).toEqual([]);
  });

  test('has every query logged, to a log group under the key for logs, for a year', () => {
    const logs = resourcesOf(stack, 'AWS::Logs::LogGroup').filter(({ path }) => path.startsWith('Test/Network/DnsFirewall/'));
    expect(logs.map(({ path, properties: { Tags, KmsKeyId, ...properties } }) => ({ path, properties }))).toEqual([
      { path: 'Test/Network/DnsFirewall/Queries/Logs/Resource', properties: { RetentionInDays: 365 } },
    ]);
    expect(JSON.stringify(logs[0]?.properties.KmsKeyId)).toMatch(/^\{"Fn::GetAtt":\["\w*logs\w*","Arn"\]\}$/i);
    const [logging] = resourcesOf(stack, `${RESOLVER}::ResolverQueryLoggingConfig`);
    expect(logging?.properties).toEqual({ DestinationArn: { 'Fn::GetAtt': [logs[0]?.id, 'Arn'] } });
    expect(shown(stack, `${RESOLVER}::ResolverQueryLoggingConfigAssociation`)).toEqual([
      {
        path: 'Test/Network/DnsFirewall/Queries/Association',
        properties: { ResolverQueryLogConfigId: { 'Fn::GetAtt': [logging?.id, 'Id'] }, ResourceId: { Ref: vpc?.id } },
      },
    ]);
  });

  test("logs only once the log group admits AWS's delivery for this account", () => {
    const [policy] = resourcesOf(stack, 'AWS::Logs::ResourcePolicy');
    const logs = resourcesOf(stack, 'AWS::Logs::LogGroup').find(({ path }) => path.endsWith('/Queries/Logs/Resource'));
    const arn = (rest: unknown[]) => ({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:eu-central-1:123456789012:', ...rest].reduce(joined, [])],
    });
    expect(stack.resolve(policy?.properties.PolicyDocument)).toEqual({
      'Fn::Join': [
        '',
        expect.arrayContaining([expect.stringContaining('"Service":"delivery.logs.amazonaws.com"'), { Ref: logs?.id }]),
      ],
    });
    expect(JSON.stringify(policy?.properties.PolicyDocument)).toContain('aws:SourceAccount');
    expect(arn).toBeDefined();
    const [logging] = Object.values(Template.fromStack(stack).findResources(`${RESOLVER}::ResolverQueryLoggingConfig`));
    expect(logging?.['DependsOn']).toEqual([policy?.id]);
  });

  test('breaks no rule', () => {
    expect(findings(network.node.findChild('DnsFirewall'))).toEqual([]);
  });
});
