import { AccessLogFormat, LogGroupLogDestination, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { FlowLogDestination, Vpc } from 'aws-cdk-lib/aws-ec2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { AuditTrail } from '../../../../lib/audit/trail';
import { networkLogsSixMonths } from '../../../../lib/compliance/rules/logging/network-logs-six-months';
import { SegmentedVpc } from '../../../../lib/network/segmented-vpc';
import { WebAcl } from '../../../../lib/network/web-acl/web-acl';
import type { RuleCases } from '../cases';
import { addBucket, attribute, bucket, either, logGroup, NO_VALUE, resource, trail, UNKNOWN } from './fixtures';

const lifecycle = (...Rules: unknown[]) => ({ LifecycleConfiguration: { Rules } });
const expiry = (days: unknown, rest = {}) => lifecycle({ Status: 'Enabled', ExpirationInDays: days, ...rest });
const lock = (DefaultRetention: unknown, ObjectLockEnabled: unknown = true) => ({
  ObjectLockEnabled,
  ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } },
});
const flows = (properties = {}) => resource('AWS::EC2::FlowLog', { ResourceType: 'VPC', TrafficType: 'ALL', ...properties });
const firewall = (LogDestination: unknown) =>
  resource('AWS::NetworkFirewall::LoggingConfiguration', {
    LoggingConfiguration: { LogDestinationConfigs: [{ LogType: 'FLOW', LogDestinationType: 'S3', LogDestination }] },
  });
const balancer = (attributes: Readonly<Record<string, unknown>>) =>
  resource('AWS::ElasticLoadBalancingV2::LoadBalancer', {
    LoadBalancerAttributes: Object.entries(attributes).map(([Key, Value]) => ({ Key, Value })),
  });
const Balancer = balancer({ 'access_logs.s3.enabled': 'true', 'access_logs.s3.bucket': { Ref: 'Logs' } });

/** Every kind of source, each to a log group `Logs`, or a bucket. */
const TO_LOG_GROUP: Readonly<Record<string, unknown>> = {
  Flows: flows({ LogGroupName: { Ref: 'Logs' } }),
  Trail: trail({ CloudWatchLogsLogGroupArn: attribute('Logs') }),
  Waf: resource('AWS::WAFv2::LoggingConfiguration', {
    LogDestinationConfigs: [{ 'Fn::Sub': `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${Logs}` }],
  }),
  Firewall: firewall({ logGroup: { Ref: 'Logs' } }),
  Resolver: resource('AWS::Route53Resolver::ResolverQueryLoggingConfig', { DestinationArn: attribute('Logs') }),
  Zone: resource('AWS::Route53::HostedZone', { QueryLoggingConfig: { CloudWatchLogsLogGroupArn: attribute('Logs') } }),
  Rest: resource('AWS::ApiGateway::Stage', { AccessLogSetting: { DestinationArn: attribute('Logs') } }),
  Http: resource('AWS::ApiGatewayV2::Stage', { AccessLogSettings: { DestinationArn: attribute('Logs') } }),
  Lattice: resource('AWS::VpcLattice::AccessLogSubscription', { DestinationArn: attribute('Logs') }),
  Delivery: resource('AWS::Logs::Delivery', {
    DeliverySourceName: { Ref: 'Source' },
    DeliveryDestinationArn: attribute('Destination'),
  }),
};
const DELIVERED = {
  Source: resource('AWS::Logs::DeliverySource', { LogType: 'ACCESS_LOGS' }),
  Destination: resource('AWS::Logs::DeliveryDestination', { DestinationResourceArn: attribute('Logs') }),
};
const TO_BUCKET: Readonly<Record<string, unknown>> = {
  Flows: flows({ LogDestination: attribute('Logs') }),
  Trail: trail({ S3BucketName: { Ref: 'Logs' } }),
  Firewall: firewall({ bucketName: { Ref: 'Logs' } }),
  Balancer,
  Connections: balancer({ 'connection_logs.s3.enabled': true, 'connection_logs.s3.bucket': { Ref: 'Logs' } }),
  Classic: resource('AWS::ElasticLoadBalancing::LoadBalancer', {
    AccessLoggingPolicy: { Enabled: true, S3BucketName: { Ref: 'Logs' } },
  }),
  Distribution: resource('AWS::CloudFront::Distribution', {
    DistributionConfig: { Logging: { Bucket: attribute('Logs', 'RegionalDomainName') } },
  }),
  Waf: resource('AWS::WAFv2::LoggingConfiguration', { LogDestinationConfigs: [attribute('Stream')] }),
};
const Stream = resource('AWS::KinesisFirehose::DeliveryStream', {
  ExtendedS3DestinationConfiguration: { BucketARN: attribute('Logs') },
});

