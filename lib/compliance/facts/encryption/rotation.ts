import { existsWith } from '../../template/existence';
import { grouped } from '../../template/grouped';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { asNumber, describe, isPresent, read } from '../../template/values';

const ATTACHMENT = 'AWS::SecretsManager::SecretTargetAttachment';
const SCHEDULE = 'AWS::SecretsManager::RotationSchedule';

/** What a schedule says of how often it rotates. */
export type RotationPeriod = { readonly days: number } | { readonly unknown: string };

/** The schedules that each secret has for sure. Made once by `index.derive(schedulesBySecret)`. */
export function schedulesBySecret(index: TemplateIndex): ReadonlyMap<Resource, readonly Resource[]> {
  return grouped(
    index.ofType(SCHEDULE).flatMap((schedule) => {
      const [secret, ...others] = secretsOf(schedule, index);
      const surely = secret !== undefined && others.length === 0 && existsWith(schedule, secret);
      return surely ? [[secret, schedule] as const] : [];
    }),
  );
}

/** The attachments of each secret to a database. Made once by `index.derive(attachmentsBySecret)`. */
export function attachmentsBySecret(index: TemplateIndex): ReadonlyMap<Resource, readonly Resource[]> {
  return grouped(index.ofType(ATTACHMENT).flatMap((of) => secretsOf(of, index).map((secret) => [secret, of] as const)));
}

/** `Ref` of an attachment is its secret. */
function secretsOf(resource: Resource, index: TemplateIndex): readonly Resource[] {
  return read(index, resource, 'SecretId').flatMap((target) => {
    if (target.kind !== 'resource') return [];
    return target.resource.type === ATTACHMENT && resource.type !== ATTACHMENT
      ? secretsOf(target.resource, index)
      : [target.resource];
  });
}

/** How often a schedule rotates: by its days, or by its expression. More than one where a condition decides. */
export function periodsOf(schedule: Resource, index: TemplateIndex): readonly RotationPeriod[] {
  const days = read(index, schedule, 'RotationRules.AutomaticallyAfterDays');
  const expressions = read(index, schedule, 'RotationRules.ScheduleExpression');
  const given = [...days, ...expressions].filter(isPresent);
  if (given.length === 0) return [{ unknown: 'it says no period' }];
  return given.map((target) => {
    const value = target.kind === 'literal' ? (asNumber(target.value) ?? daysOfExpression(String(target.value))) : undefined;
    return value === undefined ? { unknown: `its period is ${describe([target])}` } : { days: value };
  });
}

/** Longest gap of an expression of Secrets Manager, in days: `rate(30 days)`, `cron(0 4 1 * ? *)`. */
function daysOfExpression(expression: string): number | undefined {
  const [, count, unit] = /^rate\((\d+) (days?|hours?)\)$/.exec(expression.trim()) ?? [];
  if (count !== undefined) return unit?.startsWith('day') === true ? Number(count) : Number(count) / 24;
  const [, , , month, , year] = /^cron\((.*)\)$/.exec(expression.trim())?.[1]?.trim().split(/\s+/) ?? [];
  const months = month === undefined || year !== '*' ? undefined : monthsOf(month);
  return months === undefined ? undefined : longestGap(months);
}

const NAMES = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** The months, from 0, of a field of a cron expression: `*`, `1/2`, `JAN,JUL`, `1-6`. */
function monthsOf(field: string): readonly number[] | undefined {
  const months = field.split(',').flatMap((part) => {
    const [range = '', step] = part.split('/');
    const [first = '', last] = range === '*' ? ['1', '12'] : range.split('-');
    const from = monthOf(first);
    const to = last === undefined ? (step === undefined ? from : 11) : monthOf(last);
    const by = step === undefined ? 1 : Number(step);
    if (!(from >= 0 && to < 12 && by >= 1)) return [Number.NaN];
    return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, position) => from + position * by);
  });
  return months.length === 0 || months.some(Number.isNaN) ? undefined : [...new Set(months)].sort((one, other) => one - other);
}

function monthOf(text: string): number {
  const named = NAMES.indexOf(text.toUpperCase());
  return named >= 0 ? named : Number(text) - 1;
}

/** From the first of a month to the first of the next that is meant, in a year of 365 days. */
function longestGap(months: readonly number[]): number {
  const gaps = months.map((month, position) => {
    const next = months[position + 1] ?? (months[0] ?? 0) + 12;
    return (Date.UTC(2023, next, 1) - Date.UTC(2023, month, 1)) / 86_400_000;
  });
  return Math.max(...gaps);
}
