import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { CfnResolverQueryLoggingConfig, CfnResolverQueryLoggingConfigAssociation } from 'aws-cdk-lib/aws-route53resolver';
import { Construct } from 'constructs';
import { admitDelivery } from '../logs/delivered-logs';
import { keptLogGroup } from '../logs/kept-log-group';

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
    const logGroup = keptLogGroup(this, 'Logs', 'dns-query-logs');
    const delivery = admitDelivery(logGroup);
    const logging = new CfnResolverQueryLoggingConfig(this, 'Resource', { destinationArn: logGroup.logGroupArn });
    logging.node.addDependency(delivery);
    new CfnResolverQueryLoggingConfigAssociation(this, 'Association', {
      resolverQueryLogConfigId: logging.attrId,
      resourceId: props.vpc.vpcId,
    });
  }
}
