import { Template } from 'aws-cdk-lib/assertions';
import { type ISubnet, type IVpc, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { type Environment, Stack } from 'aws-cdk-lib/core';
import { LogArchive } from '../../../lib/audit/log-archive';
import { InvalidInputError } from '../../../lib/errors';
import { EgressFirewall, type EgressFirewallProps } from '../../../lib/network/firewall/egress-firewall';
import { egressRules } from '../../../lib/network/firewall/egress-rules';
import type { Rollout } from '../../../lib/network/rollout';
import { Profile, provideProfile } from '../../../lib/profile';
import { ENVIRONMENT, testApp, testStack } from '../../support/app';
import { findings, resourcesOf } from '../support';

const SERVICE = 'AWS::NetworkFirewall';
const CLIENTS = ['10.0.0.0/20', '10.0.16.0/20'];
const DOMAINS = ['api.example.com', '.example.org'];
const CERTIFICATE = 'arn:aws:acm:eu-central-1:123456789012:certificate/0a1b';
const watching: Rollout = { reason: 'We look at what it would refuse first.', owner: 'shop-team', expires: '2026-12-31' };

const GROUPS = [
  'AttackInfrastructure',
  'BotNetCommandAndControlDomains',
  'AbusedLegitBotNetCommandAndControlDomains',
  'MalwareDomains',
  'AbusedLegitMalwareDomains',
  'ThreatSignaturesBotnet',
  'ThreatSignaturesBotnetWeb',
  'ThreatSignaturesMalware',
  'ThreatSignaturesMalwareCoinmining',
  'ThreatSignaturesIOC',
  'ThreatSignaturesEmergingEvents',
];

/** Units that AWS fixed, of the 30,000 of a policy. Its guide names the sum for the signatures, with four groups more than ours. */
const CAPACITY = { activeThreatDefence: 15_000, domainLists: 4 * 200, signaturesAtMost: 13_200 };

function build(props: Partial<EgressFirewallProps> = {}, env: Environment = ENVIRONMENT, profile = Profile.PROD) {
  const stack = testStack(env);
  provideProfile(stack, profile);
  const { vpc, subnets } = networkIn(stack);
  const firewall = new EgressFirewall(stack, 'Egress', { vpc, subnets, clients: CLIENTS, allowedDomains: DOMAINS, ...props });
  return { stack, firewall, vpc, subnets };
}

function networkIn(stack: Stack): { vpc: IVpc; subnets: ISubnet[] } {
  const made = new Vpc(stack, 'Vpc', {
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    subnetConfiguration: [{ name: 'firewall', subnetType: SubnetType.PRIVATE_ISOLATED }],
  });
  return { vpc: made as IVpc, subnets: made.isolatedSubnets };
}

const managed = (rest: object = {}, partition = 'aws', region = 'eu-central-1') =>
  GROUPS.map((group, index) => ({
    ResourceArn: `arn:${partition}:network-firewall:${region}:aws-managed:stateful-rulegroup/${group}StrictOrder`,
    Priority: 10 * (index + 1),
    ...(group === 'AttackInfrastructure' && { DeepThreatInspection: false }),
    ...rest,
  }));

function only(stack: Stack, type: string) {
  const [found, ...others] = resourcesOf(stack, `${SERVICE}::${type}`);
  if (found === undefined || others.length > 0) throw new Error(`not one ${type}`);
  return found;
}

describe('an egress firewall', () => {
  const { stack, firewall, vpc, subnets } = build();
  const rules = only(stack, 'RuleGroup');
  const policy = only(stack, 'FirewallPolicy');

  test('has rules of its own, in their order, with room for the longest list', () => {
    expect(rules).toEqual({
      id: rules.id,
      path: 'Test/Egress/Rules',
      type: `${SERVICE}::RuleGroup`,
      properties: {
        RuleGroupName: expect.stringMatching(/^Test-Egress-[0-9A-F]{8}-Rules$/),
        Description: 'TLS to allowed domains, and nothing else',
        Type: 'STATEFUL',
        Capacity: 1000,
        RuleGroup: {
          RulesSource: { RulesString: egressRules({ allowedDomains: DOMAINS, watching: false, inspected: false }) },
          StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' },
        },
      },
    });
  });

  test("drops what no rule lets through, after AWS's groups and its own, and forwards everything to them", () => {
    expect(policy).toEqual({
      id: policy.id,
      path: 'Test/Egress/Policy',
      type: `${SERVICE}::FirewallPolicy`,
      properties: {
        FirewallPolicyName: expect.stringMatching(/^Test-Egress-[0-9A-F]{8}-Policy$/),
        Description: 'Drops what no rule lets through',
        FirewallPolicy: {
          StatelessDefaultActions: ['aws:forward_to_sfe'],
          StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
          StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER', StreamExceptionPolicy: 'REJECT' },
          StatefulDefaultActions: ['aws:drop_established_app_layer_to_server', 'aws:alert_established_app_layer_to_server'],
          StatefulRuleGroupReferences: [
            ...managed(),
            { ResourceArn: { 'Fn::GetAtt': [rules.id, 'RuleGroupArn'] }, Priority: 1000 },
          ],
          PolicyVariables: { RuleVariables: { HOME_NET: { Definition: CLIENTS } } },
        },
      },
    });
  });

  test('is within what a policy has room for', () => {
    const { activeThreatDefence, domainLists, signaturesAtMost } = CAPACITY;
    const sum = activeThreatDefence + domainLists + signaturesAtMost + rules.properties.Capacity;
    expect(sum).toBeLessThanOrEqual(30_000);
    expect(policy.properties.FirewallPolicy.StatefulRuleGroupReferences.length).toBeLessThanOrEqual(20);
  });

  test('stands in each of the subnets, and none of it can be taken away by mistake', () => {
    expect(resourcesOf(stack, `${SERVICE}::Firewall`).map(({ path, properties }) => ({ path, properties }))).toEqual(
      subnets.map(({ subnetId }, index) => ({
        path: `Test/Egress/Zone${index + 1}/Resource`,
        properties: {
          FirewallName: expect.stringMatching(new RegExp(`^Test-Egress-Zone${index + 1}-[0-9A-F]{8}$`)),
          FirewallPolicyArn: { 'Fn::GetAtt': [policy.id, 'FirewallPolicyArn'] },
          VpcId: stack.resolve(vpc.vpcId),
          SubnetMappings: [{ SubnetId: stack.resolve(subnetId) }],
          DeleteProtection: true,
          SubnetChangeProtection: true,
          FirewallPolicyChangeProtection: true,
        },
      })),
    );
  });

  test('has an endpoint for each of the subnets, in their order', () => {
    expect(stack.resolve(firewall.endpointIds)).toEqual(
      resourcesOf(stack, `${SERVICE}::Firewall`).map(({ id }) => ({
        'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::Select': [0, { 'Fn::GetAtt': [id, 'EndpointIds'] }] }] }],
      })),
    );
  });

  test('logs alerts and flows to the log archive, once that admits them', () => {
    const [archive] = resourcesOf(stack, 'AWS::S3::Bucket').filter(({ path }) => path.endsWith('/Archive/Resource/Resource'));
    const [policyOfArchive] = resourcesOf(stack, 'AWS::S3::BucketPolicy').filter(
      ({ properties }) => properties.Bucket.Ref === archive?.id,
    );
    const destination = (LogType: string) => ({
      LogType,
      LogDestinationType: 'S3',
      LogDestination: { bucketName: { Ref: archive?.id }, prefix: 'network-firewall' },
    });
    const firewalls = resourcesOf(stack, `${SERVICE}::Firewall`);
    expect(resourcesOf(stack, `${SERVICE}::LoggingConfiguration`).map(({ path, properties }) => ({ path, properties }))).toEqual(
      firewalls.map(({ id }, index) => ({
        path: `Test/Egress/Zone${index + 1}/Logs`,
        properties: {
          FirewallArn: { 'Fn::GetAtt': [id, 'FirewallArn'] },
          LoggingConfiguration: { LogDestinationConfigs: [destination('ALERT'), destination('FLOW')] },
        },
      })),
    );
    const logging = Object.values(Template.fromStack(stack).findResources(`${SERVICE}::LoggingConfiguration`));
    expect(logging.map(({ DependsOn }) => DependsOn)).toEqual(firewalls.map(() => [policyOfArchive?.id]));
  });

  test('may deliver where it logs: the archive admits the keys of its logs', () => {
    expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::S3::BucketPolicy'))).toContain(
      '/network-firewall/AWSLogs/123456789012/*',
    );
  });

  test('breaks no rule', () => {
    expect(findings(firewall)).toEqual([]);
  });
});

