import { grouped } from '../compliance/template/grouped';
import { TemplateIndex, type TemplateSource } from '../compliance/template/template-index';
import { COUNTING } from './counting';
import { LEFT_OUT, UNPRICED } from './left-out';
import { HOURS_A_MONTH, type PriceSource, quoteIn, REFERENCE_REGION } from './price';
import { Driver, PRICES } from './prices';

/** What some templates cost a month while nothing happens, in US dollars. */
export interface Estimate {
  readonly name: string;
  readonly resources: number;
  readonly rows: readonly EstimateRow[];
  /** The sum of the rows whose price is known. */
  readonly monthly: number;
  /** Types that are billed by the hour and have no price here, with how many there are. */
  readonly unpriced: Readonly<Record<string, number>>;
  /** Usage that comes on top. */
  readonly leftOut: readonly LeftOutRow[];
  /** What is to be known beside the rows. */
  readonly notes: readonly string[];
}

export interface EstimateRow extends Priced {
  readonly driver: Driver;
  readonly units: number;
  /** Dollars a month for all units; absent where the price is not known. */
  readonly monthly?: number;
}

export interface LeftOutRow extends Priced {}

interface Priced {
  readonly what: string;
  readonly unit: string;
  readonly region: string;
  /** Dollars: for a unit-month of a row, for a unit of usage; absent where the price is not known. */
  readonly each?: number;
  /** Where the price was read; absent where nobody read it, or there is none. */
  readonly source?: PriceSource;
  /** The region that the price is of, where it was not read for the row's. */
  readonly priceOf?: string;
}

/**
 * Counts what costs while it idles in templates, through references between them, and prices it.
 *
 * @param name what the estimate is of
 * @param region where templates are deployed that don't say so
 */
export function estimate(name: string, templates: readonly TemplateSource[], region: string = REFERENCE_REGION): Estimate {
  const index = new TemplateIndex(templates);
  const resources = index.resources.filter((resource) => !index.describesExisting(resource));
  const byRegion = grouped(resources.map((resource) => [index.environmentOf(resource).region ?? region, resource] as const));
  const rows: EstimateRow[] = [];
  const leftOut: LeftOutRow[] = [];
  for (const [place, those] of [...byRegion].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const driver of Object.values(Driver)) {
      const counting = COUNTING[driver];
      const units = those.reduce((sum, resource) => sum + (own(counting, resource.type)?.(resource, index) ?? 0), 0);
      if (units > 0) rows.push(rowOf(driver, units, place));
    }
    const types = new Set(those.map(({ type }) => type));
    for (const { what, unit, types: of, quotes } of LEFT_OUT) {
      if (!of.some((type) => types.has(type))) continue;
      const { usd, source, of: priceOf } = quotes ? quoteIn(quotes, place) : {};
      leftOut.push({ what, unit, region: place, ...priced(usd, source, priceOf) });
    }
  }
  const unpriced: Record<string, number> = {};
  for (const { type } of resources) if (UNPRICED.has(type)) unpriced[type] = (unpriced[type] ?? 0) + 1;
  const monthly = rows.reduce((sum, row) => sum + (row.monthly ?? 0), 0);
  return { name, resources: resources.length, rows, monthly: cents(monthly), unpriced, leftOut, notes: notesOf(rows) };
}

function rowOf(driver: Driver, units: number, region: string): EstimateRow {
  const { what, unit, per, quotes } = PRICES[driver];
  const { usd, source, of } = quoteIn(quotes, region);
  const each = usd === undefined ? undefined : usd * (per === 'hour' ? HOURS_A_MONTH : 1);
  return {
    driver,
    what,
    unit,
    region,
    units,
    ...priced(each, source, of),
    ...(each !== undefined && { monthly: cents(units * each) }),
  };
}

function priced(each: number | undefined, source: PriceSource | undefined, priceOf: string | undefined) {
  return {
    ...(each !== undefined && { each: Number(each.toFixed(6)) }),
    ...(source && { source }),
    ...(priceOf !== undefined && { priceOf }),
  };
}

function notesOf(rows: readonly EstimateRow[]): string[] {
  const notes: string[] = [];
  const nat = rows.filter(({ driver }) => driver === Driver.NAT_GATEWAY);
  const endpoints = rows.filter(({ driver }) => driver === Driver.FIREWALL_ENDPOINT).reduce((sum, { units }) => sum + units, 0);
  if (rows.some(({ region }) => region.startsWith('cn-'))) {
    notes.push(
      'In the regions of China AWS is sold in yuan by its operators there, at prices of their own: this is no estimate of those.',
    );
  }
  const gateways = nat.reduce((sum, { units }) => sum + units, 0);
  if (gateways > 0 && endpoints > 0) {
    const most = nat.reduce((sum, { monthly = 0 }) => sum + monthly, 0) * Math.min(1, endpoints / gateways);
    notes.push(
      `AWS discounts NAT gateways that are chained with firewall endpoints ('AWS Network Firewall announces new price reductions', 2026-02-06): up to $${most.toFixed(2)} less.`,
    );
  }
  return notes;
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function cents(usd: number): number {
  return Number(usd.toFixed(2));
}
