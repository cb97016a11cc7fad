import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { read } from '../../template/values';

/** Paths at which an instance, or a group of them, names what it is launched from. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  'AWS::AutoScaling::AutoScalingGroup': [
    'LaunchConfigurationName',
    'LaunchTemplate.LaunchTemplateId',
    'LaunchTemplate.LaunchTemplateName',
    'MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId',
    'MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName',
    'MixedInstancesPolicy.LaunchTemplate.Overrides.*.LaunchTemplateSpecification.LaunchTemplateId',
  ],
  'AWS::EC2::Instance': ['LaunchTemplate.LaunchTemplateId', 'LaunchTemplate.LaunchTemplateName'],
};

/** What gives a launched instance its settings, by property of each type: the prefix of the path at which they stand. */
export const SETTINGS: Readonly<Record<string, string>> = {
  'AWS::AutoScaling::LaunchConfiguration': '',
  'AWS::EC2::Instance': '',
  'AWS::EC2::LaunchTemplate': 'LaunchTemplateData.',
};

/** The launch templates and configurations of an instance or a group: those of the index, and `elsewhere` for one that is not in it. */
export function launchedBy(resource: Resource, index: TemplateIndex): readonly (Resource | 'elsewhere')[] {
  const named = (SOURCES[resource.type] ?? []).flatMap((path) => read(index, resource, path).filter(isGiven));
  return named.map((target) => {
    const made = target.kind === 'resource' ? target.resource : byName(target, resource, index);
    return made !== undefined && made.type in SETTINGS ? made : 'elsewhere';
  });
}

function isGiven(target: Target): boolean {
  return target.kind !== 'literal' || target.value !== undefined;
}

function byName(target: Target, { template }: Resource, index: TemplateIndex): Resource | undefined {
  return target.kind === 'literal' ? index.derive(templatesByName).get(`${template}\n${target.value}`) : undefined;
}

/** Launch templates by the template of CloudFormation that they are in, and the name that it gives them. */
function templatesByName(index: TemplateIndex): ReadonlyMap<string, Resource> {
  return new Map(
    index.ofType('AWS::EC2::LaunchTemplate').map((made) => [`${made.template}\n${made.properties['LaunchTemplateName']}`, made]),
  );
}
