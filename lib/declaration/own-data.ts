import { Tags } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { InvalidInputError } from '../errors';
import { ALLOWED_NAME, ASSET_NAME, ASSET_TAGS } from './asset-tags';
import { DataCategory } from './category';

/** Owner in the tags of Strongroom's own operational stores. */
const OWNER = 'strongroom';

/**
 * Declares an operational store of Strongroom's own, one that holds no customer's data: the log archive, a queue of alarms, a
 * backup vault. It carries the same tags as a data asset's store, so that every store in an app is declared and the rules need
 * no list of those that are not.
 *
 * @param construct the store, or what holds several
 * @param asset what it holds: `audit-logs`; named as a data asset is
 * @throws InvalidInputError naming the asset
 */
export function declareOwn(construct: IConstruct, asset: string): void {
  if (!ASSET_NAME.test(asset)) {
    throw new InvalidInputError(`declaration of '${construct.node.path}'`, [
      { property: 'asset', got: `'${asset}'`, allowed: ALLOWED_NAME },
    ]);
  }
  const tags = Tags.of(construct);
  tags.add(ASSET_TAGS.asset, asset);
  tags.add(ASSET_TAGS.category, DataCategory.INTERNAL);
  tags.add(ASSET_TAGS.owner, OWNER);
}
