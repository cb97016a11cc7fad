import { DISPOSABLE_TAG } from '../../../declaration/control-tags';
import { Framework } from '../../citation';
import { personalDataIn, personalStores } from '../../facts/stores/declared-data';
import { isDisposable } from '../../facts/stores/disposable';
import { NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../rule';
import type { Target } from '../../template/references';
import { isObject, type Resource } from '../../template/resource';
import { ENVIRONMENT_TYPE, type TemplateIndex } from '../../template/template-index';
import { describe, isTrue, read, readFrom } from '../../template/values';

const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const ATTRIBUTE = 'deletion_protection.enabled';

/** Where each type has its protection, and what it is when it is on. */
const PROTECTIONS: Readonly<Record<string, { readonly path: string; readonly on: (value: unknown) => boolean }>> = {
  'AWS::Cognito::UserPool': { path: 'DeletionProtection', on: (value) => value === 'ACTIVE' },
  'AWS::DSQL::Cluster': { path: 'DeletionProtectionEnabled', on: isTrue },
  'AWS::DocDB::DBCluster': { path: 'DeletionProtection', on: isTrue },
  'AWS::DynamoDB::GlobalTable': { path: 'Replicas.*.DeletionProtectionEnabled', on: isTrue },
  'AWS::DynamoDB::Table': { path: 'DeletionProtectionEnabled', on: isTrue },
  'AWS::Neptune::DBCluster': { path: 'DeletionProtection', on: isTrue },
  'AWS::NeptuneGraph::Graph': { path: 'DeletionProtection', on: isTrue },
  'AWS::OpenSearchServerless::Collection': { path: 'DeletionProtection', on: (value) => value === 'ENABLED' },
  'AWS::RDS::DBCluster': { path: 'DeletionProtection', on: isTrue },
  'AWS::RDS::DBInstance': { path: 'DeletionProtection', on: isTrue },
};

/**
 * Tables, clusters and user pools of data about persons can't be deleted by one call, and neither can a load balancer in an account
 * and region where such data is. Nothing is asked of a store of made-up data that says it is disposable, nor of the load balancers
 * beside such stores alone.
 */
export const deletionProtected: Rule = {
  id: 'DeletionProtected',
  severity: 'error',
  resourceTypes: [...Object.keys(PROTECTIONS), LOAD_BALANCER],
  why: 'One call, by mistake or by an attacker, deletes the data or takes the way to it from everyone.',
  fix: `Turn the protection on: 'DeletionProtectionEnabled: true' (tables, DSQL), 'DeletionProtection: true' (RDS, DocumentDB, Neptune), 'ACTIVE' (user pools), 'ENABLED' (OpenSearch Serverless), the attribute '${ATTRIBUTE}' = 'true' (load balancers). CustomerDataTable has it in the production profile; a store of made-up data only says so with the tag '${DISPOSABLE_TAG}' = 'true'.`,
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['9'],
    [Framework.ISO27001]: ['5.33'],
    [Framework.NIST80053]: ['SI-12'],
  },
  exceptable: true,
  check: (resource, index) => {
    if (resource.type === LOAD_BALANCER) {
      if (!index.derive(loadBalancersBesideData).has(resource)) return NOT_APPLICABLE;
      return verdict(loadBalancerProtection(resource, index), isTrue, `Properties.LoadBalancerAttributes`);
    }
    const protection = PROTECTIONS[resource.type];
    const personal = personalDataIn(resource, index) !== undefined;
    if (!personal || protection === undefined || isDisposable(resource)) return NOT_APPLICABLE;
    const found = read(index, resource, protection.path);
    return verdict(found, protection.on, `Properties.${protection.path.replace('.*.DeletionProtectionEnabled', '')}`);
  },
};

function verdict(found: readonly Target[], on: (value: unknown) => boolean, location: string) {
  const off = found.filter((target) => target.kind !== 'literal' || !on(target.value));
  const detail = `one call can delete it: its deletion protection is ${describe(off)}`;
  return violationsOrCompliant(off.length > 0 || found.length === 0 ? [{ location, detail }] : []);
}

/** What the attribute may be, through conditions; the literal `undefined` where it is not set, which is off. */
function loadBalancerProtection(resource: Resource, index: TemplateIndex): readonly Target[] {
  const absent: Target = { kind: 'literal', value: undefined };
  return read(index, resource, 'LoadBalancerAttributes').flatMap((list) => {
    if (list.kind !== 'literal') return [list];
    const given: readonly unknown[] = Array.isArray(list.value) ? list.value : [];
    const values = given.flatMap((attribute) => {
      const alternatives = readFrom(index, resource, attribute, '');
      const isIt = (target: Target) => target.kind === 'literal' && isObject(target.value) && target.value['Key'] === ATTRIBUTE;
      if (!alternatives.some(isIt)) return [];
      return alternatives.flatMap((target) =>
        target.kind === 'literal' && isIt(target) ? readFrom(index, resource, target.value, 'Value') : [absent],
      );
    });
    return values.length === 0 ? [absent] : values;
  });
}

/** Made once by `index.derive(loadBalancersBesideData)`. */
function loadBalancersBesideData(index: TemplateIndex): ReadonlySet<Resource> {
  const kept = new Set([...index.derive(personalStores).keys()].filter((store) => !isDisposable(store)));
  const types = [...new Set([...kept].map(({ type }) => type))];
  const environments = index
    .ofType(ENVIRONMENT_TYPE)
    .filter((environment) => index.inEnvironmentOf(environment, ...types).some((store) => kept.has(store)));
  return new Set(environments.flatMap((environment) => index.inEnvironmentOf(environment, LOAD_BALANCER)));
}
