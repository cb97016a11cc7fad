import { AnyPrincipal, Effect, Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { closedBucket } from '../audit/closed-bucket';
import { LogArchive } from '../audit/log-archive';
import type { DataAsset } from '../declaration/data-asset';
import { markDisposable } from '../declaration/disposable';
import { DataInventory } from '../declaration/inventory';
import type { ProtectedStore } from '../declaration/protected-store';
import { KeyHierarchy } from '../keys/key-hierarchy';
import { assertBucketRetention, retentionRules } from './bucket-retention';

/** Properties of a `CustomerDataBucket`. */
export interface CustomerDataBucketProps {
  /** The declaration of the data that the bucket holds. Key, tags, lifecycle and residency follow from it. */
  readonly asset: DataAsset;
}

/**
 * An S3 bucket for the data of one asset: private, versioned, encrypted under the key of the asset's category, readable over
 * TLS 1.2 and later only, its accesses logged, its objects gone when the asset's retention ends.
 *
 * @throws InvalidInputError when the retention is under 2 days, or when the stack's region is outside the residency
 */
export class CustomerDataBucket extends Construct implements ProtectedStore {
  public readonly asset: DataAsset;
  public readonly bucket: Bucket;
  /** The key that every object is encrypted under. */
  public readonly key: IKey;

  public constructor(scope: Construct, id: string, props: CustomerDataBucketProps) {
    super(scope, id);
    this.asset = props.asset;
    assertBucketRetention(props.asset);
    this.key = KeyHierarchy.of(this).keyFor(props.asset);
    this.bucket = new Bucket(this, 'Resource', {
      ...closedBucket(this),
      encryption: BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      lifecycleRules: retentionRules(props.asset.retention),
      ...LogArchive.of(this).accessLogsFor(this),
    });
    this.refuseOtherEncryption();
    DataInventory.of(this).record(props.asset, this);
    markDisposable(this);
  }

  /** Lets `grantee` list and read objects, and decrypt them through S3. */
  public grantRead(grantee: IGrantable): Grant {
    return this.grant(grantee, ['s3:GetObject'], ['kms:Decrypt']);
  }

  /** Lets `grantee` list, read, write and delete objects, and use the key through S3. */
  public grantReadWrite(grantee: IGrantable): Grant {
    const actions = ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'];
    return this.grant(grantee, actions, ['kms:Decrypt', 'kms:GenerateDataKey']);
  }

  /** The CDK's own grants hold families of actions (`s3:GetObject*`); these are the ones that reading and writing need. */
  private grant(grantee: IGrantable, onObjects: string[], onKey: string[]): Grant {
    return Grant.addToPrincipal({ grantee, actions: onObjects, resourceArns: [this.bucket.arnForObjects('*')] })
      .combine(Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [this.bucket.bucketArn] }))
      .combine(this.key.grant(grantee, ...onKey));
  }

  /** A request that names no encryption gets the bucket's; one that names another key or none of KMS is refused. */
  private refuseOtherEncryption(): void {
    const refused = {
      's3:x-amz-server-side-encryption': 'aws:kms',
      's3:x-amz-server-side-encryption-aws-kms-key-id': this.key.keyArn,
    };
    for (const [header, only] of Object.entries(refused)) {
      this.bucket.addToResourcePolicy(
        new PolicyStatement({
          sid: header.endsWith('key-id') ? 'RefuseOtherKeys' : 'RefuseOtherEncryption',
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: ['s3:PutObject'],
          resources: [this.bucket.arnForObjects('*')],
          conditions: { Null: { [header]: 'false' }, StringNotEquals: { [header]: only } },
        }),
      );
    }
  }
}
