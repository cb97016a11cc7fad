import { LogArchive } from '../../../../lib/audit/log-archive';
import { AuditTrail } from '../../../../lib/audit/trail';
import { logsApart } from '../../../../lib/compliance/rules/logging/logs-apart';
import type { RuleCases } from '../cases';
import {
  addBucket,
  addPersonalBucket,
  attribute,
  bucket,
  either,
  logGroup,
  personalBucket,
  resource,
  trail,
  UNKNOWN,
} from './fixtures';

const Orders = personalBucket();
const Archive = bucket();
const personalGroup = logGroup({ Tags: Orders.Properties['Tags'] });
const accessLogs = (DestinationBucketName: unknown) => ({ LoggingConfiguration: { DestinationBucketName } });
const channel = (S3BucketName: unknown) => resource('AWS::Config::DeliveryChannel', { S3BucketName });

export const CASES: RuleCases = {
  rule: logsApart,
  compliant: {
    'a trail beside the data': {
      resources: { Orders, Archive, Trail: trail({ S3BucketName: { Ref: 'Archive' } }) },
      at: ['Test/Archive', 'Test/Trail'],
    },
    'access logs of the data, beside it': {
      resources: { Orders: personalBucket(accessLogs({ Ref: 'Archive' })), Archive },
      at: ['Test/Orders', 'Test/Archive'],
    },
    'a bucket of another account': { resources: { Orders, Channel: channel('logs-of-the-organisation') }, at: ['Test/Channel'] },
    'access logs of the CDK': {
      build: (stack) => {
        addPersonalBucket(stack);
        addBucket(stack, 'Assets', { serverAccessLogsBucket: addBucket(stack, 'Logs') });
      },
      at: ['Test/Assets/Resource', 'Test/Logs/Resource'],
    },
    'an AuditTrail': {
      build: (stack) => {
        addPersonalBucket(stack);
        new LogArchive(stack, 'Logs').serve(stack);
        new AuditTrail(stack, 'Trail');
      },
      at: ['Test/Trail/Resource', 'Test/Logs/Archive/Resource/Resource', 'Test/Logs/AccessLogs/Resource'],
    },
  },
  violations: {
    'a trail among the data': {
      resources: { Orders, Trail: trail({ S3BucketName: { Ref: 'Orders' } }) },
      at: { 'Test/Orders': /the store holds personal data, and takes logs of API calls/ },
    },
    'access logs of a bucket in itself': {
      resources: { Orders: personalBucket({ LoggingConfiguration: { LogFilePrefix: 'logs/' } }) },
      at: { 'Test/Orders': /takes logs of requests to a bucket/ },
    },
    'flows and configurations': {
      resources: {
        Orders,
        Channel: channel({ Ref: 'Orders' }),
        Flows: resource('AWS::EC2::FlowLog', { LogDestination: attribute('Orders') }),
      },
      at: { 'Test/Orders': /takes logs of configurations, of flows|takes logs of flows, of configurations/ },
    },
    'a log group of personal data': {
      resources: {
        Messages: personalGroup,
        Stage: resource('AWS::ApiGateway::Stage', { AccessLogSetting: { DestinationArn: attribute('Messages') } }),
      },
      at: { 'Test/Messages': /takes logs of requests/ },
    },
    'among the data outside of production': {
      resources: { Orders, Archive, Channel: channel(either({ Ref: 'Archive' }, { Ref: 'Orders' })) },
      at: { 'Test/Orders': /configurations/ },
    },
    'where only the deployment knows': {
      resources: { Orders, Channel: channel(UNKNOWN), Assets: bucket(accessLogs(UNKNOWN)) },
      at: {
        'Test/Channel': /only the deployment knows where its logs of configurations go/,
        'Test/Assets': /only the deployment knows where its logs of requests to a bucket go/,
      },
    },
    'access logs of the CDK': {
      build: (stack) => void addBucket(stack, 'Assets', { serverAccessLogsBucket: addPersonalBucket(stack) }),
      at: { 'Test/Orders/Resource': /the store holds personal data/ },
    },
  },
  notApplicable: {
    'a bucket that takes no logs': { resources: { Orders }, at: ['Test/Orders'] },
    'logs, where there is no data of persons': {
      resources: { Archive, Trail: trail({ S3BucketName: { Ref: 'Archive' } }), Channel: channel(UNKNOWN) },
      at: ['Test/Archive', 'Test/Trail', 'Test/Channel'],
    },
  },
};
