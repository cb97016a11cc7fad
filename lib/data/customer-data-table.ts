import { type Attribute, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { DataAsset } from '../declaration/data-asset';
import { markDisposable } from '../declaration/disposable';
import { DataInventory } from '../declaration/inventory';
import type { ProtectedStore } from '../declaration/protected-store';
import { KeyHierarchy } from '../keys/key-hierarchy';
import { isDisposable, statefulRemovalPolicy } from '../profile';

/** Longest period that DynamoDB can restore to a second of, in days. */
const LONGEST_POINT_IN_TIME_DAYS = 35;

const READ = [
  'dynamodb:BatchGetItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DescribeTable',
  'dynamodb:GetItem',
  'dynamodb:Query',
  'dynamodb:Scan',
];
const WRITE = ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];

/** Properties of a `CustomerDataTable`. */
export interface CustomerDataTableProps {
  /** The declaration of the data that the table holds. Key, tags, recovery period and residency follow from it. */
  readonly asset: DataAsset;
  /** Partition key of the items. Never a personal identifier in clear: keys are seen in logs and metrics. */
  readonly partitionKey: Attribute;
  /**
   * Sort key of the items.
   * @default - none
   */
  readonly sortKey?: Attribute;
}

/**
 * A DynamoDB table for the data of one asset: encrypted under the key of the asset's category, restorable to any second, protected
 * against deletion. Items expire by the attribute `expiresAt` (seconds since 1970, at most now plus the asset's retention).
 *
 * @throws InvalidInputError when the stack's region is outside the residency
 */
export class CustomerDataTable extends Construct implements ProtectedStore {
  /** Attribute that says when an item goes, in seconds since 1970. */
  public static readonly EXPIRY_ATTRIBUTE = 'expiresAt';

  public readonly asset: DataAsset;
  public readonly table: Table;
  /** The key that the table is encrypted under. */
  public readonly key: IKey;

  public constructor(scope: Construct, id: string, props: CustomerDataTableProps) {
    super(scope, id);
    this.asset = props.asset;
    this.key = KeyHierarchy.of(this).keyFor(props.asset);
    this.table = new Table(this, 'Resource', {
      partitionKey: props.partitionKey,
      ...(props.sortKey && { sortKey: props.sortKey }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: Math.min(LONGEST_POINT_IN_TIME_DAYS, props.asset.retention.toDays()),
      },
      timeToLiveAttribute: CustomerDataTable.EXPIRY_ATTRIBUTE,
      deletionProtection: !isDisposable(this),
      removalPolicy: statefulRemovalPolicy(this),
    });
    DataInventory.of(this).record(props.asset, this);
    markDisposable(this);
  }

  /** Lets `grantee` read items, and decrypt them through DynamoDB. */
  public grantRead(grantee: IGrantable): Grant {
    return this.grant(grantee, READ);
  }

  /** Lets `grantee` read, write and delete items, and use the key through DynamoDB. */
  public grantReadWrite(grantee: IGrantable): Grant {
    return this.grant(grantee, [...READ, ...WRITE]);
  }

  /** DynamoDB unwraps the table's key on behalf of whoever reads or writes: "How Amazon DynamoDB uses AWS KMS". */
  private grant(grantee: IGrantable, actions: string[]): Grant {
    return Grant.addToPrincipal({ grantee, actions, resourceArns: [this.table.tableArn] }).combine(
      this.key.grant(grantee, 'kms:Decrypt'),
    );
  }
}
