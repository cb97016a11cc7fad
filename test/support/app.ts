import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type AppProps, type Environment, Stack } from 'aws-cdk-lib/core';

/** The context of the repository's cdk.json: jest doesn't read it, and constructs behave by it. */
export const CONTEXT: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'cdk.json'), 'utf8'),
).context;

/** An environment that is known at synthesis. */
export const ENVIRONMENT: Required<Environment> = { account: '123456789012', region: 'eu-central-1' };

/** An app with the project's feature flags, its output in a folder of its own. */
export function testApp(props: AppProps = {}): App {
  return new App({ ...props, context: { ...CONTEXT, ...props.context }, analyticsReporting: false });
}

/** A stack with a known environment in an app of its own. */
export function testStack(env: Environment = ENVIRONMENT, id = 'Test'): Stack {
  return new Stack(testApp(), id, { env });
}
