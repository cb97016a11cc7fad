import { BackupPlan, BackupResource } from 'aws-cdk-lib/aws-backup';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Tags } from 'aws-cdk-lib/core';
import { personalDataBackedUp } from '../../../../lib/compliance/rules/recovery/personal-data-backed-up';
import type { RuleCases } from '../cases';
import {
  BACKED_UP,
  BY_TAG,
  bucket,
  either,
  internal,
  NO_VALUE,
  OUR_STORES,
  PARAMETER,
  plan,
  selection,
  store,
  TABLE,
  VAULT,
} from './fixtures';

const UNREACHED = /no backup selection of its account and region reaches the store/;
const OPEN = /only the deployment knows whether the backup selection 'Test\/Selection' reaches the store/;

const replication = (rule: object) => ({
  ReplicationConfiguration: {
    Role: 'arn:aws:iam::123456789012:role/Replication',
    Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::copies' }, ...rule }],
  },
});

export const CASES: RuleCases = {
  rule: personalDataBackedUp,
  compliant: {
    'a table that a selection reaches by its tag': { resources: { ...BACKED_UP, Orders: TABLE }, at: ['Test/Orders'] },
    'stores that a selection of everything reaches': {
      resources: {
        ...BACKED_UP,
        Selection: selection({ Resources: ['*'] }),
        Files: store('AWS::EFS::FileSystem'),
        Volume: store('AWS::EC2::Volume'),
        Cluster: store('AWS::RDS::DBCluster', { Engine: 'aurora-mysql' }),
        Sql: store('AWS::DSQL::Cluster'),
        Documents: store('AWS::DocDB::DBCluster'),
      },
      at: ['Test/Files', 'Test/Volume', 'Test/Cluster', 'Test/Sql', 'Test/Documents'],
    },
    'a store that a selection of another stack names': {
      sources: [
        {
          name: 'Data',
          template: { Resources: { Orders: store('AWS::DynamoDB::Table', { TableName: 'orders' }) } },
          environment: { account: '1', region: 'r' },
        },
        {
          name: 'Backup',
          template: {
            Resources: {
              ...BACKED_UP,
              Selection: selection({
                Resources: [{ 'Fn::Sub': `arn:aws:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/orders` }],
              }),
            },
          },
          environment: { account: '1', region: 'r' },
        },
      ],
      at: ['Data/Orders'],
    },
    'a store that a selection of the same condition reaches': {
      resources: {
        ...BACKED_UP,
        Selection: selection(BY_TAG, { Condition: 'IsProduction' }),
        Orders: { ...TABLE, Condition: 'IsProduction' },
      },
      at: ['Test/Orders'],
    },
    'a selection whose plan is of another app': {
      resources: { Selection: selection(BY_TAG), Plan: { Type: 'Custom::Plan' }, Orders: TABLE },
      at: ['Test/Orders'],
    },
    'a bucket that is replicated as a whole': {
      resources: {
        Copied: bucket(replication({})),
        ByPrefix: bucket(replication({ Prefix: '' })),
        ByFilter: bucket(replication({ Filter: { Prefix: '' }, Priority: 1 })),
      },
      at: ['Test/Copied', 'Test/ByPrefix', 'Test/ByFilter'],
    },
    'a bucket whose Object Lock turns versions on': {
      resources: { ...BACKED_UP, Evidence: store('AWS::S3::Bucket', { ObjectLockEnabled: true }) },
      at: ['Test/Evidence'],
    },
    'services that keep their own backups for a week': {
      resources: {
        Instance: store('AWS::RDS::DBInstance', { BackupRetentionPeriod: '7' }),
        Cluster: store('AWS::RDS::DBCluster', { BackupRetentionPeriod: either(35, 14) }),
        Documents: store('AWS::DocDB::DBCluster', { BackupRetentionPeriod: 7 }),
        Graph: store('AWS::Neptune::DBCluster', { BackupRetentionPeriod: 7 }),
        Warehouse: store('AWS::Redshift::Cluster', { AutomatedSnapshotRetentionPeriod: 8 }),
        Windows: store('AWS::FSx::FileSystem', { WindowsConfiguration: { ThroughputCapacity: 8 } }),
      },
      at: ['Test/Instance', 'Test/Cluster', 'Test/Documents', 'Test/Graph', 'Test/Warehouse', 'Test/Windows'],
    },
    'constructs of the CDK under a plan of the CDK': {
      build: (stack) => {
        const table = new Table(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
        Tags.of(table).add('strongroom:category', 'personal');
        BackupPlan.daily35DayRetention(stack, 'Plan').addSelection('Tables', {
          resources: [BackupResource.fromDynamoDbTable(table)],
        });
      },
      at: ['Test/Orders/Resource'],
    },
    'our stores under our backup': OUR_STORES,
  },
  violations: {
    'stores that no selection reaches': {
      resources: {
        Orders: store('AWS::DynamoDB::Table', { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }),
        Everywhere: store('AWS::DynamoDB::GlobalTable', {
          Replicas: [{ Region: 'eu-central-1', Tags: [{ Key: 'strongroom:category', Value: 'personal' }] }],
        }),
        Files: store('AWS::EFS::FileSystem'),
        Volume: store('AWS::EC2::Volume'),
        Sql: store('AWS::DSQL::Cluster'),
        Lake: bucket(),
      },
      at: {
        'Test/Orders': UNREACHED,
        'Test/Everywhere': UNREACHED,
        'Test/Files': UNREACHED,
        'Test/Volume': UNREACHED,
        'Test/Sql': UNREACHED,
        'Test/Lake': UNREACHED,
      },
    },
    'a plan without a selection': { resources: { Vault: VAULT, Plan: plan(), Orders: TABLE }, at: { 'Test/Orders': UNREACHED } },
    'a selection of another tag': {
      resources: {
        ...BACKED_UP,
        Selection: selection({
          ListOfTags: [{ ConditionType: 'STRINGEQUALS', ConditionKey: 'backup', ConditionValue: 'daily' }],
        }),
        Orders: TABLE,
      },
      at: { 'Test/Orders': UNREACHED },
    },
    'a selection that leaves the store out': {
      resources: {
        ...BACKED_UP,
        Selection: selection({ Resources: ['*'], NotResources: [{ 'Fn::GetAtt': ['Orders', 'Arn'] }] }),
        Orders: TABLE,
      },
      at: { 'Test/Orders': UNREACHED },
    },
    'a selection of another region': {
      sources: [
        { name: 'Data', template: { Resources: { Orders: TABLE } }, environment: { account: '1', region: 'r' } },
        { name: 'Backup', template: { Resources: BACKED_UP }, environment: { account: '1', region: 'q' } },
      ],
      at: { 'Data/Orders': UNREACHED },
    },
    'a selection that a condition makes': {
      resources: { ...BACKED_UP, Selection: selection(BY_TAG, { Condition: 'IsProduction' }), Orders: TABLE },
      at: { 'Test/Orders': OPEN },
    },
    'resources that only the deployment knows': {
      resources: { ...BACKED_UP, Selection: selection({ Resources: PARAMETER }), Orders: TABLE },
      at: { 'Test/Orders': OPEN },
    },
    'a tag that only the deployment knows': {
      resources: {
        ...BACKED_UP,
        Selection: selection({
          ListOfTags: [{ ConditionType: 'STRINGEQUALS', ConditionKey: 'backup', ConditionValue: 'daily' }],
        }),
        Orders: store('AWS::DynamoDB::Table', {
          Tags: [
            { Key: 'strongroom:category', Value: 'personal' },
            { Key: 'backup', Value: PARAMETER },
          ],
        }),
      },
      at: { 'Test/Orders': OPEN },
    },
    'buckets that are not versioned, or not for sure': {
      resources: {
        ...BACKED_UP,
        Plain: store('AWS::S3::Bucket'),
        Suspended: bucket({ VersioningConfiguration: { Status: 'Suspended' } }),
        Sometimes: bucket({ VersioningConfiguration: either({ Status: 'Enabled' }, NO_VALUE) }),
      },
      at: { 'Test/Plain': /not versioned/, 'Test/Suspended': /not versioned/, 'Test/Sometimes': /not versioned/ },
    },
    'a bucket that is neither versioned nor reached': {
      resources: { Lake: store('AWS::S3::Bucket') },
      at: { 'Test/Lake': [/not versioned/, UNREACHED] },
    },
    'buckets of which a part is replicated, or none, or to themselves': {
      resources: {
        Part: bucket(replication({ Filter: { Prefix: 'invoices/' } })),
        Tagged: bucket(replication({ Filter: { TagFilter: { Key: 'a', Value: 'b' } } })),
        Off: bucket(replication({ Status: 'Disabled' })),
        Sometimes: bucket(replication({ Status: either('Enabled', 'Disabled') })),
        Named: bucket({ BucketName: 'lake', ...replication({ Destination: { Bucket: 'arn:aws:s3:::lake' } }) }),
        Nowhere: bucket(replication({ Destination: { Bucket: PARAMETER } })),
      },
      at: {
        'Test/Part': UNREACHED,
        'Test/Tagged': UNREACHED,
        'Test/Off': UNREACHED,
        'Test/Sometimes': UNREACHED,
        'Test/Named': UNREACHED,
        'Test/Nowhere': UNREACHED,
      },
    },
    'services that keep their own backups for less than a week, or not for sure': {
      resources: {
        Default: store('AWS::RDS::DBInstance'),
        Six: store('AWS::RDS::DBCluster', { BackupRetentionPeriod: 6 }),
        Sometimes: store('AWS::DocDB::DBCluster', { BackupRetentionPeriod: either(7, 1) }),
        Unknown: store('AWS::Neptune::DBCluster', { BackupRetentionPeriod: PARAMETER }),
        Warehouse: store('AWS::Redshift::Cluster'),
        Lustre: store('AWS::FSx::FileSystem', { LustreConfiguration: {} }),
      },
      at: {
        'Test/Default': [UNREACHED, /own backups of the store are kept for 1 day, at least 7/],
        'Test/Six': /kept for 6 days/,
        'Test/Sometimes': /kept for 7 or 1 days/,
        'Test/Unknown': /kept for a value that only the deployment knows/,
        'Test/Warehouse': /kept for 1 day/,
        'Test/Lustre': /kept for 0 days/,
      },
    },
    'a bucket of the CDK': {
      build: (stack) => Tags.of(new Bucket(stack, 'Lake', { versioned: true })).add('strongroom:category', 'personal'),
      at: { 'Test/Lake/Resource': UNREACHED },
    },
  },
  notApplicable: {
    'stores of no data about persons': {
      resources: { Prices: internal('AWS::DynamoDB::Table'), Undeclared: { Type: 'AWS::S3::Bucket' } },
      at: ['Test/Prices', 'Test/Undeclared'],
    },
    'an instance of a cluster, which holds nothing': {
      resources: {
        ...BACKED_UP,
        Cluster: store('AWS::RDS::DBCluster'),
        Instance: store('AWS::RDS::DBInstance', { DBClusterIdentifier: { Ref: 'Cluster' } }),
      },
      at: ['Test/Instance'],
    },
  },
};
