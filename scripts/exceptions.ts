import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { environments } from '../bin/environments';
import { CustomerDataBaseline, formatSummary, Gate, parseEnvironments } from '../lib';

// `npm run exceptions`: every exception in force in the deployable app, soonest to expire first, for whoever reviews them.

const outdir = mkdtempSync(join(tmpdir(), 'strongroom-exceptions-'));
const { context } = JSON.parse(readFileSync(join(__dirname, '..', 'cdk.json'), 'utf8'));
const app = new App({ outdir, context, analyticsReporting: false });
const gate = Gate.of(app).enforce();
for (const environment of parseEnvironments(environments)) new CustomerDataBaseline(app, environment.name, environment);
app.synth();
rmSync(outdir, { recursive: true, force: true });
if (gate.summary) console.log(formatSummary(gate.summary));
