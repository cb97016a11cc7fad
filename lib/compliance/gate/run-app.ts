import { App, type AppProps } from 'aws-cdk-lib/core';
import { InvalidInputError } from '../../errors';
import { Gate, type GateProps } from './gate';
import { formatSummary } from './gate-summary';

/** Properties of an app under the gate. */
export interface RunAppProps {
  /**
   * Properties of the app.
   * @default - the CDK's
   */
  readonly app?: AppProps;
  /**
   * Properties of the gate, or what makes them of input that may be bad.
   * @default - the gate's
   */
  readonly gate?: GateProps | (() => GateProps);
}

/**
 * Runs a CDK app under the gate, as a program of its own: builds and synthesizes it, and tells in one line what was judged. Ends the
 * process with exit code 1 for findings and 2 for bad input, the reason on standard error and without a stack trace.
 *
 * @param build adds the app's stacks and stages
 */
export function runApp(build: (app: App) => void, props: RunAppProps = {}): void {
  let gate: Gate | undefined;
  try {
    const app = new App(props.app);
    gate = Gate.of(app).enforce(typeof props.gate === 'function' ? props.gate() : props.gate);
    build(app);
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
