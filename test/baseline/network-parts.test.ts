import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnResource, Stack } from 'aws-cdk-lib/core';
import { environments } from '../../bin/environments';
import {
  CustomerDataBaseline,
  type EnvironmentDeclaration,
  Existing,
  Gate,
  type GateSummary,
  type ParsedEnvironment,
  parseEnvironments,
  SubnetTier,
} from '../../lib';
import { testApp } from '../support/app';
import { description } from '../support/network-description';

const [DEV, PROD] = environments;

function judged(declared: EnvironmentDeclaration): {
  readonly stage: CustomerDataBaseline;
  readonly summary: GateSummary | undefined;
} {
  const app = testApp();
  const gate = Gate.of(app).enforce();
  const [environment] = parseEnvironments([declared]) as [ParsedEnvironment];
  const stage = new CustomerDataBaseline(app, environment.name, environment);
  try {
    app.synth();
  } catch {
    // Findings fail the synthesis; they are what is asked for.
  }
  return { stage, summary: gate.summary };
}

function typesOf(stage: CustomerDataBaseline, stack: string): string[] {
  const found = stage.node.tryFindChild(stack);
  return Stack.isStack(found)
    ? found.node
        .findAll()
        .filter(CfnResource.isCfnResource)
        .map(({ cfnResourceType }) => cfnResourceType)
    : [];
}

describe('a network that stands already', () => {
  function existing(changes: Readonly<Record<string, unknown>>): EnvironmentDeclaration {
    if (!DEV) throw new Error('no dev');
    const file = join(mkdtempSync(join(tmpdir(), 'network-')), 'network.json');
    writeFileSync(file, JSON.stringify(description(changes)));
    const { network: _, ...rest } = DEV;
    const tiers = { [SubnetTier.APPLICATION]: ['subnet-app'], [SubnetTier.DATA]: ['subnet-data'] };
    return { ...rest, existingNetwork: { description: file, vpcId: 'vpc-1', tiers } };
  }
  const [main, ingress, application] = description().RouteTables;

  test('is proven like one of ours, and nothing of it is made', () => {
    const closed = existing({ RouteTables: [main, ingress, { ...application, Routes: [] }], NatGateways: [] });
    const { stage, summary } = judged(closed);
    expect(summary?.findings).toEqual([]);
    expect(typesOf(stage, 'Network').filter((type) => type.startsWith('AWS::EC2'))).toEqual([]);
    const functions = Template.fromStack(stage.node.findChild('Detection') as Stack).findResources('AWS::Lambda::Function');
    expect(Object.values(functions).map(({ Properties }) => Properties.VpcConfig.SubnetIds)).toEqual([['subnet-app']]);
  });

  test('fails the gate for a way out past every firewall, and for one out of the data tier, hop by hop', () => {
    const nat = { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'active' };
    const { summary } = judged(existing({ RouteTables: [{ ...main, Routes: [nat] }, ingress, application] }));
    const found = summary?.findings.map(({ rule, path }) => [rule, path]) ?? [];
    expect(found).toEqual([
      ['Strongroom::DataCannotReachInternet', 'dev/Network/Network/subnet-data'],
      ['Strongroom::EgressInspected', 'dev/Network/Network/subnet-app'],
    ]);
    const text = JSON.stringify(summary?.findings[0]);
    for (const hop of ['dev/Network/Network/rtb-main/0', 'dev/Network/Network/nat-1', 'dev/Network/Network/igw-1'])
      expect(text).toContain(hop);
  });

  test('is not for a declaration of a network, or of remote access', () => {
    const declared = existing({});
    expect(() => parseEnvironments([{ ...declared, network: {}, remoteAccess: {} }])).toThrow(
      /environments\[0\]\.network: got \{\}; left out: 'existingNetwork' stands in its place.*\n.*environments\[0\]\.remoteAccess/,
    );
  });

  test('names the faults of its description at the environment', () => {
    const declared = existing({});
    const existingNetwork = { description: 'none.json', vpcId: 'vpc-1', tiers: {} };
    expect(() => parseEnvironments([{ ...declared, existingNetwork }])).toThrow(
      /environments\[0\]\.existingNetwork\.description: got 'none\.json', which cannot be read/,
    );
  });
});

describe('ways in for people', () => {
  test('are none where no tier is for them', () => {
    if (!DEV) throw new Error('no dev');
    expect(typesOf(judged(DEV).stage, 'RemoteAccess')).not.toContain('AWS::SSM::Document');
  });

  test('are logged sessions where the network is regulated', () => {
    if (!PROD) throw new Error('no prod');
    expect(typesOf(judged(PROD).stage, 'RemoteAccess')).toContain('AWS::SSM::Document');
  });

  test('make the tier, and pass the gate', () => {
    if (!DEV) throw new Error('no dev');
    const { stage, summary } = judged({
      ...DEV,
      remoteAccess: {
        clientVpn: {
          clientCidr: '172.20.0.0/20',
          serverCertificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012',
          clientCertificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789013',
          samlProviderArn: 'arn:aws:iam::123456789012:saml-provider/people',
          secondFactor: 'policy MFA-01 of the identity provider',
          authorize: [{ tier: SubnetTier.APPLICATION, groupId: 'operations' }],
        },
      },
    });
    expect(summary?.findings).toEqual([]);
    expect(stage.network.tiers).toContain(SubnetTier.MANAGEMENT);
    expect(typesOf(stage, 'RemoteAccess')).toContain('AWS::EC2::ClientVpnEndpoint');
  });

  test('use the preferences of sessions that the account has', () => {
    if (!PROD) throw new Error('no prod');
    const { stage, summary } = judged({ ...PROD, existing: { sessionPreferences: Existing.inAccount() } });
    expect(typesOf(stage, 'RemoteAccess')).not.toContain('AWS::SSM::Document');
    expect(summary?.findings).toEqual([]);
  });
});
