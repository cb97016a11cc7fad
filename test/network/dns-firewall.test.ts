import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';
import { SegmentedVpc } from '../../lib/network/segmented-vpc';
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
    const parts: readonly unknown[] = policy?.properties.PolicyDocument['Fn::Join'][1] ?? [];
    expect(parts.filter((part) => typeof part !== 'string')).toEqual([{ Ref: logs?.id }]);
    expect(JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'LOGS')).join(''))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'delivery.logs.amazonaws.com' },
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: 'arn:aws:logs:eu-central-1:123456789012:log-group:LOGS:log-stream:*',
          Condition: {
            StringEquals: { 'aws:SourceAccount': '123456789012' },
            ArnLike: { 'aws:SourceArn': 'arn:aws:logs:eu-central-1:123456789012:*' },
          },
        },
      ],
    });
    const [logging] = Object.values(Template.fromStack(stack).findResources(`${RESOLVER}::ResolverQueryLoggingConfig`));
    expect(logging?.['DependsOn']).toEqual([policy?.id]);
  });

  test('breaks no rule', () => {
    expect(findings(network.node.findChild('DnsFirewall'))).toEqual([]);
  });
});

test('in a disposable environment the association and the logs go with their stack', () => {
  const stack = testStack();
  provideProfile(stack, Profile.DEV);
  new SegmentedVpc(stack, 'Network');
  expect(resourcesOf(stack, `${RESOLVER}::FirewallRuleGroupAssociation`)[0]?.properties.MutationProtection).toBe('DISABLED');
  const logs = Object.values(Template.fromStack(stack).findResources('AWS::Logs::LogGroup'));
  expect(logs.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Delete']);
});

test('China has the same', () => {
  const stack = testStack({ account: '123456789012', region: 'cn-north-1' });
  new SegmentedVpc(stack, 'Network');
  expect(resourcesOf(stack, `${RESOLVER}::FirewallRuleGroupAssociation`)).toHaveLength(1);
});

function shown(stack: Stack, type: string) {
  return resourcesOf(stack, type).map(({ path, properties }) => ({ path, properties }));
}
