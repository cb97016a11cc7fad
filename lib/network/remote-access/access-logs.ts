import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { declareOwn } from '../../declaration/own-data';
import { KeyHierarchy } from '../../keys/key-hierarchy';
import { KeyPurpose } from '../../keys/key-purpose';
import { statefulRemovalPolicy } from '../../profile';

/**
 * A log group of who came in and what they did: for a year, under the key for logs.
 *
 * @param asset what it holds, as `declareOwn` takes it
 */
export function accessLogs(scope: Construct, id: string, asset: string): LogGroup {
  const logGroup = new LogGroup(scope, id, {
    encryptionKey: KeyHierarchy.of(scope).key(KeyPurpose.LOGS),
    retention: RetentionDays.ONE_YEAR,
    removalPolicy: statefulRemovalPolicy(scope),
  });
  declareOwn(logGroup, asset);
  return logGroup;
}
