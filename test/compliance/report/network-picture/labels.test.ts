import { prefixes } from '../../../../lib/compliance/proofs/reachability/model/addresses';
import { Intervals } from '../../../../lib/compliance/proofs/reachability/model/intervals';
import { addressesText, shortened, shortName, zoneName } from '../../../../lib/compliance/report/network-picture/labels';

test.each([
  ['dev/Network/Network/ingressSubnet1/Subnet', 'ingressSubnet1'],
  ['dev/Network/Network/Resource', 'Network'],
  ['dev/Detection/KeyCheck/Function/Resource', 'KeyCheck Function'],
  ['template.yaml/Nat', 'Nat'],
  ['Resource', 'Resource'],
  ['', ''],
])('the telling end of %s is %s', (path, name) => expect(shortName(path)).toBe(name));

test('long texts end with an ellipsis, and letters that a terminal would obey are shown by number', () => {
  expect(shortened('a'.repeat(40))).toBe(`${'a'.repeat(33)}\u2026`);
  expect(shortened('a\u202eb')).toBe('a\\u{202e}b');
  expect(shortened('\u{1f600}'.repeat(3), 3)).toBe('\u{1f600}'.repeat(3));
});

test.each([
  ['{"Fn::Select":[0,{"Fn::GetAZs":""}]}', 'zone 1'],
  ['{"Fn::Select":["2",{"Fn::GetAZs":{"Ref":"AWS::Region"}}]}', 'zone 3'],
  ['eu-central-1a', 'eu-central-1a'],
  ['{"Ref":"Zone"}', 'zone by deployment'],
])('zone %s is %s', (zone, name) => expect(zoneName(zone)).toBe(name));

test.each([
  ['a prefix', prefixes('10.0.4.0/22'), '10.0.4.0/22'],
  ['one of IPv6', prefixes('2001:db8::/56'), '2001:db8::/56'],
  ['one address', prefixes('10.0.0.1/32'), '10.0.0.1/32'],
  ['both families', prefixes('10.0.0.0/16', '2001:db8::/56'), '10.0.0.0/16, 2001:db8::/56'],
  ['no prefix', Intervals.of([prefixes('10.0.0.1/32').first ?? 0n, prefixes('10.0.0.4/32').first ?? 0n]), '10.0.0.1-10.0.0.4'],
  ['nothing', Intervals.NONE, 'addresses by deployment'],
])('addresses of %s', (_, addresses, text) => expect(addressesText(addresses)).toBe(text));
