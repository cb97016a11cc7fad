import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { DataAsset } from './data-asset';

/** A store that holds the data of an asset and can let someone at it. */
export interface ProtectedStore extends IConstruct {
  /** The declaration of the data that it holds. */
  readonly asset: DataAsset;
  /** Lets `grantee` read the data, and decrypt it. */
  grantRead(grantee: IGrantable): Grant;
  /** Lets `grantee` read, write and delete the data, and use the key for that. */
  grantReadWrite(grantee: IGrantable): Grant;
}

/** Whether a construct of the inventory can let someone at its data. */
export function isProtectedStore(construct: IConstruct): construct is ProtectedStore {
  return 'asset' in construct && isMethod(construct, 'grantRead') && isMethod(construct, 'grantReadWrite');
}

function isMethod(construct: object, name: string): boolean {
  return name in construct && typeof Reflect.get(construct, name) === 'function';
}
