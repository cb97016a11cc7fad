import { App } from 'aws-cdk-lib/core';
import { CustomerDataBaseline, formatSummary, Gate, InvalidInputError, parseEnvironments } from '../lib';
import { environments } from './environments';

// The deployable app: environments -> stages -> gate. Exit code 1 is for findings, 2 for bad input.
try {
  const parsed = parseEnvironments(environments);
  const app = new App();
  const gate = Gate.of(app).enforce();
  for (const environment of parsed) new CustomerDataBaseline(app, environment.name, environment);
  app.synth();
  if (gate.summary) console.error(formatSummary(gate.summary).split('\n', 1)[0]);
} catch (error) {
  if (!(error instanceof InvalidInputError)) throw error;
  console.error(error.message);
  // At once: an app that is left half built would still be synthesized before a regular end.
  process.exit(2);
}
