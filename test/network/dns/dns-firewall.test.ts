import { Template } from 'aws-cdk-lib/assertions';
import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Aws, type Stack } from 'aws-cdk-lib/core';
import { InvalidInputError } from '../../../lib/errors';
import { DnsFirewall, type DnsFirewallProps } from '../../../lib/network/dns/dns-firewall';
import { ManagedDomainList, type ManagedDomainLists } from '../../../lib/network/dns/managed-domain-list';
import { SegmentedVpc } from '../../../lib/network/segmented-vpc';
import { Profile, provideProfile } from '../../../lib/profile';
import { testStack } from '../../support/app';
import { findings, resourcesOf } from '../support';

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

const BLOCK = { Action: 'BLOCK', BlockResponse: 'NODATA' };
const ALERT = { Action: 'ALERT' };
const AGGREGATE = 'rslvr-fdl-0123456789abcdef';
const threats = (response: object) =>
  ['DNS_TUNNELING', 'DGA', 'DICTIONARY_DGA'].map((DnsThreatProtection, position) => {
    return { DnsThreatProtection, Priority: 10 * (position + 1), ConfidenceThreshold: 'HIGH', ...response };
  });

function build(props: Omit<DnsFirewallProps, 'vpc'>, region = 'eu-central-1'): { stack: Stack; firewall: DnsFirewall } {
  const stack = testStack({ account: '123456789012', region });
  const vpc = new Vpc(stack, 'Vpc', { availabilityZones: ['eu-central-1a'] }) as IVpc;
  return { stack, firewall: new DnsFirewall(stack, 'Dns', { vpc, ...props }) };
}

function rulesOf(stack: Stack): unknown {
  return resourcesOf(stack, `${RESOLVER}::FirewallRuleGroup`)[0]?.properties.FirewallRules;
}

describe("AWS's lists of domains", () => {
  test('are refused, after what looks hostile', () => {
    const { stack, firewall } = build({ managedDomainLists: { [ManagedDomainList.AGGREGATE_THREATS]: AGGREGATE } });
    expect(rulesOf(stack)).toEqual([...threats(BLOCK), { FirewallDomainListId: AGGREGATE, Priority: 100, ...BLOCK }]);
    expect(findings(firewall)).toEqual([]);
  });

  test('are named by an id that only the deployment knows, where it is', () => {
    const { stack } = build({ managedDomainLists: { [ManagedDomainList.MALWARE]: Aws.NO_VALUE } });
    expect(rulesOf(stack)).toHaveLength(4);
  });

  test('are refused by another name or with another id, with the line that prints them', () => {
    const managedDomainLists = JSON.parse(
      '{"AWSManagedDomainsGoodList": "rslvr-fdl-1", "AWSManagedDomainsMalwareDomainList": "x"}',
    );
    expect(faultsOf({ managedDomainLists })).toEqual([
      "managedDomainLists: got 'AWSManagedDomainsGoodList'; a list of AWS's: AWSManagedDomainsAggregateThreatList, AWSManagedDomainsMalwareDomainList, AWSManagedDomainsBotnetCommandandControl, AWSManagedDomainsAmazonGuardDutyThreatList",
      `managedDomainLists.AWSManagedDomainsMalwareDomainList: got 'x'; the list's id in this region, 'rslvr-fdl-...', as this prints it: aws route53resolver list-firewall-domain-lists --query "FirewallDomainLists[?ManagedOwnerName].[Name,Id]" --output text`,
    ]);
  });
});

