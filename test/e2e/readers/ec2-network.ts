import {
  DescribeAddressesCommand,
  DescribeEgressOnlyInternetGatewaysCommand,
  DescribeFlowLogsCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { type Readers, tags } from './reader';

export const EC2_NETWORK_READERS: Readers = {
  'AWS::EC2::VPC': {
    read: async ({ physicalId: VpcId, clients: { ec2 } }) => {
      const { Vpcs: [vpc] = [] } = await ec2.send(new DescribeVpcsCommand({ VpcIds: [VpcId] }));
      const hostnames = await ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: 'enableDnsHostnames' }));
      const support = await ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: 'enableDnsSupport' }));
      return {
        CidrBlock: vpc?.CidrBlock,
        EnableDnsHostnames: hostnames.EnableDnsHostnames?.Value,
        EnableDnsSupport: support.EnableDnsSupport?.Value,
        InstanceTenancy: vpc?.InstanceTenancy,
        Tags: tags(vpc?.Tags),
      };
    },
  },
  'AWS::EC2::VPCCidrBlock': {
    read: async ({ physicalId, properties, clients: { ec2 } }) => {
      const { Vpcs: [vpc] = [] } = await ec2.send(new DescribeVpcsCommand({ VpcIds: [String(properties['VpcId'])] }));
      const ipv4 = vpc?.CidrBlockAssociationSet?.find(({ AssociationId }) => AssociationId === physicalId);
      const ipv6 = vpc?.Ipv6CidrBlockAssociationSet?.find(({ AssociationId }) => AssociationId === physicalId);
      return { VpcId: vpc?.VpcId, CidrBlock: ipv4?.CidrBlock, AmazonProvidedIpv6CidrBlock: ipv6 !== undefined };
    },
  },
  'AWS::EC2::Subnet': {
    read: async ({ physicalId, clients: { ec2 } }) => {
      const { Subnets: [subnet] = [] } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [physicalId] }));
      return {
        AssignIpv6AddressOnCreation: subnet?.AssignIpv6AddressOnCreation,
        AvailabilityZone: subnet?.AvailabilityZone,
        CidrBlock: subnet?.CidrBlock,
        Ipv6CidrBlock: subnet?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock,
        MapPublicIpOnLaunch: subnet?.MapPublicIpOnLaunch,
        VpcId: subnet?.VpcId,
        Tags: tags(subnet?.Tags),
      };
    },
  },
  'AWS::EC2::RouteTable': {
    read: async ({ physicalId, clients: { ec2 } }) => {
      const { RouteTables: [table] = [] } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [physicalId] }));
      return { VpcId: table?.VpcId, Tags: tags(table?.Tags) };
    },
  },
  'AWS::EC2::SubnetRouteTableAssociation': {
    read: async ({ properties, clients: { ec2 } }) => {
      const Filters = [{ Name: 'association.subnet-id', Values: [String(properties['SubnetId'])] }];
      const { RouteTables: [table] = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
      const association = table?.Associations?.find(({ SubnetId }) => SubnetId === properties['SubnetId']);
      return { RouteTableId: table?.RouteTableId, SubnetId: association?.SubnetId };
    },
  },
  'AWS::EC2::Route': {
    read: async ({ properties, clients: { ec2 } }) => {
      const { RouteTables: [table] = [] } = await ec2.send(
        new DescribeRouteTablesCommand({ RouteTableIds: [String(properties['RouteTableId'])] }),
      );
      const destination = properties['DestinationCidrBlock'] ?? properties['DestinationIpv6CidrBlock'];
      const route = table?.Routes?.find((each) => (each.DestinationCidrBlock ?? each.DestinationIpv6CidrBlock) === destination);
      // EC2 tells an endpoint that is routed to as a gateway.
      const [GatewayId, VpcEndpointId] = route?.GatewayId?.startsWith('vpce-')
        ? [undefined, route.GatewayId]
        : [route?.GatewayId, undefined];
      return { RouteTableId: table?.RouteTableId, ...route, GatewayId, VpcEndpointId, NatGatewayId: route?.NatGatewayId };
    },
  },
  'AWS::EC2::GatewayRouteTableAssociation': {
    read: async ({ physicalId, properties, clients: { ec2 } }) => {
      const RouteTableIds = [String(properties['RouteTableId'])];
      const { RouteTables: [table] = [] } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds }));
      const association = table?.Associations?.find(({ GatewayId }) => GatewayId === physicalId);
      return { RouteTableId: association?.RouteTableId, GatewayId: association?.GatewayId };
    },
  },
  'AWS::EC2::EgressOnlyInternetGateway': {
    read: async ({ physicalId, clients: { ec2 } }) => {
      const { EgressOnlyInternetGateways: [gateway] = [] } = await ec2.send(
        new DescribeEgressOnlyInternetGatewaysCommand({ EgressOnlyInternetGatewayIds: [physicalId] }),
      );
      return { VpcId: gateway?.Attachments?.[0]?.VpcId, Tags: tags(gateway?.Tags) };
    },
  },
  'AWS::EC2::InternetGateway': {
    read: async ({ physicalId, clients: { ec2 } }) => {
      const { InternetGateways: [gateway] = [] } = await ec2.send(
        new DescribeInternetGatewaysCommand({ InternetGatewayIds: [physicalId] }),
      );
      return { Tags: tags(gateway?.Tags) };
    },
  },
  'AWS::EC2::VPCGatewayAttachment': {
    read: async ({ properties, clients: { ec2 } }) => {
      const Filters = [{ Name: 'attachment.vpc-id', Values: [String(properties['VpcId'])] }];
      const { InternetGateways: [gateway] = [] } = await ec2.send(new DescribeInternetGatewaysCommand({ Filters }));
      return { InternetGatewayId: gateway?.InternetGatewayId, VpcId: gateway?.Attachments?.[0]?.VpcId };
    },
  },
  'AWS::EC2::EIP': {
    read: async ({ physicalId, clients: { ec2 } }) => {
      const { Addresses: [address] = [] } = await ec2.send(new DescribeAddressesCommand({ PublicIps: [physicalId] }));
      return { Domain: address?.Domain, Tags: tags(address?.Tags) };
    },
  },
  'AWS::EC2::NatGateway': {
    read: async ({ physicalId, clients: { ec2 } }) => {
      const { NatGateways: [gateway] = [] } = await ec2.send(new DescribeNatGatewaysCommand({ NatGatewayIds: [physicalId] }));
      return {
        AllocationId: gateway?.NatGatewayAddresses?.[0]?.AllocationId,
        ConnectivityType: gateway?.ConnectivityType,
        SubnetId: gateway?.SubnetId,
        Tags: tags(gateway?.Tags),
      };
    },
  },
  'AWS::EC2::VPCEndpoint': {
    read: async ({ physicalId, clients: { ec2 } }) => {
      const { VpcEndpoints: [endpoint] = [] } = await ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [physicalId] }));
      return {
        DnsOptions: endpoint?.DnsOptions,
        IpAddressType: endpoint?.IpAddressType,
        PolicyDocument: endpoint?.PolicyDocument,
        PrivateDnsEnabled: endpoint?.PrivateDnsEnabled,
        RouteTableIds: endpoint?.RouteTableIds,
        SecurityGroupIds: endpoint?.Groups?.map(({ GroupId }) => GroupId),
        ServiceName: endpoint?.ServiceName,
        SubnetIds: endpoint?.SubnetIds,
        Tags: tags(endpoint?.Tags),
        VpcEndpointType: endpoint?.VpcEndpointType,
        VpcId: endpoint?.VpcId,
      };
    },
  },
  'AWS::EC2::FlowLog': {
    read: async ({ physicalId, clients: { ec2 } }) => {
      const { FlowLogs: [log] = [] } = await ec2.send(new DescribeFlowLogsCommand({ FlowLogIds: [physicalId] }));
      return {
        DeliverLogsPermissionArn: log?.DeliverLogsPermissionArn,
        DestinationOptions: log?.DestinationOptions,
        LogDestination: log?.LogDestination,
        LogDestinationType: log?.LogDestinationType,
        LogFormat: log?.LogFormat,
        LogGroupName: log?.LogGroupName,
        MaxAggregationInterval: log?.MaxAggregationInterval,
        ResourceId: log?.ResourceId,
        Tags: tags(log?.Tags),
        TrafficType: log?.TrafficType,
      };
    },
    unreadable: { ResourceType: "EC2 tells the resource's id, whose prefix says its type" },
  },
};
