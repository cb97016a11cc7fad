import { Framework } from '../../citation';
import { isScannedByRegistry } from '../../facts/lifecycle/registry-scanning';
import { type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { describe, isAlways, isTrue, read } from '../../template/values';

const PUBLIC = 'AWS::ECR::PublicRepository';
const REPOSITORY = 'AWS::ECR::Repository';
const TEMPLATE = 'AWS::ECR::RepositoryCreationTemplate';
/** What stands for the part of a name that only the deployment knows: no filter contains it. */
const UNKNOWN = '\0';

/**
 * Repositories scan what is pushed to them, by themselves or by the registry's configuration, and their tags never move to another
 * image, so that what was scanned is what runs.
 */
export const imagesScanned: Rule = {
  id: 'ImagesScanned',
  severity: 'error',
  resourceTypes: [PUBLIC, REPOSITORY, TEMPLATE],
  why: 'An image that nobody scans runs with known faults, and a tag that can move runs an image that nobody chose.',
  fix: "Set ImageScanningConfiguration.ScanOnPush to true, or scan by an AWS::ECR::RegistryScanningConfiguration with the filter '*', and set ImageTagMutability to 'IMMUTABLE'.",
  cites: {
    [Framework.GDPR]: ['32(1)(d)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.8'],
    [Framework.NIST80053]: ['RA-5', 'SI-7'],
    [Framework.MLPS3]: ['8.1.4.4'],
  },
  exceptable: true,
  check: (resource, index) => {
    if (resource.type === PUBLIC) {
      return violationsOrCompliant([
        { location: 'Type', detail: 'nothing scans a public repository, and its tags can always move' },
      ]);
    }
    return violationsOrCompliant([...unscanned(resource, index), ...movable(resource, index)]);
  },
};

function unscanned(repository: Resource, index: TemplateIndex): Violation[] {
  const path = 'ImageScanningConfiguration.ScanOnPush';
  if (repository.type === REPOSITORY && isAlways(index, repository, path, isTrue)) return [];
  if (isScannedByRegistry(repository, nameOf(repository, index), index)) return [];
  const found = read(index, repository, path);
  const location = repository.type === REPOSITORY ? `Properties.${path}` : 'Properties.Prefix';
  const own = repository.type === REPOSITORY ? `ScanOnPush is ${describe(found)}, and ` : '';
  return [{ location, detail: `${own}no scanning configuration of the registry is known to reach the repository` }];
}

/** A creation template names the beginning; `ROOT` is for every name. */
function nameOf({ type, ...resource }: Resource, index: TemplateIndex): string {
  const [only, ...others] = read(index, { type, ...resource }, type === TEMPLATE ? 'Prefix' : 'RepositoryName');
  const given = only?.kind === 'literal' && others.length === 0 ? only.value : undefined;
  if (typeof given !== 'string' || (type === TEMPLATE && given === 'ROOT')) return UNKNOWN;
  return type === TEMPLATE ? `${given}/${UNKNOWN}` : given;
}

function movable(repository: Resource, index: TemplateIndex): Violation[] {
  const location = 'Properties.ImageTagMutability';
  const found = read(index, repository, 'ImageTagMutability');
  const values = found.map((target) => (target.kind === 'literal' ? target.value : undefined));
  if (!values.every((value) => value === 'IMMUTABLE' || value === 'IMMUTABLE_WITH_EXCLUSION')) {
    return [{ location, detail: `ImageTagMutability is ${describe(found)}, and tags can move unless it is IMMUTABLE` }];
  }
  if (!values.includes('IMMUTABLE_WITH_EXCLUSION')) return [];
  const path = 'ImageTagMutabilityExclusionFilters';
  const wide = read(index, repository, `${path}.*.ImageTagMutabilityExclusionFilterValue`).filter(
    (target) => target.kind !== 'literal' || /^\**$/.test(String(target.value)),
  );
  if (wide.length === 0) return [];
  return [{ location: `Properties.${path}`, detail: `the exclusion of ${describe(wide)} may leave every tag movable` }];
}
