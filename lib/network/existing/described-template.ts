import { TIER_TAG } from '../tiers/subnet-tier';
import { type Described, isDescribed, type NetworkDescription, OFF } from './network-description';

/** A resource in the words of CloudFormation. */
interface TemplateResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** A template of what stands already: nobody deploys it, rules read it. */
export interface DescribedTemplate {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

/** Entries that AWS itself puts last into every network ACL. */
const LAST_ENTRY = 32767;
/** What the CDK writes for a group that lets nothing out: without any rule, CloudFormation would let everything out. */
const NOTHING_OUT = [{ CidrIp: '255.255.255.255/32', IpProtocol: 'icmp', FromPort: 252, ToPort: 86, Description: 'Nothing' }];
/** Interfaces that stand for a resource which the description has by itself. */
const OF_OTHERS: ReadonlySet<string> = new Set(['nat_gateway', 'vpc_endpoint', 'gateway_load_balancer_endpoint']);

/**
 * What a description says, as a template whose logical ids are the ids that AWS gave: a proof reads it like any other.
 *
 * @param tierOf the tier of a subnet by its id, where somebody declares it; its tag `strongroom:tier` otherwise
 */
export function templateOf(
  { list, blockPublicAccess }: NetworkDescription,
  tierOf: (subnetId: string) => string | undefined = () => undefined,
): DescribedTemplate {
  const firewallEndpoints = list('Firewalls').flatMap(firewallResources);
  const known = new Set(firewallEndpoints.map(([id]) => id));
  const balancers = list('LoadBalancers').map(loadBalancer);
  const entries: (readonly [string, TemplateResource])[] = [
    ...list('Vpcs').flatMap(vpc),
    ...list('Subnets').map((subnet) => subnetResource(subnet, tierOf)),
    ...list('RouteTables').flatMap((table) => routeTable(table, list('Subnets'), list('RouteTables'))),
    ...list('NetworkAcls').flatMap(networkAcl),
    ...list('SecurityGroups').map(securityGroup),
    ...list('InternetGateways').flatMap(internetGateway),
    ...list('EgressOnlyInternetGateways').map(egressOnlyGateway),
    ...list('NatGateways').filter(isThere).map(natGateway),
    ...list('VpcEndpoints')
      .filter((endpoint) => !known.has(text(endpoint, 'VpcEndpointId')))
      .flatMap(vpcEndpoint),
    ...list('VpcPeeringConnections').map(peering),
    ...list('TransitGatewayVpcAttachments').map(transitAttachment),
    ...list('NetworkInterfaces')
      .filter((each) => isOfItsOwn(each, balancers.length > 0))
      .flatMap(networkInterface),
    ...balancers,
    ...firewallEndpoints,
    ...list('FirewallPolicies').map(firewallPolicy),
    ...list('VpcBlockPublicAccessExclusions').filter(isThere).map(exclusion),
    ...(blockPublicAccess === OFF
      ? []
      : [entry('BlockPublicAccess', 'AWS::EC2::VPCBlockPublicAccessOptions', { InternetGatewayBlockMode: blockPublicAccess })]),
  ];
  return { Resources: Object.fromEntries(entries) };
}

function vpc(described: Described) {
  const id = text(described, 'VpcId');
  const more = items(described, 'CidrBlockAssociationSet').map((each) => each['CidrBlock']);
  const ipv6 = items(described, 'Ipv6CidrBlockAssociationSet').map((each) => each['Ipv6CidrBlock']);
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
  const [ipv6] = items(described, 'Ipv6CidrBlockAssociationSet').map((each) => each['Ipv6CidrBlock']);
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

function routeTable(described: Described, subnets: readonly Described[], tables: readonly Described[]) {
  const id = text(described, 'RouteTableId');
  const associations = items(described, 'Associations');
  const isMain = associations.some((each) => each['Main'] === true);
  const taken = new Set(tables.flatMap((table) => items(table, 'Associations').map((each) => each['SubnetId'])));
  const implied = isMain
    ? subnets
        .filter((subnet) => subnet['VpcId'] === described['VpcId'] && !taken.has(subnet['SubnetId']))
        .map((subnet) => text(subnet, 'SubnetId'))
    : [];
  const named = associations.flatMap((each) => (typeof each['SubnetId'] === 'string' ? [each['SubnetId']] : []));
  const gateways = associations.flatMap((each) => (typeof each['GatewayId'] === 'string' ? [each['GatewayId']] : []));
  return [
    entry(id, 'AWS::EC2::RouteTable', { VpcId: ref(text(described, 'VpcId')) }),
    ...[...named, ...implied].map((subnet) =>
      entry(`${id}/${subnet}`, 'AWS::EC2::SubnetRouteTableAssociation', { RouteTableId: ref(id), SubnetId: ref(subnet) }),
    ),
    ...gateways.map((gateway) =>
      entry(`${id}/${gateway}`, 'AWS::EC2::GatewayRouteTableAssociation', { RouteTableId: ref(id), GatewayId: ref(gateway) }),
    ),
    ...items(described, 'Routes').flatMap((route, number) => routeResource(id, route, number)),
  ];
}

const DESTINATIONS = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId'];
const TARGETS = [
  ...['CarrierGatewayId', 'CoreNetworkArn', 'EgressOnlyInternetGatewayId', 'GatewayId', 'InstanceId', 'LocalGatewayId'],
  ...['NatGatewayId', 'NetworkInterfaceId', 'OdbNetworkArn', 'TransitGatewayId', 'VpcPeeringConnectionId'],
];

/** The local route is every table's own; those to gateway endpoints lead to AWS's services alone. */
function routeResource(table: string, described: Described, number: number) {
  const gateway = text(described, 'GatewayId');
  const toService = gateway.startsWith('vpce-') && described['DestinationPrefixListId'] !== undefined;
  if (gateway === 'local' || toService) return [];
  const destination = pick(described, DESTINATIONS);
  const target = Object.entries(pick(described, TARGETS)).map(([name, value]) =>
    name === 'GatewayId' && gateway.startsWith('vpce-') ? ['VpcEndpointId', refOrText(value)] : [name, refOrText(value)],
  );
  return [
    entry(`${table}/${number}`, 'AWS::EC2::Route', { RouteTableId: ref(table), ...destination, ...Object.fromEntries(target) }),
  ];
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
    ...items(described, 'Attachments').map((each) =>
      entry(`${id}/${each['VpcId']}`, 'AWS::EC2::VPCGatewayAttachment', {
        InternetGatewayId: ref(id),
        VpcId: ref(text(each, 'VpcId')),
      }),
    ),
  ];
}

function egressOnlyGateway(described: Described) {
  const [attachment] = items(described, 'Attachments');
  return entry(text(described, 'EgressOnlyInternetGatewayId'), 'AWS::EC2::EgressOnlyInternetGateway', {
    VpcId: ref(text(attachment ?? {}, 'VpcId')),
  });
}

function natGateway(described: Described) {
  return entry(text(described, 'NatGatewayId'), 'AWS::EC2::NatGateway', {
    SubnetId: ref(text(described, 'SubnetId')),
    ConnectivityType: described['ConnectivityType'] ?? 'public',
  });
}

function vpcEndpoint(described: Described) {
  const id = text(described, 'VpcEndpointId');
  const type = described['VpcEndpointType'];
  return [
    entry(id, 'AWS::EC2::VPCEndpoint', {
      VpcId: ref(text(described, 'VpcId')),
      VpcEndpointType: type,
      ServiceName: described['ServiceName'],
      ...(type !== 'Gateway' && {
        SubnetIds: strings(described, 'SubnetIds').map(ref),
        SecurityGroupIds: items(described, 'Groups').map((group) => ref(text(group, 'GroupId'))),
      }),
    }),
  ];
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

function networkInterface(described: Described) {
  const id = text(described, 'NetworkInterfaceId');
  const association = described['Association'];
  const isPublic = isDescribed(association) && association['PublicIp'] !== undefined;
  return [
    entry(id, 'AWS::EC2::NetworkInterface', {
      SubnetId: ref(text(described, 'SubnetId')),
      Description: described['Description'] ?? '',
      GroupSet: items(described, 'Groups').map((group) => ref(text(group, 'GroupId'))),
    }),
    ...(isPublic ? [entry(`${id}/address`, 'AWS::EC2::EIPAssociation', { NetworkInterfaceId: ref(id) })] : []),
  ];
}

/** A load balancer's interfaces are its own, where the description has it. */
function isOfItsOwn(described: Described, hasBalancers: boolean): boolean {
  const isBalancers = text(described, 'Description').startsWith('ELB ') || described['InterfaceType'] === 'network_load_balancer';
  return !OF_OTHERS.has(text(described, 'InterfaceType')) && !(hasBalancers && isBalancers);
}

function loadBalancer(described: Described) {
  return entry(text(described, 'LoadBalancerName'), 'AWS::ElasticLoadBalancingV2::LoadBalancer', {
    Type: described['Type'],
    Scheme: described['Scheme'],
    Subnets: items(described, 'AvailabilityZones').map((zone) => ref(text(zone, 'SubnetId'))),
    SecurityGroups: strings(described, 'SecurityGroups').map(ref),
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

function isThere(described: Described): boolean {
  return !/^(delet(ed|ing|e-complete|e-in-progress)|disable-complete|failed)$/.test(text(described, 'State'));
}

function entry(id: string, Type: string, Properties: Readonly<Record<string, unknown>>): readonly [string, TemplateResource] {
  return [id, { Type, Properties }];
}

function ref(id: string): { readonly Ref: string } {
  return { Ref: id };
}

/** What another account or a service owns is a name that nothing here explains. */
function refOrText(value: unknown): unknown {
  return typeof value === 'string' && /^(igw|eigw|nat|eni|pcx|vpce)-/.test(value) ? ref(value) : value;
}

function text(described: Described, name: string): string {
  const value = described[name];
  return typeof value === 'string' ? value : '';
}

function strings(described: Described, name: string): readonly string[] {
  const value = described[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function items(described: Described, name: string): readonly Described[] {
  const value = described[name];
  return Array.isArray(value) ? value.filter(isDescribed) : [];
}

function tags(described: Described): readonly { readonly Key: unknown; readonly Value: unknown }[] {
  return items(described, 'Tags').map(({ Key, Value }) => ({ Key, Value }));
}

function pick(described: Described, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.flatMap((name) => (described[name] == null ? [] : [[name, described[name]]])));
}
