import { grouped } from '../../template/grouped';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { read } from '../../template/values';
import { logDestinationsOf } from '../logs/log-destinations';
import { declarationsOf, personalDataIn } from '../stores/declared-data';
import { isStore, STORE_TYPES } from '../stores/store-types';
import { type KeyNamed, keysNamed } from './key-named';
import { encryptionsOf } from './store-encryption';

/** What a key encrypts, and what for. */
export interface KeyUse {
  readonly user: Resource;
  /** The category of the data, or `logs`. */
  readonly purpose: string;
}

/** What `KeyUse.purpose` is of logs: of groups, of trails, and of the buckets that services log to. */
const LOGS = 'logs';

/** A key of the index, or the name of one outside that is the same wherever it is named. */
type Key = Resource | string;

/** What each key encrypts. Replicas of a key are that key: they have the same material. Made once by `index.derive(keyUses)`. */
export function keyUses(index: TemplateIndex): ReadonlyMap<Key, readonly KeyUse[]> {
  return grouped([...usesOfStores(index), ...usesOfTrails(index)]);
}

function usesOfStores(index: TemplateIndex): (readonly [Key, KeyUse])[] {
  return index.ofType(...STORE_TYPES).flatMap((user) => {
    const purpose = isStore(user, index) ? purposeOf(user, index) : undefined;
    return purpose === undefined ? [] : keysOf(user, index).map((key) => [key, { user, purpose }] as const);
  });
}

function usesOfTrails(index: TemplateIndex): (readonly [Key, KeyUse])[] {
  return index.ofType('AWS::CloudTrail::Trail').flatMap((user) => {
    return identified(keysNamed(index, user, read(index, user, 'KMSKeyId')), user, index).map(
      (key) => [key, { user, purpose: LOGS }] as const,
    );
  });
}

/** The customer-managed keys under which a store rests. */
export function keysOf(store: Resource, index: TemplateIndex): readonly Key[] {
  const named = encryptionsOf(store, index).filter((encryption) => encryption.kind === 'customer');
  return identified(named, store, index);
}

function identified(named: readonly KeyNamed[], from: Resource, index: TemplateIndex): readonly Key[] {
  const keys = named.flatMap((each) => (each.kind === 'customer' ? primaries(each.key, from, index) : []));
  return [...new Set(keys)];
}

function primaries(key: Key, from: Resource, index: TemplateIndex): readonly Key[] {
  if (typeof key === 'string') {
    if (!key.startsWith('alias/')) return [key];
    const { account, region } = index.environmentOf(from);
    return [JSON.stringify([account, region, key])];
  }
  if (key.type !== 'AWS::KMS::ReplicaKey') return [key];
  const of = keysNamed(index, key, read(index, key, 'PrimaryKeyArn'));
  const known = of.flatMap((each) => {
    if (each.kind !== 'customer') return [];
    return typeof each.key === 'object' && each.key.type === 'AWS::KMS::ReplicaKey' ? [] : [each.key];
  });
  return known.length === 0 ? [key] : known;
}

function purposeOf(store: Resource, index: TemplateIndex): string | undefined {
  if (store.type === 'AWS::Logs::LogGroup') return LOGS;
  const personal = personalDataIn(store, index)?.category;
  if (personal !== undefined) return personal;
  if (index.derive(logDestinationsOf).into(store).length > 0) return LOGS;
  return declarationsOf(store).find(({ category }) => category !== undefined)?.category;
}
