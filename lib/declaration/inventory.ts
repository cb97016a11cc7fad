import { Stack, Stage } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { InvalidInputError } from '../errors';
import type { DataAsset } from './data-asset';

/** A resource that holds the data of an asset. */
export interface InventoryEntry {
  readonly asset: DataAsset;
  /** The construct that holds it. */
  readonly store: IConstruct;
}

/** Every data asset of an environment and the stores that hold it: the source of records of processing, access matrix and report. */
export class DataInventory {
  /** The inventory of the stage that `scope` is part of: of the app, where there is no other stage. */
  public static of(scope: IConstruct): DataInventory {
    // `Stage.of` a stage is the stage around it.
    const stage = Stage.isStage(scope) ? scope : (Stage.of(scope) ?? scope.node.root);
    const found = INVENTORIES.get(stage);
    if (found) return found;
    const made = new DataInventory();
    INVENTORIES.set(stage, made);
    return made;
  }

  private readonly recorded: InventoryEntry[] = [];
  private readonly byName = new Map<string, DataAsset>();

  private constructor() {}

  /** Every store, in the order of declaration. */
  public get entries(): readonly InventoryEntry[] {
    return this.recorded;
  }

  /** Every asset that has a store, once, in the order of declaration. */
  public get assets(): readonly DataAsset[] {
    return [...this.byName.values()];
  }

  /**
   * Takes a store of an asset into the inventory, tags it, and refuses it outside the asset's residency.
   *
   * @throws InvalidInputError when the stack's region is outside the residency, or when another declaration has the same name
   */
  public record(asset: DataAsset, store: IConstruct): void {
    asset.assertResidency(store);
    const same = this.byName.get(asset.name);
    if (same && JSON.stringify(same.tags()) !== JSON.stringify(asset.tags())) {
      throw new InvalidInputError(`data asset '${asset.name}' of '${store.node.path}' in stack '${Stack.of(store).node.path}'`, [
        {
          property: 'name',
          got: `'${asset.name}', declared a second time with other values`,
          allowed: 'declare an asset once and hand the same declaration to each of its stores',
        },
      ]);
    }
    if (!same) this.byName.set(asset.name, asset);
    this.recorded.push({ asset, store });
    asset.tag(store);
  }
}

const INVENTORIES = new WeakMap<IConstruct, DataInventory>();
