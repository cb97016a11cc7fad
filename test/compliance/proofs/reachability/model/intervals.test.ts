import fc from 'fast-check';
import { type Interval, Intervals } from '../../../../../lib/compliance/proofs/reachability/model/intervals';

const UNIVERSE = Array.from({ length: 24 }, (_, number) => BigInt(number));

function intervals(): fc.Arbitrary<Interval[]> {
  const number = fc.integer({ min: 0, max: 23 });
  return fc.array(
    fc.tuple(number, number).map(([first, last]): Interval => [BigInt(first), BigInt(last)]),
    { maxLength: 5 },
  );
}

/** The same set, number by number. */
function numbers(texts: readonly Interval[]): bigint[] {
  return UNIVERSE.filter((number) => texts.some(([first, last]) => first <= number && number <= last));
}

describe('a set of whole numbers', () => {
  test('does what a list of its numbers does', () => {
    fc.assert(
      fc.property(intervals(), intervals(), fc.integer({ min: -3, max: 3 }), (some, others, by) => {
        const [one, other] = [Intervals.of(...some), Intervals.of(...others)];
        const [ones, them] = [numbers(some), numbers(others)];
        const listed = (set: Intervals) => UNIVERSE.filter((number) => set.has(number));
        expect(listed(one)).toEqual(ones);
        expect(listed(one.union(other))).toEqual(UNIVERSE.filter((number) => ones.includes(number) || them.includes(number)));
        expect(listed(one.intersect(other))).toEqual(ones.filter((number) => them.includes(number)));
        expect(listed(one.subtract(other))).toEqual(ones.filter((number) => !them.includes(number)));
        expect(one.intersects(other)).toBe(ones.some((number) => them.includes(number)));
        expect(one.covers(other)).toBe(them.every((number) => ones.includes(number)));
        expect(one.equals(other)).toBe(ones.join() === them.join());
        expect(`${one}` === `${other}`).toBe(one.equals(other));
        expect([one.isEmpty, one.first]).toEqual([ones.length === 0, ones[0]]);
        expect(listed(one.shift(BigInt(by)))).toEqual(UNIVERSE.filter((number) => ones.includes(number - BigInt(by))));
      }),
    );
  });

  test('has one form: disjoint intervals in ascending order, with a gap between any two', () => {
    fc.assert(
      fc.property(intervals(), intervals(), (some, others) => {
        const [one, other] = [Intervals.of(...some), Intervals.of(...others)];
        for (const set of [one, one.union(other), one.intersect(other), one.subtract(other), one.shift(2n)]) {
          for (const [at, [first, last]] of set.intervals.entries()) {
            const before = set.intervals[at - 1];
            expect(first <= last && (before === undefined || before[1] + 1n < first)).toBe(true);
          }
        }
      }),
    );
  });

  test('in words', () => {
    expect(`${Intervals.of([1024n, 65535n], [443n, 443n])}`).toBe('443,1024-65535');
    expect(`${Intervals.NONE}`).toBe('');
  });
});