test('in a disposable environment everything can go', () => {
  const { stack } = build({}, ENVIRONMENT, Profile.DEV);
  for (const { properties } of resourcesOf(stack, `${SERVICE}::Firewall`)) {
    expect(properties).toMatchObject({
      DeleteProtection: false,
      SubnetChangeProtection: false,
      FirewallPolicyChangeProtection: false,
    });
  }
});

test('the archive of another stack is not made to depend on the network', () => {
  const app = testApp();
  const audit = new Stack(app, 'Audit', { env: ENVIRONMENT });
  new LogArchive(audit, 'LogArchive').serve(app);
  const network = new Stack(app, 'Network', { env: ENVIRONMENT });
  new EgressFirewall(network, 'Egress', { ...networkIn(network), clients: CLIENTS, allowedDomains: [] });
  app.synth();
  expect(network.dependencies.map(({ node }) => node.path)).toEqual(['Audit']);
  expect(audit.dependencies).toEqual([]);
});

test('while it watches, nothing is dropped, and everything that would be alerts', () => {
  const { stack } = build({ watching });
  const { FirewallPolicy } = only(stack, 'FirewallPolicy').properties;
  expect(FirewallPolicy.StatefulDefaultActions).toEqual(['aws:alert_established_app_layer_to_server']);
  expect(FirewallPolicy.StatefulRuleGroupReferences.slice(0, -1)).toEqual(managed({ Override: { Action: 'DROP_TO_ALERT' } }));
  expect(only(stack, 'RuleGroup').properties.RuleGroup.RulesSource.RulesString).not.toMatch(/^(drop|reject)/m);
});

