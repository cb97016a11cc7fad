import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { App, CfnResource, Duration, Stack } from 'aws-cdk-lib/core';
import { environments } from '../bin/environments';
import {
  CustomerDataBaseline,
  CustomerDataBucket,
  CustomerDataTable,
  DataAsset,
  DataCategory,
  Gate,
  LawfulBasis,
  parseEnvironments,
} from '../lib';

const { context } = JSON.parse(readFileSync(join(__dirname, '..', 'cdk.json'), 'utf8'));

/** Builds an app, synthesizes it into a folder that goes afterwards, and tells how many resources it had. */
export function synthesize(build: (app: App) => void): number {
  const outdir = mkdtempSync(join(tmpdir(), 'strongroom-bench-'));
  try {
    const app = new App({ outdir, context, analyticsReporting: false });
    build(app);
    app.synth();
    return app.node.findAll().filter((node) => CfnResource.isCfnResource(node)).length;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The deployable app: every example environment. */
export function baseline(app: App): void {
  for (const environment of parseEnvironments(environments)) new CustomerDataBaseline(app, environment.name, environment);
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