const flowsInto = (Logs: unknown, properties = {}) => ({
  Logs,
  Flows: flows({ LogDestination: attribute('Logs'), ...properties }),
});

export const CASES: RuleCases = {
  rule: networkLogsSixMonths,
  compliant: {
    'a log group of a year, of every source': {
      resources: { Logs: logGroup({ RetentionInDays: 365 }), ...DELIVERED, ...TO_LOG_GROUP },
      at: ['Test/Logs', ...Object.keys(TO_LOG_GROUP).map((source) => `Test/${source}`)],
    },
    'a log group that keeps for ever': {
      resources: { Logs: logGroup(), Flows: TO_LOG_GROUP['Flows'] },
      at: ['Test/Logs', 'Test/Flows'],
    },
    'a bucket of 184 days, of every source': {
      resources: { Logs: bucket(expiry('184')), Stream, ...TO_BUCKET },
      at: ['Test/Logs', ...Object.keys(TO_BUCKET).map((source) => `Test/${source}`)],
    },
    'a bucket that keeps for ever': { resources: flowsInto(bucket()), at: ['Test/Logs'] },
    'a rule that is off, one for tagged objects, one for parts': {
      resources: flowsInto(
        bucket(
          lifecycle(
            { Status: 'Disabled', ExpirationInDays: 1 },
            { Status: 'Enabled', ExpirationInDays: 1, TagFilters: [{ Key: 'temporary', Value: 'true' }] },
            { Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
          ),
        ),
      ),
      at: ['Test/Logs'],
    },
    'a rule for a folder beside the logs': {
      resources: flowsInto(bucket(expiry(7, { Prefix: 'query-results/' })), {
        LogDestination: { 'Fn::Sub': `\${Logs.Arn}/network/` },
      }),
      at: ['Test/Logs'],
    },
    'a rule for a folder beside logs without a prefix': {
      resources: flowsInto(bucket(expiry(7, { Prefix: 'query-results/' }))),
      at: ['Test/Logs'],
    },
    'locked for longer than the lifecycle asks for': {
      resources: flowsInto(bucket({ ...expiry(30), ...lock({ Mode: 'COMPLIANCE', Years: 1 }) })),
      at: ['Test/Logs'],
    },
    'a bucket of another account': {
      resources: { Flows: flows({ LogDestination: 'arn:aws:s3:::logs-of-the-organisation' }) },
      at: ['Test/Flows'],
    },
    'the destinations of the CDK': {
      build: (stack) => {
        const logs = new LogGroup(stack, 'Logs', { retention: RetentionDays.ONE_YEAR });
        new Vpc(stack, 'Network').addFlowLog('Flows', {
          destination: FlowLogDestination.toS3(addBucket(stack, 'Archive'), 'flows'),
        });
        new RestApi(stack, 'Api', {
          deployOptions: { accessLogDestination: new LogGroupLogDestination(logs), accessLogFormat: AccessLogFormat.clf() },
        }).root.addMethod('GET');
      },
      at: ['Test/Logs/Resource', 'Test/Archive/Resource', 'Test/Network/Flows/FlowLog', 'Test/Api/DeploymentStage.prod/Resource'],
    },
    "Strongroom's own": {
      build: (stack) => {
        new AuditTrail(stack, 'Trail');
        new SegmentedVpc(stack, 'Network');
        new WebAcl(stack, 'WebAcl');
      },
      at: ['Test/Trail/Resource', 'Test/Trail/Events/Resource', 'Test/WebAcl/Logs/Resource', 'Test/WebAcl/Logging'],
    },
  },
  violations: {
    'a log group of 180 days, of every source': {
      resources: { Logs: logGroup({ RetentionInDays: 180 }), ...DELIVERED, ...TO_LOG_GROUP },
      at: {
        'Test/Logs': [/logs of flows are kept for 180 days, not for 184 days/, /of API calls/, /firewall/, /DNS/, /requests/],
      },
    },
    ...Object.fromEntries(
      Object.entries(TO_LOG_GROUP).map(([source, of]) => [
        `90 days of ${source}`,
        {
          resources: { Logs: logGroup({ RetentionInDays: 90 }), ...DELIVERED, [source]: of },
          at: { 'Test/Logs': /kept for 90 days/ },
        },
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(TO_BUCKET).map(([source, of]) => [
        `90 days in a bucket of ${source}`,
        { resources: { Logs: bucket(expiry(90)), Stream, [source]: of }, at: { 'Test/Logs': /kept for 90 days/ } },
      ]),
    ),
    'a log group by its name': {
      resources: {
        Logs: logGroup({ LogGroupName: '/aws/vpc/flows', RetentionInDays: 30 }),
        Flows: flows({ LogGroupName: '/aws/vpc/flows' }),
      },
      at: { 'Test/Logs': /for 30 days/ },
    },
    'a bucket by its name': {
      resources: {
        Logs: bucket({ BucketName: 'logs-of-the-shop', ...expiry(30) }),
        Flows: flows({ LogDestination: 'arn:aws:s3:::logs-of-the-shop/flows/' }),
      },
      at: { 'Test/Logs': /for 30 days/ },
    },
    'a shorter time outside of production': {
      resources: { Logs: logGroup({ RetentionInDays: either(365, 30) }), Flows: TO_LOG_GROUP['Flows'] },
      at: { 'Test/Logs': /for 30 days/ },
    },
    'a shorter rule outside of production': {
      resources: flowsInto(bucket(lifecycle(either({ Status: 'Enabled', ExpirationInDays: 7 }, NO_VALUE)))),
      at: { 'Test/Logs': /for 7 days/ },
    },
    'a date': {
      resources: flowsInto(bucket(lifecycle({ Status: 'Enabled', ExpirationDate: '2030-01-01T00:00:00Z' }))),
      at: { 'Test/Logs': /until the date '2030-01-01/ },
    },
    'a rule for the folder of the logs': {
      resources: flowsInto(bucket(expiry(7, { Prefix: 'AWSLogs/123456789012/' }))),
      at: { 'Test/Logs': /for 7 days/ },
    },
    'what only the deployment knows': {
      resources: { Logs: logGroup({ RetentionInDays: UNKNOWN }), Flows: TO_LOG_GROUP['Flows'] },
      at: { 'Test/Logs': /only the deployment knows/ },
    },
    'a lock of three months, and a lifecycle of one': {
      resources: flowsInto(bucket({ ...expiry(30), ...lock({ Mode: 'COMPLIANCE', Days: 90 }) })),
      at: { 'Test/Logs': /for 30 days/ },
    },
    'a destination that only the deployment knows': {
      resources: { Flows: flows({ LogDestination: UNKNOWN }) },
      at: { 'Test/Flows': /only the deployment knows where its logs of flows go/ },
    },
    'a destination that CloudFormation looks up': {
      resources: { Flows: flows({ LogDestination: '{{resolve:ssm:/logs/bucket}}' }) },
      at: { 'Test/Flows': /only the deployment knows where/ },
    },
    'a destination that a condition decides': {
      resources: {
        Short: logGroup({ RetentionInDays: 1 }),
        Long: logGroup(),
        Flows: flows({ LogGroupName: either({ Ref: 'Long' }, { Ref: 'Short' }) }),
      },
      at: { 'Test/Short': /for 1 day,/ },
    },
    'the destinations of the CDK': {
      build: (stack) => {
        const archive = addBucket(stack, 'Archive', { lifecycleRules: [{ expiration: Duration.days(90) }] });
        new Vpc(stack, 'Network').addFlowLog('Flows', { destination: FlowLogDestination.toS3(archive, 'flows') });
      },
      at: { 'Test/Archive/Resource': /logs of flows are kept for 90 days/ },
    },
  },
  notApplicable: {
    'a log group of an application, access logs of a bucket, configurations': {
      resources: {
        Application: logGroup({ RetentionInDays: 7 }),
        Assets: bucket({ LoggingConfiguration: { DestinationBucketName: { Ref: 'Logs' } } }),
        Logs: bucket(expiry(30)),
        Channel: resource('AWS::Config::DeliveryChannel', { S3BucketName: { Ref: 'Logs' } }),
      },
      at: ['Test/Application', 'Test/Assets', 'Test/Logs', 'Test/Channel'],
    },
    'a load balancer whose logs are off': {
      resources: {
        Balancer: balancer({ 'access_logs.s3.enabled': 'false', 'access_logs.s3.bucket': { Ref: 'Logs' } }),
        Logs: bucket(expiry(30)),
      },
      at: ['Test/Balancer', 'Test/Logs'],
    },
    'what a model was asked, which CloudWatch delivers': {
      resources: {
        Delivery: TO_LOG_GROUP['Delivery'],
        ...DELIVERED,
        Source: resource('AWS::Logs::DeliverySource', { LogType: 'APPLICATION_LOGS' }),
        Logs: logGroup({ RetentionInDays: 30 }),
      },
      at: ['Test/Delivery', 'Test/Logs'],
    },
  },
};
