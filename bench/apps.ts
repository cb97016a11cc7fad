import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { type App, CfnResource, Duration, Stack } from 'aws-cdk-lib/core';
import { CustomerDataBucket, CustomerDataTable, DataAsset, DataCategory, Gate, LawfulBasis } from '../lib';
import { synthesize } from '../scripts/synthesize';

/** Synthesizes what a function builds, and tells how many resources it had. */
export function synthesizeAll(build: (app: App) => void): number {
  return synthesize(build, (app) => app.node.findAll().filter((node) => CfnResource.isCfnResource(node)).length);
}

/** A function that adds the gate to what another one builds. */
export function gated(build: (app: App) => void): (app: App) => void {
  return (app) => {
    Gate.of(app).enforce();
    build(app);
  };
}

/** Stores of customer data as a product team declares them: a hundred to a stack. */
export function stores(count: number): (app: App) => void {
  return (app) => {
    for (let first = 0; first < count; first += 100) {
      const stack = new Stack(app, `Stores${first}`, { env: { region: 'eu-central-1' } });
      for (let i = first; i < Math.min(count, first + 100); i++) {
        const asset = new DataAsset({
          name: `asset-${i}`,
          category: DataCategory.PERSONAL,
          subjects: ['customers'],
          purposes: ['benchmark'],
          lawfulBasis: LawfulBasis.CONTRACT,
          retention: Duration.days(365),
          residency: ['eu-central-1'],
          owner: 'bench',
        });
        if (i % 2) new CustomerDataBucket(stack, `Bucket${i}`, { asset });
        else new CustomerDataTable(stack, `Table${i}`, { asset, partitionKey: { name: 'id', type: AttributeType.STRING } });
      }
    }
  };
}
