import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Distribution, OriginProtocolPolicy, SecurityPolicyProtocol, ViewerProtocolPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { CustomerDataBucket } from '../../../../lib';
import { transportEncrypted } from '../../../../lib/compliance/rules/encryption/transport-encrypted';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { attribute, declarePersonal, either, NO_VALUE, personal, resource, tagged, UNKNOWN } from './fixtures';

const INSECURE = { Bool: { 'aws:SecureTransport': 'false' } };
const denial = (change: object = {}) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [attribute('Orders'), { 'Fn::Join': ['', [attribute('Orders'), '/*']] }],
  Condition: INSECURE,
  ...change,
});
const bucketPolicy = (statement: unknown, more: object = {}) =>
  resource('AWS::S3::BucketPolicy', { Bucket: { Ref: 'Orders' }, PolicyDocument: { Statement: [statement] } }, more);
const bucket = () => resource('AWS::S3::Bucket');
const open = (Policy: object, says = /the bucket answers requests.* without TLS/) => ({
  resources: { Orders: bucket(), Policy },
  at: { 'Test/Orders': says },
});

const listener = (properties: object) => resource('AWS::ElasticLoadBalancingV2::Listener', { ...properties });
const forward = { Type: 'forward', TargetGroupArn: 'arn:aws:elasticloadbalancing:x' };
const redirect = (Protocol?: unknown) => ({ Type: 'redirect', RedirectConfig: { Protocol, StatusCode: 'HTTP_301' } });
const rule = (listenerId: string, action: object) =>
  resource('AWS::ElasticLoadBalancingV2::ListenerRule', { ListenerArn: { Ref: listenerId }, Actions: [action] });
const classic = (listener: object, policy?: string) =>
  resource('AWS::ElasticLoadBalancing::LoadBalancer', {
    Listeners: [{ LoadBalancerPort: '443', ...listener }],
    ...(policy && {
      Policies: [
        {
          PolicyName: 'tls',
          PolicyType: 'SSLNegotiationPolicyType',
          Attributes: [{ Name: 'Reference-Security-Policy', Value: policy }],
        },
      ],
    }),
  });

const CERTIFICATE = { AcmCertificateArn: 'arn:aws:acm:x', MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' };
const ORIGIN = { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] };
const distribution = (config: object = {}, origin: object = { S3OriginConfig: {} }) =>
  resource('AWS::CloudFront::Distribution', {
    DistributionConfig: {
      DefaultCacheBehavior: { ViewerProtocolPolicy: 'redirect-to-https' },
      ViewerCertificate: CERTIFICATE,
      Origins: [{ Id: 'one', DomainName: 'origin.example.org', ...origin }],
      ...config,
    },
  });

const database = (Engine: unknown, EngineVersion?: unknown, more: object = {}) =>
  resource('AWS::RDS::DBInstance', { Engine, EngineVersion, ...more });
const cluster = (Engine: unknown, EngineVersion?: unknown, more: object = {}) =>
  resource('AWS::RDS::DBCluster', { Engine, EngineVersion, ...more });
const parameters = (Family: unknown, Parameters: unknown, type = 'AWS::RDS::DBParameterGroup') =>
  resource(type, { Family, Parameters });
const inGroup = { DBParameterGroupName: { Ref: 'Group' } };
const clusterInGroup = { DBClusterParameterGroupName: { Ref: 'Group' } };
const grouped = (Engine: string, Family: string, Parameters: unknown) => ({
  Database: database(Engine, undefined, inGroup),
  Group: parameters(Family, Parameters),
});
const search = (Domain: object = {}, more: object = { NodeToNodeEncryptionOptions: { Enabled: true } }) =>
  resource('AWS::OpenSearchService::Domain', {
    DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-2019-07', ...Domain },
    ...more,
  });
const PLAINTEXT = /connections without TLS/;
const at = (...ids: readonly string[]) => ids.map((id) => `Test/${id}`);
const all = (says: RegExp, ...ids: readonly string[]) => Object.fromEntries(ids.map((id) => [`Test/${id}`, says]));

