import type { Condition, Statement } from './statement';

/** Condition keys that say who calls, or for whom: an account, an organisation, a principal, a resource, a network. */
const OF_CALLERS: readonly string[] = [
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'elasticfilesystem:accessedviamounttarget',
  'elasticfilesystem:accesspointarn',
  'kms:calleraccount',
  's3:dataaccesspointaccount',
];
/** Those that say for whom a service calls. */
const OF_SOURCES: readonly string[] = [
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
  'kms:calleraccount',
];
/** What a service encrypts for whom: the context that a key is used in has the ARN of it. */
const CONTEXT = 'kms:encryptioncontext:';

/** Whether conditions confine a statement to callers that are known, whoever its principal is. */
export function isForKnownCallers(statement: Statement): boolean {
  return confinesTo(statement, OF_CALLERS);
}

/** Whether conditions confine what a service does to what it does for a known account, organisation or resource. */
export function isForKnownSource(statement: Statement, ...more: readonly string[]): boolean {
  const contexts = statement.conditions.map(({ key }) => key).filter((key) => key.startsWith(CONTEXT));
  return confinesTo(statement, [...OF_SOURCES, ...contexts, ...more]);
}

/** Whether a condition on one of some keys confines a statement to values of which each leaves out strangers. */
export function confinesTo(statement: Statement, keys: readonly string[]): boolean {
  return statement.confining(...keys).some((condition) => {
    return condition.values.every((value) => isNarrow(value, condition));
  });
}

/** Whether a value leaves out strangers: an ARN has an account, or is a bucket's; a range of addresses is not all of them. */
export function isNarrow(value: string, { operator, key }: Pick<Condition, 'operator' | 'key'>): boolean {
  if (operator.includes('Bool')) return value === 'true';
  if (key === 'aws:sourceip') return isNarrowRange(value);
  if (!/[*?$]/.test(value)) return true;
  // What is compared as it is can only be one value, whatever the deployment makes it.
  if (/String(Not)?Equals/.test(operator) && !/^arn:/.test(value)) return true;
  if (/\$\{[^}$/]*\/[^}$]*\}/.test(value)) return true;
  const known = value.replace(/\$\{AWS::[^}$]*\}/g, 'x'.repeat(KNOWN_START)).replace(/\$\{[^}$]*\}/g, '?');
  const [start, , service = '', , account = '', ...rest] = known.split(':');
  if (start !== 'arn') return known.length >= KNOWN_START && !/[*?]/.test(known.slice(0, KNOWN_START));
  return service === 's3' && account === '' ? /^[^*?]/.test(rest.join(':')) : account !== '' && !/[*?]/.test(account);
}

/** Whether a range of addresses is no wider than those that Amazon S3 takes for known: /8, and of IPv6 /32. */
function isNarrowRange(range: string): boolean {
  const [address = '', length] = range.split('/');
  const widest = address.includes(':') ? 32 : 8;
  return !range.includes('$') && (length === undefined || Number(length) >= widest);
}

/** As many characters of an account, or of an organisation's path, must be known. */
const KNOWN_START = 12;
