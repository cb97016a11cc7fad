import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { isAlways, isFalse } from '../../template/values';
import { declarationsOf } from '../stores/declared-data';
import type { Copy } from './copy';
import { usersOfKey } from './stores-under-key';

/** A replica of a key makes readable where it is what rests under the key. */
export function ofReplicaKey(replica: Resource, index: TemplateIndex): readonly Copy[] {
  const { region } = index.environmentOf(replica);
  return usersOfKey(replica, index).map((of) => ({ of, region, location: 'Properties.PrimaryKeyArn' }));
}

/** A multi-Region key is made to be had in other regions: of no use to data that may be in its own alone, and a way out for it. */
export function ofMultiRegionKey(key: Resource, index: TemplateIndex): readonly Copy[] {
  if (isAlways(index, key, 'MultiRegion', (value) => value === undefined || isFalse(value))) return [];
  const { region } = index.environmentOf(key);
  const stores = usersOfKey(key, index).filter((store) => mayOnlyBeIn(store, region));
  return stores.map((of) => ({ of, region: undefined, location: 'Properties.MultiRegion' }));
}

function mayOnlyBeIn(store: Resource, region: string | undefined): boolean {
  const residencies = declarationsOf(store).map((declared) => declared.terms('residency'));
  return residencies.some((residency) => residency.length > 0 && residency.every((allowed) => allowed === region));
}
