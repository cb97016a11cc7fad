import fc from 'fast-check';
import { type Finding, Rule } from '../../../lambda/key-check/finding';
import { type FindingEvent, publish, toEvent } from '../../../lambda/key-check/publish';

const FINDING: Finding = {
  rule: Rule.DISABLED,
  severity: 'HIGH',
  purpose: 'personal',
  keyId: 'arn:aws:kms:eu-central-1:123456789012:key/1',
  got: 'Disabled',
  declared: 'Enabled',
};
const TIME = new Date('2026-01-10T00:00:00Z');
const never = async (): Promise<void> => {};

function events(count: number): FindingEvent[] {
  return Array.from({ length: count }, (_, n) => toEvent({ ...FINDING, purpose: String(n) }, 'prod', 'bus', TIME));
}

test('the event of a finding: a contract with whoever has a rule for it', () => {
  const { Detail, ...event } = toEvent(FINDING, 'prod', 'bus', TIME);
  expect(event).toEqual({
    Source: 'strongroom.keys',
    DetailType: 'Key Check Finding',
    Resources: [FINDING.keyId],
    EventBusName: 'bus',
    Time: TIME,
  });
  expect(JSON.parse(Detail)).toEqual({ version: 1, environment: 'prod', ...FINDING });
});

test('every event is put once, at most ten at a time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 45 }), async (count) => {
      const batches: FindingEvent[][] = [];
      await publish(
        events(count),
        async (batch) => {
          batches.push([...batch]);
          return [];
        },
        never,
      );
      expect(batches.flat()).toEqual(events(count));
      expect(batches.every(({ length }) => length > 0 && length <= 10)).toBe(true);
      expect(batches).toHaveLength(Math.ceil(count / 10));
    }),
  );
});

test('what the bus did not take is put again, and nothing else', async () => {
  const put: string[][] = [];
  const waits: number[] = [];
  const purposes = (batch: readonly FindingEvent[]) => batch.map(({ Detail }) => JSON.parse(Detail).purpose as string);
  await publish(
    events(12),
    async (batch) => {
      put.push(purposes(batch));
      return put.length <= 2 ? batch.slice(-1) : [];
    },
    async (attempt) => {
      waits.push(attempt);
    },
  );
  expect(put).toEqual([
    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    ['10', '11'],
    ['9', '11'],
  ]);
  expect(waits).toEqual([2]);
});

test('gives up after three attempts, and says how many were lost', async () => {
  let calls = 0;
  const refuseOne = async (batch: readonly FindingEvent[]) => {
    calls++;
    return batch.slice(0, 1);
  };
  await expect(publish(events(3), refuseOne, never)).rejects.toThrow('the event bus refused 1 of 3 findings, 3 times');
  expect(calls).toBe(3);
});
