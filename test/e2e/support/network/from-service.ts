import {
  DescribeEgressOnlyInternetGatewaysCommand,
  DescribeInternetGatewaysCommand,
  DescribeVpcBlockPublicAccessExclusionsCommand,
  DescribeVpcBlockPublicAccessOptionsCommand,
  DescribeVpcEncryptionControlsCommand,
  type EC2Client,
  type NetworkAclEntry,
  paginateDescribeFlowLogs,
  paginateDescribeNatGateways,
  paginateDescribeNetworkAcls,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeTransitGatewayVpcAttachments,
  paginateDescribeVpcEndpoints,
  paginateDescribeVpcPeeringConnections,
  type Route,
  type SecurityGroupRule,
  type VpcEndpoint,
} from '@aws-sdk/client-ec2';
import { endpoint, entry, type Facts, flowLog, groupRule, MAIN, route, serves } from './facts';

/** The network of a VPC as EC2 tells it: all that there is, whoever made it. */
export async function networkOfService(client: EC2Client, vpc: string): Promise<Facts> {
  const here = { Filters: [{ Name: 'vpc-id', Values: [vpc] }] };
  const facts = [
    told(
      paginateDescribeRouteTables({ client }, here),
      ({ RouteTables }) => RouteTables,
      ({ RouteTableId, Routes, Associations = [] }) => {
        const name = Associations.some(({ Main }) => Main) ? MAIN : String(RouteTableId);
        return [
          ...(Routes ?? []).map((each) => routeOf(name, each)),
          ...Associations.map(({ Main, SubnetId, GatewayId }) =>
            serves(`table ${name}`, Main ? 'every other subnet' : (SubnetId ?? GatewayId)),
          ),
        ];
      },
    ),
    told(
      paginateDescribeNetworkAcls({ client }, here),
      ({ NetworkAcls }) => NetworkAcls,
      ({ NetworkAclId = '', Entries, Associations }) => [
        ...(Entries ?? []).map((each) => entryOf(NetworkAclId, each)),
        ...(Associations ?? []).map(({ SubnetId }) => serves(`acl ${NetworkAclId}`, SubnetId)),
      ],
    ),
    groups(client, vpc),
    told(
      paginateDescribeNatGateways({ client }, { Filter: here.Filters }),
      ({ NatGateways }) => NatGateways,
      (gateway) => {
        const [address] = gateway.NatGatewayAddresses ?? [];
        return [`nat ${gateway.NatGatewayId} in ${gateway.SubnetId}: ${gateway.ConnectivityType}, ${address?.AllocationId}`];
      },
    ),
    told(paginateDescribeVpcEndpoints({ client }, here), ({ VpcEndpoints }) => VpcEndpoints, endpointOf),
    told(
      paginateDescribeSubnets({ client }, here),
      ({ Subnets }) => Subnets,
      (subnet) => {
        const { AvailabilityZone, CidrBlock, Ipv6CidrBlockAssociationSet = [], MapPublicIpOnLaunch } = subnet;
        const addresses = [CidrBlock, ...Ipv6CidrBlockAssociationSet.map(({ Ipv6CidrBlock }) => Ipv6CidrBlock)].join(' ');
        return [`subnet ${subnet.SubnetId} in ${AvailabilityZone}: ${addresses}, public addresses ${MapPublicIpOnLaunch}`];
      },
    ),
    told(
      paginateDescribeFlowLogs({ client }, {}),
      ({ FlowLogs }) => FlowLogs,
      (log) => [flowLog({ ...log })],
    ),
    gateways(client, vpc),
    otherNetworks(client, vpc),
    guards(client, vpc),
  ];
  return (await Promise.all(facts)).flat();
}

/** The facts of every item of every page. */
async function told<P, I>(
  pages: AsyncIterable<P>,
  items: (page: P) => readonly I[] | undefined,
  tell: (item: I) => Facts,
): Promise<Facts> {
  const facts: string[] = [];
  for await (const page of pages) facts.push(...(items(page) ?? []).flatMap(tell));
  return facts;
}

function routeOf(table: string, told: Route): string {
  const { DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId, Origin: _, State: __, ...targets } = told;
  const [target] = Object.values(targets).filter((value) => value !== undefined);
  return route(table, DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId, target);
}

function entryOf(acl: string, told: NetworkAclEntry): string {
  const { From, To } = told.PortRange ?? {};
  const { Type, Code } = told.IcmpTypeCode ?? {};
  return entry({
    acl,
    egress: told.Egress ?? false,
    number: told.RuleNumber,
    action: told.RuleAction,
    protocol: told.Protocol,
    cidr: told.CidrBlock ?? told.Ipv6CidrBlock,
    ...(From !== undefined && { from: From, to: To }),
    ...(Type !== undefined && { icmpType: Type, icmpCode: Code }),
  });
}

