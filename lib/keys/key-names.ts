import { Duration } from 'aws-cdk-lib/core';
import type { KeyPurpose } from './key-purpose';

/** Keys of the tags on every key. */
export const KEY_TAGS = { purpose: 'strongroom:purpose', environment: 'strongroom:environment' } as const;

/** How long a key waits for its deletion, and can be called back: the longest that KMS has. */
export const PENDING_WINDOW = Duration.days(30);

/** The alias of a purpose's key. */
export function keyAlias(environmentName: string, purpose: KeyPurpose): string {
  return `alias/strongroom/${environmentName}/${purpose}`;
}
