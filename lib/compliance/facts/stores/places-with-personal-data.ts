import type { Resource } from '../../template/resource';
import { ACCOUNT_TYPE, type TemplateIndex } from '../../template/template-index';
import { personalStores } from './declared-data';

/**
 * Whether data about persons stands in the account of a resource of `ACCOUNT_TYPE`, or in the account and region of any other. It
 * looks at every store there: for rules on what an account or region has one of.
 */
export function holdsPersonalData(resource: Resource, index: TemplateIndex): boolean {
  const known = index.derive(answers);
  const key = JSON.stringify([resource.type === ACCOUNT_TYPE, resource.template]);
  const answer = known.get(key) ?? looked(resource, index);
  known.set(key, answer);
  return answer;
}

function looked(resource: Resource, index: TemplateIndex): boolean {
  const stores = index.derive(personalStores);
  const types = index.derive(typesOfPersonalStores);
  const there =
    resource.type === ACCOUNT_TYPE ? index.inAccountOf(resource, ...types) : index.inEnvironmentOf(resource, ...types);
  return there.some((store) => stores.has(store));
}

/** What was found for each template, whose resources stand in the same place. */
function answers(): Map<string, boolean> {
  return new Map();
}

function typesOfPersonalStores(index: TemplateIndex): readonly string[] {
  return [...new Set([...index.derive(personalStores).keys()].map(({ type }) => type))];
}
