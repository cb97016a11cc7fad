import { App } from 'aws-cdk-lib/core';
import { Gate } from '../compliance/gate';
import { formatSummary } from '../compliance/gate-summary';
import { InvalidInputError } from '../errors';
import { CustomerDataBaseline } from './customer-data-baseline';
import { type EnvironmentDeclaration, parseEnvironments } from './environment';

/**
 * Runs the deployable app: environments -> stages -> gate. For a program of its own: it ends the process with exit code 1 for findings
 * and 2 for bad input, the reason on standard error and without a stack trace.
 */
export function runBaselineApp(environments: readonly EnvironmentDeclaration[]): void {
  let gate: Gate | undefined;
  try {
    const parsed = parseEnvironments(environments);
    const app = new App();
    gate = Gate.of(app).enforce();
    for (const environment of parsed) new CustomerDataBaseline(app, environment.name, environment);
    app.synth();
    if (gate.summary) console.error(formatSummary(gate.summary).split('\n', 1)[0]);
  } catch (error) {
    // At once: an app that is left half built would still be synthesized before a regular end.
    if (error instanceof InvalidInputError) {
      console.error(error.message);
      process.exit(2);
    }
    // Without the CLI, the CDK has told the findings by now, and throws.
    if (gate?.summary && gate.summary.findings.length > 0) process.exit(1);
    throw error;
  }
}
