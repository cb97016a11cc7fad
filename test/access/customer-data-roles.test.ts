import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import {
  Grant,
  type IGrantable,
  ManagedPolicy,
  OpenIdConnectPrincipal,
  OpenIdConnectProvider,
  SamlConsolePrincipal,
  SamlMetadataDocument,
  SamlProvider,
  WebIdentityPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { type Environment, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { CustomerDataRoles, type CustomerDataRolesProps } from '../../lib/access/customer-data-roles';
import { LogArchive } from '../../lib/audit/log-archive';
import { AuditTrail } from '../../lib/audit/trail';
import { CustomerDataBucket } from '../../lib/data/customer-data-bucket';
import { CustomerDataTable } from '../../lib/data/customer-data-table';
import type { DataAsset } from '../../lib/declaration/data-asset';
import type { ProtectedStore } from '../../lib/declaration/protected-store';
import { InvalidInputError } from '../../lib/errors';
import { KeyHierarchy } from '../../lib/keys/key-hierarchy';
import { ENVIRONMENT, testApp, testStack } from '../support/app';
import { personalAsset } from '../support/assets';
import { findings } from '../support/findings';
import { evaluate, type Statement } from './evaluate';

/** Stacks of keys, logs, data and access, as the baseline has them. */
function environment(env: Environment = ENVIRONMENT) {
  const app = testApp();
  const stack = (id: string) => new Stack(app, id, { env });
  new KeyHierarchy(stack('Keys'), 'Keys').serve(app);
  const audit = stack('Audit');
  new LogArchive(audit, 'Archive').serve(app);
  const { logGroup: trailLog } = new AuditTrail(audit, 'Trail');
  const data = stack('Data');
  const asset = personalAsset({ residency: [env.region ?? 'eu-central-1'] });
  new CustomerDataBucket(data, 'Files', { asset });
  new CustomerDataTable(data, 'Table', { asset, partitionKey: { name: 'id', type: AttributeType.STRING } });
  const access = stack('Access');
  const roles = new CustomerDataRoles(access, 'Roles', { trailLog });
  return { app, assembly: app.synth(), data, access, roles };
}

const shared = environment();
const FILES = { 'Fn::ImportValue': expect.stringMatching(/^Data:ExportsOutputFnGetAttFiles.*Arn/) };
const TABLE = { 'Fn::ImportValue': expect.stringMatching(/^Data:ExportsOutputFnGetAttTable.*Arn/) };
const LOGS = { 'Fn::ImportValue': expect.stringMatching(/^Audit:ExportsOutputFnGetAttArchive4.*Arn/) };
const ACCESS_LOGS = { 'Fn::ImportValue': expect.stringMatching(/^Audit:ExportsOutputFnGetAttArchiveAccessLogs.*Arn/) };
const TRAIL = { 'Fn::ImportValue': expect.stringMatching(/^Audit:ExportsOutputFnGetAttTrailEvents.*Arn/) };
const key = (purpose: string) => ({
  'Fn::ImportValue': expect.stringMatching(new RegExp(`^Keys:ExportsOutputFnGetAttKeys${purpose}.*Arn`)),
});
const within = (store: object) => ({ 'Fn::Join': ['', [store, '/*']] });

/** Statements of the managed policies that hang on a role, by the path of the policy's construct. */
function policyAt(path: string, stack = shared.access): Statement[] {
  const policy = stack.node
    .findChild('Roles')
    .node.tryFindChild(path.split('/')[0] ?? '')
    ?.node.tryFindChild(path.split('/')[1] ?? '');
  if (!(policy instanceof ManagedPolicy)) throw new Error(`no policy at ${path}`);
  return stack.resolve(policy.document).Statement;
}

function roleProperties(id: string): Record<string, unknown> {
  const template = Template.fromStack(shared.access).findResources('AWS::IAM::Role');
  const found = Object.entries(template).find(([logicalId]) => logicalId.startsWith(`Roles${id}`));
  return found?.[1].Properties;
}

describe('whoever takes a role', () => {
  test.each([
    ['DataSteward', '/strongroom/'],
    ['SecurityAdministrator', '/strongroom/key-administrators/'],
    ['Auditor', '/strongroom/'],
  ])('of a %s is of this account, gave a second factor within the hour, and has it for an hour', (id, path) => {
    expect(roleProperties(id)).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { AWS: 'arn:aws:iam::123456789012:root' },
            Condition: {
              Bool: { 'aws:MultiFactorAuthPresent': 'true' },
              NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' },
            },
          },
        ],
      },
      MaxSessionDuration: 3600,
      Path: path,
    });
  });

  test('cannot do so without a second factor, or with an old one', () => {
    const document = roleProperties('DataSteward')['AssumeRolePolicyDocument'] as { Statement: Statement[] };
    const trust = document.Statement.map((statement) => ({ ...statement, Resource: '*' }));
    const take = (context: Record<string, string>) => evaluate(trust, { action: 'sts:AssumeRole', context });
    expect(take({ 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '600' })).toBe('allowed');
    expect(take({ 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '3600' })).toBe('not allowed');
    expect(take({ 'aws:MultiFactorAuthPresent': 'false' })).toBe('not allowed');
    expect(take({})).toBe('not allowed');
  });

  function trustUnder(props: (stack: Stack) => CustomerDataRolesProps): unknown {
    const stack = testStack();
    const { auditor } = new CustomerDataRoles(stack, 'Roles', props(stack));
    return stack.resolve(auditor.assumeRolePolicy).Statement;
  }

  test('comes from the federation, where there is one', () => {
    const saml = trustUnder((stack) => {
      const provider = new SamlProvider(stack, 'Provider', {
        metadataDocument: SamlMetadataDocument.fromXml('<x/>'.repeat(250)),
      });
      return { federation: new SamlConsolePrincipal(provider) };
    });
    expect(saml).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithSAML',
        Principal: { Federated: { Ref: expect.stringMatching(/^Provider/) } },
        Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
      },
    ]);
  });

  test('comes pinned to a subject from OpenID Connect', () => {
    const oidc = trustUnder((stack) => {
      const provider = OpenIdConnectProvider.fromOpenIdConnectProviderArn(
        stack,
        'Provider',
        'arn:aws:iam::123456789012:oidc-provider/login.example.com',
      );
      return {
        federation: new OpenIdConnectPrincipal(provider, { StringEquals: { 'login.example.com:sub': 'group:auditors' } }),
      };
    });
    expect(oidc).toMatchObject([{ Condition: { StringEquals: { 'login.example.com:sub': 'group:auditors' } } }]);
  });

  test('is refused from a federation that admits everyone it knows', () => {
    const make = () => trustUnder(() => ({ federation: new WebIdentityPrincipal('login.example.com') }));
    expect(make).toThrow(InvalidInputError);
    expect(make).toThrow('federation.conditions: got {}; at least one');
  });
});

