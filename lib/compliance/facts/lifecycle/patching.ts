import { existsWith } from '../../template/existence';
import { append } from '../../template/grouped';
import type { Resource } from '../../template/resource';
import { ENVIRONMENT_TYPE, type TemplateIndex } from '../../template/template-index';
import { resourcesIn } from '../../template/text';
import { elements, isPresent, read, readFrom } from '../../template/values';
import { type Criterion, criteriaOf, namesOf, tagsOf } from './patch-criteria';

/** Documents of Systems Manager that install patches, and need `Operation: Install` to do so rather than scan. */
const WITH_OPERATION = /(^|\/)AWS-(RunPatchBaseline(Association|WithHooks)?|ApplyPatchBaseline)$/;
/** Documents that install patches in any case. */
const ALWAYS_PATCHES = /(^|\/)AWS-(PatchAsgInstance|PatchInstanceWithRollback)$/;

/** Types that run instances of which a person must see to the patches. */
export const MACHINE_TYPES = ['AWS::AutoScaling::AutoScalingGroup', 'AWS::EC2::Instance'];

/** Machines that meet at least one text of every criterion are patched. */
interface Reach {
  readonly by: Resource;
  readonly criteria: readonly Criterion[];
}

/** Every instance and group that an association or a maintenance window patches on a schedule. Made once by `index.derive(patchedMachines)`. */
export function patchedMachines(index: TemplateIndex): ReadonlySet<Resource> {
  const patched = new Set<Resource>();
  for (const environment of index.ofType(ENVIRONMENT_TYPE)) {
    const reaches = reachesIn(environment, index);
    // By the first criterion, so that a machine meets only what may reach it.
    const candidates = new Map<string, Reach[]>();
    for (const reach of reaches) for (const text of reach.criteria[0] ?? []) append(candidates, text, reach);
    for (const machine of index.inEnvironmentOf(environment, ...MACHINE_TYPES)) {
      const meets = new Set(['any', `resource ${machine.path}`, ...tagsOf(machine, index)]);
      const reached = [...meets].flatMap((text) => candidates.get(text) ?? []);
      const sure = reached.some(({ by, criteria }) => {
        return existsWith(by, machine) && criteria.every((criterion) => criterion.some((text) => meets.has(text)));
      });
      if (sure) patched.add(machine);
    }
  }
  return patched;
}

function reachesIn(environment: Resource, index: TemplateIndex): Reach[] {
  const associations = index
    .inEnvironmentOf(environment, 'AWS::SSM::Association')
    .filter(
      (association) => isPatching(association, 'Name', 'Parameters', index) && isGiven(association, 'ScheduleExpression', index),
    )
    .flatMap((association) => [
      { by: association, criteria: criteriaOf(association, index) },
      ...(isGiven(association, 'InstanceId', index)
        ? [{ by: association, criteria: [namesOf(association, association.properties['InstanceId'], index)] }]
        : []),
    ]);
  const tasks = index
    .inEnvironmentOf(environment, 'AWS::SSM::MaintenanceWindowTask')
    .filter((task) => COMMANDS.some((path) => isPatching(task, 'TaskArn', `TaskInvocationParameters.${path}.Parameters`, index)))
    .flatMap((task) => [{ by: task, criteria: criteriaOf(task, index) }, ...ofWindowTargets(task, index)]);
  const policies = index
    .inEnvironmentOf(environment, 'AWS::SSMQuickSetup::ConfigurationManager')
    .filter((manager) => isPatchPolicy(manager, index))
    .map((by) => ({ by, criteria: [['any']] }));
  return [...associations, ...tasks, ...policies].filter(({ criteria }) => criteria.length > 0);
}

const COMMANDS = ['MaintenanceWindowRunCommandParameters', 'MaintenanceWindowAutomationParameters'];

function isPatching(resource: Resource, document: string, parameters: string, index: TemplateIndex): boolean {
  const names = read(index, resource, document).flatMap((target) => (target.kind === 'literal' ? [String(target.value)] : ['']));
  if (names.every((name) => ALWAYS_PATCHES.test(name))) return true;
  const operations = ['', '.*'].flatMap((list) => read(index, resource, `${parameters}.Operation${list}`));
  const installs = operations.some((target) => target.kind === 'literal' && target.value === 'Install');
  const scans = operations.some(
    (target) => target.kind === 'literal' && typeof target.value === 'string' && target.value !== 'Install',
  );
  return names.every((name) => WITH_OPERATION.test(name)) && installs && !scans;
}

function isPatchPolicy(manager: Resource, index: TemplateIndex): boolean {
  return elements(index, manager, 'ConfigurationDefinitions').some((definition) => {
    const types = definition.kind === 'literal' ? readFrom(index, manager, definition.value, 'Type') : [];
    return types.some((type) => type.kind === 'literal' && type.value === 'AWSQuickSetupType-PatchPolicy');
  });
}

function isGiven(resource: Resource, path: string, index: TemplateIndex): boolean {
  return read(index, resource, path).every(isPresent);
}

/** A task names the targets of its window, or machines. */
function ofWindowTargets(task: Resource, index: TemplateIndex): Reach[] {
  return resourcesIn(index, task, task.properties['Targets'])
    .filter(({ type }) => type === 'AWS::SSM::MaintenanceWindowTarget')
    .filter((target) => existsWith(target, task))
    .map((target) => ({ by: task, criteria: criteriaOf(target, index) }));
}
