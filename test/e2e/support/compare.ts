/**
 * How what a service tells differs from what a template says, one line a difference.
 *
 * Every property of the template must be there with its value; a service may tell more (its defaults). Lists are compared as
 * bags: order means nothing in CloudFormation where AWS does not number the items. Policies must be the same to the statement:
 * one more would be one more way in. Scalars are compared as text, since CloudFormation takes "5" for 5.
 */
export function differences(expected: unknown, actual: unknown, path = ''): readonly string[] {
  return compare(canonical(expected), canonical(actual), path);
}

function compare(expected: unknown, actual: unknown, path: string): readonly string[] {
  if (Array.isArray(expected)) return compareLists(expected, actual, path);
  if (isObject(expected)) {
    if (!isObject(actual)) return [tell(path, expected, actual)];
    const missing = isPolicy(expected) || 'Effect' in expected ? Object.keys(actual).filter((key) => !(key in expected)) : [];
    return [
      ...Object.entries(expected).flatMap(([key, value]) => compare(value, actual[key], path ? `${path}.${key}` : key)),
      ...missing.map((key) => tell(`${path}.${key}`, undefined, actual[key])),
    ];
  }
  const same = expected === actual || (expected === '' && actual === undefined);
  return same ? [] : [tell(path, expected, actual)];
}

function compareLists(expected: readonly unknown[], actual: unknown, path: string): readonly string[] {
  if (!Array.isArray(actual)) return [tell(path, expected, actual)];
  const left = [...actual];
  const unmatched: unknown[] = [];
  for (const item of expected) {
    const index = left.findIndex((other) => compare(item, other, path).length === 0);
    if (index < 0) unmatched.push(item);
    else left.splice(index, 1);
  }
  if (unmatched.length === 1 && left.length === 1 && isObject(unmatched[0]) && isObject(left[0])) {
    return compare(unmatched[0], left[0], `${path}[]`);
  }
  return [
    ...unmatched.map((item) => tell(`${path}[]`, item, undefined)),
    ...left.map((item) => tell(`${path}[]`, undefined, item)),
  ];
}

/** One form for what means the same: JSON text and object, number and text, policies with one or many of everything. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value === 'string') return canonicalText(value);
  if (isPolicy(value)) return canonicalPolicy(value);
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => [key, canonical(item)]),
    );
  }
  return value === undefined || value === null ? undefined : String(value);
}

function canonicalText(text: string): unknown {
  if (!/^[{[]/.test(text)) return text;
  try {
    return canonical(JSON.parse(text));
  } catch {
    return text;
  }
}

function canonicalPolicy(policy: Record<string, unknown>): unknown {
  const statements = list(policy['Statement']).map((statement) =>
    isObject(statement)
      ? Object.fromEntries(Object.entries(statement).map(([key, value]) => [key, canonicalElement(key, value)]))
      : statement,
  );
  return { ...policy, Statement: statements };
}

function canonicalElement(key: string, value: unknown): unknown {
  if (/Action$|Resource$/.test(key)) return list(value).map(String).sort();
  if (/Principal$/.test(key)) return isObject(value) ? mapValues(value, sorted) : { AWS: [String(value)] };
  if (key === 'Condition' && isObject(value))
    return mapValues(value, (test) => (isObject(test) ? mapValues(test, sorted) : test));
  return value;
}

function sorted(value: unknown): readonly string[] {
  return list(value).map(String).sort();
}

function mapValues(value: Record<string, unknown>, change: (item: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)]));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPolicy(value: unknown): value is Record<string, unknown> {
  return isObject(value) && 'Statement' in value && !('Priority' in value) && !('VisibilityConfig' in value);
}

function tell(path: string, expected: unknown, actual: unknown): string {
  const text = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));
  return `${path}: the template says ${text(expected)}, the service ${text(actual)}`;
}
