import { grouped } from '../../template/grouped';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { read } from '../../template/values';
import { personalStores } from '../stores/declared-data';
import { StoresByName } from '../stores/stores-by-name';
import { servicesOfAws } from './aws-managed-policies';
import { type DataService, dataActionsOf } from './data-actions';
import { opensDatabases } from './database-secrets';
import { excludedByTags, namesResource } from './policy-resources';
import { policiesOnStore } from './policy-targets';
import { roleOf, rolePolicies } from './role-policies';
import type { Statement } from './statement';

// Which roles and functions reach which stores of data about persons, by what policies allow. What they refuse is not counted, for a
// refusal can be lifted or be for another request.

/** Actions on data that a policy of a role allows, and where. */
interface Grant {
  readonly service: DataService;
  readonly actions: readonly string[];
  /** Stores that it names. */
  readonly named: readonly Resource[];
  /** Texts that may be of any store. */
  readonly patterns: readonly string[];
  readonly statement: Statement | undefined;
}

/** The actions on data that the identity policies of a role allow, wherever: `s3:GetObject`. */
export function dataActionsOfRole(role: Resource, index: TemplateIndex): readonly string[] {
  return [...new Set((index.derive(grants).get(role) ?? []).flatMap(({ actions }) => actions))];
}

/** The stores of data about persons that a role reaches. */
export function storesReachedBy(role: Resource, index: TemplateIndex): readonly Resource[] {
  return index.derive(storesByRole).get(role) ?? [];
}

/** The roles that reach a store of data about persons. */
export function rolesReaching(store: Resource, index: TemplateIndex): readonly Resource[] {
  return index.derive(rolesByStore).get(store) ?? [];
}

/** The stores of data about persons that a function's role reaches. */
export function storesReachedByFunction(functionResource: Resource, index: TemplateIndex): readonly Resource[] {
  return rolesOfFunction(functionResource, index).flatMap((role) => storesReachedBy(role, index));
}

/** The functions whose roles reach a store of data about persons. */
export function functionsReaching(store: Resource, index: TemplateIndex): readonly Resource[] {
  return index.derive(functionsByStore).get(store) ?? [];
}

/**
 * Whether a role reaches data about persons, or may: where such data stands in its account and some of the role's policies can't be
 * read.
 */
export function mayReachPersonalData(role: Resource, index: TemplateIndex): boolean {
  if (storesReachedBy(role, index).length > 0) return true;
  const types = [...new Set([...index.derive(personalStores).keys()].map(({ type }) => type))];
  return index.derive(rolePolicies).get(role)?.open === true && index.derive(candidates).of(role, types).length > 0;
}

function rolesOfFunction(functionResource: Resource, index: TemplateIndex): readonly Resource[] {
  return read(index, functionResource, 'Role').flatMap((role) => roleOf(role, functionResource, index));
}

function functionsByStore(index: TemplateIndex): ReadonlyMap<Resource, readonly Resource[]> {
  return grouped(
    index.ofType('AWS::Lambda::Function').flatMap((each) => {
      return [...new Set(storesReachedByFunction(each, index))].map((store): [Resource, Resource] => [store, each]);
    }),
  );
}

function rolesByStore(index: TemplateIndex): ReadonlyMap<Resource, readonly Resource[]> {
  return grouped(
    [...index.derive(storesByRole)].flatMap(([role, stores]) => stores.map((store): [Resource, Resource] => [store, role])),
  );
}

function storesByRole(index: TemplateIndex): ReadonlyMap<Resource, readonly Resource[]> {
  const admitted = index.derive(storesAdmitting);
  return new Map(
    [...index.derive(grants)].map(([role, given]) => {
      const stores = given.flatMap((grant) => [...grant.named, ...storesByPattern(role, grant, index)]);
      return [role, [...new Set([...stores, ...(admitted.get(role) ?? [])])]];
    }),
  );
}

function grants(index: TemplateIndex): ReadonlyMap<Resource, readonly Grant[]> {
  return new Map(
    [...index.derive(rolePolicies)].map(([role, { policies, byAws }]) => [
      role,
      [
        ...policies.flatMap(({ statements }) => statements.flatMap((statement) => grantsOf(statement, index))),
        ...byAws.flatMap(servicesOfAws).map((service): Grant => {
          const actions = service.actions.map((action) => `${service.prefix}:${action}`);
          return { service, actions, named: [], patterns: ['*'], statement: undefined };
        }),
      ],
    ]),
  );
}

function grantsOf(statement: Statement, index: TemplateIndex): Grant[] {
  if (!statement.allows) return [];
  const stores = index.derive(personalStores);
  const patterns = statement.onAnything ? ['*'] : statement.resources.filter((text) => !namesResource(text));
  return [...dataActionsOf(statement)].map(([service, actions]) => {
    const opened = service.prefix === 'secretsmanager' ? opensDatabases(statement.resourcesNamed, index) : [];
    const named = statement.resourcesNamed.filter(({ type }) => service.stores.includes(type));
    return { service, actions, statement, patterns, named: [...named, ...opened].filter((store) => stores.has(store)) };
  });
}

function storesByPattern(role: Resource, { service, patterns, statement }: Grant, index: TemplateIndex): readonly Resource[] {
  if (patterns.length === 0) return [];
  const stores = index.derive(candidates).byName(role, service.stores);
  const reached = patterns.flatMap((text) => stores.reachedBy(text, service));
  return statement === undefined ? reached : reached.filter((store) => !excludedByTags(statement, store));
}

/** The stores of data about persons in a resource's account, by type: looked up once for each template. */
class Candidates {
  private readonly found = new Map<string, readonly Resource[]>();
  private readonly named = new Map<readonly Resource[], StoresByName>();

  public constructor(private readonly index: TemplateIndex) {}

  public of(resource: Resource, types: readonly string[]): readonly Resource[] {
    const key = JSON.stringify([resource.template, types]);
    const known = this.found.get(key);
    if (known !== undefined) return known;
    const personal = this.index.derive(personalStores);
    const stores = this.index.inAccountOf(resource, ...types).filter((store) => personal.has(store));
    this.found.set(key, stores);
    return stores;
  }

  public byName(resource: Resource, types: readonly string[]): StoresByName {
    const stores = this.of(resource, types);
    const known = this.named.get(stores) ?? new StoresByName(stores, this.index);
    this.named.set(stores, known);
    return known;
  }
}

function candidates(index: TemplateIndex): Candidates {
  return new Candidates(index);
}

/** The stores whose own policies admit a role to data. */
function storesAdmitting(index: TemplateIndex): ReadonlyMap<Resource, readonly Resource[]> {
  return grouped(
    [...index.derive(personalStores).keys()].flatMap((store) => {
      return policiesOnStore(store, index).flatMap(({ statements }) =>
        statements
          .filter(
            (statement) =>
              statement.allows && [...dataActionsOf(statement).keys()].some(({ stores }) => stores.includes(store.type)),
          )
          .flatMap(({ principals }) => principals.flatMap(({ named }) => named))
          .map((role): [Resource, Resource] => [role, store]),
      );
    }),
  );
}
