import { runApp } from '../compliance/gate/run-app';
import { CustomerDataBaseline } from './customer-data-baseline';
import { type EnvironmentDeclaration, parseEnvironments } from './environment';

/** Runs the deployable app: environments -> stages -> gate. Exit codes are those of `runApp`. */
export function runBaselineApp(environments: readonly EnvironmentDeclaration[]): void {
  runApp((app) => {
    for (const environment of parseEnvironments(environments)) new CustomerDataBaseline(app, environment.name, environment);
  });
}
