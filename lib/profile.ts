import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { Scoped } from './provided';

/** What an environment is for. It decides what outlives its stacks, never which controls it has. */
export enum Profile {
  /** Disposable, for made-up data only: everything is deleted with its stacks, so that `destroy` leaves nothing. */
  DEV = 'dev',
  /** For customers' data: stores, keys and logs are kept when a stack goes, and locked against deletion. */
  PROD = 'prod',
}

const PROFILE = new Scoped<Profile>('Profile');

/** Sets the profile of `scope` and everything below it. */
export function provideProfile(scope: IConstruct, profile: Profile): void {
  PROFILE.provide(scope, profile);
}

/** The profile of the nearest scope that has one; `PROD` where nobody set any. */
export function profileOf(scope: IConstruct): Profile {
  return PROFILE.find(scope) ?? Profile.PROD;
}

/** Whether resources of `scope` go with their stack. */
export function isDisposable(scope: IConstruct): boolean {
  return profileOf(scope) === Profile.DEV;
}

/** What becomes of a stateful resource when its stack or its declaration goes. */
export function statefulRemovalPolicy(scope: IConstruct): RemovalPolicy {
  return isDisposable(scope) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
}
