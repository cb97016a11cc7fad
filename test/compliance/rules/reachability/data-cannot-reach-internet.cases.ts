import { dataCannotReachInternet } from '../../../../lib/compliance/proofs/reachability/claims/data-cannot-reach-internet';
import { SegmentedVpc, SubnetTier } from '../../../../lib/network/segmented-vpc';
import type { RuleCases } from '../cases';
import { attribute, ref, resource, routes, UNKNOWN } from '../network/fixtures';
import { aclFor, database, entry, group, NETWORK, NOBODY, TIERS, zone } from './fixtures';
import { Tampered } from './segmented';

const NAT = { Nat: resource('AWS::EC2::NatGateway', { SubnetId: ref('Public') }) };
const TRANSIT = {
  Transit: resource('AWS::EC2::TransitGateway'),
  Attachment: resource('AWS::EC2::TransitGatewayAttachment', {
    TransitGatewayId: ref('Transit'),
    VpcId: ref('Network'),
    SubnetIds: [ref('Data')],
  }),
};
const VPN = resource('AWS::EC2::VPNConnection', {
  TransitGatewayId: ref('Transit'),
  CustomerGatewayId: 'cgw-1',
  Type: 'ipsec.1',
});
const BY_TRANSIT = { TransitGatewayId: ref('Transit') };
const AT_DATA = (says: RegExp) => ({ 'Test/Data': says });

