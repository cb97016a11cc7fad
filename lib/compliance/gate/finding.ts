/** What a pack found, as the gate keeps it: one rule, one resource. */
export interface Finding {
  /** The rule's id, qualified by its pack: `AwsSolutions::AwsSolutions-IAM5[Resource::*]`. */
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  /** Construct path of the resource. */
  readonly path: string;
  readonly description: string;
  /** How it comes about, a line each, where the rule says so. */
  readonly steps?: readonly string[];
  /** What to do. */
  readonly fix: string;
  /** Line of source that it is about, where that is another than the construct's: an exception's own. */
  readonly source?: string;
}

/** The part of a rule's id that its pack lists: `IAM5[Resource::*]` is a finding of the rule `IAM5`. */
export function ruleOfFinding(id: string): string {
  return id.replace(/\[.*$/s, '');
}

/**
 * What a rule is called in whichever pack has it. The packs of cdk-nag share rules, each under its own prefix:
 * `NIST.800.53.R5::NIST.800.53.R5-S3DefaultEncryptionKMS` and `HIPAA.Security::HIPAA.Security-S3DefaultEncryptionKMS`.
 */
export function nameOfRule(id: string): string {
  return ruleOfFinding(id).replace(/^([^:]+)::\1-/, '');
}

/** A rule at a construct path, as a key. */
export function placeOf(rule: string, path: string): string {
  return `${path}\n${rule}`;
}
