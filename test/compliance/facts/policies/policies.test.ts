import { IDENTITY_POLICY_TYPES, policiesOf, RESOURCE_POLICY_TYPES } from '../../../../lib/compliance/facts/policies/policies';
import type { Policy, Statement } from '../../../../lib/compliance/facts/policies/statement';
import { TemplateIndex } from '../../../../lib/compliance/template/template-index';

const variable = (name: string) => `\${${name}}`;
const TOKEN = variable('Token');
const NO_VALUE = { Ref: 'AWS::NoValue' };
const either = (one: unknown, other: unknown) => ({ 'Fn::If': ['Is', one, other] });
const ALLOW = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Principal: '*' };
const document = (...Statement: unknown[]) => ({ Version: '2012-10-17', Statement });

function policies(type: string, properties: Readonly<Record<string, unknown>>): readonly Policy[] {
  const template = {
    Parameters: { Free: { Type: 'String' } },
    Mappings: { Actions: { read: { all: ['s3:GetObject', 's3:ListBucket'] } } },
    Resources: { It: { Type: type, Properties: properties }, Key: { Type: 'Test::Key' }, Role: { Type: 'AWS::IAM::Role' } },
  };
  const index = new TemplateIndex([{ name: 'Test', template, environment: { account: '111122223333', region: 'eu-central-1' } }]);
  const [it] = index.ofType(type);
  if (it === undefined) throw new Error('no resource');
  return policiesOf(it, index);
}

function only(statement: unknown): Statement {
  const [policy] = policies('AWS::S3::BucketPolicy', { PolicyDocument: document(statement) });
  const [found] = policy?.statements ?? [];
  if (found === undefined) throw new Error('no statement');
  return found;
}

describe('where policies stand', () => {
  const D = document(ALLOW);
  test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    [
      'AWS::IAM::Role',
      { Policies: [{ PolicyDocument: D }, { PolicyDocument: D }] },
      ['identity Policies.0.PolicyDocument', 'identity Policies.1.PolicyDocument'],
    ],
    ['AWS::IAM::Role', { AssumeRolePolicyDocument: D }, ['trust AssumeRolePolicyDocument']],
    ['AWS::IAM::User', { Policies: [{ PolicyDocument: D }] }, ['identity Policies.0.PolicyDocument']],
    ['AWS::IAM::Group', { Policies: [{ PolicyDocument: D }] }, ['identity Policies.0.PolicyDocument']],
    ['AWS::IAM::Policy', { PolicyDocument: D }, ['identity PolicyDocument']],
    ['AWS::IAM::ManagedPolicy', { PolicyDocument: D }, ['identity PolicyDocument']],
    ['AWS::IAM::RolePolicy', { PolicyDocument: D }, ['identity PolicyDocument']],
    ['AWS::SSO::PermissionSet', { InlinePolicy: D }, ['identity InlinePolicy']],
    ['AWS::KMS::Key', { KeyPolicy: D }, ['resource KeyPolicy']],
    ['AWS::S3::BucketPolicy', { PolicyDocument: D }, ['resource PolicyDocument']],
    ['AWS::SNS::TopicPolicy', { PolicyDocument: D }, ['resource PolicyDocument']],
    ['AWS::SQS::QueuePolicy', { PolicyDocument: D }, ['resource PolicyDocument']],
    ['AWS::SecretsManager::ResourcePolicy', { ResourcePolicy: D }, ['resource ResourcePolicy']],
    ['AWS::ApiGateway::RestApi', { Policy: D }, ['resource Policy']],
    ['AWS::ECR::Repository', { RepositoryPolicyText: D }, ['resource RepositoryPolicyText']],
    ['AWS::ECR::RegistryPolicy', { PolicyText: D }, ['resource PolicyText']],
    ['AWS::EFS::FileSystem', { FileSystemPolicy: D }, ['resource FileSystemPolicy']],
    ['AWS::OpenSearchService::Domain', { AccessPolicies: D }, ['resource AccessPolicies']],
    ['AWS::Elasticsearch::Domain', { AccessPolicies: D }, ['resource AccessPolicies']],
    ['AWS::MSK::ClusterPolicy', { Policy: D }, ['resource Policy']],
    ['AWS::Backup::BackupVault', { AccessPolicy: D }, ['resource AccessPolicy']],
    ['AWS::Logs::ResourcePolicy', { PolicyDocument: JSON.stringify(D) }, ['resource PolicyDocument']],
    [
      'AWS::DynamoDB::Table',
      { ResourcePolicy: { PolicyDocument: D }, StreamSpecification: { ResourcePolicy: { PolicyDocument: D } } },
      ['resource ResourcePolicy.PolicyDocument', 'resource StreamSpecification.ResourcePolicy.PolicyDocument'],
    ],
    [
      'AWS::DynamoDB::GlobalTable',
      { Replicas: [{}, { ResourcePolicy: { PolicyDocument: D } }] },
      ['resource Replicas.1.ResourcePolicy.PolicyDocument'],
    ],
    ['AWS::Events::EventBusPolicy', { Statement: ALLOW }, ['resource Statement']],
    ['AWS::Events::EventBusPolicy', { StatementId: 'x', Principal: '*', Action: 'events:PutEvents' }, ['resource Principal']],
    ['AWS::S3::Bucket', { PolicyDocument: D }, []],
    ['AWS::KMS::Key', {}, []],
    ['AWS::KMS::Key', { KeyPolicy: NO_VALUE }, []],
  ])('%s %j', (type, properties, expected) => {
    const found = policies(type, properties);
    expect(found.map(({ kind, location }) => `${kind} ${location.replace('Properties.', '')}`)).toEqual(expected);
    expect(found.every(({ open, statements }) => !open && statements.length === 1)).toBe(true);
  });

  test('every type is of one table', () => {
    expect(new Set([...IDENTITY_POLICY_TYPES, ...RESOURCE_POLICY_TYPES]).size).toBe(
      IDENTITY_POLICY_TYPES.length + RESOURCE_POLICY_TYPES.length,
    );
  });
});

