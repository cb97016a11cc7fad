import type { QuotesByRegion } from './price';
import { SOURCES } from './price-sources';

/** Usage that comes on top of what idles: nobody can read it in a template. */
export interface LeftOut {
  readonly what: string;
  /** What is billed. */
  readonly unit: string;
  /** The types that it comes with. */
  readonly types: readonly string[];
  /**
   * Its price for a unit.
   * @default - not known here
   */
  readonly quotes?: QuotesByRegion;
}

/** What an estimate leaves out, with the price of a unit where it was read, so that a reader can add it. */
export const LEFT_OUT: readonly LeftOut[] = [
  {
    what: 'NAT gateways',
    unit: 'GB processed',
    types: ['AWS::EC2::NatGateway'],
    quotes: {
      'us-east-1': { usd: 0.045, source: SOURCES.vpc },
      'eu-central-1': { usd: 0.052 },
    },
  },
  {
    what: 'firewall endpoints',
    unit: 'GB processed',
    types: ['AWS::NetworkFirewall::Firewall'],
    quotes: { 'us-east-1': { usd: 0.065, source: SOURCES.networkFirewall } },
  },
  {
    what: "firewalls' managed threat groups, active threat defense",
    unit: 'GB processed',
    types: ['AWS::NetworkFirewall::FirewallPolicy'],
  },
  {
    what: 'interface endpoints',
    unit: 'GB processed, of the first PB',
    types: ['AWS::EC2::VPCEndpoint'],
    quotes: {
      'us-east-1': { usd: 0.01, source: SOURCES.privateLink },
      'eu-central-1': { usd: 0.01, source: SOURCES.privateLinkInFrankfurt },
    },
  },
  { what: 'data between zones, and out to the internet', unit: 'GB', types: ['AWS::EC2::VPC'] },
  {
    what: 'DNS Firewall',
    unit: 'million queries, of the first billion',
    types: ['AWS::Route53Resolver::FirewallRuleGroupAssociation'],
    quotes: { 'us-east-1': { usd: 0.6, source: SOURCES.dnsFirewall } },
  },
  {
    what: 'logs of flows, DNS queries, firewalls and requests',
    unit: 'GB delivered, and its storage',
    types: [
      'AWS::EC2::FlowLog',
      'AWS::Route53Resolver::ResolverQueryLoggingConfig',
      'AWS::NetworkFirewall::LoggingConfiguration',
      'AWS::WAFv2::LoggingConfiguration',
    ],
  },
  {
    what: 'log groups',
    unit: 'GB ingested, and its storage',
    types: ['AWS::Logs::LogGroup'],
    quotes: { 'us-east-1': { usd: 0.5, source: SOURCES.cloudWatch } },
  },
  {
    what: 'web ACLs',
    unit: 'million requests, up to 1,500 capacity units',
    types: ['AWS::WAFv2::WebACL'],
    quotes: { everywhere: { usd: 0.6, source: SOURCES.waf } },
  },
  { what: 'Verified Access', unit: 'GB processed', types: ['AWS::EC2::VerifiedAccessEndpoint'] },
  {
    what: 'Client VPN',
    unit: 'connection-hour',
    types: ['AWS::EC2::ClientVpnEndpoint'],
    quotes: { 'us-east-1': { usd: 0.05, source: SOURCES.vpn } },
  },
  {
    what: 'load balancers',
    unit: 'load balancer capacity unit-month',
    types: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
    quotes: { 'us-east-1': { usd: 5.84, source: SOURCES.loadBalancing } },
  },
  {
    what: 'KMS keys',
    unit: '10,000 requests',
    types: ['AWS::KMS::Key'],
    quotes: { everywhere: { usd: 0.03, source: SOURCES.kms } },
  },
  {
    what: 'rotations of KMS keys, the first two of each',
    unit: 'key-month',
    types: ['AWS::KMS::Key'],
    quotes: { everywhere: { usd: 1 } },
  },
  {
    what: 'secrets',
    unit: '10,000 calls',
    types: ['AWS::SecretsManager::Secret'],
    quotes: { 'us-east-1': { usd: 0.05, source: SOURCES.secrets } },
  },
  { what: 'GuardDuty', unit: 'million events, and GB of logs', types: ['AWS::GuardDuty::Detector'] },
  {
    what: "CloudTrail's data events",
    unit: '100,000 events',
    types: ['AWS::CloudTrail::Trail'],
    quotes: { 'us-east-1': { usd: 0.1, source: SOURCES.cloudTrail } },
  },
  {
    what: "CloudTrail's further copies of management events",
    unit: '100,000 events',
    types: ['AWS::CloudTrail::Trail'],
    quotes: { 'us-east-1': { usd: 2, source: SOURCES.cloudTrail } },
  },
  {
    what: 'CloudTrail Insights',
    unit: '100,000 events',
    types: ['AWS::CloudTrail::Trail'],
    quotes: { 'us-east-1': { usd: 0.35, source: SOURCES.cloudTrail } },
  },
  {
    what: 'Config',
    unit: 'configuration item',
    types: ['AWS::Config::ConfigurationRecorder'],
    quotes: { 'us-east-1': { usd: 0.003, source: SOURCES.config } },
  },
  {
    what: 'Config rules',
    unit: 'evaluation, of the first 100,000',
    types: ['AWS::Config::ConfigRule'],
    quotes: { 'us-east-1': { usd: 0.001, source: SOURCES.config } },
  },
  {
    what: 'Access Analyzer, where it looks for unused access',
    unit: 'role or user-month',
    types: ['AWS::AccessAnalyzer::Analyzer'],
  },
  { what: 'S3', unit: 'GB-month, and requests', types: ['AWS::S3::Bucket'] },
  {
    what: 'DynamoDB, on demand',
    unit: 'GB-month, and requests',
    types: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
    quotes: { 'us-east-1': { usd: 0.25, source: SOURCES.dynamoDb } },
  },
  {
    what: "DynamoDB's point-in-time recovery",
    unit: 'GB-month',
    types: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
    quotes: { 'us-east-1': { usd: 0.2, source: SOURCES.dynamoDb } },
  },
  {
    what: 'backups, their copies and restore tests',
    unit: 'GB-month, and tests',
    types: ['AWS::Backup::BackupPlan', 'AWS::Backup::RestoreTestingPlan'],
  },
  {
    what: 'functions, workflows, events, messages',
    unit: 'request',
    types: [
      'AWS::Lambda::Function',
      'AWS::StepFunctions::StateMachine',
      'AWS::Events::Rule',
      'AWS::SNS::Topic',
      'AWS::SQS::Queue',
    ],
  },
];

