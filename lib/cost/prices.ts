import type { QuotesByRegion } from './price';
import { SOURCES } from './price-sources';

/** What costs while nothing happens. */
export enum Driver {
  NAT_GATEWAY = 'nat-gateway',
  FIREWALL_ENDPOINT = 'firewall-endpoint',
  TLS_INSPECTION = 'tls-inspection',
  INTERFACE_ENDPOINT = 'interface-endpoint',
  PUBLIC_IPV4 = 'public-ipv4',
  ENCRYPTION_CONTROL = 'encryption-control',
  DNS_FIREWALL_ADVANCED = 'dns-firewall-advanced',
  DNS_FIREWALL_DOMAIN = 'dns-firewall-domain',
  RESOLVER_ENDPOINT = 'resolver-endpoint',
  HOSTED_ZONE = 'hosted-zone',
  WEB_ACL = 'web-acl',
  WEB_ACL_RULE = 'web-acl-rule',
  ANTI_DDOS = 'anti-ddos',
  INTELLIGENT_THREAT_GROUP = 'intelligent-threat-group',
  VERIFIED_ACCESS = 'verified-access',
  CLIENT_VPN = 'client-vpn',
  LOAD_BALANCER = 'load-balancer',
  TRANSIT_GATEWAY_ATTACHMENT = 'transit-gateway-attachment',
  VPN_CONNECTION = 'vpn-connection',
  KEY = 'kms-key',
  SECRET = 'secret',
  ALARM = 'alarm',
  COMPOSITE_ALARM = 'composite-alarm',
  METRIC_FILTER = 'metric-filter',
  DASHBOARD = 'dashboard',
}

/** A row of the price table. */
export interface Price {
  readonly what: string;
  /** What one of it is. */
  readonly unit: string;
  readonly per: 'hour' | 'month';
  readonly quotes: QuotesByRegion;
}

/**
 * List prices in US dollars, without taxes, discounts and free tiers. AWS fills the numbers of its pages in by script, so that few
 * could be read there: each row says where it was read, and a row without a source is the authors' memory.
 */
