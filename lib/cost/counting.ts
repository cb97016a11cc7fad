import type { Target } from '../compliance/template/references';
import type { Resource } from '../compliance/template/resource';
import type { TemplateIndex } from '../compliance/template/template-index';
import { areAbsent, asNumber, elements, read, readFrom } from '../compliance/template/values';
import { Driver } from './prices';

type Count = (resource: Resource, index: TemplateIndex) => number;

/** What of a driver a resource is: by its type, how many units. */
type Counting = Readonly<Record<string, Count>>;

const one: Count = () => 1;

/** As many as a list has; of a list that only the deployment knows, one. */
const lengthOf =
  (path: string): Count =>
  (resource, index) =>
    elements(index, resource, path).length;

/** A part of each item of a list. */
function ofEach(list: string, part: string, resource: Resource, index: TemplateIndex): readonly (readonly Target[])[] {
  return elements(index, resource, list).map((item) =>
    item.kind === 'literal' ? readFrom(index, resource, item.value, part) : [item],
  );
}

/** The resources that a property names. */
function namedBy(property: string, resource: Resource, index: TemplateIndex): readonly Resource[] {
  return read(index, resource, property).flatMap((target) => (target.kind === 'resource' ? [target.resource] : []));
}

/** Metrics of an alarm, as CloudWatch bills them: three for each that is finer than a minute, or whose band is learned. */
const alarmMetrics: Count = (resource, index) => {
  const measured = ofEach('Metrics', 'MetricStat', resource, index).filter((metric) => !areAbsent(metric));
  const periods = [read(index, resource, 'Period'), ...ofEach('Metrics', 'MetricStat.Period', resource, index)].flat();
  const isFine = periods.some((period) => period.kind === 'literal' && (asNumber(period.value) ?? 60) < 60);
  const isLearned = !areAbsent(read(index, resource, 'ThresholdMetricId'));
  return Math.max(measured.length, 1) * (isFine || isLearned ? 3 : 1);
};

/** Rules of a web ACL that are a managed group of one of these names. */
const managedGroups =
  (isOne: (name: unknown) => boolean): Count =>
  (resource, index) =>
    ofEach('Rules', 'Statement.ManagedRuleGroupStatement.Name', resource, index).filter((names) =>
      names.some((name) => name.kind === 'literal' && isOne(name.value)),
    ).length;

const ANTI_DDOS = 'AWSManagedRulesAntiDDoSRuleSet';
/** The other groups of AWS's that cost by the month. Source: "Intelligent threat mitigation in AWS WAF". */
const INTELLIGENT: readonly unknown[] = [
  'AWSManagedRulesBotControlRuleSet',
  'AWSManagedRulesATPRuleSet',
  'AWSManagedRulesACFPRuleSet',
];

/** An association with a group that looks for threats in names; of a group that no template here shows, none. */
const advancedAssociation: Count = (resource, index) =>
  namedBy('FirewallRuleGroupId', resource, index).some((group) =>
    ofEach('FirewallRules', 'DnsThreatProtection', group, index).some((threat) => !areAbsent(threat)),
  )
    ? 1
    : 0;

/** Endpoints of a firewall whose policy looks into TLS. */
const inspectedEndpoints: Count = (resource, index) =>
  namedBy('FirewallPolicyArn', resource, index).some(
    (policy) => !areAbsent(read(index, policy, 'FirewallPolicy.TLSInspectionConfigurationArn')),
  )
    ? elements(index, resource, 'SubnetMappings').length
    : 0;

const isType =
  (property: string, fits: (value: unknown) => boolean, count: Count): Count =>
  (resource, index) =>
    read(index, resource, property).some((target) => target.kind === 'literal' && fits(target.value))
      ? count(resource, index)
      : 0;

