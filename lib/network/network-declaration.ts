import type { InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import type { DnsFirewallProps } from './dns/dns-firewall';
import type { TlsInspection } from './firewall/tls-inspection';
import type { EncryptionMode } from './guards/encryption-control';
import type { NetworkProfile } from './network-profile';
import type { Rollout } from './rollout';

/** What is said of a network. */
export interface NetworkDeclaration {
  /**
   * How large it is, and so what it costs: `minimal`, `standard` or `regulated`. No profile turns a control off.
   * @default 'standard'
   */
  readonly profile?: NetworkProfile;
  /**
   * Range of the network: private (RFC 1918), /16 to /20.
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;
  /**
   * Number of availability zones, 2 to 6, at most as many as the account has in the region. Adding one moves no subnet. With a way out, each
   * takes an Elastic IP address, of which an account has five in a region until AWS raises that.
   * @default 3
   */
  readonly zones?: number;
  /**
   * Whether load balancers, applications and the management tier reach each other by IPv6 as well, in a /56 of Amazon's. By IPv6, nothing but
   * load balancers reaches the internet, or is reached from there; databases answer by IPv4 alone.
   * @default false
   */
  readonly ipv6?: boolean;
  /**
   * Ranges of networks that this one is, or will be, connected to: by peering, a transit gateway or a VPN. None may overlap it.
   * @default - none
   */
  readonly peers?: readonly string[];
  /**
   * Domains on the internet that applications may reach, by TLS on port 443, past the firewall: `example.com` for that name alone,
   * `*.example.com` for those below it, `.example.com` for both. What anyone can have an account with is a way out for anyone's data.
   * @default - none: there is no way out, and so neither a firewall nor a NAT gateway, but where the profile is `regulated`
   */
  readonly allowedDomains?: readonly string[];
  /**
   * Lets everything out past the firewall, and alerts of what it would refuse, until a day.
   * @default - the firewall refuses
   */
  readonly watching?: Rollout;
  /**
   * Decrypts what leaves. With it, and without it again, the firewalls get another policy, which they do only once somebody has taken their
   * protection of it off.
   * @default - what is encrypted stays so, and the name that a client asks for is believed
   */
  readonly tlsInspection?: TlsInspection;
  /**
   * What the resolver looks up.
   * @default - all but what looks hostile
   */
  readonly dns?: Omit<DnsFirewallProps, 'vpc'>;
  /**
   * Whether there is a tier where people come in, and for instances that are administered by Session Manager, with the endpoints for that. A
   * network with the profile `regulated` has it always.
   * @default false
   */
  readonly management?: boolean;
  /**
   * What is done about traffic within the network that isn't encrypted: `monitor` tells it, `enforce` leaves no place for it. A network with a
   * way out, and so with a firewall, can only be monitored.
   * @default 'monitor'
   */
  readonly encryption?: EncryptionMode;
  /**
   * Organisation whose identities and resources the endpoints admit: `o-` and 10 to 32 lower-case letters or digits.
   * @default - this account alone
   */
  readonly organizationId?: string;
  /**
   * TCP ports that clients on the internet may connect to, at most five. Port 80 is closed: what a client sends in clear to be
   * redirected has been sent in clear.
   * @default [443]
   */
  readonly ingressPorts?: readonly number[];
  /**
   * TCP ports of the applications that load balancers, and people in the management tier, may connect to, at most five.
   * @default [443, 8443]
   */
  readonly applicationPorts?: readonly number[];
  /**
   * TCP ports of the databases that applications, and people in the management tier, may connect to, at most five, 1024 to 65535.
   * @default - 3306 (MySQL), 5432 (PostgreSQL), 6379 (Valkey)
   */
  readonly databasePorts?: readonly number[];
  /**
   * Services that applications reach through an interface endpoint. Each costs by the hour and zone; S3 and DynamoDB have gateway
   * endpoints, which cost nothing. The management tier adds those that Session Manager needs.
   * @default - KMS, SSM and EventBridge: what the baseline's own functions call
   */
  readonly interfaceEndpoints?: readonly InterfaceVpcEndpointAwsService[];
}
