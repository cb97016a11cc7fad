import { printable } from '../compliance/printable';
import type { Estimate, EstimateRow, LeftOutRow } from './estimate';
import { ALWAYS_LEFT_OUT } from './left-out';
import { HOURS_A_MONTH } from './price';
import { CHECKED } from './price-sources';

/** Estimates as a person reads them. */
export function formatText(estimates: readonly Estimate[]): string {
  const parts = estimates.map((estimate) => [titleOf(estimate), table(estimate), ...tails(estimate)].join('\n'));
  return `${[...parts, leftOutOf(estimates), legend()].join('\n\n')}\n`;
}

/** Estimates as a program reads them. */
export function formatJson(estimates: readonly Estimate[]): string {
  const report = {
    schema: 'strongroom-cost/1',
    currency: 'USD',
    hoursAMonth: HOURS_A_MONTH,
    checked: CHECKED,
    estimates: estimates.map((each) => ({ ...each, rows: each.rows.map(withTrust), leftOut: each.leftOut.map(withTrust) })),
    alwaysLeftOut: ALWAYS_LEFT_OUT,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function withTrust<T extends EstimateRow | LeftOutRow>(row: T): T & { readonly unverified: boolean } {
  return { ...row, unverified: row.source === undefined };
}

function titleOf({ name, monthly, resources }: Estimate): string {
  return `${printable(name)}: ${dollars(monthly)} a month when idle, for ${resources} resource${resources === 1 ? '' : 's'}`;
}

function table({ rows, monthly }: Estimate): string {
  if (rows.length === 0) return '  nothing that costs while it idles';
  const several = new Set(rows.map(({ region }) => region)).size > 1;
  const lines = rows.map((row) => [
    several ? `${row.what} (${printable(row.region)})` : row.what,
    String(row.units),
    row.each === undefined ? 'unknown' : amount(row.each),
    row.monthly === undefined ? 'not in it' : row.monthly.toFixed(2),
    trustOf(row),
  ]);
  return columns([['driver', 'units', '$ each', '$ a month', 'price'], ...lines, ['sum', '', '', monthly.toFixed(2), '']]);
}

/** Where a price comes from, in few words. */
function trustOf(row: EstimateRow | LeftOutRow): string {
  if (row.each === undefined) return 'unknown here';
  const of = row.priceOf === undefined ? '' : `${row.priceOf}'s, `;
  return `${of}${row.source ? `as of ${row.source.asOf}` : 'unverified'}`;
}

function tails({ unpriced, notes }: Estimate): string[] {
  const types = Object.entries(unpriced).map(([type, count]) => `${count} ${type}`);
  return [
    ...notes.map((note) => `  ${note}`),
    ...(types.length > 0 ? [`  Billed by the hour, without a price here, and not in it: ${types.join(', ')}`] : []),
  ];
}

function leftOutOf(estimates: readonly Estimate[]): string {
  const lines = new Map<string, readonly string[]>();
  for (const row of estimates.flatMap(({ leftOut }) => leftOut)) {
    const price = row.each === undefined ? 'price unknown here' : `$${amount(row.each)} (${trustOf(row)})`;
    lines.set(`${row.what}\n${row.unit}\n${price}`, [row.what, row.unit, price]);
  }
  if (lines.size === 0) return ALWAYS_LEFT_OUT;
  return ['Usage is left out. It costs, by unit:', columns([...lines.values()]), ALWAYS_LEFT_OUT].join('\n');
}

function legend(): string {
  return [
    `List prices in US dollars for a month of ${HOURS_A_MONTH} hours; the table of lib/cost/prices.ts was last gone through on ${CHECKED}.`,
    "'as of': the day of the record that a price was read from; --format json names each. 'unverified': the authors' memory, read nowhere.",
    'Check what you decide by with the AWS Pricing Calculator.',
  ].join('\n');
}

/** Columns of a table: numbers to the right. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      `  ${row.map((cell, at) => (isNumeric(rows, at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join('  ')}`.trimEnd(),
    )
    .join('\n');
}

function isNumeric(rows: readonly (readonly string[])[], at: number): boolean {
  return rows.some((row) => /^\d+(\.\d+)?$/.test(row[at] ?? ''));
}

/** With cents, and with as many digits more as a small price needs. */
function amount(usd: number): string {
  return usd.toLocaleString('en-US', { useGrouping: false, minimumFractionDigits: 2, maximumFractionDigits: 4 });
}

function dollars(usd: number): string {
  return `$${usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}
