import { TIER_TAG } from '../tiers/subnet-tier';
import { interfaces } from './described-interfaces';
import {
  type Entry,
  entry,
  groupsOf,
  isThere,
  items,
  pick,
  ref,
  strings,
  type TemplateResource,
  text,
} from './described-resource';
import { routeTable } from './described-routes';
import { type Described, isDescribed, type ListName, type NetworkDescription, OFF } from './network-description';

/** A template of what stands already: nobody deploys it, rules read it. */
export interface DescribedTemplate {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

/** Entries that AWS itself puts last into every network ACL. */
const LAST_ENTRY = 32767;
/** What the CDK writes for a group that lets nothing out: without any rule, CloudFormation would let everything out. */
const NOTHING_OUT = [{ CidrIp: '255.255.255.255/32', IpProtocol: 'icmp', FromPort: 252, ToPort: 86, Description: 'Nothing' }];

/**
 * What a description says, as a template whose logical ids are the ids that AWS gave: a proof reads it like any other.
 *
 * @param tierOf the tier of a subnet by its id, where somebody declares it; its tag `strongroom:tier` otherwise
 */
export function templateOf(
  description: NetworkDescription,
  tierOf: (subnetId: string) => string | undefined = () => undefined,
): DescribedTemplate {
  const { list, blockPublicAccess } = description;
  const standing = (name: ListName, state = 'State') => list(name).filter((each) => isThere(each, state));
  const firewallEndpoints = list('Firewalls').flatMap(firewallResources);
  const known = new Set(firewallEndpoints.map(([id]) => id));
  const entries: Entry[] = [
    ...list('Vpcs').flatMap(vpc),
    ...list('Subnets').map((subnet) => subnetResource(subnet, tierOf)),
    ...list('RouteTables').flatMap((table) => routeTable(table, description)),
    ...list('NetworkAcls').flatMap(networkAcl),
    ...list('SecurityGroups').map(securityGroup),
    ...list('InternetGateways').flatMap(internetGateway),
    ...list('EgressOnlyInternetGateways').flatMap(egressOnlyGateway),
    ...standing('NatGateways').map(natGateway),
    ...standing('VpcEndpoints')
      .filter((endpoint) => !known.has(text(endpoint, 'VpcEndpointId')))
      .map(vpcEndpoint),
    ...standing('VpcPeeringConnections', 'Status').map(peering),
    ...standing('TransitGatewayVpcAttachments').map(transitAttachment),
    ...interfaces(description),
    ...firewallEndpoints,
    ...list('FirewallPolicies').map(firewallPolicy),
    ...standing('VpcBlockPublicAccessExclusions').map(exclusion),
    ...(blockPublicAccess === OFF
      ? []
      : [entry('BlockPublicAccess', 'AWS::EC2::VPCBlockPublicAccessOptions', { InternetGatewayBlockMode: blockPublicAccess })]),
  ];
  const here = new Set(entries.map(([id]) => id));
  return { Resources: Object.fromEntries(entries.map(([id, { Type, Properties }]) => entry(id, Type, named(Properties, here)))) };
}

/**
 * Refers to what the description has, and names the rest: a group of a peer's is known not to be one of these, and nobody knows what
 * a reference to nothing may be.
 */
function named(properties: TemplateResource['Properties'], here: ReadonlySet<string>): TemplateResource['Properties'] {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, namedIn(value, here)]));
}

function namedIn(value: unknown, here: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((each) => namedIn(each, here));
  if (!isDescribed(value)) return value;
  const { Ref: id, ...more } = value;
  if (typeof id === 'string' && Object.keys(more).length === 0) return here.has(id) ? value : id;
  return named(value, here);
}

function vpc(described: Described) {
  const id = text(described, 'VpcId');
  const more = associated(described, 'CidrBlockAssociationSet', 'CidrBlockState').map((each) => each['CidrBlock']);
  const ipv6 = ipv6Of(described);
  return [
    entry(id, 'AWS::EC2::VPC', { CidrBlock: described['CidrBlock'], Tags: tags(described) }),
    ...more
      .filter((cidr) => cidr !== described['CidrBlock'])
      .map((CidrBlock) => entry(`${id}/${CidrBlock}`, 'AWS::EC2::VPCCidrBlock', { VpcId: ref(id), CidrBlock })),
    ...ipv6.map((Ipv6CidrBlock) => entry(`${id}/${Ipv6CidrBlock}`, 'AWS::EC2::VPCCidrBlock', { VpcId: ref(id), Ipv6CidrBlock })),
  ];
}

