import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { type IVpc, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, FunctionUrlAuthType, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { DatabaseInstance, DatabaseInstanceEngine } from 'aws-cdk-lib/aws-rds';
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
    'an instance of RDS': { resources: store('AWS::RDS::DBInstance', { PubliclyAccessible: 'false' }), at },
    'a cluster of Aurora, and its instance': {
      resources: {
        ...store('AWS::RDS::DBCluster'),
        Instance: {
          Type: 'AWS::RDS::DBInstance',
          Properties: { DBClusterIdentifier: { Ref: 'Store' }, PubliclyAccessible: false },
        },
      },
      at: ['Test/Store', 'Test/Instance'],
    },
    'a warehouse, by default': { resources: store('AWS::Redshift::Cluster'), at },
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
        const vpc = new Vpc(stack, 'Vpc') as IVpc;
        const engine = DatabaseInstanceEngine.POSTGRES;
        personal(new DatabaseInstance(stack, 'Database', { engine, vpc, publiclyAccessible: false }));
      },
      at: ['Test/Files/Resource', 'Test/Files/Policy/Resource', 'Test/Database/Resource'],
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
    'an instance of RDS, or one that doesn’t say': {
      resources: { ...store('AWS::RDS::DBInstance', { PubliclyAccessible: true }), Other: store('AWS::RDS::DBInstance').Store },
      at: { 'Test/Store': /reached from the internet: 'PubliclyAccessible' is true/, 'Test/Other': /is nothing/ },
    },
    'an instance of a cluster of Aurora': {
      resources: {
        ...store('AWS::RDS::DBCluster'),
        Instance: {
          Type: 'AWS::RDS::DBInstance',
          Properties: { DBClusterIdentifier: { Ref: 'Store' }, PubliclyAccessible: true },
        },
      },
      at: { 'Test/Instance': /PubliclyAccessible/ },
    },
    'a cluster of three instances that doesn’t say': {
      resources: store('AWS::RDS::DBCluster', { DBClusterInstanceClass: 'db.m6gd.large' }),
      at: { 'Test/Store': /PubliclyAccessible/ },
    },
    'a warehouse, a broker, a cluster of Kafka': {
      resources: {
        Warehouse: store('AWS::Redshift::Cluster', { PubliclyAccessible: true }).Store,
        Broker: store('AWS::AmazonMQ::Broker', { PubliclyAccessible: { Ref: 'Public' } }).Store,
        Kafka: store(
          'AWS::MSK::Cluster',
          { BrokerNodeGroupInfo: { ConnectivityInfo: { PublicAccess: { Type: 'SERVICE_PROVIDED_EIPS' } } } },
          { Tags: { [ASSET_TAGS.category]: 'personal' } },
        ).Store,
      },
      at: { 'Test/Warehouse': /is true/, 'Test/Broker': /only the deployment knows/, 'Test/Kafka': /SERVICE_PROVIDED_EIPS/ },
    },
    'a workgroup of a namespace': {
      resources: {
        ...store('AWS::RedshiftServerless::Namespace'),
        Group: {
          Type: 'AWS::RedshiftServerless::Workgroup',
          Properties: { NamespaceName: { Ref: 'Store' }, PubliclyAccessible: true },
        },
      },
      at: { 'Test/Group': /PubliclyAccessible/ },
    },
    'a replication instance where there is personal data': {
      resources: { Orders: ORDERS, Replication: { Type: 'AWS::DMS::ReplicationInstance', Properties: {} } },
      at: { 'Test/Replication': /'PubliclyAccessible' is nothing/ },
    },
    'a domain outside every VPC': {
      resources: store('AWS::OpenSearchService::Domain'),
      at: { 'Test/Store': /outside every VPC/ },
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
      ),
      at: { 'Test/Policy': /(the policy lets in everyone.*\n?){5}/ },
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
        const engine = DatabaseInstanceEngine.POSTGRES;
        const vpcSubnets = { subnetType: SubnetType.PUBLIC };
        personal(new DatabaseInstance(stack, 'Database', { engine, vpc: new Vpc(stack, 'Vpc') as IVpc, vpcSubnets }));
      },
      at: {
        'Test/Files/Resource': /BlockPublicPolicy/,
        'Test/Files/Policy/Resource': /everyone/,
        'Test/Function/FunctionUrl/Resource': /'NONE'/,
        'Test/Function/invoke-function-url': /anyone/,
        'Test/Function/invoke-function': /anyone/,
        'Test/Database/Resource': /'PubliclyAccessible' is true/,
      },
    },
  },
  notApplicable: {
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
