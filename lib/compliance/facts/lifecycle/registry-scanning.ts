import { existsWith } from '../../template/existence';
import { isObject, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { elements, readFrom } from '../../template/values';

const REGISTRY = 'AWS::ECR::RegistryScanningConfiguration';
const SCANS: readonly unknown[] = ['CONTINUOUS_SCAN', 'SCAN_ON_PUSH'];

/**
 * Whether the registry of a repository scans what is pushed to it. A filter without `*` takes every name that contains it.
 *
 * @param name the beginning of the repository's name, as far as it is known: one that CloudFormation gives is known to no one
 */
export function isScannedByRegistry(repository: Resource, name: string, index: TemplateIndex): boolean {
  return index
    .inEnvironmentOf(repository, REGISTRY)
    .filter((registry) => existsWith(registry, repository))
    .some((registry) =>
      index
        .derive(filters)
        .get(registry)
        ?.some((filter) => takes(filter, name)),
    );
}

/** The filters of each registry's rules that scan. */
function filters(index: TemplateIndex): ReadonlyMap<Resource, readonly string[]> {
  return new Map(
    index.ofType(REGISTRY).map((registry) => [
      registry,
      elements(index, registry, 'Rules').flatMap((rule) => {
        if (rule.kind !== 'literal' || !isObject(rule.value)) return [];
        const frequency = readFrom(index, registry, rule.value, 'ScanFrequency');
        if (!frequency.every((target) => target.kind === 'literal' && SCANS.includes(target.value))) return [];
        return readFrom(index, registry, rule.value, 'RepositoryFilters.*.Filter').flatMap((target) =>
          target.kind === 'literal' ? [String(target.value)] : [],
        );
      }),
    ]),
  );
}

function takes(filter: string, name: string): boolean {
  if (!filter.includes('*')) return name.includes(filter);
  const pattern = filter.split('*').map((part) => part.replace(/[.+^${}()|[\]\\?]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`).test(name);
}
