import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket, BucketEncryption, type BucketProps, type IBucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Annotations, ArnFormat, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { markDisposable } from '../declaration/disposable';
import { declareOwn } from '../declaration/own-data';
import { except, NEXT_REVIEW, OWN_EXCEPTIONS } from '../exceptions';
import { KeyHierarchy } from '../keys/key-hierarchy';
import { KeyPurpose } from '../keys/key-purpose';
import { isDisposable } from '../profile';
import { Provided } from '../provided';
import { protectLogs } from './archive-protection';
import { archiveRules, validateArchiveRetention } from './archive-retention';
import { closedBucket } from './closed-bucket';

/** Properties of a `LogArchive`. */
export interface LogArchiveProps {
  /**
   * How long logs are kept, and locked: whole days, at least 184, as network logs are to be kept for six months
   * (Cybersecurity Law of the PRC Art. 23(3), formerly 21(3)).
   * @default Duration.days(365)
   */
  readonly retention?: Duration;
}

/** Where a bucket sends its server access logs: two properties of `BucketProps`. */
export interface AccessLogsDestination {
  readonly serverAccessLogsBucket: IBucket;
  readonly serverAccessLogsPrefix: string;
}

/** A trail that delivers to the archive. */
export interface ArchivedTrail {
  readonly trailArn: string;
  /** First part of the keys of its objects, without a slash at its end. */
  readonly prefix: string;
}

/**
 * Where logs go and stay: written by AWS services only, and kept for their retention. In the production profile, what is in `bucket`
 * is deleted by nobody before that, the account's root included; what is in `accessLogs` is kept by the bucket's policy alone, which
 * whoever may deploy can change. Who reads or deletes access logs is in the trail, and so in `bucket`.
 *
 * @throws InvalidInputError when the retention is not valid
 */
export class LogArchive extends Construct {
  /** First part of the keys of VPC flow logs. */
  public static readonly FLOW_LOGS_PREFIX = 'flow-logs';
  /** First part of the keys of network firewalls' logs. */
  public static readonly FIREWALL_LOGS_PREFIX = 'network-firewall';

  /** The archive that serves `scope`: the nearest one provided, else one made in its stack. */
  public static of(scope: IConstruct): LogArchive {
    return ARCHIVE.of(scope);
  }

  /** Holds trails, VPC flow logs and network firewalls' logs, under the key for logs. */
  public readonly bucket: Bucket;
  /**
   * Holds S3 server access logs, under S3's own key and without Object Lock: the service writes to no other bucket. Source:
   * "Enabling Amazon S3 server access logging".
   */
  public readonly accessLogs: Bucket;
  /** How long logs are kept. */
  public readonly retention: Duration;

  public constructor(scope: Construct, id: string, props: LogArchiveProps = {}) {
    super(scope, id);
    this.retention = props.retention ?? Duration.days(365);
    validateArchiveRetention(this.node.path, this.retention);
    this.accessLogs = this.accessLogsBucket();
    this.bucket = this.archiveBucket();
    this.bucket.node.addDependency(this.accessLogs);
    for (const bucket of [this.bucket, this.accessLogs]) protectLogs(bucket, isDisposable(this));
    this.acceptNetworkLogs();
    declareOwn(this, 'audit-logs');
    markDisposable(this);
    except(this, {
      rule: inPacks('S3BucketReplicationEnabled'),
      reason: 'Logs hold personal data of whoever acted, and a copy in a second region may be outside the residency of the data.',
      owner: OWN_EXCEPTIONS,
      expires: NEXT_REVIEW,
    });
  }

  /**
   * Where the bucket below `scope` sends its server access logs: `new Bucket(this, 'Resource', { ..., ...archive.accessLogsFor(this) })`.
   *
   * The destination takes logs of every bucket of the account and needs no change for one more. So it comes as a reference that
   * nothing can be added to, and the archive's stack never depends on the stack of a bucket.
   */
  public accessLogsFor(scope: Construct): AccessLogsDestination {
    const serverAccessLogsBucket = Bucket.fromBucketName(scope, 'AccessLogs', this.accessLogs.bucketName);
    if (this.accessLogs.policy && !this.node.scopes.includes(scope)) scope.node.addDependency(this.accessLogs.policy);
    Annotations.of(scope).acknowledgeWarning(
      '@aws-cdk/aws-s3:accessLogsPolicyNotAdded',
      'The policy of the destination already takes the access logs of every bucket of this account.',
    );
    return { serverAccessLogsBucket, serverAccessLogsPrefix: `${scope.node.path}/` };
  }

