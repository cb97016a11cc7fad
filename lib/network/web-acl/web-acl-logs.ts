import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket, BucketEncryption, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { ArnFormat, Names, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { protectLogs } from '../../audit/archive-protection';
import { archiveRules } from '../../audit/archive-retention';
import { closedBucket } from '../../audit/closed-bucket';
import { LogArchive } from '../../audit/log-archive';
import { markDisposable } from '../../declaration/disposable';
import { declareOwn } from '../../declaration/own-data';
import { except, NEXT_REVIEW, OWN_EXCEPTIONS } from '../../exceptions';
import { KeyHierarchy } from '../../keys/key-hierarchy';
import { KeyPurpose } from '../../keys/key-purpose';
import { isDisposable } from '../../profile';
import { keptLogGroup } from '../logs/kept-log-group';

/** AWS WAF delivers to nothing whose name begins otherwise. */
const PREFIX = 'aws-waf-logs-';
const OWN_DATA = 'web-acl-logs';
/** Longest name of a bucket. */
const BUCKET_NAME_LENGTH = 63;
/** Of an account's id, and of the longest name of a region, `us-isof-south-1`, each with its hyphen. */
const ACCOUNT_AND_REGION_LENGTH = 13 + 16;

/** The log group of a web ACL. */
export function webAclLogGroup(scope: Construct): LogGroup {
  const name = `${PREFIX}${Names.uniqueResourceName(scope, { maxLength: 128, separator: '-' })}`;
  return keptLogGroup(scope, 'Logs', OWN_DATA, name);
}

/**
 * The bucket of a web ACL's logs: for many requests, as it costs less than a log group. It is kept and locked as the log archive is,
 * which can't hold these logs itself: its name has another beginning.
 *
 * Source: "Sending web ACL traffic logs to an Amazon Simple Storage Service bucket".
 */
export class WebAclLogBucket extends Construct {
  public readonly bucket: Bucket;

  public constructor(scope: Construct, id: string) {
    super(scope, id);
    const archive = LogArchive.of(this);
    this.bucket = new Bucket(this, 'Resource', {
      ...closedBucket(this),
      bucketName: this.bucketName(),
      encryption: BucketEncryption.KMS,
      encryptionKey: KeyHierarchy.of(this).key(KeyPurpose.LOGS),
      bucketKeyEnabled: true,
      objectLockEnabled: true,
      // What goes with its stack can't be locked: the lock holds for root, too.
      ...(!isDisposable(this) && { objectLockDefaultRetention: ObjectLockRetention.compliance(archive.retention) }),
      lifecycleRules: archiveRules(archive.retention),
      ...archive.accessLogsFor(this),
    });
    protectLogs(this.bucket, isDisposable(this));
    this.acceptDelivery();
    declareOwn(this, OWN_DATA);
    markDisposable(this);
    except(this.bucket, {
      rule: ['NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321'].map((pack) => `${pack}::${pack}-S3BucketReplicationEnabled`),
      reason:
        'Logs hold personal data of whoever called, and a copy in a second region may be outside the residency of the data.',
      owner: OWN_EXCEPTIONS,
      expires: NEXT_REVIEW,
    });
  }

  /** Names of buckets are one space for all accounts of a partition. */
  private bucketName(): string {
    const { account, region } = Stack.of(this);
    const maxLength = BUCKET_NAME_LENGTH - PREFIX.length - ACCOUNT_AND_REGION_LENGTH;
    return `${PREFIX}${account}-${region}-${Names.uniqueResourceName(this, { maxLength }).toLowerCase()}`;
  }

  private acceptDelivery(): void {
    const stack = Stack.of(this);
    const principals = [new ServicePrincipal('delivery.logs.amazonaws.com')];
    const ArnLike = {
      'aws:SourceArn': stack.formatArn({ service: 'logs', resource: '*', arnFormat: ArnFormat.NO_RESOURCE_NAME }),
    };
    const source = { 'aws:SourceAccount': stack.account };
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        principals,
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects(`AWSLogs/${stack.account}/*`)],
        conditions: { ArnLike, StringEquals: { ...source, 's3:x-amz-acl': 'bucket-owner-full-control' } },
      }),
    );
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        principals,
        actions: ['s3:GetBucketAcl', 's3:ListBucket'],
        resources: [this.bucket.bucketArn],
        conditions: { ArnLike, StringEquals: source },
      }),
    );
  }
}
