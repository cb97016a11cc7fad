import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Tags } from 'aws-cdk-lib/core';
import { pointInTime } from '../../../../lib/compliance/rules/recovery/point-in-time';
import type { RuleCases } from '../cases';
import { BACKED_UP, bucket, either, internal, NO_VALUE, OUR_STORES, PARAMETER, plan, store, TABLE, tags } from './fixtures';

const recovery = (enabled: unknown) => ({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: enabled } });
const replica = (Region: string, enabled?: unknown) => ({
  Region,
  Tags: tags(),
  ...(enabled !== undefined && recovery(enabled)),
});
const continuously = (enabled: unknown) => ({ ...BACKED_UP, Plan: plan({ EnableContinuousBackup: enabled }) });
const UNSURE = /can't be brought back to a point in time for sure/;

export const CASES: RuleCases = {
  rule: pointInTime,
  compliant: {
    'tables with point-in-time recovery': {
      resources: {
        Orders: store('AWS::DynamoDB::Table', recovery(true)),
        Text: store('AWS::DynamoDB::Table', recovery('true')),
        Rows: store('AWS::Cassandra::Table', { PointInTimeRecoveryEnabled: true }),
      },
      at: ['Test/Orders', 'Test/Text', 'Test/Rows'],
    },
    'a global table with it in one replica': {
      resources: {
        Orders: {
          Type: 'AWS::DynamoDB::GlobalTable',
          Properties: { Replicas: [replica('eu-central-1', true), replica('eu-west-1')] },
        },
      },
      at: ['Test/Orders'],
    },
    'databases that keep backups, if only for the day of the default': {
      resources: {
        Instance: store('AWS::RDS::DBInstance'),
        Week: store('AWS::RDS::DBInstance', { BackupRetentionPeriod: '7' }),
        Cluster: store('AWS::RDS::DBCluster'),
        Documents: store('AWS::DocDB::DBCluster', { BackupRetentionPeriod: 1 }),
        Graph: store('AWS::Neptune::DBCluster'),
      },
      at: ['Test/Instance', 'Test/Week', 'Test/Cluster', 'Test/Documents', 'Test/Graph'],
    },
    'a bucket under a plan that backs up continuously': {
      resources: { ...continuously(true), Lake: bucket() },
      at: ['Test/Lake'],
    },
    'a bucket under a plan one of whose rules does': {
      resources: {
        ...BACKED_UP,
        Plan: {
          Type: 'AWS::Backup::BackupPlan',
          Properties: {
            BackupPlan: { BackupPlanRule: [{ RuleName: 'monthly' }, { RuleName: 'daily', EnableContinuousBackup: 'true' }] },
          },
        },
        Lake: bucket(),
      },
      at: ['Test/Lake'],
    },
    'our stores under our backup': OUR_STORES,
  },
  violations: {
    'tables without it, or not for sure': {
      resources: {
        Absent: TABLE,
        Off: store('AWS::DynamoDB::Table', recovery(false)),
        Sometimes: store('AWS::DynamoDB::Table', recovery(either(true, false))),
        Missing: store('AWS::DynamoDB::Table', {
          PointInTimeRecoverySpecification: either({ PointInTimeRecoveryEnabled: true }, NO_VALUE),
        }),
        Unknown: store('AWS::DynamoDB::Table', recovery(PARAMETER)),
        Rows: store('AWS::Cassandra::Table'),
      },
      at: {
        'Test/Absent': [UNSURE, /PointInTimeRecoveryEnabled' is nothing/],
        'Test/Off': /is false/,
        'Test/Sometimes': /is true or false/,
        'Test/Missing': /is true or nothing/,
        'Test/Unknown': /only the deployment knows/,
        'Test/Rows': UNSURE,
      },
    },
    'a global table without it in any replica': {
      resources: {
        Orders: {
          Type: 'AWS::DynamoDB::GlobalTable',
          Properties: { Replicas: [replica('eu-central-1', false), replica('eu-west-1')] },
        },
      },
      at: { 'Test/Orders': /'Replicas' is false or nothing/ },
    },
    'an instance without backups, or not for sure': {
      resources: {
        None: store('AWS::RDS::DBInstance', { BackupRetentionPeriod: 0 }),
        Text: store('AWS::RDS::DBInstance', { BackupRetentionPeriod: '0' }),
        Unknown: store('AWS::RDS::DBInstance', { BackupRetentionPeriod: PARAMETER }),
      },
      at: { 'Test/None': /BackupRetentionPeriod' is 0/, 'Test/Text': UNSURE, 'Test/Unknown': /only the deployment knows/ },
    },
    'a bucket under a plan that backs up at times': {
      resources: { ...BACKED_UP, Lake: bucket() },
      at: { 'Test/Lake': /the plan of the backup selection 'Test\/Selection' backs up the bucket at times only/ },
    },
    'a bucket under a plan that may': {
      resources: { ...continuously(PARAMETER), Lake: bucket() },
      at: { 'Test/Lake': /at times only/ },
    },
    'a bucket under a plan of another app': {
      resources: { ...BACKED_UP, Plan: { Type: 'Custom::Plan' }, Lake: bucket() },
      at: { 'Test/Lake': /only the deployment knows whether the plan/ },
    },
    'a table of the CDK': {
      build: (stack) => {
        const table = new TableV2(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
        Tags.of(table).add('strongroom:category', 'personal');
      },
      at: { 'Test/Orders/Resource': UNSURE },
    },
  },
  notApplicable: {
    'a bucket that no selection reaches: PersonalDataBackedUp says so': { resources: { Lake: bucket() }, at: ['Test/Lake'] },
    'a read replica, whose source is what is recovered': {
      resources: { Replica: store('AWS::RDS::DBInstance', { SourceDBInstanceIdentifier: 'orders', BackupRetentionPeriod: 0 }) },
      at: ['Test/Replica'],
    },
    'a store of no data about persons': { resources: { Prices: internal('AWS::DynamoDB::Table') }, at: ['Test/Prices'] },
  },
};
