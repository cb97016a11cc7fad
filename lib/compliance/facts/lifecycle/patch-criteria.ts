import { intrinsic, isObject, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { resourcesIn, textsOf } from '../../template/text';
import { elements } from '../../template/values';
import { launchedBy, SETTINGS } from './launched-by';

/** One thing that a machine must meet to be reached: `tag Backup=daily`, `tag key Backup`, `resource Stack/Instance`, `any`. */
export type Criterion = readonly string[];

/** What machines must meet for the `Targets` of an association, a task or a window's target to reach them. */
export function criteriaOf(resource: Resource, index: TemplateIndex): readonly Criterion[] {
  return elements(index, resource, 'Targets').flatMap((target) => {
    if (target.kind !== 'literal' || !isObject(target.value)) return [[]];
    const { Key: key, Values: values } = target.value;
    const given: readonly unknown[] = Array.isArray(values) ? values : [];
    if (key === 'InstanceIds') return [given.flatMap((id) => namesOf(resource, id, index))];
    if (key === 'tag-key') return [given.map((name) => `tag key ${keyOf(resource, name, index)}`)];
    if (key === 'resource-groups:Name') return given.flatMap((group) => ofGroup(resource, group, index));
    const tag = typeof key === 'string' && key.startsWith('tag:') ? key.slice('tag:'.length) : undefined;
    return [tag === undefined ? [] : given.map((value) => `tag ${tag}=${keyOf(resource, value, index)}`)];
  });
}

/** What a machine must meet to be the one that an id names. */
export function namesOf(from: Resource, id: unknown, index: TemplateIndex): Criterion {
  if (id === '*') return ['any'];
  return index.resolve(from, id).flatMap((target) => (target.kind === 'resource' ? [`resource ${target.resource.path}`] : []));
}

function ofGroup(from: Resource, name: unknown, index: TemplateIndex): readonly Criterion[] {
  const groups = resourcesIn(index, from, name).filter(({ type }) => type === 'AWS::ResourceGroups::Group');
  const filters = groups.flatMap((group) =>
    elements(index, group, 'ResourceQuery.Query.TagFilters').map((filter) => {
      if (filter.kind !== 'literal' || !isObject(filter.value)) return [];
      const { Key: key, Values: values } = filter.value;
      if (!Array.isArray(values) || values.length === 0) return [`tag key ${keyOf(group, key, index)}`];
      return values.map((value: unknown) => `tag ${keyOf(group, key, index)}=${keyOf(group, value, index)}`);
    }),
  );
  return filters.length === 0 ? [[]] : filters;
}

/** What a machine meets by its tags, and by those that its launch template gives it. */
export function tagsOf(machine: Resource, index: TemplateIndex): string[] {
  const own = machine.properties['Tags'];
  const launched = launchedBy(machine, index).flatMap((source) => (source === 'elsewhere' ? [] : tagsLaunched(source, index)));
  return [
    ...launched,
    ...tagTexts(machine, own, index, (tag) => tag['PropagateAtLaunch'] !== false && tag['PropagateAtLaunch'] !== 'false'),
  ];
}

/** The tags that a launch template gives the instances, not their volumes. */
function tagsLaunched(source: Resource, index: TemplateIndex): string[] {
  return elements(index, source, `${SETTINGS[source.type]}TagSpecifications`).flatMap((target) => {
    const specification = target.kind === 'literal' && isObject(target.value) ? target.value : {};
    return specification['ResourceType'] === 'instance' ? tagTexts(source, specification['Tags'], index, () => true) : [];
  });
}

function tagTexts(
  from: Resource,
  tags: unknown,
  index: TemplateIndex,
  counts: (tag: Readonly<Record<string, unknown>>) => boolean,
): string[] {
  return (Array.isArray(tags) ? tags : []).flatMap((tag: unknown) => {
    if (!isObject(tag) || intrinsic(tag) !== undefined || !counts(tag)) return [];
    const key = keyOf(from, tag['Key'], index);
    return [`tag key ${key}`, `tag ${key}=${keyOf(from, tag['Value'], index)}`];
  });
}

/** A text that two values share only when they are equal whatever the deployment: the value, or the expression in its template. */
function keyOf(from: Resource, value: unknown, index: TemplateIndex): string {
  const [only, ...others] = textsOf(index, from, value);
  const known = only !== undefined && others.length === 0 && !only.includes('${');
  return known ? only : `${from.template}: ${JSON.stringify(value)}`;
}
