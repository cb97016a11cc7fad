import { type NetworkParts, NetworkProfile, networkParts } from '../../lib/network/network-profile';

const { MINIMAL, STANDARD, REGULATED } = NetworkProfile;

test.each<[string, NetworkProfile, string[], boolean, NetworkParts]>([
  ['minimal', MINIMAL, [], false, { endpointZones: 1, wayOutZones: 0, management: false }],
  ['minimal, with a way out', MINIMAL, ['example.com'], false, { endpointZones: 1, wayOutZones: 1, management: false }],
  ['minimal, with people', MINIMAL, [], true, { endpointZones: 1, wayOutZones: 0, management: true }],
  ['standard', STANDARD, [], false, { endpointZones: 3, wayOutZones: 0, management: false }],
  ['standard, with a way out', STANDARD, ['example.com'], false, { endpointZones: 3, wayOutZones: 3, management: false }],
  ['standard, with people', STANDARD, [], true, { endpointZones: 3, wayOutZones: 0, management: true }],
  ['regulated', REGULATED, [], false, { endpointZones: 3, wayOutZones: 3, management: true }],
  ['regulated, with a way out', REGULATED, ['example.com'], false, { endpointZones: 3, wayOutZones: 3, management: true }],
])('%s', (_, profile, allowedDomains, management, parts) => {
  expect(networkParts({ profile, zones: 3, allowedDomains, management })).toEqual(parts);
});
