import { Feature, isAvailable, isAvailableIn, lackingIn } from '../lib/availability';
import { testStack } from './support/app';

const FEATURES = Object.values(Feature);

test.each(['eu-central-1', 'us-east-1'])('%s has every feature', (region) => {
  const stack = testStack({ account: '123456789012', region });
  expect(FEATURES.filter((feature) => !isAvailable(stack, feature))).toEqual([]);
});

const SESSIONS = 'sessions of Session Manager, through endpoints, each logged';
const RATE = "the web ACL's rate rule by address, which always stands";
const FINDINGS = "GuardDuty's findings from flow logs, DNS logs and the trail";

test.each(['cn-north-1', 'cn-northwest-1'])('%s lacks these, each with what stands in its place, and nothing else', (region) => {
  const lacking = [
    { feature: Feature.GUARDDUTY_EBS_MALWARE_PROTECTION, instead: FINDINGS },
    {
      feature: Feature.GUARDDUTY_RDS_LOGIN_EVENTS,
      instead: 'databases that the application tier alone can connect to, with flow logs of every attempt',
    },
    {
      feature: Feature.GUARDDUTY_LAMBDA_NETWORK_LOGS,
      instead: "flow logs and DNS query logs of the VPC that functions' network interfaces are in",
    },
    { feature: Feature.GUARDDUTY_RUNTIME_MONITORING, instead: FINDINGS },
    { feature: Feature.WAF_FOR_CLOUDFRONT, instead: "a regional web ACL before the distribution's origin" },
    {
      feature: Feature.WAF_ANTI_DDOS,
      instead: "the web ACL's rate rule by address, and the list of addresses that take part in floods",
    },
    { feature: Feature.WAF_RATE_KEYS, instead: RATE },
    { feature: Feature.WAF_RATE_FINGERPRINTS, instead: RATE },
    { feature: Feature.VERIFIED_ACCESS, instead: SESSIONS },
    { feature: Feature.CLIENT_VPN, instead: SESSIONS },
    { feature: Feature.VPC_ENCRYPTION_CONTROL, instead: 'TLS, which rules demand of stores, listeners and endpoints' },
  ];
  expect(lackingIn(region)).toEqual(lacking);
  const stack = testStack({ account: '123456789012', region });
  expect(FEATURES.filter((feature) => !isAvailable(stack, feature))).toEqual(lacking.map(({ feature }) => feature));
});

test.each(['us-gov-west-1', 'us-iso-east-1', 'eu-central-1', undefined])('%s lacks what is said to stand elsewhere', (region) => {
  const missing = FEATURES.filter((feature) => !isAvailableIn(region, feature));
  expect(lackingIn(region).map(({ feature }) => feature)).toEqual(missing);
  expect(lackingIn(region).filter(({ instead }) => instead.trim() === '')).toEqual([]);
});

test('a region that is known at deployment only is taken to have every feature', () => {
  const stack = testStack({});
  expect(FEATURES.every((feature) => isAvailable(stack, feature))).toBe(true);
});

test('no two features have one name', () => {
  expect(new Set(FEATURES).size).toBe(FEATURES.length);
});
