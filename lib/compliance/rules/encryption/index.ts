import type { Rule } from '../../rule';
import { customerManagedKey } from './customer-managed-key';
import { environmentEncrypted } from './environment-encrypted';
import { keyByPurpose } from './key-by-purpose';
import { keyDutiesSeparate } from './key-duties-separate';
import { keyNotForAnyone } from './key-not-for-anyone';
import { keyRotates } from './key-rotates';
import { keyWaits } from './key-waits';
import { noClientKeys } from './no-client-keys';
import { secretRotates } from './secret-rotates';
import { secretsNotInTemplate } from './secrets-not-in-template';
import { transportEncrypted } from './transport-encrypted';

export const ENCRYPTION: readonly Rule[] = [
  customerManagedKey,
  keyByPurpose,
  keyRotates,
  keyWaits,
  keyDutiesSeparate,
  keyNotForAnyone,
  transportEncrypted,
  secretsNotInTemplate,
  secretRotates,
  noClientKeys,
  environmentEncrypted,
];
