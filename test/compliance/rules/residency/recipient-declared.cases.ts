import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { AccountPrincipal, AnyPrincipal, ArnPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Stack } from 'aws-cdk-lib/core';
import { CustomerDataBucket, CustomerDataTable } from '../../../../lib';
import { recipientDeclared } from '../../../../lib/compliance/rules/residency/recipient-declared';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { AT, attribute, either, internal, PARAMETER, resource, stack, store, tags } from './fixtures';

type Properties = Readonly<Record<string, unknown>>;

const OTHER = '444455556666';
const OTHER_ROOT = { AWS: `arn:aws:iam::${OTHER}:root` };
const RECIPIENTS = 'strongroom:recipients';
const ORGANISATION = { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } };

const document = (...statements: unknown[]) => ({ Version: '2012-10-17', Statement: statements });
const allow = (Principal: unknown, Condition?: unknown, more: Properties = {}) => ({
  Effect: 'Allow',
  Principal,
  Action: '*',
  Resource: '*',
  ...(Condition !== undefined && { Condition }),
  ...more,
});
/** A bucket, and its policy `Policy`. */
const bucket = (statements: readonly unknown[], recipients?: unknown): { readonly resources: Properties } => ({
  resources: {
    Store: store('AWS::S3::Bucket', {}, { [RECIPIENTS]: recipients }),
    Policy: resource('AWS::S3::BucketPolicy', { Bucket: { Ref: 'Store' }, PolicyDocument: document(...statements) }),
  },
});
const lets = (principal: unknown, condition?: unknown) => bucket([allow(principal, condition)]);
const POLICY = ['Test/Policy'];
const NO_RECIPIENT = ` may get at the data in 'Test/Store', whose tag 'strongroom:recipients' names no such recipient$`;
const says = (whom: string, path = 'Test/Policy') => ({ [path]: new RegExp(`^${whom}${NO_RECIPIENT}`) });

/** Every place that a policy of a store has, and what it lets in there. */
const PLACES: readonly (readonly [name: string, (policy: unknown) => Properties, foundAt: string])[] = [
  [
    'a queue',
    (PolicyDocument) => attached('AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', { PolicyDocument, Queues: [{ Ref: 'Store' }] }),
    'Test/Policy',
  ],
  [
    'a topic',
    (PolicyDocument) => attached('AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', { PolicyDocument, Topics: [{ Ref: 'Store' }] }),
    'Test/Policy',
  ],
  [
    'a secret',
    (ResourcePolicy) =>
      attached('AWS::SecretsManager::Secret', 'AWS::SecretsManager::ResourcePolicy', {
        ResourcePolicy,
        SecretId: { Ref: 'Store' },
      }),
    'Test/Policy',
  ],
  [
    'a stream',
    (ResourcePolicy) =>
      attached('AWS::Kinesis::Stream', 'AWS::Kinesis::ResourcePolicy', { ResourcePolicy, ResourceArn: attribute('Store') }),
    'Test/Policy',
  ],
  [
    'an access point',
    (Policy) => attached('AWS::S3::Bucket', 'AWS::S3::AccessPoint', { Policy, Bucket: { Ref: 'Store' } }),
    'Test/Policy',
  ],
  [
    'a table',
    (PolicyDocument) => ({ Store: store('AWS::DynamoDB::Table', { ResourcePolicy: { PolicyDocument } }) }),
    'Test/Store',
  ],
  [
    'a replica of a table',
    (PolicyDocument) => ({
      Store: resource('AWS::DynamoDB::GlobalTable', {
        Replicas: [{ Region: 'eu-central-1', Tags: tags(), ResourcePolicy: { PolicyDocument } }],
      }),
    }),
    'Test/Store',
  ],
  ['a file system', (FileSystemPolicy) => ({ Store: store('AWS::EFS::FileSystem', { FileSystemPolicy }) }), 'Test/Store'],
  ['a search domain', (AccessPolicies) => ({ Store: store('AWS::OpenSearchService::Domain', { AccessPolicies }) }), 'Test/Store'],
  [
    'a policy that is a text',
    (policy) => ({ Store: store('AWS::DSQL::Cluster', { PolicyDocument: JSON.stringify(policy) }) }),
    'Test/Store',
  ],
  ['the key of a bucket', (KeyPolicy) => ({ Store: UNDER_KEY, Key: resource('AWS::KMS::Key', { KeyPolicy }) }), 'Test/Key'],
];

