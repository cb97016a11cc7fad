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
  /** A grant that no service made for its own use. */
  UNEXPECTED_GRANT = 'unexpected-grant',
  /** KMS refused or failed to say. */
  UNREADABLE = 'unreadable',
  /** The declared state is away, is another key's, leaves something out, or can't be understood. */
  UNDECLARED = 'undeclared',
}

/** A key as the function was told of it when it was deployed, whatever the declarations say since. */
export interface DeployedKey {
  readonly purpose: string;
  /** ARN of the key. */
  readonly keyId: string;
  /** Whether it was there before: policy, rotation and grants are its owner's then. */
  readonly existing: boolean;
}

/** How much it matters. */
export type Severity = 'CRITICAL' | 'HIGH' | 'MEDIUM';

/** What data is lost, or open to others, comes first. */
export const SEVERITY: Readonly<Record<Rule, Severity>> = {
  [Rule.MISSING]: 'CRITICAL',
  [Rule.PENDING_DELETION]: 'CRITICAL',
  [Rule.POLICY_DRIFT]: 'CRITICAL',
  [Rule.UNEXPECTED_GRANT]: 'CRITICAL',
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
  /** ARN of the key. */
  readonly keyId: string;
  /** What was found, in words or as JSON. */
  readonly got: string;
  /** What was declared, likewise. */
  readonly declared: string;
}

/** A finding about a key. */
export function finding({ purpose, keyId }: DeployedKey, rule: Rule, got: string, declared: string): Finding {
  return { rule, severity: SEVERITY[rule], purpose, keyId, got, declared };
}
