import { DATA_ACTIONS, KEY_USE, OBJECT_READS } from '../../../../lib/access/data-actions';
import { DATA_SERVICES } from '../../../../lib/compliance/facts/policies/data-actions';
import {
  dataActionsOfRole,
  functionsReaching,
  mayReachPersonalData,
  rolesReaching,
  storesReachedBy,
  storesReachedByFunction,
} from '../../../../lib/compliance/facts/policies/reach';
import { matches } from '../../../../lib/compliance/facts/policies/statement';
import { TemplateIndex } from '../../../../lib/compliance/template/template-index';
import { ENVIRONMENT } from '../../../support/app';
import { allow, document, INTERNAL, LAMBDA, ORDERS, ORDERS_ARN, PERSONAL } from '../../rules/access/fixtures';

const FILES = { Type: 'AWS::S3::Bucket', Properties: { Tags: PERSONAL, BucketName: 'files' } };
const LOGS = { Type: 'AWS::S3::Bucket', Properties: { Tags: INTERNAL, BucketName: 'logs' } };
const STORES = { Orders: ORDERS, Files: FILES, Logs: LOGS };

function role(properties: object = {}): object {
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document(LAMBDA), ...properties } };
}

function indexOf(resources: object): TemplateIndex {
  return new TemplateIndex([{ name: 'Test', template: { Resources: resources }, environment: ENVIRONMENT }]);
}

/** What the one role of a template reaches: logical ids. */
function reached(resources: object): string[] {
  const index = indexOf({ ...STORES, ...resources });
  return index.ofType('AWS::IAM::Role').flatMap((each) => storesReachedBy(each, index).map(({ logicalId }) => logicalId));
}

const inline = (...statements: unknown[]) => ({ Role: role({ Policies: [{ PolicyDocument: document(...statements) }] }) });

test.each<[string, object, string[]]>([
  ['what a policy of its own names', inline(allow('dynamodb:GetItem', ORDERS_ARN)), ['Orders']],
  [
    'what an attached policy names',
    {
      Role: role(),
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: document(allow('dynamodb:Query', ORDERS_ARN)) },
      },
    },
    ['Orders'],
  ],
  [
    'what a policy names that is attached by the role’s name',
    {
      Role: role({ RoleName: 'reader' }),
      Policy: {
        Type: 'AWS::IAM::RolePolicy',
        Properties: { RoleName: 'reader', PolicyDocument: document(allow('dynamodb:Query', ORDERS_ARN)) },
      },
    },
    ['Orders'],
  ],
  [
    'what a managed policy of its list names',
    {
      Role: role({ ManagedPolicyArns: [{ Ref: 'Policy' }] }),
      Policy: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { PolicyDocument: document(allow('s3:GetObject', 'arn:aws:s3:::files/*')) },
      },
    },
    ['Files'],
  ],
  ['every store of the service, by a wildcard', inline(allow('s3:*')), ['Files']],
  ['every store, by all actions but some', inline({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), ['Files', 'Orders']],
  ['a bucket, by how its name begins', inline(allow('s3:PutObject', 'arn:aws:s3:::fil*')), ['Files']],
  [
    'a name that CloudFormation makes, by a wildcard',
    inline(allow('dynamodb:Scan', 'arn:aws:dynamodb:*:*:table/shop-*')),
    ['Orders'],
  ],
  ['what a parameter names', inline(allow('s3:GetObject', { Ref: 'Where' })), ['Files']],
  ['every store of its tags', inline(allow('s3:GetObject', '*', tagged('personal'))), ['Files']],
  ['by AWS’s policies', { Role: role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess'] }) }, ['Orders']],
  [
    'what lets it in by its own policy',
    {
      Role: role(),
      Policy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: { Ref: 'Files' },
          PolicyDocument: document(allow('s3:GetObject', '*', { Principal: { AWS: { 'Fn::GetAtt': ['Role', 'Arn'] } } })),
        },
      },
    },
    ['Files'],
  ],
  ['no other bucket', inline(allow('s3:GetObject', 'arn:aws:s3:::assets/*')), []],
  ['no store of other tags', inline(allow('s3:GetObject', '*', tagged('public'))), []],
  ['nothing by describing', inline(allow(['dynamodb:DescribeTable', 's3:ListBucket'])), []],
  ['nothing by another service’s ARN', inline(allow(['s3:GetObject', 'dynamodb:GetItem'], 'arn:aws:sqs:*:*:*')), []],
  ['nothing by a refusal', inline({ Effect: 'Deny', Action: '*', Resource: '*' }), []],
])('a role reaches %s', (_, resources, expected) => {
  expect(reached(resources).sort()).toEqual(expected);
});

function tagged(category: string): Readonly<Record<string, unknown>> {
  return { Condition: { StringEquals: { 'aws:ResourceTag/strongroom:category': category } } };
}

test('a role that reads the secret of a database reaches the database', () => {
  const secret = allow('secretsmanager:GetSecretValue', { Ref: 'Attachment' });
  const resources = {
    Role: role({ Policies: [{ PolicyDocument: document(secret) }] }),
    Database: { Type: 'AWS::RDS::DBCluster', Properties: { Tags: PERSONAL } },
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Tags: INTERNAL } },
    Attachment: {
      Type: 'AWS::SecretsManager::SecretTargetAttachment',
      Properties: { SecretId: { Ref: 'Secret' }, TargetId: { Ref: 'Database' } },
    },
  };
  expect(reached(resources)).toEqual(['Database']);
});

test('a function reaches what its role does, and is found by it', () => {
  const index = indexOf({
    ...STORES,
    ...inline(allow('dynamodb:GetItem', ORDERS_ARN)),
    Function: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
  });
  const [func] = index.ofType('AWS::Lambda::Function');
  const [table] = index.ofType('AWS::DynamoDB::Table');
  const [reader] = index.ofType('AWS::IAM::Role');
  if (!func || !table || !reader) throw new Error('the template has all three');
  expect(storesReachedByFunction(func, index)).toEqual([table]);
  expect(functionsReaching(table, index)).toEqual([func]);
  expect(rolesReaching(table, index)).toEqual([reader]);
  expect(dataActionsOfRole(reader, index)).toEqual(['dynamodb:GetItem']);
});

test.each([
  ['may, where personal data is', STORES, true],
  ['may not, where none is', { Logs: LOGS }, false],
])('a role with a policy that nobody reads %s', (_, stores, expected) => {
  const index = indexOf({ ...stores, Role: role({ ManagedPolicyArns: ['arn:aws:iam::123456789012:policy/other'] }) });
  expect(index.ofType('AWS::IAM::Role').map((each) => mayReachPersonalData(each, index))).toEqual([expected]);
});

test('a role of one stage reaches nothing of another', () => {
  const template = { Resources: { ...STORES, ...inline(allow('s3:GetObject')) } };
  const index = new TemplateIndex([
    { name: 'dev/Data', template, environment: ENVIRONMENT, stage: 'dev' },
    { name: 'prod/Data', template, environment: ENVIRONMENT, stage: 'prod' },
  ]);
  const stores = index.ofType('AWS::IAM::Role').map((each) => storesReachedBy(each, index).map(({ path }) => path));
  expect(stores).toEqual([['dev/Data/Files'], ['prod/Data/Files']]);
});

test.each([...DATA_ACTIONS, ...OBJECT_READS, ...KEY_USE])('%s, which our administrators are refused, counts', (pattern) => {
  const actions = DATA_SERVICES.flatMap((service) => service.actions.map((action) => `${service.prefix}:${action}`));
  expect(actions.filter((action) => matches(pattern, action))).not.toEqual([]);
});
