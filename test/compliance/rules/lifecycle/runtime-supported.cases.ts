import { InlineCode, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnDBCluster } from 'aws-cdk-lib/aws-rds';
import { runtimeSupported } from '../../../../lib/compliance/rules/lifecycle/runtime-supported';
import type { RuleCases } from '../cases';
import { resource, UNKNOWN } from './fixtures';

const lambda = (properties: Readonly<Record<string, unknown>>) => resource('AWS::Lambda::Function', properties);
const instance = (properties: Readonly<Record<string, unknown>>) => resource('AWS::RDS::DBInstance', properties);
const cluster = (properties: Readonly<Record<string, unknown>>) => resource('AWS::RDS::DBCluster', properties);
const cache = (properties: Readonly<Record<string, unknown>>) => resource('AWS::ElastiCache::ReplicationGroup', properties);
const kubernetes = (version: unknown) => resource('AWS::EKS::Cluster', { Version: version });

// Judged on 2026-11-24, unless a case says otherwise.
export const CASES: RuleCases = {
  rule: runtimeSupported,
  compliant: {
    'a runtime whose support lasts': {
      resources: { Node: lambda({ Runtime: 'nodejs24.x' }), Python: lambda({ Runtime: 'python3.13' }) },
      at: ['Test/Node', 'Test/Python'],
    },
    'a runtime by a condition, both of them supported': {
      resources: { Node: lambda({ Runtime: { 'Fn::If': ['New', 'nodejs24.x', 'nodejs22.x'] } }) },
      at: ['Test/Node'],
    },
    'a runtime that is newer than the table': {
      resources: { Node: lambda({ Runtime: 'nodejs26.x' }), Python: lambda({ Runtime: 'python3.15' }) },
      at: ['Test/Node', 'Test/Python'],
    },
    'a runtime before its day comes near': {
      resources: { Node: lambda({ Runtime: 'nodejs20.x' }) },
      today: '2026-01-29',
      at: ['Test/Node'],
    },
    'engines whose standard support lasts': {
      resources: {
        Mysql: instance({ Engine: 'mysql', EngineVersion: '8.4.7' }),
        Postgres: instance({ Engine: 'postgres', EngineVersion: '17.4' }),
        AuroraMysql: cluster({ Engine: 'aurora-mysql', EngineVersion: '8.0.mysql_aurora.3.10.0' }),
        AuroraPostgres: cluster({ Engine: 'aurora-postgresql', EngineVersion: 16.8 }),
        Global: resource('AWS::RDS::GlobalCluster', { Engine: 'aurora-postgresql', EngineVersion: '16.8' }),
        Search: resource('AWS::OpenSearchService::Domain', { EngineVersion: 'OpenSearch_2.19' }),
        Elastic: resource('AWS::OpenSearchService::Domain', { EngineVersion: 'Elasticsearch_7.10' }),
        Redis: cache({ Engine: 'redis', EngineVersion: '7.1' }),
        Documents: resource('AWS::DocDB::DBCluster', { EngineVersion: '5.0.0' }),
        Kafka: resource('AWS::MSK::Cluster', { KafkaVersion: '3.9.x' }),
        Kubernetes: kubernetes('1.36'),
      },
      at: [
        'Test/Mysql',
        'Test/Postgres',
        'Test/AuroraMysql',
        'Test/AuroraPostgres',
        'Test/Global',
        'Test/Search',
        'Test/Elastic',
        'Test/Redis',
        'Test/Documents',
        'Test/Kafka',
        'Test/Kubernetes',
      ],
    },
    'versions that are newer than the table': {
      resources: { Postgres: instance({ Engine: 'postgres', EngineVersion: '21.1' }), Kubernetes: kubernetes('1.40') },
      at: ['Test/Postgres', 'Test/Kubernetes'],
    },
    'no version, which AWS chooses': {
      resources: {
        Postgres: instance({ Engine: 'postgres' }),
        Removed: cluster({
          Engine: 'aurora-mysql',
          EngineVersion: { Ref: 'AWS::NoValue' },
          SnapshotIdentifier: { Ref: 'AWS::NoValue' },
        }),
        Kubernetes: resource('AWS::EKS::Cluster'),
        Search: resource('AWS::OpenSearchService::Domain'),
      },
      at: ['Test/Postgres', 'Test/Removed', 'Test/Kubernetes', 'Test/Search'],
    },
    'a function of the CDK': {
      build: (stack) => {
        new LambdaFunction(stack, 'Function', {
          runtime: Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: new InlineCode('exports.handler = async () => {};'),
        });
      },
      at: ['Test/Function/Resource'],
    },
  },
  violations: {
    'a runtime past its day': {
      resources: {
        Node: lambda({ Runtime: 'nodejs20.x' }),
        Dotnet: lambda({ Runtime: 'dotnet8' }),
        Go: lambda({ Runtime: 'go1.x' }),
      },
      at: {
        'Test/Node': /^the runtime 'nodejs20\.x' is out of support since 2026-04-30$/,
        'Test/Dotnet': /since 2026-11-10/,
        'Test/Go': /since 2024-01-08/,
      },
    },
    'a runtime of a serverless function': {
      resources: { Python: resource('AWS::Serverless::Function', { Runtime: 'python3.9' }) },
      at: { 'Test/Python': /since 2025-12-15/ },
    },
    'the very day': {
      resources: { Node: lambda({ Runtime: 'nodejs22.x' }) },
      today: '2027-04-30',
      at: { 'Test/Node': /^the runtime 'nodejs22\.x' is out of support since 2027-04-30$/ },
    },
    'a runtime within 90 days of its day, as a warning': {
      resources: { Node: lambda({ Runtime: 'nodejs22.x' }) },
      today: '2027-01-30',
      at: { 'Test/Node': /^warning: the support of the runtime 'nodejs22\.x' ends on 2027-04-30$/ },
    },
    'a runtime by a condition': {
      resources: { Node: lambda({ Runtime: { 'Fn::If': ['New', 'nodejs24.x', 'nodejs18.x'] } }) },
      at: { 'Test/Node': /nodejs18\.x/ },
    },
    'a runtime that only the deployment knows': {
      resources: { Node: lambda({ Runtime: UNKNOWN }) },
      at: { 'Test/Node': /only the deployment knows the runtime/ },
    },
    'a runtime that is none': {
      resources: {
        Cobol: lambda({ Runtime: 'cobol85' }),
        Old: lambda({ Runtime: 'python3.5' }),
        Edge: lambda({ Runtime: 'nodejs' }),
      },
      at: { 'Test/Cobol': /none that is known/, 'Test/Old': /none that is known/, 'Test/Edge': /since 2016/ },
    },
    'engines past the end of standard support': {
      resources: {
        Mysql: instance({ Engine: 'MySQL', EngineVersion: '8.0.43' }),
        Older: instance({ Engine: 'mysql', EngineVersion: '5.5' }),
        Maria: instance({ Engine: 'mariadb', EngineVersion: '10.5.27' }),
        Postgres: instance({ Engine: 'postgres', EngineVersion: '13' }),
        AuroraMysql: cluster({ Engine: 'aurora-mysql', EngineVersion: '5.7.mysql_aurora.2.12.5' }),
        Aurora: cluster({ Engine: 'aurora', EngineVersion: '5.6.10a' }),
        AuroraPostgres: cluster({ Engine: 'aurora-postgresql', EngineVersion: '12.22' }),
        Search: resource('AWS::OpenSearchService::Domain', { EngineVersion: 'OpenSearch_2.9' }),
        Elastic: resource('AWS::OpenSearchService::Domain', { EngineVersion: 'Elasticsearch_7.8' }),
        Domain: resource('AWS::Elasticsearch::Domain', { ElasticsearchVersion: '6.7' }),
        Redis: cache({ EngineVersion: '5.0.6' }),
        Serverless: resource('AWS::ElastiCache::ServerlessCache', { Engine: 'redis', MajorEngineVersion: '4' }),
        Documents: resource('AWS::DocDB::DBCluster', { EngineVersion: '3.6.0' }),
        Graph: resource('AWS::Neptune::DBCluster', { EngineVersion: '1.1.0.0' }),
        Kafka: resource('AWS::MSK::Cluster', { KafkaVersion: '2.8.2.tiered' }),
        Kubernetes: kubernetes('1.33'),
        Number: kubernetes(1.31),
        Nodes: resource('AWS::EKS::Nodegroup', { Version: '1.20' }),
        Custom: resource('Custom::AWSCDK-EKS-Cluster', { Config: { version: '1.29' } }),
      },
      at: {
        'Test/Mysql': /^version '8\.0\.43' of RDS for MySQL is out of support since 2026-07-31$/,
        'Test/Older': /version '5\.5' of RDS for MySQL has been out of support for years/,
        'Test/Maria': /since 2026-08-31/,
        'Test/Postgres': /since 2026-02-28/,
        'Test/AuroraMysql': /of Aurora MySQL is out of support since 2024-10-31/,
        'Test/Aurora': /of Aurora MySQL is out of support since 2023-02-28/,
        'Test/AuroraPostgres': /of Aurora PostgreSQL is out of support since 2025-02-28/,
        'Test/Search': /^version '2\.9' of OpenSearch is out of support since 2025-11-07$/,
        'Test/Elastic': /^version '7\.8' of Elasticsearch/,
        'Test/Domain': /since 2025-11-07/,
        'Test/Redis': /since 2026-01-31/,
        'Test/Serverless': /since 2026-01-31/,
        'Test/Documents': /since 2026-03-30/,
        'Test/Graph': /since 2025-03-15/,
        'Test/Kafka': /since 2025-01-14/,
        'Test/Kubernetes': /of Amazon EKS is out of support since 2026-07-29/,
        'Test/Number': /since 2025-11-26/,
        'Test/Nodes': /for years/,
        'Test/Custom': /since 2025-03-23/,
      },
    },
    'engines within 90 days of their day, as a warning': {
      resources: { Kubernetes: kubernetes('1.34'), Redis: cache({ EngineVersion: '6.x' }) },
      at: { 'Test/Kubernetes': /^warning: .*2026-12-02$/, 'Test/Redis': /^warning: .*2027-01-31$/ },
    },
    'a domain of Elasticsearch without a version, which is 1.5': {
      resources: { Domain: resource('AWS::Elasticsearch::Domain') },
      at: { 'Test/Domain': /version '1\.5' of Elasticsearch/ },
    },
    'what only the deployment knows': {
      resources: {
        Version: instance({ Engine: 'postgres', EngineVersion: UNKNOWN }),
        Engine: instance({ Engine: UNKNOWN, EngineVersion: '17' }),
        Word: kubernetes('latest'),
        Snapshot: cluster({ Engine: 'aurora-mysql', SnapshotIdentifier: 'before-the-move' }),
      },
      at: {
        'Test/Version': /only the deployment knows the version of RDS for PostgreSQL/,
        'Test/Engine': /only the deployment knows the engine/,
        'Test/Word': /'latest' of Amazon EKS is none that is known/,
        'Test/Snapshot': /only the deployment knows the version of Aurora MySQL/,
      },
    },
    'a plain cluster of the CDK': {
      build: (stack) => {
        new CfnDBCluster(stack, 'Orders', { engine: 'aurora-postgresql', engineVersion: '13.18' });
      },
      at: { 'Test/Orders': /since 2026-02-28/ },
    },
  },
  notApplicable: {
    'a function that is an image': {
      resources: { Image: lambda({ PackageType: 'Image', Code: { ImageUri: 'image' } }) },
      at: ['Test/Image'],
    },
    'an engine that the table lacks': {
      resources: {
        Oracle: instance({ Engine: 'oracle-ee', EngineVersion: '19' }),
        Valkey: cache({ Engine: 'valkey', EngineVersion: '7.2' }),
      },
      at: ['Test/Oracle', 'Test/Valkey'],
    },
    'an instance of a cluster, and a replica': {
      resources: {
        Cluster: cluster({ Engine: 'aurora-mysql', EngineVersion: '8.4.mysql_aurora.8.4.7' }),
        Instance: instance({ Engine: 'aurora-mysql', DBClusterIdentifier: { Ref: 'Cluster' } }),
        Replica: instance({ SourceDBInstanceIdentifier: { Ref: 'Instance' } }),
      },
      at: ['Test/Instance', 'Test/Replica'],
    },
  },
};