export const PRICES: Readonly<Record<Driver, Price>> = {
  [Driver.NAT_GATEWAY]: {
    what: 'NAT gateways',
    unit: 'gateway',
    per: 'hour',
    quotes: {
      'us-east-1': { usd: 0.045, source: SOURCES.vpc },
      'eu-central-1': { usd: 0.052, source: SOURCES.natInFrankfurt },
    },
  },
  [Driver.FIREWALL_ENDPOINT]: {
    what: 'firewall endpoints',
    unit: 'endpoint in a zone',
    per: 'hour',
    quotes: { 'us-east-1': { usd: 0.395, source: SOURCES.networkFirewall } },
  },
  [Driver.TLS_INSPECTION]: {
    what: 'TLS inspection of firewalls',
    unit: 'firewall policy, for each endpoint',
    per: 'hour',
    quotes: { 'us-east-1': {} },
  },
  [Driver.INTERFACE_ENDPOINT]: {
    what: 'interface endpoints',
    unit: 'endpoint in a zone',
    per: 'hour',
    quotes: {
      'us-east-1': { usd: 0.01, source: SOURCES.privateLink },
      'eu-central-1': { usd: 0.012, source: SOURCES.privateLinkInFrankfurt },
    },
  },
  [Driver.PUBLIC_IPV4]: {
    what: 'public IPv4 addresses',
    unit: 'address',
    per: 'hour',
    quotes: { 'us-east-1': { usd: 0.005, source: SOURCES.vpc } },
  },
  [Driver.ENCRYPTION_CONTROL]: {
    what: 'VPC encryption control',
    unit: 'VPC',
    per: 'hour',
    quotes: { 'us-east-1': { usd: 0.15, source: SOURCES.encryptionControl } },
  },
  [Driver.DNS_FIREWALL_ADVANCED]: {
    what: 'DNS Firewall Advanced',
    unit: 'rule group with such rules, for each VPC',
    per: 'hour',
    quotes: { 'us-east-1': { usd: 0.16, source: SOURCES.dnsFirewall } },
  },
  [Driver.DNS_FIREWALL_DOMAIN]: {
    what: "domains of one's own lists",
    unit: 'domain',
    per: 'month',
    quotes: { 'us-east-1': { usd: 0.0005, source: SOURCES.dnsFirewall } },
  },
  [Driver.RESOLVER_ENDPOINT]: {
    what: 'Resolver endpoints',
    unit: 'address',
    per: 'hour',
    quotes: { 'us-east-1': { usd: 0.125, source: SOURCES.resolverEndpoints } },
  },
  [Driver.HOSTED_ZONE]: {
    what: 'hosted zones',
    unit: 'zone',
    per: 'month',
    quotes: { everywhere: { usd: 0.5, source: SOURCES.hostedZones } },
  },
  [Driver.WEB_ACL]: {
    what: 'web ACLs',
    unit: 'web ACL',
    per: 'month',
    quotes: { everywhere: { usd: 5, source: SOURCES.waf } },
  },
  [Driver.WEB_ACL_RULE]: {
    what: 'rules and groups of web ACLs',
    unit: 'rule, or group of rules',
    per: 'month',
    quotes: { everywhere: { usd: 1, source: SOURCES.waf } },
  },
  [Driver.ANTI_DDOS]: {
    what: 'anti-DDoS rule groups',
    unit: 'group in a web ACL',
    per: 'month',
    quotes: { everywhere: { usd: 20 } },
  },
  [Driver.INTELLIGENT_THREAT_GROUP]: {
    what: 'bot and fraud control',
    unit: 'group in a web ACL',
    per: 'month',
    quotes: { everywhere: { usd: 10 } },
  },
  [Driver.VERIFIED_ACCESS]: {
    what: 'Verified Access endpoints',
    unit: 'endpoint',
    per: 'hour',
    quotes: { 'us-east-1': { usd: 0.27 } },
  },
  [Driver.CLIENT_VPN]: {
    what: 'Client VPN associations',
    unit: 'subnet',
    per: 'hour',
    quotes: { 'us-east-1': { usd: 0.1, source: SOURCES.vpn } },
  },
  [Driver.LOAD_BALANCER]: {
    what: 'load balancers',
    unit: 'load balancer',
    per: 'hour',
    quotes: { 'us-east-1': { usd: 0.0225, source: SOURCES.loadBalancing } },
  },
  [Driver.TRANSIT_GATEWAY_ATTACHMENT]: {
    what: 'transit gateway attachments',
    unit: 'attachment',
    per: 'hour',
    quotes: { 'us-east-1': { usd: 0.05, source: SOURCES.transitGateway } },
  },
  [Driver.VPN_CONNECTION]: {
    what: 'Site-to-Site VPN connections',
    unit: 'connection',
    per: 'hour',
    quotes: { 'us-east-1': { usd: 0.05, source: SOURCES.vpn } },
  },
  [Driver.KEY]: {
    what: 'KMS keys',
    unit: 'key',
    per: 'month',
    quotes: { everywhere: { usd: 1, source: SOURCES.kms } },
  },
  [Driver.SECRET]: {
    what: 'secrets',
    unit: 'secret',
    per: 'month',
    quotes: { 'us-east-1': { usd: 0.4, source: SOURCES.secrets } },
  },
  [Driver.ALARM]: {
    what: 'alarms',
    unit: 'metric; three where it is finer than a minute, or bands are learned',
    per: 'month',
    quotes: { 'us-east-1': { usd: 0.1, source: SOURCES.cloudWatch } },
  },
  [Driver.COMPOSITE_ALARM]: {
    what: 'composite alarms',
    unit: 'alarm',
    per: 'month',
    quotes: { 'us-east-1': { usd: 0.5 } },
  },
  [Driver.METRIC_FILTER]: {
    what: 'metrics of log filters',
    unit: 'metric, in the hours when it has data',
    per: 'month',
    quotes: { 'us-east-1': { usd: 0.3 } },
  },
  [Driver.DASHBOARD]: {
    what: 'dashboards',
    unit: 'dashboard',
    per: 'month',
    quotes: { everywhere: { usd: 3, source: SOURCES.cloudWatch } },
  },
};
