import type { Target } from '../../../template/references';
import type { Resource } from '../../../template/resource';
import type { TemplateIndex } from '../../../template/template-index';
import { isAlways, isPresent, read } from '../../../template/values';
import { clusterGroupOf, remoteAccessGroupOf } from './groups';
import type { NetworkBuilder } from './network-builder';
import { addressBy, allAt, type Subject, subjectOf, subnetsGiveAddresses } from './subjects';
import { mayBeAny, placeOf, type Thing, thingsAt } from './things';

const TEMPLATE = 'AWS::EC2::LaunchTemplate';
const CONFIGURATION = 'AWS::AutoScaling::LaunchConfiguration';

/** What launches instances, and where it says how. */
interface Launcher {
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  readonly addresses: readonly string[];
  /** Properties that name a launch template or a launch configuration. */
  readonly templates: readonly string[];
}

const SPOT = 'SpotFleetRequestConfigData.LaunchSpecifications.*';
const SPOT_TEMPLATES = 'SpotFleetRequestConfigData.LaunchTemplateConfigs.*';
const BATCH = 'AWS::Batch::ComputeEnvironment';
const JOB = 'AWS::Batch::JobDefinition';

function specified(holder: string): readonly string[] {
  return ['LaunchTemplateId', 'LaunchTemplateName'].map((name) => `${holder}.LaunchTemplateSpecification.${name}`);
}

const LAUNCHERS: Readonly<Record<string, Launcher>> = {
  'AWS::EC2::Instance': {
    subnets: ['SubnetId', 'NetworkInterfaces.*.SubnetId'],
    groups: ['SecurityGroupIds.*', 'NetworkInterfaces.*.GroupSet.*'],
    addresses: ['NetworkInterfaces.*.AssociatePublicIpAddress'],
    templates: ['LaunchTemplate.LaunchTemplateId', 'LaunchTemplate.LaunchTemplateName'],
  },
  'AWS::AutoScaling::AutoScalingGroup': {
    subnets: ['VPCZoneIdentifier.*'],
    groups: [],
    addresses: [],
    templates: [
      ...['LaunchTemplate.LaunchTemplateId', 'LaunchTemplate.LaunchTemplateName', 'LaunchConfigurationName'],
      ...specified('MixedInstancesPolicy.LaunchTemplate'),
      ...specified('MixedInstancesPolicy.LaunchTemplate.Overrides.*'),
      // An instance, whose settings it takes.
      'InstanceId',
    ],
  },
  [BATCH]: {
    subnets: ['ComputeResources.Subnets.*'],
    groups: ['ComputeResources.SecurityGroupIds.*'],
    addresses: [],
    templates: ['ComputeResources.LaunchTemplate.LaunchTemplateId', 'ComputeResources.LaunchTemplate.LaunchTemplateName'],
  },
  'AWS::EC2::EC2Fleet': {
    subnets: ['LaunchTemplateConfigs.*.Overrides.*.SubnetId'],
    groups: [],
    addresses: [],
    templates: specified('LaunchTemplateConfigs.*'),
  },
  'AWS::EC2::SpotFleet': {
    subnets: [`${SPOT}.SubnetId`, `${SPOT}.NetworkInterfaces.*.SubnetId`, `${SPOT_TEMPLATES}.Overrides.*.SubnetId`],
    groups: [`${SPOT}.SecurityGroups.*.GroupId`, `${SPOT}.NetworkInterfaces.*.Groups.*`],
    addresses: [`${SPOT}.NetworkInterfaces.*.AssociatePublicIpAddress`],
    templates: specified(SPOT_TEMPLATES),
  },
  'AWS::EKS::Nodegroup': {
    subnets: ['Subnets.*'],
    groups: [],
    addresses: [],
    templates: ['LaunchTemplate.Id', 'LaunchTemplate.Name'],
  },
};

/** Where what is launched by a type says it. */
const LAUNCHED: Readonly<Record<string, Omit<Launcher, 'templates'>>> = {
  [TEMPLATE]: {
    subnets: ['LaunchTemplateData.NetworkInterfaces.*.SubnetId'],
    groups: ['LaunchTemplateData.SecurityGroupIds.*', 'LaunchTemplateData.NetworkInterfaces.*.Groups.*'],
    addresses: ['LaunchTemplateData.NetworkInterfaces.*.AssociatePublicIpAddress'],
  },
  [CONFIGURATION]: { subnets: [], groups: ['SecurityGroups.*'], addresses: ['AssociatePublicIpAddress'] },
};

export const LAUNCHER_TYPES = Object.keys(LAUNCHERS);

/** Instances, and what launches them. */
export function launched(network: NetworkBuilder): readonly Subject[] {
  const { index } = network;
  return Object.entries(LAUNCHERS).flatMap(([type, launcher]) =>
    index.ofType(type).flatMap((each) => subjectsOf(network, each, launcher)),
  );
}

