import { COUNTING } from '../../lib/cost/counting';
import { LEFT_OUT, UNPRICED } from '../../lib/cost/left-out';
import { type PriceSource, type Quote, type QuotesByRegion, quoteIn, REFERENCE_REGION } from '../../lib/cost/price';
import { CHECKED, SOURCES } from '../../lib/cost/price-sources';
import { Driver, PRICES } from '../../lib/cost/prices';
import { KNOWN_REGIONS } from '../../lib/regions';

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const TABLES: readonly (readonly [string, QuotesByRegion])[] = [
  ...Object.values(PRICES).map(({ what, quotes }) => [what, quotes] as const),
  ...LEFT_OUT.flatMap(({ what, unit, quotes }) => (quotes ? [[`${what}, ${unit}`, quotes] as const] : [])),
];

test('every driver has a price and a way to count it', () => {
  expect(Object.keys(PRICES).sort()).toEqual(Object.values(Driver).sort());
  expect(Object.keys(COUNTING).sort()).toEqual(Object.values(Driver).sort());
});

test.each(Object.entries(SOURCES))(
  'source %s: a page, a record and a day that was before the authors looked',
  (_, source: PriceSource) => {
    expect(source).toEqual({
      page: expect.stringMatching(/pricing/i),
      from: expect.stringMatching(/\w{3}/),
      asOf: expect.stringMatching(DAY),
    });
    expect(source.asOf <= CHECKED).toBe(true);
  },
);

test('the table itself has a date', () => expect(CHECKED).toMatch(DAY));

test.each(TABLES)('quotes of %s: dollars above zero in regions that exist, and one that stands in for others', (_, quotes) => {
  for (const [region, { usd }] of Object.entries<Quote>(quotes)) {
    expect(region === 'everywhere' || KNOWN_REGIONS.has(region)).toBe(true);
    if (usd !== undefined) expect(usd).toBeGreaterThan(0);
  }
  expect(Object.keys(quotes)).toContain('everywhere' in quotes ? 'everywhere' : REFERENCE_REGION);
});

test('rows of a driver and of what is left out are told apart by their words', () => {
  const words = [...Object.values(PRICES).map(({ what }) => what)];
  expect(new Set(words).size).toBe(words.length);
  const usage = LEFT_OUT.map(({ what, unit }) => `${what} ${unit}`);
  expect(new Set(usage).size).toBe(usage.length);
});

test('nothing is both priced and said to have no price', () => {
  const counted = Object.values(COUNTING).flatMap((counting) => Object.keys(counting));
  expect(counted.filter((type) => UNPRICED.has(type))).toEqual([]);
});

describe('a quote in a region', () => {
  const quotes: QuotesByRegion = { 'us-east-1': { usd: 1 }, 'eu-central-1': { usd: 2 } };

  test.each([
    ['its own', quotes, 'eu-central-1', { usd: 2 }],
    ["the reference region's, and it says so", quotes, 'ap-south-1', { usd: 1, of: 'us-east-1' }],
    ['that of everywhere', { everywhere: { usd: 3 } }, 'ap-south-1', { usd: 3 }],
    ['no name that every object has', quotes, 'constructor', { usd: 1, of: 'us-east-1' }],
  ] as const)('is %s', (_, given, region, expected) => expect(quoteIn(given, region)).toEqual(expected));
});
