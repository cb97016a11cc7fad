/** First and last number of an interval, both within. */
export type Interval = readonly [bigint, bigint];

/** A set of whole numbers, such as addresses, ports or protocols: disjoint intervals in ascending order. It never changes. */
export class Intervals {
  public static readonly NONE = new Intervals([]);

  /** The set of all numbers in some intervals, which may overlap and stand in any order. */
  public static of(...intervals: readonly Interval[]): Intervals {
    const sorted = intervals
      .filter(([first, last]) => first <= last)
      .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
    const merged: Interval[] = [];
    for (const [first, last] of sorted) {
      const before = merged.at(-1);
      if (before === undefined || first > before[1] + 1n) merged.push([first, last]);
      else if (last > before[1]) merged[merged.length - 1] = [before[0], last];
    }
    return merged.length === 0 ? Intervals.NONE : new Intervals(merged);
  }

  private constructor(public readonly intervals: readonly Interval[]) {}

  public get isEmpty(): boolean {
    return this.intervals.length === 0;
  }

  /** The smallest number, as an example of the set. */
  public get first(): bigint | undefined {
    return this.intervals[0]?.[0];
  }

  public has(number: bigint): boolean {
    return this.intervals.some(([first, last]) => first <= number && number <= last);
  }

  public union(other: Intervals): Intervals {
    if (other.isEmpty) return this;
    return this.isEmpty ? other : Intervals.of(...this.intervals, ...other.intervals);
  }

  public intersect(other: Intervals): Intervals {
    const common: Interval[] = [];
    for (let one = 0, two = 0; ; ) {
      const mine = this.intervals[one];
      const theirs = other.intervals[two];
      if (mine === undefined || theirs === undefined) break;
      const first = greater(mine[0], theirs[0]);
      const last = smaller(mine[1], theirs[1]);
      if (first <= last) common.push([first, last]);
      if (mine[1] < theirs[1]) one += 1;
      else two += 1;
    }
    return common.length === 0 ? Intervals.NONE : new Intervals(common);
  }

  public subtract(other: Intervals): Intervals {
    let rest: Interval[] = [...this.intervals];
    for (const [first, last] of other.intervals) {
      rest = rest.flatMap(([from, to]): Interval[] => {
        if (last < from || first > to) return [[from, to]];
        return [...(from < first ? [[from, first - 1n] as const] : []), ...(last < to ? [[last + 1n, to] as const] : [])];
      });
    }
    return rest.length === 0 ? Intervals.NONE : new Intervals(rest);
  }

  public intersects(other: Intervals): boolean {
    return !this.intersect(other).isEmpty;
  }

  /** Whether all numbers of another set are in this one. */
  public covers(other: Intervals): boolean {
    return this === other || other.subtract(this).isEmpty;
  }

  /** The set of these numbers, each with another added. */
  public shift(by: bigint): Intervals {
    return by === 0n ? this : Intervals.of(...this.intervals.map(([first, last]): Interval => [first + by, last + by]));
  }

  public equals(other: Intervals): boolean {
    return (
      this.intervals.length === other.intervals.length &&
      this.intervals.every(([first, last], at) => first === other.intervals[at]?.[0] && last === other.intervals[at]?.[1])
    );
  }

  /** The same text for equal sets only: `443,1024-65535`. */
  public toString(): string {
    return this.intervals.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
  }
}

function greater(one: bigint, other: bigint): bigint {
  if (one > other) return one;
  return other;
}

function smaller(one: bigint, other: bigint): bigint {
  if (one < other) return one;
  return other;
}
