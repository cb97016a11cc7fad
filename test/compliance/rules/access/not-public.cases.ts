import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, FunctionUrlAuthType, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { type Stack, Tags } from 'aws-cdk-lib/core';
import { notPublic } from '../../../../lib/compliance/rules/access/not-public';
import { CustomerDataBucket } from '../../../../lib/data/customer-data-bucket';
import { ASSET_TAGS } from '../../../../lib/declaration/asset-tags';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { allow, document, INTERNAL, ORDERS, PERSONAL, read } from './fixtures';

const at = ['Test/Store'];
const BLOCKED = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };

/** A store of data about persons. */
const store = (type: string, properties: object = {}, tags: object = { Tags: PERSONAL }) => ({
  Store: { Type: type, Properties: { ...tags, ...properties } },
});
const bucket = (properties: object = { PublicAccessBlockConfiguration: BLOCKED }) => store('AWS::S3::Bucket', properties);
/** A queue of data about persons, and a policy of it. */
const queue = (...statements: readonly unknown[]) => ({
  ...store('AWS::SQS::Queue'),
  Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Store' }], PolicyDocument: document(...statements) } },
});
const everyone = (condition?: unknown) =>
  allow('sqs:ReceiveMessage', '*', { Principal: '*', ...(condition !== undefined && { Condition: condition }) });
/** A function that reads the orders, and what opens it. */
const opened = (opening: object) => ({
  ...read(),
  Function: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Reader', 'Arn'] } } },
  Opening: opening,
});
const url = (AuthType: unknown) => ({
  Type: 'AWS::Lambda::Url',
  Properties: { TargetFunctionArn: { 'Fn::GetAtt': ['Function', 'Arn'] }, AuthType },
});
const permission = (properties: object) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: { FunctionName: { Ref: 'Function' }, Action: 'lambda:InvokeFunction', ...properties },
});
const network = (AllowFromPublic: boolean, resource: string) => ({
  ...store('AWS::OpenSearchServerless::Collection', { Name: 'orders' }),
  Network: {
    Type: 'AWS::OpenSearchServerless::SecurityPolicy',
    Properties: {
      Type: 'network',
      Policy: JSON.stringify([{ Rules: [{ ResourceType: 'collection', Resource: [resource] }], AllowFromPublic }]),
    },
  },
});
const personal = <T extends ConstructorParameters<typeof Table>[0]>(construct: T): T => {
  Tags.of(construct).add(ASSET_TAGS.category, 'personal');
  return construct;
};
const table = (stack: Stack) =>
  personal(new Table(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } }));
const func = (stack: Stack) =>
  new LambdaFunction(stack, 'Function', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('//') });

