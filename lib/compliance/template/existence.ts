import type { Resource } from './resource';

/** Whether a resource is there whenever another is: it is made under no condition, or under the same one. */
export function existsWith(resource: Resource, other?: Resource): boolean {
  const condition = resource.definition['Condition'];
  return condition === undefined || (other?.template === resource.template && other.definition['Condition'] === condition);
}
