import { DataCategory } from '../declaration/category';

/** What a key is for: one customer-managed key a purpose, never one for all. The value ends the key's alias. */
export enum KeyPurpose {
  PUBLIC = 'public',
  INTERNAL = 'internal',
  PERSONAL = 'personal',
  SENSITIVE_PERSONAL = 'sensitive-personal',
  LOGS = 'logs',
  BACKUP = 'backup',
  SECRETS = 'secrets',
  /** Queues, topics and event buses. */
  MESSAGING = 'messaging',
  /** HMAC key from which pseudonyms are derived. */
  PSEUDONYMS = 'pseudonyms',
  /** Asymmetric key that signs checkpoints and evidence. */
  SIGNING = 'signing',
}

/** The purpose of the key that encrypts stores of a category. */
export const PURPOSE_OF_CATEGORY: Readonly<Record<DataCategory, KeyPurpose>> = {
  [DataCategory.PUBLIC]: KeyPurpose.PUBLIC,
  [DataCategory.INTERNAL]: KeyPurpose.INTERNAL,
  [DataCategory.PERSONAL]: KeyPurpose.PERSONAL,
  [DataCategory.SENSITIVE_PERSONAL]: KeyPurpose.SENSITIVE_PERSONAL,
};