export const CASES: RuleCases = {
  rule: transportEncrypted,
  compliant: {
    'a bucket whose policy refuses plaintext': {
      resources: { Orders: bucket(), Policy: bucketPolicy(denial()) },
      at: at('Orders'),
    },
    'the same in other words': {
      resources: {
        Orders: resource('AWS::S3::Bucket', { BucketName: 'orders-of-the-shop' }),
        Policy: resource('AWS::S3::BucketPolicy', {
          Bucket: 'orders-of-the-shop',
          PolicyDocument: {
            Statement: {
              ...denial({ Principal: { AWS: '*' }, Action: '*', Condition: { Bool: { 'AWS:SecureTransport': false } } }),
              Resource: ['arn:aws:s3:::orders-of-the-shop', { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::orders-of-the-shop/*` }],
            },
          },
        }),
      },
      at: at('Orders'),
    },
    'a queue and a topic of personal data whose policy does': {
      resources: {
        Queue: personal('AWS::SQS::Queue'),
        QueuePolicy: resource('AWS::SQS::QueuePolicy', {
          Queues: [{ Ref: 'Queue' }],
          PolicyDocument: { Statement: [denial({ Action: 'sqs:*', Resource: '*' })] },
        }),
        Topic: personal('AWS::SNS::Topic'),
        TopicPolicy: resource('AWS::SNS::TopicPolicy', {
          Topics: [{ Ref: 'Topic' }],
          PolicyDocument: { Statement: [denial({ Action: 'sns:Publish', Resource: { Ref: 'Topic' } })] },
        }),
      },
      at: at('Queue', 'Topic'),
    },
    'a file system whose policy does': {
      resources: {
        Files: resource('AWS::EFS::FileSystem', {
          FileSystemPolicy: { Statement: [denial({ Action: '*', Resource: '*' })] },
        }),
      },
      at: at('Files'),
    },
    'load balancers from TLS 1.2, that send HTTP there': {
      resources: {
        Https: listener({ Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06', DefaultActions: [forward] }),
        Tls: listener({ Protocol: 'TLS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06' }),
        Quantum: listener({ Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09' }),
        Older: listener({ Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-FS-1-2-Res-2020-10' }),
        Redirect: listener({ Protocol: 'HTTP', DefaultActions: [redirect('HTTPS')] }),
        Refuse: listener({ Protocol: 'HTTP', DefaultActions: [{ Type: 'fixed-response' }] }),
        Rule: rule('Redirect', redirect('HTTPS')),
        Classic: classic({ Protocol: 'HTTPS', PolicyNames: ['tls'] }, 'ELBSecurityPolicy-TLS-1-2-2017-01'),
      },
      at: at('Https', 'Tls', 'Quantum', 'Older', 'Redirect', 'Refuse', 'Rule', 'Classic'),
    },
    'domains and APIs from TLS 1.2': {
      resources: {
        Domain: resource('AWS::ApiGateway::DomainName', { SecurityPolicy: 'TLS_1_2' }),
        Newer: resource('AWS::ApiGateway::DomainName', { SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09' }),
        Edge: resource('AWS::ApiGateway::DomainName', { SecurityPolicy: 'SecurityPolicy_TLS12_2018_EDGE' }),
        Http: resource('AWS::ApiGatewayV2::DomainName', { DomainNameConfigurations: [{ SecurityPolicy: 'TLS_1_2' }, {}] }),
        Api: resource('AWS::ApiGateway::RestApi', { SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PQ_2025_09' }),
        Private: resource('AWS::ApiGateway::RestApi', { EndpointConfiguration: { Types: ['PRIVATE'] } }),
        Closed: resource('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true }),
      },
      at: at('Domain', 'Newer', 'Edge', 'Http', 'Api', 'Private', 'Closed'),
    },
    distributions: {
      resources: {
        Bucket: distribution(),
        Origin: distribution({ CacheBehaviors: [{ ViewerProtocolPolicy: 'https-only' }] }, { CustomOriginConfig: ORIGIN }),
        Matched: distribution({}, { CustomOriginConfig: { ...ORIGIN, OriginProtocolPolicy: 'match-viewer' } }),
        Newest: distribution({ ViewerCertificate: { ...CERTIFICATE, MinimumProtocolVersion: 'TLSv1.3_2025' } }),
        Vpc: resource('AWS::CloudFront::VpcOrigin', { VpcOriginEndpointConfig: ORIGIN }),
      },
      at: at('Bucket', 'Origin', 'Matched', 'Newest', 'Vpc'),
    },
    'caches, search, streams, servers': {
      resources: {
        Redis: resource('AWS::ElastiCache::ReplicationGroup', { TransitEncryptionEnabled: 'true' }),
        Required: resource('AWS::ElastiCache::ReplicationGroup', {
          TransitEncryptionEnabled: true,
          TransitEncryptionMode: 'required',
        }),
        Memcached: resource('AWS::ElastiCache::CacheCluster', { TransitEncryptionEnabled: true }),
        Memory: resource('AWS::MemoryDB::Cluster'),
        Dax: resource('AWS::DAX::Cluster', { ClusterEndpointEncryptionType: 'TLS' }),
        Search: search(),
        Kafka: resource('AWS::MSK::Cluster'),
        Proxy: resource('AWS::RDS::DBProxy', { RequireTLS: true }),
        Transfer: resource('AWS::Transfer::Server', {
          Protocols: ['SFTP', 'FTPS'],
          SecurityPolicyName: 'TransferSecurityPolicy-2024-01',
        }),
      },
      at: at('Redis', 'Required', 'Memcached', 'Memory', 'Dax', 'Search', 'Kafka', 'Proxy', 'Transfer'),
    },
    'databases that refuse plaintext by default': {
      resources: {
        Postgres: database('postgres', '16.4'),
        Newest: database('postgres'),
        DefaultGroup: database('postgres', '15', { DBParameterGroupName: 'default.postgres15' }),
        Maria: database('mariadb', '11.8.3'),
        Mysql: database('mysql', '9.7.0'),
        Aurora: cluster('aurora-mysql', '8.4.mysql_aurora.8.4.0'),
        Documents: resource('AWS::DocDB::DBCluster'),
        Graph: resource('AWS::Neptune::DBCluster'),
        Redshift: resource('AWS::Redshift::Cluster'),
        Named: resource('AWS::Redshift::Cluster', { ClusterParameterGroupName: 'default.redshift-2.0' }),
      },
      at: at('Postgres', 'Newest', 'DefaultGroup', 'Maria', 'Mysql', 'Aurora', 'Documents', 'Graph', 'Redshift', 'Named'),
    },
    'a parameter group that refuses it': {
      resources: grouped('postgres', 'postgres13', { 'rds.force_ssl': '1' }),
      at: at('Database'),
    },
    'one whose family does': { resources: grouped('postgres', 'postgres16', { log_statement: 'all' }), at: at('Database') },
    'of MySQL': { resources: grouped('mysql', 'mysql8.0', { require_secure_transport: 'ON' }), at: at('Database') },
    'of SQL Server': { resources: grouped('sqlserver-se', 'sqlserver-se-15.0', { 'rds.force_ssl': 1 }), at: at('Database') },
    'of Db2': { resources: grouped('db2-se', 'db2-se-11.5', { DB2COMM: 'SSL' }), at: at('Database') },
    'of clusters': {
      resources: {
        Aurora: cluster('aurora-postgresql', '16.4', clusterInGroup),
        Group: parameters('aurora-postgresql16', { 'rds.force_ssl': '1' }, 'AWS::RDS::DBClusterParameterGroup'),
      },
      at: at('Aurora'),
    },
    'of DocumentDB': {
      resources: {
        Documents: resource('AWS::DocDB::DBCluster', clusterInGroup),
        Group: parameters('docdb5.0', { tls: 'tls1.2+' }, 'AWS::DocDB::DBClusterParameterGroup'),
      },
      at: at('Documents'),
    },
    'of Redshift': {
      resources: {
        Cluster: resource('AWS::Redshift::Cluster', { ClusterParameterGroupName: { Ref: 'Group' } }),
        Group: resource('AWS::Redshift::ClusterParameterGroup', {
          ParameterGroupFamily: 'redshift-1.0',
          Parameters: [{ ParameterName: 'require_ssl', ParameterValue: 'true' }],
        }),
        Workgroup: resource('AWS::RedshiftServerless::Workgroup', {
          ConfigParameters: [{ ParameterKey: 'require_ssl', ParameterValue: true }],
        }),
      },
      at: at('Cluster', 'Workgroup'),
    },
    "an option group of Oracle's that requires encryption": {
      resources: {
        Database: database('oracle-se2', '19', { OptionGroupName: { Ref: 'Options' } }),
        Options: resource('AWS::RDS::OptionGroup', {
          OptionConfigurations: [
            {
              OptionName: 'NATIVE_NETWORK_ENCRYPTION',
              OptionSettings: [{ Name: 'SQLNET.ENCRYPTION_SERVER', Value: 'REQUIRED' }],
            },
          ],
        }),
      },
      at: at('Database'),
    },
    "the CDK's constructs that are told to, and ours": {
      build: (stack) => {
        new Bucket(stack, 'Bucket', { enforceSSL: true });
        declarePersonal(new Queue(stack, 'Queue', { enforceSSL: true }));
        new CustomerDataBucket(stack, 'Ours', { asset: personalAsset() });
        new Distribution(stack, 'Distribution', {
          certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:123456789012:certificate/1'),
          domainNames: ['shop.example.org'],
          minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
          defaultBehavior: {
            origin: new HttpOrigin('origin.example.org', { protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY }),
            viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
          },
        });
      },
      at: ['Test/Bucket/Resource', 'Test/Queue/Resource', 'Test/Ours/Resource/Resource', 'Test/Distribution/Resource'],
    },
  },
  violations: {
    'a bucket without a policy': {
      resources: { Orders: bucket() },
      at: { 'Test/Orders': /the bucket answers requests without TLS/ },
    },
    'a denial for its objects only': open(
      bucketPolicy(denial({ Resource: { 'Fn::Join': ['', [attribute('Orders'), '/*']] } })),
      /requests about itself without TLS/,
    ),
    'a denial of the bucket only': open(
      bucketPolicy(denial({ Resource: attribute('Orders') })),
      /requests for its objects without TLS/,
    ),
    'a denial for some objects': open(
      bucketPolicy(denial({ Resource: [attribute('Orders'), { 'Fn::Join': ['', [attribute('Orders'), '/in/*']] }] })),
    ),
    'a denial of some actions': open(bucketPolicy(denial({ Action: ['s3:GetObject', 's3:ListBucket'] }))),
    'a denial to some': open(bucketPolicy(denial({ Principal: { AWS: 'arn:aws:iam::123456789012:role/shop' } }))),
    'a denial of TLS': open(bucketPolicy(denial({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }))),
    'a denial under one more condition': open(
      bucketPolicy(denial({ Condition: { ...INSECURE, StringEquals: { 'aws:PrincipalAccount': '123456789012' } } })),
    ),
    'a denial of old versions alone, which a request without TLS has none of': open(
      bucketPolicy(denial({ Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } })),
    ),
    'an allowance': open(bucketPolicy(denial({ Effect: 'Allow' }))),
    'a denial that is there under a condition': open(bucketPolicy(either(denial(), NO_VALUE))),
    'a part of it under a condition': open(bucketPolicy(denial({ Principal: either('*', { AWS: '123456789012' }) }))),
    'a policy that is there under a condition': open(bucketPolicy(denial(), { Condition: 'IsProduction' })),
    'a queue, a topic, a file system without one': {
      resources: {
        Queue: personal('AWS::SQS::Queue'),
        Topic: personal('AWS::SNS::Topic'),
        Files: resource('AWS::EFS::FileSystem'),
        Mounted: resource('AWS::EFS::FileSystem', {
          FileSystemPolicy: {
            Statement: [denial({ Effect: 'Allow', Action: 'elasticfilesystem:ClientMount', Resource: '*' })],
          },
        }),
      },
      at: {
        'Test/Queue': /the queue of personal data answers requests without TLS/,
        'Test/Topic': /the topic of personal data answers requests without TLS/,
        'Test/Files': /mounted without TLS/,
        'Test/Mounted': /mounted without TLS/,
      },
    },
    'load balancers that take plaintext or old TLS': {
      resources: {
        Default: listener({ Protocol: 'HTTPS' }),
        Old: listener({ Protocol: 'TLS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-0-2021-06' }),
        Unknown: listener({ Protocol: 'HTTPS', SslPolicy: UNKNOWN }),
        Either: listener({ Protocol: 'HTTPS', SslPolicy: either('ELBSecurityPolicy-TLS13-1-2-2021-06', NO_VALUE) }),
        Http: listener({ Protocol: 'HTTP', DefaultActions: [forward] }),
        Same: listener({ Protocol: 'HTTP', DefaultActions: [redirect()] }),
        Protocol: listener({ Protocol: UNKNOWN }),
        Redirect: listener({ Protocol: 'HTTP', DefaultActions: [redirect('HTTPS')] }),
        Rule: rule('Redirect', forward),
        ClassicHttp: classic({ Protocol: 'HTTP' }),
        ClassicDefault: classic({ Protocol: 'HTTPS' }),
        ClassicOld: classic({ Protocol: 'SSL', PolicyNames: ['tls'] }, 'ELBSecurityPolicy-2016-08'),
      },
      at: {
        'Test/Default': /names no security policy.*ELBSecurityPolicy-2016-08/,
        'Test/Old': /ELBSecurityPolicy-TLS13-1-0-2021-06/,
        'Test/Unknown': /only the deployment knows/,
        'Test/Either': /names no security policy/,
        'Test/Http': /answered by the action 'forward', and not sent to HTTPS/,
        'Test/Same': /the action 'redirect', and not sent to HTTPS/,
        'Test/Protocol': /protocol is a value that only the deployment knows/,
        'Test/Rule': /the action 'forward'/,
        'Test/ClassicHttp': /protocol is 'HTTP'/,
        'Test/ClassicDefault': /names no policy/,
        'Test/ClassicOld': /names no policy/,
      },
    },
    'domains and APIs below TLS 1.2': {
      resources: {
        Domain: resource('AWS::ApiGateway::DomainName', { SecurityPolicy: 'TLS_1_0' }),
        Silent: resource('AWS::ApiGateway::DomainName'),
        Http: resource('AWS::ApiGatewayV2::DomainName', { DomainNameConfigurations: [{ SecurityPolicy: 'TLS_1_0' }] }),
        Api: resource('AWS::ApiGateway::RestApi'),
        Closed: resource('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true, SecurityPolicy: 'TLS_1_0' }),
      },
      at: all(/not known to refuse TLS below 1\.2/, 'Domain', 'Silent', 'Http', 'Api', 'Closed'),
    },
    'distributions that take plaintext or old TLS': {
      resources: {
        Viewers: distribution({ DefaultCacheBehavior: { ViewerProtocolPolicy: 'allow-all' } }),
        Behaviour: distribution({
          CacheBehaviors: [{ ViewerProtocolPolicy: 'https-only' }, { ViewerProtocolPolicy: 'allow-all' }],
        }),
        Own: distribution({ ViewerCertificate: { CloudFrontDefaultCertificate: true } }),
        None: distribution({ ViewerCertificate: NO_VALUE }),
        Old: distribution({ ViewerCertificate: { ...CERTIFICATE, MinimumProtocolVersion: 'TLSv1.1_2016' } }),
        Origin: distribution({}, { CustomOriginConfig: { ...ORIGIN, OriginProtocolPolicy: 'http-only' } }),
        OldOrigin: distribution({}, { CustomOriginConfig: { ...ORIGIN, OriginSSLProtocols: ['TLSv1.2', 'TLSv1'] } }),
        SilentOrigin: distribution({}, { CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } }),
        Vpc: resource('AWS::CloudFront::VpcOrigin', {
          VpcOriginEndpointConfig: { ...ORIGIN, OriginProtocolPolicy: 'http-only' },
        }),
      },
      at: {
        ...all(/viewers over HTTP/, 'Viewers', 'Behaviour'),
        ...all(/CloudFront's own certificate/, 'Own', 'None'),
        'Test/Old': /'TLSv1\.1_2016'/,
        ...all(/the origin is asked over HTTP/, 'Origin', 'Vpc'),
        ...all(/the origin may be asked with TLS below 1\.2/, 'OldOrigin', 'SilentOrigin'),
      },
    },
    'caches, search, streams, servers': {
      resources: {
        Redis: resource('AWS::ElastiCache::ReplicationGroup'),
        Preferred: resource('AWS::ElastiCache::ReplicationGroup', {
          TransitEncryptionEnabled: true,
          TransitEncryptionMode: 'preferred',
        }),
        Parameter: resource('AWS::ElastiCache::ReplicationGroup', { TransitEncryptionEnabled: UNKNOWN }),
        Memcached: resource('AWS::ElastiCache::CacheCluster'),
        Memory: resource('AWS::MemoryDB::Cluster', { TLSEnabled: false }),
        Dax: resource('AWS::DAX::Cluster'),
        Search: search({ EnforceHTTPS: false }),
        OldSearch: search({ TLSSecurityPolicy: 'Policy-Min-TLS-1-0-2019-07' }),
        Nodes: search({}, {}),
        Elastic: resource('AWS::Elasticsearch::Domain'),
        Kafka: resource('AWS::MSK::Cluster', {
          EncryptionInfo: { EncryptionInTransit: { ClientBroker: 'TLS_PLAINTEXT', InCluster: false } },
        }),
        Proxy: resource('AWS::RDS::DBProxy'),
        Transfer: resource('AWS::Transfer::Server'),
        Ftp: resource('AWS::Transfer::Server', {
          Protocols: ['FTP'],
          SecurityPolicyName: 'TransferSecurityPolicy-2018-11',
        }),
      },
      at: {
        ...all(/talked to in plaintext/, 'Redis', 'Memcached', 'Memory', 'Dax'),
        'Test/Preferred': /connections without TLS as well/,
        'Test/Parameter': /only the deployment knows/,
        'Test/Search': /over HTTP: 'EnforceHTTPS' is false/,
        'Test/OldSearch': /below 1\.2/,
        'Test/Nodes': /the nodes of the domain/,
        'Test/Elastic': [/over HTTP/, /below 1\.2/, /the nodes/],
        'Test/Kafka': [/'ClientBroker' is 'TLS_PLAINTEXT'/, /the brokers talk to each other/],
        'Test/Proxy': PLAINTEXT,
        'Test/Transfer': /outdated ciphers: 'SecurityPolicyName' is nothing/,
        'Test/Ftp': [/in plaintext/, /TransferSecurityPolicy-2018-11/],
      },
    },
    'databases that take plaintext by default': {
      resources: {
        Postgres: database('postgres', '14.12'),
        DefaultGroup: database('postgres', '13', { DBParameterGroupName: 'default.postgres13' }),
        Mysql: database('mysql', '8.4.3'),
        Maria: database('mariadb', '11.4'),
        Newest: database('mariadb'),
        Server: database('sqlserver-ex', '16.00'),
        Aurora: cluster('aurora-mysql', '8.0.mysql_aurora.3.08.0'),
        AuroraPostgres: cluster('aurora-postgresql', '16.4'),
        Workgroup: resource('AWS::RedshiftServerless::Workgroup'),
        Redshift: resource('AWS::Redshift::Cluster', { ClusterParameterGroupName: 'default.redshift-1.0' }),
      },
      at: {
        ...all(
          /connections without TLS/,
          'Postgres',
          'DefaultGroup',
          'Mysql',
          'Maria',
          'Newest',
          'Server',
          'Aurora',
          'AuroraPostgres',
          'Workgroup',
          'Redshift',
        ),
      },
    },
    'a parameter group that lets it in': {
      resources: grouped('postgres', 'postgres16', { 'rds.force_ssl': '0' }),
      at: { 'Test/Database': /'rds\.force_ssl' of its parameter group 'Test\/Group' is '0'/ },
    },
    'one that leaves it to an old default': {
      resources: grouped('mysql', 'mysql8.0', { max_connections: '100' }),
      at: { 'Test/Database': /'require_secure_transport' of its parameter group 'Test\/Group' is nothing/ },
    },
    'one that only the deployment knows': {
      resources: {
        Name: database('postgres', '16', { DBParameterGroupName: UNKNOWN }),
        Outside: database('postgres', '16', { DBParameterGroupName: 'of-the-organisation' }),
        Group: parameters('postgres16', { 'rds.force_ssl': UNKNOWN }),
        Value: database('postgres', '16', inGroup),
        Version: database('postgres', UNKNOWN),
        Engine: database(UNKNOWN, '16'),
        Sometimes: database('mysql', '8.0', { DBParameterGroupName: either({ Ref: 'Right' }, NO_VALUE) }),
        Right: parameters('mysql8.0', { require_secure_transport: 1 }),
      },
      at: {
        'Test/Name': /a parameter group that nobody sees/,
        'Test/Outside': /'of-the-organisation'/,
        'Test/Value': /only the deployment knows/,
        'Test/Version': /only the deployment knows/,
        'Test/Engine': /only the deployment knows/,
        'Test/Sometimes': PLAINTEXT,
      },
    },
    'DocumentDB, Neptune and Oracle that let it in': {
      resources: {
        Documents: resource('AWS::DocDB::DBCluster', clusterInGroup),
        Group: parameters('docdb5.0', { tls: 'disabled' }, 'AWS::DocDB::DBClusterParameterGroup'),
        Graph: resource('AWS::Neptune::DBCluster', { DBClusterParameterGroupName: { Ref: 'GraphGroup' } }),
        GraphGroup: parameters('neptune1.3', { neptune_enforce_ssl: 0 }, 'AWS::Neptune::DBClusterParameterGroup'),
        Oracle: database('oracle-ee', '19'),
      },
      at: { ...all(PLAINTEXT, 'Documents', 'Graph'), 'Test/Oracle': /connections in plaintext/ },
    },
    "the CDK's constructs as they are": {
      build: (stack) => {
        new Bucket(stack, 'Bucket');
        declarePersonal(new Queue(stack, 'Queue'));
        new Distribution(stack, 'Distribution', { defaultBehavior: { origin: new HttpOrigin('origin.example.org') } });
      },
      at: {
        'Test/Bucket/Resource': /without TLS/,
        'Test/Queue/Resource': /without TLS/,
        'Test/Distribution/Resource': /own certificate/,
      },
    },
  },
  notApplicable: {
    'queues and topics of nothing about persons, and what passes TCP on': {
      resources: {
        Queue: resource('AWS::SQS::Queue', tagged('internal')),
        Topic: resource('AWS::SNS::Topic'),
        Tcp: listener({ Protocol: 'TCP' }),
        Gateway: listener({}),
        Https: listener({ Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' }),
        Rule: rule('Https', forward),
      },
      at: at('Queue', 'Topic', 'Tcp', 'Gateway', 'Rule'),
    },
    'an instance of a cluster, and a cache without servers': {
      resources: {
        Cluster: cluster('aurora-mysql', '8.4'),
        Instance: database('aurora-mysql', undefined, { DBClusterIdentifier: { Ref: 'Cluster' } }),
        Cache: resource('AWS::ElastiCache::ServerlessCache'),
      },
      at: at('Instance', 'Cache'),
    },
  },
};
