import { DataCategory } from '../../../declaration/category';
import { Framework } from '../../citation';
import { type KeyUse, keysOf, keyUses } from '../../facts/encryption/key-uses';
import { personalDataIn } from '../../facts/stores/declared-data';
import { STORE_TYPES } from '../../facts/stores/store-types';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import { grouped } from '../../template/grouped';

const PERSONAL: readonly string[] = [DataCategory.PERSONAL, DataCategory.SENSITIVE_PERSONAL];
/** Most users of a key that a message names for each purpose. */
const MOST_NAMED = 2;

/**
 * A key that encrypts data about persons encrypts that category and nothing else: no other category, no logs. The violation is at
 * the key; for a key that no template makes, at each store of personal data under it.
 *
 * Stores that declare nothing are a matter of CustomerDataDeclared.
 */
export const keyByPurpose: Rule = {
  id: 'KeyByPurpose',
  severity: 'error',
  resourceTypes: ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey', ...STORE_TYPES],
  why: 'Whoever is let use a key for one kind of data can read all that is under it, and the key cannot be taken from one without the other.',
  fix: "Give each category of data, and the logs, a key of their own: 'KeyHierarchy.of(scope).keyFor(asset)', and 'key(KeyPurpose.LOGS)' for logs.",
  cites: {
    [Framework.GDPR]: ['25(1)', '32(1)(a)', '32(1)(b)'],
    [Framework.PIPL]: ['51(2)', '51(3)'],
    [Framework.ISO27001]: ['8.24'],
    [Framework.NIST80053]: ['SC-12'],
  },
  exceptable: true,
  check: (resource, index) => {
    const uses = index.derive(keyUses);
    if (!STORE_TYPES.includes(resource.type)) {
      const own = uses.get(resource) ?? [];
      return own.length === 0 ? NOT_APPLICABLE : violationsOrCompliant(mixed(own, 'the key', 'Properties'));
    }
    if (personalDataIn(resource, index) === undefined) return NOT_APPLICABLE;
    const outside = keysOf(resource, index).filter((key) => typeof key === 'string');
    if (outside.length === 0) return NOT_APPLICABLE;
    return violationsOrCompliant(
      outside.flatMap((key) => mixed(uses.get(key) ?? [], `the key '${key}' of the store`, 'Properties')),
    );
  },
};

function mixed(uses: readonly KeyUse[], key: string, location: string): readonly Violation[] {
  const byPurpose = grouped(uses.map(({ purpose, user }) => [purpose, user] as const));
  if (byPurpose.size < 2 || !PERSONAL.some((category) => byPurpose.has(category))) return [];
  const purposes = [...byPurpose].map(([purpose, users]) => {
    const more = users.length > MOST_NAMED ? `, and ${users.length - MOST_NAMED} more` : '';
    return `${purpose} (${users
      .slice(0, MOST_NAMED)
      .map(({ path }) => `'${path}'`)
      .join(', ')}${more})`;
  });
  return [{ location, detail: `${key} encrypts data of several purposes: ${purposes.join('; ')}` }];
}
