import { DataCategory, isPersonal } from './category';

/** Keys of the tags that carry a declaration to every resource that holds the data. */
export const ASSET_TAGS = {
  asset: 'strongroom:asset',
  category: 'strongroom:category',
  owner: 'strongroom:owner',
  retentionDays: 'strongroom:retention-days',
  residency: 'strongroom:residency',
  subjects: 'strongroom:subjects',
  purposes: 'strongroom:purposes',
  lawfulBasis: 'strongroom:lawful-basis',
  recipients: 'strongroom:recipients',
  assessment: 'strongroom:assessment',
} as const;

/** A field of a declaration that has a tag. */
export type AssetField = keyof typeof ASSET_TAGS;

/** Name of an asset. */
export const ASSET_NAME = /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/;
/** What to say of a name that is none. */
export const ALLOWED_NAME = 'lower-case letters, digits and hyphens, 2 to 40 characters, first a letter';

/** Separates the terms of a list in a tag: the only character that every tagging service accepts and no term contains. */
export const TERM_SEPARATOR = ' ';

/** What is to be said of data about persons and of nothing else, and how. */
const OF_PERSONS = {
  subjects: 'at least one, for data about persons: whom it is about',
  purposes: 'at least one, for data about persons: what it is processed for',
  lawfulBasis: 'one, for data about persons: why the processing is lawful',
} as const;
const OF_SENSITIVE = {
  assessment: 'the reference of the impact assessment, for sensitive personal data (GDPR Art. 35, PIPL Art. 55)',
} as const;

/** What a category demands of a declaration besides what every one has: the fields, each with what is to be said. */
export function demandedBy(
  category: DataCategory,
): readonly (readonly [keyof typeof OF_PERSONS | keyof typeof OF_SENSITIVE, string])[] {
  return [
    ...(isPersonal(category) ? entriesOf(OF_PERSONS) : []),
    ...(category === DataCategory.SENSITIVE_PERSONAL ? entriesOf(OF_SENSITIVE) : []),
  ];
}

/**
 * Tags without which a store is not declared. Of data about persons it is the whole declaration; a store that holds none says
 * what it holds, of which category, and who answers for it.
 *
 * @param category the store's; `undefined` when it is not known
 */
export function demandedTags(category: DataCategory | undefined): readonly string[] {
  const fields: AssetField[] = ['asset', 'category', 'owner'];
  if (category !== undefined && isPersonal(category)) {
    fields.push('retentionDays', 'residency', ...demandedBy(category).map(([field]) => field));
  }
  return fields.map((field) => ASSET_TAGS[field]);
}

/** The entries of a table whose keys are known. */
export function entriesOf<T extends Readonly<Record<string, string>>>(table: T): [keyof T, string][] {
  return Object.entries(table) as [keyof T, string][];
}