export const CASES: RuleCases = {
  rule: notPublic,
  compliant: {
    'a bucket that blocks': { resources: bucket(), at },
    'a domain in a VPC': { resources: store('AWS::OpenSearchService::Domain', { VPCOptions: { SubnetIds: ['subnet-1'] } }), at },
    'a collection in a VPC': { resources: network(false, 'collection/*'), at },
    'a collection beside a public one': { resources: network(true, 'collection/other'), at },
    'a cluster of Kafka': { resources: store('AWS::MSK::Cluster'), at },
    'everyone of the organisation': {
      resources: queue(everyone({ StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })),
      at: ['Test/Policy'],
    },
    'everyone in a VPC': { resources: queue(everyone({ StringEquals: { 'aws:SourceVpc': 'vpc-1' } })), at: ['Test/Policy'] },
    'everyone who has a source of the account': {
      resources: queue(everyone({ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:123456789012:*' } })),
      at: ['Test/Policy'],
    },
    'everyone behind a mount target of a file system': {
      resources: store(
        'AWS::EFS::FileSystem',
        {
          FileSystemPolicy: document(
            allow('elasticfilesystem:ClientWrite', '*', {
              Principal: { AWS: '*' },
              Condition: { Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' } },
            }),
          ),
        },
        { FileSystemTags: PERSONAL },
      ),
      at,
    },
    'a refusal of everyone': {
      resources: queue({ Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: '*' }),
      at: ['Test/Policy'],
    },
    'a URL that asks who calls': { resources: opened(url('AWS_IAM')), at: ['Test/Opening'] },
    'a permission for an API': {
      resources: opened(permission({ Principal: 'apigateway.amazonaws.com' })),
      at: ['Test/Opening'],
    },
    'the L2s': {
      build: (stack) => {
        personal(new Bucket(stack, 'Files', { blockPublicAccess: BlockPublicAccess.BLOCK_ALL, enforceSSL: true }));
      },
      at: ['Test/Files/Resource', 'Test/Files/Policy/Resource'],
    },
    'our own bucket': {
      build: (stack) => {
        new CustomerDataBucket(stack, 'Invoices', { asset: personalAsset() });
      },
      at: ['Test/Invoices/Resource/Resource'],
    },
  },
  violations: {
    'a bucket that blocks nothing': {
      resources: bucket({}),
      at: {
        'Test/Store': [
          /does not block public access: 'PublicAccessBlockConfiguration\.BlockPublicAcls' is nothing/,
          /BlockPublicPolicy/,
          /IgnorePublicAcls/,
          /RestrictPublicBuckets/,
        ],
      },
    },
    'a bucket that blocks in part': {
      resources: bucket({ PublicAccessBlockConfiguration: { ...BLOCKED, RestrictPublicBuckets: 'false' } }),
      at: { 'Test/Store': /RestrictPublicBuckets' is 'false'/ },
    },
    'a bucket that may block': {
      resources: bucket({ PublicAccessBlockConfiguration: { 'Fn::If': ['Strict', BLOCKED, { Ref: 'AWS::NoValue' }] } }),
      at: { 'Test/Store': /is true or nothing/ },
    },
    'a bucket whose list lets everyone read': {
      resources: bucket({ PublicAccessBlockConfiguration: BLOCKED, AccessControl: 'PublicRead' }),
      at: { 'Test/Store': /an access control list lets the public in: 'AccessControl' is 'PublicRead'/ },
    },
    'a broker, a cluster of Kafka': {
      resources: {
        Broker: store('AWS::AmazonMQ::Broker', { PubliclyAccessible: { Ref: 'Public' } }).Store,
        Kafka: store(
          'AWS::MSK::Cluster',
          { BrokerNodeGroupInfo: { ConnectivityInfo: { PublicAccess: { Type: 'SERVICE_PROVIDED_EIPS' } } } },
          { Tags: { [ASSET_TAGS.category]: 'personal' } },
        ).Store,
      },
      at: { 'Test/Broker': /only the deployment knows/, 'Test/Kafka': /SERVICE_PROVIDED_EIPS/ },
    },
    'a bucket and a database of Lightsail': {
      resources: {
        ...store('AWS::Lightsail::Bucket', { AccessRules: { GetObject: 'public', AllowPublicOverrides: true } }),
        Database: store('AWS::Lightsail::Database', { PubliclyAccessible: true }).Store,
      },
      at: { 'Test/Store': [/lets everyone read/, /single objects may be made public/], 'Test/Database': /from the internet/ },
    },
    'a replication instance where there is personal data': {
      resources: { Orders: ORDERS, Replication: { Type: 'AWS::DMS::ReplicationInstance', Properties: {} } },
      at: { 'Test/Replication': /'PubliclyAccessible' is nothing/ },
    },
    'a collection that a network policy opens': {
      resources: network(true, 'collection/ord*'),
      at: { 'Test/Store': /the network policy 'Test\/Network' lets the internet in/ },
    },
    everyone: {
      resources: queue(everyone()),
      at: { 'Test/Policy': /lets in everyone \('\*'\), and no condition says who calls/ },
    },
    'everyone in a list': {
      resources: queue(allow('sqs:*', '*', { Principal: { AWS: ['123456789012', '*'] } })),
      at: { 'Test/Policy': /lets in everyone/ },
    },
    'everyone but some': {
      resources: queue({ Effect: 'Allow', NotPrincipal: { AWS: '123456789012' }, Action: 'sqs:*', Resource: '*' }),
      at: { 'Test/Policy': /everyone but those it names/ },
    },
    'a condition that says nothing of who calls': {
      resources: queue(
        everyone({ Bool: { 'aws:SecureTransport': 'true' } }),
        everyone({ IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } }),
        everyone({ IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } }),
        everyone({ StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } }),
        everyone({ StringNotEquals: { 'aws:PrincipalAccount': '123456789012' } }),
        // Every account is greater than 1.
        everyone({ NumericGreaterThan: { 'aws:PrincipalAccount': '1' } }),
        everyone({ DateGreaterThan: { 'aws:SourceAccount': '2000-01-01' } }),
        // What is left out makes what is admitted no narrower.
        everyone({
          StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' },
          StringNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::444455556666:root' },
        }),
        everyone({ StringLike: { 'aws:PrincipalOrgID': 'o-*' } }),
      ),
      at: { 'Test/Policy': /(the policy lets in everyone.*\n?){9}/ },
    },
    'whom only the deployment knows': {
      resources: queue(allow('sqs:*', '*', { Principal: { AWS: { Ref: 'Who' } } })),
      at: { 'Test/Policy': /only the deployment knows whether the policy lets in everyone/ },
    },
    'a policy that only the deployment knows': {
      resources: store('AWS::DynamoDB::Table', { ResourcePolicy: { PolicyDocument: { Ref: 'Policy' } } }),
      at: { 'Test/Store': /only the deployment knows whom the policy lets in/ },
    },
    'a bucket’s policy, a secret’s, a table’s, a domain’s': {
      resources: {
        Bucket: bucket().Store,
        BucketPolicy: {
          Type: 'AWS::S3::BucketPolicy',
          Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: document(allow('s3:GetObject', '*', { Principal: '*' })) },
        },
        Secret: store('AWS::SecretsManager::Secret').Store,
        SecretPolicy: {
          Type: 'AWS::SecretsManager::ResourcePolicy',
          Properties: {
            SecretId: { Ref: 'Secret' },
            ResourcePolicy: document(allow('secretsmanager:GetSecretValue', '*', { Principal: '*' })),
          },
        },
        ...store('AWS::DynamoDB::Table', {
          ResourcePolicy: { PolicyDocument: document(allow('dynamodb:GetItem', '*', { Principal: '*' })) },
        }),
        Domain: store('AWS::OpenSearchService::Domain', {
          VPCOptions: { SubnetIds: ['subnet-1'] },
          AccessPolicies: document(allow('es:*', '*', { Principal: { AWS: '*' } })),
        }).Store,
      },
      at: {
        'Test/BucketPolicy': /everyone/,
        'Test/SecretPolicy': /everyone/,
        'Test/Store': /everyone/,
        'Test/Domain': /everyone/,
      },
    },
    'a URL for everyone': {
      resources: opened(url('NONE')),
      at: { 'Test/Opening': /reaches 'Test\/Orders' answers to anyone's requests: 'AuthType' is 'NONE'/ },
    },
    'stores that their policies name by URL, name or ARN': {
      resources: {
        Queue: store('AWS::SQS::Queue', { QueueName: 'orders' }).Store,
        QueuePolicy: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: {
            Queues: [{ 'Fn::Sub': `https://sqs.\${AWS::Region}.amazonaws.com/\${AWS::AccountId}/orders` }],
            PolicyDocument: document(everyone()),
          },
        },
        Secret: store('AWS::SecretsManager::Secret', { Name: 'orders/database' }).Store,
        SecretPolicy: {
          Type: 'AWS::SecretsManager::ResourcePolicy',
          Properties: {
            SecretId: 'orders/database',
            ResourcePolicy: document(allow('secretsmanager:GetSecretValue', '*', { Principal: '*' })),
          },
        },
        Stream: store('AWS::Kinesis::Stream', { Name: 'orders' }).Store,
        StreamPolicy: {
          Type: 'AWS::Kinesis::ResourcePolicy',
          Properties: {
            ResourceArn: 'arn:aws:kinesis:eu-central-1:123456789012:stream/orders',
            ResourcePolicy: document(allow('kinesis:GetRecords', '*', { Principal: '*' })),
          },
        },
        Bucket: bucket().Store,
        Point: { Type: 'AWS::S3::MultiRegionAccessPoint', Properties: { Regions: [{ Bucket: { Ref: 'Bucket' } }] } },
        PointPolicy: {
          Type: 'AWS::S3::MultiRegionAccessPointPolicy',
          Properties: { MrapName: { Ref: 'Point' }, Policy: document(allow('s3:GetObject', '*', { Principal: '*' })) },
        },
      },
      at: {
        'Test/QueuePolicy': /everyone/,
        'Test/SecretPolicy': /everyone/,
        'Test/StreamPolicy': /everyone/,
        'Test/PointPolicy': /everyone/,
      },
    },
    'a URL of an alias': {
      resources: {
        ...opened({
          Type: 'AWS::Lambda::Url',
          Properties: { TargetFunctionArn: { Ref: 'Alias' }, AuthType: 'NONE' },
        }),
        Alias: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Version' }, Name: 'live' } },
        Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { 'Fn::GetAtt': ['Function', 'Arn'] } } },
      },
      at: { 'Test/Opening': /'AuthType' is 'NONE'/ },
    },
    'permissions that name the function in other ways': {
      resources: {
        ...opened(permission({ Principal: '*', FunctionName: { 'Fn::Sub': `\${Function.Arn}:live` } })),
        Named: {
          Type: 'AWS::Lambda::Function',
          Properties: { FunctionName: 'orders', Role: { 'Fn::GetAtt': ['Reader', 'Arn'] } },
        },
        ByName: permission({ Principal: '*', FunctionName: 'orders' }),
        ByArn: permission({
          Principal: '*',
          FunctionName: 'arn:aws:lambda:eu-central-1:123456789012:function:orders:live',
        }),
        // Everybody has a source of some account.
        BySource: permission({ Principal: '*', FunctionName: 'orders', SourceArn: 'arn:aws:events:*:*:rule/*' }),
      },
      at: { 'Test/Opening': /anyone/, 'Test/ByName': /anyone/, 'Test/ByArn': /anyone/, 'Test/BySource': /anyone/ },
    },
    'a URL for whom only the deployment knows': {
      resources: opened(url({ Ref: 'Auth' })),
      at: { 'Test/Opening': /only the deployment knows/ },
    },
    'a permission for everyone': {
      resources: opened(permission({ Principal: '*', FunctionUrlAuthType: 'NONE' })),
      at: { 'Test/Opening': /may be invoked by anyone/ },
    },
    'the L2s': {
      build: (stack) => {
        const bucket = personal(new Bucket(stack, 'Files', { blockPublicAccess: BlockPublicAccess.BLOCK_ACLS_ONLY }));
        const everything = bucket.arnForObjects('*');
        bucket.addToResourcePolicy(
          new PolicyStatement({ actions: ['s3:GetObject'], principals: [new AnyPrincipal()], resources: [everything] }),
        );
        const reading = func(stack);
        table(stack).grantReadData(reading);
        reading.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
      },
      at: {
        'Test/Files/Resource': /BlockPublicPolicy/,
        'Test/Files/Policy/Resource': /everyone/,
        'Test/Function/FunctionUrl/Resource': /'NONE'/,
        'Test/Function/invoke-function-url': /anyone/,
        'Test/Function/invoke-function': /anyone/,
      },
    },
  },
  notApplicable: {
    'a public database, which is for DataTierPrivate': {
      resources: store('AWS::RDS::DBInstance', { PubliclyAccessible: true }),
      at,
    },
    'a bucket that holds nothing personal': {
      resources: { Store: { Type: 'AWS::S3::Bucket', Properties: { Tags: INTERNAL } } },
      at,
    },
    'a function that reaches nothing personal': {
      build: (stack) => {
        func(stack).addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
      },
      at: ['Test/Function/FunctionUrl/Resource', 'Test/Function/invoke-function-url'],
    },
  },
};
