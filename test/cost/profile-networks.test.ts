import { estimate } from '../../lib/cost/estimate';
import { Driver } from '../../lib/cost/prices';
import { profileNetworks } from '../../lib/cost/profile-networks';

const networks = profileNetworks({ region: 'eu-central-1', zones: 3 });

/** Units of a driver in the network of a profile. */
function units(profile: string, hasWayOut: boolean, driver: Driver): number {
  const network = networks.find((each) => each.profile === profile && each.hasWayOut === hasWayOut);
  const { rows } = estimate('x', [{ name: 'x', template: network?.template }]);
  return rows.find((row) => row.driver === driver)?.units ?? 0;
}

test('each profile has a network without and with a way out, and its name says which', () => {
  expect(networks.map(({ name }) => name)).toEqual([
    'minimal, without allowedDomains, 3 zones in eu-central-1',
    'minimal, with allowedDomains, 3 zones in eu-central-1',
    'standard, without allowedDomains, 3 zones in eu-central-1',
    'standard, with allowedDomains, 3 zones in eu-central-1',
    'regulated, without allowedDomains, 3 zones in eu-central-1',
    'regulated, with allowedDomains, 3 zones in eu-central-1',
  ]);
});

test.each([
  ['minimal', false, 0, 1],
  ['minimal', true, 1, 1],
  ['standard', false, 0, 3],
  ['standard', true, 3, 3],
  ['regulated', false, 3, 3],
  ['regulated', true, 3, 3],
] as const)(
  '%s, way out %s: firewalls and NAT gateways in %d zones, endpoints in %d',
  (profile, hasWayOut, wayOut, endpointZones) => {
    expect(units(profile, hasWayOut, Driver.NAT_GATEWAY)).toBe(wayOut);
    expect(units(profile, hasWayOut, Driver.FIREWALL_ENDPOINT)).toBe(wayOut);
    expect(units(profile, hasWayOut, Driver.PUBLIC_IPV4)).toBe(wayOut);
    const endpoints = units(profile, hasWayOut, Driver.INTERFACE_ENDPOINT);
    expect(endpoints).toBeGreaterThan(0);
    expect(endpoints % endpointZones).toBe(0);
  },
);

test('the keys and the archive that a network needs are no part of its cost, and its web ACL is', () => {
  expect(units('standard', false, Driver.KEY)).toBe(0);
  expect(units('standard', false, Driver.WEB_ACL)).toBe(1);
});
