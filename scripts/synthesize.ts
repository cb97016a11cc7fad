import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { environments } from '../bin/environments';
import { CustomerDataBaseline, Gate, gateOf, parseEnvironments } from '../lib';

const { context } = JSON.parse(readFileSync(join(__dirname, '..', 'cdk.json'), 'utf8'));

/**
 * Synthesizes an app with the context of cdk.json into a folder that goes afterwards.
 *
 * @param build adds the app's stacks and stages
 * @param read looks at what came of it
 */
export function synthesize<T>(build: (app: App) => void, read: (app: App, assembly: CloudAssembly) => T): T {
  const outdir = mkdtempSync(join(tmpdir(), 'strongroom-app-'));
  try {
    const app = new App({ outdir, context, analyticsReporting: false });
    build(app);
    return read(app, app.synth());
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Adds the gate of the deployable app, by the frameworks of its environments. */
export function addGate(app: App): Gate {
  return Gate.of(app).enforce(gateOf(parseEnvironments(environments)));
}

/** Adds every environment of the deployable app. */
export function addBaseline(app: App): void {
  for (const environment of parseEnvironments(environments)) new CustomerDataBaseline(app, environment.name, environment);
}

/** The stages that `addBaseline` added, in the order of the environments. */
export function stagesOf(app: App): CustomerDataBaseline[] {
  return app.node.children.filter((child) => child instanceof CustomerDataBaseline);
}
