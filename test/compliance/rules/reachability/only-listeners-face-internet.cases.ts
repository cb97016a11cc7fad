import { Instance, InstanceType, MachineImage, Port, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition, type ICluster } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { onlyListenersFaceInternet } from '../../../../lib/compliance/proofs/reachability/claims/only-listeners-face-internet';
import { SegmentedVpc, SubnetTier } from '../../../../lib/network/segmented-vpc';
import type { RuleCases } from '../cases';
import { addVpc, attribute, Network, ref, resource, tier } from '../network/fixtures';
import { ANYONE, aclFor, balancer, group, lets, NETWORK, service, TIERS, zone } from './fixtures';
import { Tampered } from './segmented';

const HTTPS = [lets(443, ANYONE)];
const OPEN = [lets(0, ANYONE, 65535)];
/** The ingress tier, whose ACL lets in port 443. */
const INGRESS = { ...TIERS, ...aclFor('Public', [{ from: '0.0.0.0/0', ports: [443, 443] }]) };
const withPorts = (Value: string) => ({
  ...INGRESS,
  Network: { ...Network, Properties: { ...Network.Properties, Tags: [{ Key: 'strongroom:ingress-ports', Value }] } },
});

export const CASES: RuleCases = {
  rule: onlyListenersFaceInternet.rule,
  compliant: {
    'a load balancer on port 443': { resources: { ...NETWORK, ...balancer([443], OPEN) }, at: ['Test/Balancer'] },
    'a load balancer in the ingress tier, which lets in port 443': {
      resources: { ...INGRESS, ...balancer([443], HTTPS) },
      at: ['Test/Balancer', 'Test/Public', 'Test/Applications'],
    },
    'other ports that the network names': {
      resources: {
        ...withPorts('443 8443'),
        ...aclFor('Public', [{ from: '0.0.0.0/0', ports: [8443, 8443] }]),
        ...balancer([8443], OPEN),
      },
      at: ['Test/Balancer', 'Test/Public'],
    },
    'a service without an address of its own': {
      resources: { ...NETWORK, ...service(['Applications'], OPEN) },
      at: ['Test/Service'],
    },
    'an internal load balancer': {
      resources: { ...NETWORK, ...balancer([80], OPEN, { Scheme: 'internal' }) },
      at: ['Test/Balancer'],
    },
    'a function in a public subnet': {
      resources: {
        ...NETWORK,
        Function: resource('AWS::Lambda::Function', {
          VpcConfig: { SubnetIds: [ref('Public')], SecurityGroupIds: [attribute('Functions', 'GroupId')] },
        }),
        Functions: group(OPEN),
      },
      at: ['Test/Function'],
    },
    'messages that a packet was too large': {
      resources: {
        ...INGRESS,
        Message: resource('AWS::EC2::NetworkAclEntry', {
          NetworkAclId: ref('PublicAcl'),
          RuleNumber: 200,
          Protocol: 1,
          RuleAction: 'allow',
          CidrBlock: '0.0.0.0/0',
          Icmp: { Type: 3, Code: 4 },
        }),
      },
      at: ['Test/Public'],
    },
    'a SegmentedVpc': {
      build: (stack) => void new SegmentedVpc(stack, 'Network', { zones: 2 }),
      at: ['Test/Network/Resource/ingressSubnet1/Subnet', 'Test/Network/Resource/applicationSubnet1/Subnet'],
    },
    'a SegmentedVpc with other ports': {
      build: (stack) => void new SegmentedVpc(stack, 'Network', { zones: 2, ingressPorts: [443, 8443] }),
      at: ['Test/Network/Resource/ingressSubnet1/Subnet'],
    },
    "the CDK's VPC, load balancer and service as they come": {
      build: (stack) => {
        const vpc = addVpc(stack, 'Vpc');
        const taskDefinition = new FargateTaskDefinition(stack, 'Task');
        taskDefinition.addContainer('App', {
          image: ContainerImage.fromRegistry('app'),
          portMappings: [{ containerPort: 8080 }],
        });
        const made = new FargateService(stack, 'Service', {
          cluster: new Cluster(stack, 'Cluster', { vpc }) as ICluster,
          circuitBreaker: { rollback: true },
          minHealthyPercent: 100,
          taskDefinition,
        });
        const alb = new ApplicationLoadBalancer(stack, 'Balancer', { vpc, internetFacing: true });
        const certificates = [{ certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/1' }];
        alb.addListener('Https', { port: 443, certificates }).addTargets('App', { port: 8080, targets: [made] });
      },
      at: ['Test/Balancer/Resource', 'Test/Service/Service'],
    },
  },
  violations: {
    'a load balancer on port 80': {
      resources: { ...NETWORK, ...balancer([80, 443], OPEN) },
      at: {
        'Test/Balancer':
          /the internet reaches the load balancer on a port that is not among those for the internet by TCP 80: the internet -> internet gateway 'Test\/Internet' .*-> load balancer 'Test\/Balancer' \(.*'Test\/Balancers': lets in all TCP from 0\.0\.0\.0\/0\)/,
      },
    },
    'a service with an address of its own': {
      resources: { ...NETWORK, ...service(['Public'], [lets(8080, ANYONE)], 'ENABLED') },
      at: { 'Test/Service': /the internet reaches what is no load balancer by TCP 8080/ },
    },
    'an instance with an Elastic IP address, and one rule more': {
      resources: {
        ...NETWORK,
        Instance: resource('AWS::EC2::Instance', {
          SubnetId: ref('Public'),
          SecurityGroupIds: [attribute('Instances', 'GroupId')],
        }),
        Instances: group([]),
        Address: resource('AWS::EC2::EIP', { InstanceId: ref('Instance') }),
        Rule: resource('AWS::EC2::SecurityGroupIngress', { GroupId: attribute('Instances', 'GroupId'), ...lets(443, ANYONE) }),
      },
      at: { 'Test/Instance': /'Test\/Rule': lets in TCP 443 from 0\.0\.0\.0\/0/ },
    },
    'instances that a launch template gives addresses': {
      resources: {
        ...NETWORK,
        Fleet: resource('AWS::AutoScaling::AutoScalingGroup', {
          VPCZoneIdentifier: [ref('Public')],
          LaunchTemplate: { LaunchTemplateId: ref('Template'), Version: '1' },
        }),
        Template: resource('AWS::EC2::LaunchTemplate', {
          LaunchTemplateData: {
            NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true, Groups: [attribute('Instances', 'GroupId')] }],
          },
        }),
        Instances: group([lets(8080, ANYONE)]),
      },
      at: { 'Test/Fleet': /what is no load balancer by TCP 8080/ },
    },
    'a load balancer outside of the ingress tier': {
      resources: {
        ...INGRESS,
        Other: zone('10.0.3.0/24', { Tags: tier('application') }),
        POther: resource('AWS::EC2::SubnetRouteTableAssociation', { RouteTableId: ref('P'), SubnetId: ref('Other') }),
        ...aclFor('Other', [{ from: '0.0.0.0/0', ports: [443, 443] }]),
        ...balancer([443], HTTPS, { Subnets: [ref('Other')] }),
      },
      at: { 'Test/Other': /whatever is put into the subnet of the tier 'application' by TCP 443/ },
    },
    'an ingress tier that lets in more ports': {
      resources: { ...TIERS, ...aclFor('Public', [{ from: '0.0.0.0/0', ports: [22, 443] }]) },
      at: {
        'Test/Public':
          /whatever is put into the subnet of the tier 'ingress' by TCP 22-442: .*'Test\/PublicAclIn0': entry 100 allows TCP 22-443 from 0\.0\.0\.0\/0/,
      },
    },
    'ports that nobody can read': { resources: withPorts(''), at: { 'Test/Public': /by TCP 443/ } },
    'a load balancer in subnets that no template makes, on another port': {
      resources: { ...NETWORK, ...balancer([8080], OPEN, { Subnets: ['subnet-1', 'subnet-2'] }) },
      at: { 'Test/Balancer': /by TCP 8080: .*taken for the worst since no template here makes the subnet 'subnet-1'/ },
    },
    'a SegmentedVpc, and one entry more': {
      build: (stack) => void new Tampered(stack).openAcl(SubnetTier.INGRESS),
      at: {
        'Test/Network/Resource/ingressSubnet1/Subnet': /'Test\/ingressIn': entry 1 allows all traffic/,
        'Test/Network/Resource/ingressSubnet2/Subnet': /./,
      },
    },
    "the CDK's VPC, and an instance that anyone reaches": {
      build: (stack) => {
        const vpc = addVpc(stack, 'Vpc');
        const instance = new Instance(stack, 'Instance', {
          vpc,
          vpcSubnets: { subnetType: SubnetType.PUBLIC },
          instanceType: new InstanceType('t3.small'),
          machineImage: MachineImage.latestAmazonLinux2023(),
        });
        instance.connections.allowFromAnyIpv4(Port.HTTP);
      },
      at: { 'Test/Instance/Resource': /what is no load balancer by TCP 80/ },
    },
  },
  notApplicable: {
    'stores, and data subnets': {
      resources: {
        ...TIERS,
        Broker: resource('AWS::AmazonMQ::Broker', { SubnetIds: [ref('Public')], PubliclyAccessible: true }),
      },
      at: ['Test/Broker', 'Test/Data'],
    },
    'a subnet of no tier': { resources: NETWORK, at: ['Test/Public'] },
  },
};
