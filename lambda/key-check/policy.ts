/** One statement of a policy in the form in which equal statements are equal text. */
type CanonicalStatement = string;

/** How a policy differs from the one declared. Both lists are empty when they mean the same. */
export interface PolicyDifference {
  /** Statements that the declaration doesn't have. */
  readonly added: readonly CanonicalStatement[];
  /** Statements of the declaration that are gone. */
  readonly removed: readonly CanonicalStatement[];
}

type Json = Readonly<Record<string, unknown>>;

/** What IAM takes a document without a version for. */
const OLDEST_VERSION = '2008-10-17';
const ACCOUNT = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/;

/**
 * Compares two key policies by what they mean: the order of statements, actions, principals and values, one value in or out of a
 * list, an account's id or the ARN of its root, capitals in names of actions and condition keys, and `Sid`s make no difference.
 *
 * @throws TypeError when one of them is not a policy
 */
export function comparePolicies(actual: unknown, declared: unknown): PolicyDifference {
  const found = canonicalStatements(actual);
  const wanted = canonicalStatements(declared);
  return {
    added: [...found].filter((statement) => !wanted.has(statement)),
    removed: [...wanted].filter((statement) => !found.has(statement)),
  };
}

function canonicalStatements(policy: unknown): Set<CanonicalStatement> {
  if (!isObject(policy)) throw new TypeError('a policy is a JSON object');
  const version = typeof policy['Version'] === 'string' ? policy['Version'] : OLDEST_VERSION;
  return new Set(list(policy['Statement']).map((statement) => canonicalStatement(statement, version)));
}

function canonicalStatement(statement: unknown, version: string): CanonicalStatement {
  if (!isObject(statement)) throw new TypeError('a statement of a policy is a JSON object');
  const parts: Record<string, unknown> = { Version: version };
  for (const [name, value] of Object.entries(statement)) {
    if (name === 'Sid') continue;
    const canonical = canonicalElement(name, value);
    if (canonical !== undefined) parts[name] = canonical;
  }
  return JSON.stringify(sortKeys(parts));
}

function canonicalElement(name: string, value: unknown): unknown {
  switch (name) {
    case 'Action':
    case 'NotAction':
      return texts(value)
        .map((action) => action.toLowerCase())
        .sort();
    case 'Principal':
    case 'NotPrincipal':
      return canonicalPrincipal(value);
    case 'Condition':
      return canonicalCondition(value);
    default:
      return texts(value);
  }
}

function canonicalPrincipal(value: unknown): unknown {
  const principals = isObject(value) ? value : { AWS: value };
  return Object.fromEntries(
    Object.entries(principals).map(([kind, named]) => [
      kind,
      distinct(texts(named).map(kind === 'AWS' ? canonicalAccount : String)),
    ]),
  );
}

function canonicalAccount(principal: string): string {
  const account = ACCOUNT.exec(principal)?.[1];
  return account === undefined ? principal : `account ${account}`;
}

function canonicalCondition(value: unknown): unknown {
  if (!isObject(value)) throw new TypeError('a condition of a policy is a JSON object');
  const operators = Object.entries(value).flatMap(([operator, keys]) => {
    if (!isObject(keys)) throw new TypeError('a condition operator of a policy is a JSON object');
    const named = Object.entries(keys).map(([key, values]) => [key.toLowerCase(), texts(values)]);
    return named.length > 0 ? [[operator, Object.fromEntries(named)]] : [];
  });
  return operators.length > 0 ? Object.fromEntries(operators) : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function texts(value: unknown): string[] {
  return distinct(list(value).map(String));
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