describe('a data steward', () => {
  test('reads and writes each declared store by its own ARN, and nothing else', () => {
    expect(policyAt('DataSteward/Stores').map(({ Effect, Resource }) => ({ Effect, Resource }))).toEqual([
      { Effect: 'Allow', Resource: within(FILES) },
      { Effect: 'Allow', Resource: FILES },
      { Effect: 'Allow', Resource: key('personal') },
      { Effect: 'Allow', Resource: TABLE },
    ]);
    const actions = policyAt('DataSteward/Stores').flatMap(({ Action }) => Action ?? []);
    expect(actions).toEqual(expect.arrayContaining(['s3:PutObject', 'kms:Decrypt', 'dynamodb:PutItem', 'dynamodb:Query']));
    expect(actions.filter((action) => !/^(s3|kms|dynamodb):/.test(action) || /^\w+:\*$/.test(action))).toEqual([]);
  });

  test('does so over encrypted transport only', () => {
    expect(policyAt('DataSteward/Limits')).toEqual([
      {
        Sid: 'OnlyEncryptedTransport',
        Effect: 'Deny',
        Action: ['dynamodb:*', 'kms:*', 's3:*'],
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]);
  });

  test('reaches no store that is not handed in', () => {
    const stack = testStack();
    new CustomerDataBucket(stack, 'Files', { asset: personalAsset() });
    new CustomerDataRoles(stack, 'Roles', { stores: [] });
    expect(() => policyAt('DataSteward/Stores', stack)).toThrow('no policy at');
  });

  test('leaves keys and their administration alone', () => {
    const both = [...policyAt('DataSteward/Limits'), ...policyAt('DataSteward/Stores')];
    for (const action of [
      'kms:ScheduleKeyDeletion',
      'kms:DisableKey',
      'kms:PutKeyPolicy',
      's3:PutBucketPolicy',
      'backup:StartBackupJob',
    ]) {
      expect(evaluate(both, { action })).toBe('not allowed');
    }
  });
});

/** A store that a test needs hundreds of. */
class SomeStore extends Construct implements ProtectedStore {
  public readonly asset: DataAsset;

  public constructor(scope: Construct, id: string, asset: DataAsset) {
    super(scope, id);
    this.asset = asset;
  }

  public grantRead(grantee: IGrantable): Grant {
    return this.grantReadWrite(grantee);
  }

  public grantReadWrite(grantee: IGrantable): Grant {
    const name = this.node.id.padEnd(63, 'x');
    return Grant.addToPrincipal({
      grantee,
      actions: [
        's3:GetObject',
        's3:PutObject',
        's3:DeleteObject',
        's3:ListBucket',
        's3:GetObjectVersion',
        's3:AbortMultipartUpload',
      ],
      resourceArns: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
    });
  }
}

describe('hundreds of stores', () => {
  const stack = testStack();
  const asset = personalAsset();
  const stores = Array.from({ length: 181 }, (_, index) => new SomeStore(stack, `store${index}`, asset));
  const roles = new CustomerDataRoles(stack, 'Roles', { stores });
  const template = Template.fromStack(stack);
  const policies = Object.values(template.findResources('AWS::IAM::ManagedPolicy')).map(({ Properties }) => Properties);

  test('have a second role of data stewards from the 181st on', () => {
    expect(roles.dataStewards.map(({ node }) => node.id)).toEqual(['DataSteward', 'DataSteward2']);
    const granted = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).flatMap(({ Resource }) => Resource);
    for (const { node } of stores) expect(granted).toContain(`arn:aws:s3:::${node.id.padEnd(63, 'x')}`);
  });

  test('keep each role within ten policies, and each policy within 6,144 characters', () => {
    for (const { node } of roles.dataStewards) {
      expect(node.children.filter((child) => child instanceof ManagedPolicy).length).toBeLessThanOrEqual(10);
    }
    // A reference stands for an ARN: as long as that of a table with a long name.
    const length = (document: unknown) =>
      JSON.stringify(document, (_, value) => (value?.['Fn::GetAtt'] ? 'x'.repeat(150) : value)).length;
    for (const { PolicyDocument } of policies) expect(length(PolicyDocument)).toBeLessThanOrEqual(6144);
  });
});