  /** Lets a trail, and no other, deliver below its prefix. Source: "Amazon S3 bucket policy for CloudTrail". */
  public acceptTrail(trail: ArchivedTrail): void {
    const cloudTrail = { principals: [new ServicePrincipal('cloudtrail.amazonaws.com')] };
    const source = { 'aws:SourceArn': trail.trailArn };
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        ...cloudTrail,
        actions: ['s3:GetBucketAcl'],
        resources: [this.bucket.bucketArn],
        conditions: { StringEquals: source },
      }),
    );
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        ...cloudTrail,
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects(`${trail.prefix}/AWSLogs/${Stack.of(this).account}/*`)],
        conditions: { StringEquals: { ...source, 's3:x-amz-acl': 'bucket-owner-full-control' } },
      }),
    );
  }

  /** Lets `scope` and everything below it log here. */
  public serve(scope: IConstruct): this {
    ARCHIVE.provide(scope, this);
    return this;
  }

  private archiveBucket(): Bucket {
    const scope = new Construct(this, 'Archive');
    return new Bucket(scope, 'Resource', {
      ...this.common(),
      encryption: BucketEncryption.KMS,
      encryptionKey: KeyHierarchy.of(this).key(KeyPurpose.LOGS),
      bucketKeyEnabled: true,
      objectLockEnabled: true,
      // What goes with its stack can't be locked: the lock holds for root, too.
      ...(!isDisposable(this) && { objectLockDefaultRetention: ObjectLockRetention.compliance(this.retention) }),
      ...this.accessLogsFor(scope),
    });
  }

  private accessLogsBucket(): Bucket {
    const bucket = new Bucket(this, 'AccessLogs', { ...this.common(), encryption: BucketEncryption.S3_MANAGED });
    const stack = Stack.of(this);
    bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects('*')],
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 's3', region: '', account: '', resource: '*' }) },
        },
      }),
    );
    except(bucket, {
      rule: inPacks('S3DefaultEncryptionKMS'),
      reason:
        'S3 delivers server access logs to no bucket whose default encryption is a key of KMS; S3 encrypts them under its own.',
      owner: OWN_EXCEPTIONS,
      expires: NEXT_REVIEW,
    });
    return bucket;
  }

  private common(): BucketProps {
    return { ...closedBucket(this), lifecycleRules: archiveRules(this.retention) };
  }

  /**
   * Sources: "Publish flow logs to Amazon S3", "Amazon S3 bucket permissions for flow logs", "Sending AWS Network Firewall logs to
   * Amazon Simple Storage Service".
   */
  private acceptNetworkLogs(): void {
    const stack = Stack.of(this);
    const delivery = { principals: [new ServicePrincipal('delivery.logs.amazonaws.com')] };
    const source = {
      ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'logs', resource: '*', arnFormat: ArnFormat.NO_RESOURCE_NAME }) },
    };
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        ...delivery,
        actions: ['s3:PutObject'],
        resources: [
          `${LogArchive.FLOW_LOGS_PREFIX}/AWSLogs/${stack.account}/*`,
          // With Hive partitions, the account stands in the path by name.
          `${LogArchive.FLOW_LOGS_PREFIX}/AWSLogs/aws-account-id=${stack.account}/*`,
          `${LogArchive.FIREWALL_LOGS_PREFIX}/AWSLogs/${stack.account}/*`,
        ].map((keys) => this.bucket.arnForObjects(keys)),
        conditions: {
          ...source,
          StringEquals: { 'aws:SourceAccount': stack.account, 's3:x-amz-acl': 'bucket-owner-full-control' },
        },
      }),
    );
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        ...delivery,
        actions: ['s3:GetBucketAcl', 's3:ListBucket'],
        resources: [this.bucket.bucketArn],
        conditions: { ...source, StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    );
  }
}

/** The ids of a rule that several packs of cdk-nag have under one name. */
function inPacks(name: string): string[] {
  return ['NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321'].map((pack) => `${pack}::${pack}-${name}`);
}

const ARCHIVE = new Provided<LogArchive>('LogArchive', (scope, id) => new LogArchive(scope, id));