function attached(type: string, policy: string, properties: Properties): Properties {
  return { Store: store(type), Policy: resource(policy, properties) };
}

const UNDER_KEY = underKey(attribute('Key'));
function underKey(key: unknown, overrides: Properties = {}) {
  const rule = { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } };
  return store('AWS::S3::Bucket', { BucketEncryption: { ServerSideEncryptionConfiguration: [rule] } }, overrides);
}

const share = (principals: unknown) => ({
  resources: {
    Store: store('AWS::RDS::DBCluster'),
    Share: resource('AWS::RAM::ResourceShare', {
      Name: 'orders',
      ResourceArns: [{ 'Fn::GetAtt': ['Store', 'DBClusterArn'] }],
      Principals: principals,
    }),
  },
});
const snapshots = (accounts: unknown) => ({
  resources: {
    Store: store('AWS::EC2::Volume', {}, { backup: 'daily' }),
    Policy: resource('AWS::DLM::LifecyclePolicy', {
      PolicyDetails: {
        TargetTags: [{ Key: 'backup', Value: 'daily' }],
        Schedules: [{ ShareRules: [{ TargetAccounts: accounts }] }],
      },
    }),
  },
});
const addBucket = (scope: Stack, recipients: readonly string[]) => {
  const encryptionKey = new Key(scope, 'Key');
  const orders = new Bucket(scope, 'Orders', { encryption: BucketEncryption.KMS, encryptionKey });
  personalAsset({ recipients }).tag(orders);
  orders.grantRead(new AccountPrincipal(OTHER));
};

