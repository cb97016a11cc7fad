import { PolicyStatement, type PolicyStatementProps, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, type Stack, Token } from 'aws-cdk-lib/core';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { partitionOf } from '../regions';
import { KeyPurpose } from './key-purpose';

/**
 * AWS services that use the key of a purpose by themselves, each for this account's resources alone. They stand in the key's policy
 * from the start, so that no store, queue or rule ever has to change it.
 */
export function serviceStatements(stack: Stack, purpose: KeyPurpose): PolicyStatement[] {
  if (purpose === KeyPurpose.LOGS) return [cloudWatchLogs(stack), ...cloudTrail(stack), logDelivery(stack)];
  if (purpose === KeyPurpose.MESSAGING) return [...publishers(stack), topicsToQueues(stack), ...eventBridge(stack)];
  return [];
}

/** The suffix of the region's DNS names: `amazonaws.com`, `amazonaws.com.cn`. */
function dnsSuffix(stack: Stack): string {
  const known = Token.isUnresolved(stack.region) ? undefined : RegionInfo.get(stack.region).domainSuffix;
  return known ?? stack.urlSuffix;
}

/**
 * The services as `kms:ViaService` has them. In China some call with the suffix of the other regions, so both are there, as in a
 * region that only the deployment knows.
 */
export function viaServices(stack: Stack, services: readonly string[]): string[] {
  const suffixes = new Set([dnsSuffix(stack)]);
  if (Token.isUnresolved(stack.region) || partitionOf(stack.region) === 'aws-cn') suffixes.add('amazonaws.com');
  return services.flatMap((service) => [...suffixes].map((suffix) => `${service}.${stack.region}.${suffix}`));
}

const DATA_KEY_READ_WRITE = ['kms:GenerateDataKey*', 'kms:Decrypt'];

function allow(sid: string, service: string, props: PolicyStatementProps): PolicyStatement {
  return new PolicyStatement({ sid, principals: [new ServicePrincipal(service)], resources: ['*'], ...props });
}

/** "Encrypt log data in CloudWatch Logs using AWS KMS". The principal is the region's, under its own DNS suffix. */
function cloudWatchLogs(stack: Stack): PolicyStatement {
  return allow('EncryptLogGroups', `logs.${stack.region}.${dnsSuffix(stack)}`, {
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups(stack) } },
  });
}

function logGroups(stack: Stack): string {
  return stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** "Configure AWS KMS key policies for CloudTrail". Decryption is for a bucket that has an S3 Bucket Key. */
function cloudTrail(stack: Stack): PolicyStatement[] {
  const trails = stack.formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: '*' });
  const source = { StringEquals: { 'aws:SourceAccount': stack.account } };
  return [
    allow('EncryptTrails', 'cloudtrail.amazonaws.com', {
      actions: ['kms:GenerateDataKey*'],
      conditions: { ...source, ArnLike: { 'aws:SourceArn': trails, 'kms:EncryptionContext:aws:cloudtrail:arn': trails } },
    }),
    allow('CheckKeyOfTrails', 'cloudtrail.amazonaws.com', {
      actions: ['kms:DescribeKey', 'kms:Decrypt'],
      conditions: { ...source, ArnLike: { 'aws:SourceArn': trails } },
    }),
  ];
}

/** "Publish flow logs to Amazon S3": required key policy for SSE-KMS. Web ACLs and resolvers log by the same service. */
function logDelivery(stack: Stack): PolicyStatement {
  const deliveries = stack.formatArn({ service: 'logs', resource: '*', arnFormat: ArnFormat.NO_RESOURCE_NAME });
  return allow('DeliverLogs', 'delivery.logs.amazonaws.com', {
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': deliveries } },
  });
}

/** "Amazon SNS key management": services that publish to encrypted topics and queues by themselves. */
function publishers(stack: Stack): PolicyStatement[] {
  const source = { StringEquals: { 'aws:SourceAccount': stack.account } };
  return [
    allow('PublishAlarms', 'cloudwatch.amazonaws.com', { actions: DATA_KEY_READ_WRITE, conditions: source }),
    allow('PublishBackupEvents', 'backup.amazonaws.com', { actions: DATA_KEY_READ_WRITE, conditions: source }),
    allow('PublishBucketEvents', 's3.amazonaws.com', { actions: DATA_KEY_READ_WRITE, conditions: source }),
  ];
}

function topicsToQueues(stack: Stack): PolicyStatement {
  return allow('DeliverToQueues', 'sns.amazonaws.com', {
    actions: DATA_KEY_READ_WRITE,
    conditions: { ArnLike: { 'aws:SourceArn': topics(stack) } },
  });
}

function topics(stack: Stack): string {
  return stack.formatArn({ service: 'sns', resource: '*', arnFormat: ArnFormat.NO_RESOURCE_NAME });
}

/**
 * "Encrypting EventBridge event buses with AWS KMS keys" and "Amazon SNS key management". SNS supports neither `aws:SourceAccount` nor
 * `aws:SourceArn` where EventBridge publishes to an encrypted topic, so the topic itself, which SNS puts into the encryption context,
 * stands in their place.
 */
function eventBridge(stack: Stack): PolicyStatement[] {
  const events = 'events.amazonaws.com';
  const buses = stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: '*' });
  const rules = stack.formatArn({ service: 'events', resource: 'rule', resourceName: '*' });
  const source = { StringEquals: { 'aws:SourceAccount': stack.account } };
  return [
    allow('EncryptEventBuses', events, {
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      conditions: { ...source, ArnLike: { 'kms:EncryptionContext:aws:events:event-bus:arn': buses } },
    }),
    allow('CheckKeyOfEventBuses', events, {
      actions: ['kms:DescribeKey'],
      conditions: { ...source, ArnLike: { 'aws:SourceArn': buses } },
    }),
    allow('PublishEvents', events, {
      actions: DATA_KEY_READ_WRITE,
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:sns:topicArn': topics(stack) } },
    }),
    allow('KeepUndeliveredEvents', events, {
      actions: DATA_KEY_READ_WRITE,
      conditions: { ...source, ArnLike: { 'aws:SourceArn': [rules, buses] } },
    }),
  ];
}
