import { cidrs } from '../e2e/support/cidr';

test.each([
  ['10.0.0.0/16', 2, 8, ['10.0.0.0/24', '10.0.1.0/24']],
  ['10.0.255.0/24', 2, 4, ['10.0.255.0/28', '10.0.255.16/28']],
  ['2400:6500:ab12:3400::/56', 3, 64, ['2400:6500:ab12:3400::/64', '2400:6500:ab12:3401::/64', '2400:6500:ab12:3402::/64']],
  ['2001:db8::/56', 2, 64, ['2001:db8::/64', '2001:db8:0:1::/64']],
  ['2001:db8:0:1:0:0:0:0/64', 1, 32, ['2001:db8:0:1::/96']],
])('%s has %i blocks of %i bits', (range, count, bits, expected) => {
  expect(cidrs(range, count, bits)).toEqual(expected);
});

test('no block is made up where there is no room', () => {
  expect(() => cidrs('2001:db8::/56', 257, 64)).toThrow('room for 256');
});
