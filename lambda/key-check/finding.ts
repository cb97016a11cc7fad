/** What may be wrong with a key. */
export enum Rule {
  MISSING = 'missing',
  PENDING_DELETION = 'pending-deletion',
  DISABLED = 'disabled',
  /** Neither enabled nor disabled: its key material or key store is away. */
  UNAVAILABLE = 'unavailable',
  /** Another key spec or usage than declared. */
  WRONG_KIND = 'wrong-kind',
  ROTATION_OFF = 'rotation-off',
  /** A longer rotation period than declared. */
  ROTATION_SLOW = 'rotation-slow',
  POLICY_DRIFT = 'policy-drift',
  /** KMS refused or failed to say. */
  UNREADABLE = 'unreadable',
  /** The declared state itself can't be understood. */
  UNDECLARED = 'undeclared',
}

/** How much it matters. */
export type Severity = 'CRITICAL' | 'HIGH' | 'MEDIUM';

/** What data is lost, or open to others, comes first. */
export const SEVERITY: Readonly<Record<Rule, Severity>> = {
  [Rule.MISSING]: 'CRITICAL',
  [Rule.PENDING_DELETION]: 'CRITICAL',
  [Rule.POLICY_DRIFT]: 'CRITICAL',
  [Rule.DISABLED]: 'HIGH',
  [Rule.UNAVAILABLE]: 'HIGH',
  [Rule.WRONG_KIND]: 'HIGH',
  [Rule.UNREADABLE]: 'HIGH',
  [Rule.UNDECLARED]: 'HIGH',
  [Rule.ROTATION_OFF]: 'MEDIUM',
  [Rule.ROTATION_SLOW]: 'MEDIUM',
};

/** A difference between a key and what was declared of it. A further run gives the same finding again, until it is mended. */
export interface Finding {
  readonly rule: Rule;
  readonly severity: Severity;
  /** What the key is for. */
  readonly purpose: string;
  /** ARN of the key; the parameter's name where no declaration tells the key. */
  readonly keyId: string;
  /** What was found, in words or as JSON. */
  readonly got: string;
  /** What was declared, likewise. */
  readonly declared: string;
}
