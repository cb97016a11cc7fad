import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { isDisposable } from '../profile';
import type { ParsedEnvironment } from './environment';

/** A stack of the baseline: named after its environment, protected against termination unless the environment is disposable. */
export class BaselineStack extends Stack {
  public constructor(scope: Construct, id: string, environment: ParsedEnvironment, description: string) {
    super(scope, id, {
      env: { region: environment.region, ...(environment.account !== undefined && { account: environment.account }) },
      stackName: `strongroom-${environment.name}-${id.toLowerCase()}`,
      description: `Strongroom, ${environment.name}: ${description}`,
      terminationProtection: !isDisposable(scope),
    });
  }
}