/** How many units of each driver a resource is, by its type. A resource under a condition counts as if it existed. */
export const COUNTING: Readonly<Record<Driver, Counting>> = {
  [Driver.NAT_GATEWAY]: {
    'AWS::EC2::NatGateway': (resource, index) => Math.max(lengthOf('AvailabilityZoneAddresses')(resource, index), 1),
  },
  [Driver.FIREWALL_ENDPOINT]: { 'AWS::NetworkFirewall::Firewall': lengthOf('SubnetMappings') },
  [Driver.TLS_INSPECTION]: { 'AWS::NetworkFirewall::Firewall': inspectedEndpoints },
  [Driver.INTERFACE_ENDPOINT]: {
    'AWS::EC2::VPCEndpoint': isType(
      'VpcEndpointType',
      (type) => type === 'Interface' || type === 'GatewayLoadBalancer',
      lengthOf('SubnetIds'),
    ),
  },
  [Driver.PUBLIC_IPV4]: {
    'AWS::EC2::EIP': one,
    'AWS::ElasticLoadBalancingV2::LoadBalancer': isType(
      'Scheme',
      (scheme) => scheme === 'internet-facing' || scheme === undefined,
      (resource, index) => lengthOf('Subnets')(resource, index) + lengthOf('SubnetMappings')(resource, index),
    ),
  },
  [Driver.ENCRYPTION_CONTROL]: { 'AWS::EC2::VPCEncryptionControl': one },
  [Driver.DNS_FIREWALL_ADVANCED]: { 'AWS::Route53Resolver::FirewallRuleGroupAssociation': advancedAssociation },
  [Driver.DNS_FIREWALL_DOMAIN]: { 'AWS::Route53Resolver::FirewallDomainList': lengthOf('Domains') },
  [Driver.RESOLVER_ENDPOINT]: { 'AWS::Route53Resolver::ResolverEndpoint': lengthOf('IpAddresses') },
  [Driver.HOSTED_ZONE]: { 'AWS::Route53::HostedZone': one },
  [Driver.WEB_ACL]: { 'AWS::WAFv2::WebACL': one },
  [Driver.WEB_ACL_RULE]: { 'AWS::WAFv2::WebACL': lengthOf('Rules'), 'AWS::WAFv2::RuleGroup': lengthOf('Rules') },
  [Driver.ANTI_DDOS]: { 'AWS::WAFv2::WebACL': managedGroups((name) => name === ANTI_DDOS) },
  [Driver.INTELLIGENT_THREAT_GROUP]: { 'AWS::WAFv2::WebACL': managedGroups((name) => INTELLIGENT.includes(name)) },
  [Driver.VERIFIED_ACCESS]: { 'AWS::EC2::VerifiedAccessEndpoint': one },
  [Driver.CLIENT_VPN]: { 'AWS::EC2::ClientVpnTargetNetworkAssociation': one },
  [Driver.LOAD_BALANCER]: {
    'AWS::ElasticLoadBalancingV2::LoadBalancer': isType('Type', (type) => type !== 'gateway', one),
  },
  [Driver.TRANSIT_GATEWAY_ATTACHMENT]: {
    'AWS::EC2::TransitGatewayAttachment': one,
    'AWS::EC2::TransitGatewayVpcAttachment': one,
    'AWS::EC2::TransitGatewayPeeringAttachment': one,
    'AWS::EC2::TransitGatewayConnect': one,
  },
  [Driver.VPN_CONNECTION]: { 'AWS::EC2::VPNConnection': one },
  [Driver.KEY]: { 'AWS::KMS::Key': one, 'AWS::KMS::ReplicaKey': one },
  [Driver.SECRET]: { 'AWS::SecretsManager::Secret': one },
  [Driver.ALARM]: { 'AWS::CloudWatch::Alarm': alarmMetrics },
  [Driver.COMPOSITE_ALARM]: { 'AWS::CloudWatch::CompositeAlarm': one },
  [Driver.METRIC_FILTER]: { 'AWS::Logs::MetricFilter': lengthOf('MetricTransformations') },
  [Driver.DASHBOARD]: { 'AWS::CloudWatch::Dashboard': one },
};
