import { ASSET_TAGS, type AssetField, TERM_SEPARATOR } from '../../../declaration/asset-tags';
import { DataCategory, isPersonal } from '../../../declaration/category';
import type { Resource } from '../../template/resource';
import { type TagSet, tagSetsOf } from '../../template/tags';
import type { TemplateIndex } from '../../template/template-index';
import { isStore, STORE_TYPES } from './store-types';

const CATEGORIES = Object.values(DataCategory);

/** What the tags of a store, or of one of its replicas, declare. A field that is missing, or that only the deployment knows, is `undefined`. */
export class DeclaredData {
  public constructor(/** As the template has them. */ public readonly tags: TagSet) {}

  /** Where the tags are: `Properties.Tags`. */
  public get location(): string {
    return this.tags.location;
  }

  /** The region of what is tagged, as the template has it. */
  public get region(): unknown {
    return this.tags.region;
  }

  /** One of the known categories. */
  public get category(): DataCategory | undefined {
    const given = this.text('category');
    return CATEGORIES.find((known) => known === given);
  }

  /** Whether it is about persons. */
  public get personal(): boolean {
    return this.category !== undefined && isPersonal(this.category);
  }

  /** How long the data may be kept, in whole days; `undefined` for what is no positive number. */
  public get retentionDays(): number | undefined {
    const text = this.text('retentionDays') ?? '';
    return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
  }

  /** A field's tag as it is written. */
  public text(field: AssetField): string | undefined {
    return this.tags.values.get(ASSET_TAGS[field]);
  }

  /** The terms of a field that is a list. */
  public terms(field: AssetField): readonly string[] {
    return (this.text(field) ?? '').split(TERM_SEPARATOR).filter(Boolean);
  }

  /** The value of a tag that is not part of the declaration. */
  public tag(key: string): string | undefined {
    return this.tags.values.get(key);
  }
}

/** What a store declares: one declaration, or of a global table one for each replica. Read once, since nearly every rule asks. */
export function declarationsOf(store: Resource): readonly DeclaredData[] {
  const known = READ.get(store);
  if (known !== undefined) return known;
  const declared = tagSetsOf(store).map((tags) => new DeclaredData(tags));
  READ.set(store, declared);
  return declared;
}

const READ = new WeakMap<Resource, readonly DeclaredData[]>();

/**
 * What a store of data about persons declares: of a global table the first replica's that is. `undefined` for a store of anything
 * else, and for a store that doesn't say: that one is a violation of CustomerDataDeclared or of CategoryKnown, and no other rule on
 * data about persons meets it.
 */
export function personalDataIn(store: Resource, index: TemplateIndex): DeclaredData | undefined {
  return index.derive(personalStores).get(store);
}

/** Every store of data about persons, with what it declares. Made once by `index.derive(personalStores)`. */
export function personalStores(index: TemplateIndex): ReadonlyMap<Resource, DeclaredData> {
  const found = new Map<Resource, DeclaredData>();
  for (const store of index.ofType(...STORE_TYPES)) {
    const personal = declarationsOf(store).find((declared) => declared.personal);
    if (personal !== undefined && isStore(store, index)) found.set(store, personal);
  }
  return found;
}
