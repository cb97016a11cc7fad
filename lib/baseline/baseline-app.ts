import type { App } from 'aws-cdk-lib/core';
import { DEFAULT_FRAMEWORKS } from '../compliance/gate/frameworks';
import type { GateProps } from '../compliance/gate/gate';
import { runApp } from '../compliance/gate/run-app';
import { CustomerDataBaseline } from './customer-data-baseline';
import { type EnvironmentDeclaration, type ParsedEnvironment, parseEnvironments } from './environment';

/**
 * Runs the deployable app: environments -> stages -> gate, which judges each stage by its environment's frameworks. Exit codes are
 * those of `runApp`.
 */
export function runBaselineApp(environments: readonly EnvironmentDeclaration[]): void {
  let parsed: readonly ParsedEnvironment[] = [];
  const gate = () => {
    parsed = parseEnvironments(environments);
    return gateOf(parsed);
  };
  const build = (app: App) => {
    for (const environment of parsed) new CustomerDataBaseline(app, environment.name, environment);
  };
  runApp(build, { gate });
}

/** The gate that judges each environment by the frameworks that it names. */
export function gateOf(environments: readonly ParsedEnvironment[]): GateProps {
  const chosen = environments.map(({ name, frameworks }) => [name, frameworks ?? DEFAULT_FRAMEWORKS] as const);
  return { frameworks: Object.fromEntries(chosen) };
}
