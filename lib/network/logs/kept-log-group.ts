import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { declareOwn } from '../../declaration/own-data';
import { KeyHierarchy } from '../../keys/key-hierarchy';
import { KeyPurpose } from '../../keys/key-purpose';
import { statefulRemovalPolicy } from '../../profile';

/**
 * A log group for what happens in a network: kept a year, under the key for logs, where an investigation can search it.
 *
 * @param asset what it holds, as `declareOwn` takes it
 * @param logGroupName where a service demands one; CloudFormation's own otherwise
 */
export function keptLogGroup(scope: Construct, id: string, asset: string, logGroupName?: string): LogGroup {
  const logGroup = new LogGroup(scope, id, {
    ...(logGroupName !== undefined && { logGroupName }),
    encryptionKey: KeyHierarchy.of(scope).key(KeyPurpose.LOGS),
    retention: RetentionDays.ONE_YEAR,
    removalPolicy: statefulRemovalPolicy(scope),
  });
  declareOwn(logGroup, asset);
  return logGroup;
}