const DATA = [
  's3:GetObject',
  's3:PutObject',
  's3:DeleteObjectVersion',
  'dynamodb:GetItem',
  'dynamodb:Query',
  'dynamodb:Scan',
  'dynamodb:PartiQLSelect',
  'dynamodb:ExportTableToPointInTime',
  'dynamodb:RestoreTableFromBackup',
  'secretsmanager:GetSecretValue',
];
const KEY_USE = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:Sign', 'kms:GenerateMac'];

describe('a security administrator', () => {
  test('manages every key of the hierarchy, by its own ARN', () => {
    const [manage] = policyAt('SecurityAdministrator/Duties').filter(({ Sid }) => Sid === 'ManageKeys');
    expect(manage).toEqual({
      Sid: 'ManageKeys',
      Effect: 'Allow',
      Action: [
        'kms:CancelKeyDeletion',
        'kms:DisableKey',
        'kms:EnableKey',
        'kms:EnableKeyRotation',
        'kms:RevokeGrant',
        'kms:ScheduleKeyDeletion',
        'kms:UpdateKeyDescription',
      ],
      Resource: [
        'backup',
        'internal',
        'logs',
        'messaging',
        'personal',
        'pseudonyms',
        'public',
        'secrets',
        'sensitivepersonal',
        'signing',
      ].map(key),
    });
  });

  test.each([...DATA, ...KEY_USE])('is refused %s, even where a store or key admits everyone', (action) => {
    const policy: Statement[] = [...policyAt('SecurityAdministrator/Duties'), { Effect: 'Allow', Action: '*', Resource: '*' }];
    expect(evaluate(policy, { action })).toBe('refused by NeverSeeData');
    const broken = policy.filter(({ Sid }) => Sid !== 'NeverSeeData');
    expect(evaluate(broken, { action })).toBe('allowed');
  });

  test.each([
    'kms:DescribeKey',
    'backup:StartBackupJob',
    'config:StartConfigRulesEvaluation',
    'guardduty:ArchiveFindings',
    'iam:GetRole',
  ])('has %s, within the account', (action) => {
    const policy = policyAt('SecurityAdministrator/Duties');
    expect(evaluate(policy, { action, context: { 'aws:ResourceAccount': '123456789012' } })).toBe('allowed');
    expect(evaluate(policy, { action, context: { 'aws:ResourceAccount': '210987654321' } })).toBe('not allowed');
  });

  test.each([
    'kms:PutKeyPolicy',
    'kms:CreateGrant',
    'backup:StartRestoreJob',
    'backup:UpdateBackupPlan',
    'iam:PassRole',
    's3:PutBucketPolicy',
  ])('has no %s', (action) => {
    expect(evaluate(policyAt('SecurityAdministrator/Duties'), { action })).toBe('not allowed');
  });
});

