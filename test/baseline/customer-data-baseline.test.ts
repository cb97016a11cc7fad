import { Template } from 'aws-cdk-lib/assertions';
import { CfnResource, Duration, Stack } from 'aws-cdk-lib/core';
import { environments } from '../../bin/environments';
import {
  CustomerDataBaseline,
  DataCategory,
  DataInventory,
  type EnvironmentDeclaration,
  Existing,
  Gate,
  KeyPurpose,
  type ParsedEnvironment,
  parseEnvironments,
  SegmentedVpc,
} from '../../lib';
import { STORES_A_STACK } from '../../lib/baseline/data-stacks';
import { TRAIL_SIGNALS } from '../../lib/detection/trail-signals';
import { EXCEPTION_METADATA } from '../../lib/exceptions';
import { KEY_TAGS } from '../../lib/keys/key-names';
import { testApp } from '../support/app';
import { PERSONAL } from '../support/assets';

const [DEV, PROD] = environments;

function baseline(declared: EnvironmentDeclaration | undefined): CustomerDataBaseline {
  if (!declared) throw new Error('no such environment');
  const app = testApp();
  const [environment] = parseEnvironments([declared]) as [ParsedEnvironment];
  return new CustomerDataBaseline(app, environment.name, environment);
}

function stacksOf(stage: CustomerDataBaseline): Stack[] {
  return stage.node.children.filter((child): child is Stack => Stack.isStack(child));
}

