import { intrinsic, isObject, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOf } from '../../template/text';
import { UNREAD } from '../../template/unread';
import { policiesOf } from '../policies/policies';
import type { Statement } from '../policies/statement';

/** Actions by which one decides over a key: each opens it, or takes it away. */
const ADMINISTRATION = [
  'kms:DeleteImportedKeyMaterial',
  'kms:DisableKey',
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
] as const;
/** Actions by which one reads what is under a key, or signs with it. */
const USE = ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:GenerateMac', 'kms:ReEncryptFrom', 'kms:Sign'] as const;

/** Whom a key's policy lets both manage and use the key. */
export interface Entangled {
  /** As `textsOf` has it; of what only the deployment knows, as it is written. */
  readonly principal: string;
  /** An action of each kind that it may call. */
  readonly administers: string;
  readonly uses: string;
  readonly location: string;
}

/**
 * Principals that the policy of a key lets both administer and use it. Not the account's own root: that stands for whom the
 * account's IAM policies let. A denial without conditions counts; making grants is no use, since the usual administrator's
 * `kms:Create*` has it.
 */
export function entangledIn(key: Resource, index: TemplateIndex): readonly Entangled[] {
  return policiesOf(key, index).flatMap(({ statements }) => entangledBy(statements, key, index));
}

/** By one policy: a condition may choose another. */
function entangledBy(statements: readonly Statement[], key: Resource, index: TemplateIndex): readonly Entangled[] {
  const allowed = statements.filter(({ allows }) => allows);
  const named = allowed.flatMap((statement) => namedBy(statement, key, index).map((principal) => ({ principal, statement })));
  const principals = [...new Set(named.map(({ principal }) => principal))].filter((each) => !isOwnRoot(each, key, index));
  return principals.flatMap((principal) => {
    const may = (action: string) => {
      if (statements.some((statement) => denies(statement, principal, action, key, index))) return undefined;
      return named.find((each) => each.principal === principal && each.statement.covers(action))?.statement;
    };
    const administers = ADMINISTRATION.find((action) => may(action) !== undefined);
    const uses = USE.find((action) => may(action) !== undefined);
    if (administers === undefined || uses === undefined) return [];
    return [{ principal, administers, uses, location: may(uses)?.location ?? 'Properties.KeyPolicy' }];
  });
}

function denies(statement: Statement, principal: string, action: string, key: Resource, index: TemplateIndex): boolean {
  if (statement.allows || statement.conditions.length > 0 || !statement.covers(action)) return false;
  const named = namedBy(statement, key, index);
  return named.includes(principal) || named.includes('*');
}

/** Two values that only the deployment knows are not taken for one. */
function namedBy({ raw }: Statement, key: Resource, index: TemplateIndex): readonly string[] {
  const given = raw['Principal'];
  const values = isObject(given) && intrinsic(given) === undefined ? Object.values(given) : [given];
  return values.flat().flatMap((value) => {
    if (value === undefined) return [];
    return textsOf(index, key, value).map((text) => (text.includes(UNREAD) ? JSON.stringify(value) : text));
  });
}

function isOwnRoot(principal: string, key: Resource, index: TemplateIndex): boolean {
  const [, account = principal] = /^arn:(?:[\w-]+|\$\{AWS::Partition\}):iam::(.+):root$/.exec(principal) ?? [];
  const own = index.environmentOf(key).account;
  // An account that only the deployment knows may be any.
  if (own === undefined) return account === `\${AWS::AccountId}` || /^\d{12}$/.test(account);
  return account === own;
}
