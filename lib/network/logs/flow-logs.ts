import { CfnFlowLog, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { LogArchive } from '../../audit/log-archive';
import { Feature, isAvailable } from '../../availability';

/** Properties of `FlowLogs`. */
export interface FlowLogsProps {
  readonly vpc: IVpc;
}

/** What an investigation asks of a flow: who, where in the network, with whom behind a gateway or load balancer, what, when, and whether, and why not, it passed. */
const FIELDS = [
  ...['version', 'account-id', 'region', 'vpc-id', 'subnet-id', 'az-id', 'interface-id', 'instance-id'],
  ...['flow-direction', 'traffic-path', 'srcaddr', 'srcport', 'dstaddr', 'dstport'],
  ...['pkt-srcaddr', 'pkt-src-aws-service', 'pkt-dstaddr', 'pkt-dst-aws-service'],
  ...['type', 'protocol', 'tcp-flags', 'packets', 'bytes', 'start', 'end', 'action', 'reject-reason', 'log-status'],
] as const;

/** Whether the flow was encrypted, where AWS sees to that. */
const ENCRYPTION = 'encryption-status';

/**
 * Flow logs of all traffic of a VPC, every minute, to the log archive: Parquet, in Hive partitions of an hour, so that a question
 * about an hour reads that hour only.
 *
 * The archive's policy must stand first: EC2 replaces the policy of a bucket that doesn't admit its delivery. Sources: "Flow log
 * records", "Amazon S3 bucket permissions for flow logs", "Enforce VPC encryption in transit".
 */
export class FlowLogs extends Construct {
  public constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const { bucket } = LogArchive.of(this);
    const fields = [...FIELDS, ...(isAvailable(this, Feature.VPC_ENCRYPTION_CONTROL) ? [ENCRYPTION] : [])];
    const flowLog = new CfnFlowLog(this, 'Resource', {
      resourceType: 'VPC',
      resourceId: props.vpc.vpcId,
      trafficType: 'ALL',
      maxAggregationInterval: 60,
      logDestinationType: 's3',
      logDestination: bucket.arnForObjects(`${LogArchive.FLOW_LOGS_PREFIX}/`),
      logFormat: fields.map((field) => `\${${field}}`).join(' '),
      destinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: true, PerHourPartition: true },
    });
    if (bucket.policy !== undefined) flowLog.node.addDependency(bucket.policy);
  }
}