describe.each([
  ['dev', DEV],
  ['prod', PROD],
])('the baseline of %s', (name, declared) => {
  const stage = baseline(declared);
  const stacks = stacksOf(stage);
  const templates = stacks.map((stack) => [stack.node.id, Template.fromStack(stack)] as const);

  test('has its stacks in the order of deployment, and no reference points forward', () => {
    const order = stacks.map(({ node }) => node.id);
    expect(order).toEqual([
      ...[
        'Guardrails',
        'Keys',
        'Audit',
        'Network',
        ...(name === 'prod' ? ['RemoteAccess'] : []),
        'Data-orders',
        'Data-health-profiles',
        'Access',
        'Detection',
        'Recovery',
        'Response',
      ],
    ]);
    for (const stack of stacks) {
      for (const { node } of stack.dependencies) {
        expect(`${node.id} before ${stack.node.id}: ${order.indexOf(node.id) < order.indexOf(stack.node.id)}`).toMatch(/true$/);
      }
    }
  });

  test('names its stacks after the environment, and protects them unless it is disposable', () => {
    expect(stacks.map(({ stackName, terminationProtection }) => [stackName, terminationProtection])).toEqual(
      stacks.map(({ node }) => [`strongroom-${name}-${node.id.toLowerCase()}`, name === 'prod']),
    );
  });

  test('stays far below the limits of a template', () => {
    for (const [, template] of templates) {
      expect(Object.keys(template.toJSON().Resources).length).toBeLessThan(450);
      expect(JSON.stringify(template.toJSON()).length).toBeLessThan(900_000);
    }
  });

  test('puts every role under the boundary', () => {
    const unbounded = stage.node
      .findAll()
      .filter((node): node is CfnResource => CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::IAM::Role')
      .filter((role) => !JSON.stringify(Stack.of(role).resolve(role._toCloudFormation())).includes('PermissionsBoundary'));
    expect(unbounded.map(({ node }) => node.path)).toEqual([]);
  });

  test("keeps every role in the environment's own region, wherever an asset may be", () => {
    const [boundary] = Object.values(Template.fromStack(stacks[0] as Stack).findResources('AWS::IAM::ManagedPolicy'));
    const [last] = boundary?.Properties.PolicyDocument.Statement.slice(-1) ?? [];
    expect(declared?.assets.flatMap(({ residency }) => residency)).toContain('eu-west-1');
    expect(last?.Condition).toEqual({ StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1'] } });
  });

  test('keeps everything stateful, or nothing', () => {
    const kinds = ['AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::Backup::BackupVault', 'AWS::Logs::LogGroup'];
    const policies = templates.flatMap(([, template]) => kinds.flatMap((kind) => Object.values(template.findResources(kind))));
    expect(policies.length).toBeGreaterThan(15);
    expect(new Set(policies.map(({ DeletionPolicy }) => DeletionPolicy))).toEqual(
      new Set([name === 'prod' ? 'Retain' : 'Delete']),
    );
  });

  test('has each part of the baseline, as often as it should', () => {
    const count = (type: string) =>
      templates.reduce((sum, [, template]) => sum + Object.keys(template.findResources(type)).length, 0);
    expect({
      keys: count('AWS::KMS::Key'),
      trails: count('AWS::CloudTrail::Trail'),
      signals: count('AWS::Logs::MetricFilter'),
      flowLogs: count('AWS::EC2::FlowLog'),
      webAcls: count('AWS::WAFv2::WebACL'),
      firewalls: count('AWS::NetworkFirewall::Firewall'),
      natGateways: count('AWS::EC2::NatGateway'),
      publicAccessBlocks: count('AWS::EC2::VPCBlockPublicAccessOptions'),
      encryptionControls: count('AWS::EC2::VPCEncryptionControl'),
      detectors: count('AWS::GuardDuty::Detector'),
      analyzers: count('AWS::AccessAnalyzer::Analyzer'),
      vaults: count('AWS::Backup::BackupVault'),
      selections: count('AWS::Backup::BackupSelection'),
      restoreTests: count('AWS::Backup::RestoreTestingSelection'),
      workflows: count('AWS::StepFunctions::StateMachine'),
      functions:
        templates.flatMap(([, template]) =>
          Object.values(template.findResources('AWS::Lambda::Function', { Properties: { Runtime: 'nodejs24.x' } })),
        ).length > 0,
      subscriptions: count('AWS::SNS::Subscription'),
    }).toEqual({
      keys: Object.values(KeyPurpose).length,
      trails: 1,
      signals: TRAIL_SIGNALS.length,
      flowLogs: 1,
      webAcls: 1,
      firewalls: name === 'prod' ? 3 : 0,
      natGateways: name === 'prod' ? 3 : 0,
      publicAccessBlocks: 1,
      encryptionControls: 1,
      detectors: 1,
      analyzers: 1,
      vaults: 1,
      selections: 2,
      restoreTests: 4,
      workflows: 2,
      functions: true,
      subscriptions: declared?.contacts.length,
    });
  });

  test('hands on what its environment says', () => {
    const text = (id: string) => JSON.stringify(templates.find(([stack]) => stack === id)?.[1].toJSON());
    expect(text('Guardrails')).toContain(`strongroom-${name}-`);
    expect(text('Access')).toContain('QueryTrail');
    expect(text('Network')).toContain(declared?.network?.cidr);
    for (const [, template] of templates) {
      for (const { Properties } of Object.values(template.findResources('AWS::DynamoDB::Table'))) {
        expect(Properties.Tags).toContainEqual({ Key: KEY_TAGS.environment, Value: name });
      }
    }
  });

  test('knows its assets', () => {
    expect(DataInventory.of(stage).entries.map(({ asset, store }) => [asset.name, store.node.path])).toEqual([
      ['orders', `${name}/Data-orders/Orders`],
      ['orders', `${name}/Data-orders/Invoices`],
      ['health-profiles', `${name}/Data-health-profiles/Profiles`],
    ]);
  });
});

test('synthesizes for China, in its own partition, without findings', () => {
  const app = testApp();
  const gate = Gate.of(app).enforce();
  if (!PROD) throw new Error('no prod');
  const assets = PROD.assets.map((asset) => ({ ...asset, residency: ['cn-north-1', 'cn-northwest-1'] }));
  const [environment] = parseEnvironments([{ ...PROD, region: 'cn-north-1', assets }]) as [ParsedEnvironment];
  const stage = new CustomerDataBaseline(app, 'china', environment);
  app.synth();
  expect(gate.summary?.findings).toEqual([]);
  for (const stack of stacksOf(stage)) {
    expect(JSON.stringify(Template.fromStack(stack).toJSON()).includes('arn:aws:')).toBe(false);
  }
});

describe('a single way out for all zones, which the profile of the network says', () => {
  const network = { ...DEV?.network, profile: 'minimal', allowedDomains: ['api.example.com'] } as const;
  const exceptionsOf = ({ network: made }: CustomerDataBaseline) =>
    made instanceof SegmentedVpc &&
    made.wayOut?.node.metadata.filter(({ type }) => type === EXCEPTION_METADATA).map(({ data }) => data.rule);

  test('passes the gate where there is data about persons', () => {
    if (!DEV) throw new Error('no dev');
    const app = testApp();
    const gate = Gate.of(app).enforce();
    const [environment] = parseEnvironments([{ ...DEV, network }]) as [ParsedEnvironment];
    const stage = new CustomerDataBaseline(app, 'dev', environment);
    app.synth();
    expect(gate.summary?.findings).toEqual([]);
    expect(exceptionsOf(stage)).toEqual(['Strongroom::MoreThanOneZone']);
  });

  test('needs no exception where there is none, nor where every zone has its own', () => {
    if (!DEV) throw new Error('no dev');
    const prices = { name: 'prices', category: DataCategory.INTERNAL, residency: ['eu-central-1'], owner: 'shop' };
    const internal = { ...prices, retention: Duration.days(30), stores: [{ kind: 'bucket' as const, name: 'Prices' }] };
    expect(exceptionsOf(baseline({ ...DEV, network, assets: [internal] }))).toEqual([]);
    expect(exceptionsOf(baseline({ ...DEV, network: { ...network, profile: 'standard' } }))).toEqual([]);
    expect(exceptionsOf(baseline(DEV))).toBeUndefined();
  });
});

test("an asset's stores continue in a next stack before the first one is full", () => {
  const stores = Array.from({ length: STORES_A_STACK + 1 }, (_, i) => ({ kind: 'bucket' as const, name: `Bucket${i}` }));
  if (!DEV) throw new Error('no dev');
  const stage = baseline({ ...DEV, assets: [{ ...PERSONAL, stores }] });
  const data = stacksOf(stage).filter(({ node }) => node.id.startsWith('Data-'));
  const counts = data.map((stack) => [stack.node.id, Object.keys(Template.fromStack(stack).toJSON().Resources).length] as const);
  expect(counts.map(([id]) => id)).toEqual(['Data-orders', 'Data-orders-2']);
  for (const [, count] of counts) expect(count).toBeLessThan(450);
  expect(data[1]?.node.tryFindChild(`Bucket${STORES_A_STACK}`)).toBeDefined();
});

test('makes nothing that the account has already', () => {
  if (!DEV) throw new Error('no dev');
  const existing = {
    threatDetection: Existing.inOrganization(),
    externalAccess: Existing.inAccount(),
    publicAccess: Existing.by('the platform team'),
  };
  const types = [
    'AWS::GuardDuty::Detector',
    'AWS::AccessAnalyzer::Analyzer',
    'AWS::EC2::VPCBlockPublicAccessOptions',
    'AWS::EC2::SnapshotBlockPublicAccess',
  ];
  const detectors = (declared: EnvironmentDeclaration) =>
    stacksOf(baseline(declared)).flatMap((stack) =>
      types.flatMap((type) => Object.keys(Template.fromStack(stack).findResources(type))),
    );
  expect(detectors(DEV)).toHaveLength(4);
  expect(detectors({ ...DEV, existing })).toEqual([]);
});

test('keeps, and locks, logs for as long as the environment says', () => {
  if (!PROD) throw new Error('no prod');
  const audit = stacksOf(baseline({ ...PROD, logRetention: Duration.days(400) })).find(({ node }) => node.id === 'Audit');
  if (!audit) throw new Error('no audit stack');
  Template.fromStack(audit).hasResourceProperties('AWS::S3::Bucket', {
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 400 } } },
  });
});