/** What is left out of every estimate. */
export const ALWAYS_LEFT_OUT = 'Taxes, support, discounts, commitments and free tiers are left out, too.';

/** Types that are billed by the hour even while they idle, and that the table has no price for. */
export const UNPRICED: ReadonlySet<string> = new Set([
  'AWS::AmazonMQ::Broker',
  'AWS::ApiGateway::Stage',
  'AWS::ACMPCA::CertificateAuthority',
  'AWS::AutoScaling::AutoScalingGroup',
  'AWS::CloudHSM::Cluster',
  'AWS::DAX::Cluster',
  'AWS::DirectoryService::MicrosoftAD',
  'AWS::DirectoryService::SimpleAD',
  'AWS::DMS::ReplicationInstance',
  'AWS::DocDB::DBInstance',
  'AWS::EC2::Instance',
  'AWS::EC2::Volume',
  'AWS::ECS::Service',
  'AWS::EKS::Cluster',
  'AWS::EKS::Nodegroup',
  'AWS::ElastiCache::CacheCluster',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::ElastiCache::ServerlessCache',
  'AWS::ElasticLoadBalancing::LoadBalancer',
  'AWS::Elasticsearch::Domain',
  'AWS::EMR::Cluster',
  'AWS::FSx::FileSystem',
  'AWS::GlobalAccelerator::Accelerator',
  'AWS::Kinesis::Stream',
  'AWS::MemoryDB::Cluster',
  'AWS::MSK::Cluster',
  'AWS::Neptune::DBInstance',
  'AWS::NetworkFirewall::VpcEndpointAssociation',
  'AWS::OpenSearchServerless::Collection',
  'AWS::OpenSearchService::Domain',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::RDS::DBProxy',
  'AWS::Redshift::Cluster',
  'AWS::SageMaker::Endpoint',
  'AWS::SageMaker::NotebookInstance',
  'AWS::Shield::Protection',
  'AWS::Transfer::Server',
  'AWS::WorkSpaces::Workspace',
]);