describe('only some domains', () => {
  const { stack, firewall } = build({
    managedDomainLists: { [ManagedDomainList.AGGREGATE_THREATS]: AGGREGATE },
    onlyDomains: ['api.example.com', '.example.org'],
  });
  const lists = resourcesOf(stack, `${RESOLVER}::FirewallDomainList`);

  test("are looked up, and AWS's own, and nothing else; what is hostile is not, even below them", () => {
    expect(rulesOf(stack)).toEqual([
      ...threats(BLOCK),
      { FirewallDomainListId: AGGREGATE, Priority: 100, ...BLOCK },
      {
        FirewallDomainListId: { 'Fn::GetAtt': [lists[0]?.id, 'Id'] },
        FirewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN',
        Priority: 1000,
        Action: 'ALLOW',
      },
      { FirewallDomainListId: { 'Fn::GetAtt': [lists[1]?.id, 'Id'] }, Priority: 1010, ...BLOCK },
    ]);
    expect(lists.map(({ path, properties }) => ({ path, properties }))).toEqual([
      {
        path: 'Test/Dns/Allowed',
        properties: {
          Domains: [
            { 'Fn::Join': ['', ['*.', { Ref: 'AWS::URLSuffix' }]] },
            '*.compute.internal',
            '*.ec2.internal',
            'api.example.com',
            'example.org',
            '*.example.org',
          ],
        },
      },
      { path: 'Test/Dns/Everything', properties: { Domains: ['*'] } },
    ]);
  });

  test('break no rule', () => {
    expect(findings(firewall)).toEqual([]);
  });

  test('none: AWS alone is looked up', () => {
    const closed = build({ onlyDomains: [] }).stack;
    expect(resourcesOf(closed, `${RESOLVER}::FirewallDomainList`)[0]?.properties.Domains).toHaveLength(3);
    expect(rulesOf(closed)).toHaveLength(5);
  });

  test('are refused where they are none', () => {
    expect(faultsOf({ onlyDomains: ['.com', 'https://a.com'] }).map((fault) => fault.split(':')[0])).toEqual([
      'onlyDomains[0]',
      'onlyDomains[1]',
    ]);
  });
});

test('a rule keeps its place whichever others there are: no two may have one, not even while one group becomes another', () => {
  const some: ManagedDomainLists = { [ManagedDomainList.MALWARE]: 'rslvr-fdl-malware1' };
  const all: ManagedDomainLists = {
    [ManagedDomainList.GUARDDUTY_THREATS]: 'rslvr-fdl-guardduty',
    [ManagedDomainList.AGGREGATE_THREATS]: AGGREGATE,
    ...some,
  };
  const places = (managedDomainLists: ManagedDomainLists) => {
    const rules = rulesOf(build({ managedDomainLists, onlyDomains: [] }).stack);
    if (!Array.isArray(rules)) throw new Error('no rules');
    return new Map(rules.map(({ Priority, ...rule }) => [JSON.stringify(rule), Priority]));
  };
  const [before, after] = [places(some), places(all)];
  for (const [rule, place] of before) expect([rule, after.get(rule)]).toEqual([rule, place]);
  expect(new Set(after.values()).size).toBe(after.size);
  expect(Math.max(...[...after.values()].slice(0, -2))).toBeLessThan(1000);
});

test('while it watches, everything that would be refused alerts, and what is let through stays so', () => {
  const { stack } = build({
    onlyDomains: ['example.com'],
    watching: { reason: 'We look at what it would refuse first.', owner: 'shop-team', expires: '2026-12-31' },
  });
  const [allowed, everything] = resourcesOf(stack, `${RESOLVER}::FirewallDomainList`);
  expect(rulesOf(stack)).toEqual([
    ...threats(ALERT),
    {
      FirewallDomainListId: { 'Fn::GetAtt': [allowed?.id, 'Id'] },
      FirewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN',
      Priority: 1000,
      Action: 'ALLOW',
    },
    { FirewallDomainListId: { 'Fn::GetAtt': [everything?.id, 'Id'] }, Priority: 1010, ...ALERT },
  ]);
});

function faultsOf(props: Omit<DnsFirewallProps, 'vpc'>): string[] {
  try {
    build(props);
  } catch (error) {
    if (error instanceof InvalidInputError)
      return error.faults.map(({ property, got, allowed }) => `${property}: got ${got}; ${allowed}`);
    throw error;
  }
  return [];
}

function shown(stack: Stack, type: string) {
  return resourcesOf(stack, type).map(({ path, properties }) => ({ path, properties }));
}
