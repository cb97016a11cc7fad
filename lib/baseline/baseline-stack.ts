import { Fn, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { isDisposable } from '../profile';
import type { ParsedEnvironment } from './environment';

/** Zones that `Fn::GetAZs` can be asked for; a region without the last ones fails at deployment, by CloudFormation's own message. */
const MOST_ZONES = 6;

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

  /** Zones by position, never by look-up: a template must not depend on who synthesizes it. */
  public override get availabilityZones(): string[] {
    return Array.from({ length: MOST_ZONES }, (_, index) => Fn.select(index, Fn.getAzs()));
  }
}
