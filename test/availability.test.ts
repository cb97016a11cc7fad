import { Feature, isAvailable, lackingAt } from '../lib/availability';
import { testStack } from './support/app';

const FEATURES = Object.values(Feature);

test.each(['eu-central-1', 'us-east-1'])('%s has every feature', (region) => {
  const stack = testStack({ account: '123456789012', region });
  expect(FEATURES.filter((feature) => !isAvailable(stack, feature))).toEqual([]);
  expect(lackingAt(stack)).toEqual([]);
});

test.each(['cn-north-1', 'cn-northwest-1'])('%s lacks what the table says, and the list is what the questions say', (region) => {
  const stack = testStack({ account: '123456789012', region });
  expect(isAvailable(stack, Feature.GUARDDUTY_RDS_LOGIN_EVENTS)).toBe(false);
  expect([...lackingAt(stack)].sort()).toEqual(FEATURES.filter((feature) => !isAvailable(stack, feature)).sort());
});

test('a region that is known at deployment only is taken to have every feature', () => {
  const stack = testStack({});
  expect(FEATURES.every((feature) => isAvailable(stack, feature))).toBe(true);
});

test('no two features have one name in the report', () => {
  expect(new Set(FEATURES).size).toBe(FEATURES.length);
});