describe('the shapes of a document', () => {
  test.each<[string, unknown, { readonly statements: readonly number[]; readonly open: boolean }]>([
    ['a list of statements', document(ALLOW, ALLOW), { statements: [2], open: false }],
    ['one statement', { Statement: ALLOW }, { statements: [1], open: false }],
    ['no statement', document(), { statements: [0], open: false }],
    ['a text', JSON.stringify(document(ALLOW)), { statements: [1], open: false }],
    ['a text of one statement', JSON.stringify({ Statement: ALLOW }), { statements: [1], open: false }],
    ['a text that is put together and known', { 'Fn::Sub': JSON.stringify(document(ALLOW)) }, { statements: [1], open: false }],
    ['a text that is no JSON', '{', { statements: [0], open: true }],
    [
      'a text with a part that is not known',
      { 'Fn::Sub': `{"Statement": "${variable('Free')}"}` },
      { statements: [0], open: true },
    ],
    ['a parameter', { Ref: 'Free' }, { statements: [0], open: true }],
    ['an object without a statement', { Version: '2012-10-17' }, { statements: [0], open: true }],
    ['a list', [ALLOW], { statements: [0], open: true }],
    ['documents by a condition', either(document(ALLOW), document(ALLOW, ALLOW)), { statements: [1, 2], open: false }],
    ['a document or nothing', either(document(ALLOW), NO_VALUE), { statements: [1], open: false }],
    ['lists of statements by a condition', { Statement: either([ALLOW, ALLOW], [ALLOW]) }, { statements: [3], open: false }],
    ['a statement or another', document(either(ALLOW, ALLOW)), { statements: [2], open: false }],
    ['a statement or nothing, of which all is known', document(ALLOW, either(ALLOW, NO_VALUE)), { statements: [2], open: false }],
    ['a statement that only the deployment knows', document(ALLOW, { Ref: 'Free' }), { statements: [1], open: true }],
    ['a transform', document({ 'Fn::Transform': { Name: 'Include' } }), { statements: [0], open: true }],
  ])('%s', (_, given, { statements, open }) => {
    const found = policies('AWS::S3::BucketPolicy', { PolicyDocument: given });
    expect(found.map((policy) => policy.statements.length)).toEqual(statements);
    expect(found.some((policy) => policy.open)).toBe(open);
  });

  test('a list of policies that only the deployment knows is open', () => {
    expect(policies('AWS::IAM::Role', { Policies: { Ref: 'Free' } })).toMatchObject([{ kind: 'identity', open: true }]);
  });

  test('each statement says where it stands', () => {
    const [policy] = policies('AWS::IAM::User', { Policies: [{ PolicyDocument: document(ALLOW, ALLOW) }] });
    expect(policy?.statements.map(({ location }) => location)).toEqual([
      'Properties.Policies.0.PolicyDocument.Statement.0',
      'Properties.Policies.0.PolicyDocument.Statement.1',
    ]);
  });
});

