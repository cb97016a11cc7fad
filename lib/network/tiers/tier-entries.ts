import { SubnetTier } from './subnet-tier';

/** Ports that the tiers listen on. */
export interface TierPorts {
  /** Ports of the load balancers that clients connect to. */
  readonly ingress: readonly number[];
  /** Ports of the applications that load balancers, and people, connect to. */
  readonly application: readonly number[];
  /** Ports of the databases that applications, and people, connect to, all within `EPHEMERAL`. */
  readonly database: readonly number[];
}

/** The other side of a connection: a tier, any address of the network, any address at all. */
export type Peer = SubnetTier | 'network' | 'internet';

/** One entry of a tier's network ACL, whatever the addresses are. */
export interface Entry {
  readonly number: number;
  readonly action: 'allow' | 'deny';
  /** TCP ports from and to, `all` traffic, or the ICMP message that path MTU discovery needs. */
  readonly traffic: readonly [number, number] | 'all' | 'fragmentation-needed';
  readonly peer: Peer;
}

/** The entries of a tier, by direction. */
export interface AclEntries {
  readonly inbound: readonly Entry[];
  readonly outbound: readonly Entry[];
}

/** Source ports of clients: load balancers, functions, NAT gateways and gateway endpoints use all of these, Linux a part of them. */
export const EPHEMERAL: readonly [number, number] = [1024, 65535];

/** Entries that AWS allows a direction and family, but for the last one, which denies, and is AWS's. */
export const MOST_ENTRIES = 19;

const HTTPS: readonly [number, number] = [443, 443];

/** What leaves for the internet by TLS, and its answers. */
const WAY_OUT: AclEntries = {
  inbound: [
    allow(100, HTTPS, SubnetTier.APPLICATION),
    allow(120, HTTPS, SubnetTier.MANAGEMENT),
    deny(900, 'network'),
    allow(910, EPHEMERAL, 'internet'),
  ],
  outbound: [
    allow(100, EPHEMERAL, SubnetTier.APPLICATION),
    allow(120, EPHEMERAL, SubnetTier.MANAGEMENT),
    deny(900, 'network'),
    allow(910, HTTPS, 'internet'),
  ],
};

/**
 * The network ACLs of all tiers, as if every tier stood. ACLs keep no state, so each allowed connection has two entries a side: one for its
 * port, one for the ephemeral ports that answers go to.
 *
 * What the numbers don't show:
 * - Names are resolved, and time is kept, by addresses of AWS that ACLs don't filter. No entry is needed for DNS.
 * - S3 and DynamoDB answer through gateway endpoints from public addresses of AWS, and an ACL can't name a prefix list. So whoever calls
 *   them takes answers from anywhere, but from the network only those that earlier entries name, and no route leads there from the internet.
 * - A firewall's endpoint and a NAT gateway are on the way of a packet, and not its ends. Their ACLs see it come in and go out, with the
 *   client's and the server's addresses, until the NAT gateway puts its own in the client's place.
 * - A server answers to ephemeral ports of its client, so it could open a connection there. Security groups, which do keep state, refuse it.
 *
 * Sources: "Control subnet traffic with network access control lists", "Amazon VPC quotas", "Application Load Balancer security groups"
 * (path MTU).
 */
export function tierEntries(ports: TierPorts): Readonly<Record<SubnetTier, AclEntries>> {
  return {
    [SubnetTier.INGRESS]: {
      inbound: [
        deny(10, SubnetTier.DATA),
        ...listeners(100, ports.ingress, 'internet'),
        allow(200, EPHEMERAL, SubnetTier.APPLICATION),
        { number: 900, action: 'allow', traffic: 'fragmentation-needed', peer: 'internet' },
      ],
      outbound: [
        deny(10, SubnetTier.DATA),
        ...listeners(100, ports.application, SubnetTier.APPLICATION),
        allow(900, EPHEMERAL, 'internet'),
      ],
    },
    [SubnetTier.APPLICATION]: {
      inbound: [
        ...listeners(100, ports.application, SubnetTier.INGRESS),
        ...listeners(120, ports.application, SubnetTier.MANAGEMENT),
        allow(200, EPHEMERAL, SubnetTier.DATA),
        ...callers(SubnetTier.APPLICATION).inbound,
      ],
      outbound: [
        allow(100, EPHEMERAL, SubnetTier.INGRESS),
        allow(120, EPHEMERAL, SubnetTier.MANAGEMENT),
        ...listeners(200, ports.database, SubnetTier.DATA),
        ...callers(SubnetTier.APPLICATION).outbound,
      ],
    },
    [SubnetTier.DATA]: {
      inbound: [
        ...listeners(100, ports.database, SubnetTier.APPLICATION),
        ...listeners(120, ports.database, SubnetTier.MANAGEMENT),
        allow(200, EPHEMERAL, SubnetTier.DATA),
      ],
      outbound: [
        allow(100, EPHEMERAL, SubnetTier.APPLICATION),
        allow(120, EPHEMERAL, SubnetTier.MANAGEMENT),
        allow(200, EPHEMERAL, SubnetTier.DATA),
      ],
    },
    [SubnetTier.ENDPOINTS]: {
      inbound: [allow(100, HTTPS, SubnetTier.APPLICATION), allow(120, HTTPS, SubnetTier.MANAGEMENT)],
      outbound: [allow(100, EPHEMERAL, SubnetTier.APPLICATION), allow(120, EPHEMERAL, SubnetTier.MANAGEMENT)],
    },
    [SubnetTier.FIREWALL]: WAY_OUT,
    [SubnetTier.EGRESS]: WAY_OUT,
    [SubnetTier.MANAGEMENT]: {
      inbound: [
        allow(100, EPHEMERAL, SubnetTier.APPLICATION),
        allow(200, EPHEMERAL, SubnetTier.DATA),
        ...callers(SubnetTier.MANAGEMENT).inbound,
      ],
      outbound: [
        ...listeners(100, ports.application, SubnetTier.APPLICATION),
        ...listeners(200, ports.database, SubnetTier.DATA),
        ...callers(SubnetTier.MANAGEMENT).outbound,
      ],
    },
  };
}

/** What calls services: its own kind in another zone, endpoints, S3 and DynamoDB, and servers on the internet where a route leads there. */
function callers(own: SubnetTier): AclEntries {
  return {
    inbound: [
      allow(300, HTTPS, own),
      allow(310, EPHEMERAL, own),
      allow(320, EPHEMERAL, SubnetTier.ENDPOINTS),
      deny(900, 'network'),
      allow(910, EPHEMERAL, 'internet'),
    ],
    outbound: [
      allow(300, HTTPS, own),
      allow(310, EPHEMERAL, own),
      allow(320, HTTPS, SubnetTier.ENDPOINTS),
      deny(900, 'network'),
      allow(910, HTTPS, 'internet'),
    ],
  };
}

function listeners(first: number, ports: readonly number[], peer: Peer): Entry[] {
  return ports.map((port, index) => allow(first + index, [port, port], peer));
}

function allow(number: number, traffic: readonly [number, number], peer: Peer): Entry {
  return { number, action: 'allow', traffic, peer };
}

function deny(number: number, peer: Peer): Entry {
  return { number, action: 'deny', traffic: 'all', peer };
}
