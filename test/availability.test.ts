import { Feature, isAvailable } from '../lib/availability';
import { testStack } from './support/app';

const FEATURES = Object.values(Feature);

test.each(['eu-central-1', 'us-east-1'])('%s has every feature', (region) => {
  const stack = testStack({ account: '123456789012', region });
  expect(FEATURES.filter((feature) => !isAvailable(stack, feature))).toEqual([]);
});

test.each(['cn-north-1', 'cn-northwest-1'])(
  '%s lacks most of the protection plans of GuardDuty and web ACLs of CloudFront, and nothing else',
  (region) => {
    const stack = testStack({ account: '123456789012', region });
    expect(FEATURES.filter((feature) => !isAvailable(stack, feature))).toEqual([
      Feature.GUARDDUTY_EBS_MALWARE_PROTECTION,
      Feature.GUARDDUTY_RDS_LOGIN_EVENTS,
      Feature.GUARDDUTY_LAMBDA_NETWORK_LOGS,
      Feature.GUARDDUTY_RUNTIME_MONITORING,
      Feature.WAF_FOR_CLOUDFRONT,
    ]);
  },
);

test('a region that is known at deployment only is taken to have every feature', () => {
  const stack = testStack({});
  expect(FEATURES.every((feature) => isAvailable(stack, feature))).toBe(true);
});

test('no two features have one name', () => {
  expect(new Set(FEATURES).size).toBe(FEATURES.length);
});