describe('a statement', () => {
  test('has each part as texts, one or several', () => {
    expect(
      only({
        Effect: 'Allow',
        Principal: { AWS: ['111122223333', { 'Fn::GetAtt': ['Role', 'Arn'] }], Service: 's3.amazonaws.com' },
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: { 'Fn::Sub': `arn:${variable('AWS::Partition')}:s3:::orders/*` },
        Condition: { StringEquals: { 'AWS:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    ).toMatchObject({
      allows: true,
      notPrincipal: false,
      principals: [
        { kind: 'AWS', value: '111122223333', named: [] },
        { kind: 'AWS', value: variable('Test/Role.Arn'), named: [{ logicalId: 'Role' }] },
        { kind: 'Service', value: 's3.amazonaws.com' },
      ],
      actions: ['s3:GetObject', 's3:PutObject'],
      notActions: [],
      resources: [`arn:${variable('AWS::Partition')}:s3:::orders/*`],
      conditions: [{ operator: 'StringEquals', key: 'aws:sourceaccount', values: ['111122223333'] }],
    });
  });

  test('names the resources that it is on', () => {
    const { resourcesNamed } = only({
      ...ALLOW,
      Resource: [{ 'Fn::GetAtt': ['Key', 'Arn'] }, { 'Fn::Sub': `${variable('Key.Arn')}/*` }],
    });
    expect(resourcesNamed.map(({ logicalId }) => logicalId)).toEqual(['Key']);
  });

  test.each<[string, unknown, boolean]>([
    ['Allow', 'Allow', true],
    ['Deny', 'Deny', false],
    ['either', either('Allow', 'Deny'), true],
    ['what only the deployment knows', { Ref: 'Free' }, true],
  ])('with the effect %s', (_, Effect, expected) => {
    expect(only({ ...ALLOW, Effect }).allows).toBe(expected);
  });

  test.each<[string, unknown, readonly string[]]>([
    ['lists by a condition', either(['s3:*', 'kms:*'], 's3:GetObject'), ['s3:*', 'kms:*', 's3:GetObject']],
    ['an element by a condition', ['s3:GetObject', either('s3:*', NO_VALUE)], ['s3:GetObject', 's3:*']],
    ['a list of a map', { 'Fn::FindInMap': ['Actions', 'read', 'all'] }, ['s3:GetObject', 's3:ListBucket']],
    ['a list that only the deployment knows', { 'Fn::Split': [',', { Ref: 'Free' }] }, [TOKEN]],
    ['nothing', NO_VALUE, []],
  ])('with actions that are %s', (_, Action, expected) => {
    expect(only({ ...ALLOW, Action }).actions).toEqual(expected);
  });

  test.each<[string, unknown, readonly string[]]>([
    ['a star', '*', ['AWS *']],
    ['a list', { AWS: ['1', '2'] }, ['AWS 1', 'AWS 2']],
    ['principals by a condition', either({ AWS: '*' }, { Service: 's3.amazonaws.com' }), ['AWS *', 'Service s3.amazonaws.com']],
    ['values by a condition', { AWS: either(['*'], '1') }, ['AWS *', 'AWS 1']],
    ['a parameter', { AWS: { Ref: 'Free' } }, [`AWS ${TOKEN}`]],
    ['what only the deployment knows', { Ref: 'Free' }, [`AWS ${TOKEN}`]],
    ['a kind that is not known', { Nobody: '*' }, ['AWS *']],
    ['a provider', { Federated: 'accounts.example.com' }, ['Federated accounts.example.com']],
  ])('for %s', (_, Principal, expected) => {
    expect(only({ ...ALLOW, Principal }).principals.map(({ kind, value }) => `${kind} ${value}`)).toEqual(expected);
  });

  test('for all but some', () => {
    const { Principal: _, ...rest } = ALLOW;
    expect(only({ ...rest, NotPrincipal: { AWS: '1' } }).forAnyone).toBe(true);
    expect(only({ ...rest, NotPrincipal: NO_VALUE }).forAnyone).toBe(false);
  });

  const KEY = 'aws:SourceAccount';
  const EQUALS = { StringEquals: { [KEY]: '111122223333' } };
  test.each<[string, unknown, { readonly tests: number; readonly confined: boolean }]>([
    ['one test', EQUALS, { tests: 1, confined: true }],
    ['two tests', { ...EQUALS, Bool: { 'aws:SecureTransport': 'true' } }, { tests: 2, confined: true }],
    ['none', NO_VALUE, { tests: 0, confined: false }],
    ['tests that may not be there', either(EQUALS, NO_VALUE), { tests: 1, confined: false }],
    ['tests that only the deployment knows', { Ref: 'Free' }, { tests: 1, confined: false }],
    ['an operator that may not be there', { StringEquals: either({ [KEY]: '1' }, NO_VALUE) }, { tests: 1, confined: false }],
    ['a value that may not be there', { StringEquals: { [KEY]: either('1', NO_VALUE) } }, { tests: 1, confined: false }],
    ['values of which one is sure', { StringEquals: { [KEY]: ['1', either('2', NO_VALUE)] } }, { tests: 1, confined: true }],
    ['values by a condition', { StringEquals: { [KEY]: either(['1'], '2') } }, { tests: 1, confined: true }],
    ['a wildcard by a condition', { StringLike: { [KEY]: either('1', '*') } }, { tests: 1, confined: false }],
    ['a parameter', { StringEquals: { [KEY]: { Ref: 'Free' } } }, { tests: 1, confined: true }],
  ])('under %s', (_, Condition, { tests, confined }) => {
    const found = only({ ...ALLOW, Condition });
    expect(found.conditions).toHaveLength(tests);
    expect(found.confinedBy(KEY)).toBe(confined);
  });

  test('of the older form of an event bus policy', () => {
    const found = policies('AWS::Events::EventBusPolicy', {
      StatementId: 'x',
      Principal: '*',
      Action: 'events:PutEvents',
      Condition: { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: 'o-1' },
    });
    const [statement] = found[0]?.statements ?? [];
    expect(statement?.forAnyone).toBe(true);
    expect(statement?.confinedBy('aws:PrincipalOrgID')).toBe(true);
  });
});
