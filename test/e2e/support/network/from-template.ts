import { DescribeManagedPrefixListsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import type { DeployedResource } from '../deployed-app';
import { endpoint, entry, type Facts, flowLog, groupRule, MAIN, route, serves, strings } from './facts';

type Properties = Readonly<Record<string, unknown>>;

const TARGETS = [
  'GatewayId',
  'NatGatewayId',
  'VpcEndpointId',
  'EgressOnlyInternetGatewayId',
  'TransitGatewayId',
  'VpcPeeringConnectionId',
  'NetworkInterfaceId',
  'InstanceId',
];
const ANYWHERE = { ipv4: '0.0.0.0/0', ipv6: '::/0' } as const;

/** The network that a template says, with what AWS adds to it by itself. */
export async function networkOfTemplate(resources: readonly DeployedResource[]): Promise<Facts> {
  const ofType = (type: string) => resources.filter((resource) => resource.type === `AWS::EC2::${type}`);
  const [vpc] = ofType('VPC');
  if (vpc === undefined) throw new Error('the template has no VPC');
  return [
    ...(await addedByAws(vpc, ofType)),
    ...ofType('Route').map(routeOf),
    ...ofType('SubnetRouteTableAssociation').map(({ properties: { RouteTableId, SubnetId } }) =>
      serves(`table ${RouteTableId}`, SubnetId),
    ),
    ...ofType('GatewayRouteTableAssociation').map(({ properties: { RouteTableId, GatewayId } }) =>
      serves(`table ${RouteTableId}`, GatewayId),
    ),
    ...ofType('NetworkAclEntry').map(entryOf),
    ...ofType('SubnetNetworkAclAssociation').map(({ properties: { NetworkAclId, SubnetId } }) =>
      serves(`acl ${NetworkAclId}`, SubnetId),
    ),
    ...ofType('SecurityGroup').flatMap(groupOf),
    ...ofType('SecurityGroupIngress').map(({ properties }) => ruleOf(String(properties['GroupId']), false, properties)),
    ...ofType('SecurityGroupEgress').map(({ properties }) => ruleOf(String(properties['GroupId']), true, properties)),
    ...ofType('NatGateway').map(
      ({ physicalId, properties: { SubnetId, AllocationId, ConnectivityType = 'public' } }) =>
        `nat ${physicalId} in ${SubnetId}: ${ConnectivityType}, ${AllocationId}`,
    ),
    ...ofType('VPCEndpoint').map(endpointOf),
    ...ofType('FlowLog').map(({ properties }) => flowLog(properties)),
    ...ofType('VPCGatewayAttachment').map(
      ({ properties: { InternetGatewayId, VpcId } }) => `gateway ${InternetGatewayId} at ${VpcId}`,
    ),
    ...ofType('EgressOnlyInternetGateway').map(
      ({ physicalId, properties: { VpcId } }) => `egress-only gateway ${physicalId} at ${VpcId}`,
    ),
    ...ofType('Subnet').map(subnetOf),
    ...ofType('VPCBlockPublicAccessExclusion').map(
      ({ properties: { SubnetId, VpcId, InternetGatewayExclusionMode } }) =>
        `public access of ${SubnetId ?? VpcId}: ${InternetGatewayExclusionMode}`,
    ),
    ...ofType('VPCBlockPublicAccessOptions').map(
      ({ properties: { InternetGatewayBlockMode } }) => `public access: ${InternetGatewayBlockMode}`,
    ),
    ...ofType('VPCEncryptionControl').map(({ properties: { VpcId, Mode } }) => `encryption within ${VpcId}: ${Mode}`),
    ...firewallEndpoints(resources),
  ];
}

/**
 * Routes within the network in every table; the routes of gateway endpoints; the last entries of every ACL, and the first of the default one;
 * the default security group, which the stack empties. Sources: "Route tables", "Gateway endpoints", "Network ACL basics" in the "Amazon VPC
 * User Guide".
 */
async function addedByAws(vpc: DeployedResource, ofType: (type: string) => readonly DeployedResource[]): Promise<Facts> {
  const { Vpcs: [told] = [] } = await vpc.clients.ec2.send(new DescribeVpcsCommand({ VpcIds: [vpc.physicalId] }));
  const blocks = ofType('VPCCidrBlock');
  // Which block of its own Amazon gave, it alone knows; how many, the template says.
  const given = (told?.Ipv6CidrBlockAssociationSet ?? []).map(({ Ipv6CidrBlock = '' }) => Ipv6CidrBlock).slice(0, blocks.length);
  const ranges = [String(vpc.properties['CidrBlock']), ...given];
  const hasIpv6 = blocks.some(({ properties }) => String(properties['AmazonProvidedIpv6CidrBlock']) === 'true');
  const tables = [MAIN, ...ofType('RouteTable').map(({ physicalId }) => physicalId)];
  const acls = new Set([
    ...ofType('NetworkAcl').map(({ physicalId }) => physicalId),
    ...ofType('NetworkAclEntry').map(({ properties }) => String(properties['NetworkAclId'])),
  ]);
  const made = new Set(ofType('NetworkAcl').map(({ physicalId }) => physicalId));
  const [defaultAcl] = [...acls].filter((acl) => !made.has(acl));
  return [
    ...tables.flatMap((table) => ranges.map((range) => route(table, range, 'local'))),
    serves(`table ${MAIN}`, 'every other subnet'),
    ...(await gatewayRoutes(ofType('VPCEndpoint'))),
    ...[...acls].flatMap((acl) => [
      ...everything(acl, 32767, 'deny', ANYWHERE.ipv4),
      ...(hasIpv6 ? everything(acl, 32768, 'deny', ANYWHERE.ipv6) : []),
    ]),
    ...(defaultAcl === undefined
      ? []
      : [
          ...everything(defaultAcl, 100, 'allow', ANYWHERE.ipv4),
          ...(hasIpv6 ? everything(defaultAcl, 101, 'allow', ANYWHERE.ipv6) : []),
        ]),
    'group default: the default group',
  ];
}

function everything(acl: string, number: number, action: string, cidr: string): Facts {
  return [false, true].map((egress) => entry({ acl, egress, number, action, protocol: -1, cidr }));
}

async function gatewayRoutes(endpoints: readonly DeployedResource[]): Promise<Facts> {
  const facts = endpoints
    .filter(({ properties }) => properties['VpcEndpointType'] === 'Gateway')
    .map(async ({ physicalId, properties, clients }) => {
      const Filters = [{ Name: 'prefix-list-name', Values: [String(properties['ServiceName'])] }];
      const { PrefixLists: [list] = [] } = await clients.ec2.send(new DescribeManagedPrefixListsCommand({ Filters }));
      return strings(properties['RouteTableIds']).map((table) => route(table, list?.PrefixListId, physicalId));
    });
  return (await Promise.all(facts)).flat();
}

function routeOf({ properties }: DeployedResource): string {
  const { RouteTableId, DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId } = properties;
  const target = TARGETS.map((name) => properties[name]).find((value) => value !== undefined);
  return route(String(RouteTableId), DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId, target);
}

function entryOf({ properties }: DeployedResource): string {
  const { NetworkAclId, Egress = false, RuleNumber, RuleAction, Protocol, CidrBlock, Ipv6CidrBlock } = properties;
  const { From, To }: Properties = Object(properties['PortRange']);
  const { Type, Code }: Properties = Object(properties['Icmp']);
  return entry({
    acl: String(NetworkAclId),
    egress: String(Egress) === 'true',
    number: RuleNumber,
    action: RuleAction,
    protocol: Protocol,
    cidr: CidrBlock ?? Ipv6CidrBlock,
    ...(From !== undefined && { from: From, to: To }),
    ...(Type !== undefined && { icmpType: Type, icmpCode: Code }),
  });
}

function groupOf({ physicalId, properties }: DeployedResource): Facts {
  const { GroupDescription, SecurityGroupIngress = [], SecurityGroupEgress = [] } = properties;
  const inbound = Array.isArray(SecurityGroupIngress) ? SecurityGroupIngress : [];
  const outbound = Array.isArray(SecurityGroupEgress) ? SecurityGroupEgress : [];
  // A group that is made without a rule for what goes out gets one of AWS's.
  const given = outbound.length > 0 ? outbound : [{ IpProtocol: '-1', CidrIp: ANYWHERE.ipv4 }];
  return [
    `group ${physicalId}: ${GroupDescription}`,
    ...inbound.map((rule) => ruleOf(physicalId, false, Object(rule))),
    ...given.map((rule) => ruleOf(physicalId, true, Object(rule))),
  ];
}

function ruleOf(group: string, egress: boolean, rule: Properties): string {
  const { IpProtocol, FromPort, ToPort, CidrIp, CidrIpv6, SourceSecurityGroupId, DestinationSecurityGroupId } = rule;
  const list = rule['SourcePrefixListId'] ?? rule['DestinationPrefixListId'];
  const peer = CidrIp ?? CidrIpv6 ?? SourceSecurityGroupId ?? DestinationSecurityGroupId ?? list;
  return groupRule({ group, egress, protocol: IpProtocol, from: FromPort, to: ToPort, peer });
}

function endpointOf({ physicalId, properties }: DeployedResource): string {
  return endpoint({
    id: physicalId,
    service: properties['ServiceName'],
    type: properties['VpcEndpointType'],
    privateDns: properties['PrivateDnsEnabled'] ?? false,
    subnets: properties['SubnetIds'],
    groups: properties['SecurityGroupIds'],
    tables: properties['RouteTableIds'],
    policy: properties['PolicyDocument'],
  });
}

function subnetOf({ physicalId, properties }: DeployedResource): string {
  const { AvailabilityZone, CidrBlock, Ipv6CidrBlock, MapPublicIpOnLaunch = false } = properties;
  const addresses = Ipv6CidrBlock === undefined ? CidrBlock : `${CidrBlock} ${Ipv6CidrBlock}`;
  return `subnet ${physicalId} in ${AvailabilityZone}: ${addresses}, public addresses ${MapPublicIpOnLaunch}`;
}

function firewallEndpoints(resources: readonly DeployedResource[]): Facts {
  return resources
    .filter(({ type }) => type === 'AWS::NetworkFirewall::Firewall')
    .flatMap(({ properties: { SubnetMappings } }) => (Array.isArray(SubnetMappings) ? SubnetMappings : []))
    .map((mapping) => `firewall endpoint in ${Object(mapping).SubnetId}`);
}
