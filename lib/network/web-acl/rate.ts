import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Duration } from 'aws-cdk-lib/core';
import { Feature } from '../../availability';
import type { FaultCollector } from '../../errors';
import { AS_SENT, pathBeginsWith } from './statements';

/** What requests are counted by. */
interface RatePart {
  /** What it becomes where it stands beside others. */
  readonly custom: CfnWebACL.RateBasedStatementCustomKeyProperty;
  /** What it becomes alone, where AWS WAF has a kind of its own for that. */
  readonly alone?: string;
  /** What a region must have, for requests to be counted so. */
  readonly needs?: Feature;
  /** Header whose first address counts. */
  readonly forwardedBy?: string;
  /** Header whose value counts, so that logs must not show it. */
  readonly header?: string;
  /** Cookie whose value counts. */
  readonly cookie?: string;
}

const FORWARDED_FOR = 'X-Forwarded-For';
/** Keys that one rule may count by. */
const MOST_PARTS = 5;
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/;

/**
 * What a rate rule counts requests by: each address, or each value of a header, has a count of its own. A request that lacks what is
 * counted is not counted, which is why the rule by address always stands.
 *
 * Source: "Aggregating rate-based rules in AWS WAF".
 */
export class RateKey {
  /** The address that connects: that of the proxy, where one stands before. */
  public static readonly IP = new RateKey([{ custom: { ip: {} }, alone: 'IP' }]);

  /**
   * How the client opens TLS (JA4), which stays the same while a botnet changes addresses. Users of one browser share it, so the limit is
   * one for all of them. Load balancers and CloudFront have it; to others no such rule applies.
   */
  public static readonly TLS_FINGERPRINT = new RateKey([
    { custom: { ja4Fingerprint: { fallbackBehavior: 'NO_MATCH' } }, needs: Feature.WAF_RATE_FINGERPRINTS },
  ]);

  /**
   * The first address in a header, for what stands behind a proxy. Who sends the header as well chooses that address, so the proxy must
   * replace what it got, and be the only way here. Headers without an address share one count.
   */
  public static forwardedIp(header: string = FORWARDED_FOR): RateKey {
    return new RateKey([{ custom: { forwardedIp: {} }, alone: 'FORWARDED_IP', forwardedBy: header }]);
  }

  /** The value of a header, such as an API key. */
  public static header(name: string): RateKey {
    const custom = { header: { name, textTransformations: AS_SENT } };
    return new RateKey([{ custom, header: name, needs: Feature.WAF_RATE_KEYS }]);
  }

  /** The value of a cookie, such as a session. */
  public static cookie(name: string): RateKey {
    const custom = { cookie: { name, textTransformations: AS_SENT } };
    return new RateKey([{ custom, cookie: name, needs: Feature.WAF_RATE_KEYS }]);
  }

  /** Several together, at most five: each combination of values has a count of its own. */
  public static combined(first: RateKey, second: RateKey, ...others: RateKey[]): RateKey {
    return new RateKey([first, second, ...others].flatMap(({ parts }) => parts));
  }

  private constructor(private readonly parts: readonly RatePart[]) {}

  /** What a region must have, for requests to be counted so. */
  public get needs(): readonly Feature[] {
    const combined = this.parts.length > 1 ? [Feature.WAF_RATE_KEYS] : [];
    return [...combined, ...this.parts.flatMap(({ needs }) => (needs === undefined ? [] : [needs]))];
  }

  /** Headers whose values logs must not show. */
  public get headers(): readonly string[] {
    return this.parts.flatMap(({ header }) => (header === undefined ? [] : [header.toLowerCase()]));
  }

  /** Notes what is wrong with it. */
  public check(faults: FaultCollector, property: string): void {
    const forwarded = this.parts.flatMap(({ forwardedBy }) => (forwardedBy === undefined ? [] : [forwardedBy]));
    const names = this.parts.flatMap(({ header, cookie }) => [header, cookie].filter((name) => name !== undefined));
    for (const name of [...forwarded, ...names]) {
      faults.check(FIELD_NAME.test(name), property, name, 'the name of a header or cookie, at most 64 characters');
    }
    faults.check(this.parts.length <= MOST_PARTS, property, `${this.parts.length} keys`, `at most ${MOST_PARTS}, combined`);
    faults.check(new Set(forwarded).size <= 1, property, forwarded, 'one header of forwarded addresses');
  }

  /** What it makes of a rate-based statement. */
  public aggregation(): Pick<CfnWebACL.RateBasedStatementProperty, 'aggregateKeyType' | 'customKeys' | 'forwardedIpConfig'> {
    const [first, ...others] = this.parts;
    const alone = others.length === 0 ? first?.alone : undefined;
    const headerName = this.parts.find(({ forwardedBy }) => forwardedBy !== undefined)?.forwardedBy;
    return {
      ...(alone === undefined
        ? { aggregateKeyType: 'CUSTOM_KEYS', customKeys: this.parts.map(({ custom }) => custom) }
        : { aggregateKeyType: alone }),
      ...(headerName !== undefined && { forwardedIpConfig: { headerName, fallbackBehavior: 'MATCH' } }),
    };
  }
}

/** How many requests are admitted, of each that sends them. */
export interface Rate {
  /** Name of the rule and of its metric, as `counting` has it: letters and digits, such as `Login`. */
  readonly name: string;
  /**
   * Requests within the window that are admitted for one key, 10 to 2,000,000,000.
   * @default 1000
   */
  readonly limit?: number;
  /**
   * Window that they are counted in: 1, 2, 5 or 10 minutes.
   * @default Duration.minutes(5)
   */
  readonly window?: Duration;
  /**
   * What they are counted by.
   * @default RateKey.IP
   */
  readonly key?: RateKey;
  /**
   * Beginning of the paths whose requests count: `/login`.
   * @default - every path
   */
  readonly path?: string;
}

/** Requests that one key may send in a window, where nothing else is said. */
export const DEFAULT_LIMIT = 1000;
/** Window where nothing else is said, in seconds. */
const DEFAULT_WINDOW = 300;

/** Requests beyond a rate. */
export function beyondRate({ limit, window, key = RateKey.IP, path }: Omit<Rate, 'name'>): CfnWebACL.StatementProperty {
  return {
    rateBasedStatement: {
      ...key.aggregation(),
      limit: limit ?? DEFAULT_LIMIT,
      evaluationWindowSec: window?.toSeconds() ?? DEFAULT_WINDOW,
      ...(path !== undefined && { scopeDownStatement: pathBeginsWith(path) }),
    },
  };
}
