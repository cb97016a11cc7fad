import { Duration } from 'aws-cdk-lib/core';
import { firewallsBlock } from '../../../lib/compliance/rules/network/firewalls-block';
import { type Rate, RateKey } from '../../../lib/network/web-acl/rate';
import { resourcesOf } from '../support';
import { faultsOf, type Json, namesOf, ruleNamed, violationsOf, webAclIn } from './fixtures';

const AS_SENT = [{ Priority: 0, Type: 'NONE' }];
const HEADER = { Header: { Name: 'x-tenant', TextTransformations: AS_SENT } };
const FORWARDED = { HeaderName: 'X-Forwarded-For', FallbackBehavior: 'MATCH' };

function statementOf(rate: Omit<Rate, 'name'>): Json {
  return ruleNamed(webAclIn('eu-central-1', { rates: [{ name: 'Own', ...rate }] }).webAcl, 'Own').Statement.RateBasedStatement;
}

describe('a rate', () => {
  test('is of 1,000 requests in five minutes by address, unless more is said', () => {
    expect(statementOf({})).toEqual({ AggregateKeyType: 'IP', Limit: 1000, EvaluationWindowSec: 300 });
  });

  test.each<[string, RateKey, Json]>([
    ['a header', RateKey.header('x-tenant'), { AggregateKeyType: 'CUSTOM_KEYS', CustomKeys: [HEADER] }],
    [
      'a cookie',
      RateKey.cookie('session'),
      { AggregateKeyType: 'CUSTOM_KEYS', CustomKeys: [{ Cookie: { Name: 'session', TextTransformations: AS_SENT } }] },
    ],
    [
      'a TLS fingerprint',
      RateKey.TLS_FINGERPRINT,
      { AggregateKeyType: 'CUSTOM_KEYS', CustomKeys: [{ JA4Fingerprint: { FallbackBehavior: 'NO_MATCH' } }] },
    ],
    ['a forwarded address', RateKey.forwardedIp(), { AggregateKeyType: 'FORWARDED_IP', ForwardedIPConfig: FORWARDED }],
    [
      'an address and a header',
      RateKey.combined(RateKey.IP, RateKey.header('x-tenant')),
      { AggregateKeyType: 'CUSTOM_KEYS', CustomKeys: [{ IP: {} }, HEADER] },
    ],
    [
      'a forwarded address and a header',
      RateKey.combined(RateKey.forwardedIp(), RateKey.header('x-tenant')),
      { AggregateKeyType: 'CUSTOM_KEYS', CustomKeys: [{ ForwardedIP: {} }, HEADER], ForwardedIPConfig: FORWARDED },
    ],
  ])('counts by %s', (_, key, aggregation) => {
    expect(statementOf({ key, limit: 50, window: Duration.minutes(1) })).toEqual({
      ...aggregation,
      Limit: 50,
      EvaluationWindowSec: 60,
    });
  });

  test('counts the requests of one path, whatever it is written as', () => {
    expect(statementOf({ path: '/login' }).ScopeDownStatement).toEqual({
      ByteMatchStatement: {
        FieldToMatch: { UriPath: {} },
        PositionalConstraint: 'STARTS_WITH',
        SearchString: '/login',
        TextTransformations: [
          { Priority: 0, Type: 'URL_DECODE' },
          { Priority: 1, Type: 'NORMALIZE_PATH' },
        ],
      },
    });
  });

  test('refuses what is beyond it, after the rule by address', () => {
    const { webAcl, acl } = webAclIn('eu-central-1', { rates: [{ name: 'Login' }, { name: 'Api' }] });
    expect(namesOf(webAcl).slice(2, 5)).toEqual(['RatePerIp', 'Login', 'Api']);
    expect(ruleNamed(webAcl, 'Login').Action).toEqual({
      Block: { CustomResponse: { ResponseCode: 429, CustomResponseBodyKey: 'throttled' } },
    });
    expect(violationsOf(acl, firewallsBlock)).toEqual([]);
  });

  test('by a header keeps its value out of the logs', () => {
    const rates = [{ name: 'Tenant', key: RateKey.header('X-Tenant') }];
    const { stack, webAcl } = webAclIn('eu-central-1', { rates });
    expect(webAcl.DataProtectionConfig.DataProtections[0].Field.FieldKeys).toContain('x-tenant');
    expect(resourcesOf(stack, 'AWS::WAFv2::LoggingConfiguration')[0]?.properties.RedactedFields).toContainEqual({
      SingleHeader: { Name: 'x-tenant' },
    });
  });
});