function subnetResource(described: Described, tierOf: (id: string) => string | undefined) {
  const id = text(described, 'SubnetId');
  const tier = tierOf(id);
  const given = tags(described).filter(({ Key }) => tier === undefined || Key !== TIER_TAG);
  const [ipv6] = ipv6Of(described);
  return entry(id, 'AWS::EC2::Subnet', {
    VpcId: ref(text(described, 'VpcId')),
    CidrBlock: described['CidrBlock'],
    ...(ipv6 !== undefined && { Ipv6CidrBlock: ipv6 }),
    AvailabilityZone: described['AvailabilityZone'],
    MapPublicIpOnLaunch: described['MapPublicIpOnLaunch'] ?? false,
    AssignIpv6AddressOnCreation: described['AssignIpv6AddressOnCreation'] ?? false,
    Tags: tier === undefined ? given : [...given, { Key: TIER_TAG, Value: tier }],
  });
}

/** Ranges that are taken away are answered of for a while. */
function associated(described: Described, list: string, state: string): readonly Described[] {
  return items(described, list).filter((each) => isThere(each, state));
}

function ipv6Of(described: Described): readonly unknown[] {
  return associated(described, 'Ipv6CidrBlockAssociationSet', 'Ipv6CidrBlockState').map((each) => each['Ipv6CidrBlock']);
}

function networkAcl(described: Described) {
  const id = text(described, 'NetworkAclId');
  return [
    entry(id, 'AWS::EC2::NetworkAcl', { VpcId: ref(text(described, 'VpcId')) }),
    ...items(described, 'Associations').map((each) =>
      entry(`${id}/${each['SubnetId']}`, 'AWS::EC2::SubnetNetworkAclAssociation', {
        NetworkAclId: ref(id),
        SubnetId: ref(text(each, 'SubnetId')),
      }),
    ),
    ...items(described, 'Entries')
      .filter(({ RuleNumber }) => Number(RuleNumber) < LAST_ENTRY)
      .map((each) =>
        entry(`${id}/${each['Egress'] === true ? 'outbound' : 'inbound'}-${each['RuleNumber']}`, 'AWS::EC2::NetworkAclEntry', {
          NetworkAclId: ref(id),
          RuleNumber: each['RuleNumber'],
          RuleAction: each['RuleAction'],
          Egress: each['Egress'] === true,
          Protocol: Number(each['Protocol']),
          ...pick(each, ['CidrBlock', 'Ipv6CidrBlock', 'PortRange']),
          ...(each['IcmpTypeCode'] !== undefined && { Icmp: each['IcmpTypeCode'] }),
        }),
      ),
  ];
}

function securityGroup(described: Described) {
  const id = text(described, 'GroupId');
  const outward = items(described, 'IpPermissionsEgress').flatMap((each) => permissions(each, 'Destination'));
  return entry(id, 'AWS::EC2::SecurityGroup', {
    GroupDescription: described['Description'] ?? '',
    VpcId: ref(text(described, 'VpcId')),
    SecurityGroupIngress: items(described, 'IpPermissions').flatMap((each) => permissions(each, 'Source')),
    SecurityGroupEgress: outward.length === 0 ? NOTHING_OUT : outward,
  });
}

/** A permission names several peers; a rule of CloudFormation one. */
function permissions(described: Described, side: 'Source' | 'Destination') {
  const service = pick(described, ['IpProtocol', 'FromPort', 'ToPort']);
  const peers = [
    ...items(described, 'IpRanges').map(({ CidrIp }) => ({ CidrIp })),
    ...items(described, 'Ipv6Ranges').map(({ CidrIpv6 }) => ({ CidrIpv6 })),
    ...items(described, 'PrefixListIds').map(({ PrefixListId }) => ({ [`${side}PrefixListId`]: PrefixListId })),
    ...items(described, 'UserIdGroupPairs').map((pair) => ({ [`${side}SecurityGroupId`]: ref(text(pair, 'GroupId')) })),
  ];
  return peers.map((peer) => ({ ...service, ...peer }));
}

function internetGateway(described: Described) {
  const id = text(described, 'InternetGatewayId');
  return [
    entry(id, 'AWS::EC2::InternetGateway', { Tags: tags(described) }),
    ...associated(described, 'Attachments', 'State').map((each) =>
      entry(`${id}/${each['VpcId']}`, 'AWS::EC2::VPCGatewayAttachment', {
        InternetGatewayId: ref(id),
        VpcId: ref(text(each, 'VpcId')),
      }),
    ),
  ];
}

