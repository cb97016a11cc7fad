import type { Rule } from '../../rule';
import { backupsWithinRetention } from './backups-within-retention';
import { deletionProtected } from './deletion-protected';
import { lockOnlyUnderSubjectKeys } from './lock-only-under-subject-keys';
import { oldVersionsExpire } from './old-versions-expire';
import { retentionSet } from './retention-set';
import { retentionWithinDeclared } from './retention-within-declared';
import { statefulKept } from './stateful-kept';
import { uploadsAborted } from './uploads-aborted';

export const RETENTION: readonly Rule[] = [
  retentionSet,
  retentionWithinDeclared,
  oldVersionsExpire,
  uploadsAborted,
  backupsWithinRetention,
  lockOnlyUnderSubjectKeys,
  statefulKept,
  deletionProtected,
];
