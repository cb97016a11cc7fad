import { isObject, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { asNumber, describe, elements, isPresent, isTrue, read, readFrom } from '../../template/values';

/** What ends the life of logs. */
export interface LogEnd {
  /** Where it stands: `Properties.RetentionInDays`. */
  readonly location: string;
  /** After how many days; `undefined` where only the deployment knows, or a date ends it. */
  readonly days: number | undefined;
  /** What stands there, for a message. */
  readonly given: string;
}

/**
 * Everything that deletes logs from a log group, or from a bucket below a key. Nothing does where no retention and no lifecycle is
 * set: they stay for ever.
 */
export function logEndsIn(store: Resource, keys: string, index: TemplateIndex): readonly LogEnd[] {
  if (store.type === 'AWS::Logs::LogGroup') {
    const location = 'Properties.RetentionInDays';
    return ends(read(index, store, 'RetentionInDays'), location);
  }
  const location = 'Properties.LifecycleConfiguration';
  return elements(index, store, 'LifecycleConfiguration.Rules').flatMap((rule) => {
    if (rule.kind !== 'literal') return ends([rule], location);
    if (!isObject(rule.value) || !reaches(store, rule.value, keys, index)) return [];
    const dates = ends(readFrom(index, store, rule.value, 'ExpirationDate'), location);
    return [
      ...ends(readFrom(index, store, rule.value, 'ExpirationInDays'), location),
      ...dates.map(({ given }) => ({ location, days: undefined, given: `the date ${given}` })),
    ];
  });
}

/** How many days Object Lock keeps every new object of a bucket, by default: 0 where it does not, or only the deployment knows. */
export function lockedDays(bucket: Resource, index: TemplateIndex): number {
  const of = (path: string) => read(index, bucket, path);
  const enabled = of('ObjectLockEnabled').every((target) => target.kind === 'literal' && isTrue(target.value));
  const retention = 'ObjectLockConfiguration.Rule.DefaultRetention';
  const mode = of(`${retention}.Mode`).every((target) => {
    return target.kind === 'literal' && ['COMPLIANCE', 'GOVERNANCE'].includes(String(target.value));
  });
  if (!enabled || !mode) return 0;
  const least = (path: string, days: number) =>
    Math.min(...of(path).map((target) => (target.kind === 'literal' ? (asNumber(target.value) ?? 0) * days : 0)));
  return Math.max(least(`${retention}.Days`, 1), least(`${retention}.Years`, DAYS_OF_YEAR));
}

const DAYS_OF_YEAR = 365;

function ends(targets: ReturnType<typeof read>, location: string): LogEnd[] {
  return targets.filter(isPresent).map((target) => ({
    location,
    days: target.kind === 'literal' ? asNumber(target.value) : undefined,
    given: describe([target]),
  }));
}

/** A rule counts while it may be enabled, for keys that its prefix may be part of. Services that deliver logs tag none. */
function reaches(bucket: Resource, rule: Readonly<Record<string, unknown>>, keys: string, index: TemplateIndex): boolean {
  const of = (path: string) => readFrom(index, bucket, rule, path);
  const enabled = of('Status').some((target) => target.kind !== 'literal' || target.value === 'Enabled');
  const tagged = of('TagFilters').every((target) => {
    return target.kind === 'literal' && Array.isArray(target.value) && target.value.length > 0;
  });
  const within = of('Prefix').some((target) => {
    if (target.kind !== 'literal') return true;
    const prefix = String(target.value ?? '');
    return prefix.startsWith(keys) || keys.startsWith(prefix);
  });
  return enabled && !tagged && within;
}
