import { SubnetTier } from './subnet-tier';
import { type AclEntries, type Entry, type Peer, type TierPorts, tierEntries } from './tier-entries';

/** One entry of a network ACL, without its direction. */
export interface AclRule {
  /** The lowest number that matches decides. It never moves when a list of ports grows: moving one replaces the entry. */
  readonly number: number;
  readonly action: Entry['action'];
  readonly traffic: Entry['traffic'];
  /** The other side. */
  readonly cidr: string;
  /** Whether that is a range of IPv6. */
  readonly ipv6: boolean;
}

/** The entries of a tier's network ACL. What none of them allows is denied. */
export interface AclRules {
  readonly inbound: readonly AclRule[];
  readonly outbound: readonly AclRule[];
}

/** Which addresses a tier has. */
interface TierAddresses {
  tier(tier: SubnetTier): string;
}

/** What the network ACLs follow from. */
export interface TierAclProps {
  readonly plan: TierAddresses & { readonly cidr: string };
  /**
   * The addresses of IPv6.
   * @default - none
   */
  readonly ipv6?: TierAddresses;
  readonly ports: TierPorts;
  /** The tiers that stand. */
  readonly tiers: readonly SubnetTier[];
}

/** Added to the number of an entry for its twin of IPv6: a number is one entry's, whatever its family. */
const IPV6 = 1000;
/** Databases, and what serves the network itself, have no entries of IPv6: they answer by IPv4. */
const IPV4_ALONE: readonly Peer[] = [SubnetTier.DATA, SubnetTier.ENDPOINTS, SubnetTier.FIREWALL, SubnetTier.EGRESS];

/** The network ACLs of the tiers that stand: the entries of `tierEntries`, with addresses, and their twins of IPv6. */
export function tierAclRules(props: TierAclProps): ReadonlyMap<SubnetTier, AclRules> {
  const entries = tierEntries(props.ports);
  return new Map(props.tiers.map((tier) => [tier, addressed(tier, entries[tier], props)]));
}

function addressed(tier: SubnetTier, { inbound, outbound }: AclEntries, props: TierAclProps): AclRules {
  const rules = (entries: readonly Entry[]): AclRule[] => {
    const standing = entries.filter(({ peer }) => isNoTier(peer) || props.tiers.includes(peer));
    return [
      ...standing.map((entry) => ipv4Rule(entry, props)),
      ...standing.flatMap((entry) => ipv6Rule(tier, entry, props) ?? []),
    ];
  };
  return { inbound: rules(inbound), outbound: rules(outbound) };
}

function ipv4Rule({ number, action, traffic, peer }: Entry, { plan }: TierAclProps): AclRule {
  const cidr = peer === 'internet' ? '0.0.0.0/0' : peer === 'network' ? plan.cidr : plan.tier(peer);
  return { number, action, traffic, cidr, ipv6: false };
}

/** By IPv6, the internet and load balancers reach each other, and load balancers, applications and people; nothing else leaves or comes in. */
function ipv6Rule(tier: SubnetTier, { number, action, traffic, peer }: Entry, { ipv6 }: TierAclProps): AclRule | undefined {
  if (ipv6 === undefined || peer === 'network' || [tier, peer].some((side) => IPV4_ALONE.includes(side))) return undefined;
  if (peer === 'internet' && tier !== SubnetTier.INGRESS) return undefined;
  return { number: number + IPV6, action, traffic, cidr: peer === 'internet' ? '::/0' : ipv6.tier(peer), ipv6: true };
}

function isNoTier(peer: Peer): peer is 'network' | 'internet' {
  return peer === 'network' || peer === 'internet';
}
