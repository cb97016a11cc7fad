import { isTrue } from '../../../template/values';
import { personalDataIn } from '../../stores/declared-data';
import { databaseTransport, workgroupTransport } from './databases';
import { bucketTransport, fileSystemTransport, messagesTransport } from './insecure-denied';
import { classicTransport, listenerRuleTransport, listenerTransport } from './load-balancers';
import { demand, type TransportCheck } from './transport-check';
import { distributionTransport, domainNameTransport, httpDomainTransport, restApiTransport, vpcOriginTransport } from './web';

/** Only of a store of data about persons. */
const ofPersons =
  (check: TransportCheck): TransportCheck =>
  (resource, index) =>
    personalDataIn(resource, index) === undefined ? undefined : check(resource, index);

const SEARCH = demand(
  { path: 'DomainEndpointOptions.EnforceHTTPS', is: isTrue, otherwise: 'the domain answers requests over HTTP' },
  {
    path: 'DomainEndpointOptions.TLSSecurityPolicy',
    is: (policy) => /^Policy-Min-TLS-1-2-/.test(String(policy)),
    otherwise: 'the domain is not known to refuse TLS below 1.2',
  },
  {
    path: 'NodeToNodeEncryptionOptions.Enabled',
    is: isTrue,
    otherwise: 'the nodes of the domain talk to each other in plaintext',
  },
);

/** How each type that is talked to over a network is judged. */
export const TRANSPORT_CHECKS: Readonly<Record<string, TransportCheck>> = {
  'AWS::ApiGateway::DomainName': domainNameTransport,
  'AWS::ApiGateway::RestApi': restApiTransport,
  'AWS::ApiGatewayV2::DomainName': httpDomainTransport,
  'AWS::CloudFront::Distribution': distributionTransport,
  'AWS::CloudFront::VpcOrigin': vpcOriginTransport,
  'AWS::DAX::Cluster': demand({
    path: 'ClusterEndpointEncryptionType',
    is: (type) => type === 'TLS',
    otherwise: 'the cluster is talked to in plaintext',
  }),
  'AWS::DocDB::DBCluster': databaseTransport({
    group: 'DBClusterParameterGroupName',
    engine: 'docdb',
    version: 'EngineVersion',
  }),
  'AWS::EFS::FileSystem': fileSystemTransport,
  'AWS::ElastiCache::CacheCluster': demand({
    path: 'TransitEncryptionEnabled',
    is: isTrue,
    otherwise: 'the cache is talked to in plaintext',
  }),
  'AWS::ElastiCache::ReplicationGroup': demand(
    { path: 'TransitEncryptionEnabled', is: isTrue, otherwise: 'the cache is talked to in plaintext' },
    {
      path: 'TransitEncryptionMode',
      is: (mode) => mode === undefined || mode === 'required',
      otherwise: 'the cache takes connections without TLS as well',
    },
  ),
  'AWS::ElasticLoadBalancing::LoadBalancer': classicTransport,
  'AWS::ElasticLoadBalancingV2::Listener': listenerTransport,
  'AWS::ElasticLoadBalancingV2::ListenerRule': listenerRuleTransport,
  'AWS::Elasticsearch::Domain': SEARCH,
  'AWS::MSK::Cluster': demand(
    {
      path: 'EncryptionInfo.EncryptionInTransit.ClientBroker',
      is: (setting) => setting === undefined || setting === 'TLS',
      otherwise: 'clients may talk to the brokers in plaintext',
    },
    {
      path: 'EncryptionInfo.EncryptionInTransit.InCluster',
      is: (setting) => setting === undefined || isTrue(setting),
      otherwise: 'the brokers talk to each other in plaintext',
    },
  ),
  'AWS::MemoryDB::Cluster': demand({
    path: 'TLSEnabled',
    is: (enabled) => enabled === undefined || isTrue(enabled),
    otherwise: 'the cluster is talked to in plaintext',
  }),
  'AWS::Neptune::DBCluster': databaseTransport({
    group: 'DBClusterParameterGroupName',
    engine: 'neptune',
    version: 'EngineVersion',
  }),
  'AWS::OpenSearchService::Domain': SEARCH,
  'AWS::RDS::DBCluster': databaseTransport({
    group: 'DBClusterParameterGroupName',
    engine: { property: 'Engine' },
    version: 'EngineVersion',
  }),
  'AWS::RDS::DBInstance': databaseTransport({
    group: 'DBParameterGroupName',
    engine: { property: 'Engine' },
    version: 'EngineVersion',
  }),
  'AWS::RDS::DBProxy': demand({ path: 'RequireTLS', is: isTrue, otherwise: 'the proxy takes connections without TLS' }),
  // Since 2025-01-10 the default group is of the family redshift-2.0, which requires TLS ("Amazon Redshift parameter groups").
  'AWS::Redshift::Cluster': databaseTransport({
    group: 'ClusterParameterGroupName',
    engine: 'redshift',
  }),
  'AWS::RedshiftServerless::Workgroup': workgroupTransport,
  'AWS::S3::Bucket': bucketTransport,
  'AWS::SNS::Topic': ofPersons(messagesTransport('topic', 'sns:Publish')),
  'AWS::SQS::Queue': ofPersons(messagesTransport('queue', 'sqs:SendMessage', 'sqs:ReceiveMessage')),
  'AWS::Transfer::Server': demand(
    {
      path: 'Protocols',
      is: (protocols) =>
        protocols === undefined ||
        (Array.isArray(protocols) && protocols.every((each) => typeof each === 'string' && each !== 'FTP')),
      otherwise: 'the server may be talked to in plaintext',
    },
    {
      // CloudFormation's default is the one of 2018-11, with SHA-1 ("Security policies for AWS Transfer Family servers").
      path: 'SecurityPolicyName',
      is: (policy) => /^TransferSecurityPolicy-(?!2018-11$)/.test(String(policy)),
      otherwise: 'the server takes outdated ciphers',
    },
  ),
};