function subjectsOf(network: NetworkBuilder, resource: Resource, launcher: Launcher): readonly Subject[] {
  const { index } = network;
  const things = allAt(network, resource, launcher.templates);
  const templates = things.flatMap((thing) => templateOf(index, thing) ?? []);
  const unseen = things.filter((thing) => templateOf(index, thing) === undefined);
  const shown = templates.map((template) => [template, LAUNCHED[template.type]] as const);
  const at = (property: 'subnets' | 'groups'): readonly Thing[] => [
    ...allAt(network, resource, launcher[property]),
    ...shown.flatMap(([template, paths]) => allAt(network, template, paths?.[property] ?? [])),
  ];
  const subnets = network.subnetsAmong(at('subnets'), resource);
  // Without a network AWS Batch manages none.
  if (subnets.length === 0 && resource.type === BATCH) return [];
  const own = read(index, resource, 'NetworkInterfaces.*.NetworkInterfaceId').some(isPresent);
  const stands =
    subnets.length > 0 || own
      ? subnets
      : [network.unseenSubnet(resource, `default ${placeOf(index, resource)}`, 'of the default VPC')];
  const addresses: readonly Target[] = [
    ...launcher.addresses.flatMap((path) => read(index, resource, path)),
    ...shown.flatMap(([template, paths]) => (paths?.addresses ?? []).flatMap((path) => read(index, template, path))),
  ];
  const groups: readonly Thing[] = [
    ...at('groups'),
    ...unseen.map(
      (thing): Thing => ({
        kind: 'unseen',
        key: `groups ${JSON.stringify(thing)}`,
        words: `that of a launch template which no template here shows`,
      }),
    ),
  ];
  const hasAddress =
    index.derive(withElasticAddress)(resource) ||
    addressBy(addresses, subnetsGiveAddresses(network, stands)) ||
    (resource.type === BATCH && index.derive(jobsHaveAddresses));
  const implied = resource.type === NODES ? groupsOfNodes(network, resource, groups) : [];
  return subjectOf(network, resource, {
    role: 'workload',
    subnets: stands,
    groups,
    implied,
    hasPublicAddress: hasAddress || unseen.length > 0,
  });
}

/** The launch template or configuration that a thing is. A name is that of the template that has it. */
function templateOf(index: TemplateIndex, thing: Thing): Resource | undefined {
  if (thing.kind === 'made') return LAUNCHED[thing.resource.type] === undefined ? undefined : thing.resource;
  return thing.literal === undefined ? undefined : index.derive(templatesByName).get(thing.literal);
}

function templatesByName(index: TemplateIndex): ReadonlyMap<unknown, Resource> {
  return new Map([
    ...index.ofType(TEMPLATE).map((each) => [each.properties['LaunchTemplateName'], each] as const),
    ...index.ofType(CONFIGURATION).map((each) => [each.properties['LaunchConfigurationName'], each] as const),
  ]);
}

/**
 * Nodes have the group that AWS makes for their cluster, unless their launch template names others, and one for SSH where a key is named.
 * Source: "Customize managed nodes with launch templates", Amazon EKS.
 */
function groupsOfNodes(network: NetworkBuilder, nodes: Resource, named: readonly Thing[]) {
  const ssh = read(network.index, nodes, 'RemoteAccess.Ec2SshKey').some(isPresent) ? [remoteAccessGroupOf(network, nodes)] : [];
  if (named.length > 0) return ssh;
  return [...thingsAt(network.index, nodes, 'ClusterName').map((thing) => clusterGroupOf(network, thing, nodes)), ...ssh];
}

/** Whether a job may give its tasks public addresses: which environment it runs in, nobody says here. */
function jobsHaveAddresses(index: TemplateIndex): boolean {
  return index
    .ofType(JOB)
    .some((job) => !isAlways(index, job, JOB_ADDRESS, (value) => value === undefined || value === 'DISABLED'));
}

const JOB_ADDRESS = 'ContainerProperties.NetworkConfiguration.AssignPublicIp';

const NODES = 'AWS::EKS::Nodegroup';

/** Whether an instance or interface has an Elastic IP address, or may: where only the deployment knows whose one is, it may be any's. */
export function withElasticAddress(index: TemplateIndex): (holder: Resource) => boolean {
  const found = index.ofType('AWS::EC2::EIP', 'AWS::EC2::EIPAssociation').flatMap((each) => {
    const holders = ['InstanceId', 'NetworkInterfaceId'].flatMap((path) => thingsAt(index, each, path));
    return holders.map((holder) => ({ place: placeOf(index, each), holder }));
  });
  const holders = new Set(found.flatMap(({ holder }) => (holder.kind === 'made' ? [holder.resource] : [])));
  const places = new Set(found.flatMap(({ place, holder }) => (mayBeAny(holder, HOLDERS) ? [place] : [])));
  return (holder) => holders.has(holder) || (HOLDERS.includes(holder.type) && places.has(placeOf(index, holder)));
}

const HOLDERS = ['AWS::EC2::Instance', 'AWS::EC2::NetworkInterface'];
