import { Framework } from '../../citation';
import { MACHINE_TYPES, patchedMachines } from '../../facts/lifecycle/patching';
import { type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { describe, isFalse, isTrue, read } from '../../template/values';

/** Properties by which a managed service is kept from patching, and the value that does so. Absent, each of them lets it. */
const HELD_BACK: Readonly<Record<string, { readonly path: string; readonly lets: (value: unknown) => boolean }>> = {
  'AWS::AmazonMQ::Broker': { path: 'AutoMinorVersionUpgrade', lets: isTrue },
  'AWS::DMS::ReplicationInstance': { path: 'AutoMinorVersionUpgrade', lets: isTrue },
  'AWS::ElastiCache::CacheCluster': { path: 'AutoMinorVersionUpgrade', lets: isTrue },
  'AWS::ElastiCache::ReplicationGroup': { path: 'AutoMinorVersionUpgrade', lets: isTrue },
  'AWS::Lambda::Function': { path: 'RuntimeManagementConfig.UpdateRuntimeOn', lets: (value) => value !== 'Manual' },
  'AWS::MemoryDB::Cluster': { path: 'AutoMinorVersionUpgrade', lets: isTrue },
  'AWS::Neptune::DBInstance': { path: 'AutoMinorVersionUpgrade', lets: isTrue },
  'AWS::RDS::DBInstance': { path: 'AutoMinorVersionUpgrade', lets: isTrue },
  'AWS::Redshift::Cluster': { path: 'AllowVersionUpgrade', lets: (value) => !isFalse(value) },
};

/**
 * Instances, and groups of them, are patched on a schedule: an association of Systems Manager, a task of a maintenance window or a
 * patch policy of Quick Setup installs what a patch baseline approves, and reaches them by id, by tag or by a resource group. What
 * AWS patches by itself is not kept from it.
 *
 * A document that only scans patches nothing, and an association without a schedule runs once.
 */
export const patched: Rule = {
  id: 'Patched',
  severity: 'error',
  resourceTypes: [...MACHINE_TYPES, ...Object.keys(HELD_BACK)],
  why: 'A fault that the maker has repaired stays open wherever the repair is not installed.',
  fix: "Reach the instances by an AWS::SSM::Association of 'AWS-RunPatchBaseline' with Parameters.Operation 'Install' and a ScheduleExpression, or by a maintenance window; leave AutoMinorVersionUpgrade on. An organisation that patches from another app declares so.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.8'],
    [Framework.NIST80053]: ['SI-2'],
    [Framework.MLPS3]: ['8.1.4.4'],
  },
  exceptable: true,
  accountWide: true,
  check: (resource, index) =>
    violationsOrCompliant(MACHINE_TYPES.includes(resource.type) ? ofMachine(resource, index) : ofManaged(resource, index)),
};

function ofMachine(machine: Resource, index: TemplateIndex): Violation[] {
  if (index.derive(patchedMachines).has(machine)) return [];
  const what = machine.type === 'AWS::EC2::Instance' ? 'the instance' : 'the group';
  return [{ detail: `no association and no maintenance window that installs patches on a schedule is known to reach ${what}` }];
}

function ofManaged(resource: Resource, index: TemplateIndex): Violation[] {
  const { path, lets } = HELD_BACK[resource.type] ?? { path: '', lets: () => true };
  const found = read(index, resource, path);
  const fine = found.every((target) => target.kind === 'literal' && (target.value === undefined || lets(target.value)));
  return fine ? [] : [{ location: `Properties.${path}`, detail: `'${path}' is ${describe(found)}, which holds back patches` }];
}
