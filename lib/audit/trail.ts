import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Names, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { declareOwn } from '../declaration/own-data';
import { KeyHierarchy } from '../keys/key-hierarchy';
import { KeyPurpose } from '../keys/key-purpose';
import { isDisposable, statefulRemovalPolicy } from '../profile';
import { LogArchive } from './log-archive';

/** First part of the keys of the trail's objects in the archive. */
const PREFIX = 'trail';
const NAME_LENGTH = 100;

/**
 * The record of every API call in the account, in every region, and of every access to an S3 object or DynamoDB item, but for what is
 * put into the log archive: validated by CloudTrail's chain of digests, kept in the log archive, and for a year in a log group that
 * alarms read.
 */
export class AuditTrail extends Construct {
  public readonly trail: CfnTrail;
  public readonly trailArn: string;
  /** Holds a year of the trail, for metric filters and queries. */
  public readonly logGroup: LogGroup;

  public constructor(scope: Construct, id: string) {
    super(scope, id);
    const stack = Stack.of(this);
    const archive = LogArchive.of(this);
    // The archive's policy names the trail before it exists, so its name can't be CloudFormation's.
    const trailName = `strongroom-${Names.uniqueResourceName(this, { maxLength: NAME_LENGTH, separator: '-' })}`;
    this.trailArn = stack.formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: trailName });
    archive.acceptTrail({ trailArn: this.trailArn, prefix: PREFIX });
    const key = KeyHierarchy.of(this).key(KeyPurpose.LOGS);
    this.logGroup = new LogGroup(this, 'Events', {
      encryptionKey: key,
      retention: RetentionDays.ONE_YEAR,
      deletionProtectionEnabled: !isDisposable(this),
      removalPolicy: statefulRemovalPolicy(this),
    });
    declareOwn(this.logGroup, 'audit-logs');
    const { role, policy } = this.delivery();
    this.trail = new CfnTrail(this, 'Resource', {
      trailName,
      isLogging: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      kmsKeyId: key.keyArn,
      s3BucketName: archive.bucket.bucketName,
      s3KeyPrefix: PREFIX,
      cloudWatchLogsLogGroupArn: this.logGroup.logGroupArn,
      cloudWatchLogsRoleArn: role.roleArn,
      advancedEventSelectors: selectors(archive),
      insightSelectors: [{ insightType: 'ApiCallRateInsight' }, { insightType: 'ApiErrorRateInsight' }],
    });
    this.trail.node.addDependency(policy);
    // CloudTrail tries to write when the trail is made.
    if (archive.bucket.policy) this.trail.node.addDependency(archive.bucket.policy);
  }

  private delivery(): { role: Role; policy: ManagedPolicy } {
    const role = new Role(this, 'Delivery', {
      description: 'Lets CloudTrail write the events of the audit trail to its log group',
      // CloudTrail names no source when it takes this role: "Role policy document for CloudTrail to use CloudWatch Logs for monitoring".
      assumedBy: new ServicePrincipal('cloudtrail.amazonaws.com'),
    });
    const policy = new ManagedPolicy(this, 'DeliveryPolicy', {
      roles: [role],
      statements: [
        new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [this.logGroup.logGroupArn] }),
      ],
    });
    return { role, policy };
  }
}

/** How an object comes into a bucket. */
const PUTS = ['CompleteMultipartUpload', 'CreateMultipartUpload', 'PutObject', 'UploadPart'];

/**
 * Every management event, and every access to data. Only what puts objects into the archive is left out, since each delivery would be
 * an event that makes the next delivery. Who reads the archive, or tries to delete from it, stands in the archive, locked; who else
 * tried to put something there, and was refused, in its access logs alone, which no lock holds. Source: "Logging data events".
 */
function selectors(archive: LogArchive): CfnTrail.AdvancedEventSelectorProperty[] {
  const ownLogs = [archive.bucket, archive.accessLogs].map((bucket) => bucket.arnForObjects(''));
  const objects = [equal('eventCategory', 'Data'), equal('resources.type', 'AWS::S3::Object')];
  return [
    { name: 'Management events', fieldSelectors: [equal('eventCategory', 'Management')] },
    {
      name: 'S3 objects, but for the log archive',
      fieldSelectors: [...objects, { field: 'resources.ARN', notStartsWith: ownLogs }],
    },
    {
      name: 'Objects of the log archive, but for deliveries',
      fieldSelectors: [...objects, { field: 'resources.ARN', startsWith: ownLogs }, { field: 'eventName', notEquals: PUTS }],
    },
    {
      name: 'DynamoDB items',
      fieldSelectors: [equal('eventCategory', 'Data'), equal('resources.type', 'AWS::DynamoDB::Table')],
    },
  ];
}

function equal(field: string, value: string): CfnTrail.AdvancedFieldSelectorProperty {
  return { field, equalTo: [value] };
}