/** The default group is known by its name. */
async function groups(client: EC2Client, vpc: string): Promise<Facts> {
  const names = new Map<string, string>();
  const Filters = [{ Name: 'vpc-id', Values: [vpc] }];
  const facts = await told(
    paginateDescribeSecurityGroups({ client }, { Filters }),
    ({ SecurityGroups }) => SecurityGroups,
    (group) => {
      const isDefault = group.GroupName === 'default';
      names.set(group.GroupId ?? '', isDefault ? 'default' : (group.GroupId ?? ''));
      return [isDefault ? 'group default: the default group' : `group ${group.GroupId}: ${group.Description}`];
    },
  );
  const theirs = [{ Name: 'group-id', Values: [...names.keys()] }];
  const rules = await told(
    paginateDescribeSecurityGroupRules({ client }, { Filters: theirs }),
    ({ SecurityGroupRules }) => SecurityGroupRules,
    (rule) => [ruleOf(names.get(rule.GroupId ?? '') ?? '', rule)],
  );
  return [...facts, ...rules];
}

function ruleOf(group: string, rule: SecurityGroupRule): string {
  return groupRule({
    group,
    egress: rule.IsEgress ?? false,
    protocol: rule.IpProtocol,
    from: rule.FromPort,
    to: rule.ToPort,
    peer: rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.ReferencedGroupInfo?.GroupId ?? rule.PrefixListId,
  });
}

function endpointOf(told: VpcEndpoint): Facts {
  if (String(told.State) === 'deleted') return [];
  if (told.VpcEndpointType === 'GatewayLoadBalancer') return [`firewall endpoint in ${told.SubnetIds?.join(' ')}`];
  return [
    endpoint({
      id: told.VpcEndpointId ?? '',
      service: told.ServiceName,
      type: told.VpcEndpointType,
      privateDns: told.PrivateDnsEnabled ?? false,
      subnets: told.SubnetIds,
      groups: told.Groups?.map(({ GroupId }) => GroupId),
      tables: told.RouteTableIds,
      policy: told.PolicyDocument,
    }),
  ];
}

async function gateways(ec2: EC2Client, vpc: string): Promise<Facts> {
  const Filters = [{ Name: 'attachment.vpc-id', Values: [vpc] }];
  const { InternetGateways = [] } = await ec2.send(new DescribeInternetGatewaysCommand({ Filters }));
  const { EgressOnlyInternetGateways = [] } = await ec2.send(new DescribeEgressOnlyInternetGatewaysCommand({}));
  return [
    ...InternetGateways.map(({ InternetGatewayId }) => `gateway ${InternetGatewayId} at ${vpc}`),
    ...EgressOnlyInternetGateways.filter(({ Attachments }) => Attachments?.some(({ VpcId }) => VpcId === vpc)).map(
      ({ EgressOnlyInternetGatewayId }) => `egress-only gateway ${EgressOnlyInternetGatewayId} at ${vpc}`,
    ),
  ];
}

/** Ways to other networks. */
async function otherNetworks(client: EC2Client, vpc: string): Promise<Facts> {
  const Filters = [{ Name: 'vpc-id', Values: [vpc] }];
  const attachments = paginateDescribeTransitGatewayVpcAttachments({ client }, { Filters });
  return [
    ...(await told(
      paginateDescribeVpcPeeringConnections({ client }, {}),
      ({ VpcPeeringConnections }) => VpcPeeringConnections,
      ({ VpcPeeringConnectionId, AccepterVpcInfo, RequesterVpcInfo }) =>
        [AccepterVpcInfo?.VpcId, RequesterVpcInfo?.VpcId].includes(vpc) ? [`peering ${VpcPeeringConnectionId}`] : [],
    )),
    ...(await told(
      attachments,
      ({ TransitGatewayVpcAttachments }) => TransitGatewayVpcAttachments,
      ({ TransitGatewayAttachmentId }) => [`attachment ${TransitGatewayAttachmentId}`],
    )),
  ];
}

async function guards(ec2: EC2Client, vpc: string): Promise<Facts> {
  const { VpcBlockPublicAccessOptions: options } = await ec2.send(new DescribeVpcBlockPublicAccessOptionsCommand({}));
  const { VpcBlockPublicAccessExclusions = [] } = await ec2.send(new DescribeVpcBlockPublicAccessExclusionsCommand({}));
  const { VpcEncryptionControls = [] } = await ec2.send(new DescribeVpcEncryptionControlsCommand({ VpcIds: [vpc] }));
  return [
    `public access: ${options?.InternetGatewayBlockMode}`,
    ...VpcBlockPublicAccessExclusions.map(
      ({ ResourceArn, InternetGatewayExclusionMode }) =>
        `public access of ${ResourceArn?.split('/').at(-1)}: ${InternetGatewayExclusionMode}`,
    ),
    ...VpcEncryptionControls.map(({ VpcId, Mode }) => `encryption within ${VpcId}: ${Mode}`),
  ];
}
