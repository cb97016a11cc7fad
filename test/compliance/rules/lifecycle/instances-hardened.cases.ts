import { CfnAutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { BlockDeviceVolume, CfnSubnet, CfnVPC, LaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import { instancesHardened } from '../../../../lib/compliance/rules/lifecycle/instances-hardened';
import type { RuleCases } from '../cases';
import { resource, UNKNOWN } from './fixtures';

const ROOT = { DeviceName: '/dev/xvda', Ebs: { Encrypted: true } };
const PRIVATE = { AssociatePublicIpAddress: false, DeviceIndex: '0' };
const SETTINGS = { MetadataOptions: { HttpTokens: 'required' }, BlockDeviceMappings: [ROOT] };
const HARD = { ...SETTINGS, NetworkInterfaces: [PRIVATE] };

const instance = (properties: object) => resource('AWS::EC2::Instance', { ...properties });
const template = (data: object) => resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: data });
const configuration = (properties: object) => resource('AWS::AutoScaling::LaunchConfiguration', { ...properties });
const group = (properties: object) => resource('AWS::AutoScaling::AutoScalingGroup', { ...properties });
const LAUNCHED = { LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: '1' } };
const PRIVATE_SUBNET = resource('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
const PUBLIC_SUBNET = resource('AWS::EC2::Subnet', { MapPublicIpOnLaunch: true });

export const CASES: RuleCases = {
  rule: instancesHardened,
  compliant: {
    'an instance that says it all': { resources: { Web: instance(HARD) }, at: ['Test/Web'] },
    'an instance without a metadata service': {
      resources: { Web: instance({ ...HARD, MetadataOptions: { HttpEndpoint: 'disabled' } }) },
      at: ['Test/Web'],
    },
    'an instance in a private subnet of the app': {
      resources: {
        Subnet: PRIVATE_SUBNET,
        Default: resource('AWS::EC2::Subnet'),
        Web: instance({ ...SETTINGS, SubnetId: { Ref: 'Subnet' } }),
        Other: instance({ ...SETTINGS, SubnetId: { Ref: 'Default' } }),
      },
      at: ['Test/Web', 'Test/Other'],
    },
    'an instance whose launch template says it all': {
      resources: { Template: template(HARD), Web: instance(LAUNCHED) },
      at: ['Test/Template', 'Test/Web'],
    },
    'a launch template that leaves the address to the subnets, and a group in private ones': {
      resources: {
        Subnet: PRIVATE_SUBNET,
        Template: template(SETTINGS),
        Group: group({ ...LAUNCHED, VPCZoneIdentifier: [{ Ref: 'Subnet' }] }),
      },
      at: ['Test/Template', 'Test/Group'],
    },
    'a group in public subnets, whose template gives no address': {
      resources: {
        Subnet: PUBLIC_SUBNET,
        Template: template(HARD),
        Group: group({ ...LAUNCHED, VPCZoneIdentifier: [{ Ref: 'Subnet' }] }),
        Mixed: group({
          MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: LAUNCHED.LaunchTemplate } },
          VPCZoneIdentifier: [{ Ref: 'Subnet' }],
        }),
      },
      at: ['Test/Group', 'Test/Mixed'],
    },
    'a launch configuration': {
      resources: { Launch: configuration({ ...SETTINGS, AssociatePublicIpAddress: false }) },
      at: ['Test/Launch'],
    },
    'devices that are no volumes': {
      resources: {
        Web: instance({
          ...HARD,
          BlockDeviceMappings: [
            ROOT,
            { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' },
            { DeviceName: '/dev/sdc', NoDevice: {} },
          ],
        }),
      },
      at: ['Test/Web'],
    },
    'an interface that exists': {
      resources: {
        Web: instance({ ...HARD, NetworkInterfaces: [{ NetworkInterfaceId: { Ref: 'Interface' }, DeviceIndex: '0' }] }),
      },
      at: ['Test/Web'],
    },
    'a group of the CDK': {
      build: (stack) => {
        const { attrVpcId: vpcId } = new CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' });
        const subnet = new CfnSubnet(stack, 'Subnet', { vpcId, cidrBlock: '10.0.0.0/24' });
        const template = new LaunchTemplate(stack, 'Template', {
          requireImdsv2: true,
          blockDevices: [{ deviceName: '/dev/xvda', volume: BlockDeviceVolume.ebs(8, { encrypted: true }) }],
        });
        new CfnAutoScalingGroup(stack, 'Servers', {
          minSize: '1',
          maxSize: '1',
          vpcZoneIdentifier: [subnet.attrSubnetId],
          launchTemplate: {
            launchTemplateId: template.launchTemplateId ?? '',
            version: template.latestVersionNumber,
          },
        });
      },
      at: ['Test/Servers', 'Test/Template/Resource'],
    },
  },
  violations: {
    IMDSv1: {
      resources: {
        Optional: instance({ ...HARD, MetadataOptions: { HttpTokens: 'optional' } }),
        Unsaid: instance({ ...HARD, MetadataOptions: {} }),
        Condition: instance({
          ...HARD,
          MetadataOptions: { HttpTokens: { 'Fn::If': ['Is', 'required', { Ref: 'AWS::NoValue' }] } },
        }),
        Unknown: instance({ ...HARD, MetadataOptions: UNKNOWN }),
        Template: template({ ...HARD, MetadataOptions: { HttpTokens: 'optional' } }),
        Launch: configuration({ ...SETTINGS, MetadataOptions: { HttpEndpoint: 'enabled' } }),
      },
      at: {
        'Test/Optional': /^HttpTokens is 'optional', so that IMDSv1 is allowed$/,
        'Test/Unsaid': /nothing says that the metadata need a token/,
        'Test/Condition': /HttpTokens is 'required' or nothing/,
        'Test/Unknown': /only the deployment knows/,
        'Test/Template': /'optional'/,
        'Test/Launch': /nothing says that the metadata need a token/,
      },
    },
    'a public address': {
      resources: {
        Public: PUBLIC_SUBNET,
        Asks: instance({ ...HARD, NetworkInterfaces: [{ AssociatePublicIpAddress: 'true' }] }),
        Unknown: instance({ ...HARD, NetworkInterfaces: [{ AssociatePublicIpAddress: UNKNOWN }] }),
        Subnet: instance({ ...SETTINGS, SubnetId: { Ref: 'Public' } }),
        Elsewhere: instance({ ...SETTINGS, SubnetId: UNKNOWN }),
        Nowhere: instance(SETTINGS),
        Elastic: instance(HARD),
        Address: resource('AWS::EC2::EIP', { InstanceId: { Ref: 'Elastic' } }),
        Template: template({ ...SETTINGS, NetworkInterfaces: [{ AssociatePublicIpAddress: true }] }),
        Launch: configuration({ ...SETTINGS, AssociatePublicIpAddress: true }),
      },
      at: {
        'Test/Asks': /^AssociatePublicIpAddress is 'true'$/,
        'Test/Unknown': /only the deployment knows/,
        'Test/Subnet': /its subnet 'Test\/Public' gives it a public address/,
        'Test/Elsewhere': /its subnet is not in the app/,
        'Test/Nowhere': /default subnet/,
        'Test/Elastic': /^'Test\/Address' gives it an elastic address/,
        'Test/Template': /AssociatePublicIpAddress is true/,
        'Test/Launch': /AssociatePublicIpAddress is true/,
      },
    },
    'a group whose subnets give addresses, and whose template says nothing': {
      resources: {
        Public: PUBLIC_SUBNET,
        Template: template(SETTINGS),
        Group: group({ ...LAUNCHED, VPCZoneIdentifier: [{ Ref: 'Public' }] }),
        Zones: group({ ...LAUNCHED, AvailabilityZones: ['eu-central-1a'] }),
      },
      at: { 'Test/Group': /its subnet 'Test\/Public' gives it a public address/, 'Test/Zones': /default subnet/ },
    },
    'an unencrypted volume': {
      resources: {
        No: instance({ ...HARD, BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: false } }] }),
        Unsaid: instance({ ...HARD, BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 8 } }] }),
        Second: instance({ ...HARD, BlockDeviceMappings: [ROOT, { DeviceName: '/dev/sdb', Ebs: {} }] }),
        Rootless: instance({ ...HARD, BlockDeviceMappings: [{ DeviceName: '/dev/sdb', Ebs: { Encrypted: true } }] }),
        None: instance({ ...HARD, BlockDeviceMappings: undefined }),
        Template: template({ ...HARD, BlockDeviceMappings: [] }),
        Launch: configuration({ ...SETTINGS, BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: UNKNOWN } }] }),
        Unknown: template({ ...HARD, BlockDeviceMappings: UNKNOWN }),
      },
      at: {
        'Test/No': /^Ebs\.Encrypted of '\/dev\/xvda' is false$/,
        'Test/Unsaid': /^Ebs\.Encrypted of '\/dev\/sda1' is nothing$/,
        'Test/Second': /'\/dev\/sdb' is nothing/,
        'Test/Rootless': /^no mapping is for the root volume/,
        'Test/None': /nothing says that the root volume is encrypted/,
        'Test/Template': /nothing says that the root volume is encrypted/,
        'Test/Launch': /only the deployment knows/,
        'Test/Unknown': /only the deployment knows a device/,
      },
    },
    'what is launched from a template elsewhere': {
      resources: {
        Subnet: PRIVATE_SUBNET,
        Web: instance({ LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' }, SubnetId: { Ref: 'Subnet' } }),
        Group: group({ LaunchTemplate: { LaunchTemplateId: UNKNOWN }, VPCZoneIdentifier: [{ Ref: 'Subnet' }] }),
      },
      at: {
        'Test/Web': [
          /nobody knows whether its metadata need a token/,
          /whether it has a public address/,
          /whether its volumes are encrypted/,
        ],
        'Test/Group': /a template that is not in the app/,
      },
    },
  },
  notApplicable: {
    'a group that says nothing of what it launches': { resources: { Group: group({}) }, at: ['Test/Group'] },
  },
};