describe('where a region can not count so', () => {
  const rates = [
    { name: 'Header', key: RateKey.header('x-tenant') },
    { name: 'Fingerprint', key: RateKey.TLS_FINGERPRINT },
    { name: 'Forwarded', key: RateKey.forwardedIp() },
    { name: 'Login', path: '/login' },
  ];

  test.each([
    ['eu-central-1', ['Header', 'Fingerprint', 'Forwarded', 'Login']],
    ['us-gov-west-1', ['Header', 'Forwarded', 'Login']],
    ['il-central-1', ['Header', 'Forwarded', 'Login']],
    ['cn-north-1', ['Forwarded', 'Login']],
  ])('%s has %j, and the rule by address', (region, names) => {
    const found = namesOf(webAclIn(region, { rates }).webAcl);
    expect(rates.map(({ name }) => name).filter((name) => found.includes(name))).toEqual(names);
    expect(found).toContain('RatePerIp');
  });
});

describe('behind a proxy', () => {
  const { webAcl } = webAclIn('eu-central-1', { forwardedHeader: 'X-Forwarded-For', admitOnly: ['DE'] });

  test('the rule by address takes the forwarded one; headers without an address share one count', () => {
    expect(ruleNamed(webAcl, 'RatePerIp').Statement).toEqual({
      RateBasedStatement: {
        AggregateKeyType: 'FORWARDED_IP',
        ForwardedIPConfig: FORWARDED,
        Limit: 1000,
        EvaluationWindowSec: 300,
      },
    });
  });

  test('so does the rule by country; a header without an address is from none', () => {
    expect(ruleNamed(webAcl, 'OutsideCountries').Statement.NotStatement.Statement.GeoMatchStatement).toEqual({
      CountryCodes: ['DE'],
      ForwardedIPConfig: { HeaderName: 'X-Forwarded-For', FallbackBehavior: 'NO_MATCH' },
    });
  });
});

const NAME = 'a letter, then letters and digits, at most 64';
const FIELD = 'the name of a header or cookie, at most 64 characters';

test.each<[Rate[], string[]]>([
  [[{ name: 'a-b' }], [`rates[0].name: got 'a-b'; ${NAME}`]],
  [[{ name: 'Common' }], [`rates[0].name: got 'Common'; a name that no other rule of the web ACL has`]],
  [[{ name: 'A' }, { name: 'A' }], [`rates[1].name: got 'A'; a name that no other rule of the web ACL has`]],
  [[{ name: 'A', limit: 9 }], ['rates[0].limit: got 9; a whole number, 10 to 2000000000']],
  [
    [{ name: 'A', window: Duration.minutes(3) }],
    [`rates[0].window: got '180 seconds'; 1, 2, 5 or 10 minutes, as Duration.minutes(...)`],
  ],
  [[{ name: 'A', key: RateKey.header('') }], [`rates[0].key: got ''; ${FIELD}`]],
  [[{ name: 'A', key: RateKey.cookie('a b') }], [`rates[0].key: got 'a b'; ${FIELD}`]],
  [
    [{ name: 'A', key: RateKey.combined(RateKey.forwardedIp('A'), RateKey.forwardedIp('B')) }],
    ['rates[0].key: got ["A","B"]; one header of forwarded addresses'],
  ],
  [
    [{ name: 'A', key: RateKey.combined(RateKey.IP, RateKey.IP, RateKey.IP, RateKey.IP, RateKey.IP, RateKey.IP) }],
    [`rates[0].key: got '6 keys'; at most 5, combined`],
  ],
  [
    ['login', '//login', '/a/../b', '/a/.', '/a?b', '/a%20b'].map((path, index) => ({ name: `A${index}`, path })),
    ['login', '//login', '/a/../b', '/a/.', '/a?b', '/a%20b'].map(
      (path, index) =>
        `rates[${index}].path: got '${path}'; the beginning of a path, such as '/documents/', as it is when decoded and normalized, at most 200 characters`,
    ),
  ],
  [Array.from({ length: 10 }, (_, index) => ({ name: `A${index}` })), [`rates: got '10 rates'; at most 9`]],
])('the rates %j are refused', (rates, faults) => {
  expect(faultsOf({ rates })).toEqual(faults);
});
