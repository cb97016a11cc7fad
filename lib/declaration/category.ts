/** How much care data needs. The value is what stands in the `strongroom:category` tag. */
export enum DataCategory {
  /** Meant for everyone. */
  PUBLIC = 'public',
  /** Of the organisation, not about persons. */
  INTERNAL = 'internal',
  /** Relates to an identified or identifiable person (GDPR Art. 4(1), PIPL Art. 4). */
  PERSONAL = 'personal',
  /** Special categories (GDPR Art. 9), sensitive personal information (PIPL Art. 28). */
  SENSITIVE_PERSONAL = 'sensitive-personal',
}

/** Whether a category holds data about persons. */
export function isPersonal(category: DataCategory): boolean {
  return category === DataCategory.PERSONAL || category === DataCategory.SENSITIVE_PERSONAL;
}

/** Why the processing is lawful: GDPR Art. 6(1)(a)-(f). PIPL Art. 13 knows all of them but `LEGITIMATE_INTERESTS`. */
export enum LawfulBasis {
  CONSENT = 'consent',
  CONTRACT = 'contract',
  LEGAL_OBLIGATION = 'legal-obligation',
  VITAL_INTERESTS = 'vital-interests',
  PUBLIC_TASK = 'public-task',
  LEGITIMATE_INTERESTS = 'legitimate-interests',
}
