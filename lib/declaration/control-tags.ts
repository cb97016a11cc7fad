/** What a store keeps that is no customer data itself and that a law asks for, or that protects such data. */
export enum StoreRecord {
  /** Where consent is recorded, and withdrawn (GDPR Art. 7(1), 7(3)). */
  CONSENT = 'consent',
  /** Wrapped data keys of subjects: deleting one erases what it encrypted. */
  SUBJECT_KEYS = 'subject-keys',
  /** Evidence that controls worked. */
  EVIDENCE = 'evidence',
}

/** Key of the tag that says which `StoreRecord` a store keeps. */
export const RECORD_TAG = 'strongroom:record';

/** Key of the tag that says, by `true`, that data is encrypted under keys of each subject, so that deleting a key erases it. */
export const SUBJECT_KEYS_TAG = 'strongroom:subject-keys';

/** Key of the tag that says, by `true`, that a bucket takes files from outside. */
export const UPLOADS_TAG = 'strongroom:uploads';

/** What a resource does for the baseline that its type alone does not say. */
export enum Control {
  /** A workflow that runs from the moment a breach may have happened to the moment somebody decided on it. */
  BREACH_CLOCK = 'breach-clock',
}

/** Key of the tag that says which `Control` a resource is. */
export const CONTROL_TAG = 'strongroom:control';

/**
 * Key of the tag that names what erases data of a store that has no expiry of its own: `partition-drop`, `app:purge-accounts`. It
 * says who does it, in words of whoever answers for the data, and is no proof that it is done.
 */
export const ERASURE_TAG = 'strongroom:erasure';

/** Key of the tag that says, by `true`, that a store holds made-up data only and goes with its stack. Never of customers' data. */
export const DISPOSABLE_TAG = 'strongroom:disposable';