function egressOnlyGateway(described: Described) {
  return associated(described, 'Attachments', 'State').map((attachment) =>
    entry(text(described, 'EgressOnlyInternetGatewayId'), 'AWS::EC2::EgressOnlyInternetGateway', {
      VpcId: ref(text(attachment, 'VpcId')),
    }),
  );
}

/** A regional one stands in no subnet. */
function natGateway(described: Described) {
  const subnet = text(described, 'SubnetId');
  return entry(text(described, 'NatGatewayId'), 'AWS::EC2::NatGateway', {
    ...(subnet === '' ? { VpcId: ref(text(described, 'VpcId')) } : { SubnetId: ref(subnet) }),
    ConnectivityType: described['ConnectivityType'] ?? 'public',
  });
}

function vpcEndpoint(described: Described) {
  const type = described['VpcEndpointType'];
  return entry(text(described, 'VpcEndpointId'), 'AWS::EC2::VPCEndpoint', {
    VpcId: ref(text(described, 'VpcId')),
    VpcEndpointType: type,
    ServiceName: described['ServiceName'],
    ...(type !== 'Gateway' && {
      SubnetIds: strings(described, 'SubnetIds').map(ref),
      SecurityGroupIds: groupsOf(described),
    }),
  });
}

function peering(described: Described) {
  const side = (name: string) => {
    const info = described[name];
    return ref(isDescribed(info) ? text(info, 'VpcId') : '');
  };
  return entry(text(described, 'VpcPeeringConnectionId'), 'AWS::EC2::VPCPeeringConnection', {
    VpcId: side('RequesterVpcInfo'),
    PeerVpcId: side('AccepterVpcInfo'),
  });
}

function transitAttachment(described: Described) {
  return entry(text(described, 'TransitGatewayAttachmentId'), 'AWS::EC2::TransitGatewayAttachment', {
    TransitGatewayId: described['TransitGatewayId'],
    VpcId: ref(text(described, 'VpcId')),
    SubnetIds: strings(described, 'SubnetIds').map(ref),
  });
}

/** A firewall and, by the id that routes name, its endpoints. */
function firewallResources(described: Described) {
  const firewall = isDescribed(described['Firewall']) ? described['Firewall'] : {};
  const status = isDescribed(described['FirewallStatus']) ? described['FirewallStatus'] : {};
  const states = isDescribed(status['SyncStates']) ? Object.values(status['SyncStates']).filter(isDescribed) : [];
  const arn = text(firewall, 'FirewallArn');
  return [
    entry(arn, 'AWS::NetworkFirewall::Firewall', {
      FirewallPolicyArn: ref(text(firewall, 'FirewallPolicyArn')),
      VpcId: ref(text(firewall, 'VpcId')),
      SubnetMappings: [],
    }),
    ...states.flatMap(({ Attachment }) =>
      isDescribed(Attachment)
        ? [
            entry(text(Attachment, 'EndpointId'), 'AWS::NetworkFirewall::VpcEndpointAssociation', {
              FirewallArn: ref(arn),
              VpcId: ref(text(firewall, 'VpcId')),
              SubnetMapping: { SubnetId: ref(text(Attachment, 'SubnetId')) },
            }),
          ]
        : [],
    ),
  ];
}

function firewallPolicy(described: Described) {
  const response = isDescribed(described['FirewallPolicyResponse']) ? described['FirewallPolicyResponse'] : {};
  return entry(text(response, 'FirewallPolicyArn'), 'AWS::NetworkFirewall::FirewallPolicy', {
    FirewallPolicyName: response['FirewallPolicyName'],
    FirewallPolicy: described['FirewallPolicy'],
  });
}

function exclusion(described: Described) {
  const id = text(described, 'ResourceArn').replace(/^.*\//, '');
  return entry(text(described, 'ExclusionId'), 'AWS::EC2::VPCBlockPublicAccessExclusion', {
    InternetGatewayExclusionMode: described['InternetGatewayExclusionMode'],
    [id.startsWith('vpc-') ? 'VpcId' : 'SubnetId']: ref(id),
  });
}

function tags(described: Described): readonly { readonly Key: unknown; readonly Value: unknown }[] {
  return items(described, 'Tags').map(({ Key, Value }) => ({ Key, Value }));
}
