/**
 * How large a network is, and so what it costs. No profile turns a control off: it says in how many zones one stands, and which parts do.
 *
 * A live network can grow from each to the next. Before it shrinks, the protection of the firewalls that go has to be taken off:
 * `EgressFirewall` says how.
 */
export const NetworkProfile = {
  /** Interface endpoints in one zone; where domains are allowed, one firewall and one NAT gateway for all zones. When that zone fails, so do they. */
  MINIMAL: 'minimal',
  /** Interface endpoints in every zone; where domains are allowed, a firewall and a NAT gateway in every zone. */
  STANDARD: 'standard',
  /** As `STANDARD`, and the firewall and the management tier stand whether they are asked for or not. */
  REGULATED: 'regulated',
} as const;

export type NetworkProfile = (typeof NetworkProfile)[keyof typeof NetworkProfile];

/** What the parts of a network follow from. */
export interface NetworkSize {
  readonly profile: NetworkProfile;
  readonly zones: number;
  readonly allowedDomains: readonly string[];
  readonly management: boolean;
}

/** Which parts of a network stand, and in how many zones: what its cost follows from. */
export interface NetworkParts {
  /** Zones with interface endpoints. */
  readonly endpointZones: number;
  /** Zones with a firewall's endpoint and a NAT gateway of their own; 0 where there is no way out. */
  readonly wayOutZones: number;
  /** Whether there is a management tier. */
  readonly management: boolean;
}

export function networkParts({ profile, zones, allowedDomains, management }: NetworkSize): NetworkParts {
  const paid = profile === NetworkProfile.MINIMAL ? 1 : zones;
  const isRegulated = profile === NetworkProfile.REGULATED;
  return {
    endpointZones: paid,
    wayOutZones: isRegulated || allowedDomains.length > 0 ? paid : 0,
    management: isRegulated || management,
  };
}
