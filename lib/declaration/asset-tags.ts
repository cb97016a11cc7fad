import { DataCategory, isPersonal, LawfulBasis } from './category';

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
  consentRegister: 'strongroom:consent-register',
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
const UNDER_CONSENT = {
  consentRegister:
    'one, for data that is processed by consent: where consent is recorded and withdrawn (GDPR Art. 7, PIPL Art. 15)',
} as const;
const OF_SENSITIVE = {
  assessment: 'the reference of the impact assessment, for sensitive personal data (GDPR Art. 35, PIPL Art. 55)',
} as const;

type Demanded = keyof typeof OF_PERSONS | keyof typeof UNDER_CONSENT | keyof typeof OF_SENSITIVE;

/**
 * What a category, and a lawful basis, demand of a declaration besides what every one has: the fields, each with what is to be said.
 *
 * @param lawfulBasis of data about persons; `undefined` when it is not known
 */
export function demandedBy(
  category: DataCategory,
  lawfulBasis: LawfulBasis | undefined,
): readonly (readonly [Demanded, string])[] {
  if (!isPersonal(category)) return [];
  return [
    ...entriesOf(OF_PERSONS),
    ...(lawfulBasis === LawfulBasis.CONSENT ? entriesOf(UNDER_CONSENT) : []),
    ...(category === DataCategory.SENSITIVE_PERSONAL ? entriesOf(OF_SENSITIVE) : []),
  ];
}

/**
 * Tags without which a store is not declared. Of data about persons it is the whole declaration; a store that holds none says
 * what it holds, of which category, and who answers for it.
 *
 * @param category the store's; `undefined` when it is not known
 * @param lawfulBasis of data about persons; `undefined` when it is not known
 */
export function demandedTags(category: DataCategory | undefined, lawfulBasis?: LawfulBasis): readonly string[] {
  const fields: AssetField[] = ['asset', 'category', 'owner'];
  if (category !== undefined && isPersonal(category)) {
    fields.push('retentionDays', 'residency', ...demandedBy(category, lawfulBasis).map(([field]) => field));
  }
  return fields.map((field) => ASSET_TAGS[field]);
}

/** The entries of a table whose keys are known. */
export function entriesOf<T extends Readonly<Record<string, string>>>(table: T): [keyof T, string][] {
  return Object.entries(table) as [keyof T, string][];
}
