import type { Target } from '../../template/references';
import { isObject, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { areAbsent, describe, read, readFrom } from '../../template/values';
import { collectionEncryption } from './collection-encryption';
import { type KeyPlace, STORE_KEYS } from './encryption-places';
import { type KeyNamed, keysNamed, type StoreEncryption } from './key-named';

/** A value within a store, where it stands. */
interface Within {
  readonly value: unknown;
  /** Path from the properties, with a dot at its end; empty for the properties themselves. */
  readonly path: string;
}

/**
 * How a store is encrypted at rest, once for each of its parts: the rules of a bucket, the volumes of an instance, the replicas of a
 * table. More than one where a condition decides. None where nothing rests in it: a delivery stream that reads another stream.
 */
export function encryptionsOf(store: Resource, index: TemplateIndex): readonly StoreEncryption[] {
  return index.derive(encryptions).get(store) ?? [];
}

/** Made once by `index.derive(encryptions)`. */
function encryptions(index: TemplateIndex): ReadonlyMap<Resource, readonly StoreEncryption[]> {
  const stores = index.ofType(...Object.keys(STORE_KEYS), ...Object.keys(ELSEWHERE));
  return new Map(
    stores.map((store) => {
      const elsewhere = ELSEWHERE[store.type];
      return [store, elsewhere === undefined ? ofPlaces(store, index) : elsewhere(store, index)] as const;
    }),
  );
}

/** Types of which something else than a property of their own decides. */
const ELSEWHERE: Readonly<Record<string, (store: Resource, index: TemplateIndex) => readonly StoreEncryption[]>> = {
  'AWS::KinesisFirehose::DeliveryStream': (store, index) => {
    const keepsNothing = (type: unknown) => type === 'KinesisStreamAsSource' || type === 'MSKAsSource';
    const types = read(index, store, 'DeliveryStreamType');
    return types.every((type) => type.kind === 'literal' && keepsNothing(type.value)) ? [] : ofPlaces(store, index);
  },
  'AWS::OpenSearchServerless::Collection': collectionEncryption,
  'AWS::Timestream::Table': (store, index) => {
    const location = 'Properties.DatabaseName';
    return read(index, store, 'DatabaseName').flatMap((target): readonly StoreEncryption[] => {
      if (target.kind !== 'resource') return [{ kind: 'unknown', text: `of the database ${describe([target])}`, location }];
      return keysNamed(index, target.resource, read(index, target.resource, 'KmsKeyId')).map((named) => {
        return named.kind === 'absent'
          ? { kind: 'aws-managed', alias: 'alias/aws/timestream', location }
          : { ...named, location };
      });
    });
  },
};

function ofPlaces(store: Resource, index: TemplateIndex): readonly StoreEncryption[] {
  return (STORE_KEYS[store.type] ?? []).flatMap((place) => {
    if (place.each === undefined) return ofPlace(store, { value: store.properties, path: '' }, place, index);
    return parts(store, place, index).flatMap((part) => {
      return 'kind' in part ? [part] : ofPlace(store, part, place, index);
    });
  });
}

function parts(
  store: Resource,
  { each = '', only, without }: KeyPlace,
  index: TemplateIndex,
): readonly (Within | StoreEncryption)[] {
  const location = `Properties.${each}`;
  const absent: readonly StoreEncryption[] = without === undefined ? [] : [encrypted(without, location)];
  return read(index, store, each).flatMap((list): readonly (Within | StoreEncryption)[] => {
    if (list.kind !== 'literal') return [unknown([list], location)];
    if (!Array.isArray(list.value) || list.value.length === 0) return absent;
    return list.value.flatMap((element: unknown, position) => {
      const path = `${each}.${position}.`;
      return readFrom(index, store, element, '').flatMap((target): readonly (Within | StoreEncryption)[] => {
        if (target.kind !== 'literal') return [unknown([target], `Properties.${each}.${position}`)];
        const { value } = target;
        if (!isObject(value) || (only !== undefined && areAbsent(readFrom(index, store, value, only)))) return [];
        return [{ value, path }];
      });
    });
  });
}

function ofPlace(store: Resource, { value, path }: Within, place: KeyPlace, index: TemplateIndex): readonly StoreEncryption[] {
  const { key, absent, when, copies } = place;
  const found: StoreEncryption[] = [];
  let on = true;
  if (when !== undefined) {
    const location = `Properties.${path}${when.path}`;
    const switches = readFrom(index, store, value, when.path);
    const copied = (copies ?? []).find((property) => !areAbsent(readFrom(index, store, value, property)));
    if (copied !== undefined && areAbsent(switches)) return [{ kind: 'unknown', text: `of what ${copied} names`, location }];
    on = switches.some((target) => target.kind === 'literal' && when.is(target.value));
    for (const target of switches) {
      if (target.kind !== 'literal') found.push(unknown([target], location));
      else if (!when.is(target.value)) found.push(encrypted(when.otherwise, location));
    }
  }
  if (!on) return found;
  const location = `Properties.${path}${key ?? when?.path ?? ''}`;
  const named = key === undefined ? ABSENT : keysNamed(index, store, readFrom(index, store, value, key));
  return [
    ...found,
    ...named.flatMap((each): readonly StoreEncryption[] => {
      if (each.kind !== 'absent') return [{ ...each, location }];
      return absent === undefined ? [] : absentKey(store, absent, location, index);
    }),
  ];
}

/** A queue without a key has one of SQS's own, unless that is switched off. */
function absentKey(store: Resource, absent: NonNullable<KeyPlace['absent']>, location: string, index: TemplateIndex) {
  if (typeof absent === 'string') return [encrypted(absent, location)];
  return read(index, store, absent.path).map((target) => {
    if (target.kind !== 'literal') return unknown([target], `Properties.${absent.path}`);
    return encrypted(absent.is(target.value) ? absent.met : absent.otherwise, location);
  });
}

const ABSENT: readonly KeyNamed[] = [{ kind: 'absent' }];

function encrypted(kind: 'none' | 'aws-owned' | 'aws-managed', location: string): StoreEncryption {
  return kind === 'aws-managed' ? { kind, alias: '', location } : { kind, location };
}

function unknown(targets: readonly Target[], location: string): StoreEncryption {
  return { kind: 'unknown', text: describe(targets), location };
}
