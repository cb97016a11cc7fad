import {
  BlockedEncryptionType,
  BlockPublicAccess,
  type BucketProps,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { isDisposable, statefulRemovalPolicy } from '../profile';

/** What every bucket of Strongroom's has in common, whatever it holds: private, versioned, readable over TLS 1.2 and later only. */
export function closedBucket(scope: IConstruct): BucketProps {
  return {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    blockedEncryptionTypes: [BlockedEncryptionType.SSE_C],
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    removalPolicy: statefulRemovalPolicy(scope),
    autoDeleteObjects: isDisposable(scope),
  };
}

/** A rule of its own: S3 takes no `expiredObjectDeleteMarker` beside an expiration in days. */
export const EXPIRE_DELETE_MARKERS: LifecycleRule = { id: 'delete-markers', expiredObjectDeleteMarker: true };
