import { Tags } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { isDisposable } from '../profile';
import { DISPOSABLE_TAG } from './control-tags';

/** Says of a store of a disposable environment that it is one: its data is made up, and goes with its stack. */
export function markDisposable(store: IConstruct): void {
  if (isDisposable(store)) Tags.of(store).add(DISPOSABLE_TAG, 'true');
}
