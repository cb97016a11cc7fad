import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { CfnOutput, type Stack } from 'aws-cdk-lib/core';
import { CustomerDataBucket } from '../data/customer-data-bucket';
import { CustomerDataTable } from '../data/customer-data-table';
import type { DataAsset } from '../declaration/data-asset';
import type { StoreDeclaration } from './environment';

/** A store is at most four resources, so that a full stack stays below 450. */
export const STORES_A_STACK = 100;

/**
 * Makes the stores of an asset, in as many stacks as they need. A store's stack follows from its asset and its place in the list alone:
 * declaring another asset moves nothing.
 *
 * @param makeStack makes the stack of a name: `Data-orders`, `Data-orders-2`
 */
export function addStores(asset: DataAsset, stores: readonly StoreDeclaration[], makeStack: (id: string) => Stack): void {
  for (let first = 0; first < stores.length; first += STORES_A_STACK) {
    const number = first / STORES_A_STACK + 1;
    const stack = makeStack(number === 1 ? `Data-${asset.name}` : `Data-${asset.name}-${number}`);
    for (const store of stores.slice(first, first + STORES_A_STACK)) addStore(stack, asset, store);
  }
}

function addStore(stack: Stack, asset: DataAsset, store: StoreDeclaration): void {
  switch (store.kind) {
    case 'bucket': {
      const { bucket } = new CustomerDataBucket(stack, store.name, { asset });
      new CfnOutput(stack, `${store.name}Bucket`, { value: bucket.bucketName, description: `Bucket of asset '${asset.name}'` });
      break;
    }
    case 'table': {
      const { table } = new CustomerDataTable(stack, store.name, {
        asset,
        partitionKey: { name: store.partitionKey, type: AttributeType.STRING },
        ...(store.sortKey !== undefined && { sortKey: { name: store.sortKey, type: AttributeType.STRING } }),
      });
      new CfnOutput(stack, `${store.name}Table`, { value: table.tableName, description: `Table of asset '${asset.name}'` });
      break;
    }
  }
}