describe('with TLS inspection', () => {
  const { stack, firewall } = build({ tlsInspection: { certificateAuthorityArn: CERTIFICATE } });
  const inspection = only(stack, 'TLSInspectionConfiguration');

  test('what leaves for port 443 is decrypted, and a certificate that is revoked, or may be, is refused', () => {
    expect(inspection).toEqual({
      id: inspection.id,
      path: 'Test/Egress/TlsInspection',
      type: `${SERVICE}::TLSInspectionConfiguration`,
      properties: {
        TLSInspectionConfigurationName: expect.stringMatching(/^Test-Egress-[0-9A-F]{8}$/),
        Description: 'Decrypts what leaves by Test/Egress',
        TLSInspectionConfiguration: {
          ServerCertificateConfigurations: [
            {
              CertificateAuthorityArn: CERTIFICATE,
              CheckCertificateRevocationStatus: { RevokedStatusAction: 'REJECT', UnknownStatusAction: 'REJECT' },
              Scopes: [
                {
                  Protocols: [6],
                  Sources: CLIENTS.map((AddressDefinition) => ({ AddressDefinition })),
                  SourcePorts: [{ FromPort: 0, ToPort: 65535 }],
                  Destinations: [{ AddressDefinition: '0.0.0.0/0' }],
                  DestinationPorts: [{ FromPort: 443, ToPort: 443 }],
                },
              ],
            },
          ],
        },
      },
    });
    expect(only(stack, 'FirewallPolicy').properties.FirewallPolicy.TLSInspectionConfigurationArn).toEqual({
      'Fn::GetAtt': [inspection.id, 'TLSInspectionConfigurationArn'],
    });
  });

  test('the policy is another one than without: AWS adds an inspection to none, and takes it from none', () => {
    const without = only(build().stack, 'FirewallPolicy');
    const policy = only(stack, 'FirewallPolicy');
    expect(policy.path).toBe('Test/Egress/InspectingPolicy');
    expect(policy.id).not.toBe(without.id);
    expect(policy.properties.FirewallPolicyName).toMatch(/^Test-Egress-[0-9A-F]{8}-InspectingPolicy$/);
    expect(policy.properties.FirewallPolicyName).not.toBe(without.properties.FirewallPolicyName);
    for (const { properties } of resourcesOf(stack, `${SERVICE}::Firewall`)) {
      expect(properties.FirewallPolicyArn).toEqual({ 'Fn::GetAtt': [policy.id, 'FirewallPolicyArn'] });
    }
  });

  test('its errors are logged, too', () => {
    for (const { properties } of resourcesOf(stack, `${SERVICE}::LoggingConfiguration`)) {
      const types = properties.LoggingConfiguration.LogDestinationConfigs.map(({ LogType }: { LogType: string }) => LogType);
      expect(types).toEqual(['ALERT', 'FLOW', 'TLS']);
    }
  });

  test('breaks no rule', () => {
    expect(findings(firewall)).toEqual([]);
  });
});

test("China has all of AWS's groups, under its own names", () => {
  const { stack } = build({}, { account: '123456789012', region: 'cn-north-1' });
  const groups = only(stack, 'FirewallPolicy').properties.FirewallPolicy.StatefulRuleGroupReferences;
  expect(groups.slice(0, -1)).toEqual(managed({}, 'aws-cn', 'cn-north-1'));
  expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('arn:aws:');
});

describe('bad input', () => {
  const faultsOf = (props: Partial<EgressFirewallProps>, env?: Environment): string[] => {
    try {
      build(props, env);
    } catch (error) {
      if (error instanceof InvalidInputError)
        return error.faults.map(({ property, got, allowed }) => `${property}: got ${got}; ${allowed}`);
      throw error;
    }
    return [];
  };

  test('is named whole, at once', () => {
    expect(
      faultsOf({ subnets: [], clients: [], allowedDomains: ['.com'], tlsInspection: { certificateAuthorityArn: 'certificate' } }),
    ).toEqual([
      'subnets: got []; a list: a subnet of its own for the endpoint in each zone',
      'clients: got []; a list: the ranges of the subnets whose traffic the firewall sees',
      "allowedDomains[0]: got '.com'; a narrower name: anyone can have one below 'com', a top-level domain",
      "tlsInspection.certificateAuthorityArn: got 'certificate'; the ARN of a certificate in ACM, in the firewall's region: 'arn:aws:acm:eu-central-1:123456789012:certificate/...'",
    ]);
  });

  test('a certificate of another region is refused, and any is taken where the region is not known', () => {
    const tlsInspection = { certificateAuthorityArn: CERTIFICATE.replace('eu-central-1', 'eu-west-1') };
    expect(faultsOf({ tlsInspection })).toHaveLength(1);
    expect(faultsOf({ tlsInspection }, {})).toEqual([]);
  });

  test('a rollout that nobody answers for is refused', () => {
    expect(faultsOf({ watching: { ...watching, owner: '' } })).toEqual([
      "owner: got ''; the team or role that answers for the exception",
    ]);
  });
});
