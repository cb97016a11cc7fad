import { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { InstanceClass, InstanceSize, InstanceType, MachineImage, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnAssociation } from 'aws-cdk-lib/aws-ssm';
import { Tags } from 'aws-cdk-lib/core';
import { patched } from '../../../../lib/compliance/rules/lifecycle/patched';
import { ENVIRONMENT } from '../../../support/app';
import type { RuleCases } from '../cases';
import { resource, UNKNOWN } from './fixtures';

const tag = (Key: string, Value: unknown, more: object = {}) => ({ Key, Value, ...more });
const instance = (...Tags: object[]) => resource('AWS::EC2::Instance', { Tags });
const group = (...Tags: object[]) => resource('AWS::AutoScaling::AutoScalingGroup', { Tags });
const association = (Targets: unknown, more: Readonly<Record<string, unknown>> = {}) =>
  resource('AWS::SSM::Association', {
    Name: 'AWS-RunPatchBaseline',
    Parameters: { Operation: ['Install'] },
    ScheduleExpression: 'rate(7 days)',
    Targets,
    ...more,
  });
const target = (Key: string, ...Values: unknown[]) => ({ Key, Values });
const task = (Targets: unknown, parameters: unknown = { Operation: ['Install'] }) =>
  resource('AWS::SSM::MaintenanceWindowTask', {
    TaskType: 'RUN_COMMAND',
    TaskArn: 'AWS-RunPatchBaseline',
    WindowId: { Ref: 'Window' },
    TaskInvocationParameters: { MaintenanceWindowRunCommandParameters: { Parameters: parameters } },
    Targets,
  });
const NONE = /no association and no maintenance window that installs patches on a schedule is known to reach the instance/;

export const CASES: RuleCases = {
  rule: patched,
  compliant: {
    'an association by id': {
      resources: { Web: instance(), Weekly: association([target('InstanceIds', { Ref: 'Web' })]) },
      at: ['Test/Web'],
    },
    'an association of one instance': {
      resources: { Web: instance(), Weekly: association(undefined, { InstanceId: { Ref: 'Web' } }) },
      at: ['Test/Web'],
    },
    'an association of every instance': {
      resources: { Web: instance(), Group: group(), Weekly: association([target('InstanceIds', '*')]) },
      at: ['Test/Web', 'Test/Group'],
    },
    'an association by tag, also of a group that passes it on': {
      resources: {
        Web: instance(tag('Patch', 'weekly')),
        Group: group(tag('Patch', 'weekly', { PropagateAtLaunch: true })),
        Weekly: association([target('tag:Patch', 'weekly', 'daily')]),
      },
      at: ['Test/Web', 'Test/Group'],
    },
    'an association by a tag whose value is the same expression': {
      resources: { Web: instance(tag('Stage', UNKNOWN)), Weekly: association([target('tag:Stage', UNKNOWN)]) },
      at: ['Test/Web'],
    },
    'an association by two tags, both of which it has': {
      resources: {
        Web: instance(tag('Patch', 'weekly'), tag('Stage', 'prod')),
        Weekly: association([target('tag:Patch', 'weekly'), target('tag:Stage', 'prod')]),
      },
      at: ['Test/Web'],
    },
    'an association by the key of a tag': {
      resources: { Web: instance(tag('Patch', 'weekly')), Weekly: association([target('tag-key', 'Patch')]) },
      at: ['Test/Web'],
    },
    'an association by the tags of the launch template': {
      resources: {
        Template: resource('AWS::EC2::LaunchTemplate', {
          LaunchTemplateData: { TagSpecifications: [{ ResourceType: 'instance', Tags: [tag('Patch', 'weekly')] }] },
        }),
        Group: resource('AWS::AutoScaling::AutoScalingGroup', { LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' } } }),
        Weekly: association([target('tag:Patch', 'weekly')]),
      },
      at: ['Test/Group'],
    },
    'an association by a resource group': {
      resources: {
        Web: instance(tag('Patch', 'weekly')),
        Servers: resource('AWS::ResourceGroups::Group', {
          Name: 'servers',
          ResourceQuery: { Query: { TagFilters: [{ Key: 'Patch', Values: ['weekly'] }] } },
        }),
        Weekly: association([target('resource-groups:Name', { Ref: 'Servers' })]),
      },
      at: ['Test/Web'],
    },
    'a maintenance window': {
      resources: {
        Web: instance(tag('Patch', 'weekly')),
        Window: resource('AWS::SSM::MaintenanceWindow', { Schedule: 'rate(7 days)' }),
        Targets: resource('AWS::SSM::MaintenanceWindowTarget', {
          WindowId: { Ref: 'Window' },
          Targets: [target('tag:Patch', 'weekly')],
        }),
        Task: task([target('WindowTargetIds', { Ref: 'Targets' })]),
      },
      at: ['Test/Web'],
    },
    'a patch policy of Quick Setup': {
      resources: {
        Web: instance(),
        Policy: resource('AWS::SSMQuickSetup::ConfigurationManager', {
          ConfigurationDefinitions: [{ Type: 'AWSQuickSetupType-PatchPolicy', Parameters: {} }],
        }),
      },
      at: ['Test/Web'],
    },
    'an association in another stack of the account and region': {
      sources: [
        { name: 'Web', environment: ENVIRONMENT, template: { Resources: { Web: instance(tag('Patch', 'weekly')) } } },
        {
          name: 'Fleet',
          environment: ENVIRONMENT,
          template: { Resources: { Weekly: association([target('tag:Patch', 'weekly')]) } },
        },
      ],
      at: ['Web/Web'],
    },
    'what AWS patches, and is let': {
      resources: {
        Orders: resource('AWS::RDS::DBInstance', { AutoMinorVersionUpgrade: 'true' }),
        Cache: resource('AWS::ElastiCache::ReplicationGroup', {}),
        Function: resource('AWS::Lambda::Function', { RuntimeManagementConfig: { UpdateRuntimeOn: 'FunctionUpdate' } }),
      },
      at: ['Test/Orders', 'Test/Cache', 'Test/Function'],
    },
    'a group of the CDK': {
      build: (stack) => {
        const servers = new AutoScalingGroup(stack, 'Servers', {
          vpc: Vpc.fromVpcAttributes(stack, 'Vpc', {
            vpcId: 'vpc-1',
            availabilityZones: ['eu-central-1a'],
            privateSubnetIds: ['subnet-1'],
            privateSubnetRouteTableIds: ['rtb-1'],
          }),
          instanceType: InstanceType.of(InstanceClass.T4G, InstanceSize.SMALL),
          machineImage: MachineImage.genericLinux({ 'eu-central-1': 'ami-1' }),
        });
        Tags.of(servers).add('Patch', 'weekly');
        new CfnAssociation(stack, 'Weekly', {
          name: 'AWS-RunPatchBaseline',
          parameters: { Operation: ['Install'] },
          scheduleExpression: 'rate(7 days)',
          targets: [{ key: 'tag:Patch', values: ['weekly'] }],
        });
      },
      at: ['Test/Servers/ASG'],
    },
  },
  violations: {
    nothing: { resources: { Web: instance() }, at: { 'Test/Web': NONE } },
    'a group that nothing reaches': { resources: { Group: group() }, at: { 'Test/Group': /known to reach the group$/ } },
    'an association that only scans': {
      resources: { Web: instance(), Weekly: association([target('InstanceIds', '*')], { Parameters: { Operation: ['Scan'] } }) },
      at: { 'Test/Web': NONE },
    },
    'an association that may scan, by a condition': {
      resources: {
        Web: instance(),
        Weekly: association([target('InstanceIds', '*')], {
          Parameters: { Operation: { 'Fn::If': ['Is', ['Install'], ['Scan']] } },
        }),
      },
      at: { 'Test/Web': NONE },
    },
    'an association without a schedule': {
      resources: {
        Web: instance(),
        Once: association([target('InstanceIds', '*')], { ScheduleExpression: { Ref: 'AWS::NoValue' } }),
      },
      at: { 'Test/Web': NONE },
    },
    'an association of another document': {
      resources: { Web: instance(), Weekly: association([target('InstanceIds', '*')], { Name: 'AWS-GatherSoftwareInventory' }) },
      at: { 'Test/Web': NONE },
    },
    'an association that a condition may leave out': {
      resources: { Web: instance(), Weekly: { ...association([target('InstanceIds', '*')]), Condition: 'Patching' } },
      at: { 'Test/Web': NONE },
    },
    'another tag, another value, half of the tags': {
      resources: {
        Key: instance(tag('Backup', 'weekly')),
        Value: instance(tag('Patch', 'never')),
        Either: instance(tag('Patch', { 'Fn::If': ['Is', 'weekly', 'never'] })),
        Half: instance(tag('Stage', 'prod')),
        Group: group(tag('Patch', 'weekly', { PropagateAtLaunch: false })),
        Weekly: association([target('tag:Patch', 'weekly')]),
        Both: association([target('tag:Stage', 'prod'), target('tag:Patch', 'weekly')]),
      },
      at: { 'Test/Key': NONE, 'Test/Value': NONE, 'Test/Either': NONE, 'Test/Half': NONE, 'Test/Group': /the group/ },
    },
    'an association in another region': {
      sources: [
        { name: 'Web', environment: ENVIRONMENT, template: { Resources: { Web: instance() } } },
        {
          name: 'Far',
          environment: { ...ENVIRONMENT, region: 'eu-west-1' },
          template: { Resources: { Weekly: association([target('InstanceIds', '*')]) } },
        },
      ],
      at: { 'Web/Web': NONE },
    },
    'a maintenance window whose task scans, and one without a target': {
      resources: {
        Web: instance(),
        Targets: resource('AWS::SSM::MaintenanceWindowTarget', { Targets: [target('InstanceIds', { Ref: 'Web' })] }),
        Scan: task([target('WindowTargetIds', { Ref: 'Targets' })], { Operation: ['Scan'] }),
        Empty: task([]),
      },
      at: { 'Test/Web': NONE },
    },
    'a managed service that is held back': {
      resources: {
        Orders: resource('AWS::RDS::DBInstance', { AutoMinorVersionUpgrade: false }),
        Cache: resource('AWS::ElastiCache::ReplicationGroup', { AutoMinorVersionUpgrade: 'false' }),
        Unknown: resource('AWS::MemoryDB::Cluster', { AutoMinorVersionUpgrade: UNKNOWN }),
        Warehouse: resource('AWS::Redshift::Cluster', { AllowVersionUpgrade: false }),
        Broker: resource('AWS::AmazonMQ::Broker', { AutoMinorVersionUpgrade: false }),
        Function: resource('AWS::Lambda::Function', { RuntimeManagementConfig: { UpdateRuntimeOn: 'Manual' } }),
      },
      at: {
        'Test/Orders': /^'AutoMinorVersionUpgrade' is false, which holds back patches$/,
        'Test/Cache': /'false'/,
        'Test/Unknown': /a value that only the deployment knows/,
        'Test/Warehouse': /'AllowVersionUpgrade' is false/,
        'Test/Broker': /is false/,
        'Test/Function': /'Manual'/,
      },
    },
  },
  notApplicable: {
    'what nobody patches': { resources: { Orders: resource('AWS::S3::Bucket') }, at: ['Test/Orders'] },
  },
};
