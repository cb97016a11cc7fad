import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnResolverQueryLoggingConfig, CfnResolverQueryLoggingConfigAssociation } from 'aws-cdk-lib/aws-route53resolver';
import { Construct } from 'constructs';
import { declareOwn } from '../../declaration/own-data';
import { KeyHierarchy } from '../../keys/key-hierarchy';
import { KeyPurpose } from '../../keys/key-purpose';
import { statefulRemovalPolicy } from '../../profile';
import { admitDelivery } from '../logs/delivered-logs';

/** Properties of `DnsQueryLogs`. */
export interface DnsQueryLogsProps {
  readonly vpc: IVpc;
}

/**
 * Every name that a VPC looks up: who asked, what was answered, and what the DNS firewall did. Kept a year, under the key for logs,
 * where an investigation can search them.
 *
 * Source: "Resolver query logging".
 */
export class DnsQueryLogs extends Construct {
  public constructor(scope: Construct, id: string, props: DnsQueryLogsProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      encryptionKey: KeyHierarchy.of(this).key(KeyPurpose.LOGS),
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: statefulRemovalPolicy(this),
    });
    declareOwn(logGroup, 'dns-query-logs');
    const delivery = admitDelivery(logGroup);
    const logging = new CfnResolverQueryLoggingConfig(this, 'Resource', { destinationArn: logGroup.logGroupArn });
    if (delivery !== undefined) logging.node.addDependency(delivery);
    new CfnResolverQueryLoggingConfigAssociation(this, 'Association', {
      resolverQueryLogConfigId: logging.attrId,
      resourceId: props.vpc.vpcId,
    });
  }
}
