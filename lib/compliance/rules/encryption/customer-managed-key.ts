import { Framework } from '../../citation';
import type { StoreEncryption } from '../../facts/encryption/key-named';
import { encryptionsOf } from '../../facts/encryption/store-encryption';
import { personalDataIn } from '../../facts/stores/declared-data';
import { STORE_TYPES } from '../../facts/stores/store-types';
import { NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../rule';

/**
 * Data about persons rests under a key that the organisation itself controls: who may use it is in its policy, each use is in the
 * trail, and taking it away makes the data unreadable, which GDPR Art. 34(3)(a) counts after a breach.
 */
export const customerManagedKey: Rule = {
  id: 'CustomerManagedKey',
  severity: 'error',
  resourceTypes: STORE_TYPES,
  why: 'Whoever may read a store reads data under a key of AWS as well: only a key of your own is a second lock, and only its use can be refused.',
  fix: "Encrypt the store with a customer-managed KMS key, named by id, ARN or alias: 'KeyHierarchy.of(scope).keyFor(asset)', as CustomerDataBucket and CustomerDataTable do.",
  cites: {
    [Framework.GDPR]: ['32(1)(a)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.24'],
    [Framework.NIST80053]: ['SC-12', 'SC-28', 'SC-28(1)'],
    [Framework.MLPS3]: ['8.1.4.8'],
  },
  exceptable: true,
  check: (resource, index) => {
    if (personalDataIn(resource, index) === undefined) return NOT_APPLICABLE;
    const encryptions = encryptionsOf(resource, index);
    if (encryptions.length === 0) return NOT_APPLICABLE;
    return violationsOrCompliant(
      encryptions.flatMap((encryption) => {
        const what = describe(encryption);
        return what === undefined ? [] : [{ location: encryption.location, detail: `the store of personal data ${what}` }];
      }),
    );
  },
};

function describe(encryption: StoreEncryption): string | undefined {
  switch (encryption.kind) {
    case 'customer':
      return undefined;
    case 'none':
      return 'is not encrypted at rest';
    case 'aws-owned':
      return 'is encrypted under a key that AWS owns';
    case 'aws-managed':
      return `is encrypted under the key that AWS manages for the service${encryption.alias === '' ? '' : ` (${encryption.alias})`}`;
    case 'unknown':
      return `is encrypted under a key that only the deployment knows (${encryption.text})`;
  }
}
