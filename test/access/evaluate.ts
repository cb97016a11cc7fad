/** A statement as a template holds it, everything resolved. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
}

/** What someone tries to do. */
export interface Attempt {
  readonly action: string;
  /** The resource, as the template writes it; `*` where it doesn't matter. */
  readonly resource?: unknown;
  readonly context?: Readonly<Record<string, string>>;
}

/** 'allowed', 'refused by <Sid>', or 'not allowed': what one policy alone says. Resources are compared as JSON, `*` matching all. */
export function evaluate(statements: readonly Statement[], attempt: Attempt): string {
  const applying = statements.filter((statement) => applies(statement, attempt));
  const refusal = applying.find(({ Effect }) => Effect === 'Deny');
  if (refusal) return `refused by ${refusal.Sid ?? 'a statement without Sid'}`;
  return applying.length > 0 ? 'allowed' : 'not allowed';
}

function applies(statement: Statement, { action, resource = '*', context = {} }: Attempt): boolean {
  const actions = list(statement.Action ?? statement.NotAction);
  const named = actions.some((pattern) => like(String(pattern).toLowerCase(), action.toLowerCase()));
  if (named !== (statement.Action !== undefined)) return false;
  const resources = list(statement.Resource ?? statement.NotResource);
  const covered = resources.some((one) =>
    typeof one === 'string' && typeof resource === 'string'
      ? like(one, resource)
      : JSON.stringify(one) === JSON.stringify(resource) || one === '*',
  );
  if (covered !== (statement.Resource !== undefined)) return false;
  return Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, context[key], list(wanted).map(String))),
  );
}

function holds(operator: string, value: string | undefined, wanted: readonly string[]): boolean {
  if (operator === 'Null') return (value === undefined) === (wanted[0] === 'true');
  if (operator.endsWith('IfExists')) return value === undefined || holds(operator.slice(0, -'IfExists'.length), value, wanted);
  switch (operator) {
    case 'Bool':
    case 'StringEquals':
      return value !== undefined && wanted.includes(value);
    case 'StringNotEquals':
      return value === undefined || !wanted.includes(value);
    case 'ArnLike':
    case 'StringLike':
      return value !== undefined && wanted.some((pattern) => like(pattern, value));
    case 'ArnNotLike':
    case 'StringNotLike':
      return value === undefined || !wanted.some((pattern) => like(pattern, value));
    case 'NumericLessThan':
      return value !== undefined && wanted.some((limit) => Number(value) < Number(limit));
    default:
      throw new Error(`no case for the condition operator ${operator}`);
  }
}

function like(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(value);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
