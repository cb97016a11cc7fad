/** Rules of Strongroom that stand in the place of one of cdk-nag's, and why. */
interface Answer {
  readonly rules: readonly string[];
  readonly why: string;
}

const BACKED_UP: Answer = {
  rules: ['PersonalDataBackedUp'],
  why: 'cdk-nag looks for a selection that names the resource; selections by tag, and those of other stacks, reach it too',
};

/**
 * Rules of cdk-nag, whichever pack has them, that a rule of Strongroom's answers: it asks for the same by what the whole app says,
 * and not by what one resource does. Where the answering rule passes on the same resource, cdk-nag's is not applied to it, and the
 * evidence says so.
 */
const ANSWERS: Readonly<Record<string, Answer>> = {
  DynamoDBInBackupPlan: BACKED_UP,
  EFSInBackupPlan: BACKED_UP,
  RDSInBackupPlan: BACKED_UP,
  AuroraInBackupPlan: BACKED_UP,
  EBSInBackupPlan: BACKED_UP,
  S3BucketReplicationEnabled: {
    rules: ['PersonalDataBackedUp', 'LogsLocked'],
    why: 'a second copy of personal data is a backup within its residency, and a log archive is locked against deletion; replication is neither',
  },
  IAM5: {
    rules: ['WildcardsConfined'],
    why: 'cdk-nag refuses every wildcard; this one tells those that only read configuration, or stay below one resource, from those that open something',
  },
};

/** The rules that may answer a finding, and why they do; `undefined` for one that nothing answers. */
export function answersTo(finding: string): Answer | undefined {
  const name = /^.*::(?:.*-)?([A-Za-z0-9]+)(?:\[.*)?$/s.exec(finding)?.[1];
  return name === undefined ? undefined : ANSWERS[name];
}
