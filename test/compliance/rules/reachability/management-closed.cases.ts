import { Instance, InstanceType, MachineImage, Peer, Port, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { managementClosed } from '../../../../lib/compliance/proofs/reachability/claims/management-closed';
import { NetworkProfile } from '../../../../lib/network/network-profile';
import { SegmentedVpc, SubnetTier } from '../../../../lib/network/segmented-vpc';
import type { RuleCases } from '../cases';
import { addVpc, attribute, ref, resource, routes, tier } from '../network/fixtures';
import { ANYONE, aclFor, group, lets, service, TIERS, zone } from './fixtures';
import { Tampered } from './segmented';

const instance = (subnet: string) =>
  resource('AWS::EC2::Instance', { SubnetId: ref(subnet), SecurityGroupIds: [attribute('Instances', 'GroupId')] });
const FROM_SERVICES = { SourceSecurityGroupId: attribute('Services', 'GroupId') };
/** A management tier whose ACL lets answers in. */
const NETWORK = {
  ...TIERS,
  Management: zone('10.0.5.0/24', { Tags: tier('management') }),
  ...routes('M', ['Management']),
  ...aclFor('Management', [{ from: '10.0.0.0/16', ports: [1024, 65535] }]),
};
const VPN = {
  Vpn: resource('AWS::EC2::ClientVpnEndpoint', { SecurityGroupIds: [attribute('People', 'GroupId')] }),
  VpnIn: resource('AWS::EC2::ClientVpnTargetNetworkAssociation', {
    ClientVpnEndpointId: ref('Vpn'),
    SubnetId: ref('Management'),
  }),
  People: group([]),
};
const PEOPLE = { SourceSecurityGroupId: attribute('People', 'GroupId') };
const machine = { instanceType: new InstanceType('t3.small'), machineImage: MachineImage.latestAmazonLinux2023() };

export const CASES: RuleCases = {
  rule: managementClosed.rule,
  compliant: {
    'a tier that only answers come into': { resources: NETWORK, at: ['Test/Management'] },
    'an instance that clients of a VPN administer': {
      resources: { ...NETWORK, ...VPN, Instance: instance('Management'), Instances: group([lets(22, PEOPLE)]) },
      at: ['Test/Instance', 'Test/Management'],
    },
    'an instance that Verified Access administers': {
      resources: {
        ...NETWORK,
        Access: resource('AWS::EC2::VerifiedAccessEndpoint', {
          LoadBalancerOptions: { SubnetIds: [ref('Applications')] },
          SecurityGroupIds: [attribute('People', 'GroupId')],
        }),
        People: group([]),
        Instance: instance('Applications'),
        Instances: group([lets(22, PEOPLE)]),
      },
      at: ['Test/Instance'],
    },
    'an instance that one in the management tier administers': {
      resources: {
        ...NETWORK,
        Administrator: resource('AWS::EC2::Instance', {
          SubnetId: ref('Management'),
          SecurityGroupIds: [attribute('Administrators', 'GroupId')],
        }),
        Administrators: group([]),
        Instance: instance('Applications'),
        Instances: group([lets(22, { SourceSecurityGroupId: attribute('Administrators', 'GroupId') })]),
      },
      at: ['Test/Instance', 'Test/Administrator'],
    },
    'a rule for a group that nobody has': {
      resources: { ...NETWORK, Instance: instance('Applications'), Instances: group([lets(22, PEOPLE)]), People: group([]) },
      at: ['Test/Instance'],
    },
    'the same, and an entry that lets everything into the tier, which no other tier lets out': {
      build: (stack) => void new Tampered(stack, { profile: NetworkProfile.REGULATED }).openAcl(SubnetTier.MANAGEMENT),
      at: ['Test/Network/Resource/managementSubnet1/Subnet'],
    },
    'a SegmentedVpc with a management tier': {
      build: (stack) => void new SegmentedVpc(stack, 'Network', { zones: 2, profile: NetworkProfile.REGULATED }),
      at: ['Test/Network/Resource/managementSubnet1/Subnet'],
    },
  },
  violations: {
    'an entry that lets applications into the tier': {
      resources: {
        ...NETWORK,
        Entry: resource('AWS::EC2::NetworkAclEntry', {
          NetworkAclId: ref('ManagementAcl'),
          RuleNumber: 1,
          Protocol: 6,
          RuleAction: 'allow',
          CidrBlock: '10.0.1.0/24',
          PortRange: { From: 22, To: 22 },
        }),
      },
      at: {
        'Test/Management':
          /anything in 'Test\/Applications' opens connections into the management tier by TCP 22: .*'Test\/Entry': entry 1 allows TCP 22 from 10\.0\.1\.0\/24/,
      },
    },
    'a rule that lets a service into the tier': {
      resources: {
        ...NETWORK,
        Instance: instance('Management'),
        Instances: group([lets(8443, FROM_SERVICES)]),
        ...service(['Applications'], []),
      },
      at: {
        'Test/Instance':
          /workload 'Test\/Service' opens connections into the management tier by TCP 8443: .*'Test\/Instances': lets in TCP 8443 from the group 'Test\/Services'/,
      },
    },
    'SSH from a service': {
      resources: {
        ...TIERS,
        Instance: instance('Applications'),
        Instances: group([lets(22, FROM_SERVICES)]),
        ...service(['Applications'], []),
      },
      at: {
        'Test/Instance':
          /workload 'Test\/Service' reaches a port for administration \(TCP 22\), and is not in the management tier: .*lets in TCP 22 from the group 'Test\/Services'/,
      },
    },
    'RDP from the whole network': {
      resources: { ...TIERS, Instance: instance('Applications'), Instances: group([lets(3389, { CidrIp: '10.0.0.0/16' })]) },
      at: { 'Test/Instance': /anything in 'Test\/Public' reaches a port for administration \(TCP 3389\)/ },
    },
    'SSH from networks beyond a peering connection': {
      resources: {
        ...TIERS,
        Instance: instance('Applications'),
        Instances: group([lets(22, { CidrIp: '10.9.0.0/16' })]),
        Peering: resource('AWS::EC2::VPCPeeringConnection', { VpcId: ref('Network'), PeerVpcId: 'vpc-1' }),
        ...routes('A', ['Applications'], { VpcPeeringConnectionId: ref('Peering'), DestinationCidrBlock: '10.9.0.0/16' }),
      },
      at: {
        'Test/Instance': /networks beyond reaches a port for administration \(TCP 22\).*-> peering connection 'Test\/Peering'/,
      },
    },
    'an endpoint of Instance Connect outside of the management tier': {
      resources: {
        ...NETWORK,
        Connect: resource('AWS::EC2::InstanceConnectEndpoint', {
          SubnetId: ref('Applications'),
          SecurityGroupIds: [attribute('People', 'GroupId')],
        }),
        People: group([]),
        Instance: instance('Applications'),
        Instances: group([lets(22, PEOPLE)]),
      },
      at: { 'Test/Instance': /endpoint 'Test\/Connect' reaches a port for administration/ },
    },
    'SSH from the internet': {
      build: (stack) => {
        const vpc = addVpc(stack, 'Vpc');
        const host = new Instance(stack, 'Bastion', { vpc, vpcSubnets: { subnetType: SubnetType.PUBLIC }, ...machine });
        host.connections.allowFrom(Peer.ipv4('198.51.100.0/24'), Port.SSH);
      },
      at: {
        'Test/Bastion/Resource':
          /the internet reaches a port for administration \(TCP 22\).*lets in TCP 22 from 198\.51\.100\.0\/24/,
      },
    },
    'a SegmentedVpc, and entries more on both sides': {
      build: (stack) => {
        new Tampered(stack, { profile: NetworkProfile.REGULATED }).openAcl(SubnetTier.MANAGEMENT).openAcl(SubnetTier.APPLICATION);
      },
      at: {
        'Test/Network/Resource/managementSubnet1/Subnet':
          /opens connections into the management tier.*'Test\/managementIn': entry 1 allows all traffic/,
        'Test/Network/Resource/managementSubnet2/Subnet': /./,
      },
    },
  },
  notApplicable: {
    'an instance without a rule for administration': {
      resources: { ...TIERS, Instance: instance('Applications'), Instances: group([lets(443, ANYONE)]) },
      at: ['Test/Instance', 'Test/Applications'],
    },
    'files by SFTP': {
      resources: {
        ...TIERS,
        Server: resource('AWS::Transfer::Server', {
          EndpointDetails: { SubnetIds: [ref('Applications')], SecurityGroupIds: [attribute('Servers', 'GroupId')] },
        }),
        Servers: group([lets(22, { CidrIp: '10.0.0.0/16' })]),
      },
      at: ['Test/Server'],
    },
  },
};
