import { nameOfRule } from './finding';

/** Rules of Strongroom that stand in the place of one of cdk-nag's, and why. */
interface Answer {
  readonly rules: readonly string[];
  readonly why: string;
}

const BACKED_UP: Answer = {
  rules: ['PersonalDataBackedUp'],
  why: 'cdk-nag looks for a selection that names the resource; selections by tag, and those of other stacks, reach it too',
};

const DEAD_LETTERS: Answer = {
  rules: ['DeadLettersWatched'],
  why: 'cdk-nag knows a dead-letter queue by few of those that leave letters in one; here it is known by all of them, and watched',
};
const WILDCARDS: Answer = {
  rules: ['WildcardsConfined'],
  why: 'every wildcard is refused there; here those that only read configuration, stay below one resource, or bound a role are told from those that open something',
};

/**
 * Rules of cdk-nag, whichever pack has them, and of CloudFormation's validator, that a rule of Strongroom's answers: it asks for the same
 * by what the whole app says, and not by what one resource does. Where the answering rule passes on the same resource, or an exception
 * to it is in force there, the other is not applied to it, and the evidence says so.
 */
const ANSWERS: Readonly<Record<string, Answer>> = {
  DynamoDBInBackupPlan: BACKED_UP,
  EFSInBackupPlan: BACKED_UP,
  RDSInBackupPlan: BACKED_UP,
  EC2EBSInBackupPlan: BACKED_UP,
  S3BucketReplicationEnabled: {
    rules: ['PersonalDataBackedUp', 'LogsLocked'],
    why: 'a second copy of personal data is a backup within its residency, and a log archive is locked against deletion; replication is neither',
  },
  SQS3: DEAD_LETTERS,
  SQSRedrivePolicy: DEAD_LETTERS,
  IAM5: WILDCARDS,
  W2512: WILDCARDS,
  VPC3: {
    rules: ['AdministrationClosed'],
    why: 'cdk-nag advises against network ACLs, for the care that they take; this one judges what their entries open',
  },
  VPCNoUnrestrictedRouteToIGW: {
    rules: ['NoWayOut'],
    why: 'whatever serves the internet has such a route; this one passes where it serves the ingress tier alone',
  },
};

/** The rules that may answer a rule of cdk-nag's or the validator's, and why they do; `undefined` for one that nothing answers. */
export function answersTo(finding: string): Answer | undefined {
  const name = nameOfRule(finding).replace(VALIDATOR, '');
  return Object.hasOwn(ANSWERS, name) ? ANSWERS[name] : undefined;
}

const VALIDATOR = /^CloudFormation-Validate::/;

/** Every rule that answers some other. */
export const ANSWERING_RULES: readonly string[] = [...new Set(Object.values(ANSWERS).flatMap(({ rules }) => rules))];

/** Every rule that some other answers, by its name in cdk-nag or the validator. */
export const ANSWERED_RULES: readonly string[] = Object.keys(ANSWERS);
