/** Median time of a function in milliseconds, over `runs` runs after one warm-up. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = sorted.length % 2 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  return (low + high) / 2;
}

/**
 * Times functions in turn, A B A B ..., so that a drift of the machine's speed meets each alike.
 *
 * @param runs counted runs of each, after one that is not counted
 * @returns the times of each in milliseconds, in the order of the functions
 */
export function interleave(runs: number, ...functions: readonly (() => void)[]): number[][] {
  const times: number[][] = functions.map(() => []);
  for (let run = -1; run < runs; run++) {
    for (const [index, fn] of functions.entries()) {
      globalThis.gc?.();
      const start = performance.now();
      fn();
      if (run >= 0) times[index]?.push(performance.now() - start);
    }
  }
  return times;
}

/** One line of the result: a measured value beside its budget. */
export interface Measurement {
  readonly what: string;
  readonly value: number;
  readonly unit: 'x' | 'ms' | 'KB' | '';
  /** Largest value that the design allows; `undefined` where it is for information. */
  readonly budget?: number;
}

/** How much slower the second is than the first: the median of the ratios, pair by pair. */
export function ratio(base: readonly number[], other: readonly number[]): number {
  return median(base.map((time, index) => (other[index] ?? Number.NaN) / time));
}
