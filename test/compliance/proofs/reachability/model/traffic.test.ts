import fc from 'fast-check';
import { type Interval, Intervals } from '../../../../../lib/compliance/proofs/reachability/model/intervals';
import { common, contains, type Packets, without } from '../../../../../lib/compliance/proofs/reachability/model/traffic';

const NUMBERS = [0n, 1n, 2n, 3n];
type Packet = Record<keyof Packets, bigint>;
const UNIVERSE: Packet[] = NUMBERS.flatMap((protocols) =>
  NUMBERS.flatMap((ports) =>
    NUMBERS.flatMap((sources) => NUMBERS.map((destinations) => ({ protocols, ports, sources, destinations }))),
  ),
);

function sets(): fc.Arbitrary<Intervals> {
  const number = fc.integer({ min: 0, max: 3 });
  const interval = fc
    .tuple(number, number)
    .map(([one, other]): Interval => [BigInt(Math.min(one, other)), BigInt(Math.max(one, other))]);
  return fc.array(interval, { minLength: 1, maxLength: 2 }).map((intervals) => Intervals.of(...intervals));
}

const packets = (): fc.Arbitrary<Packets> =>
  fc.record({ protocols: sets(), ports: sets(), sources: sets(), destinations: sets() });

const has = (set: Packets, packet: Packet): boolean =>
  (['protocols', 'ports', 'sources', 'destinations'] as const).every((dimension) => set[dimension].has(packet[dimension]));

test('sets of packets do what lists of packets do', () => {
  fc.assert(
    fc.property(packets(), packets(), (one, other) => {
      const [ones, others] = [one, other].map((set) => UNIVERSE.filter((packet) => has(set, packet)));
      const both = common(one, other);
      expect(UNIVERSE.filter((packet) => both !== undefined && has(both, packet))).toEqual(
        ones?.filter((packet) => has(other, packet)),
      );
      expect(both === undefined).toBe(!ones?.some((packet) => has(other, packet)));
      expect(contains(one, other)).toBe(others?.every((packet) => has(one, packet)));
      const rest = without(one, other);
      expect(UNIVERSE.filter((packet) => rest.some((part) => has(part, packet)))).toEqual(
        ones?.filter((packet) => !has(other, packet)),
      );
      for (const packet of UNIVERSE) expect(rest.filter((part) => has(part, packet)).length).toBeLessThanOrEqual(1);
    }),
  );
});

test('what is common with a part of the dimensions is as before in the others', () => {
  const one = {
    protocols: Intervals.of([6n, 6n]),
    ports: Intervals.of([1n, 9n]),
    sources: Intervals.of([1n, 2n]),
    destinations: Intervals.of([5n, 5n]),
  };
  expect(common(one, { ports: Intervals.of([9n, 20n]) })).toEqual({ ...one, ports: Intervals.of([9n, 9n]) });
  expect(common(one, { ports: Intervals.of([10n, 20n]) })).toBeUndefined();
});
