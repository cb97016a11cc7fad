/** Where a price was read. */
export interface PriceSource {
  /** Title of AWS's page that rules. */
  readonly page: string;
  /** What it was read from. */
  readonly from: string;
  /** The day that it was true on, by that. */
  readonly asOf: string;
}

/** A price in US dollars. */
export interface Quote {
  /**
   * Dollars for a unit.
   * @default - AWS has a price, and it is not known here: what it is for is counted, and not in the sum
   */
  readonly usd?: number;
  /**
   * Where it was read.
   * @default - nowhere: it is the authors' memory, and printed as unverified
   */
  readonly source?: PriceSource;
}

/** A quote by region: of the region that every price is known for, and of others as far as they were read. */
export type QuotesByRegion =
  | { readonly everywhere: Quote }
  | ({ readonly [REFERENCE_REGION]: Quote } & Readonly<Record<string, Quote>>);

/** The region whose price stands in where another one's was not read. */
export const REFERENCE_REGION = 'us-east-1';

/** Hours of a month, as AWS's Pricing Calculator has them. */
export const HOURS_A_MONTH = 730;

/** A quote, and whether it is another region's. */
export interface RegionalQuote extends Quote {
  /** The region that it is of, where that is not the one asked for. */
  readonly of?: string;
}

/** The price in a region; where it was not read, the reference region's, and it says so. */
export function quoteIn(quotes: QuotesByRegion, region: string): RegionalQuote {
  if ('everywhere' in quotes) return quotes.everywhere as Quote;
  const own = Object.hasOwn(quotes, region) ? quotes[region] : undefined;
  return own ?? { ...quotes[REFERENCE_REGION], of: REFERENCE_REGION };
}
