import type { Target } from '../../../template/references';
import type { Resource } from '../../../template/resource';
import type { TemplateIndex } from '../../../template/template-index';
import { isPresent, read } from '../../../template/values';
import { clusterGroupOf } from './groups';
import type { NetworkBuilder } from './network-builder';
import { addressBy, allAt, type Subject, subjectOf, subnetsGiveAddresses } from './subjects';
import { placeOf, type Thing, thingsAt } from './things';

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
      'MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId',
      'MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName',
    ],
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
    index.derive(withElasticAddress).has(resource) || addressBy(addresses, subnetsGiveAddresses(network, stands));
  const implied = groups.length > 0 || resource.type !== 'AWS::EKS::Nodegroup' ? [] : clusterGroups(network, resource);
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

/** Nodes have the group that AWS makes for their cluster, unless their launch template names others. */
function clusterGroups(network: NetworkBuilder, nodes: Resource) {
  return thingsAt(network.index, nodes, 'ClusterName').map((thing) => clusterGroupOf(network, thing, nodes));
}

/** Instances and interfaces that have an Elastic IP address. */
export function withElasticAddress(index: TemplateIndex): ReadonlySet<Resource> {
  return new Set(
    index
      .ofType('AWS::EC2::EIP', 'AWS::EC2::EIPAssociation')
      .flatMap((each) =>
        ['InstanceId', 'NetworkInterfaceId'].flatMap((path) =>
          thingsAt(index, each, path).flatMap((thing) => (thing.kind === 'made' ? [thing.resource] : [])),
        ),
      ),
  );
}
