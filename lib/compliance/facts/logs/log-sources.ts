import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { elements, isFalse, read, readFrom } from '../../template/values';

/** What a log records. */
export enum LogKind {
  TRAIL = 'API calls',
  FLOW = 'flows',
  DNS = 'DNS queries',
  FIREWALL = 'what a firewall saw',
  REQUESTS = 'requests',
  BUCKET = 'requests to a bucket',
  CONFIGURATION = 'configurations',
}

/** Where a resource says that its logs go. */
export interface LogOutlet {
  readonly kind: LogKind;
  /** The property that says it: `S3BucketName`. */
  readonly property: string;
  /** The name or ARN of the destination, as `read` has it. */
  readonly to: readonly Target[];
  /** First part of the keys of the logs in a bucket; absent where the destination has it, or nothing has. */
  readonly prefix: readonly Target[];
  /** Whether keys go on with `AWSLogs/`, whatever the prefix. */
  readonly awsLogs: boolean;
}

interface Row {
  readonly kind: LogKind;
  readonly to: readonly string[];
  readonly prefix?: string;
  readonly awsLogs?: true;
}

const FIREWALL_DESTINATION = 'LoggingConfiguration.LogDestinationConfigs.*.LogDestination';

/** Types that log where properties say. Paths as in `read`. */
const ROWS: Readonly<Record<string, Row>> = {
  'AWS::ApiGateway::Stage': { kind: LogKind.REQUESTS, to: ['AccessLogSetting.DestinationArn'] },
  'AWS::ApiGatewayV2::Stage': { kind: LogKind.REQUESTS, to: ['AccessLogSettings.DestinationArn'] },
  'AWS::CloudFront::Distribution': {
    kind: LogKind.REQUESTS,
    to: ['DistributionConfig.Logging.Bucket'],
    prefix: 'DistributionConfig.Logging.Prefix',
  },
  'AWS::CloudTrail::Trail': {
    kind: LogKind.TRAIL,
    to: ['S3BucketName', 'CloudWatchLogsLogGroupArn'],
    prefix: 'S3KeyPrefix',
    awsLogs: true,
  },
  'AWS::Config::DeliveryChannel': {
    kind: LogKind.CONFIGURATION,
    to: ['S3BucketName'],
    prefix: 'S3KeyPrefix',
    awsLogs: true,
  },
  'AWS::EC2::FlowLog': { kind: LogKind.FLOW, to: ['LogDestination', 'LogGroupName'], awsLogs: true },
  'AWS::ElasticLoadBalancing::LoadBalancer': {
    kind: LogKind.REQUESTS,
    to: ['AccessLoggingPolicy.S3BucketName'],
    prefix: 'AccessLoggingPolicy.S3BucketPrefix',
    awsLogs: true,
  },
  'AWS::NetworkFirewall::LoggingConfiguration': {
    kind: LogKind.FIREWALL,
    to: ['bucketName', 'logGroup', 'deliveryStream'].map((key) => `${FIREWALL_DESTINATION}.${key}`),
    prefix: `${FIREWALL_DESTINATION}.prefix`,
    awsLogs: true,
  },
  'AWS::Route53::HostedZone': { kind: LogKind.DNS, to: ['QueryLoggingConfig.CloudWatchLogsLogGroupArn'] },
  'AWS::Route53Resolver::ResolverQueryLoggingConfig': { kind: LogKind.DNS, to: ['DestinationArn'], awsLogs: true },
  'AWS::VpcLattice::AccessLogSubscription': { kind: LogKind.REQUESTS, to: ['DestinationArn'], awsLogs: true },
  'AWS::WAFv2::LoggingConfiguration': { kind: LogKind.FIREWALL, to: ['LogDestinationConfigs.*'], awsLogs: true },
};

/** Types that say it in another way. */
const ELSEWHERE: Readonly<Record<string, (source: Resource, index: TemplateIndex) => readonly LogOutlet[]>> = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ofLoadBalancer,
  'AWS::Logs::Delivery': ofDelivery,
  'AWS::S3::Bucket': ofBucket,
};

/** Types that log to a bucket, log group or stream that their template names. */
export const LOG_SOURCE_TYPES: readonly string[] = [...Object.keys(ROWS), ...Object.keys(ELSEWHERE)];

/** Where the logs of a resource go, as it says. */
export function logOutletsOf(source: Resource, index: TemplateIndex): readonly LogOutlet[] {
  const row = ROWS[source.type];
  if (row === undefined) return ELSEWHERE[source.type]?.(source, index) ?? [];
  const prefix = row.prefix === undefined ? [] : read(index, source, row.prefix);
  return row.to.map((path) => ({
    kind: row.kind,
    property: path.replace(/\.\*.*$/, ''),
    to: read(index, source, path),
    prefix,
    awsLogs: row.awsLogs === true,
  }));
}

/** Attributes of a load balancer: `access_logs.s3.bucket` counts unless `access_logs.s3.enabled` is surely not true. */
function ofLoadBalancer(source: Resource, index: TemplateIndex): readonly LogOutlet[] {
  const property = 'LoadBalancerAttributes';
  const attributes = new Map<unknown, readonly Target[]>();
  for (const attribute of elements(index, source, property)) {
    if (attribute.kind !== 'literal') continue;
    const value = readFrom(index, source, attribute.value, 'Value');
    for (const key of readFrom(index, source, attribute.value, 'Key')) {
      if (key.kind === 'literal') attributes.set(key.value, value);
    }
  }
  return ['access_logs', 'connection_logs', 'health_check_logs'].flatMap((log) => {
    const enabled = attributes.get(`${log}.s3.enabled`) ?? [];
    if (enabled.every((target) => target.kind === 'literal' && isFalse(target.value))) return [];
    const to = attributes.get(`${log}.s3.bucket`) ?? [];
    return [{ kind: LogKind.REQUESTS, property, to, prefix: attributes.get(`${log}.s3.prefix`) ?? [], awsLogs: true }];
  });
}

/** Without a destination, a bucket's access logs go to itself. */
function ofBucket(source: Resource, index: TemplateIndex): readonly LogOutlet[] {
  const property = 'LoggingConfiguration';
  return read(index, source, property).flatMap((logging): readonly LogOutlet[] => {
    if (logging.kind === 'literal' && logging.value === undefined) return [];
    const to = logging.kind === 'literal' ? readFrom(index, source, logging.value, 'DestinationBucketName') : [logging];
    const prefix = logging.kind === 'literal' ? readFrom(index, source, logging.value, 'LogFilePrefix') : [];
    const orItself = to.map((target): Target => {
      return target.kind === 'literal' && target.value === undefined ? { kind: 'resource', resource: source } : target;
    });
    return [{ kind: LogKind.BUCKET, property, to: orItself, prefix, awsLogs: false }];
  });
}

/** Kinds of log that CloudWatch delivers for a service and that are a network's: those of requests, connections and flows. */
const NETWORK_LOGS = /(ACCESS|CONNECTION|FLOW|ALERT|TLS|QUERY)_LOGS$/;

function ofDelivery(source: Resource, index: TemplateIndex): readonly LogOutlet[] {
  const property = 'DeliveryDestinationArn';
  const types = read(index, source, 'DeliverySourceName').flatMap((named) => {
    return named.kind === 'resource' ? read(index, named.resource, 'LogType') : [];
  });
  const ofNetwork = types.some((type) => type.kind !== 'literal' || NETWORK_LOGS.test(String(type.value)));
  return ofNetwork ? [{ kind: LogKind.REQUESTS, property, to: read(index, source, property), prefix: [], awsLogs: false }] : [];
}