describe('an auditor', () => {
  test('reads every log of the archive, of access to buckets too, under the key for logs', () => {
    const statements = policyAt('Auditor/Duties').filter(({ Sid }) => /Logs$/.test(Sid ?? ''));
    expect(statements).toEqual([
      { Sid: 'ListLogs', Effect: 'Allow', Action: 's3:ListBucket', Resource: [LOGS, ACCESS_LOGS] },
      { Sid: 'ReadLogs', Effect: 'Allow', Action: 's3:GetObject', Resource: [within(LOGS), within(ACCESS_LOGS)] },
      { Sid: 'DecryptLogs', Effect: 'Allow', Action: 'kms:Decrypt', Resource: key('logs') },
    ]);
  });

  test('queries the log group of the trail, and no other', () => {
    const [query, results] = policyAt('Auditor/Duties').filter(({ Sid }) => /^(QueryTrail|ReadResults)$/.test(Sid ?? ''));
    expect(query).toEqual({
      Sid: 'QueryTrail',
      Effect: 'Allow',
      Action: ['logs:FilterLogEvents', 'logs:StartQuery'],
      Resource: TRAIL,
    });
    expect(results).toMatchObject({ Effect: 'Allow', Action: 'logs:GetQueryResults', Resource: '*' });
    expect(policyAt('SecurityAdministrator/Duties').flatMap(({ Action }) => Action ?? [])).not.toContain('logs:StartQuery');
  });

  test('queries nothing where no log group is handed in', () => {
    const stack = testStack();
    new CustomerDataRoles(stack, 'Roles');
    expect(JSON.stringify(policyAt('Auditor/Duties', stack))).not.toMatch(/logs:(StartQuery|FilterLogEvents|GetQueryResults)/);
  });

  test('is refused every other object, key and item', () => {
    const statements = policyAt('Auditor/Duties').filter(({ Effect }) => Effect === 'Deny');
    expect(statements.map(({ Sid, Resource, NotResource }) => ({ Sid, Resource, NotResource }))).toEqual([
      { Sid: 'NeverSeeData', Resource: '*', NotResource: undefined },
      { Sid: 'NeverReadOtherObjects', Resource: undefined, NotResource: [within(LOGS), within(ACCESS_LOGS)] },
      { Sid: 'NeverUseOtherKeys', Resource: undefined, NotResource: key('logs') },
    ]);
  });

  test.each([...DATA, ...KEY_USE])('is refused %s on a store, even where it admits everyone', (action) => {
    const policy: Statement[] = [...policyAt('Auditor/Duties'), { Effect: 'Allow', Action: '*', Resource: '*' }];
    expect(evaluate(policy, { action, resource: 'arn:aws:s3:::orders/file' })).toMatch(/^refused by Never/);
    expect(
      evaluate(
        policy.filter(({ Sid }) => !Sid?.startsWith('Never')),
        { action, resource: 'arn:aws:s3:::orders/file' },
      ),
    ).toBe('allowed');
  });

  test('has nothing that changes anything', () => {
    const allowed = policyAt('Auditor/Duties')
      .flatMap(({ Effect, Action }) => (Effect === 'Allow' ? Action : []))
      .map(String);
    const reading = /:(BatchGet|Describe|Filter|Get|List|Lookup)|^kms:Decrypt$|^iam:GenerateCredentialReport$|^logs:StartQuery$/;
    expect(allowed.filter((action) => !reading.test(action))).toEqual([]);
  });
});

describe('the stack of roles', () => {
  test('depends on the stacks before it, and none of them on it', () => {
    const dependencies = Object.fromEntries(
      shared.assembly.stacks.map(({ id, dependencies }) => [
        id,
        dependencies
          .map((one) => one.id)
          .filter((one) => !one.endsWith('.assets'))
          .sort(),
      ]),
    );
    expect(dependencies['Access']).toEqual(['Audit', 'Data', 'Keys']);
    for (const before of ['Keys', 'Audit', 'Data']) expect(dependencies[before]).not.toContain('Access');
  });

  test('holds no inline policy and none of AWS’s own', () => {
    const template = Template.fromStack(shared.access);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role'))) {
      expect(Properties).not.toHaveProperty('Policies');
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    }
  });

  test('passes both packs', () => {
    expect(findings(shared.access)).toEqual([]);
  });

  test('synthesizes in China, without a partition of others', () => {
    const { access } = environment({ account: '123456789012', region: 'cn-north-1' });
    const text = JSON.stringify(Template.fromStack(access).toJSON());
    expect(text).toContain('arn:aws-cn:iam::123456789012:root');
    expect(text).not.toContain('arn:aws:');
    expect(findings(access)).toEqual([]);
  });
});
