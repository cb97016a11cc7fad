import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack, Stage } from 'aws-cdk-lib/core';
import { DataInventory } from '../../lib';
import { ENVIRONMENT, testApp, testStack } from '../support/app';
import { personalAsset } from '../support/assets';

describe('DataInventory', () => {
  test('lists assets once and every store, in the order of declaration', () => {
    const stack = testStack();
    const [orders, letters] = [personalAsset(), personalAsset({ name: 'letters' })];
    const stores = [orders, letters, orders].map((asset, i) => {
      const store = new Queue(stack, `Store${i}`);
      DataInventory.of(stack).record(asset, store);
      return store;
    });
    expect(DataInventory.of(stack).assets).toEqual([orders, letters]);
    expect(DataInventory.of(stack).entries).toEqual([
      { asset: orders, store: stores[0] },
      { asset: letters, store: stores[1] },
      { asset: orders, store: stores[2] },
    ]);
  });

  test('refuses a second declaration under the same name with other values', () => {
    const stack = testStack();
    DataInventory.of(stack).record(personalAsset(), new Queue(stack, 'First'));
    expect(() =>
      DataInventory.of(stack).record(personalAsset({ retention: Duration.days(1) }), new Queue(stack, 'Second')),
    ).toThrow(/data asset 'orders' of 'Test\/Second'[\s\S]*declare an asset once/);
    expect(DataInventory.of(stack).entries).toHaveLength(1);
  });

  test('each stage has an inventory of its own: the same asset may differ between environments', () => {
    const app = testApp();
    const [dev, prod] = ['dev', 'prod'].map((name) => new Stack(new Stage(app, name, { env: ENVIRONMENT }), 'Data'));
    if (!dev || !prod) throw new Error('two stacks');
    DataInventory.of(dev).record(personalAsset({ retention: Duration.days(1) }), new Queue(dev, 'Store'));
    DataInventory.of(prod).record(personalAsset(), new Queue(prod, 'Store'));
    expect(DataInventory.of(dev).assets[0]?.retention.toDays()).toBe(1);
    expect(DataInventory.of(prod).assets[0]?.retention.toDays()).toBe(1095);
  });
});