export const CASES: RuleCases = {
  rule: recipientDeclared,
  compliant: {
    'a store without a policy': { resources: { Store: store('AWS::S3::Bucket') }, at: AT },
    'recipients of other names': {
      resources: { Store: store('AWS::S3::Bucket', {}, { [RECIPIENTS]: 'parcel-service' }) },
      at: AT,
    },
    'its own account, by its number': { ...lets({ AWS: '123456789012' }), at: POLICY },
    'its own account, by its root': { ...lets({ AWS: 'arn:aws:iam::123456789012:root' }), at: POLICY },
    'its own account, whichever that is': {
      ...lets({ AWS: { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root` } }),
      at: POLICY,
    },
    'its own account, where only the deployment knows which': {
      sources: [{ name: 'Test', template: { Resources: lets({ AWS: { Ref: 'AWS::AccountId' } }).resources } }],
      at: POLICY,
    },
    'a role of the templates': {
      resources: { ...lets({ AWS: attribute('Reader') }).resources, Reader: resource('AWS::IAM::Role') },
      at: POLICY,
    },
    'an account that the store declares': { ...bucket([allow(OTHER_ROOT)], `parcel-service ${OTHER}`), at: POLICY },
    'a role of such an account': { ...bucket([allow({ AWS: `arn:aws:iam::${OTHER}:role/Reader` })], OTHER), at: POLICY },
    'a user of S3 that the store declares': { ...bucket([allow({ CanonicalUser: '79a5c1' })], '79a5c1'), at: POLICY },
    'an identity of CloudFront': {
      resources: {
        ...lets({ CanonicalUser: attribute('Identity', 'S3CanonicalUserId') }).resources,
        Identity: resource('AWS::CloudFront::CloudFrontOriginAccessIdentity'),
      },
      at: POLICY,
    },
    'a service': { ...lets({ Service: 'logging.s3.amazonaws.com' }), at: POLICY },
    'everyone of an organisation': { ...lets('*', ORGANISATION), at: POLICY },
    'everyone of its own account': { ...lets('*', { StringEquals: { 'aws:PrincipalAccount': '123456789012' } }), at: POLICY },
    'everyone for a service of its own account': {
      ...lets({ AWS: '*' }, { StringEquals: { 'kms:CallerAccount': '123456789012', 'kms:ViaService': 's3.amazonaws.com' } }),
      at: POLICY,
    },
    'everyone that is a role of its own account': {
      ...lets('*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/*' } }),
      at: POLICY,
    },
    'everyone through an endpoint': { ...lets('*', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } }), at: POLICY },
    'what a topic of the templates sends': {
      resources: {
        ...lets('*', { ArnEquals: { 'aws:SourceArn': { Ref: 'Topic' } } }).resources,
        Topic: internal('AWS::SNS::Topic'),
      },
      at: POLICY,
    },
    'everyone at all, which is for NotPublic': { ...lets('*', { Bool: { 'aws:SecureTransport': 'true' } }), at: POLICY },
    'a denial': { ...bucket([allow('*', undefined, { Effect: 'Deny' })]), at: POLICY },
    'a key that a recipient of one of its stores may use': {
      resources: {
        Store: underKey(attribute('Key'), { [RECIPIENTS]: OTHER }),
        More: underKey(attribute('Key')),
        Key: resource('AWS::KMS::Key', { KeyPolicy: document(allow(OTHER_ROOT)) }),
      },
      at: ['Test/Key'],
    },
    'a share with a part of the organisation': {
      ...share(['arn:aws:organizations::111122223333:ou/o-a1b2c3d4e5/ou-1234-12345678']),
      at: ['Test/Share'],
    },
    'a share with a service': { ...share(['vpc-lattice.amazonaws.com']), at: ['Test/Share'] },
    'snapshots that nobody else gets': { ...snapshots(['123456789012']), at: POLICY },
    "a bucket of the CDK's, and its key": {
      build: (scope) => addBucket(scope, [OTHER]),
      at: ['Test/Orders/Resource', 'Test/Orders/Policy/Resource', 'Test/Key/Resource'],
    },
    'our own stores': {
      build: (scope) => {
        new CustomerDataBucket(scope, 'Orders', { asset: personalAsset() });
        new CustomerDataTable(scope, 'Table', {
          asset: personalAsset(),
          partitionKey: { name: 'id', type: AttributeType.STRING },
        });
      },
      at: ['Test/Orders/Resource/Policy/Resource', 'Test/Table/Resource/Resource'],
    },
  },
  violations: {
    ...Object.fromEntries(
      PLACES.map(([name, resources, path]) => [
        `an account that nobody declared, at ${name}`,
        { resources: resources(document(allow(OTHER_ROOT))), at: says(`account '${OTHER}'`, path) },
      ]),
    ),
    'an account, by its number': { ...lets({ AWS: [OTHER, '123456789012'] }), at: says(`account '${OTHER}'`) },
    'a role of another account': { ...lets({ AWS: `arn:aws:iam::${OTHER}:role/Reader` }), at: says(`account '${OTHER}'`) },
    'another account than the one that is declared': {
      ...bucket([allow(OTHER_ROOT)], '777788889999'),
      at: says(`account '${OTHER}'`),
    },
    'a role of the templates, in another account': {
      sources: [
        {
          ...stack('There', { Reader: resource('AWS::IAM::Role') }, { account: OTHER }),
          template: { Resources: { Reader: resource('AWS::IAM::Role') }, Outputs: { Arn: { Value: attribute('Reader') } } },
        },
        stack('Test', lets({ AWS: { 'Fn::GetStackOutput': { StackName: 'There', OutputName: 'Arn' } } }).resources),
      ],
      at: says(`account '${OTHER}'`),
    },
    'everyone of another account': {
      ...lets('*', { StringEquals: { 'aws:PrincipalAccount': OTHER } }),
      at: says(`account '${OTHER}'`),
    },
    'everyone of two accounts': {
      ...lets('*', { StringEquals: { 'aws:PrincipalAccount': ['123456789012', OTHER] } }),
      at: says(`account '${OTHER}'`),
    },
    'everyone with some address': {
      ...lets('*', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
      at: says('every account'),
    },
    'two conditions on one key, which do not add up': {
      ...lets('*', {
        StringEquals: { 'aws:PrincipalAccount': OTHER },
        StringNotEquals: { 'aws:PrincipalAccount': '123456789012' },
      }),
      at: says(`account '${OTHER}'`),
    },
    'an account that only the deployment knows': {
      ...lets({ AWS: PARAMETER }),
      at: says(String.raw`'\$\{Token\}', whose account the templates don't tell`),
    },
    'a role of such an account, by the name of one of the templates': {
      resources: {
        ...lets({ AWS: { 'Fn::Sub': `arn:aws:iam::\${Parameter}:role/\${Reader}` } }).resources,
        Reader: resource('AWS::IAM::Role'),
      },
      at: says(`'arn:aws:iam::.*', whose account the templates don't tell`),
    },
    'an account under a condition': {
      ...lets({ AWS: either('123456789012', OTHER) }),
      at: says(`account '${OTHER}'`),
    },
    'a user of S3': {
      ...lets({ CanonicalUser: '79a5c1' }),
      at: says(`'79a5c1', whose account the templates don't tell`),
    },
    'a deleted user': {
      ...lets({ AWS: 'AIDACKCEVSQ6C2EXAMPLE' }),
      at: says(`'AIDACKCEVSQ6C2EXAMPLE', whose account .* don't tell`),
    },
    'a policy that only the deployment knows': {
      ...bucket([PARAMETER]),
      at: says('whoever a part of the policy names that only the deployment knows'),
    },
    'its own account by number, where only the deployment knows which that is': {
      sources: [{ name: 'Test', template: { Resources: lets({ AWS: OTHER }).resources } }],
      at: says(`account '${OTHER}'`),
    },
    'one of two queues of a policy': {
      resources: {
        Open: store('AWS::SQS::Queue', {}, { [RECIPIENTS]: OTHER }),
        Store: store('AWS::SQS::Queue'),
        Policy: resource('AWS::SQS::QueuePolicy', {
          PolicyDocument: document(allow(OTHER_ROOT)),
          Queues: [{ Ref: 'Open' }, { Ref: 'Store' }],
        }),
      },
      at: says(`account '${OTHER}'`),
    },
    'a replica of the key': {
      sources: [
        {
          ...stack('Test', {}),
          template: {
            Resources: { Store: UNDER_KEY, Key: resource('AWS::KMS::Key', { MultiRegion: true }) },
            Outputs: { Arn: { Value: attribute('Key') } },
          },
        },
        stack(
          'There',
          {
            Replica: resource('AWS::KMS::ReplicaKey', {
              PrimaryKeyArn: { 'Fn::GetStackOutput': { StackName: 'Test', OutputName: 'Arn' } },
              KeyPolicy: document(allow(OTHER_ROOT)),
            }),
          },
          { region: 'eu-west-1' },
        ),
      ],
      at: says(`account '${OTHER}'`, 'There/Replica'),
    },
    'a share': { ...share([OTHER]), at: says(`account '${OTHER}'`, 'Test/Share') },
    'a share with a role': { ...share([`arn:aws:iam::${OTHER}:role/Reader`]), at: says(`account '${OTHER}'`, 'Test/Share') },
    'a share with whom only the deployment knows': {
      ...share(PARAMETER),
      at: says(String.raw`'\$\{Token\}', whose account the templates don't tell`, 'Test/Share'),
    },
    'snapshots that another account gets': { ...snapshots([OTHER]), at: says(`account '${OTHER}'`) },
    'a recipient that is no word': {
      resources: { Store: store('AWS::S3::Bucket', {}, { [RECIPIENTS]: 'post !' }) },
      at: { 'Test/Store': /^the tag 'strongroom:recipients' is not valid: recipients\[1\]: got '!'/ },
    },
    "a bucket of the CDK's, and its key": {
      build: (scope) => addBucket(scope, []),
      at: {
        'Test/Orders/Policy/Resource': /^account '444455556666' may get at the data in 'Test\/Orders\/Resource'/,
        'Test/Key/Resource': /^account '444455556666' may get at/,
      },
    },
    "a queue of the CDK's": {
      build: (scope) => {
        const queue = new Queue(scope, 'Orders');
        personalAsset().tag(queue);
        queue.grantSendMessages(new ArnPrincipal(`arn:aws:iam::${OTHER}:role/Sender`));
        queue.grantSendMessages(new AnyPrincipal().withConditions(ORGANISATION));
      },
      at: { 'Test/Orders/Policy/Resource': /^account '444455556666' may get at[^\n]*$/ },
    },
  },
  notApplicable: {
    'a store of anything else': {
      resources: { ...lets('*').resources, Store: internal('AWS::S3::Bucket') },
      at: ['Test/Policy', 'Test/Store'],
    },
    'a key to anything else': {
      resources: { Key: resource('AWS::KMS::Key', { KeyPolicy: document(allow('*')) }) },
      at: ['Test/Key'],
    },
    'a share of anything else': {
      resources: { Share: resource('AWS::RAM::ResourceShare', { Principals: [OTHER] }) },
      at: ['Test/Share'],
    },
    'roles, which are no stores': {
      build: (scope) => void new Role(scope, 'Reader', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
      at: ['Test/Reader/Resource'],
    },
  },
};