export const CASES: RuleCases = {
  rule: dataCannotReachInternet.rule,
  compliant: {
    'a subnet without a way out': { resources: { ...NETWORK, ...database([]) }, at: ['Test/Data'] },
    'a way out for applications': {
      resources: { ...NETWORK, ...NAT, ...routes('A', ['Applications'], { NatGatewayId: ref('Nat') }) },
      at: ['Test/Data'],
    },
    'a route to a private NAT gateway, which stands in a subnet without a way out': {
      resources: {
        ...NETWORK,
        Nat: resource('AWS::EC2::NatGateway', { SubnetId: ref('Applications'), ConnectivityType: 'private' }),
        ...routes('D', ['Data'], { NatGatewayId: ref('Nat') }),
      },
      at: ['Test/Data'],
    },
    'a tier whose ACL lets nothing out': {
      resources: {
        ...TIERS,
        ...routes('D', ['Data'], { GatewayId: ref('Internet') }),
        ...aclFor('Data', []),
        DataAclOut: entry(ref('DataAcl'), 100, { Egress: true, CidrBlock: '10.0.0.0/16' }),
      },
      at: ['Test/Data'],
    },
    'a peer, and a prefix of its own beyond a transit gateway': {
      resources: {
        ...NETWORK,
        ...TRANSIT,
        Vpn: VPN,
        Peering: resource('AWS::EC2::VPCPeeringConnection', { VpcId: ref('Network'), PeerVpcId: 'vpc-1' }),
        ...routes(
          'D',
          ['Data'],
          { VpcPeeringConnectionId: ref('Peering'), DestinationCidrBlock: '10.1.0.0/16' },
          { ...BY_TRANSIT, DestinationCidrBlock: '192.168.0.0/16' },
        ),
      },
      at: ['Test/Data'],
    },
    'a default route to a transit gateway that joins nothing else': {
      resources: { ...NETWORK, ...TRANSIT, ...routes('D', ['Data'], BY_TRANSIT) },
      at: ['Test/Data'],
    },
    'Block Public Access, without an exclusion': {
      resources: {
        ...NETWORK,
        ...routes('D', ['Data'], { GatewayId: ref('Internet') }),
        Options: resource('AWS::EC2::VPCBlockPublicAccessOptions', { InternetGatewayBlockMode: 'block-bidirectional' }),
        Exclusion: resource('AWS::EC2::VPCBlockPublicAccessExclusion', {
          InternetGatewayExclusionMode: 'allow-bidirectional',
          SubnetId: ref('Public'),
        }),
      },
      at: ['Test/Data'],
    },
    'a store elsewhere whose group lets nothing out': {
      resources: {
        ...NETWORK,
        ...NAT,
        ...routes('A', ['Applications'], { NatGatewayId: ref('Nat') }),
        Search: resource('AWS::OpenSearchService::Domain', {
          VPCOptions: { SubnetIds: [ref('Applications')], SecurityGroupIds: [attribute('Searches', 'GroupId')] },
        }),
        Searches: group([], NOBODY),
      },
      at: ['Test/Search'],
    },
    'a SegmentedVpc in which one guard of several is gone: the route': {
      build: (stack) => void new Tampered(stack).addRoute(SubnetTier.DATA),
      at: ['Test/Network/Resource/dataSubnet1/Subnet'],
    },
    'the same: the ACL': {
      build: (stack) => void new Tampered(stack).openAcl(SubnetTier.DATA),
      at: ['Test/Network/Resource/dataSubnet1/Subnet'],
    },
    'a SegmentedVpc': {
      build: (stack) => void new SegmentedVpc(stack, 'Network', { zones: 2 }),
      at: ['Test/Network/Resource/dataSubnet1/Subnet'],
    },
  },
  violations: {
    'one route to a NAT gateway': {
      resources: { ...NETWORK, ...NAT, ...routes('D', ['Data'], { NatGatewayId: ref('Nat') }) },
      at: AT_DATA(
        /whatever is put into the data subnet reaches the internet by TCP: anything in 'Test\/Data' -> NAT gateway 'Test\/Nat' \(.*'Test\/DRoute0': route 0\.0\.0\.0\/0 to NAT gateway 'Test\/Nat'.*-> internet gateway 'Test\/Internet' .*'Test\/PRoute0'.*-> the internet/,
      ),
    },
    'a regional NAT gateway, which stands in no subnet': {
      resources: {
        ...NETWORK,
        Nat: resource('AWS::EC2::NatGateway', { AvailabilityMode: 'regional', VpcId: ref('Network') }),
        ...routes('D', ['Data'], { NatGatewayId: ref('Nat') }),
      },
      at: AT_DATA(/-> NAT gateway 'Test\/Nat' .*-> internet gateway 'Test\/Internet'/),
    },
    'a route to an egress-only gateway, for IPv6': {
      resources: {
        ...NETWORK,
        Block: resource('AWS::EC2::VPCCidrBlock', { VpcId: ref('Network'), AmazonProvidedIpv6CidrBlock: true }),
        Data: zone('10.0.2.0/24', {
          Ipv6CidrBlock: {
            'Fn::Select': [2, { 'Fn::Cidr': [{ 'Fn::Select': [0, attribute('Network', 'Ipv6CidrBlocks')] }, 4, 64] }],
          },
        }),
        Outward: resource('AWS::EC2::EgressOnlyInternetGateway', { VpcId: ref('Network') }),
        ...routes('D', ['Data'], {
          EgressOnlyInternetGatewayId: ref('Outward'),
          DestinationCidrBlock: undefined,
          DestinationIpv6CidrBlock: '::/0',
        }),
      },
      at: AT_DATA(/-> egress-only internet gateway 'Test\/Outward' .*route ::\/0 to egress-only internet gateway/),
    },
    'two halves of the internet through a prefix list': {
      resources: {
        ...NETWORK,
        ...NAT,
        Prefixes: resource('AWS::EC2::PrefixList', { Entries: [{ Cidr: '0.0.0.0/1' }, { Cidr: '128.0.0.0/1' }] }),
        ...routes('D', ['Data'], {
          NatGatewayId: ref('Nat'),
          DestinationCidrBlock: undefined,
          DestinationPrefixListId: attribute('Prefixes', 'PrefixListId'),
        }),
      },
      at: AT_DATA(/route 0\.0\.0\.0\/1 to NAT gateway 'Test\/Nat'/),
    },
    'a default route to a transit gateway with a VPN': {
      resources: { ...NETWORK, ...TRANSIT, Vpn: VPN, ...routes('D', ['Data'], BY_TRANSIT) },
      at: AT_DATA(/-> transit gateway 'Test\/Transit'.*'Test\/Vpn': joins the transit gateway with a network of somebody else/),
    },
    'a default route over a transit gateway to another VPC, and out of that': {
      resources: {
        ...NETWORK,
        ...TRANSIT,
        Exit: resource('AWS::EC2::VPC', { CidrBlock: '10.9.0.0/16' }),
        ExitSubnet: resource('AWS::EC2::Subnet', { VpcId: ref('Exit'), CidrBlock: '10.9.0.0/24' }),
        ExitInternet: resource('AWS::EC2::InternetGateway'),
        ExitAttached: resource('AWS::EC2::VPCGatewayAttachment', { VpcId: ref('Exit'), InternetGatewayId: ref('ExitInternet') }),
        ExitPublic: resource('AWS::EC2::Subnet', { VpcId: ref('Exit'), CidrBlock: '10.9.1.0/24' }),
        ExitNat: resource('AWS::EC2::NatGateway', { SubnetId: ref('ExitPublic') }),
        ...routes('E', ['ExitSubnet'], { NatGatewayId: ref('ExitNat') }),
        ...routes(
          'F',
          ['ExitPublic'],
          { GatewayId: ref('ExitInternet') },
          { ...BY_TRANSIT, DestinationCidrBlock: '10.0.0.0/16' },
        ),
        ExitAttachment: resource('AWS::EC2::TransitGatewayAttachment', {
          TransitGatewayId: ref('Transit'),
          VpcId: ref('Exit'),
          SubnetIds: [ref('ExitSubnet')],
        }),
        Table: resource('AWS::EC2::TransitGatewayRouteTable', { TransitGatewayId: ref('Transit') }),
        Association: resource('AWS::EC2::TransitGatewayRouteTableAssociation', {
          TransitGatewayAttachmentId: ref('Attachment'),
          TransitGatewayRouteTableId: ref('Table'),
        }),
        Default: resource('AWS::EC2::TransitGatewayRoute', {
          DestinationCidrBlock: '0.0.0.0/0',
          TransitGatewayAttachmentId: ref('ExitAttachment'),
          TransitGatewayRouteTableId: ref('Table'),
        }),
        ...routes('D', ['Data'], BY_TRANSIT),
      },
      at: AT_DATA(
        /-> transit gateway 'Test\/Transit'.*'Test\/Default': route 0\.0\.0\.0\/0 of the transit gateway.*-> NAT gateway 'Test\/ExitNat'/,
      ),
    },
    'routes that a virtual private gateway propagates': {
      resources: {
        ...NETWORK,
        Propagation: resource('AWS::EC2::VPNGatewayRoutePropagation', { RouteTableIds: [ref('D')], VpnGatewayId: 'vgw-1' }),
      },
      at: AT_DATA(/'Test\/Propagation': .*taken for the worst since only the other side knows which routes it announces/),
    },
    'a route to what only the deployment knows': {
      resources: { ...NETWORK, ...routes('D', ['Data'], { GatewayId: UNKNOWN }) },
      at: AT_DATA(
        /taken for the worst since nobody knows here where the gateway a value that only the deployment knows .* leads/,
      ),
    },
    'a route in a table that only the deployment knows': {
      resources: {
        ...NETWORK,
        ...NAT,
        Route: resource('AWS::EC2::Route', {
          RouteTableId: UNKNOWN,
          DestinationCidrBlock: '0.0.0.0/0',
          NatGatewayId: ref('Nat'),
        }),
      },
      at: AT_DATA(/'Test\/Route': .*only the deployment knows the subnet, or the route table, so that it may be any/),
    },
    'a route table that no template makes': {
      resources: {
        ...NETWORK,
        DData: resource('AWS::EC2::SubnetRouteTableAssociation', { RouteTableId: 'rtb-1', SubnetId: ref('Data') }),
      },
      at: AT_DATA(/no template here makes the route table 'rtb-1'/),
    },
    'a database in a subnet that no template makes': {
      resources: { ...NETWORK, ...database([], { DBSubnetGroupName: 'shared' }) },
      at: {
        'Test/Database': /the store reaches the internet.*taken for the worst since no template here makes the subnet 'shared'/,
      },
    },
    'an exclusion from Block Public Access': {
      resources: {
        ...NETWORK,
        ...NAT,
        ...routes('D', ['Data'], { NatGatewayId: ref('Nat') }),
        Options: resource('AWS::EC2::VPCBlockPublicAccessOptions', { InternetGatewayBlockMode: 'block-bidirectional' }),
        Exclusion: resource('AWS::EC2::VPCBlockPublicAccessExclusion', {
          InternetGatewayExclusionMode: 'allow-egress',
          VpcId: ref('Network'),
        }),
      },
      at: AT_DATA(/-> NAT gateway 'Test\/Nat'/),
    },
    'a store elsewhere': {
      resources: {
        ...NETWORK,
        ...NAT,
        ...routes('A', ['Applications'], { NatGatewayId: ref('Nat') }),
        Search: resource('AWS::OpenSearchService::Domain', {
          VPCOptions: { SubnetIds: [ref('Applications')], SecurityGroupIds: [attribute('Searches', 'GroupId')] },
        }),
        Searches: group([]),
      },
      at: {
        'Test/Search':
          /the store reaches the internet.*'Test\/Searches': has no outbound rules of its own, so that all is let out/,
      },
    },
    'a SegmentedVpc whose every guard is gone': {
      build: (stack) => void new Tampered(stack).addRoute(SubnetTier.DATA).openAcl(SubnetTier.DATA).exclude(SubnetTier.DATA),
      at: {
        'Test/Network/Resource/dataSubnet1/Subnet':
          /'Test\/dataOut': entry 1 allows all traffic.*'Test\/Route': route 0\.0\.0\.0\/0/,
      },
    },
  },
  notApplicable: {
    'other subnets': { resources: NETWORK, at: ['Test/Applications'] },
    'a cache, which opens no connections': {
      resources: {
        ...NETWORK,
        Cache: resource('AWS::ElastiCache::ServerlessCache', { SubnetIds: [ref('Applications')] }),
      },
      at: ['Test/Cache'],
    },
  },
};
